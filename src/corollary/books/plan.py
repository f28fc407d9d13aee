"""Which statements a book holds, in which chapters, under which numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from corollary.books import readers
from corollary.errors import InputError

if TYPE_CHECKING:
    from corollary.text.corpus import Corpus

SHORTEST = 3  # statements in a chapter; a shorter run goes with the next
LAST = "questions"  # their pages end the book, however few: nothing is proved from a question
TITLES = {
    "foundations": "Foundations", "probability": "Probability", "learning": "Learning", "linear": "Linear models",
    "probabilistic": "Statistical models", "optimization": "Optimisation", "decision": "Decisions", "networks": "Networks",
    "architecture": "Architecture", "questions": "Questions",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its title and the ids of its statements in reading order."""

    title: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """A book before it is written. `assumed` are the statements that the reader is taken to know and that the text uses."""

    title: str
    goals: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    assumed: tuple[str, ...]
    steps: int

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Every statement of the book, in reading order."""
        return tuple(id for chapter in self.chapters for id in chapter.ids)

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """The number of each statement, such as "2.7"."""
        return {
            id: f"{at}.{place}"
            for at, chapter in enumerate(self.chapters, 1)
            for place, id in enumerate(chapter.ids, 1)
        }

    def as_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return {
            "title": self.title, "goals": list(self.goals), "statements": len(self.ids), "proof_steps": self.steps,
            "chapters": [{"title": chapter.title, "ids": list(chapter.ids)} for chapter in self.chapters],
            "assumed": list(self.assumed),
        }  # fmt: skip


def plan(corpus: Corpus, goals: Iterable[str], know: Iterable[str] = (), title: str = "", proofs: bool = True) -> Plan:
    """The book that leads to the goals: all they need, minus what is known and what lies only behind it.

    A question needs all that its sections name as proved. Without `proofs` what only proofs use is left out.

    Raises:
        InputError: no goal, an unknown id, or nothing left to read.
    """
    wanted = tuple(dict.fromkeys(corpus.entry(goal).id for goal in goals))
    if not wanted:
        raise InputError("A book needs a goal: --goal ID, for example --goal question-what-are-bias-and-variance.")
    known = set(corpus.closure(readers.known(corpus, know), proofs=False)) - set(wanted)
    order = corpus.path(known, wanted, proofs=proofs, background=True)
    inside = set(order)
    used = {to for id in order for to in corpus.uses(id, proofs) if to not in inside}
    name = title or corpus.entry(wanted[0]).title
    return Plan(
        name.replace("$", ""),
        wanted,
        _chapters(corpus, order, proofs),
        tuple(sorted(used)),
        sum(corpus.entry(id).proof_steps for id in order) if proofs else 0,
    )


def _chapters(corpus: Corpus, order: tuple[str, ...], proofs: bool) -> tuple[Chapter, ...]:
    """The order changed, with every statement still after all it needs, so that few chapters cover it, each of one area."""
    place = {id: at for at, id in enumerate(order)}
    needs = {id: {to for to in corpus.uses(id, proofs) if place.get(to, len(order)) < place[id]} for id in order}
    left, done = list(order), set[str]()
    runs: list[tuple[str, list[str]]] = []
    while left:
        areas = dict.fromkeys(corpus.entry(id).area for id in left)
        options = {area: _run(corpus, left, needs, done, area) for area in areas}
        whole = [area for area, run in options.items() if len(run) == sum(corpus.entry(id).area == area for id in left)]
        # An area that can be read to its end comes whole; otherwise what gives the longest run.
        area = min(whole, key=_rank) if whole else max(options, key=lambda one: (len(options[one]), -_rank(one)))
        taken = options[area]
        runs.append((area, taken))
        done.update(taken)
        left = [id for id in left if id not in done]
    return _titled(_merged(runs))


def _rank(area: str) -> int:
    return list(TITLES).index(area) if area in TITLES else len(TITLES)


def _run(corpus: Corpus, left: list[str], needs: Mapping[str, set[str]], done: set[str], area: str) -> list[str]:
    """What of the area can be read next, in order, with nothing of another area between."""
    taken: list[str] = []
    ready = set(done)
    for id in left:
        if corpus.entry(id).area == area and needs[id] <= ready:
            taken.append(id)
            ready.add(id)
    return taken


def _merged(runs: list[tuple[str, list[str]]]) -> list[tuple[tuple[str, ...], list[str]]]:
    """Short runs put together with what follows (the last with what precedes)."""
    out: list[tuple[tuple[str, ...], list[str]]] = []
    areas: tuple[str, ...] = ()
    ids: list[str] = []
    for area, run in runs:
        if area == LAST:
            continue
        areas, ids = (*areas, area), [*ids, *run]
        if len(ids) >= SHORTEST:
            out.append((tuple(dict.fromkeys(areas)), ids))
            areas, ids = (), []
    if ids and out:
        out[-1] = (tuple(dict.fromkeys((*out[-1][0], *areas))), out[-1][1] + ids)
    elif ids:
        out.append((tuple(dict.fromkeys(areas)), ids))
    last = [id for area, run in runs if area == LAST for id in run]
    return [*out, ((LAST,), last)] if last else out


def _titled(parts: list[tuple[tuple[str, ...], list[str]]]) -> tuple[Chapter, ...]:
    """Titles by the areas; a title that returns is counted, as in "Learning II"."""
    names = [_listed([_title(area, at) for at, area in enumerate(areas)]) for areas, _ in parts]
    seen: dict[str, int] = {}
    chapters = []
    for name, (_, ids) in zip(names, parts, strict=True):
        seen[name] = seen.get(name, 0) + 1
        count = f" {_roman(seen[name])}" if names.count(name) > 1 else ""
        chapters.append(Chapter(name + count, tuple(ids)))
    return tuple(chapters)


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _title(area: str, at: int) -> str:
    name = TITLES.get(area, area.replace("_", " ").capitalize())
    return name if at == 0 else name[0].lower() + name[1:]


def _roman(number: int) -> str:
    signs = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    out = ""
    for value, sign in signs:
        while number >= value:
            out, number = out + sign, number - value
    return out
