"""Statements typeset for the reader: bodies by id, formulas from the cache, kept in memory; a thread makes them ahead."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from corollary.text import katex
from corollary.text.html import Writer
from corollary.text.katex import Formula
from corollary.text.model import PROOF, STATEMENT, Node, Section, Statement

if TYPE_CHECKING:
    from corollary.text.corpus import Corpus

ROOT = "\0"  # stands for the way from the page to the root of the site, which differs from page to page
CLOSING = ".,;:)?!’"
SHORT = 24  # characters of TeX; a longer formula may be broken before its punctuation
BATCH = 40  # statements typeset at once when made ahead


class Linked(Writer):
    """Writes links as knowls: they open in place where there is script, and lead to the page where there is none."""

    def nodes(self, nodes: Iterable[Node]) -> str:
        """As `Writer`, with punctuation kept on the line of a short formula before it."""
        given = list(nodes)
        out = ""
        for at, node in enumerate(given):
            before = given[at - 1] if at else None
            made = self.node(node)
            kept = len(made) - len(made.lstrip(CLOSING))
            if before is not None and _short(before) and node.kind == "text" and kept:
                formula = self.node(before)
                out = (
                    f'{out[: len(out) - len(formula)]}<span class="unbroken">{formula}{made[:kept]}</span>{made[kept:]}'
                )
            else:
                out += made
        return out

    def node(self, node: Node) -> str:
        """As `Writer`, with the id on each link."""
        if node.kind != "link":
            return super().node(node)
        found = self.corpus.find(node.text)
        words = self.nodes(node.children) or self.corpus.words(node.text)
        if found is None:
            return words
        return f'<a class="statement" data-knowl="{found.id}" href="{ROOT}statement/{found.id}/">{words}</a>'

    def steps(self, section: Section) -> str:
        """A proof whose steps fold, each with an address of its own."""
        parts = []
        for block in section.blocks:
            if block.kind != "numbers":
                parts.append(self.node(block))
                continue
            items = "".join(
                f'<li id="step-{item.text}"><div class="step">{self._tight(item.children)}</div></li>'
                for item in block.children
            )
            parts.append(f"<ol>{items}</ol>")
        return "".join(parts)


class Bodies:
    """The typeset parts of statements, made when first asked for."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._formulas: dict[Formula, katex.Rendered] = {}
        self._parts: dict[str, dict[str, str]] = {}
        self._lock = threading.Lock()
        self._stopped = threading.Event()

    def parts(self, id: str) -> dict[str, str]:
        """The sections of a statement as HTML by name ("" is the statement itself)."""
        if id not in self._parts:
            self._make([id])
        return self._parts[id]

    def line(self, line: str) -> str:
        """A line such as a title, whose formulas stand between dollars."""
        if "$" in line:
            self._typeset(Formula(piece) for piece in line.split("$")[1::2])
        return Linked(self.corpus, self._formulas, str).line(line)

    def formula(self, tex: str, display: bool = False) -> str:
        """A formula as HTML."""
        one = Formula(tex, display)
        self._typeset([one])
        return Linked(self.corpus, self._formulas, str).formula(one)

    def make_ahead(self, told: Callable[[int, int], None] = lambda done, of: None) -> threading.Thread:
        """Typeset everything in a thread that dies with the process."""

        def work() -> None:
            ids = [id for id in self.corpus.entries if id not in self._parts]
            for at in range(0, len(ids), BATCH):
                if self._stopped.is_set():
                    return
                self._make(ids[at : at + BATCH])
                told(min(at + BATCH, len(ids)), len(ids))

        thread = threading.Thread(target=work, daemon=True, name="typesetting")
        thread.start()
        return thread

    def stop(self) -> None:
        """Let the thread end after what it is at."""
        self._stopped.set()

    def _make(self, ids: Iterable[str]) -> None:
        pages = [self.corpus.statement(id) for id in ids]
        self._typeset(formula for page in pages for formula in _formulas(page))
        writer = Linked(self.corpus, self._formulas, str)
        for page in pages:
            self._parts[page.id] = {
                section.name: writer.steps(section) if section.name == PROOF else writer.nodes(section.blocks)
                for section in page.sections
                if section.blocks
            } or {STATEMENT: ""}

    def _typeset(self, formulas: Iterable[Formula]) -> None:
        new = [formula for formula in dict.fromkeys(formulas) if formula not in self._formulas]
        if not new:
            return
        with self._lock:
            try:
                made = katex.render(new, self.corpus.macros, marked=True)
            except katex.Unavailable:
                return  # they stand as TeX
            self._formulas.update(zip(new, made, strict=True))


def _short(node: Node) -> bool:
    return node.kind == "math" and len(node.text) <= SHORT


def _formulas(page: Statement) -> Iterable[Formula]:
    yield from (Formula(piece) for piece in page.title.split("$")[1::2])
    yield from (Formula(node.text, node.kind == "display") for node in page.formulas)
