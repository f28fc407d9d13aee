"""Eigenvalues of a symmetric matrix, each between two floats."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike

from corollary.errors import InputError
from corollary.observe.certified.arrays import as_array
from corollary.observe.certified.directed import add_down, add_up, div_up, down, gamma, mul_up, scale_down, scale_up, up
from corollary.observe.certified.enclosure import Enclosure
from corollary.observe.certified.products import frobenius_up, product, product_error
from corollary.observe.certified.sums import TINY, Array, exact_sum, norm_bounds, scaled


@dataclass(frozen=True, eq=False)
class Spectrum:
    """The numbers ``lower[i] <= value_i <= upper[i]``, counted with multiplicity, in ascending order for
    eigenvalues, descending for singular values.
    """

    lower: Array
    upper: Array
    method: str

    def __getitem__(self, index: int) -> Enclosure:
        return Enclosure(float(self.lower[index]), float(self.upper[index]), self.method)

    def __len__(self) -> int:
        return len(self.lower)


def eigenvalue_enclosure(matrix: ArrayLike, name: str = "the matrix") -> Spectrum:
    """Enclosures of all eigenvalues, in ascending order, of a symmetric matrix (n, n).

    With computed eigenvectors Q and values t: Q^T S Q = diag(t) + F, F = (Q^T Q - I) diag(t) + Q^T (S Q - Q diag(t)),
    so its eigenvalues are t_i + [-||F||, ||F||] (Weyl), and they are those of S times factors in [1 - d, 1 + d], d =
    ||Q^T Q - I|| (Ostrowski). The norms are bounded from the residuals as computed and the rounding of their products.
    Raises `InputError` if the matrix is not exactly symmetric.
    """
    array = as_array(matrix, name, ndim=2)
    if array.shape[0] != array.shape[1] or np.any(array != array.T):
        raise InputError(f"{name} is not exactly symmetric: give (S + S.T) / 2")
    method = "residual and orthogonality of computed eigenvectors"
    if array.size == 0 or not np.any(array):
        return Spectrum(np.zeros(len(array)), np.zeros(len(array)), "zero matrix")
    small, exponent, loss = scaled(array)
    values, vectors = np.linalg.eigh(small)
    defect = orthogonality_defect(vectors)
    residual = eigen_residual(small, vectors, values)
    peak = float(np.max(np.abs(values)))
    shift = add_up(mul_up(defect, peak), mul_up(add_up(1.0, defect), residual))
    if defect >= 0.5:
        radius = add_up(norm_bounds(small)[1], loss)
        return _spectrum([-radius] * len(values), [radius] * len(values), exponent, "Frobenius norm")
    lower = [add_down(_shrunk_down(add_down(t, -shift), defect), -loss) for t in values.tolist()]
    upper = [add_up(-_shrunk_down(add_down(-t, -shift), defect), loss) for t in values.tolist()]
    return _spectrum(lower, upper, exponent, method)


def _spectrum(lower: list[float], upper: list[float], exponent: int, method: str) -> Spectrum:
    lower = np.maximum.accumulate([scale_down(t, exponent) for t in lower]).tolist()
    upper = np.minimum.accumulate([scale_up(t, exponent) for t in upper][::-1])[::-1].tolist()
    return Spectrum(np.array(lower), np.array(upper), method)


def _shrunk_down(number: float, defect: float) -> float:
    """The least of number / theta over theta in [1 - defect, 1 + defect]: lambda(S) = lambda(Q^T S Q) / theta."""
    theta = add_up(1.0, defect) if number >= 0 else add_down(1.0, -defect)
    return down(Fraction(number) / Fraction(theta))


def orthogonality_defect(vectors: Array) -> float:
    """An upper bound of ||Q^T Q - I|| for a matrix with columns close to orthonormal."""
    transposed = np.ascontiguousarray(vectors.T)
    square = product(transposed, vectors)
    square[np.diag_indices_from(square)] -= 1.0
    # the subtraction of 1 rounds by at most u |result|
    return add_up(mul_up(1 + 2.0**-50, frobenius_up(square)), frobenius_up(product_error(transposed, vectors)))


def product_residual(a: Array, b: Array, target: Array) -> float:
    """An upper bound of ||A B - target||_F."""
    difference = product(a, b) - target
    return add_up(
        mul_up(1 + 2.0**-50, frobenius_up(difference)), frobenius_up(product_error(a, b)), 4 * difference.size * TINY
    )


def eigen_residual(matrix: Array, vectors: Array, values: Array) -> float:
    """An upper bound of ||S Q - Q diag(t)||_F."""
    scaled_vectors = vectors * values
    return add_up(product_residual(matrix, vectors, scaled_vectors), mul_up(2 * gamma(1), frobenius_up(scaled_vectors)))


def eigenvalue_near(matrix: ArrayLike, vector: ArrayLike) -> Enclosure:
    """An interval that contains an eigenvalue of a symmetric matrix: the Rayleigh quotient r of the vector, give or
    take ||S v - r v|| / ||v||.

    Any non-zero vector is valid. Raises `InputError` for a zero vector or a matrix that is not exactly symmetric.
    """
    array, v = as_array(matrix, "the matrix", ndim=2), as_array(vector, "the vector", ndim=1)
    if array.shape != (len(v), len(v)) or np.any(array != array.T) or not np.any(v):
        raise InputError(
            "an eigenvalue is sought near a vector: give a symmetric matrix and a non-zero vector that fit"
        )
    if not np.any(array):
        return Enclosure(0.0, 0.0, "zero matrix")
    small, exponent, loss = scaled(array)
    v = v / float(np.max(np.abs(v)))
    quotient = float(v @ small @ v) / float(v @ v)
    residual = eigen_residual(small, v[:, None], np.array([quotient]))
    radius = add_up(div_up(residual, norm_bounds(v)[0]), loss)
    return Enclosure(
        scale_down(add_down(quotient, -radius), exponent),
        scale_up(add_up(quotient, radius), exponent),
        "residual of a vector",
    )


def trace(matrix: ArrayLike) -> Enclosure:
    """The sum of the diagonal, rounded once to either side."""
    exact = exact_sum(np.diagonal(as_array(matrix, "the matrix", ndim=2)))
    return Enclosure(down(exact), up(exact), "exact sum")
