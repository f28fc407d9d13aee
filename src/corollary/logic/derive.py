"""State what you have; get what follows.

`derive` finds every derivation of the goals, spends delta once over the distinct events of all that it compares, evaluates each
derivation on balls, and sorts what follows.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from corollary.errors import InputError
from corollary.logic.arithmetic import exactly
from corollary.logic.consistency import check_consistent
from corollary.logic.evaluate import Evaluator, Inapplicable
from corollary.logic.evidence import Known, Observation
from corollary.logic.facts import AtLeast, Bound, Fact
from corollary.logic.proofs import Derivation, Event, Prover
from corollary.logic.result import Conclusion as Conclusion
from corollary.logic.result import Result as Result
from corollary.logic.result import is_array
from corollary.logic.rules import RuleBook
from corollary.logic.structure import Leaf, Node, Structure
from corollary.logic.theorem import check_delta

DEEPEST = 100  # longest chain of rules that may be asked for


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
        commit: id of a statement, chosen before the data were seen; of the derivations that spend confidence only those that use it
            are compared, and they share all of delta.
        depth: longest chain of rules, from 1 to 100.
        about: keep only conclusions whose roles are these objects.
        arithmetic: "balls" (outward rounded, the default) or "floats" (also for values that are arrays).
        limit: number of rule applications after which enumeration stops; `Result.complete` then is False.

    Raises:
        InputError: delta or depth outside its range, an unknown `commit`, or contradictory facts.
    """
    check_delta(delta)
    if not 1 <= depth <= DEEPEST:
        raise InputError(f"depth must lie between 1 and {DEEPEST}, not {depth}.")
    delta, goals, leaves, about = float(delta), _goals(goal), _leaves(given), about or {}
    check_consistent([leaf for leaf in leaves if isinstance(leaf, Known)])
    structure = Structure(goals, leaves, book, depth)
    prover = Prover(depth, limit)
    proofs = {g: [d for n in structure.matching(g) if _is_about(n, about) for d in prover.proofs(n)] for g in goals}
    derivations = list(dict.fromkeys(d for found in proofs.values() for d in found))
    if commit is not None:
        derivations = _committed(derivations, commit, book)
    outcomes, inapplicable, events, share = _evaluated(derivations, delta, arithmetic == "balls")
    if any(isinstance(leaf, Observation) for leaf in leaves):
        check_consistent(_all_known(leaves))
    trivial = _Trivial(leaves, book)
    conclusions = [
        Conclusion(outcomes[d], d, trivial(outcomes[d], g), g) for g in goals for d in proofs[g] if d in outcomes
    ]
    complete = structure.complete and not prover.truncated and commit is None
    return Result(
        goals, tuple(sorted(conclusions, key=_order)), inapplicable, delta, events, share, depth, complete,
        structure, book, tuple(derivations), about,
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


def _all_known(leaves: Iterable[Leaf]) -> list[Known]:
    """What was given and what has been measured."""
    found = (leaf.measured if isinstance(leaf, Observation) else leaf for leaf in leaves)
    return [known for known in found if known is not None]


def _evaluated(
    derivations: Sequence[Derivation], delta: float, balls: bool
) -> tuple[dict[Derivation, Fact], tuple[Inapplicable, ...], int, Any]:
    """The facts proved, the failures, the number of events paid for and the confidence of each.

    Delta is split over all events; what fails whatever the data are is dropped, and delta is split again. An event whose theorem
    fails for a reason read off the data still counts: not to count it would be to choose after looking.
    """
    failures: dict[Derivation, Inapplicable] = {}
    for _ in range(2):
        paid = [d for d in derivations if d not in failures]
        events = len(_events(paid))
        run = Evaluator(share_of(delta, events, balls), balls)
        outcomes = {d: run(d) for d in paid}
        free = {d: o for d, o in outcomes.items() if isinstance(o, Inapplicable) and o.free}
        failures |= free
        if not free:
            break
    found = {d: o for d, o in outcomes.items() if not isinstance(o, Inapplicable)}
    failed = [o for o in outcomes.values() if isinstance(o, Inapplicable) and not o.free]
    return found, tuple(dict.fromkeys((*failures.values(), *failed))), events, run.share


def share_of(delta: float, events: int, balls: bool = True) -> Any:
    """The confidence of each of so many events. On balls 0.05 is taken for 1/20, which is what is printed."""
    return (exactly(repr(delta)) if balls else delta) / max(events, 1)


class _Trivial:
    """The bound on a fact's quantity that holds without any theorem, where what it rests on is known."""

    def __init__(self, leaves: list[Leaf], book: RuleBook) -> None:
        self.leaves, self.book = leaves, book
        self._known: dict[type[Fact], set[tuple[str, ...]]] = {}

    def __call__(self, fact: Fact, goal: type[Fact]) -> float | None:
        if not isinstance(fact, Bound):
            return None
        if issubclass(goal, AtLeast):
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
    """The derivations that use the statement, and those that spend no confidence: they cost nothing."""
    using = {d for d in derivations if any(rule.id == commit for rule in d.rules)}
    if not using:
        known = any(rule.id == commit for rule in book.rules)
        raise InputError(
            f"--commit {commit!r}: "
            + ("no derivation of this goal uses it." if known else "there is no rule of that name; see corollary list.")
        )
    return [d for d in derivations if not d.events or d in using]


def _is_about(node: Node, about: Mapping[str, str]) -> bool:
    roles = dict(zip(node.type.role_names, node.objects, strict=True))
    return all(roles.get(role, object_) == object_ for role, object_ in about.items())


def _order(conclusion: Conclusion) -> tuple[float, int]:
    number = conclusion.number
    if number is None or is_array(number):
        return (0.0, conclusion.derivation.depth)
    return (-number if conclusion.is_lower else number, conclusion.derivation.depth)
