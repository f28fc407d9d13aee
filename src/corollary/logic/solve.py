"""Inverse problems: the least integer for which a bound reaches a value."""

from dataclasses import dataclass
from math import inf, nextafter
from typing import Any

from corollary.errors import InputError
from corollary.logic.arithmetic import first_integer, lower, upper
from corollary.logic.derive import Conclusion, Result, share_of
from corollary.logic.evaluate import Evaluator, Inapplicable
from corollary.logic.evidence import Observation
from corollary.logic.facts import AtLeast, Fact
from corollary.logic.proofs import Derivation
from corollary.logic.structure import Leaf
from corollary.logic.wording import sentence

# Beyond this many examples a bound is said not to reach the value.
MOST = 10**15
# How far above an answer it is looked whether the bound stays where it is: a count that is a fixed part of n jumps with n.
AHEAD = (*range(11), 100)


@dataclass(frozen=True, eq=False)
class Solution:
    """The least `unknown` for which a derivation's bound reaches the target, None if none up to `MOST` does.

    Not the least of all where the bound goes up and down with `unknown`: then the least found at which the bound reaches the target
    and was seen to stay there. `held` are the given facts about the same sample whose numbers were held fixed, although they may
    depend on its size.
    """

    conclusion: Conclusion
    unknown: str
    least: int | None
    held: tuple[str, ...] = ()


def solve(result: Result, unknown: str, target: float) -> list[Solution]:
    """For each derivation the least value of the integer `unknown` that brings its bound to `target`, smallest first.

    The given value of `unknown` is only a start: also what does not apply there is solved. Numbers that were measured are held fixed.

    Raises:
        InputError: no given fact has a number of that name.
    """
    solutions = []
    share = full_share(result)
    for derivation in result.derivations:
        leaf = leaf_with(derivation, unknown)
        if leaf is None:
            continue
        least = least_value(derivation, leaf, unknown, target, share)
        fact = Evaluator(share, override={id(leaf): {unknown: least or MOST}})(derivation)
        if isinstance(fact, Inapplicable):
            fact = Evaluator(share)(derivation)
        if not isinstance(fact, Inapplicable):
            goal = next((c.goal for c in result.conclusions if c.derivation is derivation), None)
            solutions.append(
                Solution(Conclusion(fact, derivation, None, goal), unknown, least, held_fixed(derivation, leaf))
            )
    if not solutions and not any(leaf_with(d, unknown) for d in result.derivations):
        raise InputError(f"--solve {unknown}: no fact in a derivation of the goal has a number {unknown}.")
    return sorted(solutions, key=lambda s: (s.least is None, s.least or 0))


def speaks_at(result: Result, conclusion: Conclusion, unknown: str = "n") -> int | None:
    """The least sample size at which a vacuous upper bound would stop being vacuous, all else as measured."""
    leaf = leaf_with(conclusion.derivation, unknown)
    if conclusion.is_lower or conclusion.trivial is None or leaf is None:
        return None
    below = nextafter(conclusion.trivial, -inf)
    return least_value(conclusion.derivation, leaf, unknown, below, full_share(result))


def full_share(result: Result) -> Any:
    """The confidence of each event if every derivation applies, as it may at the solution: at most that of the result."""
    return share_of(result.delta, events(result))


def events(result: Result) -> int:
    """The number of events of all derivations, also of those that do not apply at the given numbers."""
    return len(frozenset().union(*(d.events for d in result.derivations)))


def least_value(derivation: Derivation, leaf: Leaf, unknown: str, target: float, share: Any) -> int | None:
    """The least positive integer at which the derivation's bound is certainly on the right side of `target`; see `Solution`."""

    def reaches(value: int) -> bool:
        fact = Evaluator(share, override={id(leaf): {unknown: value}})(derivation)
        if isinstance(fact, Inapplicable):
            return False
        number = fact.values.get("value")
        if number is None:
            return True
        return lower(number) >= target if isinstance(fact, AtLeast) else upper(number) <= target

    def stays(value: int) -> bool:
        return all(reaches(min(later, MOST)) for later in (*(value + step for step in AHEAD), 2 * value))

    first = first_integer(reaches, 1, MOST)
    return first if first is None or stays(first) else first_integer(stays, first + 1, MOST)


def held_fixed(derivation: Derivation, leaf: Leaf) -> tuple[str, ...]:
    """Sentences of the leaves with numbers that speak of the object whose size is solved for."""
    size = next(iter(_roles(leaf).values()), "")
    others = [o for o in derivation.leaves if o is not leaf and kind_of(o).value_names and size in _roles(o).values()]
    return tuple(sentence(_fact(other)) for other in others)


def leaf_with(derivation: Derivation, unknown: str) -> Leaf | None:
    """The leaf that holds the number `unknown`; one about a random object of the derivation before any other."""
    found = [leaf for leaf in derivation.leaves if unknown in kind_of(leaf).value_names]
    random = set(derivation.random)
    return next((leaf for leaf in found if random & set(_roles(leaf).values())), found[0] if found else None)


def _fact(leaf: Leaf) -> Fact:
    return (leaf.known if isinstance(leaf, Observation) else leaf).fact


def kind_of(leaf: Leaf) -> type[Fact]:
    """The type of the fact at a leaf."""
    return leaf.type if isinstance(leaf, Observation) else type(leaf.fact)


def _roles(leaf: Leaf) -> dict[str, str]:
    return dict(leaf.roles if isinstance(leaf, Observation) else leaf.fact.roles)
