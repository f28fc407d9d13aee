"""A book as LaTeX that a plain installation compiles; the macros are defined once, in the preamble."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from corollary.books.document import ABOUT_MENTIONED, MENTIONED, Document
from corollary.books.figures import FOLDER
from corollary.books.writers.printed import Printed, chapters
from corollary.text.model import PROOF, STATEMENT, Node, Section, named_bullet
from corollary.text.notation import LETTERS
from corollary.text.references import Reference
from corollary.text.typst import broken
from corollary.text.typst_symbols import SYMBOLS

TEMPLATE = Path(__file__).with_name("book.tex")
ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "∎": r"\hfill\qed", "→": r"$\to$", "≤": r"$\le$", "≥": r"$\ge$",
    "×": r"$\times$", "−": "$-$", "…": r"\dots{}", "·": r"$\cdot$",
}  # fmt: skip
SIGNS = {
    sign: rf"$\{name}$" for name, sign in SYMBOLS.items() if len(sign) == 1 and ord(sign) > 0x2FF
}  # such as a Greek letter
BREAKS = re.compile(r"\\_|(?<=\w)\.(?=\w)")  # where a long name may go on in the next line
LONGEST = 72  # characters of a running head
WIDE = 85  # characters of a display from which on it is broken where its source is


def text(document: Document, advance: Callable[[int, int], None] = lambda done, of: None) -> str:
    """The whole source; `advance` is told the number of statements written and their total."""
    plan = document.plan
    body: list[str] = []
    if document.assumed():
        known = "\n".join(
            rf"\item {_target(id)}{title(document.corpus.entry(id).title)} {_cited(document, id)}"
            for id in document.assumed()
        )
        body.append(r"\backmatterchapter{What the reader knows}")
        body.append(f"The text uses the following without stating it.\n\\begin{{itemize}}\n{known}\n\\end{{itemize}}")
    body.append(r"\tableofcontents")
    body.extend(chapters(document, Writer, lambda words: rf"\chapter{{{escape(words)}}}", advance))
    body.extend(_back(document))
    filled = TEMPLATE.read_text(encoding="utf-8")
    for mark, words in (
        ("MACROS", "\n".join(_macro(one.name, one.args, one.tex) for one in document.macros)),
        ("TITLE", escape(plan.title)),
        ("COLOPHON", escape(document.colophon)),
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
    return "".join(ESCAPES.get(character) or SIGNS.get(character, character) for character in words)


def title(line: str) -> str:
    """A title, whose formulas stand between dollars."""
    return "".join(f"${part}$" if at % 2 else escape(part) for at, part in enumerate(line.split("$")))


class Writer(Printed):
    """One statement."""

    def statement(self) -> str:
        """The statement with its sections."""
        document, id = self.document, self.id
        entry = document.corpus.entry(id)
        cites = _cited(document, id)
        standing = rf"\emph{{{escape(document.status(id))}}}" if document.status(id) else ""
        about = " ".join(part for part in (cites, standing) if part)
        kind, number = document.label(id).rsplit(" ", 1)
        parts = [rf"\statement{{{id}}}{{{kind}}}{{{number}}}{{{title(entry.title)}}}{{{about}}}"]
        whole = f"{kind} {number}. {title(entry.title)}"
        parts[0] += rf"\headed{{{whole if len(whole) <= LONGEST else f'{kind} {number}'}}}"
        parts += [self.section(section) for section in document.sections(id)]
        if short := self.proof_in_short():
            parts.append(rf"\proofof {short}")
        if id in document.figures:
            parts.append(_drawing(document, id))
        return "\n\n".join(parts)

    def section(self, section: Section) -> str:
        """A section with its heading; proof and statement have their own form."""
        body = self.blocks(section.blocks)
        if section.name == STATEMENT:
            return body
        heading = r"\proofof" if section.name == PROOF else rf"\partof{{{escape(section.name)}}}"
        return f"{heading} {body}"

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
            return rf"\emph{{{self.name(named.name)}}}: {self.blocks(named.body)}"
        return self.blocks(node.children)

    def table(self, node: Node) -> str:
        """A table with its first row as head."""
        rows = self.rows(node)
        head, *rest = [" & ".join(row) + r" \\" for row in rows]
        inner = "\n".join([head, r"\hline", *rest])
        last = "l" if max(len(" ".join(row)) for row in rows) < WIDE else r"p{0.6\linewidth}"
        columns = "l" * (len(rows[0]) - 1) + last
        return f"\\begin{{center}}\\begin{{tabular}}{{{columns}}}\n{inner}\n\\end{{tabular}}\\end{{center}}"

    def display(self, tex: str) -> str:
        """A display; one that is too wide is broken where its source is."""
        tex = re.sub(r"\n\s*\n", "\n", tex.strip())
        parts = broken(tex)
        if len(parts) < 2 or len(tex) <= WIDE:
            return f"\\fit{{\n  {tex}\n}}" if len(tex) > WIDE else f"\\[\n  {tex}\n\\]"
        rows = " \\\\\n".join(
            f"  & {'' if not at else chr(92) + 'quad '}{part.strip()}" for at, part in enumerate(parts)
        )
        return f"\\fit{{\n\\begin{{aligned}}\n{rows}\n\\end{{aligned}}\n}}"

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
                return rf"\emph{{{self.name(node.text)}}}"
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

    def name(self, words: str) -> str:
        """A hypothesis in words; any other name with places where it may be broken."""
        return BREAKS.sub(r"\g<0>\\allowbreak{}", escape(self.spoken(words)))

    def linked(self, to: str, shown: str) -> str:
        """A jump within the file."""
        return rf"\hyperlink{{{to}}}{{{shown}}}"

    def listed(self, to: str, shown: str) -> str:
        """A jump to the list, in the ink of the text."""
        return rf"\hyperlink{{listed-{to}}}{{\color{{black}}{shown}}}"

    def number(self, number: str) -> str:
        """In small type."""
        return rf"\at{{{number}}}"

    def tied(self, label: str) -> str:
        """With a space that does not break."""
        return escape(label).replace(" ", "~")

    def plain(self, words: str) -> str:
        """Escaped."""
        return escape(words)


def beside(document: Document) -> dict[str, bytes]:
    """The files that go with the source, by their path from its folder."""
    return {f"{FOLDER}/{one.png.name}": one.png.read_bytes() for one in document.figures.values()}


def _cited(document: Document, id: str) -> str:
    """The sources of a statement as citations."""
    return ", ".join(
        rf"\cite[{escape(place)}]{{s{at}}}" if place else rf"\cite{{s{at}}}"
        for at, place in document.source_numbers(id)
    )


def _drawing(document: Document, id: str) -> str:
    """The figure of a statement; a wide one in two parts below each other."""
    one = document.figures[id]
    width, height = one.size()
    cuts = one.cuts()
    scale = max(end - start for start, end in cuts)
    parts = [
        rf"\drawing{{{one.png.name}}}{{width={(end - start) / scale:.4g}\linewidth,viewport={start * width:.5g} 0 "
        rf"{end * width:.5g} {height:.5g},clip}}{{\\}}"
        for start, end in cuts
    ]
    caption = rf"\parbox{{\linewidth}}{{\small\textbf{{Figure {document.plan.numbers[id]}.}} {escape(one.caption)}}}"
    return "\n".join([r"\begin{center}", *parts, caption, r"\end{center}"])


def _back(document: Document) -> Iterable[str]:
    plan, corpus = document.plan, document.corpus
    if document.mentioned:
        yield "\n".join(
            [
                rf"\backmatterchapter{{{MENTIONED}}}",
                ABOUT_MENTIONED,
                r"\begin{itemize}",
                *(
                    rf"\item {_target(id)}{title(corpus.entry(id).title)} \emph{{{escape(id)}}}"
                    for id in document.mentioned
                ),
                r"\end{itemize}",
            ]
        )
    rows = []
    for macro in document.notation:
        to = document.inside(macro.introduced) if macro.introduced else None
        place = rf"\hyperlink{{{to}}}{{{plan.numbers[to]}}}" if to else ""
        shown = "".join(f"{{{letter}}}" for letter in (macro.letters or LETTERS)[: macro.args])
        rows.append(rf"$\{macro.name}{shown}$ & {title(macro.meaning)} & {place} \\")
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
        yield "\n".join(
            [
                r"\renewcommand{\bibname}{Sources}\clearpage\phantomsection\addcontentsline{toc}{chapter}{Sources}",
                r"\begin{thebibliography}{99}\markboth{Sources}{Sources}\small",
                *(_source(document, at) for at in range(1, len(document.references) + 1)),
                r"\end{thebibliography}",
            ]
        )
    entries = []
    for name, ids in document.index:
        pages = ", ".join(rf"\pageref{{{id}}}" for id in ids)
        entries.append(rf"\item {title(name)} \dotfill\ {pages}")
    yield "\n".join(
        [
            r"\backmatterchapter{Index}",
            r"\begin{multicols}{2}\small\raggedright",
            r"\begin{names}",
            *entries,
            r"\end{names}\end{multicols}",
        ]
    )


def _target(id: str) -> str:
    """Where links to what the book only lists lead."""
    return rf"\hypertarget{{listed-{id}}}{{}}"


def _source(document: Document, at: int) -> str:
    """An entry of the bibliography, and the statements that name it."""
    links = ", ".join(rf"\hyperlink{{{id}}}{{{document.plan.numbers[id]}}}" for id in document.cited_by[at - 1])
    cited = rf" {{\footnotesize$\to$~{links}}}" if links else ""
    return rf"\bibitem{{s{at}}} {_reference(document.references[at - 1])}{cited}"


def _reference(one: Reference) -> str:
    """A source, its title in italics."""
    authors, name, rest = one.parts()
    return " ".join(
        part for part in (escape(authors), rf"\emph{{{escape(name)}}}" if name else "", escape(rest)) if part
    )
