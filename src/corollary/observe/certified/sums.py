"""Euclidean norms of arrays, with both ends.

Assumed of the hardware: IEEE 754 float64, round to nearest. `TINY` covers underflow, also where a library has switched
gradual underflow off.
"""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from corollary.observe.certified.directed import add_down, add_up, gamma, scale_down, scale_up

Array = NDArray[np.float64]
TINY = 2.0**-1021
"""At least the absolute error of one operation whose result is below the smallest normal float."""


def tree_sum(terms: Array) -> tuple[Array, int]:
    """Sums over the last axis by halving, and the depth h of the tree: no term passes more than h roundings,
    whatever the sum's length.
    """
    depth = 0
    while terms.shape[-1] > 1:
        half = (terms.shape[-1] + 1) // 2
        head, tail = terms[..., :half].copy(), terms[..., half:]
        head[..., : tail.shape[-1]] += tail
        terms, depth = head, depth + 1
    return (terms[..., 0] if terms.shape[-1] else np.zeros(terms.shape[:-1])), depth


def sum_bounds(terms: Array) -> tuple[Array, Array]:
    """Lower and upper bounds of the sums over the last axis of finite terms that are at least 0; the sums must not
    overflow.
    """
    total, depth = tree_sum(terms)
    slack = 2 * terms.shape[-1] * TINY
    relative = gamma(depth)
    return outward_down((total - slack) * (1 - relative), 4), outward_up((total + slack) * (1 + relative), 4)


def row_norms(rows: Array) -> tuple[Array, Array]:
    """Lower and upper bounds of the Euclidean norms over the last axis. Entries of magnitude at most 1, or a factor
    2**500 more.

    Norms below 2**-500 lose relative accuracy (never validity): scale the array first.
    """
    count = rows.shape[-1]
    total, depth = tree_sum(rows * rows)
    # fl(sum) = sum of x_i^2 (1 + d_i), |d_i| <= gamma(depth + 1), plus one underflow an operation; division by 1 + d:
    # Higham, Lemma 3.1
    relative, slack = gamma(depth + 1), 2 * count * TINY
    lower = np.sqrt(np.maximum(outward_down((total - slack) * (1 - relative), 4), 0.0))
    upper = np.sqrt(outward_up((total + slack) * (1 + relative), 4))
    zero = ~np.any(rows, axis=-1)
    return np.where(zero, 0.0, np.maximum(outward_down(lower, 1), 0.0)), np.where(zero, 0.0, outward_up(upper, 1))


def outward_up(values: Array, steps: int) -> Array:
    """The floats ``steps`` places above; a place is more than what one rounded operation can have lost."""
    for _ in range(steps):
        values = np.nextafter(values, np.inf)
    return values


def outward_down(values: Array, steps: int) -> Array:
    """The floats ``steps`` places below."""
    return -outward_up(-values, steps)


def scaled(array: Array) -> tuple[Array, int, float]:
    """(array * 2**-e, e, loss): the largest magnitude lies in [1/2, 1), and ``loss`` bounds the Euclidean norm of what
    underflow took away.

    The array must be finite and not empty; e = 0 for zeros.
    """
    exponent = int(np.frexp(np.max(np.abs(array)))[1])
    small = np.ldexp(array, -exponent)
    exact = not np.any(np.abs(small[array != 0]) < 2.0**-1021)
    return small, exponent, 0.0 if exact else array.size * TINY


def norm_bounds(array: Array) -> tuple[float, float]:
    """Lower and upper bounds of the Euclidean (Frobenius) norm of a finite array of any shape; (0, 0) if it is
    empty.
    """
    if array.size == 0 or not np.any(array):
        return 0.0, 0.0
    small, exponent, loss = scaled(array)
    lower, upper = (float(end[0]) for end in row_norms(small.reshape(1, -1)))
    return max(0.0, scale_down(add_down(lower, -loss), exponent)), scale_up(add_up(upper, loss), exponent)


def largest(values: Array) -> float:
    """The largest entry, 0 for no entries."""
    return float(np.max(values)) if values.size else 0.0


def exact_sum(values: Array) -> Fraction:
    """The sum of finite floats, exactly."""
    total = Fraction(0)
    for value in values.ravel().tolist():
        total += Fraction(value)
    return total
