"""The spectral norm of a matrix, with both ends certified."""

from math import inf
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from corollary.observe.certified.arrays import as_array
from corollary.observe.certified.cholesky import spectral_upper
from corollary.observe.certified.directed import (
    add_down,
    add_up,
    div_down,
    gamma,
    mul_up,
    scale_down,
    scale_up,
    sqrt_up,
)
from corollary.observe.certified.enclosure import Enclosure
from corollary.observe.certified.gram_iteration import gram_iteration_upper
from corollary.observe.certified.leading import leading_pair
from corollary.observe.certified.products import gram, product, roundings, square_bound
from corollary.observe.certified.sums import TINY, Array, norm_bounds, scaled

Method = Literal["auto", "cholesky", "gram", "norms"]
LARGEST_SIDE = 6000
"""Above this smaller side no n x n factor is formed: the bound is min(||A||_F, sqrt(||A||_1 ||A||_inf))."""


def spectral_norm(matrix: ArrayLike, method: Method = "auto", name: str = "the matrix") -> Enclosure:
    """The largest singular value of a real matrix (m, n): both ends hold in exact arithmetic for the floats given.

    ``cholesky`` (the default up to a smaller side of 6000) is within 1e-10 relative; ``gram`` is Gram iteration, within
    0.5 %; ``norms`` is min(||A||_F, sqrt(||A||_1 ||A||_inf)). The lower end is ||A v|| / ||v|| for a v close to the
    leading singular vector. 0 for an empty matrix. Raises `InputError` for entries that are not finite real numbers.
    """
    array = as_array(matrix, name, ndim=2)
    if array.size == 0 or not np.any(array):
        return Enclosure(0.0, 0.0, "zero matrix")
    if min(array.shape) == 1:
        return Enclosure(*norm_bounds(array), "Euclidean norm of a single row or column")
    small, exponent, loss = scaled(array if array.shape[0] >= array.shape[1] else array.T)
    if method == "auto":
        method = "cholesky" if small.shape[1] <= LARGEST_SIDE else "norms"
    lower, upper, said = _both_ends(np.ascontiguousarray(small), method)
    lower, upper = max(0.0, add_down(lower, -loss)), add_up(upper, loss)
    lower, upper = max(0.0, scale_down(lower, exponent)), scale_up(upper, exponent)
    return Enclosure(lower, upper, f"{said}; lower end by a Rayleigh quotient")


def _both_ends(small: Array, method: Method) -> tuple[float, float, str]:
    """Lower and upper bound of the norm of a scaled matrix with m >= n, and how."""
    plain = min(norm_bounds(small)[1], sqrt_up(square_bound(np.abs(small)[None])))
    if method == "norms":
        guess = np.linalg.norm(small, axis=0)
        return rayleigh_lower(small, np.asarray(guess)), plain, "min(Frobenius, sqrt(1-norm times infinity-norm))"
    value, vector = leading_pair(gram(small)[0])
    lower = rayleigh_lower(small, vector)
    if method == "gram":
        return lower, min(plain, gram_iteration_upper(small)), "Gram iteration with its rounding"
    upper = spectral_upper(small, guess=max(value, lower * lower))
    if upper == inf:
        return lower, min(plain, gram_iteration_upper(small)), "Gram iteration with its rounding"
    return lower, min(plain, upper), "Cholesky factor of lambda I - A^T A with residual bound"


def rayleigh_lower(matrix: Array, vector: Array) -> float:
    """A lower bound of ||A v|| / ||v||, hence of ||A||, for magnitudes at most 1 and any v. Any v is valid; a good
    one makes it sharp.
    """
    peak = float(np.max(np.abs(vector), initial=0.0))
    if peak == 0 or not np.isfinite(peak):
        return 0.0
    vector = vector / peak
    image = product(matrix, vector[:, None])
    absolute = product(np.abs(matrix), np.abs(vector)[:, None])
    inner = matrix.shape[1]
    # |fl(Av) - Av| <= gamma |A||v| <= gamma fl(|A||v|) / (1 - gamma), plus underflow
    error = add_up(mul_up(gamma(2 * roundings(inner)), norm_bounds(absolute)[1]), 4 * inner * matrix.shape[0] * TINY)
    return max(0.0, div_down(max(0.0, add_down(norm_bounds(image)[0], -error)), norm_bounds(vector)[1]))
