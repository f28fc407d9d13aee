"""The zoo: losses, activations, classes, algorithms and methods of the corpus with their properties, asserted and derived.

Every asserted trait and every implication names the statements that it is by; what follows, `logic.properties` derives with
its proof.

    animals = zoo.load()
    animals.search("convex & ~calibrated")       # ids of objects
    animals.traits("perceptron-loss")["calibrated"].steps
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from corollary.errors import InputError
from corollary.logic.properties import Implication, Object, PropertyBase

HERE = Path(__file__).resolve().parent / "corpus" / "zoo.yaml"


@dataclass(frozen=True, slots=True)
class Reason:
    """The ids of the statements that something is by, and what these leave to be calculated, in words."""

    by: tuple[str, ...]
    because: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """An implication as used: known literals as (property, value) and what follows from them."""

    known: tuple[tuple[str, bool], ...]
    then: tuple[str, bool]
    reason: Reason


@dataclass(frozen=True, slots=True)
class Trait:
    """Whether an object has a property: asserted for a `reason`, or derived in `steps`."""

    value: bool
    reason: Reason | None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of object, or a property: what it is called, what it says, and the statement that defines it, if one does."""

    name: str
    says: str
    defined: str | None = None
    shows: tuple[str, ...] = ()  # of a kind: the properties worth a column
    fails: str = ""  # of a property: how to say that it fails, if not by "not"

    def words(self, value: bool) -> str:
        """The property, or that it fails."""
        return self.name if value else self.fails or f"not {self.name}"


@dataclass(frozen=True)
class Animal:
    """An object with its formula in TeX and its asserted traits."""

    id: str
    name: str
    kind: str
    tex: str
    says: str
    asserted: Mapping[str, tuple[bool, Reason]] = field(repr=False)


@dataclass(frozen=True)
class Zoo:
    """Objects, properties and implications. `rules` are the implications with their reasons, by id."""

    kinds: Mapping[str, Kind]
    properties: Mapping[str, Kind]
    rules: Mapping[str, tuple[Implication, Reason]]
    animals: Mapping[str, Animal]

    @cached_property
    def base(self) -> PropertyBase:
        """The property base; the kind of an object is one of its properties."""
        names = {id: one.name for id, one in self.properties.items()} | {kind: kind for kind in self.kinds}
        objects = [
            Object(one.id, one.name, {trait: value for trait, (value, _) in one.asserted.items()})
            for one in self.animals.values()
        ]
        return PropertyBase(names, [rule for rule, _ in self.rules.values()], objects)

    def search(self, formula: str) -> list[str]:
        """The ids of the objects known to satisfy a formula such as ``loss & convex & ~calibrated``; see `PropertyBase.search`."""
        return self.base.search(formula)

    def traits(self, id: str) -> dict[str, Trait]:
        """All that is known of an object, by property. Raises InputError for an unknown object."""
        if id not in self.animals:
            raise InputError(f"The zoo has no object {id!r}; it has {', '.join(self.animals)}.")
        return self._traits[id]

    @cached_property
    def _traits(self) -> dict[str, dict[str, Trait]]:
        made: dict[str, dict[str, Trait]] = {}
        for id, found in self.base.complete().items():
            asserted = self.animals[id].asserted
            made[id] = {
                name: Trait(trait.value, asserted[name][1])
                if trait.asserted
                else Trait(trait.value, None, self._steps(id, trait.proof))
                for name, trait in found.items()
            }
        return made

    def _steps(self, id: str, proof: list[str]) -> tuple[Step, ...]:
        """A proof replayed: each implication concludes the one literal of its clause that was not known before."""
        known = {name: value for name, (value, _) in self.animals[id].asserted.items()}
        steps = []
        for one in proof:
            rule, reason = self.rules[one]
            clause = [(name, not value) for name, value in map(_literal, rule.premises)] + [_literal(rule.conclusion)]
            (then,) = [literal for literal in clause if literal[0] not in known]
            known[then[0]] = then[1]
            steps.append(Step(tuple((name, not value) for name, value in clause if name != then[0]), then, reason))
        return tuple(steps)


@cache
def load(path: Path = HERE) -> Zoo:
    """The zoo in a YAML file: the corpus's own. See there for the form.

    Raises:
        InputError: the file is missing or not of this form; the sentence says where.
    """
    import yaml

    try:
        given: Any = yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        kinds = {
            id: Kind(id, one["says"], one.get("defined"), tuple(one["shows"])) for id, one in given["kinds"].items()
        }
        rules = {
            f"implication-{at}": _rule(f"implication-{at}", one) for at, one in enumerate(given["implications"], 1)
        }
        return Zoo(
            kinds,
            {
                id: Kind(one["name"], one["says"], one.get("defined"), (), one.get("fails", ""))
                for id, one in given["properties"].items()
            },
            rules,
            {one["id"]: _animal(one, kinds) for one in given["objects"]},
        )
    except OSError as why:
        raise InputError(f"{path}: cannot be read ({(why.strerror or str(why)).lower()}).") from why
    except (yaml.YAMLError, TypeError, KeyError, AttributeError) as why:
        raise InputError(f"{path}: not a zoo ({type(why).__name__}: {' '.join(str(why).split())}).") from why


def _rule(id: str, given: Mapping[str, Any]) -> tuple[Implication, Reason]:
    return Implication(id, tuple(given["if"]), given["then"]), _reason(given)


def _animal(given: Mapping[str, Any], kinds: Mapping[str, Kind]) -> Animal:
    asserted = {
        name: (value, _reason(reason))
        for part, value in (("holds", True), ("fails", False))
        for name, reason in given.get(part, {}).items()
    }
    kind = kinds[given["kind"]]
    own = {given["kind"]: (True, Reason((kind.defined,) if kind.defined else ()))}
    return Animal(given["id"], given["name"], given["kind"], given["tex"], given.get("says", ""), {**own, **asserted})


def _reason(given: Mapping[str, Any]) -> Reason:
    return Reason(tuple(given["by"]), given.get("because", ""))


def _literal(literal: str) -> tuple[str, bool]:
    return (literal[1:], False) if literal.startswith("-") else (literal, True)
