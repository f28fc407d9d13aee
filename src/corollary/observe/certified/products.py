"""Matrix products with a bound of what rounding did to them.

Assumed of the matrix product (BLAS): every entry of A B is a sum of its k products, each term passing at most k
roundings, in any order, fused or not. This holds for every conventional algorithm; it excludes Strassen's.
"""

import numpy as np

from corollary.observe.certified.directed import add_up, gamma, mul_up
from corollary.observe.certified.sums import TINY, Array, largest, outward_up, row_norms, sum_bounds

BLOCK = 256


def roundings(inner: int) -> int:
    """The roundings that a term of `product` passes at most."""
    return min(inner, BLOCK) + -(-inner // BLOCK)


def product(a: Array, b: Array) -> Array:
    """fl(a @ b) over the last two axes, summed in blocks of 256: each term passes at most ``roundings(k)`` roundings
    instead of k.
    """
    inner = a.shape[-1]
    if inner <= BLOCK:
        return np.asarray(a @ b)
    total = np.asarray(a[..., :BLOCK] @ b[..., :BLOCK, :])
    for start in range(BLOCK, inner, BLOCK):
        total += a[..., start : start + BLOCK] @ b[..., start : start + BLOCK, :]
    return total


def product_error(a: Array, b: Array) -> Array:
    """Upper bounds, entry by entry, of |product(a, b) - a b|. Magnitudes at most 2**400."""
    inner = a.shape[-1]
    relative = gamma(roundings(inner))
    magnitude = product(
        np.abs(a), np.abs(b)
    )  # at least |a| |b| (1 - gamma), up to underflow; 1 / (1 - gamma) <= 1 + 2 gamma
    return outward_up((magnitude + 4 * inner * TINY) * (relative * (1 + 3 * relative)) + 4 * inner * TINY, 6)


def gram(a: Array) -> tuple[Array, float]:
    """(G, e): G is fl(a^T a) made symmetric, for a matrix or a stack of them with entries at most 1; ||G - a^T a||_2 <=
    e for all.

    Errors obey |G - a^T a| <= gamma |a|^T |a| entry by entry, and || |a|^T |a| ||_2 = || |a| ||_2^2 <= min(||a||_F^2,
    ||a||_1 ||a||_inf).
    """
    rows = a.shape[-2]
    lower = np.tril(product(np.swapaxes(a, -1, -2), a))
    symmetric = lower + np.swapaxes(np.tril(lower, -1), -1, -2)
    return symmetric, add_up(mul_up(gamma(roundings(rows)), square_bound(np.abs(a))), 4 * rows * a.shape[-1] * TINY)


def square_bound(magnitudes: Array) -> float:
    """An upper bound of ||B||_2^2 for every matrix B of a stack of nonnegative ones: the largest min(||B||_F^2,
    ||B||_1 ||B||_inf).
    """
    frobenius = row_norms(magnitudes.reshape(*magnitudes.shape[:-2], -1))[1]
    rows = np.max(sum_bounds(magnitudes)[1], axis=-1, initial=0.0)
    columns = np.max(sum_bounds(np.ascontiguousarray(np.swapaxes(magnitudes, -1, -2)))[1], axis=-1, initial=0.0)
    return largest(outward_up(np.minimum(frobenius * frobenius, rows * columns) + TINY, 2))


def frobenius_up(matrices: Array) -> float:
    """An upper bound of the largest Frobenius norm in a stack of matrices with entries at most 1."""
    return largest(row_norms(matrices.reshape(*matrices.shape[:-2], -1))[1])
