"""Norms of matrices and of the weight layers of a network, each between two certified bounds.

A convolutional layer is taken as the matrix that it is on its input's size, so its numbers go with the theorems on
weight matrices.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from corollary.errors import InputError
from corollary.observe.certified.arrays import as_array
from corollary.observe.certified.convolution import ConvolutionOperator
from corollary.observe.certified.directed import add_down, add_up, div_up, mul_up, scale_down, scale_up
from corollary.observe.certified.enclosure import Enclosure
from corollary.observe.certified.operators import (
    LinearMap,
    Matrix,
    frobenius_of,
    linear_part,
    row_sum_of,
    spectral_norm_of,
)
from corollary.observe.certified.singular import nuclear_norm
from corollary.observe.certified.spectral import spectral_norm
from corollary.observe.certified.sums import Array, norm_bounds, scaled, sum_bounds
from corollary.observe.network import Convolution, Dense, Network, Node

__all__ = [
    "LayerNorms", "frobenius_norm", "infinity_norm", "layer_norms", "max_norm", "nuclear_norm", "one_norm",
    "row_norm_sum", "spectral_norm",
]  # fmt: skip

ROUNDED = 2.0**-52
"""At least the relative error of a rounded difference."""


def frobenius_norm(array: ArrayLike) -> Enclosure:
    """The Euclidean norm of all entries of a real array; 0 for an empty one."""
    return Enclosure(*norm_bounds(as_array(array)), "sum of squares")


def row_norm_sum(matrix: ArrayLike, reference: ArrayLike | None = None) -> Enclosure:
    """Sum over the rows of ||row||_2 of W - M: the (2, 1) norm of (W - M)^T. M is 0 if not given; shapes (m, n)."""
    return row_sum_of(_difference(Matrix(as_array(matrix, "the matrix", ndim=2)), reference))


def max_norm(array: ArrayLike) -> Enclosure:
    """The largest magnitude of an entry, exactly."""
    peak = float(np.max(np.abs(as_array(array)), initial=0.0))
    return Enclosure(peak, peak, "exact")


def infinity_norm(matrix: ArrayLike) -> Enclosure:
    """The largest sum of magnitudes in a row: the operator norm for maximum norms, also written (1, infinity)."""
    return _largest_row_sum(as_array(matrix, "the matrix", ndim=2))


def one_norm(matrix: ArrayLike) -> Enclosure:
    """The largest sum of magnitudes in a column: the operator norm for sums of magnitudes."""
    return _largest_row_sum(as_array(matrix, "the matrix", ndim=2).T)


def _largest_row_sum(matrix: Array) -> Enclosure:
    if not np.any(matrix):
        return Enclosure(0.0, 0.0, "zero matrix")
    small, exponent, loss = scaled(matrix)
    lower, upper = sum_bounds(np.abs(small))
    loss = mul_up(loss, float(matrix.shape[1]))
    low, high = add_down(float(lower.max()), -loss), add_up(float(upper.max()), loss)
    return Enclosure(max(0.0, scale_down(low, exponent)), scale_up(high, exponent), "sums of magnitudes")


@dataclass(frozen=True)
class LayerNorms:
    """Certified norms of the matrix of one weight layer, bias not included.

    ``rows``, ``columns``: its shape on the layer's input. ``weights``: the number of its free entries. ``row_sum``: the
    sum of the Euclidean norms of the rows. ``distance`` and ``distance_row_sum``: Frobenius norm and ``row_sum`` of the
    difference from the initial weights.
    """

    name: str
    kind: str
    rows: int
    columns: int
    weights: int
    spectral: Enclosure
    frobenius: Enclosure
    row_sum: Enclosure
    max_entry: float
    distance: Enclosure | None
    distance_row_sum: Enclosure | None

    @property
    def stable_rank_upper(self) -> float:
        """An upper bound of (Frobenius norm / spectral norm)^2, at least 1 for a non-zero matrix."""
        ratio = div_up(self.frobenius.upper, self.spectral.lower)
        return mul_up(ratio, ratio)


def layer_norms(
    network: Network, initial: Network | None = None, progress: Callable[[str], None] | None = None
) -> tuple[LayerNorms, ...]:
    """The norms of every dense and convolutional layer, in order. ``initial``: the network before training, of the same
    architecture.

    Raises `InputError` where the initial network does not match.
    """
    nodes = network.weight_layers
    before = [None] * len(nodes) if initial is None else _matching(nodes, initial)
    found = []
    for node, start in zip(nodes, before, strict=True):
        if progress is not None:
            progress(node.name)
        found.append(_layer(network, node, start))
    return tuple(found)


def _layer(network: Network, node: Node, start: ArrayLike | None) -> LayerNorms:
    linear = linear_part(node.layer, network.shape_of(node.inputs[0]))
    weights = _weights(linear)
    rows, columns = (int(np.prod(node.shape)), int(np.prod(network.shape_of(node.inputs[0]))))
    moved = None if start is None else _difference(linear, start)
    return LayerNorms(
        name=node.name,
        kind="convolution" if isinstance(linear, ConvolutionOperator) else "dense",
        rows=rows,
        columns=columns,
        weights=weights.size,
        spectral=spectral_norm_of(linear),
        frobenius=frobenius_of(linear),
        row_sum=row_sum_of(linear),
        max_entry=float(np.max(np.abs(weights), initial=0.0)),
        distance=None if moved is None else frobenius_of(moved),
        distance_row_sum=None if moved is None else row_sum_of(moved),
    )


def _weights(linear: LinearMap) -> Array:
    if isinstance(linear, Matrix):
        return linear.weight
    assert isinstance(linear, ConvolutionOperator)
    return linear.kernel


def _replaced(linear: LinearMap, weights: Array) -> LinearMap:
    if isinstance(linear, Matrix):
        return replace(linear, weight=weights)
    assert isinstance(linear, ConvolutionOperator)
    return replace(linear, kernel=weights)


def _difference(linear: LinearMap, reference: ArrayLike | None) -> LinearMap:
    """The map with the reference weights subtracted, and the rounding of this as its defect."""
    if reference is None:
        return linear
    weights, start = _weights(linear), as_array(reference, "the reference weights")
    if start.size != weights.size:
        raise InputError(f"reference weights of shape {start.shape} do not fit weights of shape {weights.shape}")
    moved = weights - start.reshape(weights.shape)
    changed = _replaced(linear, moved)
    return replace(changed, defect=add_up(linear.defect, mul_up(ROUNDED, frobenius_of(changed).upper)))


def _matching(nodes: tuple[Node, ...], initial: Network) -> list[ArrayLike]:
    others = initial.weight_layers
    shapes = [[_array(node).shape for node in group] for group in (nodes, others)]
    if shapes[0] != shapes[1]:
        raise InputError(
            f"the initial weights have shapes {shapes[1]}, the trained ones {shapes[0]}: give the same architecture"
        )
    return [_array(node) for node in others]


def _array(node: Node) -> Array:
    assert isinstance(node.layer, Dense | Convolution)
    return as_array(node.layer.weight if isinstance(node.layer, Dense) else node.layer.kernel)
