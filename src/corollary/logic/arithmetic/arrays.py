"""The functions on NumPy arrays, element by element in float64; nan outside the domain.

The inverses are rounded to the safe side; the other functions are not rounded outward.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corollary.logic.arithmetic import floats
from corollary.logic.arithmetic.out_of_range import OutOfRange

Array = NDArray[np.float64]


def convert(x: Any) -> Array:
    """The argument as a float64 array."""
    return np.asarray(float(x) if np.ndim(x) == 0 and not isinstance(x, np.ndarray) else x, dtype=np.float64)


def _quietly(function: Callable[..., Any]) -> Callable[..., Array]:
    """The function without NumPy's warnings: nan is the answer outside the domain."""

    def quiet(*xs: Array) -> Array:
        with np.errstate(all="ignore"):
            return np.asarray(function(*xs))

    quiet.__name__ = function.__name__
    quiet.__doc__ = function.__doc__
    return quiet


add = _quietly(np.add)
subtract = _quietly(np.subtract)
multiply = _quietly(np.multiply)
divide = _quietly(np.divide)
exp = _quietly(np.exp)
expm1 = _quietly(np.expm1)
log = _quietly(np.log)
log1p = _quietly(np.log1p)
log2 = _quietly(np.log2)
sqrt = _quietly(np.sqrt)
absolute = _quietly(np.abs)
ceil = _quietly(np.ceil)
floor = _quietly(np.floor)
power = _quietly(np.power)


@_quietly
def log_positive_part(x: Array) -> Any:
    """max(log x, 0), and 0 at x = 0."""
    return np.where(x >= 0, np.log(np.maximum(x, 1.0)), np.nan)


def maximum(*xs: Array) -> Array:
    """The greatest argument, element by element."""
    greatest = xs[0]
    for x in xs[1:]:
        greatest = np.maximum(greatest, x)
    return greatest


def minimum(*xs: Array) -> Array:
    """The least argument, element by element."""
    least = xs[0]
    for x in xs[1:]:
        least = np.minimum(least, x)
    return least


@_quietly
def kl(p: Array, q: Array) -> Any:
    """Relative entropy between Bernoulli laws."""
    first = np.where(p == 0, 0.0, -p * np.log1p((q - p) / p))
    second = np.where(p == 1, 0.0, -(1 - p) * np.log1p((p - q) / (1 - p)))
    inside = (p >= 0) & (p <= 1) & (q >= 0) & (q <= 1)
    edge = ((q == 0) & (p > 0)) | ((q == 1) & (p < 1))
    return np.where(inside, np.where(p == q, 0.0, np.where(edge, np.inf, np.maximum(first + second, 0.0))), np.nan)


def _each(function: Callable[..., float]) -> Callable[..., Array]:
    """The scalar function on every distinct tuple of arguments; nan where it is undefined."""

    def one(*xs: float) -> float:
        try:
            return function(*map(float, xs))
        except OutOfRange:
            return np.nan

    def on_arrays(*xs: Array) -> Array:
        rows = np.stack([x.ravel() for x in np.broadcast_arrays(*xs)], axis=1)
        distinct, place = np.unique(rows, axis=0, return_inverse=True)
        values = np.array([np.nan if np.isnan(row).any() else one(*row) for row in distinct])
        return values[place].reshape(np.broadcast_shapes(*(x.shape for x in xs)))

    on_arrays.__name__ = function.__name__
    on_arrays.__doc__ = function.__doc__
    return on_arrays


def kl_inverse(p: Array, c: Array) -> Array:
    """See `arithmetic.kl_inverse`."""
    from corollary.logic.inverse import kl_inverse

    return np.asarray(kl_inverse(p, c))


def kl_inverse_lower(p: Array, c: Array) -> Array:
    """See `arithmetic.kl_inverse_lower`."""
    from corollary.logic.inverse import kl_inverse_lower

    return np.asarray(kl_inverse_lower(p, c))


binomial_upper = _each(floats.binomial_upper)
binomial_lower = _each(floats.binomial_lower)
log_factorial = _each(floats.log_factorial)
log_binomial = _each(floats.log_binomial)
log_binomial_sum = _each(floats.log_binomial_sum)
