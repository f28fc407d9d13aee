"""Statements as HTML fragments, formulas typeset by KaTeX; a page that shows them needs `katex.stylesheet()`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape

from corollary.text import katex
from corollary.text.corpus import Corpus
from corollary.text.katex import Formula, Output, Rendered
from corollary.text.model import PROOF, STATEMENT, Node, Section, Statement, named_bullet

TAGS = {
    "paragraph": "p", "bullets": "ul", "numbers": "ol", "quote": "blockquote", "table": "table", "head": "thead",
    "body": "tbody", "row": "tr", "cell": "td", "emph": "em", "strong": "strong",
}  # fmt: skip


@dataclass(frozen=True)
class Writer:
    """Turns nodes into HTML: `formulas` has what KaTeX made, `href` gives the address of a statement ("": no link)."""

    corpus: Corpus
    formulas: Mapping[Formula, Rendered]
    href: Callable[[str], str]

    def nodes(self, nodes: Iterable[Node]) -> str:
        """The HTML of several nodes, one after the other."""
        return "".join(self.node(node) for node in nodes)

    def node(self, node: Node) -> str:
        """The HTML of a node and all below it."""
        match node.kind:
            case "text":
                return escape(node.text, quote=False)
            case "break":
                return "\n"
            case "math":
                return self.formula(Formula(node.text))
            case "display":
                return f'<div class="display">{self.formula(Formula(node.text, True))}</div>'
            case "code":
                return f"<code>{escape(node.text, quote=False)}</code>"
            case "code-block":
                return f"<pre><code>{escape(node.text, quote=False)}</code></pre>"
            case "rule":
                return "<hr>"
            case "link":
                words = self.nodes(node.children) or escape(self.corpus.words(node.text), quote=False)
                address = self.href(node.text)
                return f'<a class="statement" href="{escape(address)}">{words}</a>' if address else words
            case "url":
                safe = node.text.startswith(("https://", "http://"))
                return (
                    f'<a href="{escape(node.text)}">{self.nodes(node.children)}</a>'
                    if safe
                    else self.nodes(node.children)
                )
            case "item":
                return self._item(node)
        tag = TAGS.get(node.kind)
        return f"<{tag}>{self.nodes(node.children)}</{tag}>" if tag else escape(node.flat(), quote=False)

    def formula(self, formula: Formula) -> str:
        """A formula typeset; as TeX in a code element if KaTeX is not there or rejects it."""
        made = self.formulas.get(formula)
        return made.html if made and made.html else f'<code class="tex">{escape(formula.tex, quote=False)}</code>'

    def line(self, text: str) -> str:
        """A line such as a title, whose formulas stand between dollars."""
        pieces = text.split("$")
        return "".join(
            self.formula(Formula(piece)) if at % 2 else escape(piece, quote=False) for at, piece in enumerate(pieces)
        )

    def _item(self, node: Node) -> str:
        hypothesis = named_bullet(node)
        if hypothesis:
            return f'<li class="hypothesis"><dfn>{escape(hypothesis.name)}</dfn> {self._tight(hypothesis.body)}</li>'
        return f"<li>{self._tight(node.children)}</li>"

    def _tight(self, blocks: tuple[Node, ...]) -> str:
        """The blocks of an item; a first paragraph without its tags."""
        first = self.nodes(blocks[0].children) if blocks and blocks[0].kind == "paragraph" else self.nodes(blocks[:1])
        return first + self.nodes(blocks[1:])

    def article(self, page: Statement) -> str:
        """The whole statement as an article element whose id is that of the statement."""
        one = self.corpus.entry(page.id)
        words = (
            [one.kind]
            + ([one.status] if one.status != one.kind else [])
            + ([one.checking] if one.checking != "none" else [])
        )
        about = " · ".join(escape(word) for word in words)
        head = f'<header><h2>{self.line(page.title)}</h2><p class="about">{about}</p></header>'
        body = "".join(self._section(section) for section in page.sections if section.blocks)
        opening = f'<article class="statement {escape(page.kind)}" id="{escape(page.id)}">'
        return f"{opening}{head}{body}{self._sources(page)}</article>"

    def _section(self, section: Section) -> str:
        body = self.nodes(section.blocks)
        if section.name == STATEMENT:
            return f'<section class="claim">{body}</section>'
        name = escape(section.name)
        if section.name == PROOF:
            return f'<details class="proof"><summary>{name}</summary>{body}</details>'
        return f'<section class="{name.lower().replace(" ", "-")}"><h3>{name}</h3>{body}</section>'

    def _sources(self, page: Statement) -> str:
        rows = [
            f"{reference or key + '.'} {place + '.' if place else ''}".rstrip()
            for reference, key, place in self.corpus.sources(page.id)
        ]
        items = "".join(f"<li>{escape(row, quote=False)}</li>" for row in rows)
        return f'<footer class="sources"><ul>{items}</ul></footer>' if items else ""


def articles(
    corpus: Corpus,
    ids: Iterable[str],
    href: Callable[[str], str] = lambda id: f"#{id}",
    output: Output = "htmlAndMathml",
) -> dict[str, str]:
    """The statements as article elements by id, all formulas in one batch; raises InputError for an unknown id.

    Without KaTeX or Node the formulas stand as TeX.
    """
    pages = {id: corpus.statement(id) for id in ids}
    wanted = list(dict.fromkeys(formula for page in pages.values() for formula in _formulas(page)))
    try:
        made = dict(zip(wanted, katex.render(wanted, corpus.macros, output), strict=True))
    except katex.Unavailable:
        made = {}
    writer = Writer(corpus, made, href)
    return {id: writer.article(page) for id, page in pages.items()}


def _formulas(page: Statement) -> Iterable[Formula]:
    yield from (Formula(piece) for piece in page.title.split("$")[1::2])
    yield from (Formula(node.text, node.kind == "display") for node in page.formulas)
