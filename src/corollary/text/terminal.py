"""A statement set for the terminal: a Rich renderable with formulas in Unicode."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from corollary.text.corpus import Corpus
from corollary.text.model import PROOF, STATEMENT, Node, Section, Statement, named_bullet
from corollary.text.notation import Macro
from corollary.text.unicode import convert

if TYPE_CHECKING:
    from rich.console import Group, RenderableType
    from rich.text import Text

STYLES = {"emph": "italic", "strong": "bold", "code": "green", "link": "cyan", "math": "", "url": "underline"}


def statement(corpus: Corpus, id: str, proof: bool = True) -> Group:
    """The page as a Rich renderable: title, status, statement, hypotheses, proof (if wanted), remarks, sources.

    Raises InputError for an unknown id.
    """
    from rich.console import Group
    from rich.text import Text

    page = corpus.statement(id)
    parts: list[RenderableType] = [Text(plain(page.title, corpus.macros), style="bold"), _about(corpus, page), Text("")]
    for section in page.sections:
        if section.blocks and (proof or section.name != PROOF):
            parts += _section(section, corpus)
        if section.name == PROOF and proof and page.checked:
            parts += [_checked(page), Text("")]
    sources = list(_sources(corpus, page.id))
    if sources:
        parts += [Text("Sources", style="bold"), *sources]
    return Group(*parts)


def plain(text: str, macros: Mapping[str, Macro]) -> str:
    """A line such as a title with its formulas in Unicode."""
    pieces = text.split("$")
    return "".join(convert(piece, macros) if at % 2 else piece for at, piece in enumerate(pieces))


def _about(corpus: Corpus, page: Statement) -> Text:
    from rich.text import Text

    one = corpus.entry(page.id)
    words = (
        [one.kind]
        + ([one.status] if one.status != one.kind else [])
        + ([one.checking] if one.checking != "none" else [])
    )
    return Text(" · ".join([*words, f"{one.area}/{one.id}" if one.area else one.id]), style="dim")


def _checked(page: Statement) -> Text:
    from rich.text import Text

    steps = "; ".join(f"step {number} by {', '.join(by)}" for number, by in page.checked)
    return Text(f"Checked by machine, in whole or in part: {steps}. Again: corollary try {page.id}", style="dim")


def _section(section: Section, corpus: Corpus) -> Iterator[RenderableType]:
    from rich.text import Text

    if section.name != STATEMENT:
        yield Text(section.name, style="bold")
    yield from _blocks(section.blocks, corpus)
    yield Text("")


def _blocks(blocks: Iterable[Node], corpus: Corpus) -> Iterator[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    for block in blocks:
        match block.kind:
            case "paragraph":
                yield from _paragraph(block, corpus)
            case "display":
                yield Padding(Text(convert(block.text, corpus.macros)), (0, 0, 0, 4))
            case "bullets" | "numbers":
                yield _items(block, corpus)
            case "quote":
                yield Padding(_grouped(block.children, corpus), (0, 0, 0, 2))
            case "code-block":
                yield Padding(Text(block.text, style="green"), (0, 0, 0, 4))
            case "table":
                yield _table(block, corpus)
            case "rule":
                yield Text("")
            case _:
                yield Text(block.flat())


def _grouped(blocks: Iterable[Node], corpus: Corpus) -> Group:
    from rich.console import Group

    return Group(*_blocks(blocks, corpus))


def _paragraph(block: Node, corpus: Corpus) -> Iterator[RenderableType]:
    """The paragraph as running text; a display formula within it is a line of its own."""
    from rich.padding import Padding
    from rich.text import Text

    line = Text()
    for child in block.children:
        if child.kind == "display":
            yield line
            yield Padding(Text(convert(child.text, corpus.macros)), (0, 0, 0, 4))
            line = Text()
        else:
            _inline(line, child, corpus, "")
    if line:
        yield line


def _inline(line: Text, node: Node, corpus: Corpus, style: str) -> None:
    style = f"{style} {STYLES.get(node.kind, '')}".strip()
    match node.kind:
        case "math":
            line.append(
                convert(node.text, corpus.macros).replace(" ", "\u00a0")
                if len(node.text) < 24
                else convert(node.text, corpus.macros),
                style,
            )
        case "break":
            line.append(" ")
        case "text" | "code":
            line.append(node.text, style)
        case "link" if not node.children:
            line.append(corpus.words(node.text), style)
        case _:
            for child in node.children:
                _inline(line, child, corpus, style)


def _items(block: Node, corpus: Corpus) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(ratio=1)
    for item in block.children:
        hypothesis = named_bullet(item) if block.kind == "bullets" else None
        mark = (
            Text(hypothesis.name, "green")
            if hypothesis
            else Text(f"{item.text}." if block.kind == "numbers" else "•", "dim")
        )
        grid.add_row(mark, _grouped(hypothesis.body if hypothesis else item.children, corpus))
    return grid


def _table(block: Node, corpus: Corpus) -> RenderableType:
    from rich.box import SIMPLE
    from rich.table import Table
    from rich.text import Text

    rows = [list(row.children) for row in block.walk() if row.kind == "row"]
    table = Table(box=SIMPLE)
    for row in rows:
        cells = [Text() for _ in row]
        for line, cell in zip(cells, row, strict=True):
            for child in cell.children:
                _inline(line, child, corpus, "")
        if row is rows[0]:
            for head in cells:
                table.add_column(head)
        else:
            table.add_row(*cells)
    return table


def _sources(corpus: Corpus, id: str) -> Iterator[RenderableType]:
    from rich.text import Text

    for reference, key, place in corpus.sources(id):
        yield Text(f"{reference or key + '.'} {place + '.' if place else ''}".rstrip(), style="dim")
