"""What a network's architecture says by itself: counts, shape, and properties of the function that hold for all
weights or can be read off them.
"""

from dataclasses import dataclass
from math import inf, prod

import numpy as np

from corollary.observe.layers import (
    Activation,
    Add,
    Affine,
    Array,
    Clip,
    Concatenate,
    Convolution,
    Dense,
    Layer,
    Pad,
    Pooling,
    Reshape,
    Shape,
    Transpose,
)
from corollary.observe.network import Network

HOMOGENEOUS = frozenset({"relu", "leaky_relu", "abs"})


@dataclass(frozen=True)
class Architecture:
    """Facts about a network's score map (without a final softmax or sigmoid), read off exactly.

    ``parameters``: real numbers stored, an array used twice once. ``nonzero``: those that are not 0. ``bits``: what
    they occupy; ``precision``: bits of each, None if they differ. ``depth``: number of dense and convolutional layers;
    ``outputs``: the shape that each of them gives. ``piecewise_linear``: whether the score map is continuous and
    piecewise affine with finitely many pieces. ``bias_free``: whether every affine layer maps 0 to 0. ``homogeneous``:
    whether f(c x) = c f(x) for c >= 0. ``parameter_degree``: D if f is multiplied by c^D when all parameters are
    multiplied by c >= 0, None if it is not so homogeneous.
    """

    parameters: int
    nonzero: int
    bits: int
    precision: int | None
    depth: int
    outputs: tuple[Shape, ...]
    activations: tuple[str, ...]
    piecewise_linear: bool
    bias_free: bool
    homogeneous: bool
    parameter_degree: int | None
    is_chain: bool

    @property
    def hidden_units(self) -> int:
        """The number of entries of the outputs of all weight layers but the last."""
        return sum(prod(shape) for shape in self.outputs[:-1])

    @property
    def width(self) -> int:
        """The largest number of entries of a hidden weight layer's output; 0 without hidden layers."""
        return max((prod(shape) for shape in self.outputs[:-1]), default=0)


def architecture(network: Network) -> Architecture:
    """The facts of a network."""
    scores = network.without_link()
    arrays = _distinct(scores)
    sizes = {8 * array.itemsize for array in arrays}
    homogeneous = all(_homogeneous(node.layer) for node in scores.nodes)
    return Architecture(
        parameters=scores.parameter_count,
        nonzero=sum(int(np.count_nonzero(array)) for array in arrays),
        bits=scores.parameter_bits,
        precision=sizes.pop() if len(sizes) == 1 else None,
        depth=len(scores.weight_layers),
        outputs=tuple(node.shape for node in scores.weight_layers),
        activations=tuple(_name(node.layer) for node in scores.activations),
        piecewise_linear=scores.piecewise_linear,
        bias_free=all(maps_zero_to_zero(node.layer) for node in scores.nodes),
        homogeneous=homogeneous,
        parameter_degree=_parameter_degree(scores) if homogeneous else None,
        is_chain=scores.is_feedforward_chain,
    )


def _distinct(network: Network) -> list[Array]:
    arrays = [array for node in network.nodes for array in node.layer.arrays]
    return list({(a.__array_interface__["data"][0], a.shape, a.strides): a for a in arrays}.values())


def _name(layer: Layer) -> str:
    return (
        layer.kind
        if isinstance(layer, Activation)
        else f"clip({layer.low}, {layer.high})"
        if isinstance(layer, Clip)
        else ""
    )


def maps_zero_to_zero(layer: Layer) -> bool:
    """Whether an affine layer has no constant part; True for the others."""
    if isinstance(layer, Dense | Convolution):
        return layer.bias is None or not np.any(layer.bias)
    if isinstance(layer, Affine):
        return not np.any(layer.shift)
    return not (isinstance(layer, Pad) and layer.value != 0)


def _homogeneous(layer: Layer) -> bool:
    """Whether the layer commutes with multiplication by every c >= 0. Maximum pooling does: its padding is minus
    infinity.
    """
    if isinstance(layer, Activation):
        return layer.kind in HOMOGENEOUS
    if isinstance(layer, Clip):
        return layer.low in (0.0, -inf) and layer.high in (0.0, inf)
    known = Dense | Convolution | Affine | Pad | Pooling | Add | Concatenate | Reshape | Transpose
    return isinstance(layer, known) and maps_zero_to_zero(layer)


def _parameter_degree(network: Network) -> int | None:
    """The degree in all parameters jointly: dense, convolutional and scaling layers have 1, sums need equal degrees on
    both sides.

    Zero biases are parameters too: they stay 0. A learned slope changes the activation, so it has no degree.
    """
    degrees = {"input": 0}
    for node in network.nodes:
        before = {degrees[name] for name in node.inputs}
        learned_slope = isinstance(node.layer, Activation) and isinstance(node.layer.slope, np.ndarray)
        if len(before) != 1 or learned_slope:
            return None
        degrees[node.name] = before.pop() + isinstance(node.layer, Dense | Convolution | Affine)
    return degrees[network.output]
