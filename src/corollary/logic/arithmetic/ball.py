"""Balls: real numbers known up to a radius, at 128 bits, closed under arithmetic with ordinary numbers.

A ball is a python-flint ``arb`` in a wrapper that fixes the precision (without changing flint's global one), accepts
``int``, ``float`` (taken exactly), ``Fraction`` and exact constants beside it, and raises `OutOfRange` where ``arb``
returns nan. A comparison is true only if it holds for every pair of numbers in the two balls.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from corollary.errors import InputError
from corollary.logic.arithmetic.out_of_range import OutOfRange

PRECISION = 128
LARGEST_FRACTION = 256  # bits of a fraction that is kept beside its ball


@contextmanager
def rigorous(bits: int = PRECISION) -> Iterator[None]:
    """Run the body with flint's working precision at `bits` bits, and put the former one back."""
    from flint import ctx

    former = ctx.prec
    ctx.prec = bits
    try:
        yield
    finally:
        ctx.prec = former


class Ball:
    """A real number in ``[arb.lower(), arb.upper()]``; made by `exactly`.

    `fraction` is the number itself where it came from fractions by + - * /: a range condition such as step <= 1/L then holds at its edge.
    """

    __slots__ = ("arb", "fraction")
    __array_ufunc__ = None  # NumPy hands mixed operations back to this class

    def __init__(self, arb: Any, fraction: Fraction | None = None) -> None:
        self.arb, self.fraction = arb, fraction

    def __repr__(self) -> str:
        return f"Ball({self.arb.str(20)})"

    @property
    def mid(self) -> float:
        """The middle of the ball, rounded to nearest: an estimate, not a bound."""
        return float(self.arb)

    def __float__(self) -> float:
        return float(self.arb)

    def __format__(self, spec: str) -> str:
        return format(float(self.arb), spec)

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        import numpy as np

        return np.asarray(float(self.arb), dtype=dtype)

    def _sympy_(self) -> Any:
        import sympy

        return sympy.Float(float(self.arb))

    def __hash__(self) -> int:
        return hash(self.arb)

    def __bool__(self) -> bool:
        if bool(self.arb != 0) or bool(self.arb == 0):
            return bool(self.arb != 0)
        raise OutOfRange(f"{self!r} is neither certainly zero nor certainly not zero")

    def __neg__(self) -> Ball:
        with rigorous():
            return Ball(-self.arb)

    def __pos__(self) -> Ball:
        return self

    def __abs__(self) -> Ball:
        with rigorous():
            return Ball(abs(self.arb))

    def __add__(self, other: Any) -> Any:
        return _operate("__add__", "plus", self, other)

    def __radd__(self, other: Any) -> Any:
        return _operate("__radd__", "plus", self, other)

    def __sub__(self, other: Any) -> Any:
        return _operate("__sub__", "minus", self, other)

    def __rsub__(self, other: Any) -> Any:
        return _operate("__rsub__", "subtracted from", self, other)

    def __mul__(self, other: Any) -> Any:
        return _operate("__mul__", "times", self, other)

    def __rmul__(self, other: Any) -> Any:
        return _operate("__rmul__", "times", self, other)

    def __truediv__(self, other: Any) -> Any:
        return _operate("__truediv__", "divided by", self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return _operate("__rtruediv__", "dividing", self, other)

    def __pow__(self, other: Any) -> Any:
        from corollary.logic.arithmetic import power

        return power(self, other)

    def __rpow__(self, other: Any) -> Any:
        from corollary.logic.arithmetic import power

        return power(other, self)

    def __eq__(self, other: object) -> Any:
        return _compare("__eq__", self, other)

    def __ne__(self, other: object) -> Any:
        return _compare("__ne__", self, other)

    def __lt__(self, other: Any) -> Any:
        return _compare("__lt__", self, other)

    def __le__(self, other: Any) -> Any:
        return _compare("__le__", self, other)

    def __gt__(self, other: Any) -> Any:
        return _compare("__gt__", self, other)

    def __ge__(self, other: Any) -> Any:
        return _compare("__ge__", self, other)


def exactly(x: Any) -> Ball:
    """The number `x` as a ball that contains it.

    `x`: int, float (taken exactly, infinities allowed), Fraction, Decimal, decimal string such as ``"0.05"``, NumPy or
    JAX scalar, exact constant, or Ball. Raises InputError for anything else, and for nan.
    """
    if isinstance(x, Ball):
        return x
    value = as_arb(x)
    if value is None:
        raise InputError(f"{x!r} is not a number: give an int, a float, a Fraction or a decimal string.")
    return Ball(value, _fraction(x))


def as_arb(x: Any) -> Any:
    """An ``arb`` that contains the number `x`, or None if `x` is not a single number. Raises InputError for nan."""
    from flint import arb, fmpq

    if isinstance(x, Ball):
        return x.arb
    if isinstance(x, bool | int):
        return arb(int(x))
    if isinstance(x, float):
        return _from_float(float(x))
    if isinstance(x, Fraction):
        with rigorous():
            return arb(fmpq(x.numerator, x.denominator))
    if isinstance(x, Decimal | str):
        return _from_decimal(x)
    if hasattr(x, "as_ball"):
        return x.as_ball().arb
    if isinstance(x, arb):
        return x
    if getattr(x, "shape", None) == () and hasattr(x, "item"):  # a NumPy or JAX scalar
        item = x.item()
        return as_arb(item) if isinstance(item, bool | int | float) else None
    return None


def _from_float(x: float) -> Any:
    from flint import arb

    if math.isnan(x):
        raise InputError("nan is not a number: give a finite value or inf.")
    if math.isinf(x):
        return arb.pos_inf() if x > 0 else arb.neg_inf()
    return arb(x)


def _from_decimal(x: Decimal | str) -> Any:
    from flint import arb

    try:
        number = Decimal(x)
    except InvalidOperation:
        raise InputError(f"{x!r} is not a decimal number.") from None
    if not number.is_finite():
        return _from_float(float(number))
    with rigorous():
        return arb(str(number))


def _operate(operation: str, words: str, left: Ball, right: Any) -> Any:
    value = as_arb(right) if not isinstance(right, str) else None
    if value is None:
        return _with_array(operation, left, right)
    from flint import ctx

    former = ctx.prec
    ctx.prec = PRECISION
    try:
        result = getattr(left.arb, operation)(value)
    finally:
        ctx.prec = former
    if result.is_nan():
        raise OutOfRange(f"{left!r} {words} {Ball(value)!r} is undefined.")
    return Ball(result, _exact_result(operation, left.fraction, _fraction(right)))


def _fraction(x: Any) -> Fraction | None:
    """The number as a fraction, None if it is not known as one of moderate size."""
    if isinstance(x, Ball):
        return x.fraction
    if isinstance(x, bool) or not isinstance(x, int | Fraction):
        return None
    return _moderate(Fraction(x))


def _moderate(x: Fraction) -> Fraction | None:
    return x if x.numerator.bit_length() + x.denominator.bit_length() <= LARGEST_FRACTION else None


def _exact_result(operation: str, left: Fraction | None, right: Fraction | None) -> Fraction | None:
    if left is None or right is None:
        return None
    result = getattr(left, operation)(right)
    return _moderate(result) if isinstance(result, Fraction) else None


def _with_array(operation: str, left: Ball, right: Any) -> Any:
    """A ball beside an array or a symbol: the ball steps down to a float, and the other operand computes."""
    if not hasattr(right, "shape") and not hasattr(right, "free_symbols"):
        return NotImplemented
    middle = left._sympy_() if hasattr(right, "free_symbols") else float(left)
    swapped = f"__{operation[3:]}" if operation.startswith("__r") else f"__r{operation[2:]}"
    return getattr(right, swapped)(middle)


def _compare(comparison: str, left: Ball, right: Any) -> Any:
    value = as_arb(right) if not isinstance(right, str) else None
    if value is None:
        return NotImplemented
    other = _fraction(right)
    if left.fraction is not None and other is not None:
        return bool(getattr(left.fraction, comparison)(other))
    return bool(getattr(left.arb, comparison)(value))
