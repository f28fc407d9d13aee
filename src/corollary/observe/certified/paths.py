"""Sums over paths of products of absolute weights.

All terms are at least 0, so a sum of products that each pass at most k roundings is off by a relative gamma(k) at most:
the forward pass is run in floating point, and its roundings are counted. Sums so small that underflow may have mattered
are rounded to 0 or to `FLOOR` on the way.
"""

from collections.abc import Callable
from dataclasses import replace
from math import prod

import numpy as np
from numpy.typing import ArrayLike

from corollary.errors import InputError
from corollary.observe.certified.arrays import as_array
from corollary.observe.certified.box import Box
from corollary.observe.certified.convolution import operator_of
from corollary.observe.certified.directed import gamma
from corollary.observe.certified.propagate import layer_image, pooling_divisor, window_sum
from corollary.observe.certified.sums import Array, outward_down, outward_up
from corollary.observe.layers import Activation, Affine, Clip, Convolution, Dense, Layer, Pooling
from corollary.observe.network import Network

FLOOR = 2.0**-900
"""Above this, what underflow takes from the terms of a sum is far below the sum's rounding."""
Magnitude = Callable[[ArrayLike], Array]


def path_sums(network: Network) -> Box:
    """For a chain: bounds, for each output, of the sum over its paths from inputs and biases of the products of
    absolute weights.
    """
    lower, roundings = _pass(network, upward=False)
    upper, _ = _pass(network, upward=True)
    relative = gamma(roundings + 1)
    with np.errstate(over="ignore", invalid="ignore"):
        lower = np.where(np.isfinite(lower), outward_down(lower * (1 - relative), 3), 0.0)
        upper = np.where(upper == 0, 0.0, outward_up(upper * (1 + relative), 3))
    return Box(np.maximum(lower, 0.0), np.where(np.isnan(upper), np.inf, upper))


def _pass(network: Network, upward: bool) -> tuple[Array, int]:
    x, roundings = np.ones((1, *network.input_shape)), 0
    for node in network.nodes:
        with np.errstate(over="ignore", invalid="ignore"):
            image, more = _absolute(node.layer, x, _size)
            small = image < FLOOR
            if np.any(small):
                reached = _absolute(node.layer, _support(x), _support)[0] > 0
                image = np.where(small, FLOOR if upward else 0.0, image) * reached
        x, roundings = image, roundings + more
    return x[0], roundings


def _size(values: ArrayLike) -> Array:
    return np.abs(as_array(values))


def _support(values: ArrayLike) -> Array:
    """1 where a value is not 0."""
    return np.asarray(values != 0, dtype=np.float64)


def _absolute(layer: Layer, x: Array, size: Magnitude) -> tuple[Array, int]:
    """One step of the pass with absolute weights, and the roundings it adds to every term."""
    if isinstance(layer, Activation | Clip):
        return x, 0
    if isinstance(layer, Dense):
        weight = size(layer.weight)
        return x @ weight.T + _bias(layer.bias, size), weight.shape[1] + 1
    if isinstance(layer, Convolution):
        operator = operator_of(layer, x.shape[1:])
        image = replace(operator, kernel=size(operator.kernel)).apply(x)
        bias = _bias(layer.bias, size)
        return image + bias.reshape(-1, *(1 for _ in layer.stride)) if bias.ndim else image, operator.roundings + 1
    if isinstance(layer, Affine):
        return size(layer.scale) * x + size(layer.shift), 2
    if isinstance(layer, Pooling) and layer.kind == "average":
        return window_sum(layer, x) / pooling_divisor(layer, x.shape[1:]), prod(layer.window) + 1
    if not layer.affine:
        raise InputError(f"a {type(layer).__name__} layer has no path sums")
    return layer_image(layer, Box(x, x)).lower, 0


def _bias(bias: ArrayLike | None, size: Magnitude) -> Array:
    return np.zeros(()) if bias is None else size(bias)
