"""Upper bounds of spectral norms by a Cholesky factor of lambda I - A^T A whose residual is bounded afterwards.

Let G be the computed Gram matrix, ||G - A^T A|| <= e, let D = lambda I - G, L any lower triangular matrix and E = D - L
L^T. Since L L^T is positive semidefinite, lambda_min(D) >= -||E||, that is ||A||^2 = lambda_max(A^T A) <= lambda +
||E|| + e. Nothing is assumed of the routine that finds L: it succeeds or fails, and the residual, a matrix product with
known error, carries the proof. Related to, and weaker in its assumptions than, S. M. Rump, Verification of positive
definiteness, BIT 46 (2006).
"""

from math import inf

import numpy as np

from corollary.observe.certified.directed import add_up, gamma, mul_up, sqrt_up
from corollary.observe.certified.leading import leading_value
from corollary.observe.certified.products import frobenius_up, gram, product, roundings, square_bound
from corollary.observe.certified.sums import TINY, Array

GROWTH = 8.0
ATTEMPTS = 18


def spectral_upper(stack: Array, guess: float | None = None, attempts: int = ATTEMPTS) -> float:
    """An upper bound of the largest spectral norm in a stack (F, m, n), or of one matrix (m, n); magnitudes at most 1.

    Within about n * 1e-13 of the truth, relative, if ``guess`` (about the squared norm) is as good; infinite if no
    factor was found in ``attempts`` steps away from the guess. Cost: O(F (m n^2 + n^3)) with n <= m after
    transposition.
    """
    if stack.shape[-2] < stack.shape[-1]:
        stack = np.swapaxes(stack, -1, -2)
    grams, error = gram(np.ascontiguousarray(stack))
    value = leading_value(grams if grams.ndim == 3 else grams[None]) if guess is None else guess
    return sqrt_up(add_up(largest_eigenvalue_upper(grams, value, attempts), error))


def largest_eigenvalue_upper(symmetric: Array, guess: float, attempts: int = ATTEMPTS) -> float:
    """An upper bound of the largest eigenvalue in a stack of symmetric matrices of magnitude at most 2**20, near
    ``guess`` > 0 if that is near.

    The guess is raised step by step where it was too low. Infinite if no factor was found.
    """
    size = symmetric.shape[-1]
    margin = max(size, 8) * 2.0**-50
    for _ in range(attempts):
        value = guess * (1 + margin) + TINY
        bound = _verified(symmetric, value)
        if bound < inf:
            return bound
        margin *= GROWTH
    return inf


def _verified(symmetric: Array, value: float) -> float:
    """value + ||E|| for the Cholesky factor of value I - symmetric, infinite where there is none."""
    size = symmetric.shape[-1]
    diagonal = np.arange(size)
    shifted = -symmetric
    shifted[..., diagonal, diagonal] += value
    try:
        factor = np.tril(np.linalg.cholesky(shifted))
    except np.linalg.LinAlgError:
        return inf
    if not np.all(np.isfinite(factor)):
        return inf
    square = product(factor, np.ascontiguousarray(np.swapaxes(factor, -1, -2)))
    residual = frobenius_up(shifted - square)
    # beside the residual as computed: its own subtraction (relative u), the product L L^T, and the rounding of the
    # shifted diagonal
    subtraction = mul_up(residual, 2 * gamma(1))
    squaring = add_up(mul_up(gamma(roundings(size)), square_bound(np.abs(factor))), 4 * size * size * TINY)
    shift = mul_up(2 * gamma(1), float(np.max(np.abs(shifted[..., diagonal, diagonal]), initial=0.0)))
    return add_up(value, residual, subtraction, squaring, shift, size * TINY)
