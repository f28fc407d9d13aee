"""Facts as sentences whose decimals are on the safe side."""

from decimal import Decimal
from math import isfinite
from typing import Any

from corollary.logic.arithmetic import exactly, lower, printed_lower, printed_upper, upper
from corollary.logic.evaluate import is_number
from corollary.logic.facts import AtLeast, Bound, Equals, Fact

DIGITS = 4
WHOLE = 10**15  # whole numbers below this are printed in full


def sentence(fact: Fact, digits: int = DIGITS) -> str:
    """The fact as one sentence, numbers as `printed` writes them."""
    return type(fact).sentence(fact.roles, printed(fact, digits))


def printed(fact: Fact, digits: int = DIGITS) -> dict[str, str]:
    """The numbers of a fact as decimals: rounded up in an upper bound, down in a lower one, to nearest elsewhere.

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
    if hasattr(value, "item"):  # a NumPy or JAX scalar
        value = value.item()
    low, high = lower(value), upper(value)
    if not issubclass(kind, Bound) or issubclass(kind, Equals):
        return _whole(low) if low == high and _whole(low) else _nearest(value, digits, marked=issubclass(kind, Equals))
    if issubclass(kind, AtLeast):
        return _whole(low) or printed_lower(value, digits)
    return _whole(high) or printed_upper(value, digits)


def _whole(end: float) -> str:
    """The number in full if it is whole and not too long, else nothing."""
    return str(int(end)) if isfinite(end) and end == int(end) and abs(end) < WHOLE else ""


def _nearest(value: Any, digits: int, marked: bool) -> str:
    ball = exactly(value)
    text = f"{ball.mid:.{digits}g}"
    same = float(text) == ball.mid or not isfinite(ball.mid)
    return text if same or not marked else f"{text} (rounded)"


__all__ = ["DIGITS", "printed", "probability", "sentence"]
