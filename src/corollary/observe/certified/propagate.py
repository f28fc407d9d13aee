"""Interval bound propagation: boxes through a network, rounded outward at every operation.

What is enclosed is the function in exact arithmetic with the network's parameters as given, over all real points of the
box.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from corollary.errors import InputError
from corollary.observe.certified.arrays import add_up, as_array
from corollary.observe.certified.box import Box, affine_image
from corollary.observe.certified.convolution import last_axes, operator_of
from corollary.observe.certified.elementwise import activation_image, clip_image
from corollary.observe.certified.sums import Array, outward_down, outward_up
from corollary.observe.layers import (
    Activation,
    Add,
    Affine,
    Clip,
    Concatenate,
    Convolution,
    Dense,
    Layer,
    Pad,
    Pooling,
    Reshape,
    Transpose,
)
from corollary.observe.network import INPUT, Network


def propagate(network: Network, box: Box) -> dict[str, Box]:
    """For a box of inputs of shape ``input_shape``: a box of what every node can give, by name (``"input"`` included).

    Raises `InputError` for a box of another shape, and names the first layer that has no sound enclosure here
    (normalisation, softmax).
    """
    if box.lower.shape != network.input_shape:
        raise InputError(f"a box of shape {box.lower.shape} does not fit the network's input {network.input_shape}")
    boxes = _propagate(network, box.map(lambda x: x[None]))
    return {name: found.map(lambda x: x[0]) for name, found in boxes.items()}


def output_box(network: Network, box: Box) -> Box:
    """A box of the network's outputs."""
    return propagate(network, box)[network.output]


def output_boxes(network: Network, inputs: ArrayLike) -> Box:
    """For points (n, *input_shape): bounds (n, *output_shape) of what the network gives in exact arithmetic."""
    points = as_array(inputs, "the inputs")
    if points.shape[1:] != network.input_shape or points.ndim == 0:
        raise InputError(f"inputs of shape {points.shape} do not fit the network's input {network.input_shape}")
    return _propagate(network, Box(points, points))[network.output]


def forward_error(network: Network, inputs: ArrayLike, outputs: ArrayLike) -> Array:
    """For each of n inputs: an upper bound (n,) of the largest error of an entry of ``outputs``, as computed by some
    forward pass.

    The error is with respect to the network in exact arithmetic with its parameters as given.
    """
    box = output_boxes(network, inputs)
    given = as_array(outputs, "the outputs").reshape(box.lower.shape)
    error = np.maximum(add_up(box.upper, -given), add_up(given, -box.lower))
    return np.asarray(error.reshape(len(error), -1).max(axis=1, initial=0.0))


def _propagate(network: Network, box: Box) -> dict[str, Box]:
    boxes = {INPUT: box}
    for node in network.nodes:
        try:
            boxes[node.name] = layer_image(node.layer, *(boxes[name] for name in node.inputs))
        except InputError as error:
            raise InputError(f"interval bounds stop at node {node.name}: {error}") from error
    return boxes


def layer_image(layer: Layer, *boxes: Box) -> Box:
    """Boxes that contain what a layer gives on the boxes of its inputs; all have a batch axis first."""
    if isinstance(layer, Add):
        total = boxes[0]
        for box in boxes[1:]:
            total = total + box
        return total
    if isinstance(layer, Concatenate):
        lower = np.concatenate([box.lower for box in boxes], axis=layer.axis + 1)
        return Box(lower, np.concatenate([box.upper for box in boxes], axis=layer.axis + 1))
    (box,) = boxes
    if isinstance(layer, Dense):
        weight = as_array(layer.weight)
        size = np.abs(weight)
        return affine_image(box, lambda x: x @ weight.T, lambda x: x @ size.T, weight.shape[1], _bias(layer.bias))
    if isinstance(layer, Convolution):
        return _convolution(layer, box)
    if isinstance(layer, Affine):
        scale = as_array(layer.scale)
        return affine_image(box, lambda x: scale * x, lambda x: np.abs(scale) * x, 1, as_array(layer.shift))
    if isinstance(layer, Pooling):
        return _pooling(layer, box)
    if isinstance(layer, Activation):
        return activation_image(layer, box)
    if isinstance(layer, Clip):
        return clip_image(layer, box)
    return box.map(_rearrangement(layer))


def _rearrangement(layer: Layer) -> Callable[[Array], Array]:
    if isinstance(layer, Reshape):
        return lambda x: x.reshape(len(x), *layer.shape)
    if isinstance(layer, Transpose):
        return lambda x: x.transpose(0, *(axis + 1 for axis in layer.axes))
    if isinstance(layer, Pad):
        return lambda x: np.pad(x, ((0, 0), *layer.widths), constant_values=layer.value)
    raise InputError(f"a {type(layer).__name__} layer has no interval bound here")


def _bias(bias: NDArray[np.floating[Any]] | None) -> Array | float:
    return 0.0 if bias is None else as_array(bias)


def _convolution(layer: Convolution, box: Box) -> Box:
    operator = operator_of(layer, box.lower.shape[1:])
    absolute = replace(operator, kernel=np.abs(operator.kernel))
    bias = 0.0 if layer.bias is None else as_array(layer.bias).reshape(-1, *(1 for _ in layer.stride))
    terms = operator.kernel[0, 0].size + operator.roundings
    return affine_image(box, operator.apply, absolute.apply, terms, bias)


def _pooling(layer: Pooling, box: Box) -> Box:
    if layer.kind == "max":
        return box.map(lambda x: np.maximum.reduce(list(windows(layer, x, -np.inf))))
    divisor = pooling_divisor(layer, box.lower.shape[1:])
    sums = affine_image(box, lambda x: window_sum(layer, x), lambda x: window_sum(layer, x), prod(layer.window), 0.0)
    return Box(outward_down(sums.lower / divisor, 1), outward_up(sums.upper / divisor, 1))


def pooling_divisor(layer: Pooling, shape: tuple[int, ...]) -> Array:
    """The number of cells by which an average pooling divides, for each output position (1, *output space)."""
    ones = np.ones((1, 1, *shape[1:]))
    if layer.count_padding:
        ones = np.pad(ones, ((0, 0), (0, 0), *layer.padding), constant_values=1.0)
        layer = replace(layer, padding=tuple((0, 0) for _ in layer.padding))
    divisor = np.asarray(window_sum(layer, ones)[0])
    if not np.all(divisor > 0):
        raise InputError("an average pooling has a window that holds no cell: its mean does not exist")
    return divisor


def window_sum(layer: Pooling, x: Array) -> Array:
    """The sums over the windows, (n, channels, *output space)."""
    return np.asarray(sum(windows(layer, x, 0.0), start=np.zeros(())))


def windows(layer: Pooling, x: Array, fill: float) -> Iterator[Array]:
    """For every cell of the window, what each output position reads there: arrays (n, channels, *output space)."""
    sizes = layer.output_shape(x.shape[1:])[1:]
    edges = [(low, high + more) for (low, high), more in zip(layer.padding, layer.overhang, strict=True)]
    padded = np.pad(x, [(0, 0), (0, 0), *edges], constant_values=fill)
    for j in np.ndindex(layer.window):
        starts = [d * k for d, k in zip(layer.dilation, j, strict=True)]
        ends = [a + s * (m - 1) + 1 for a, s, m in zip(starts, layer.stride, sizes, strict=True)]
        yield padded[last_axes(tuple(slice(a, b, s) for a, b, s in zip(starts, ends, layer.stride, strict=True)))]
