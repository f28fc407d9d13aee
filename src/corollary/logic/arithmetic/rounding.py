"""From balls to floats and printed decimals, always to the safe side."""

from __future__ import annotations

import math
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from typing import Any

from corollary.errors import InputError
from corollary.logic.arithmetic.ball import as_arb, rigorous


def upper(x: Any) -> float:
    """The least float64 found that is at least every number in `x` (a ball, a constant or any number).

    At most one unit in the last place above the ball's upper end. nan, about which nothing is known, gives inf.
    """
    if isinstance(x, float):
        return math.inf if math.isnan(x) else float(x)
    from flint import arb

    with rigorous(256):
        end = _number(x).upper()
        if end.is_nan():
            return math.inf
        if not end.is_exact():  # arb prints the upper end of an unbounded ball as [+/- inf]
            return math.inf
        nearest = float(end)
        if math.isinf(nearest):
            return nearest if end > 0 or end == arb.neg_inf() else math.nextafter(nearest, 0.0)
        return nearest if arb(nearest) >= end else math.nextafter(nearest, math.inf)


def lower(x: Any) -> float:
    """The greatest float64 found that is at most every number in `x`; nan gives -inf. See `upper`."""
    if isinstance(x, float):
        return -math.inf if math.isnan(x) else float(x)
    return -upper(-_as_operand(x))


def printed_upper(x: Any, digits: int = 3) -> str:
    """`x` as a decimal string of at most `digits` significant digits, rounded up: what it denotes is at least `x`.

    A float is taken exactly, so 0.05 (which lies above 1/20) prints as 0.0501; give a Fraction to print 0.05.
    """
    return _printed(x, digits, ROUND_CEILING)


def printed_lower(x: Any, digits: int = 3) -> str:
    """`x` as a decimal string of at most `digits` significant digits, rounded down. See `printed_upper`."""
    return _printed(x, digits, ROUND_FLOOR)


def _printed(x: Any, digits: int, rounding: str) -> str:
    if digits < 1:
        raise InputError(f"digits must be at least 1, not {digits}.")
    context = Context(prec=digits, rounding=rounding)
    if isinstance(x, int | Fraction):
        number = context.divide(Decimal(x.numerator), Decimal(x.denominator))
    else:
        end = upper(x) if rounding == ROUND_CEILING else lower(x)
        if math.isinf(end):
            return "inf" if end > 0 else "-inf"
        number = context.plus(Decimal(end))
    if number == 0:
        return "0"
    if -5 <= number.adjusted() < max(digits, 7):
        return format(number, "f")
    return format(number.normalize(), "E").replace("E", "e").replace("+", "")


def _number(x: Any) -> Any:
    value = as_arb(x)
    if value is None:
        raise InputError(f"{x!r} is not a number: give an int, a float, a Fraction or a decimal string.")
    return value


def _as_operand(x: Any) -> Any:
    from corollary.logic.arithmetic.ball import Ball

    return Ball(_number(x))
