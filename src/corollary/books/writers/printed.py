"""What LaTeX and Typst share: the walk over chapters, statements and text; each says how a piece looks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator

from corollary.books.document import Document
from corollary.text.model import Node


class Printed(ABC):
    """Writes one statement. The number of a linked statement is given where it is linked first."""

    def __init__(self, document: Document, id: str) -> None:
        self.document, self.id, self.seen = document, id, {id}

    @abstractmethod
    def statement(self) -> str:
        """The statement with its sections."""

    @abstractmethod
    def block(self, node: Node) -> str:
        """One block."""

    @abstractmethod
    def span(self, node: Node) -> str:
        """One piece of text."""

    @abstractmethod
    def linked(self, to: str, shown: str) -> str:
        """The words of a link to a statement of the book."""

    @abstractmethod
    def number(self, number: str) -> str:
        """The number after the words of a link."""

    @abstractmethod
    def plain(self, words: str) -> str:
        """Words without markup."""

    def blocks(self, nodes: Iterable[Node]) -> str:
        """Blocks, apart."""
        return "\n\n".join(self.block(node) for node in nodes)

    def inline(self, nodes: Iterable[Node]) -> str:
        """Text within a line."""
        return "".join(self.span(node) for node in nodes)

    def rows(self, table: Node) -> list[list[str]]:
        """The cells of a table, row by row."""
        return [[self.inline(cell.children) for cell in row.children] for row in table.walk() if row.kind == "row"]

    def link(self, id: str, words: list[Node]) -> str:
        """A link within the book, or plain words for what it does not hold."""
        shown = self.inline(words) or self.plain(self.document.corpus.words(id))
        to = self.document.inside(id)
        if to is None:
            return shown
        number = "" if to in self.seen else self.number(self.document.plan.numbers[to])
        self.seen.add(to)
        return self.linked(to, shown) + number

    def proof_in_short(self) -> str:
        """How long the proof is and what it uses, where proofs are to be short; else nothing."""
        if self.document.proofs != "short" or not (used := self.document.proof_uses(self.id)):
            return ""
        steps = self.document.corpus.entry(self.id).proof_steps
        return f"{steps} steps, by {', '.join(self.link(to, []) for to in used)}."


def chapters(
    document: Document,
    writer: Callable[[Document, str], Printed],
    head: Callable[[str], str],
    advance: Callable[[int, int], None],
) -> Iterator[str]:
    """The heads of the chapters and their statements; `advance` is told how many are written and of how many."""
    done, total = 0, len(document.plan.ids)
    for chapter in document.plan.chapters:
        yield head(chapter.title)
        for id in chapter.ids:
            yield writer(document, id).statement()
            done += 1
            advance(done, total)
