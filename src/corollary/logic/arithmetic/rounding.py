"""From balls to floats and printed decimals, always to the safe side."""

from __future__ import annotations

import math
import sys
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
    return _up(_number(x), 1)


def lower(x: Any) -> float:
    """The greatest float64 found that is at most every number in `x`; nan gives -inf. See `upper`."""
    if isinstance(x, float):
        return -math.inf if math.isnan(x) else float(x)
    return -_up(_number(x), -1)


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


def _up(x: Any, sign: int) -> float:
    """The upper end of sign * x as a float, rounded up."""
    from flint import arb

    with rigorous(256):
        end = (sign * x).upper()
        if end.is_nan() or not end.is_exact():
            return math.inf
        nearest = float(end)
        if math.isinf(nearest) and end.is_finite() and end < 0:
            return -sys.float_info.max
        return nearest if arb(nearest) >= end else math.nextafter(nearest, math.inf)


def _number(x: Any) -> Any:
    value = as_arb(x)
    if value is None:
        raise InputError(f"{x!r} is not a number: give an int, a float, a Fraction or a decimal string.")
    return value
