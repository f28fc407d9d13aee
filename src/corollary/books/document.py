"""What stands in a book, whatever its format: headings, links, notation, sources, dependencies, index."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from corollary.text.model import PROOF, STATEMENT, Node, Section, Statement
from corollary.text.notation import commands

if TYPE_CHECKING:
    from corollary.books.kept import Translations
    from corollary.books.plan import Plan
    from corollary.text.corpus import Corpus
    from corollary.text.notation import Macro
    from corollary.text.references import Reference

Proofs = Literal["none", "short", "full"]
NAMES = {"open-problem": "Open problem"}


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
        """The sources of the statements in the book, by first author and year."""
        keys = {source.partition(",")[0] for id in self.plan.ids for source in self.corpus.entry(id).sources}
        found = [self.corpus.references[key] for key in keys if key in self.corpus.references]
        return tuple(sorted(found, key=lambda one: (_surname(one), one.year, one.key)))

    def source_numbers(self, id: str) -> list[tuple[int, str]]:
        """The sources of a statement: the number in the bibliography and the place in the source."""
        numbers = {one.key: at for at, one in enumerate(self.references, 1)}
        parts = [source.partition(",") for source in self.corpus.entry(id).sources]
        return [(numbers[key], place.strip()) for key, _, place in parts if key in numbers]

    @cached_property
    def dependencies(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """For each statement, which others of the book it uses (its proof included where the book has it)."""
        full = self.proofs != "none"
        return tuple(
            (id, tuple(to for to in self.corpus.uses(id, full) if to in self.plan.numbers)) for id in self.plan.ids
        )

    @cached_property
    def index(self) -> tuple[tuple[str, str], ...]:
        """Names for the index: each title and the id it leads to, in alphabetical order."""
        entries = [(self.corpus.entry(id).title, id) for id in self.plan.ids]
        return tuple(sorted(entries, key=lambda one: one[0].replace("$", "").lower()))

    def assumed(self) -> tuple[str, ...]:
        """The titles of what the reader is taken to know."""
        return tuple(self.corpus.entry(id).title for id in self.plan.assumed)


def _surname(reference: Reference) -> str:
    return reference.authors[0].split()[-1].lower() if reference.authors else reference.title.lower()


def is_statement(section: Section) -> bool:
    """Whether the section is the statement itself."""
    return section.name == STATEMENT


def first_seen(nodes: Iterable[Node]) -> list[str]:
    """The ids linked in the nodes, each once, in order."""
    return list(dict.fromkeys(node.text for block in nodes for node in block.walk() if node.kind == "link"))
