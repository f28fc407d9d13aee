"""Facts as sentences whose decimals are on the safe side."""

from decimal import Decimal
from fractions import Fraction
from math import isfinite
from numbers import Real
from typing import Any

from corollary.logic.arithmetic import Ball, Exact, lower, printed_lower, printed_upper, upper
from corollary.logic.facts import AtLeast, Bound, Equals, Fact

DIGITS = 4
WHOLE = 10**15  # whole numbers below this are printed in full


def sentence(fact: Fact, digits: int = DIGITS) -> str:
    """The fact as one sentence, numbers rounded to the safe side."""
    return type(fact).sentence(fact.roles, printed(fact, digits))


def printed(fact: Fact, digits: int = DIGITS) -> dict[str, str]:
    """The numbers of a fact as decimals: rounded up in an upper bound, down in a lower one.

    No decimal is on the safe side of an equality: one that is not the number itself is marked as rounded.
    """
    return {name: _decimal(value, type(fact), digits) for name, value in fact.values.items()}


def probability(delta: float) -> str:
    """1 - delta without rounding: "0.95" for the float 0.05."""
    if delta < 1e-12:
        return f"1 - {delta!r}"
    return format(1 - Decimal(repr(float(delta))), "f")


def _decimal(value: Any, kind: type[Fact], digits: int) -> str:
    if getattr(value, "ndim", 0):
        return f"an array of shape {value.shape}"
    if not is_number(value):
        return str(value)
    if issubclass(kind, Bound) and not issubclass(kind, Equals):
        down = issubclass(kind, AtLeast)
        return _whole(value, value, down) or (printed_lower if down else printed_upper)(_plain(value), digits)
    return _whole(value, value, True, exactly=True) or _nearest(value, digits, marked=issubclass(kind, Equals))


def is_number(value: Any) -> bool:
    """Whether the value is a single real number: of Python, of NumPy or JAX, a ball or an exact constant."""
    if isinstance(value, bool):
        return False
    return isinstance(value, (Real, Decimal, Ball, Exact)) or (getattr(value, "shape", None) == () and hasattr(value, "item"))
