"""What stands in a book, whatever its format: headings, links, notation, sources, dependencies, index."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from corollary.books.figures import figure
from corollary.text.model import PROOF, STATEMENT, Node, Section, Statement
from corollary.text.notation import commands

if TYPE_CHECKING:
    from corollary.books.figures import Figure
    from corollary.books.kept import Translations
    from corollary.books.plan import Plan
    from corollary.text.corpus import Corpus
    from corollary.text.notation import Macro
    from corollary.text.references import Reference

Proofs = Literal["none", "short", "full"]
NAMES = {"open-problem": "Open problem"}
MENTIONED = "Mentioned, not needed"
ABOUT_MENTIONED = (
    "Remarks and the notes on necessity and sharpness name these statements, which the book does not hold:"
)
TERM = re.compile(r"[^\W\d_][\w’' -]{2,50}")  # emphasised words of a definition that the index takes up
COMMON = {"all", "for all", "not", "only", "some", "every", "each", "tests", "values", "components", "convention"}


@dataclass(frozen=True)
class Document:
    """A planned book with its corpus. `proofs`: left out, only what they use, or whole."""

    corpus: Corpus
    plan: Plan
    proofs: Proofs = "full"

    def page(self, id: str) -> Statement:
        """The statement with its text."""
        return self.corpus.statement(id)

    def label(self, id: str) -> str:
        """Kind and number, such as "Theorem 2.7"."""
        kind = self.corpus.entry(id).kind
        return f"{NAMES.get(kind, kind.capitalize())} {self.plan.numbers[id]}"

    def inside(self, id: str) -> str | None:
        """The id under which the book holds what is linked, or None if it does not."""
        found = self.corpus.find(id)
        return found.id if found is not None and found.id in self.plan.numbers else None

    def sections(self, id: str) -> Iterable[Section]:
        """The parts of a statement that the book prints, proofs as asked for."""
        for section in self.page(id).sections:
            if section.blocks and (section.name != PROOF or self.proofs == "full"):
                yield section

    def proof_uses(self, id: str) -> tuple[str, ...]:
        """What the proof uses, in order (for short proofs)."""
        return tuple(dict.fromkeys(to for link in self.corpus.entry(id).proof_links if (to := self.inside(link))))

    def status(self, id: str) -> str:
        """What the reader must know of the statement's standing; empty for what is proved here or needs no proof."""
        entry = self.corpus.entry(id)
        if entry.status == "cited":
            return "proof in the source"
        return "" if entry.status in (entry.kind, "proved here") else entry.status

    @cached_property
    def typst(self) -> Translations:
        """The formulas of the book as Typst."""
        from corollary.books.kept import Translations
        from corollary.text.typst import broken

        found: dict[str, None] = {}
        for id in self.plan.ids:
            for node in self.page(id).formulas:
                found[node.text] = None
                if node.kind == "display":
                    found.update(dict.fromkeys(broken(node.text)))
        return Translations(self.corpus.macros, found)

    @cached_property
    def notation(self) -> tuple[Macro, ...]:
        """The macros that the book uses and that denote something in particular, in order of first use."""
        found: dict[str, Macro] = {}
        for id in self.plan.ids:
            for macro in self.corpus.notation(id):
                found.setdefault(macro.name, macro)
        return tuple(found.values())

    @cached_property
    def macros(self) -> tuple[Macro, ...]:
        """The macros that a format which keeps macros must define: those used, and those within their expansions."""
        found: dict[str, Macro] = {}
        todo = [macro.name for macro in self.notation]
        while todo:
            name = todo.pop()
            if name not in found and name in self.corpus.macros:
                found[name] = self.corpus.macros[name]
                todo += commands(found[name].tex)
        return tuple(found[name] for name in sorted(found))

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """The sources of the statements in the book and of what it assumes, by first author and year."""
        ids = (*self.plan.ids, *self.plan.assumed)
        keys = {source.partition(",")[0] for id in ids for source in self.corpus.entry(id).sources}
        found = [self.corpus.references[key] for key in keys if key in self.corpus.references]
        return tuple(sorted(found, key=lambda one: (_surname(one), one.year, one.key)))

    def source_numbers(self, id: str) -> list[tuple[int, str]]:
        """The sources of a statement: the number in the bibliography and the place in the source."""
        parts = [source.partition(",") for source in self.corpus.entry(id).sources]
        return [(self._numbers[key], place.strip()) for key, _, place in parts if key in self._numbers]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {one.key: at for at, one in enumerate(self.references, 1)}

    @cached_property
    def cited_by(self) -> tuple[tuple[str, ...], ...]:
        """For each source, the statements of the book that name it."""
        found: list[list[str]] = [[] for _ in self.references]
        for id in self.plan.ids:
            for at in dict.fromkeys(at for at, _ in self.source_numbers(id)):
                found[at - 1].append(id)
        return tuple(tuple(ids) for ids in found)

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """The figures of the book by the ids of their statements."""
        found = {id: figure(self.corpus, id) for id in self.plan.ids if self.corpus.entry(id).kind == "question"}
        return {id: one for id, one in found.items() if one is not None}

    @cached_property
    def dependencies(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """For each statement, which others of the book it uses (its proof included where the book has it)."""
        full = self.proofs != "none"
        return tuple(
            (id, tuple(to for to in self.corpus.uses(id, full) if to in self.plan.numbers)) for id in self.plan.ids
        )

    @cached_property
    def index(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Words for the index in alphabetical order, titles and defined terms, and the ids to which each leads."""
        found: dict[str, tuple[str, list[str]]] = {}
        for id in self.plan.ids:
            for word in (self.corpus.entry(id).title, *self._terms(id)):
                _, ids = found.setdefault(_sorted_as(word), (word, []))
                if id not in ids:
                    ids.append(id)
        return tuple((word, tuple(ids)) for _, (word, ids) in sorted(found.items()))

    def _terms(self, id: str) -> Iterable[str]:
        """What the statement of a definition emphasises."""
        page = self.page(id)
        if page.kind not in ("definition", "background"):
            return
        for section in page.sections:
            for node in (node for block in section.blocks for node in block.walk() if is_statement(section)):
                plain = node.kind == "emph" and all(child.kind == "text" for child in node.children)
                if plain and TERM.fullmatch(node.flat()) and node.flat().lower() not in COMMON:
                    yield node.flat()

    @cached_property
    def mentioned(self) -> tuple[str, ...]:
        """What the book links but neither holds nor assumes, by title: no statement or proof in it needs these."""
        found: set[str] = set()
        for id in self.plan.ids:
            nodes = (node for part in self.sections(id) for block in part.blocks for node in block.walk())
            linked = (self.corpus.find(node.text) for node in nodes if node.kind == "link")
            found.update(one.id for one in linked if one is not None)
        found -= {*self.plan.ids, *self.plan.assumed}
        return tuple(sorted(found, key=lambda id: _sorted_as(self.corpus.entry(id).title)))

    def outside(self, id: str) -> str | None:
        """The id under which the book lists what is linked, as assumed or as mentioned; None if it does not."""
        found = self.corpus.find(id)
        listed = found is not None and (found.id in self.plan.assumed or found.id in self.mentioned)
        return found.id if found is not None and listed else None

    @property
    def backmatter(self) -> tuple[tuple[str, str], ...]:
        """The chapters after the text: name and mark."""
        return (
            *(((MENTIONED, "mentioned"),) if self.mentioned else ()),
            *((("Notation", "notation"),) if self.notation else ()), ("What uses what", "uses"),
            *((("Sources", "sources"),) if self.references else ()), ("Index", "index"),
        )  # fmt: skip

    @property
    def colophon(self) -> str:
        """By what the book was made, and under which licence it stands."""
        from corollary import __version__

        return f"Made by Corollary {__version__}. The text may be used under CC BY 4.0."

    def assumed(self) -> tuple[str, ...]:
        """The ids of what the reader is taken to know, by title."""
        return tuple(sorted(self.plan.assumed, key=lambda id: _sorted_as(self.corpus.entry(id).title)))


def _sorted_as(words: str) -> str:
    return re.sub(r"^(?:the|an?) ", "", words.replace("$", "").lower())


def _surname(reference: Reference) -> str:
    return reference.authors[0].split()[-1].lower() if reference.authors else reference.title.lower()


def is_statement(section: Section) -> bool:
    """Whether the section is the statement itself."""
    return section.name == STATEMENT


def first_seen(nodes: Iterable[Node]) -> list[str]:
    """The ids linked in the nodes, each once, in order."""
    return list(dict.fromkeys(node.text for block in nodes for node in block.walk() if node.kind == "link"))
