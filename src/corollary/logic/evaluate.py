"""Numbers for derivations: every premise evaluated once, on balls by default."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Real
from typing import Any

from corollary.errors import InputError
from corollary.logic.arithmetic import Ball, Exact, OutOfRange, exactly
from corollary.logic.evidence import Known, Observation
from corollary.logic.facts import Bound, Fact
from corollary.logic.proofs import Derivation
from corollary.logic.theorem import RANDOM, Confidence

# What is of these roles is named before any data are seen; the rest (a predictor, a network, …) may have been chosen on them.
FIXED = frozenset(
    {"law", "sample", "heldout", "loss", "hypotheses", "prior", "code", "algorithm", "objective", "method"}
)


@dataclass(frozen=True)
class Inapplicable:
    """A derivation whose last theorem does not apply to these numbers, and why. `free` if that is so whatever the data are."""

    derivation: Derivation
    reason: str
    free: bool


class Evaluator:
    """Evaluates derivations, each event with confidence `share`. `override` replaces the values of given leaves, by their `id`."""

    def __init__(self, share: Any, balls: bool = True, override: Mapping[int, Mapping[str, Any]] | None = None) -> None:
        self.balls = balls
        self.share = exactly(share) if balls and isinstance(share, (int, float)) else share
        self.override = override or {}
        self._done: dict[int, Fact | Inapplicable] = {}

    def __call__(self, derivation: Derivation) -> Fact | Inapplicable:
        """The fact that the derivation proves, with its numbers, or why it proves none."""
        found = self._done.get(id(derivation))
        if found is None:
            found = self._done[id(derivation)] = self._evaluate(derivation)
        return found

    def _evaluate(self, derivation: Derivation) -> Fact | Inapplicable:
        if derivation.rule is None:
            return self._leaf(derivation)
        rule = derivation.rule
        given: dict[str, Any] = {}
        for premise, proof in zip(rule.premises, derivation.premises, strict=True):
            fact = self(proof)
            if isinstance(fact, Inapplicable):
                return fact
            given[premise.name] = fact
        for name in rule.confidences:
            given[name] = Confidence(self.share)
        try:
            return rule.conclude(given, derivation.binding)  # type: ignore[no-any-return]
        except OutOfRange as why:
            return Inapplicable(derivation, f"{rule.id}: {why}", _fails_whatever_the_data(derivation, given))

    def _leaf(self, derivation: Derivation) -> Fact | Inapplicable:
        leaf = derivation.leaf
        assert leaf is not None
        convert = as_ball if self.balls else as_float
        try:
            fact = leaf.known.fact if isinstance(leaf, Observation) else leaf.fact
            values = {**fact.values, **self.override.get(id(leaf), {})}
            return fact.with_values(**{name: convert(value) for name, value in values.items()})
        except InputError as why:  # it cannot be measured, or what was measured is no number
            return Inapplicable(derivation, str(why), False)


def is_number(value: Any) -> bool:
    """Whether the value is a single real number: of Python, NumPy or JAX, a ball or an exact constant."""
    if isinstance(value, bool):
        return False
    return isinstance(value, (Real, Decimal, Ball, Exact)) or (
        getattr(value, "shape", None) == () and hasattr(value, "item")
    )


def as_ball(value: Any) -> Any:
    """A number as a ball that contains it; anything else as it is."""
    return exactly(value) if is_number(value) and not isinstance(value, Exact) else value


def as_float(value: Any) -> Any:
    """A fraction as the nearest float, for arrays know no fractions; anything else as it is."""
    return float(value) if isinstance(value, (Fraction, Decimal)) else value


def _fails_whatever_the_data(derivation: Derivation, given: Mapping[str, Any]) -> bool:
    """Whether the last theorem would not apply either if every number that may depend on data were another.

    Such numbers are hidden in arrays: a range condition on an array never fails as a whole, so one that still fails rests on
    fixed numbers alone.
    """
    import numpy as np

    assert derivation.rule is not None
    hidden = dict(given)
    for premise, proof in zip(derivation.rule.premises, derivation.premises, strict=True):
        hide = not all(is_fixed(leaf.known if isinstance(leaf, Observation) else leaf) for leaf in proof.leaves)
        fact = given[premise.name]
        if not all(is_number(value) for value in fact.values.values()):
            return False
        numbers = {name: float(value) for name, value in fact.values.items()}
        hidden[premise.name] = fact.with_values(**{n: np.array([v]) if hide else v for n, v in numbers.items()})
    try:
        for name in derivation.rule.confidences:
            hidden[name] = Confidence(float(given[name].delta))
        with np.errstate(all="ignore"):
            derivation.rule.run(hidden)
    except OutOfRange:
        return True
    except (ArithmeticError, TypeError, ValueError, InputError):
        pass  # the rule does not run on arrays, so nothing is known
    return False


def is_fixed(known: Known) -> bool:
    """Whether a leaf's numbers were there before any data were looked at."""
    roles = set(known.fact.roles)
    random = isinstance(known.fact, Bound) and not roles.isdisjoint(RANDOM)
    return not known.evidence.seen and roles <= FIXED and not random
