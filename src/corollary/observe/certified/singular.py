"""All singular values of a matrix, each between two floats, and the norms that are made of them."""

import numpy as np
from numpy.typing import ArrayLike

from corollary.observe.certified.arrays import as_array
from corollary.observe.certified.directed import (
    add_down,
    add_up,
    mul_down,
    mul_up,
    scale_down,
    scale_up,
    sqrt_down,
    sqrt_up,
)
from corollary.observe.certified.enclosure import Enclosure
from corollary.observe.certified.products import frobenius_up
from corollary.observe.certified.sums import scaled
from corollary.observe.certified.symmetric import Spectrum, orthogonality_defect, product_residual


def singular_values(matrix: ArrayLike, name: str = "the matrix") -> Spectrum:
    """Enclosures of the min(m, n) singular values, in descending order, of a matrix (m, n).

    With a computed decomposition U, s, V: the singular values of U diag(s) V^T lie in s_i [sqrt(1 - d_U) sqrt(1 - d_V),
    sqrt(1 + d_U) sqrt(1 + d_V)], d = ||U^T U - I|| (||V^T V - I||), and those of A differ from them by at most ||A - U
    diag(s) V^T|| (Weyl), bounded with the rounding.
    """
    array = as_array(matrix, name, ndim=2)
    count = min(array.shape)
    if array.size == 0 or not np.any(array):
        return Spectrum(np.zeros(count), np.zeros(count), "zero matrix")
    small, exponent, loss = scaled(array)
    u, s, vt = np.linalg.svd(small, full_matrices=False)
    left, right = orthogonality_defect(u), orthogonality_defect(np.ascontiguousarray(vt.T))
    scaled_u = u * s
    # ||A - fl(U s) V^T|| as computed and with its rounding; fl(U s) - U s is at most a rounding of fl(U s), and ||V||
    # <= sqrt(1 + d)
    residual = product_residual(scaled_u, np.ascontiguousarray(vt), small)
    residual = add_up(residual, mul_up(2.0**-51, frobenius_up(scaled_u), add_up(1.0, right)), loss)
    high = mul_up(sqrt_up(add_up(1.0, left)), sqrt_up(add_up(1.0, right)))
    low = mul_down(sqrt_down(max(0.0, add_down(1.0, -left))), sqrt_down(max(0.0, add_down(1.0, -right))))
    lower = [max(0.0, scale_down(add_down(mul_down(t, low), -residual), exponent)) for t in s.tolist()]
    upper = [scale_up(add_up(mul_up(t, high), residual), exponent) for t in s.tolist()]
    return Spectrum(
        np.array(lower), np.array(upper), "residual and orthogonality of a computed singular value decomposition"
    )


def nuclear_norm(matrix: ArrayLike) -> Enclosure:
    """The sum of the singular values."""
    values = singular_values(matrix, "the matrix")
    return Enclosure(max(0.0, add_down(*values.lower.tolist())), add_up(*values.upper.tolist()), values.method)
