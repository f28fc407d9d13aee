"""What LaTeX and Typst share: the walk over chapters, statements and text; each says how a piece looks."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator

from corollary.books.document import Document
from corollary.text.model import Node

NUMBERED = ("theorem", "lemma", "proposition", "corollary", "counterexample", "observation", "open-problem", "question")
# After these a link without words reads "Theorem 2.7"; after an article, say, the words are needed: "the descent lemma (2.7)".
BEFORE = re.compile(
    r"(?:^|[.:;(]|\b(?:by|see|in|from|of|with|under|against|beside|than|to|like|as|for|at|through|is|are|compare|than|on))\s*$",
    re.IGNORECASE,
)
AGAIN = re.compile(r"\bBy\b|[.;]")
GOES_ON = re.compile(r"(?:,|\b(?:and|or))\s*$")
NOUN = re.compile(r"\s+(?:theorem|lemma|inequality|bound|argument|type|phenomenon)")


class Printed(ABC):
    """Writes one statement. The number of a linked statement is given where it is linked first."""

    def __init__(self, document: Document, id: str) -> None:
        self.document, self.id, self.seen = document, id, {id}
        self.by_number = True  # how the link before was written

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
    def listed(self, to: str, shown: str) -> str:
        """The words of a link to what the book only lists."""

    @abstractmethod
    def number(self, number: str) -> str:
        """The number after the words of a link."""

    @abstractmethod
    def tied(self, label: str) -> str:
        """Kind and number, which no line end parts."""

    @abstractmethod
    def plain(self, words: str) -> str:
        """Words without markup."""

    def blocks(self, nodes: Iterable[Node]) -> str:
        """Blocks, apart."""
        return "\n\n".join(self.block(node) for node in nodes)

    def inline(self, nodes: Iterable[Node]) -> str:
        """Text within a line."""
        out, before, given = [], "", list(nodes)
        for at, node in enumerate(given):
            after = given[at + 1].flat() if at + 1 < len(given) and given[at + 1].kind == "text" else ""
            if node.kind == "link":
                if not GOES_ON.search(before):
                    self.by_number = bool(BEFORE.search(before)) and not NOUN.match(after)
                out.append(self.link(node.text, list(node.children), self.by_number))
            else:
                self.by_number |= node.kind == "text" and AGAIN.search(node.text) is not None
                out.append(self.span(node))
            before = node.flat() if node.kind == "text" else " " if node.kind == "break" else f"{before} x"
        return "".join(out)

    def rows(self, table: Node) -> list[list[str]]:
        """The cells of a table, row by row."""
        return [[self.inline(cell.children) for cell in row.children] for row in table.walk() if row.kind == "row"]

    def spoken(self, name: str) -> str:
        """The name of a hypothesis of the statement, its words apart; other names as they are."""
        return name.replace("_", " ") if name in self.document.corpus.entry(self.id).hypotheses else name

    def link(self, id: str, words: list[Node], by_number: bool = False) -> str:
        """A link within the book, or plain words for what it does not hold."""
        shown = self.inline(words) or self.plain(self.document.corpus.words(id))
        to = self.document.inside(id)
        if to is None:
            listed = self.document.outside(id)
            return self.listed(listed, shown) if listed else shown
        number = "" if to in self.seen else self.number(self.document.plan.numbers[to])
        if by_number and not words and self.document.corpus.entry(to).kind in NUMBERED and not re.search("['’]", shown):
            shown, number = self.tied(self.document.label(to)), ""
        self.seen.add(to)
        return self.linked(to, shown) + number

    def proof_in_short(self) -> str:
        """How long the proof is and what it uses, where proofs are to be short; else nothing."""
        if self.document.proofs != "short" or not (used := self.document.proof_uses(self.id)):
            return ""
        steps = self.document.corpus.entry(self.id).proof_steps
        uses = ", ".join(self.link(to, [], by_number=True) for to in used)
        return f"{steps} step{'s' if steps != 1 else ''}, by {uses}."


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
