"""A book as LaTeX that a plain installation compiles; the macros are defined once, in the preamble."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from corollary.books.document import Document
from corollary.books.writers.printed import Printed, chapters
from corollary.text.model import PROOF, STATEMENT, Node, Section, named_bullet
from corollary.text.notation import letters
from corollary.text.typst import broken

TEMPLATE = Path(__file__).with_name("book.tex")
ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "∎": r"\hfill\qed", "→": r"$\to$", "≤": r"$\le$", "≥": r"$\ge$",
    "×": r"$\times$", "−": "$-$", "…": r"\dots{}", "·": r"$\cdot$",
}  # fmt: skip
WIDE = 85  # characters of a display from which on it is broken where its source is


def text(document: Document, advance: Callable[[int, int], None] = lambda done, of: None) -> str:
    """The whole source; `advance` is told the number of statements written and their total."""
    plan = document.plan
    body: list[str] = []
    if document.assumed():
        body.append(r"\chapter*{What the reader knows}")
        body.append(
            "The text uses the following without stating it. "
            + "; ".join(title(one) for one in document.assumed())
            + "."
        )
    body.append(r"\tableofcontents")
    body.extend(chapters(document, Writer, lambda words: rf"\chapter{{{escape(words)}}}", advance))
    body.extend(_back(document))
    filled = TEMPLATE.read_text(encoding="utf-8")
    for mark, words in (
        ("MACROS", "\n".join(_macro(one.name, one.args, one.tex) for one in document.macros)),
        ("TITLE", escape(plan.title)),
        ("BODY", "\n\n".join(body)),
    ):
        filled = filled.replace(f"%%{mark}%%", words)
    return filled


def _macro(name: str, args: int, tex: str) -> str:
    """A definition that also replaces a macro of LaTeX by that name."""
    count = f"[{args}]" if args else ""
    return rf"\providecommand{{\{name}}}{{}}\renewcommand{{\{name}}}{count}{{{tex}}}"


def escape(words: str) -> str:
    """Words as LaTeX."""
    return "".join(ESCAPES.get(character, character) for character in words)


def title(line: str) -> str:
    """A title, whose formulas stand between dollars."""
    return "".join(f"${part}$" if at % 2 else escape(part) for at, part in enumerate(line.split("$")))


class Writer(Printed):
    """One statement."""

    def statement(self) -> str:
        """The statement with its sections."""
        document, id = self.document, self.id
        entry = document.corpus.entry(id)
        cites = ", ".join(
            rf"\cite[{escape(place)}]{{s{at}}}" if place else rf"\cite{{s{at}}}"
            for at, place in document.source_numbers(id)
        )
        standing = rf"\emph{{{escape(document.status(id))}}}" if document.status(id) else ""
        about = " ".join(part for part in (cites, standing) if part)
        parts = [rf"\statement{{{id}}}{{{document.label(id)}}}{{{title(entry.title)}}}{{{about}}}"]
        parts += [self.section(section) for section in document.sections(id)]
        if short := self.proof_in_short():
            parts.append(rf"\emph{{Proof.}} {short}")
        return "\n\n".join(parts)

    def section(self, section: Section) -> str:
        """A section with its heading; proof and statement have their own form."""
        body = self.blocks(section.blocks)
        if section.name == STATEMENT:
            return body
        heading = r"\emph{Proof.}" if section.name == PROOF else rf"\textbf{{{escape(section.name)}.}}"
        return rf"\medskip\noindent {heading} {body}"

    def block(self, node: Node) -> str:
        """One block."""
        match node.kind:
            case "paragraph":
                return self.inline(node.children)
            case "display":
                return self.display(node.text)
            case "bullets" | "numbers":
                name = "itemize" if node.kind == "bullets" else "enumerate"
                items = "\n".join(rf"\item {self.item(item)}" for item in node.children)
                return f"\\begin{{{name}}}\n{items}\n\\end{{{name}}}"
            case "code-block":
                return f"\\begin{{verbatim}}\n{node.text}\n\\end{{verbatim}}"
            case "quote":
                return f"\\begin{{quote}}\n{self.blocks(node.children)}\n\\end{{quote}}"
            case "table":
                return self.table(node)
            case "rule":
                return r"\par\noindent\rule{0.3\textwidth}{0.4pt}\par"
        return self.inline([node])

    def item(self, node: Node) -> str:
        """What stands in an item."""
        named = named_bullet(node)
        if named is not None:
            return rf"\emph{{{escape(named.name)}}}: {self.blocks(named.body)}"
        return self.blocks(node.children)

    def table(self, node: Node) -> str:
        """A table with its first row as head."""
        rows = self.rows(node)
        head, *rest = [" & ".join(row) + r" \\" for row in rows]
        inner = "\n".join([head, r"\hline", *rest])
        return f"\\begin{{center}}\\begin{{tabular}}{{{'l' * len(rows[0])}}}\n{inner}\n\\end{{tabular}}\\end{{center}}"

    def display(self, tex: str) -> str:
        """A display; one that is too wide is broken where its source is."""
        tex = re.sub(r"\n\s*\n", "\n", tex.strip())
        parts = broken(tex)
        if len(parts) < 2 or len(tex) <= WIDE:
            return f"\\[\n  {tex}\n\\]"
        rows = " \\\\\n".join(
            f"  & {'' if not at else chr(92) + 'quad '}{part.strip()}" for at, part in enumerate(parts)
        )
        return f"\\[\n\\begin{{aligned}}\n{rows}\n\\end{{aligned}}\n\\]"

    def span(self, node: Node) -> str:
        """One piece of text."""
        match node.kind:
            case "text":
                return escape(node.text)
            case "break":
                return "\n"
            case "math":
                return f"${node.text}$"
            case "display":
                return self.display(node.text)
            case "code":
                return rf"\emph{{{escape(node.text)}}}"
            case "emph":
                return rf"\emph{{{self.inline(node.children)}}}"
            case "strong":
                return rf"\textbf{{{self.inline(node.children)}}}"
            case "link":
                return self.link(node.text, list(node.children))
            case "url":
                safe = node.text.startswith(("https://", "http://"))
                words = self.inline(node.children)
                return (
                    rf"\href{{{node.text.replace('%', chr(92) + '%').replace('#', chr(92) + '#')}}}{{{words}}}"
                    if safe
                    else words
                )
        return escape(node.flat())

    def linked(self, to: str, shown: str) -> str:
        """A jump within the file."""
        return rf"\hyperlink{{{to}}}{{{shown}}}"

    def number(self, number: str) -> str:
        """In small type."""
        return rf"\at{{{number}}}"

    def plain(self, words: str) -> str:
        """Escaped."""
        return escape(words)


def _back(document: Document) -> Iterable[str]:
    plan, corpus = document.plan, document.corpus
    rows = []
    for macro in document.notation:
        to = document.inside(macro.introduced) if macro.introduced else None
        place = rf"\hyperlink{{{to}}}{{{plan.numbers[to]}}}" if to else ""
        shown = "".join(f"{{{letter}}}" for letter in "xyzuvw"[: macro.args])
        rows.append(rf"$\{macro.name}{shown}$ & {title(letters(macro.denotes))} & {place} \\")
    if rows:
        yield "\n".join(
            [
                r"\backmatterchapter{Notation}",
                r"\begin{longtable}{@{}lp{0.62\textwidth}l@{}}",
                *rows,
                r"\end{longtable}",
            ]
        )
    uses = [
        rf"\hyperlink{{{id}}}{{{plan.numbers[id]}}} & {title(corpus.entry(id).title)} & "
        + ", ".join(rf"\hyperlink{{{to}}}{{{plan.numbers[to]}}}" for to in used) + r" \\"
        for id, used in document.dependencies
    ]  # fmt: skip
    table = r"\begin{longtable}{@{}lp{0.45\textwidth}p{0.4\textwidth}@{}}"
    yield "\n".join([r"\backmatterchapter{What uses what}", r"{\small", table, *uses, r"\end{longtable}}"])
    if document.references:
        items = [rf"\bibitem{{s{at}}} {escape(str(one))}" for at, one in enumerate(document.references, 1)]
        yield "\n".join([r"\begin{thebibliography}{99}", *items, r"\end{thebibliography}"])
    entries = [rf"\item {title(name)} \dotfill\ \pageref{{{id}}}" for name, id in document.index]
    yield "\n".join([r"\backmatterchapter{Index}", r"\begin{names}", *entries, r"\end{names}"])
