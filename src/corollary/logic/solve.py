"""Inverse problems: the least integer for which a bound reaches a value."""

from dataclasses import dataclass

from corollary.errors import InputError
from corollary.logic.arithmetic import exactly, least_integer, lower, upper
from corollary.logic.derive import Conclusion, Result
from corollary.logic.evaluate import Evaluator, Inapplicable
from corollary.logic.evidence import Observation
from corollary.logic.facts import AtLeast, Fact
from corollary.logic.proofs import Derivation
from corollary.logic.structure import Leaf

# Beyond this many examples a bound is said not to reach the value.
MOST = 10**15


@dataclass(frozen=True, eq=False)
class Solution:
    """The least `unknown` for which a derivation's bound reaches the target, None if none up to `MOST` does.

    `held` are the given facts about the same sample whose numbers were held fixed, although they may depend on its size.
    """

    conclusion: Conclusion
    unknown: str
    least: int | None
    held: tuple[str, ...] = ()


def solve(result: Result, unknown: str, target: float) -> list[Solution]:
    """For each derivation the least value of the integer `unknown` that brings its bound to `target`, smallest first.

    The given value of `unknown` is only a start. Numbers that were measured are held fixed.

    Raises:
        InputError: no given fact has a number of that name.
    """
    solutions = []
    for derivation in result.derivations:
        leaf = _leaf_with(derivation, unknown)
        if leaf is None:
            continue
        least = least_value(derivation, leaf, unknown, target, result.share)
        fact = Evaluator(result.share, override={id(leaf): {unknown: least or MOST}})(derivation)
        if not isinstance(fact, Inapplicable):
            solutions.append(Solution(Conclusion(fact, derivation), unknown, least, _held(derivation, leaf)))
    if not solutions and not any(_leaf_with(d, unknown) for d in result.derivations):
        raise InputError(f"--solve {unknown!r}: no fact in a derivation of the goal has a number of that name.")
    return sorted(solutions, key=lambda s: (s.least is None, s.least or 0))


def speaks_at(result: Result, conclusion: Conclusion, unknown: str = "n") -> int | None:
    """The least sample size at which a vacuous upper bound would stop being vacuous, all else as measured."""
    leaf = _leaf_with(conclusion.derivation, unknown)
    if conclusion.is_lower or conclusion.trivial is None or leaf is None:
        return None
    below = exactly(conclusion.trivial) * (1 - exactly(2) ** -40)
    return least_value(conclusion.derivation, leaf, unknown, float(lower(below)), result.share)


def least_value(derivation: Derivation, leaf: Leaf, unknown: str, target: float, share: object) -> int | None:
    """The least positive integer at which the derivation's bound is certainly on the right side of `target`."""

    def reaches(value: int) -> bool:
        fact = Evaluator(share, override={id(leaf): {unknown: value}})(derivation)
        if isinstance(fact, Inapplicable):
            return False
        number = fact.values.get("value")
        if number is None:
            return True
        return lower(number) >= target if isinstance(fact, AtLeast) else upper(number) <= target

    return least_integer(reaches, 1, MOST)


def _held(derivation: Derivation, leaf: Leaf) -> tuple[str, ...]:
    """Sentences of the leaves with numbers that speak of the object whose size is solved for."""
    size = next(iter(_roles(leaf).values()), "")
    others = [o for o in derivation.leaves if o is not leaf and _kind(o).value_names and size in _roles(o).values()]
    facts = [(o.known if isinstance(o, Observation) else o).fact for o in others]
    return tuple(str(fact) for fact in facts)


def _leaf_with(derivation: Derivation, unknown: str) -> Leaf | None:
    """The leaf that holds the number `unknown`; one about a random object of the derivation before any other."""
    found = [leaf for leaf in derivation.leaves if unknown in _kind(leaf).value_names]
    random = set(derivation.random)
    return next((leaf for leaf in found if random & set(_roles(leaf).values())), found[0] if found else None)


def _kind(leaf: Leaf) -> type[Fact]:
    return leaf.type if isinstance(leaf, Observation) else type(leaf.fact)


def _roles(leaf: Leaf) -> dict[str, str]:
    return dict(leaf.roles if isinstance(leaf, Observation) else leaf.fact.roles)
