"""Scalar arithmetic rounded towards the safe side.

The scalars are few, so they are computed exactly, as fractions, and rounded once: the result is the float next to the
exact value on the asked side, and the exact value itself where that is a float. Infinite arguments stand for "no bound
known" and stay infinite.
"""

from fractions import Fraction
from math import inf, isinf, isqrt, nextafter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flint import arb

LARGEST = 1.7976931348623157e308
UNIT = Fraction(1, 2**53)
"""Unit roundoff of float64: a rounded operation is off by a factor 1 + d with |d| <= UNIT, barring underflow and
overflow.
"""


def up(number: Fraction | int) -> float:
    """The smallest float that is at least ``number`` (``inf`` above the largest float)."""
    try:
        nearest = float(number)
    except OverflowError:
        return inf if number > 0 else -LARGEST
    if isinf(nearest):
        return inf if number > 0 else -LARGEST
    return nearest if Fraction(nearest) >= number else nextafter(nearest, inf)


def down(number: Fraction | int) -> float:
    """The largest float that is at most ``number`` (``-inf`` below the smallest)."""
    return -up(-number)


def add_up(*terms: float) -> float:
    """An upper bound of the sum."""
    return inf if inf in terms else up(sum(map(Fraction, terms), Fraction(0)))


def add_down(*terms: float) -> float:
    """A lower bound of the sum."""
    return -add_up(*(-t for t in terms))


def mul_up(*factors: float) -> float:
    """An upper bound of the product of factors that are at least 0. A factor 0 gives 0, also beside an infinite one."""
    if 0 in factors:
        return 0.0
    return inf if inf in factors else up(_product(factors))


def mul_down(*factors: float) -> float:
    """A lower bound of the product of finite factors that are at least 0."""
    return down(_product(factors))


def div_up(numerator: float, denominator: float) -> float:
    """An upper bound of numerator / denominator; numerator >= 0, denominator >= 0. Infinite if the denominator is 0."""
    if denominator == 0 or isinf(numerator):
        return inf
    return 0.0 if isinf(denominator) else up(Fraction(numerator) / Fraction(denominator))


def div_down(numerator: float, denominator: float) -> float:
    """A lower bound of numerator / denominator; finite numerator >= 0, denominator > 0. 0 if the denominator is
    infinite.
    """
    return 0.0 if isinf(denominator) else down(Fraction(numerator) / Fraction(denominator))


def sqrt_up(number: float | Fraction) -> float:
    """An upper bound of the square root of a number that is at least 0; exact for squares of floats."""
    if number == inf:
        return inf
    low, high = _sqrt_bracket(Fraction(number))
    return up(high if low * low != Fraction(number) else low)


def sqrt_down(number: float | Fraction) -> float:
    """A lower bound of the square root of a finite number; 0 for numbers below 0."""
    return down(_sqrt_bracket(Fraction(number))[0]) if number > 0 else 0.0


def scale_up(number: float, exponent: int) -> float:
    """An upper bound of number * 2**exponent."""
    return number if isinf(number) else up(Fraction(number) * Fraction(2) ** exponent)


def scale_down(number: float, exponent: int) -> float:
    """A lower bound of number * 2**exponent, for a finite number."""
    return down(Fraction(number) * Fraction(2) ** exponent)


def gamma(roundings: int) -> float:
    """An upper bound of k u / (1 - k u): the relative error of k successive roundings (Higham, Lemma 3.1). Requires
    k u < 1.
    """
    return up(roundings * UNIT / (1 - roundings * UNIT))


def arb_up(ball: "arb") -> float:
    """A float at least as large as every point of the ball (``inf`` if the ball is unbounded)."""
    value = float(ball.upper())
    return inf if value != value else nextafter(value, inf)


def arb_down(ball: "arb") -> float:
    """A float at most as large as every point of the ball (``-inf`` if the ball is unbounded)."""
    return -arb_up(-ball)


def _product(factors: tuple[float, ...]) -> Fraction:
    product = Fraction(1)
    for factor in factors:
        product *= Fraction(factor)
    return product


def _sqrt_bracket(number: Fraction) -> tuple[Fraction, Fraction]:
    """Fractions low <= sqrt(number) <= high within a relative 2**-60; low is the root itself if that is a float."""
    shift = 2 * ((number.denominator.bit_length() - number.numerator.bit_length()) // 2 + 64)
    scaled = number * Fraction(2) ** shift
    root = isqrt(scaled.numerator // scaled.denominator)
    unit = Fraction(2) ** (-shift // 2)
    return root * unit, (root + 1) * unit
