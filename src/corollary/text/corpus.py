"""A corpus: the statements of one folder or several, their graphs, and what one asks of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

from corollary.errors import InputError
from corollary.text import folder, graph, notation, spelling, store, tex, write
from corollary.text.entry import Entry
from corollary.text.model import PROOF, STATEMENT, Statement, unique
from corollary.text.notation import Macro
from corollary.text.references import Reference
from corollary.text.search import Hit, search

MOST_HITS = 10_000  # that a search gives


class Corpus:
    """Statements by id. Those of the folder asked for are listed; those of the packaged corpus behind it can be linked.

    Where two folders have one id, the first one counts. A redirect is followed wherever an id is given.
    """

    def __init__(self, listed: Sequence[store.Index], behind: Sequence[store.Index] = ()) -> None:
        self._listed, self._all = tuple(listed), (*listed, *behind)

    @cached_property
    def _owner(self) -> dict[str, store.Index]:
        return {id: index for index in reversed(self._all) for id in index.entries}

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """The listed statements by id, sorted by id, without redirects."""
        own = {
            id: one for index in reversed(self._listed) for id, one in index.entries.items() if one.kind != "redirect"
        }
        return dict(sorted(own.items()))

    @property
    def mark(self) -> str:
        """Changes with any page of the corpus; empty if its folders cannot be told from what they were."""
        marks = [index.mark for index in self._all]
        return " ".join(marks) if all(marks) else ""

    @cached_property
    def macros(self) -> dict[str, Macro]:
        """The macros of the notation by name."""
        return {name: macro for index in reversed(self._all) for name, macro in index.macros.items()}

    @cached_property
    def references(self) -> dict[str, Reference]:
        """The references by key."""
        return {key: reference for index in reversed(self._all) for key, reference in index.references.items()}

    def record(self, id: str) -> dict[str, object]:
        """A statement as plain data for JSON, its text in Markdown; raises InputError for an unknown id."""
        page = self.statement(id)
        return self.entry(id).as_dict() | {
            "statement": "\n\n".join(write.blocks(part.blocks) for part in page.sections if part.name == STATEMENT),
            "hypotheses": [{"name": one.name, "text": write.blocks(one.body)} for one in page.hypotheses],
            "proof": [{"step": one.number, "text": write.blocks(one.body)} for one in page.steps],
            "sections": {
                part.name: write.blocks(part.blocks) for part in page.sections if part.name not in (STATEMENT, PROOF)
            },
            "notation": {macro.name: {"tex": macro.tex, "denotes": macro.denotes} for macro in self.notation(id)},
            "used_by": list(self.used_by(id)),
        }

    def notation(self, id: str) -> tuple[Macro, ...]:
        """The macros that a statement uses, in order of first use; raises InputError for an unknown id."""
        names = unique([name for node in self.statement(id).formulas for name in notation.commands(node.text)])
        return tuple(self.macros[name] for name in names if name in self.macros)

    def find(self, id: str) -> Entry | None:
        """What the index knows of a statement, redirects followed; None for an unknown id."""
        for _ in range(10):
            index = self._owner.get(id)
            if index is None or index.entries[id].kind != "redirect":
                return index.entries[id] if index else None
            id = index.entries[id].to
        return None

    def entry(self, id: str) -> Entry:
        """What the index knows of a statement; raises InputError with the nearest ids for an unknown one."""
        if not isinstance(id, str):  # a call from a notebook
            raise InputError(f"{id!r} is no id of a statement; give its name, such as 'hoeffding-inequality'.")
        found = self.find(id) or self.find("-".join(id.replace("_", "-").lower().split())) or self._named(id)
        if found is None:
            near = self.nearest(id, 3)
            raise InputError(
                f"There is no statement {id!r}"
                + (f"; nearest: {', '.join(near)}." if near else "; see `corollary list`.")
            )
        return found

    def _named(self, words: str) -> Entry | None:
        """The statement whose title is these words, or whose links read so."""
        wanted = spelling.bare(words)
        if not wanted:
            return None
        found = (one for one in self.entries.values() if wanted in (spelling.bare(one.title), spelling.bare(one.id)))
        return next(found, None) or next(
            (one for one in self.entries.values() if wanted == spelling.bare(self.words(one.id))), None
        )

    def statement(self, id: str) -> Statement:
        """The statement with its text; raises InputError with the nearest ids for an unknown one."""
        known = self.entry(id).id
        return self._owner[known].statement(known)

    def words(self, id: str) -> str:
        """What a link without words reads as: the id with spaces, spelled as the titles spell these words."""
        found = self.find(id)
        words = id.split("-")
        spelled = r"[\s-]".join(rf"{re.escape(word)}(?:['’]s)?" for word in words)
        head = re.match(rf"{spelled}(?!\w)", found.title, re.IGNORECASE) if found else None
        if head is not None and ("’" in head.group() or "'" in head.group()):
            return head.group()
        return spelling.spelled(words, self._spelling)

    @cached_property
    def _spelling(self) -> dict[str, str]:
        return spelling.read([one.title for one in self.entries.values()], self.references.values())

    def nearest(self, id: str, count: int = 5) -> tuple[str, ...]:
        """Known ids that contain this one or are spelled much like it, best first."""
        from difflib import get_close_matches

        wanted = id.strip().lower().replace("_", "-").replace(" ", "-")
        ids = [name for name, index in self._owner.items() if index.entries[name].kind != "redirect"]
        inside = sorted((name for name in ids if wanted and wanted in name), key=len)
        return unique([*inside[:2], *get_close_matches(wanted, ids, count, 0.45), *inside])[:count]

    def list(self) -> list[dict[str, object]]:
        """Every listed statement as plain data, sorted by id (see `Entry.as_dict`)."""
        return [one.as_dict() for one in self.entries.values()]

    def search(self, words: str, limit: int = 20, kinds: Sequence[str] | None = None) -> tuple[Hit, ...]:
        """The statements that match words, symbols (`R_n`, `\\KL`) or authors, best first.

        Raises InputError for an empty search.
        """
        if not isinstance(words, str) or not words.strip():
            raise InputError("Nothing to search for; give words, a symbol such as R_n, or an author.")
        limit = min(max(limit, 0), MOST_HITS)
        most = limit if kinds is None else MOST_HITS
        hits = [hit for index in self._listed for hit in search(index, words, most, self.macros)]
        exact = {"-".join(words.lower().replace("_", "-").split()), *self._introducing(words)}
        kept = [hit for hit in hits if (kinds is None or hit.kind in kinds) and hit.id in self.entries]
        return tuple(sorted(kept, key=lambda hit: (hit.id not in exact, -hit.score, hit.id))[:limit])

    def _introducing(self, words: str) -> set[str]:
        r"""Ids of the pages that introduce a symbol among the words: a macro (`\Risk`) or what it prints (`R_n`)."""
        parts = words.replace("$", "").split()
        named = {name for part in parts for name in notation.commands(part)}
        printed = [tex.normal(part) for part in parts if "_" in part or "^" in part]
        return {
            macro.introduced
            for macro in self.macros.values()
            if macro.introduced and (macro.name in named or any(tex.stands_for(macro, one) for one in printed))
        }

    def uses(self, id: str, proofs: bool = True) -> tuple[str, ...]:
        """The ids that a statement needs directly: those it links, then (with `proofs`) those its proof links."""
        one = self.find(id)
        links = (one.uses if proofs else one.statement_links) if one else ()
        found = (self.find(link) for link in links)
        return unique([to.id for to in found if to is not None and one is not None and to.id != one.id])

    def used_by(self, id: str) -> tuple[str, ...]:
        """The ids of the listed statements that need this one directly, sorted."""
        wanted = self.entry(id).id
        return tuple(other for other in self.entries if wanted in self.uses(other))

    def closure(self, ids: Iterable[str], proofs: bool = True) -> tuple[str, ...]:
        """The given statements and all they need, in reading order: each after everything it needs."""
        starts = [self.entry(id).id for id in ids]
        return self._read(starts, (), proofs)

    def path(
        self, know: Iterable[str], goal: str | Iterable[str], proofs: bool = True, background: bool = False
    ) -> tuple[str, ...]:
        """What to read, in order, to understand the goal: nothing that is known, nor what known statements are made of.

        Pages of kind background are assumed of the reader and left out unless `background`; the goal is always last.
        """
        goals = [self.entry(id).id for id in _listed(goal)]
        known = set(self._read([self.entry(id).id for id in _listed(know)], (), proofs=False)) - set(goals)
        steps = self._read(goals, known, proofs)
        return tuple(id for id in steps if background or id in goals or self.entry(id).kind != "background")

    def reasons(self, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """For each of the ids, which later ones of the sequence need it directly."""
        place = {id: at for at, id in enumerate(ids)}
        needed: dict[str, list[str]] = {id: [] for id in ids}
        for id in ids:
            for used in self.uses(id):
                if place.get(used, len(ids)) < place[id]:
                    needed[used].append(id)
        return {id: tuple(by) for id, by in needed.items()}

    def _read(self, starts: Sequence[str], without: Iterable[str], proofs: bool) -> tuple[str, ...]:
        return graph.order(starts, lambda id: self.uses(id, proofs), without)

    def bibtex(self, ids: Iterable[str]) -> str:
        """The BibTeX of every source of these statements, each once, sorted by key."""
        keys = {source.partition(",")[0] for id in _listed(ids) for source in self.entry(id).sources}
        return "\n".join(self.references[key].bibtex for key in sorted(keys) if key in self.references)

    def sources(self, id: str) -> tuple[tuple[Reference | None, str, str], ...]:
        """The sources of a statement: the reference (None if unknown), its key, and the place in it."""
        parts = [source.partition(",") for source in self.entry(id).sources]
        return tuple((self.references.get(key), key, place.strip()) for key, _, place in parts)


def _listed(ids: str | Iterable[str]) -> Iterable[str]:
    """One id is a list of one; what is neither is left to `entry`, which says so."""
    return ids if isinstance(ids, Iterable) and not isinstance(ids, str) else [ids]


def load(directory: Path | str | None = None) -> Corpus:
    """The corpus in a folder, with the packaged one behind it; for None the packaged one and all that are installed.

    Raises InputError if `directory` is no folder.
    """
    if directory is None:
        return Corpus([store.index(root) for root in dict.fromkeys((folder.PACKAGED, *folder.installed()))])
    root = folder.resolve(directory)
    return Corpus([store.index(root)], [] if root == folder.PACKAGED else [store.index(folder.PACKAGED)])
