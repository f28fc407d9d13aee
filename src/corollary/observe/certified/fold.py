"""Adjacent linear maps made one, so that the norm of the product is bounded rather than the product of the norms.

The entries of a folded map are rounded products: what is missing to the exact product is its ``defect``.
"""

from collections.abc import Iterable
from dataclasses import replace
from weakref import WeakKeyDictionary

import numpy as np

from corollary.observe.certified.convolution import ConvolutionOperator
from corollary.observe.certified.directed import add_up, mul_up, sqrt_up
from corollary.observe.certified.operators import Diagonal, LinearMap, Matrix, Rearrangement, frobenius_of
from corollary.observe.certified.products import frobenius_up, product, product_error
from corollary.observe.certified.sums import Array, norm_bounds

ROUNDING = 2.0**-52
LARGEST_PRODUCT = 2e10


def fold(maps: Iterable[LinearMap]) -> list[LinearMap]:
    """The maps of a chain, in the order of application, with neighbours joined where that is exact up to a bounded
    rounding.
    """
    folded: list[LinearMap] = []
    for linear in maps:
        if isinstance(linear, Rearrangement) and linear.defect == 0:
            folded.append(linear)
            continue
        joined = joined_pair(folded[-1], linear) if folded else None
        if joined is None:
            folded.append(linear)
        else:
            folded[-1] = joined
    return folded


_JOINED: WeakKeyDictionary[LinearMap, WeakKeyDictionary[LinearMap, LinearMap | None]] = WeakKeyDictionary()


def joined_pair(first: LinearMap, second: LinearMap) -> LinearMap | None:
    """The map second after first as one, or None where this is not simple; the same object each time."""
    known = _JOINED.setdefault(first, WeakKeyDictionary())
    if second not in known:
        known[second] = _joined_pair(first, second)
    return known[second]


def _joined_pair(first: LinearMap, second: LinearMap) -> LinearMap | None:
    if isinstance(first, Diagonal) and isinstance(second, Diagonal):
        return _rounded(Diagonal(first.scale * second.scale), first, second)
    if isinstance(first, Diagonal):
        return _scaled(second, first, columns=True)
    if isinstance(second, Diagonal):
        return _scaled(first, second, columns=False)
    if isinstance(first, Matrix) and isinstance(second, Matrix) and first.copies == second.copies:
        return _matrix_product(first, second)
    return None


def _scaled(linear: LinearMap, diagonal: Diagonal, columns: bool) -> LinearMap | None:
    """``linear`` with its columns (rows) multiplied by the diagonal, where the factors respect its structure."""
    if isinstance(linear, Matrix):
        factors = _repeated(diagonal.scale.reshape(linear.copies, -1))
        if factors is not None:
            weight = linear.weight * (factors if columns else factors[:, None])
            return _rounded(Matrix(weight, linear.copies), linear, diagonal)
    if isinstance(linear, ConvolutionOperator):
        groups, out, width = linear.kernel.shape[:3]
        factors = _repeated(diagonal.scale.reshape(diagonal.scale.shape[0], -1).T)
        if factors is not None:
            shape = (groups, 1, width) if columns else (groups, out, 1)
            factors = factors.reshape(*shape, *(1 for _ in linear.window))
            return _rounded(replace(linear, kernel=linear.kernel * factors, defect=0.0), linear, diagonal)
    return None


def _repeated(rows: Array) -> Array | None:
    """The row that all rows are, or None."""
    return rows[0] if np.all(rows == rows[0]) else None


def _rounded(result: LinearMap, first: LinearMap, second: LinearMap) -> LinearMap | None:
    """``result`` with its defect: its own rounding (a relative u an entry) and the defects of the factors."""
    if not np.all(np.isfinite(_numbers(result))):
        return None
    frobenius = frobenius_of(result).upper
    if not 2.0**-800 < frobenius < 2.0**800:
        return None  # underflow beyond what a relative bound covers, or near overflow
    # (F + dF)(S + dS) - F S: the Frobenius norm bounds the spectral norm of the other factor, its own defect included
    inherited = [
        mul_up(one.defect, frobenius_of(other).upper) for one, other in ((first, second), (second, first)) if one.defect
    ]
    defect = add_up(mul_up(ROUNDING, frobenius), 2.0**-900, *inherited)
    return replace(result, defect=defect)


def _numbers(linear: LinearMap) -> Array:
    if isinstance(linear, Matrix):
        return linear.weight
    if isinstance(linear, ConvolutionOperator):
        return linear.kernel
    return linear.scale if isinstance(linear, Diagonal) else np.zeros(0)


def _matrix_product(first: Matrix, second: Matrix) -> Matrix | None:
    a, b = second.weight, first.weight
    bounded = max(float(np.max(np.abs(m), initial=0.0)) for m in (a, b)) < 2.0**400
    if not bounded or a.shape[0] * a.shape[1] * b.shape[1] > LARGEST_PRODUCT:
        return None
    root = sqrt_up(float(first.copies))
    error = mul_up(root, frobenius_up(product_error(a, b)))
    inherited = [
        mul_up(one.defect, norm_bounds(other.weight)[1])
        for one, other in ((first, second), (second, first))
        if one.defect
    ]
    both = mul_up(first.defect, second.defect)
    return Matrix(product(a, b), first.copies, add_up(error, *inherited, both))
