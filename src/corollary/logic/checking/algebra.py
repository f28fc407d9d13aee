"""Identities by computer algebra: first an attempt to falsify at rational points, then exact simplification to 0."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import inf
from random import Random
from typing import Any

from corollary.logic.arithmetic import rigorous
from corollary.logic.checking.formulas import Domain, ball, compiled, expression, names, shown, unknowns
from corollary.logic.checking.verdict import KINDS, Verdict

POINTS = 12
BY = KINDS["identity"]


def identity(
    left: Callable[..., Any],
    right: Callable[..., Any],
    domain: Domain | None = None,
    whole: str = "",
    vectors: str = "",
) -> Verdict:
    """Whether two expressions are equal on the domain.

    A parameter with a domain in [0, inf) counts as positive. `vectors` names parameters that stand for vectors: each
    side must be a quadratic form in them (beside terms without them), with `x * y` for the inner product, so that the
    identity of numbers is the one in any Hilbert space.

    Raises:
        InputError: the sides have other parameters, a float, or are no quadratic forms in `vectors`.
    """
    symbols = unknowns(names(left, right), domain, whole)
    sides = expression(left(*symbols)), expression(right(*symbols))
    difference = sides[0] - sides[1]
    for side in sides if vectors else ():
        _quadratic(side, [symbol for symbol in symbols if str(symbol) in vectors.split()])
    tried, point = _falsified(difference, symbols, dict(domain or {}), whole.split())
    if point is not None:
        return Verdict("refuted", BY, "the difference is not 0", shown(symbols, point))
    if not tried:
        return Verdict("undecided", BY, "it could be evaluated at no point")
    if _vanishes(difference):
        return Verdict("proved", BY, f"simplified to 0; {tried} points agree")
    return Verdict("undecided", BY, f"not simplified to 0; {tried} points agree")


def derivative(function: Callable[[Any], Any], at: Any) -> Any:
    """The derivative of a function of one parameter, as an expression in the symbol `at`."""
    import sympy

    return sympy.diff(expression(function(at)), at)


def total(term: Callable[[Any], Any], first: Any, last: Any) -> Any:
    """The closed form of the sum of `term(k)` over the integers k from `first` to `last`, which may be symbols."""
    import sympy

    index = sympy.Symbol("index_", integer=True)
    return sympy.summation(expression(term(index)), (index, first, last))


def integral(function: Callable[[Any], Any], low: Any, high: Any) -> Any:
    """The integral of a function of one parameter in closed form."""
    import sympy

    variable = sympy.Symbol("variable_", real=True)
    return sympy.integrate(expression(function(variable)), (variable, low, high))


def _quadratic(side: Any, vectors: list[Any]) -> None:
    """Raises InputError unless each term has degree 0 or 2 in the vectors."""
    import sympy

    from corollary.errors import InputError

    top = sympy.Poly(sympy.expand(side), *vectors, domain="EX") if vectors else None
    if top is None or any(sum(powers) not in (0, 2) for powers in top.monoms()):
        raise InputError(f"Not a quadratic form in {vectors}: the identity of numbers would not be one of vectors.")


def _falsified(
    difference: Any, symbols: list[Any], domain: dict[str, Any], whole: list[str]
) -> tuple[int, list[Fraction] | None]:
    """The number of points where the difference could be evaluated, and one where it is certainly not 0."""
    value, random, tried = compiled(difference, symbols), Random(0), 0
    with rigorous():
        for _ in range(POINTS):
            point = [_draw(random, domain.get(str(s), (-inf, inf)), str(s) in whole) for s in symbols]
            found = value([ball(x, x) for x in point])
            if found.is_nan() or not found.is_finite():
                continue
            tried += 1
            if not found.contains(0):
                return tried, point
    return tried, None


def _draw(random: Random, ends: tuple[Any, Any], whole: bool) -> Fraction:
    """A rational point inside the interval, of moderate size."""
    low, high = ends
    if whole:
        start = int(low) if low > -inf else 1
        return Fraction(random.randint(start, int(min(high, start + 8))))
    low = Fraction(low) if low > -inf else (Fraction(high) - 4 if high < inf else Fraction(-3))
    high = Fraction(high) if high < inf else low + (4 if ends[0] > -inf else 6)
    return low + (high - low) * Fraction(random.randint(1, 96), 97)


def _vanishes(difference: Any) -> bool:
    import sympy

    attempts: tuple[Callable[[Any], Any], ...] = (
        lambda e: e,
        sympy.expand,
        lambda e: sympy.cancel(sympy.together(e)),
        lambda e: sympy.expand(sympy.expand_log(sympy.expand_power_base(e))),
        sympy.simplify,
        lambda e: sympy.simplify(sympy.expand_log(sympy.simplify(e.rewrite(sympy.exp)))),
    )
    return any(attempt(difference) == 0 for attempt in attempts)
