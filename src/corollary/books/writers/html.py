"""A book as one HTML file: formulas typeset by KaTeX, fonts and style within, no script."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

from corollary.books.document import ABOUT_MENTIONED, MENTIONED, Document
from corollary.books.figures import Figure
from corollary.text.model import PROOF

TEMPLATES = Path(__file__).parent


def text(document: Document, advance: Callable[[int, int], None] = lambda done, of: None) -> str:
    """The whole page.

    Raises:
        Unavailable: KaTeX or Node is not installed.
    """
    from corollary.text import katex

    return render(document, "htmlAndMathml", katex.stylesheet(), advance)


def render(document: Document, output: Any, style: str, advance: Callable[[int, int], None]) -> str:
    """The page with formulas in the given form and the style sheet that they need."""
    from jinja2 import Environment, FileSystemLoader
    from markupsafe import Markup

    made = bodies(document, output, lambda to: f"#{to}")
    for id, one in document.figures.items():
        made[id] = made[id].replace("</article>", drawing(document, id, _embedded(one)) + "</article>")
    advance(len(document.plan.ids), len(document.plan.ids))
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("book.html").render(
        document=document,
        plan=document.plan,
        articles={id: Markup(body) for id, body in made.items()},
        notation=[(Markup(shown), words, to) for shown, words, to in notation(document, output)],
        titles=lambda line: Markup(line_of(document, line, output)),
        katex=Markup(style),
        mentioned=(MENTIONED, ABOUT_MENTIONED),
    )


def bodies(document: Document, output: Any, href: Callable[[str], str]) -> dict[str, str]:
    """The statements as articles by id, with numbers, proofs as asked for, and links within the book only."""
    from corollary.text.html import articles

    made = articles(
        document.corpus, document.plan.ids, lambda id: href(to) if (to := document.inside(id)) else "", output
    )
    return {id: _numbered(document, id, body, href) for id, body in made.items()}


def _numbered(document: Document, id: str, body: str, href: Callable[[str], str]) -> str:
    body = body.replace("<h2>", f'<h2><span class="number">{escape(document.label(id))}</span> ', 1)
    body = body.replace('<details class="proof">', '<details class="proof" open="open">')
    if document.proofs != "full":
        used = document.proof_uses(id)
        links = ", ".join(
            f'<a class="statement" href="{escape(href(to))}">{escape(document.corpus.words(to))}</a>' for to in used
        )
        short = f'<p class="proof">{PROOF}: by {links}.</p>' if used and document.proofs == "short" else ""
        body = re.sub(r'<details class="proof".*?</details>', lambda _: short, body, flags=re.DOTALL)
    return _with_places(document, id, body)


def _with_places(document: Document, id: str, body: str) -> str:
    """The number of a linked statement after the first link to it."""
    seen = {id}

    def place(found: re.Match[str]) -> str:
        to = found[1]
        if to in seen or to not in document.plan.numbers:
            return found[0]
        seen.add(to)
        return f'{found[0]}<span class="at"> ({document.plan.numbers[to]})</span>'

    return re.sub(r'<a class="statement" href="[^"#]*#([^"]+)">.*?</a>', place, body, flags=re.DOTALL)


def drawing(document: Document, id: str, source: str) -> str:
    """The figure of a statement, its image at the address `source`."""
    one = document.figures[id]
    words = escape(one.caption, quote=True)
    return (
        f'<figure><img src="{source}" alt="{escape(one.about)}"/>'
        f"<figcaption><b>Figure {document.plan.numbers[id]}.</b> {words}</figcaption></figure>"
    )


def _embedded(one: Figure) -> str:
    return f"data:image/svg+xml;base64,{b64encode(one.source().encode()).decode()}"


def line_of(document: Document, line: str, output: Any) -> str:
    """A line with formulas between dollars."""
    from corollary.text import katex
    from corollary.text.katex import Formula

    pieces = line.split("$")
    formulas = [Formula(piece) for piece in pieces[1::2]]
    made = iter(katex.render(formulas, document.corpus.macros, output)) if formulas else iter(())
    return "".join(next(made).html if at % 2 else escape(piece, quote=False) for at, piece in enumerate(pieces))


def notation(document: Document, output: Any) -> list[tuple[str, str, str]]:
    """For each macro used: the symbol, what it denotes, and the id in the book that introduces it ("" if none)."""
    from corollary.text import katex
    from corollary.text.katex import Formula

    rows = document.notation
    shown = katex.render([Formula(one.shown) for one in rows], document.corpus.macros, output)
    return [
        (made.html, one.meaning, (document.inside(one.introduced) or "") if one.introduced else "")
        for one, made in zip(rows, shown, strict=True)
    ]
