"""The functions on Python floats. Inverses are rounded to the safe side; the rest is not rounded outward."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from corollary.logic.arithmetic import balls
from corollary.logic.arithmetic.ball import Ball, exactly
from corollary.logic.arithmetic.out_of_range import OutOfRange
from corollary.logic.arithmetic.rounding import lower, upper


def convert(x: Any) -> float:
    """The number as a float, rounded to nearest. Raises OutOfRange for nan."""
    value = float(x)
    if math.isnan(value):
        raise OutOfRange("nan is not a number.")
    return value


def _guarded(name: str, function: Callable[..., float], *arguments: float) -> float:
    try:
        value = function(*arguments)
    except OverflowError:
        return math.inf
    except (ValueError, ZeroDivisionError):
        value = math.nan
    if isinstance(value, complex) or math.isnan(value):
        raise OutOfRange(f"{name} is undefined at {', '.join(map(repr, arguments))}.")
    return value


def add(x: float, y: float) -> float:
    """The sum."""
    return _guarded("a sum", float.__add__, x, y)


def subtract(x: float, y: float) -> float:
    """The difference."""
    return _guarded("a difference", float.__sub__, x, y)


def multiply(x: float, y: float) -> float:
    """The product."""
    return _guarded("a product", float.__mul__, x, y)


def divide(x: float, y: float) -> float:
    """The quotient."""
    return _guarded("a quotient", float.__truediv__, x, y)


def exp(x: float) -> float:
    """The exponential."""
    return _guarded("exp", math.exp, x)


def expm1(x: float) -> float:
    """exp(x) - 1."""
    return _guarded("expm1", math.expm1, x)


def log(x: float) -> float:
    """The natural logarithm."""
    return _guarded("log", math.log, x)


def log1p(x: float) -> float:
    """log(1 + x)."""
    return _guarded("log1p", math.log1p, x)


def log2(x: float) -> float:
    """The logarithm to base 2."""
    return _guarded("log2", math.log2, x)


def log_positive_part(x: float) -> float:
    """max(log x, 0), and 0 at x = 0."""
    if x < 0:
        raise OutOfRange(f"log_positive_part is undefined at {x!r}.")
    return math.log(max(x, 1.0))


def sqrt(x: float) -> float:
    """The square root."""
    return _guarded("sqrt", math.sqrt, x)


def absolute(x: float) -> float:
    """The absolute value."""
    return abs(x)


def ceil(x: float) -> float:
    """The least whole number at least x."""
    return x if math.isinf(x) else float(math.ceil(x))


def floor(x: float) -> float:
    """The greatest whole number at most x."""
    return x if math.isinf(x) else float(math.floor(x))


def power(x: float, y: float) -> float:
    """x to the power y."""
    return _guarded("power", math.pow, x, y)


def maximum(*xs: float) -> float:
    """The greatest argument."""
    return max(xs)


def minimum(*xs: float) -> float:
    """The least argument."""
    return min(xs)


def _by_ball(function: Callable[..., Ball], rounded: Callable[[Any], float]) -> Callable[..., float]:
    """The function on floats from the one on balls: `rounded` is `upper`, `lower` or `float`."""

    def on_floats(*xs: float) -> float:
        return rounded(function(*map(exactly, xs)))

    on_floats.__name__ = function.__name__
    on_floats.__doc__ = function.__doc__
    return on_floats


kl = _by_ball(balls.kl, float)
kl_inverse = _by_ball(balls.kl_inverse, lambda ball: min(upper(ball), 1.0))
kl_inverse_lower = _by_ball(balls.kl_inverse_lower, lambda ball: max(lower(ball), 0.0))
binomial_upper = _by_ball(balls.binomial_upper, lambda ball: min(upper(ball), 1.0))
binomial_lower = _by_ball(balls.binomial_lower, lambda ball: max(lower(ball), 0.0))
log_factorial = _by_ball(balls.log_factorial, float)
log_binomial = _by_ball(balls.log_binomial, float)
log_binomial_sum = _by_ball(balls.log_binomial_sum, float)
