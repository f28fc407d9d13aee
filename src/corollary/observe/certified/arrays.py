"""What is accepted as an array, and exact or directed operations entry by entry."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from corollary.errors import InputError

Array = NDArray[np.float64]


def as_array(values: ArrayLike, name: str = "the array", ndim: int | None = None) -> Array:
    """``values`` as finite float64 without rounding, or an `InputError` that names the array.

    Accepts real floating point of at most 64 bits, booleans, and integers that float64 holds exactly.
    """
    raw = np.asarray(values)
    if raw.dtype.kind in "OSUcmM" or raw.dtype.itemsize > 8:
        raise InputError(f"{name} has type {raw.dtype}: give real numbers of at most 64 bits")
    array = raw.astype(np.float64)
    if raw.dtype.kind in "iu" and np.any(np.abs(array) > 2.0**53):
        raise InputError(f"{name} has integers beyond 2**53, which float64 cannot hold: rescale them")
    if ndim is not None and array.ndim != ndim:
        raise InputError(f"{name} has shape {array.shape}: give an array with {ndim} axes")
    if not np.all(np.isfinite(array)):
        raise InputError(f"{name} has entries that are not finite: remove NaN and infinities")
    return array


def sum_error(a: Array, b: Array, total: Array) -> Array:
    """(a + b) - total, exactly, for total = fl(a + b) finite (Knuth's TwoSum)."""
    shadow = total - a
    return np.asarray((a - (total - shadow)) + (b - shadow))


def add_up(a: Array, b: Array) -> Array:
    """The smallest floats at least a + b, entry by entry (``inf`` on overflow)."""
    with np.errstate(over="ignore", invalid="ignore"):
        total = np.asarray(a + b)
        return np.where((sum_error(a, b, total) > 0) | (total == -np.inf), np.nextafter(total, np.inf), total)


def add_down(a: Array, b: Array) -> Array:
    """The largest floats at most a + b, entry by entry."""
    return -add_up(-a, -b)
