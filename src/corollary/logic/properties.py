"""Properties of objects: what follows from asserted ones by implications, with proofs; search by formula.

An implication is used in every direction: if all premises but one hold and the conclusion fails, the remaining premise
fails. What follows is what unit propagation finds, in linear time.

    base = load("base.json")
    base.complete()["S1"]["P16"].proof      # the ids of the implications used
    base.search('compact & ~"second countable"')
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from corollary.errors import CorollaryError, InputError
from corollary.logic.formula import parse_formula
from corollary.logic.propagation import Clauses, Closure, Conflict, without_collection


class Implication(NamedTuple):
    """If all of `premises` then `conclusion`. A literal is a property's id, with a leading '-' for its negation.

    No premises: the conclusion holds of every object.
    """

    id: str
    premises: tuple[str, ...]
    conclusion: str


@dataclass(frozen=True, slots=True)
class Object:
    """Something that has properties: `asserted` maps property ids to whether they hold."""

    id: str
    name: str
    asserted: Mapping[str, bool]


class Contradiction(CorollaryError):
    """A property of an object was found both true and false.

    `object` and `property` are ids; `proofs` is two lists of implication ids, the first proving that the property
    holds, the second that it fails; a list is empty where that is asserted.
    """

    def __init__(self, object: str, property: str, proofs: tuple[list[str], list[str]]) -> None:
        words = [f"by {', '.join(proof)}" if proof else "as asserted" for proof in proofs]
        super().__init__(f"{object}: property {property} holds {words[0]}, and fails {words[1]}.")
        self.object = object
        self.property = property
        self.proofs = proofs


class Trait:
    """A property that an object is known to have (`value`) or to lack; `asserted`, or derived by `proof`."""

    __slots__ = ("_closure", "_ids", "_literal")

    def __init__(self, closure: Closure, ids: list[str], literal: int) -> None:
        self._closure = closure
        self._ids = ids
        self._literal = literal

    @property
    def value(self) -> bool:
        """Whether the property holds."""
        return self._literal % 2 == 0

    @property
    def asserted(self) -> bool:
        """Whether this was given, not derived."""
        return self._closure.is_asserted(self._literal)

    @property
    def proof(self) -> list[str]:
        """The implications used, each after those it needs, none superfluous; empty for an asserted trait."""
        return [self._ids[number] for number in self._closure.proof(self._literal)]

    def __repr__(self) -> str:
        return f"Trait(value={self.value}, asserted={self.asserted}, proof={self.proof})"


class PropertyBase:
    """Properties by id and name, implications between them, and objects with asserted properties.

    Raises InputError for a duplicate id, an unknown property, or a property id that begins with '-'.
    """

    def __init__(
        self, properties: Mapping[str, str], implications: Iterable[Implication] = (), objects: Iterable[Object] = ()
    ) -> None:
        self.properties = dict(properties)
        self.implications = list(implications)
        self.objects = list(objects)
        wrong = next((id for id in self.properties if not id or id.startswith("-")), None)
        if wrong is not None:
            raise InputError(f"property id {wrong!r}: an id is not empty and does not begin with '-', which negates.")
        self._ids = list(self.properties)
        self._literals = {id: 2 * i for i, id in enumerate(self._ids)}
        self._literals |= {f"-{id}": 2 * i + 1 for i, id in enumerate(self._ids)}
        _no_duplicates("implication", [implication.id for implication in self.implications])
        _no_duplicates("object", [object.id for object in self.objects])
        with without_collection():
            self._implication_ids, self._clauses = self._compile()
        for object in self.objects:
            self._check(object)

    def _compile(self) -> tuple[list[str], Clauses]:
        """The ids of the implications that are no tautologies, and their clauses."""
        ids: list[str] = []
        clauses: list[tuple[int, ...]] = []
        literal_of = self._literals.__getitem__
        negation_of = {id: literal ^ 1 for id, literal in self._literals.items()}.__getitem__
        for implication in self.implications:
            try:
                clause = (*map(negation_of, implication.premises), literal_of(implication.conclusion))
            except KeyError as unknown:
                raise InputError(f"implication {implication.id}: unknown property in literal {unknown}.") from None
            if len({literal >> 1 for literal in clause}) < len(clause):  # a property occurs twice
                clause = tuple(dict.fromkeys(clause))
                if not {literal ^ 1 for literal in clause}.isdisjoint(clause):
                    continue
            ids.append(implication.id)
            clauses.append(clause)
        return ids, Clauses(len(self._ids), clauses)

    def _check(self, object: Object) -> None:
        unknown = next((id for id in object.asserted if id not in self.properties), None)
        if unknown is not None:
            raise InputError(f"{object.id}: unknown property {unknown!r} asserted.")

    def traits(self, object: Object) -> dict[str, Trait]:
        """Everything that follows about one object, by property id. Raises Contradiction."""
        self._check(object)
        asserted = [self._literals[id] ^ (not value) for id, value in object.asserted.items()]
        try:
            closure = Closure(self._clauses, asserted)
        except Conflict as conflict:
            for_, against = ([self._implication_ids[number] for number in proof] for proof in conflict.proofs)
            raise Contradiction(object.id, self._ids[conflict.property], (for_, against)) from None
        ids, names = self._ids, self._implication_ids
        with without_collection():
            return {ids[literal >> 1]: Trait(closure, names, literal) for literal in closure.trail}

    def complete(self) -> dict[str, dict[str, Trait]]:
        """Everything that follows, by object id and property id. Raises Contradiction."""
        return {object.id: self.traits(object) for object in self.objects}

    @cached_property
    def _complete(self) -> dict[str, dict[str, Trait]]:
        return self.complete()

    def search(self, formula: str) -> list[str]:
        """The ids of the objects that are known to satisfy a formula such as ``p & ~q | r``.

        ~ binds before &, and & before |. A property is written as its id or its name, in quotes if it has spaces or any
        of ``& | ~ ( )``. What is unknown counts neither way: ``p | ~p`` finds the objects of which p is known. Raises
        InputError for a formula that cannot be read, and Contradiction.
        """
        wanted = parse_formula(formula, self.property_id)
        return [object.id for object in self.objects if wanted(self._known(object)) is True]

    def _known(self, object: Object) -> dict[str, bool]:
        return {id: trait.value for id, trait in self._complete[object.id].items()}

    def property_id(self, word: str) -> str:
        """The id of the property with this id or, failing that, this name (upper and lower case alike)."""
        if word in self.properties:
            return word
        found = [id for id, name in self.properties.items() if name.casefold() == word.casefold()]
        if len(found) == 1:
            return found[0]
        if found:
            raise InputError(f"{word!r} is the name of several properties: write {', '.join(found)}.")
        from difflib import get_close_matches

        near = get_close_matches(word, [*self.properties.values(), *self.properties], 3)
        raise InputError(f"unknown property {word!r}" + (f"; near: {', '.join(near)}." if near else "."))


def load(path: str | Path) -> PropertyBase:
    """The property base in a JSON file.

    ``{"properties": {id: name}, "implications": [{"id", "if": [literal...], "then": literal}],
    "spaces": [{"id", "name", "asserted": {property: true|false}}]}``; a literal is a property id (``"P16"``) or its
    negation (``"-P16"``). Raises InputError for a file that is missing or not of this form.
    """
    from corollary.logic.property_file import read

    with without_collection():
        return PropertyBase(*read(Path(path)))


def _no_duplicates(what: str, ids: list[str]) -> None:
    if len(set(ids)) < len(ids):
        seen: set[str] = set()
        twice = next(id for id in ids if id in seen or seen.add(id))  # type: ignore[func-returns-value]
        raise InputError(f"{what} id {twice!r} occurs twice.")
