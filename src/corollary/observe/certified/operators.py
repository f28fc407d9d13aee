"""The linear part of every affine layer: its spectral norm and the norms of its rows.

A map may have a ``defect``: a bound of the Frobenius norm of what is missing to the map that is meant, where its
numbers were rounded.
"""

from dataclasses import dataclass
from math import prod
from typing import TypeAlias
from weakref import WeakKeyDictionary

import numpy as np

from corollary.errors import InputError
from corollary.observe.certified.arrays import as_array
from corollary.observe.certified.convolution import ConvolutionOperator, operator_of
from corollary.observe.certified.convolution_norm import convolution_norm
from corollary.observe.certified.directed import (
    add_down,
    add_up,
    gamma,
    mul_down,
    mul_up,
    scale_down,
    scale_up,
    sqrt_up,
)
from corollary.observe.certified.enclosure import Enclosure
from corollary.observe.certified.spectral import spectral_norm
from corollary.observe.certified.sums import (
    TINY,
    Array,
    norm_bounds,
    outward_down,
    outward_up,
    row_norms,
    scaled,
    sum_bounds,
)
from corollary.observe.layers import Affine, Convolution, Dense, Layer, Pad, Pooling, Reshape, Shape, Transpose


@dataclass(frozen=True, eq=False)
class Matrix:
    """A matrix (out, in) applied to each of ``copies`` parts of the input."""

    weight: Array
    copies: int = 1
    defect: float = 0.0


@dataclass(frozen=True, eq=False)
class Diagonal:
    """Multiplication by ``scale``, entry by entry; ``scale`` has the shape of the input."""

    scale: Array
    defect: float = 0.0


@dataclass(frozen=True, eq=False)
class Average:
    """Average pooling of each of ``channels`` channels: the Kronecker product of one matrix (outputs, inputs) per
    spatial axis.
    """

    factors: tuple[Array, ...]
    channels: int
    defect: float = 0.0


@dataclass(frozen=True, eq=False)
class Rearrangement:
    """A permutation of the ``size`` entries, perhaps with zeros added: an isometry."""

    size: int
    defect: float = 0.0


LinearMap: TypeAlias = Matrix | Diagonal | Average | Rearrangement | ConvolutionOperator


_PARTS: WeakKeyDictionary[Layer, dict[Shape, LinearMap]] = WeakKeyDictionary()
_NORMS: WeakKeyDictionary[LinearMap, Enclosure] = WeakKeyDictionary()


def linear_part(layer: Layer, shape: Shape) -> LinearMap:
    """The linear part of an affine layer on inputs of a shape: the same object each time, so norms are found once.

    Raises `InputError` for a layer that is not affine in one input.
    """
    known = _PARTS.setdefault(layer, {})
    if shape not in known:
        known[shape] = _linear_part(layer, shape)
    return known[shape]


def _linear_part(layer: Layer, shape: Shape) -> LinearMap:
    if isinstance(layer, Dense):
        return Matrix(as_array(layer.weight), prod(shape[:-1]))
    if isinstance(layer, Convolution):
        return operator_of(layer, shape)
    if isinstance(layer, Affine):
        return Diagonal(np.array(np.broadcast_to(as_array(layer.scale), shape)))
    if isinstance(layer, Pooling) and layer.kind == "average":
        return _average(layer, shape)
    if isinstance(layer, Reshape | Transpose | Pad):
        return Rearrangement(prod(shape))
    raise InputError(f"a {type(layer).__name__} layer is not an affine map of one input")


def _average(layer: Pooling, shape: Shape) -> Average:
    """The divisor of a window is the product of its counts along the axes, so the operator is a Kronecker product."""
    factors = []
    outputs = layer.output_shape(shape)[1:]
    for axis, (count, size) in enumerate(zip(outputs, shape[1:], strict=True)):
        low, high = layer.padding[axis]
        starts = layer.stride[axis] * np.arange(count) - low
        places = starts[:, None] + layer.dilation[axis] * np.arange(layer.window[axis])
        inside = (places >= 0) & (places < size)
        counted = (places >= -low) & (places < size + high) if layer.count_padding else inside
        factor = np.zeros((count, size))
        rows, cells = np.nonzero(inside)
        factor[rows, places[rows, cells]] = 1.0 / counted.sum(axis=1)[rows]
        factors.append(factor)
    size = shape[0] * prod(outputs)
    # rows have norm at most 1; each factor's entries are within a relative u of 1 / count
    return Average(tuple(factors), shape[0], mul_up(4 * len(factors) * 2.0**-53, sqrt_up(float(size))))


def spectral_norm_of(linear: LinearMap) -> Enclosure:
    """The operator norm for Euclidean norms; remembered as long as the map lives."""
    found = _NORMS.get(linear)
    if found is None:
        found = _NORMS[linear] = _spectral_norm_of(linear)
    return found


def _spectral_norm_of(linear: LinearMap) -> Enclosure:
    if isinstance(linear, ConvolutionOperator):
        return convolution_norm(linear)
    if isinstance(linear, Matrix):
        return _widened(spectral_norm(linear.weight), linear.defect)
    if isinstance(linear, Diagonal):
        peak = float(np.max(np.abs(linear.scale), initial=0.0))
        return _widened(Enclosure(peak, peak, "largest factor"), linear.defect)
    if isinstance(linear, Average):
        ends = [spectral_norm(factor) for factor in linear.factors]
        lower, upper = mul_down(*(e.lower for e in ends)), mul_up(*(e.upper for e in ends))
        return _widened(Enclosure(lower, upper, "Kronecker product over the axes"), linear.defect)
    return Enclosure(1.0, 1.0, "isometry")


def _widened(enclosure: Enclosure, defect: float) -> Enclosure:
    lower = max(0.0, add_down(enclosure.lower, -defect))
    return Enclosure(lower, add_up(enclosure.upper, defect), enclosure.method)


def row_norm_bounds(linear: LinearMap) -> tuple[Array, Array]:
    """Lower and upper bounds of the Euclidean norms of the rows of the matrix of the map: one row for each output
    coordinate.
    """
    lower, upper = _plain_rows(linear)
    if linear.defect:
        lower, upper = np.maximum(outward_down(lower - linear.defect, 1), 0.0), outward_up(upper + linear.defect, 1)
    return lower, upper


def _plain_rows(linear: LinearMap) -> tuple[Array, Array]:
    if isinstance(linear, Matrix):
        lower, upper = _scaled_rows(linear.weight)
        return np.tile(lower, linear.copies), np.tile(upper, linear.copies)
    if isinstance(linear, Diagonal):
        return np.abs(linear.scale).ravel(), np.abs(linear.scale).ravel()
    if isinstance(linear, Average):
        return _average_rows(linear)
    if isinstance(linear, Rearrangement):
        return np.ones(linear.size), np.ones(linear.size)
    return _convolution_rows(linear)


def _scaled_rows(matrix: Array) -> tuple[Array, Array]:
    if not np.any(matrix):
        return np.zeros(len(matrix)), np.zeros(len(matrix))
    small, exponent, loss = scaled(matrix)
    lower, upper = row_norms(small)
    lower = np.array([max(0.0, scale_down(add_down(x, -loss), exponent)) for x in lower.tolist()])
    return lower, np.array([scale_up(add_up(x, loss), exponent) for x in upper.tolist()])


def _average_rows(linear: Average) -> tuple[Array, Array]:
    lower, upper = np.ones(linear.channels), np.ones(linear.channels)
    for factor in linear.factors:
        low, high = row_norms(factor)
        lower = outward_down(np.outer(lower, low).ravel(), 1)
        upper = outward_up(np.outer(upper, high).ravel(), 1)
    return lower, upper


def _convolution_rows(linear: ConvolutionOperator) -> tuple[Array, Array]:
    """Row (o, t) holds kernel[o, :, j] for the taps j that read inside the input at t."""
    if not np.any(linear.kernel):
        size = len(linear.kernel) * linear.matrix_shape[0]
        return np.zeros(size), np.zeros(size)
    kernel, exponent, loss = scaled(linear.kernel)
    groups, out, width = kernel.shape[:3]
    squares = np.square(kernel).reshape(groups, out, width, -1).sum(axis=2).reshape(groups * out, -1)
    total = squares @ linear.tap_counts().T
    relative, slack = gamma(linear.roundings + 1), 2 * linear.roundings * width * TINY + loss
    lower = np.sqrt(np.maximum(outward_down((total - slack) * (1 - relative), 4), 0.0))
    upper = np.sqrt(outward_up((total + slack) * (1 + relative), 4))
    lower, upper = np.maximum(outward_down(lower - loss, 2), 0.0), outward_up(upper + loss, 2)
    return _rescaled(lower, upper, exponent)


def _rescaled(lower: Array, upper: Array, exponent: int) -> tuple[Array, Array]:
    with np.errstate(over="ignore", under="ignore"):
        low, high = np.ldexp(lower, exponent), np.ldexp(upper, exponent)
    low = np.where(np.isinf(low), np.finfo(float).max, low)
    tiny = np.abs(high) < TINY
    return np.where(tiny, 0.0, low).ravel(), np.where(tiny & (upper > 0), TINY, high).ravel()


def frobenius_of(linear: LinearMap) -> Enclosure:
    """The Frobenius norm of the matrix of the map."""
    lower, upper = _plain_rows(linear)
    enclosure = Enclosure(
        norm_bounds(lower)[0], norm_bounds(upper)[1] if np.all(np.isfinite(upper)) else np.inf, "norm of the row norms"
    )
    return _widened(enclosure, linear.defect)


def row_sum_of(linear: LinearMap) -> Enclosure:
    """The sum of the Euclidean norms of the rows: the (2, 1) norm of the transposed matrix."""
    lower, upper = row_norm_bounds(linear)
    peak = float(np.max(upper, initial=0.0))
    if peak == 0 or np.isinf(peak):
        return Enclosure(0.0, peak, "sum of the row norms")
    exponent = int(np.frexp(peak)[1])
    low, high = (np.ldexp(end, -exponent) for end in (lower, upper))
    total = scale_up(add_up(float(sum_bounds(high)[1]), high.size * TINY), exponent)
    return Enclosure(
        max(0.0, scale_down(add_down(float(sum_bounds(low)[0]), -low.size * TINY), exponent)),
        total,
        "sum of the row norms",
    )
