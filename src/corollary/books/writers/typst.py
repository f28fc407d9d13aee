"""A book as Typst, which makes the PDF."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from corollary.books import kept
from corollary.books.document import ABOUT_MENTIONED, MENTIONED, Document
from corollary.books.writers.printed import Printed, chapters
from corollary.text import typst
from corollary.text.model import PROOF, STATEMENT, Node, Section, named_bullet
from corollary.text.references import Reference

TEMPLATE = Path(__file__).with_name("book.typ")
SPECIAL = re.compile(r"([\\#$*_`<>@\[\]~=\-+/])")
BREAKS = re.compile(r"_|(?<=\w)\.(?=\w)")  # where a long name may go on in the next line
QED = "∎"


def text(document: Document, advance: Callable[[int, int], None] = lambda done, of: None) -> str:
    """The whole source, template included; `advance` is told the number of statements written and their total."""
    parts = [TEMPLATE.read_text(encoding="utf-8"), _front(document)]
    heads = (f"#chapter[{escape(one.title)}] <chapter-{at}>" for at, one in enumerate(document.plan.chapters, 1))
    parts.extend(chapters(document, Writer, lambda _: next(heads), advance))
    made = "\n\n".join([*parts, *_back(document)]) + "\n"
    document.typst.keep()
    return made


def content(document: Document, advance: Callable[[int, int], None] = lambda done, of: None) -> bytes:
    """The PDF; the same source gives the one that was made before."""
    made = text(document, advance)
    return kept.pdf(made, lambda: _compiled(made))


def _compiled(made: str) -> bytes:
    import tempfile

    import typst as compiler

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "book.typ")
        source.write_text(made, encoding="utf-8")
        return bytes(compiler.compile(str(source), format="pdf"))


def escape(words: str) -> str:
    """Words as Typst markup."""
    return SPECIAL.sub(r"\\\1", words)


def title(document: Document, line: str) -> str:
    """A title, whose formulas stand between dollars."""
    return "".join(f"${document.typst(part)}$" if at % 2 else escape(part) for at, part in enumerate(line.split("$")))


class Writer(Printed):
    """One statement."""

    def statement(self) -> str:
        """The statement with its sections."""
        document, id = self.document, self.id
        kind, number = document.label(id).rsplit(" ", 1)
        status = document.status(id)
        sources = _cited(document, id)
        entry = document.corpus.entry(id)
        head = f"#statement([{kind}], [{number}], [{title(document, entry.title)}], [{sources}], [{escape(status)}]) <{id}>"
        parts = [head]
        for section in document.sections(id):
            parts.append(self.section(section))
        if short := self.proof_in_short():
            parts.append(f"#proof[{short}]")
        if id in document.figures:
            parts.append(_drawing(document, id))
        return "\n\n".join(parts)

    def section(self, section: Section) -> str:
        """A section with its heading; proof and statement have their own form."""
        body = self.blocks(section.blocks)
        if section.name == STATEMENT:
            return body
        if section.name == PROOF:
            return f"#proof[\n{body}\n]"
        run_in = ", run-in: true" if section.blocks[0].kind == "paragraph" else ""
        return f"#part([{escape(section.name)}]{run_in})[\n{body}\n]"

    def blocks(self, nodes: Iterable[Node]) -> str:
        """Blocks, apart; words before a display or a list stay on its page."""
        given = list(nodes)
        out = []
        for at, node in enumerate(given):
            after = given[at + 1].kind if at + 1 < len(given) else ""
            body = self.block(node)
            out.append(
                f"#lead[{body}]" if node.kind == "paragraph" and after in ("display", "bullets", "numbers") else body
            )
        return "\n\n".join(out)

    def block(self, node: Node) -> str:
        """One block."""
        match node.kind:
            case "paragraph":
                return self.inline(node.children)
            case "display":
                return self.display(node.text)
            case "bullets":
                return "\n".join(f"- {self.item(item)}" for item in node.children)
            case "numbers":
                return "\n".join(f"+ {self.item(item)}" for item in node.children)
            case "code-block":
                return f"#raw(block: true, {_string(node.text)})"
            case "quote":
                return f"#quote(block: true)[\n{self.blocks(node.children)}\n]"
            case "table":
                return self.table(node)
            case "rule":
                return "#line(length: 30%)"
        return self.inline([node])

    def item(self, node: Node) -> str:
        """What stands in an item, its further lines indented."""
        named = named_bullet(node)
        inner = (
            f"#named[{self.name(named.name)}]: {self.blocks(named.body)}"
            if named is not None
            else self.blocks(node.children)
        )
        return inner.replace("\n", "\n  ")

    def table(self, node: Node) -> str:
        """A table with its first row as head."""
        rows = self.rows(node)
        cells = "".join(f"[{cell}], " for row in rows for cell in row)
        return f"#tabular({len(rows[0])}, {cells})"

    def display(self, tex: str) -> str:
        """A display, with the form it takes where it is too wide for the line."""
        parts = [self.document.typst(part) for part in typst.broken(tex)]
        whole = self.document.typst(tex)
        if len(parts) < 2:
            return f"#fit($ {whole} $)"
        rows = " \\ ".join(f"& quad {part}" if at else f"& {part}" for at, part in enumerate(parts))
        return f"#fit($ {whole} $, $ {rows} $)"

    def span(self, node: Node) -> str:
        """One piece of text."""
        match node.kind:
            case "text":
                return escape(node.text).replace(QED, "#qed")
            case "break":  # at the start of a line "6." would begin a list
                return " "
            case "math":
                return f"${self.document.typst(node.text)}$"
            case "display":
                return self.display(node.text)
            case "code":
                return f"#named[{self.name(node.text)}]"
            case "emph":
                return f"#emph[{self.inline(node.children)}]"
            case "strong":
                return f"#strong[{self.inline(node.children)}]"
            case "link":
                return self.link(node.text, list(node.children))
            case "url":
                safe = node.text.startswith(("https://", "http://"))
                words = self.inline(node.children)
                return f"#link({_string(node.text)})[{words}]" if safe else words
        return escape(node.flat())

    def name(self, words: str) -> str:
        """A hypothesis in words; any other name with places where it may be broken."""
        return escape(BREAKS.sub("\\g<0>\u200b", self.spoken(words)))

    def linked(self, to: str, shown: str) -> str:
        """A jump within the file."""
        return f"#link(<{to}>)[{shown}]"

    def listed(self, to: str, shown: str) -> str:
        """A jump to the list, in the ink of the text."""
        return f"#link(<listed-{to}>)[#text(fill: black)[{shown}]]"

    def number(self, number: str) -> str:
        """In small type."""
        return f"#at[{number}]"

    def tied(self, label: str) -> str:
        """With a space that does not break."""
        return escape(label).replace(" ", "~")

    def plain(self, words: str) -> str:
        """Escaped."""
        return escape(words)


def _cited(document: Document, id: str) -> str:
    """The sources of a statement as numbers that lead to them."""
    return ", ".join(
        f"#link(<source-{at}>)[#text(fill: faint)[\\[{at}{f', {escape(place)}' if place else ''}\\]]]"
        for at, place in document.source_numbers(id)
    )


def _drawing(document: Document, id: str) -> str:
    """The figure of a statement, within the source."""
    one = document.figures[id]
    views = ", ".join(f"({_string(view.source)}, {view.share:.4g}%)" for view in one.views())
    return f"#drawing([{document.plan.numbers[id]}], [{escape(one.caption)}], {views})"


def _front(document: Document) -> str:
    plan, corpus = document.plan, document.corpus
    goals = "".join(f"[{title(document, corpus.entry(goal).title)}], " for goal in plan.goals)
    lines = [f"#show: book.with(title: [{escape(plan.title)}], name: {_string(plan.title)})", f"#goals(({goals}))"]
    lines.append(f"#colophon[{escape(document.colophon)}]")
    if plan.assumed:
        entries = (
            f"[{title(document, corpus.entry(id).title)} #text(size: 8.5pt)[{_cited(document, id)}]"
            f"#metadata(none)<listed-{id}>], "
            for id in document.assumed()
        )
        lines.append(f"#assumed({''.join(entries)})")
    rows = []
    for at, chapter in enumerate(plan.chapters, 1):
        inner = "".join(
            f"([{plan.numbers[id]}], [{title(document, corpus.entry(id).title)}], <{id}>), " for id in chapter.ids
        )
        rows.append(f"([{at}#h(1em){escape(chapter.title)}], <chapter-{at}>, ({inner})),")
    rows += [f"([{escape(name)}], <{mark}>, ())," for name, mark in document.backmatter]
    lines.append("#contents(" + "\n".join(rows) + ")")
    return "\n".join(lines)


def _back(document: Document) -> Iterable[str]:
    corpus, plan = document.corpus, document.plan
    if document.mentioned:
        entries = "".join(
            f"[{title(document, corpus.entry(id).title)} #text(fill: faint)[{escape(id)}]#metadata(none)<listed-{id}>], "
            for id in document.mentioned
        )
        yield f"#backmatter[{MENTIONED}] <mentioned>\n#mentioned([{ABOUT_MENTIONED}], {entries})"
    rows = []
    for macro in document.notation:
        to = document.inside(macro.introduced) if macro.introduced else None
        shown = typst.formula(macro.shown, corpus.macros)
        place = f"#link(<{to}>)[{plan.numbers[to]}]" if to else ""
        rows.append(f"[${shown}$], [{_words(document, macro.meaning)}], [{place}],")
    if rows:
        yield "#backmatter[Notation] <notation>\n#notation(" + "\n".join(rows) + ")"
    yield (
        "#backmatter[What uses what] <uses>\n#uses("
        + "\n".join(
            f"[#link(<{id}>)[{plan.numbers[id]}]], [{title(document, corpus.entry(id).title)}], "
            f"[{', '.join(f'#link(<{to}>)[{plan.numbers[to]}]' for to in used)}],"
            for id, used in document.dependencies
        )
        + ")"
    )
    if document.references:
        entries = "".join(
            f"({at}, <source-{at}>, [{_reference(one)}], "
            f"[{', '.join(f'#link(<{id}>)[{plan.numbers[id]}]' for id in ids)}]),\n"
            for at, (one, ids) in enumerate(zip(document.references, document.cited_by, strict=True), 1)
        )
        yield f"#backmatter[Sources] <sources>\n#sources({entries})"
    entries = "".join(
        f"([{title(document, name)}], ({''.join(f'<{id}>, ' for id in ids)})),\n" for name, ids in document.index
    )
    yield f"#backmatter[Index] <index>\n#index({entries})"


def _reference(one: Reference) -> str:
    """A source, its title in italics."""
    authors, title, rest = one.parts()
    return " ".join(
        part for part in (escape(authors), f"#emph[{escape(title)}]" if title else "", escape(rest)) if part
    )


def _words(document: Document, words: str) -> str:
    return title(document, words) if words.count("$") % 2 == 0 else escape(words)


def _string(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
