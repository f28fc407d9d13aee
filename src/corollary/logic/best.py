"""The best choice of a real number in the facts, such as the step of a method: the one with the strongest bound."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import inf

from corollary.errors import InputError
from corollary.logic.arithmetic import lower, upper
from corollary.logic.derive import Conclusion, Result
from corollary.logic.evaluate import Evaluator, Inapplicable, is_fixed
from corollary.logic.evidence import Observation
from corollary.logic.facts import AtLeast, Fact, Property
from corollary.logic.proofs import Derivation
from corollary.logic.solve import full_share, held_fixed, kind_of, leaf_with
from corollary.logic.structure import Leaf

# The grid on which the search begins: four values for each factor of ten.
GRID = tuple(10.0 ** (k / 4) for k in range(-48, 49))
ROUNDS = 80  # of golden sections
RATIO = (5**0.5 - 1) / 2
MADE = frozenset({"method", "algorithm", "predictor", "system"})  # objects whose real numbers are chosen
DENOMINATOR = 10_000  # the largest of a fraction that is preferred to a decimal


@dataclass(frozen=True, eq=False)
class Best:
    """The value of `unknown` found to give the strongest bound, and the bound there.

    Exact where the bound has one minimum in `unknown`; otherwise the best one near the best point of a grid. Every bound holds if the
    facts hold with that value. `held` are the given facts about the same object whose numbers were held fixed, although they may depend
    on it.
    """

    conclusion: Conclusion
    unknown: str
    value: Fraction
    held: tuple[str, ...] = ()


def is_real(result: Result, unknown: str) -> bool:
    """Whether `unknown` is a real number that is chosen in some derivation, such as a step (a count is solved for)."""
    leaves = (leaf_with(d, unknown) for d in result.derivations)
    kinds = [kind_of(leaf) for leaf in leaves if leaf is not None]
    return any(_is_choice(kind, unknown) for kind in kinds)


def best(result: Result, unknown: str) -> list[Best]:
    """For each derivation the choice of `unknown` with the strongest bound, strongest first.

    A derivation that spends confidence takes part only if all of its numbers were there before the data: a choice by a bound that was
    computed from data is a choice on the data.

    Raises:
        InputError: no given fact has a real number of that name, or the choice could only be made on data.
    """
    if not is_real(result, unknown):
        raise InputError(
            f"--solve {unknown}: no fact in a derivation of the goal has a real number {unknown} to choose."
        )
    share, found, late = full_share(result), [], False
    for derivation in result.derivations:
        leaf = leaf_with(derivation, unknown)
        if leaf is None or not _is_choice(kind_of(leaf), unknown):
            continue
        if not _before_data(derivation, leaf):
            late = True
            continue

        def loss(value: float | Fraction, derivation=derivation, leaf=leaf) -> float:  # type: ignore[no-untyped-def]
            fact = Evaluator(share, override={id(leaf): {unknown: value}})(derivation)
            if isinstance(fact, Inapplicable) or "value" not in fact.values:
                return inf
            number = fact.values["value"]
            return -lower(number) if isinstance(fact, AtLeast) else upper(number)

        value = _least(loss)
        if value is not None:
            fact = Evaluator(share, override={id(leaf): {unknown: value}})(derivation)
            goal = next((c.goal for c in result.conclusions if c.derivation is derivation), None)
            assert not isinstance(fact, Inapplicable)
            found.append(
                (
                    loss(value),
                    Best(Conclusion(fact, derivation, None, goal), unknown, value, held_fixed(derivation, leaf)),
                )
            )
    if late and not found:
        raise InputError(
            f"--solve {unknown}: its bound holds with a probability and is computed from data, so {unknown} has to be chosen before."
        )
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def _is_choice(kind: type[Fact], unknown: str) -> bool:
    """Whether `unknown` is a real number of something that is made: that of a law or a loss is a fact, and other facts go with it."""
    return issubclass(kind, Property) and kind.numbers.get(unknown) is False and not MADE.isdisjoint(kind.role_names)


def _before_data(derivation: Derivation, chosen: Leaf) -> bool:
    """Whether the derivation spends no confidence, or all its numbers but the chosen one were there before any data were looked at."""
    numbers = [leaf for leaf in derivation.leaves if leaf is not chosen and kind_of(leaf).value_names]
    return not derivation.events or all(
        is_fixed(leaf.known if isinstance(leaf, Observation) else leaf) for leaf in numbers
    )


def _least(loss: Callable[[float | Fraction], float]) -> Fraction | None:
    """Where the loss is least: a grid, then golden sections between the neighbours, then a simple fraction beside it."""
    values = [loss(x) for x in GRID]
    least = min(values)
    if least == inf:
        return None
    at = values.index(least)
    low, high = GRID[max(at - 1, 0)], GRID[min(at + 1, len(GRID) - 1)]
    for _ in range(ROUNDS):
        left, right = high - RATIO * (high - low), low + RATIO * (high - low)
        low, high = (low, right) if loss(left) <= loss(right) else (left, high)
    near = [Fraction(x) for x in (GRID[at], low, (low + high) / 2, high)]
    simple = [Fraction((low + high) / 2).limit_denominator(d) for d in (10, 100, 1000, DENOMINATOR)]
    best_of = min(near, key=loss)
    return next((x for x in simple if x > 0 and loss(x) <= loss(best_of)), best_of)
