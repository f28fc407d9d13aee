"""Contradictory facts fail when they are declared, naming both and where each came from."""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from operator import itemgetter

from corollary.errors import InputError
from corollary.logic.arithmetic import lower, upper
from corollary.logic.evaluate import is_number
from corollary.logic.evidence import Known
from corollary.logic.facts import AtLeast, AtMost, Bound, ChosenBefore, Equals, Property


class ContradictionError(InputError):
    """Two declared facts cannot both be true."""


def check_consistent(known: Sequence[Known]) -> None:
    """Check the declared facts against each other.

    Raises:
        ContradictionError: bounds that exclude each other, a property that holds and fails, or something said to be fixed
            before a sample although it was measured on that sample.
    """
    _bounds(known)
    _properties(known)
    _chosen_before(known)


def _bounds(known: Sequence[Known]) -> None:
    groups = defaultdict(list)
    for k in known:
        if isinstance(k.fact, Bound) and is_number(k.fact.value):
            least = k.fact.quantity.least
            if least is not None and not isinstance(k.fact, AtLeast) and upper(k.fact.value) < least:
                raise ContradictionError(f"No such quantity is below {least:g}: {k.fact} ({k.evidence}). Correct it.")
            groups[k.fact.quantity, tuple(k.fact.roles.values())].append(k)
    for group in groups.values():
        above = [(upper(k.fact.values["value"]), k) for k in group if isinstance(k.fact, (AtMost, Equals))]
        below = [(lower(k.fact.values["value"]), k) for k in group if isinstance(k.fact, (AtLeast, Equals))]
        if above and below:
            lowest, highest = min(above, key=itemgetter(0)), max(below, key=itemgetter(0))
            if highest[0] > lowest[0]:
                _fail(highest[1], lowest[1])


def _properties(known: Sequence[Known]) -> None:
    holds: dict[object, Known] = {}
    for k in known:
        if isinstance(k.fact, Property) and k.fact.holds:
            first = holds.setdefault(k.fact.key, k)
            if k.fact.one_valued and _differ(first, k):
                _fail(first, k)
    for k in known:
        if isinstance(k.fact, Property) and not k.fact.holds:
            other = holds.get((type(k.fact).of, tuple(k.fact.roles.values())))  # type: ignore[attr-defined]
            if other is not None:
                _fail(other, k)


def _differ(one: Known, other: Known) -> bool:
    """Whether numbers of the same property of the same objects differ."""
    ours, theirs = one.fact.values, other.fact.values
    return any(isinstance(v, (int, float, Fraction)) and v != theirs[name] for name, v in ours.items())


def _chosen_before(known: Sequence[Known]) -> None:
    for before in known:
        if not isinstance(before.fact, ChosenBefore):
            continue
        chosen, sample = before.fact.roles["hypotheses"], before.fact.roles["sample"]
        for k in known:
            # A fact about more than the chosen object, the divergence of a posterior from it say, may well be measured later.
            if sample in k.evidence.seen and set(k.fact.roles.values()) == {chosen}:
                _fail(before, k)


def _fail(one: Known, other: Known) -> None:
    raise ContradictionError(
        f"These facts contradict each other: {one.fact} ({one.evidence}); {other.fact} ({other.evidence}). Remove one of them."
    )
