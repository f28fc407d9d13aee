"""Numbers for derivations: every premise evaluated once, on balls by default."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corollary.errors import InputError
from corollary.logic.arithmetic import OutOfRange, exactly
from corollary.logic.evidence import Known, Observation
from corollary.logic.facts import Fact
from corollary.logic.proofs import Derivation
from corollary.logic.theorem import Confidence


@dataclass(frozen=True)
class Inapplicable:
    """A derivation whose last theorem does not apply to these numbers, and why. `free` if no data were looked at to see it."""

    derivation: Derivation
    reason: str
    free: bool


class Evaluator:
    """Evaluates derivations, each event with confidence `share`. `override` replaces the values of given leaves."""

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
        if derivation.leaf is not None:
            return self._leaf(derivation)
        assert derivation.rule is not None
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
            return Inapplicable(derivation, f"{rule.id}: {why}", not _looked(derivation))

    def _leaf(self, derivation: Derivation) -> Fact | Inapplicable:
        leaf = derivation.leaf
        try:
            known = leaf.known if isinstance(leaf, Observation) else leaf
        except InputError as why:
            return Inapplicable(derivation, str(why), False)
        assert known is not None
        values = {**known.fact.values, **self.override.get(id(leaf), {})}
        if self.balls:
            values = {name: as_ball(value) for name, value in values.items()}
        return known.fact.with_values(**values)


def as_ball(value: Any) -> Any:
    """A number as a ball that contains it; anything else as it is."""
    from fractions import Fraction

    return exactly(value) if isinstance(value, (int, float, Fraction)) and not isinstance(value, bool) else value


def _looked(derivation: Derivation) -> bool:
    """Whether some leaf was read off data."""
    known = [leaf.known if isinstance(leaf, Observation) else leaf for leaf in derivation.leaves]
    return any(isinstance(k, Known) and k.evidence.seen for k in known)
