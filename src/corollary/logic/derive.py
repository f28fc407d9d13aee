"""State what you have; get what follows.

`derive` finds every derivation of the goals, spends delta once over the distinct events of all that it compares, evaluates each
derivation on balls, and sorts what follows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from corollary.errors import InputError
from corollary.logic.arithmetic import exactly, lower, upper
from corollary.logic.consistency import check_consistent
from corollary.logic.evaluate import Evaluator, Inapplicable
from corollary.logic.evidence import Known, Observation
from corollary.logic.facts import AtLeast, Bound, Fact
from corollary.logic.proofs import Derivation, Event, Prover
from corollary.logic.rules import RuleBook
from corollary.logic.structure import Leaf, Node, Structure
from corollary.logic.theorem import check_delta


@dataclass(frozen=True, eq=False)
class Conclusion:
    """One fact that follows, with the derivation that proves it. `fact` holds balls (or arrays); use `number` for the bound.

    `trivial` is the bound that holds without any theorem, None if there is none.
    """

    fact: Fact
    derivation: Derivation
    trivial: float | None = None

    @property
    def number(self) -> Any:
        """The bound as a float on the safe side: an upper bound rounded up, a lower bound rounded down. None for a property."""
        value = getattr(self.fact, "value", None)
        if value is None or _is_array(value):
            return value
        return lower(value) if self.is_lower else upper(value)

    @property
    def is_lower(self) -> bool:
        """Whether the bound is from below."""
        return isinstance(self.fact, AtLeast)

    @property
    def vacuous(self) -> bool:
        """Whether the bound says no more than what holds of every object."""
        if not isinstance(self.fact, Bound) or _is_array(self.fact.value):
            return False
        number = self.number
        if self.trivial is None:
            return bool(number == (float("-inf") if self.is_lower else float("inf")))
        return bool(number <= self.trivial if self.is_lower else number >= self.trivial)

    @property
    def rule(self) -> str:
        """Id of the statement that bears the conclusion: the last one that spends confidence, else the last one."""
        for step in self.derivation.walk():
            if step.rule is not None and step.rule.confidences:
                return step.rule.id
        return self.derivation.rule.id if self.derivation.rule is not None else "given"

    def __str__(self) -> str:
        number = self.number
        return str(self.fact) if number is None else str(self.fact.with_values(value=number))


@dataclass(frozen=True, eq=False)
class Result:
    """What follows for the goals, best first, all of it at once with probability at least 1 - delta."""

    goals: tuple[type[Fact], ...]
    conclusions: tuple[Conclusion, ...]
    inapplicable: tuple[Inapplicable, ...]
    delta: float
    events: int
    depth: int
    complete: bool
    structure: Structure = field(repr=False)
    book: RuleBook = field(repr=False)
    derivations: tuple[Derivation, ...] = field(repr=False, default=())
    about: Mapping[str, str] = field(default_factory=dict)

    @property
    def best(self) -> Conclusion | None:
        """The strongest conclusion for the first goal, None if there is none."""
        return next((c for c in self.conclusions if type(c.fact) is self.goals[0] or len(self.goals) == 1), None)

    @property
    def share(self) -> Any:
        """The confidence that each event was given, as a ball."""
        return exactly(self.delta) / max(self.events, 1)

    def sentence(self, conclusion: Conclusion) -> str:
        """The conclusion as one sentence, with the confidence at which all conclusions of this result hold together."""
        if not conclusion.derivation.events:
            return f"{conclusion}."
        over = " and ".join(conclusion.derivation.random) or "the randomness named"
        return f"With probability at least {1 - self.delta:g} over {over}, {conclusion}."

    def of(self, goal: type[Fact]) -> list[Conclusion]:
        """The conclusions for one goal, best first."""
        return [c for c in self.conclusions if _reaches(type(c.fact), goal)]


def derive(
    goal: type[Fact] | Sequence[type[Fact]],
    given: Iterable[Fact | Known | Observation],
    book: RuleBook,
    *,
    delta: float = 0.05,
    commit: str | None = None,
    depth: int = 8,
    about: Mapping[str, str] | None = None,
    arithmetic: str = "balls",
    limit: int = 5000,
) -> Result:
    """Everything that follows for the goals from what is given.

    Args:
        goal: a type of fact, or several whose conclusions are to hold together.
        given: facts (then assumed), facts with evidence, and lazy observations, which run only if a derivation needs them.
        book: the rules.
        delta: probability in (0, 1) that any of the conclusions is false.
        commit: id of a statement; only derivations that use it are compared, and they share all of delta.
        depth: longest chain of rules.
        about: keep only conclusions whose roles are these objects.
        arithmetic: "balls" (outward rounded, the default) or "floats" (also for values that are arrays).
        limit: number of rule applications after which enumeration stops; `Result.complete` then is False.

    Raises:
        InputError: delta outside (0, 1), an unknown `commit`, or contradictory facts.
    """
    check_delta(delta)
    delta = float(delta)
    goals = _goals(goal)
    leaves = _leaves(given)
    check_consistent([leaf for leaf in leaves if isinstance(leaf, Known)])
    structure = Structure(goals, leaves, book, depth)
    prover = Prover(depth, limit)
    wanted = [n for g in goals for n in structure.matching(g) if _is_about(n, about or {})]
    derivations = [d for n in dict.fromkeys(wanted) for d in prover.proofs(n)]
    if commit is not None:
        derivations = _committed(derivations, commit, book)
    found, inapplicable, events = _evaluated(derivations, delta, arithmetic == "balls")
    known = _Trivial(leaves, book)
    conclusions = [Conclusion(fact, derivation, known(fact)) for fact, derivation in found]
    return Result(
        goals, tuple(sorted(conclusions, key=_order)), inapplicable, delta, events, depth,
        structure.complete and not prover.truncated, structure, book, tuple(derivations), about or {},
    )  # fmt: skip


def _goals(goal: Any) -> tuple[type[Fact], ...]:
    goals = (goal,) if isinstance(goal, type) else tuple(goal) if isinstance(goal, Sequence) else ()
    if not goals or not all(isinstance(one, type) and issubclass(one, Fact) for one in goals):
        raise InputError(f"{goal!r} is no goal; give a type of fact such as AtMost[Risk], or several.")
    return goals


def _leaves(given: Any) -> list[Leaf]:
    if isinstance(given, (str, Fact)) or not isinstance(given, Iterable):
        raise InputError(f"{given!r} is no list of facts; give the facts in a list.")
    leaves = [Known(one) if isinstance(one, Fact) else one for one in given]
    for leaf in leaves:
        if not isinstance(leaf, (Known, Observation)):
            raise InputError(f"{leaf!r} is no fact; give facts such as Iid(n=1000), or facts with their evidence.")
    return leaves


def _evaluated(
    derivations: Sequence[Derivation], delta: float, balls: bool
) -> tuple[list[tuple[Fact, Derivation]], tuple[Inapplicable, ...], int]:
    """Split delta over all events, drop what fails for reasons seen without looking at data, and split again.

    An event whose theorem fails to apply for a reason read off the data still counts: not to count it would be to choose
    after looking.
    """
    paid = list(derivations)
    dropped: list[Inapplicable] = []
    for _ in range(2):
        events = _events(paid)
        share = exactly(delta) / max(len(events), 1) if balls else delta / max(len(events), 1)
        run = Evaluator(share, balls)
        outcomes = [(d, run(d)) for d in paid]
        free = [o for _, o in outcomes if isinstance(o, Inapplicable) and o.free]
        if not free:
            break
        dropped += free
        paid = [d for d, o in outcomes if not (isinstance(o, Inapplicable) and o.free)]
    found = [(o, d) for d, o in outcomes if not isinstance(o, Inapplicable)]
    failed = [o for _, o in outcomes if isinstance(o, Inapplicable) and o not in dropped]
    return found, tuple(dropped + failed), len(events)


class _Trivial:
    """The bound on a fact's quantity that holds without any theorem, where what it rests on is known."""

    def __init__(self, leaves: list[Leaf], book: RuleBook) -> None:
        self.leaves, self.book = leaves, book
        self._known: dict[type[Fact], set[tuple[str, ...]]] = {}

    def __call__(self, fact: Fact) -> float | None:
        if not isinstance(fact, Bound):
            return None
        if isinstance(fact, AtLeast):
            return fact.quantity.least
        needed = fact.quantity.trivial_when
        if needed is None or tuple(fact.roles.get(r, "") for r in needed.role_names) in self._objects(needed):
            return fact.quantity.trivial
        return None

    def _objects(self, property_: type[Fact]) -> set[tuple[str, ...]]:
        if property_ not in self._known:
            nodes = Structure([property_], self.leaves, self.book, 2).by_type.get(property_, [])
            self._known[property_] = {node.objects for node in nodes}
        return self._known[property_]


def _events(derivations: Iterable[Derivation]) -> frozenset[Event]:
    return frozenset().union(*(d.events for d in derivations))


def _committed(derivations: list[Derivation], commit: str, book: RuleBook) -> list[Derivation]:
    kept = [d for d in derivations if any(rule.id == commit for rule in d.rules)]
    if not kept:
        known = any(rule.id == commit for rule in book.rules)
        raise InputError(
            f"--commit {commit!r}: "
            + ("no derivation of this goal uses it." if known else "there is no rule of that name; see corollary list.")
        )
    return kept


def _is_about(node: Node, about: Mapping[str, str]) -> bool:
    roles = dict(zip(node.type.role_names, node.objects, strict=True))
    return all(roles.get(role, object_) == object_ for role, object_ in about.items())


def _is_array(value: Any) -> bool:
    return bool(getattr(value, "ndim", 0))


def _reaches(found: type[Fact], goal: type[Fact]) -> bool:
    from corollary.logic.theorem import accepts

    return accepts(goal, found)


def _order(conclusion: Conclusion) -> tuple[Any, ...]:
    number = conclusion.number
    if number is None or _is_array(number):
        return (0, 0.0, conclusion.derivation.depth)
    return (0, -number if conclusion.is_lower else number, conclusion.derivation.depth)
