"""Exact constants: numbers such as ``log(2)`` in a rule, kept unevaluated until an arithmetic asks for them."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from corollary.logic.arithmetic.ball import Ball, exactly


class Exact:
    """A closed expression in whole numbers and fractions: beside a ball a ball, beside a float a float, and so on."""

    __slots__ = ("_ball", "arguments", "function")
    __array_ufunc__ = None  # NumPy hands mixed operations back to this class

    def __init__(self, function: str, arguments: tuple[Any, ...]) -> None:
        self.function = function
        self.arguments = arguments
        self._ball: Ball | None = None
        self.as_ball()  # so that log(-1) fails where it is written

    def as_ball(self) -> Ball:
        """The constant as a ball."""
        if self._ball is None:
            from corollary.logic.arithmetic import balls

            self._ball = getattr(balls, self.function)(*[exactly(argument) for argument in self.arguments])
        return self._ball

    def as_symbol(self) -> Any:
        """The constant as a SymPy expression."""
        from corollary.logic.arithmetic import symbols

        return getattr(symbols, self.function)(*[symbols.convert(argument) for argument in self.arguments])

    def __repr__(self) -> str:
        return f"{self.function}({', '.join(map(str, self.arguments))})"

    @property
    def mid(self) -> float:
        """The constant rounded to nearest: an estimate, not a bound."""
        return float(self)

    def __float__(self) -> float:
        return float(self.as_ball())

    def __format__(self, spec: str) -> str:
        return format(float(self), spec)

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        import numpy as np

        return np.asarray(float(self), dtype=dtype)

    def _sympy_(self) -> Any:
        return self.as_symbol()

    def __hash__(self) -> int:
        return hash((self.function, self.arguments))

    def __eq__(self, other: object) -> Any:
        if isinstance(other, Exact) and (self.function, self.arguments) == (other.function, other.arguments):
            return True
        return self.as_ball() == other

    def __bool__(self) -> bool:
        return bool(self.as_ball())

    def __lt__(self, other: Any) -> Any:
        return self.as_ball() < other

    def __le__(self, other: Any) -> Any:
        return self.as_ball() <= other

    def __gt__(self, other: Any) -> Any:
        return self.as_ball() > other

    def __ge__(self, other: Any) -> Any:
        return self.as_ball() >= other

    def __neg__(self) -> Any:
        return _apply("subtract", 0, self)

    def __pos__(self) -> Exact:
        return self

    def __abs__(self) -> Any:
        return _apply("absolute", self)

    def __add__(self, other: Any) -> Any:
        return _apply("add", self, other)

    def __radd__(self, other: Any) -> Any:
        return _apply("add", other, self)

    def __sub__(self, other: Any) -> Any:
        return _apply("subtract", self, other)

    def __rsub__(self, other: Any) -> Any:
        return _apply("subtract", other, self)

    def __mul__(self, other: Any) -> Any:
        return _apply("multiply", self, other)

    def __rmul__(self, other: Any) -> Any:
        return _apply("multiply", other, self)

    def __truediv__(self, other: Any) -> Any:
        return _apply("divide", self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return _apply("divide", other, self)

    def __pow__(self, other: Any) -> Any:
        return _apply("power", self, other)

    def __rpow__(self, other: Any) -> Any:
        return _apply("power", other, self)


def _apply(name: str, *arguments: Any) -> Any:
    from corollary.errors import InputError
    from corollary.logic.arithmetic.dispatch import apply

    try:
        return apply(name, *arguments)
    except InputError:
        return NotImplemented


_RATIONAL: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
}


def constant(function: str, arguments: tuple[Any, ...]) -> Exact:
    """The constant `function(*arguments)`; the four operations on fractions are carried out."""
    if function in _RATIONAL:
        x, y = map(_fraction, arguments)
        if x is not None and y is not None and not (function == "divide" and y == 0):
            return Exact("number", (_RATIONAL[function](x, y),))
    return Exact(function, arguments)


def _fraction(x: Any) -> Fraction | None:
    if isinstance(x, Exact):
        return x.arguments[0] if x.function == "number" else None
    return Fraction(x) if isinstance(x, int | Fraction) else None


def exact(x: Any, denominator: int = 1) -> Exact:
    """The constant `x` (int, Fraction or decimal string), or the fraction `x / denominator`, for use inside a rule."""
    return Exact("number", (Fraction(x) / denominator,))
