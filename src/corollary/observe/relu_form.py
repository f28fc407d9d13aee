"""A network as the theorems see it: matrices with ReLUs between them, biases carried by a constant input coordinate.

Everything affine between two ReLUs (dense layers, convolutions with their padding, average pooling, normalisation in
inference form, reshaping) is one matrix. See statements feedforward-network and constant-input.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corollary.observe.certified.products import product, product_error
from corollary.observe.layers import Activation, Affine, Convolution, Dense, Layer, Pad, Pooling, Reshape, Transpose
from corollary.observe.network import Network

Array = NDArray[np.float64]
LARGEST = 8_000_000
"""Entries of one matrix; a network that needs larger ones has no form here."""
UNIT = 2.0**-53


@dataclass(frozen=True)
class Map:
    """x ↦ W x + b known entry by entry: |W − weight| ≤ weight_error, |b − bias| ≤ bias_error."""

    weight: Array
    weight_error: Array
    bias: Array
    bias_error: Array


@dataclass(frozen=True)
class ReluForm:
    """Bias-free matrices (centre, entrywise error) such that the network maps x to W_D relu(… relu(W_1 (x, c_0))).

    `constant` is c_0; 0.0 says that the network has no biases, and then the input is x itself.
    """

    weights: tuple[tuple[Array, Array], ...]
    constant: float

    @property
    def depth(self) -> int:
        """Number of weight matrices."""
        return len(self.weights)

    @property
    def width(self) -> int:
        """The largest dimension, input and output included."""
        return max(max(w.shape) for w, _ in self.weights)

    def inputs(self, x: Array) -> Array:
        """The inputs that the form reads, (n, d) or (n, d + 1) with the constant coordinate."""
        flat = x.reshape(len(x), -1)
        return flat if self.constant == 0 else np.concatenate([flat, np.full((len(x), 1), self.constant)], axis=1)


def relu_form(network: Network, inputs: Array | None = None) -> ReluForm | None:
    """The network's matrices, None if it is no chain of affine layers and ReLUs or is too large.

    `inputs` (n, *input_shape) are only used to choose the scales of the constant coordinates, which are free.
    """
    if not network.is_feedforward_chain:
        return None
    parts = _segments(network)
    if parts is None:
        return None
    affine = [_compose(layers, shape) for layers, shape in parts]
    known = [one for one in affine if one is not None]
    if len(known) < len(affine):
        return None
    if not any(np.any(one.bias) or np.any(one.bias_error) for one in known):
        return ReluForm(tuple((one.weight, one.weight_error) for one in known), 0.0)
    return _augmented(known, _scales(known, inputs))


def _segments(network: Network) -> list[tuple[list[Layer], tuple[int, ...]]] | None:
    """The affine layers between ReLUs, with the shape of what enters them."""
    parts: list[tuple[list[Layer], tuple[int, ...]]] = [([], network.input_shape)]
    for node in network.nodes:
        if isinstance(node.layer, Activation) and node.layer.kind == "relu":
            parts.append(([], node.shape))
        elif not node.layer.affine or isinstance(node.layer, Pad) and node.layer.value != 0:
            return None
        else:
            parts[-1][0].append(node.layer)
    return parts if parts[-1][0] else None


def _compose(layers: list[Layer], shape: tuple[int, ...]) -> Map | None:
    size = math.prod(shape)
    if size * size > LARGEST:
        return None
    whole = Map(np.eye(size), np.zeros((size, size)), np.zeros(size), np.zeros(size))
    for layer in layers:
        shape_after = layer.output_shape(shape)
        if math.prod(shape_after) * max(size, math.prod(shape)) > LARGEST:
            return None
        one = _matrix(layer, shape)
        if one is None:
            return None
        whole, shape = _after(one, whole), shape_after
    return whole


def _matrix(layer: Layer, shape: tuple[int, ...]) -> Map | None:
    """One layer as a matrix: images of the basis vectors, each entry one parameter (exact) or, for an average, one quotient."""
    size = math.prod(shape)
    basis = np.eye(size).reshape(size, *shape)
    linear = _without_bias(layer)
    if linear is None:
        return None
    columns = np.asarray(_run(linear, basis)).reshape(size, -1)
    weight = np.ascontiguousarray(columns.T)
    error = np.abs(weight) * (4 * UNIT) if isinstance(layer, Pooling) else np.zeros_like(weight)
    bias = _bias(layer, shape)
    return Map(weight, error, bias, np.zeros_like(bias))


def _without_bias(layer: Layer) -> Layer | None:
    match layer:
        case Dense():
            return Dense(layer.weight.astype(np.float64))
        case Convolution():
            kernel = layer.kernel.astype(np.float64)
            return Convolution(kernel, None, layer.stride, layer.padding, layer.dilation, layer.groups)
        case Affine():
            return Affine(layer.scale.astype(np.float64), np.zeros((1,) * layer.scale.ndim))
        case Pooling() | Reshape() | Transpose() | Pad():
            return layer
    return None


def _bias(layer: Layer, shape: tuple[int, ...]) -> Array:
    after = layer.output_shape(shape)
    match layer:
        case Dense() if layer.bias is not None:
            return np.broadcast_to(layer.bias.astype(np.float64), after).reshape(-1)
        case Convolution() if layer.bias is not None:
            column = layer.bias.astype(np.float64).reshape(-1, *(1 for _ in after[1:]))
            return np.broadcast_to(column, after).reshape(-1)
        case Affine():
            return np.broadcast_to(layer.shift.astype(np.float64), after).reshape(-1)
    return np.zeros(math.prod(after))


def _run(layer: Layer, basis: Array) -> Array:
    from corollary.observe.forward import forward
    from corollary.observe.network import chain

    return forward(chain("layer", basis.shape[1:], [layer]))(basis)


def _after(second: Map, first: Map) -> Map:
    """The composition, with errors: W₂W₁ ± (rounding + |W₂|E₁ + E₂|W₁| + E₂E₁)."""

    def composed(a: Array, a_error: Array, b: Array, b_error: Array) -> tuple[Array, Array]:
        centre = product(a, b)
        spread = product(np.abs(a), b_error) + product(a_error, np.abs(b) + b_error)
        return centre, (product_error(a, b) + spread) * (1 + 1e-9)

    if np.array_equal(first.weight, np.eye(len(first.weight))) and not np.any(first.weight_error) and not np.any(first.bias):
        return second
    weight, error = composed(second.weight, second.weight_error, first.weight, first.weight_error)
    moved, moved_error = composed(second.weight, second.weight_error, first.bias[:, None], first.bias_error[:, None])
    bias = moved[:, 0] + second.bias
    bias_error = (moved_error[:, 0] + second.bias_error + np.abs(bias) * (2 * UNIT)) * (1 + 1e-9)
    exact = _permutes(second.weight) and not np.any(second.weight_error)
    return Map(weight, first.weight_error if exact and weight.shape == first.weight.shape else error, bias, bias_error)


def _permutes(matrix: Array) -> bool:
    return bool(matrix.shape[0] == matrix.shape[1] and np.array_equal(matrix, np.eye(len(matrix))))


def _scales(parts: list[Map], inputs: Array | None) -> list[float]:
    """Powers of two (so that dividing by them is exact) near the size of what they stand beside; they are free."""
    hidden = np.ones((1, parts[0].weight.shape[1])) if inputs is None else inputs.reshape(len(inputs), -1)[:256]
    scales = []
    for part in parts:
        typical = float(np.sqrt(np.mean(np.sum(hidden**2, axis=1))))
        bias, weight = np.linalg.norm(part.bias), np.linalg.norm(part.weight)
        # Balances ||b||²/c² against the constant's own share of the input, c²/(c² + |h|²), of ||W||².
        wanted = math.sqrt(typical * bias / weight) if bias > 0 and weight > 0 and typical > 0 else 1.0
        scales.append(2.0 ** round(math.log2(min(max(wanted, 2.0**-20), 2.0**20))))
        hidden = np.maximum(hidden @ part.weight.T + part.bias, 0)
    return scales


def _augmented(parts: list[Map], scales: list[float]) -> ReluForm:
    weights = []
    for place, part in enumerate(parts):
        c = scales[place]
        centre = np.concatenate([part.weight, part.bias[:, None] / c], axis=1)
        error = np.concatenate([part.weight_error, part.bias_error[:, None] / c], axis=1)
        if place + 1 < len(parts):
            last = np.zeros((1, centre.shape[1]))
            last[0, -1] = scales[place + 1] / c
            centre, error = np.concatenate([centre, last]), np.concatenate([error, np.zeros_like(last)])
        weights.append((centre, error))
    return ReluForm(tuple(weights), scales[0])
