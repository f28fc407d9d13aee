"""Worlds: settings whose true quantities are computed, and the facts that hold in them.

A world is drawn many times at once: a quantity that depends on the draw is an array with one entry a draw. It knows a number by a
function of the objects, one for each quantity (`truths`), and whether a property holds by another (`properties`). From these the facts
are made: every true fact of a type that some rule asks for.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import Any

import numpy as np

from corollary.logic.evidence import Evidence, Known
from corollary.logic.facts import AtLeast, AtMost, Bound, ChosenBefore, Equals, Fact, Property
from corollary.logic.rules import RuleBook
from corollary.logic.theorem import Theorem
from corollary.logic.vocabulary import Quantity

SAMPLES = ("train", "heldout")


@dataclass(frozen=True)
class Between:
    """A true value known to lie in [low, high] only. What must lie above it is held against low, what must lie below against high."""

    low: Any
    high: Any = np.inf


@dataclass(frozen=True)
class Spread:
    """The values over the members of a class, from the least to the greatest: what is said for all members is held against both.

    `some`: the greatest and least of some members only; then nothing is stated, but what is concluded can be refuted.
    """

    least: Any
    greatest: Any
    some: bool = False


def averaged(values: Any) -> Between:
    """The mean of a quantity over the draws, from its values on the draws: off by more than this once in 10^8."""
    values = np.asarray(values, float)
    room = 6 * values.std() / np.sqrt(len(values)) + 1e-12
    return Between(values.mean() - room, values.mean() + room)


def exponential_divergence(n: int, average: Any, mean: Any) -> Any:
    """exp(n kl(average, mean)) of arrays with values in [0, 1]."""
    p, q = np.asarray(average, float), np.clip(np.asarray(mean, float), 1e-300, 1 - 1e-15)
    with np.errstate(divide="ignore", invalid="ignore"):
        kl = np.where(p == 0, 0, p * np.log(p / q)) + np.where(p == 1, 0, (1 - p) * np.log((1 - p) / (1 - q)))
    return np.exp(n * kl)


Truth = Callable[..., Any]


def table(values: Mapping[tuple[str, ...], Any]) -> Truth:
    """A truth by the names of the objects, in any order; None of objects that are not listed. Not where the order matters."""
    found = {frozenset(names): value for names, value in values.items()}
    return lambda **roles: found.get(frozenset(roles.values()))


@dataclass(eq=False)
class World:
    """A setting with known truth.

    objects: for each role the names of the objects that can fill it.
    truths: for each quantity its value (number, array over the draws, `Between`) as a function of its roles; None where it has none.
    properties: for each property the same with True, False, None, or where it holds a dict of its values (a list of dicts
        where it holds with several).
    before: pairs (object, sample) that are independent.
    """

    name: str
    draws: int
    objects: Mapping[str, tuple[str, ...]]
    truths: dict[type[Quantity], Truth] = field(default_factory=dict)
    properties: dict[type[Property], Truth] = field(default_factory=dict)
    before: frozenset[tuple[str, str]] = frozenset()
    made_from: Mapping[str, str] = field(default_factory=dict)

    def knows(self, kind: type[Fact]) -> bool:
        """Whether the world has the truth about this type of fact."""
        if issubclass(kind, Bound):
            return kind.quantity in self.truths
        return kind is ChosenBefore or _positive(kind) in self.properties

    def has(self, roles: Mapping[str, str]) -> bool:
        """Whether each role is filled by an object that can fill it."""
        return all(object_ in self.objects.get(role, ()) for role, object_ in roles.items())

    def truth(self, kind: type[Fact], roles: Mapping[str, str]) -> Any:
        """The value of the quantity, or what is known of the property."""
        if issubclass(kind, Bound):
            return self.truths[kind.quantity](**roles)
        if kind is ChosenBefore:
            return (roles["hypotheses"], roles["sample"]) in self.before
        found = self.properties[_positive(kind)](**roles)
        if found is None or kind.holds:
            return found
        return found is False

    def roles(self, kind: type[Fact]) -> Iterable[dict[str, str]]:
        """Every way to name the objects that a fact of this type can be about."""
        if kind is ChosenBefore:
            return [{"hypotheses": object_, "sample": sample} for object_, sample in sorted(self.before)]
        return [
            dict(zip(kind.role_names, names, strict=True))
            for names in product(*(self.objects.get(role, ()) for role in kind.role_names))
        ]

    @cache  # noqa: B019
    def facts(self, book: RuleBook, loose: bool = False) -> list[Known]:
        """Every true fact of a type that some rule asks for.

        `loose`: bounds that may be loose are, by a quarter; otherwise every quantity that is known exactly is stated as an equality.
        """
        facts: dict[Any, Known] = {}
        for kind in premise_types(book):
            if self.knows(kind):
                for roles in self.roles(kind):
                    for fact in self._facts(kind, roles, loose):
                        facts.setdefault((fact.key, repr(fact)), Known(fact, self._evidence(roles)))
        return list(facts.values())

    def _facts(self, kind: type[Fact], roles: dict[str, str], loose: bool) -> list[Fact]:
        value = self.truth(kind, roles)
        if isinstance(value, list):
            return [kind._make(roles, one) for one in value]
        fact = None if value is None or value is False else self._fact(kind, roles, value, loose)
        return [] if fact is None else [fact]

    def _fact(self, kind: type[Fact], roles: dict[str, str], value: Any, loose: bool) -> Fact | None:
        if not issubclass(kind, Bound):
            return kind._make(roles, value if isinstance(value, dict) else {})
        form, quantity = kind.form, kind.quantity
        if isinstance(value, Spread):
            if value.some:
                return None
            value = Between(value.least, value.greatest)
        if not isinstance(value, Between):
            if not loose or form is Equals:
                return Equals[quantity]._make(roles, {"value": value})
            value = Between(value, value)
        if form is Equals:
            return None
        bound = value.high if form is AtMost else value.low
        if loose:
            bound = bound + (1 if form is AtMost else -1) * 0.25 * np.abs(bound)
        return kind._make(roles, {"value": bound}) if np.all(np.isfinite(bound)) else None

    def _evidence(self, roles: Mapping[str, str]) -> Evidence:
        seen = {name for name in roles.values() if name in SAMPLES}
        if len(roles) == 1:
            seen |= {self.made_from[name] for name in roles.values() if name in self.made_from}
        return Evidence("definition", "by how the world was made", seen=frozenset(seen))


def premise_types(book: RuleBook) -> list[type[Fact]]:
    """The types that some rule, or the contrapositive of one, asks for; equalities first."""
    variants: dict[Theorem, None] = {rule: None for rules in book.concluding.values() for rule in rules}
    kinds = {premise.type: None for rule in variants for premise in rule.premises}
    return sorted(kinds, key=lambda kind: getattr(kind, "form", None) is not Equals)


def _positive(kind: type[Fact]) -> type[Fact]:
    return kind if getattr(kind, "holds", True) else kind.of


__all__ = [
    "SAMPLES",
    "AtLeast",
    "AtMost",
    "Between",
    "Spread",
    "World",
    "averaged",
    "exponential_divergence",
    "premise_types",
    "table",
]
