"""Every derivation of depth <= 3 that the rules admit in a world, each conclusion held against the truth."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import binom

from corollary.logic.evaluate import Evaluator, Inapplicable
from corollary.logic.evidence import Known
from corollary.logic.facts import AtLeast, AtMost, Bound, Equals, Fact
from corollary.logic.proofs import Derivation, Prover
from corollary.logic.rules import RuleBook
from corollary.logic.structure import Structure
from corollary.logic.theorem import Theorem
from tests.soundness.world import Between, Spread, World

DEPTH = 3
DELTA = 0.1  # probability with which each event may fail
LEVEL = 1e-6  # a true conclusion is refuted by accident with at most this probability
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Verdict:
    """What became of one derivation: on which draws its conclusion is false (or on which some conclusion on the same events is)."""

    derivation: Derivation
    false: Any
    draws: int
    bound: Any = None
    truth: Any = None

    @property
    def failures(self) -> int:
        return int(np.sum(self.false))

    @property
    def refuted(self) -> bool:
        """Whether the conclusion fails more often than its events allow."""
        events = len(self.derivation.events)
        if events == 0:
            return self.failures > 0
        return bool(binom.sf(self.failures - 1, self.draws, min(1.0, events * DELTA)) < LEVEL)

    @property
    def speaks(self) -> bool:
        """Whether the conclusion says something on some draw: its theorem applies there and the number is finite."""
        return self.bound is None or bool(np.any(np.isfinite(np.asarray(self.bound, float))))

    @property
    def shape(self) -> tuple[str, ...]:
        """The rules used, last one first."""
        return tuple(rule.id for rule in self.derivation.rules)

    def __str__(self) -> str:
        fact = (
            self.derivation.type._make(self.derivation.roles, {})
            if not issubclass(self.derivation.type, Bound)
            else (self.derivation.type._make(self.derivation.roles, {"value": _shown(self.bound)}))
        )
        leaves = "; ".join(
            str(leaf.fact.with_values(**{k: _shown(v) for k, v in leaf.fact.values.items()}))
            for leaf in self.derivation.leaves
        )
        return (
            f"{' <- '.join(self.shape)}: {fact}, in truth {_shown(self.truth)}; false on {self.failures} of {self.draws} draws "
            f"with {len(self.derivation.events)} event(s). From: {leaves}"
        )


def _shown(value: Any) -> Any:
    if isinstance(value, Between):
        return f"[{_shown(value.low)}, {_shown(value.high)}]"
    if isinstance(value, Spread):
        return f"{_shown(value.least)} to {_shown(value.greatest)} for the members"
    if getattr(value, "ndim", 0):
        return f"{np.nanmin(value):.4g}..{np.nanmax(value):.4g}"
    return value


def derivations(
    leaves: Sequence[Known],
    book: RuleBook,
    goals: Iterable[type[Fact]] | None = None,
    depth: int = DEPTH,
    using: Theorem | None = None,
) -> list[Derivation]:
    """Every derivation by at least one rule of the goals (of all that some rule concludes, if None); if `using`, only those with it."""
    wanted = [*book.concluding, *book.uniform] if goals is None else list(goals)
    structure = Structure(wanted, leaves, book, depth)
    if using is not None and not any(a.rule is using for node in structure.nodes.values() for a in node.applications):
        return []
    prover = Prover(depth, limit=10**9)
    nodes = dict.fromkeys(node for kind in wanted for node in structure.matching(kind))
    found = (d for node in nodes for d in prover.proofs(node))
    return [d for d in found if d.rule is not None and (using is None or using in d.rules)]


class MissingTruth(Exception):
    """A conclusion that the world cannot judge."""


def judge(world: World, found: Sequence[Derivation], not_simulated: Iterable[Any] = ()) -> list[Verdict]:
    """The derivations that apply, with the draws on which their conclusions are false.

    Raises:
        MissingTruth: a quantity or a property is concluded of which the world does not know the truth.
    """
    evaluate = Evaluator(DELTA, balls=False)
    known: dict[Any, Any] = {}
    verdicts = []
    for derivation in found:
        kind = derivation.type
        if getattr(kind, "quantity", kind) in not_simulated:
            continue
        if not world.has(derivation.roles):
            continue  # a sentence about a class as if it were a predictor, say: neither true nor false
        fact = evaluate(derivation)
        if isinstance(fact, Inapplicable):
            continue
        key = (getattr(kind, "quantity", kind), tuple(derivation.roles.values()))
        if key not in known:
            known[key] = world.truth(kind, derivation.roles) if world.knows(kind) else None
        if known[key] is None:
            raise MissingTruth(
                f"{world.name}: no truth is known about {kind.__name__} of {derivation.roles}, which {derivation.rule.id} concludes."
            )
        verdicts.append(_held(world, derivation, fact, known[key]))
    return verdicts


def _held(world: World, derivation: Derivation, fact: Fact, truth: Any) -> Verdict:
    if not isinstance(fact, Bound):
        return Verdict(derivation, np.full(world.draws, truth is False), world.draws, truth=truth)
    value = np.asarray(fact.value, float)
    low, high = (truth.low, truth.high) if isinstance(truth, Between) else (truth, truth)
    if isinstance(truth, Spread):  # at most, for all: at least the greatest
        low, high = truth.greatest, truth.least
    if np.any(np.isnan(np.asarray(low, float))) or np.any(np.isnan(np.asarray(high, float))):
        raise MissingTruth(
            f"{world.name}: the truth about {derivation.type.__name__} of {derivation.roles} is no number."
        )
    room = TOLERANCE * np.maximum(1.0, np.abs(np.where(np.isfinite(value), value, 0.0)))
    form = type(fact).form
    with np.errstate(invalid="ignore"):
        too_low = (value < np.asarray(low, float) - room) if form in (AtMost, Equals) else False
        too_high = (value > np.asarray(high, float) + room) if form in (AtLeast, Equals) else False
    return Verdict(
        derivation, np.broadcast_to(too_low | np.asarray(too_high), (world.draws,)), world.draws, fact.value, truth
    )


def together(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """For each set of events, the draws on which some conclusion fails that rests on no other events."""
    sets = dict.fromkeys(v.derivation.events for v in verdicts if v.derivation.events)
    failing = [v for v in verdicts if v.failures]
    joint = []
    for events in sets:
        among = [v for v in failing if v.derivation.events and v.derivation.events <= events]
        if among:
            worst = max((v for v in among if v.derivation.events == events), key=lambda v: v.failures, default=None)
            if worst is not None:
                joint.append(
                    Verdict(
                        worst.derivation,
                        np.any([v.false for v in among], axis=0),
                        worst.draws,
                        worst.bound,
                        worst.truth,
                    )
                )
    return joint


def refutations(
    world: World, book: RuleBook, loose: bool = False, not_simulated: Iterable[Any] = ()
) -> tuple[list[Verdict], list[Verdict]]:
    """All verdicts in a world, and those that refute: one derivation alone, or all on the same events together."""
    verdicts = judge(world, derivations(world.facts(book, loose), book), not_simulated)
    return verdicts, [v for v in (*verdicts, *together(verdicts)) if v.refuted]
