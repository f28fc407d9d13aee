"""What a network computes, in JAX and in float64, without changing JAX's configuration."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from corollary.errors import InputError
from corollary.observe.network import (
    INPUT,
    Activation,
    Add,
    Affine,
    Clip,
    Concatenate,
    Convolution,
    Dense,
    Layer,
    LayerNorm,
    Network,
    Pad,
    Pooling,
    Reshape,
    Softmax,
    Transpose,
)

if TYPE_CHECKING:
    from jax import Array as JaxArray

Forward: TypeAlias = Callable[[ArrayLike], NDArray[np.float64]]
Parameters: TypeAlias = dict[str, dict[str, Any]]  # node name → field → array
BATCH_ENTRIES = 2**24  # entries of the widest tensor of a batch: 128 MiB in float64


def forward(network: Network) -> Forward:
    """The function that `network` computes: inputs (n, *input_shape) → float64 outputs (n, *output_shape).

    Compiled on first use, evaluated in batches. Raises InputError when the inputs do not have the network's shape.
    """
    import jax

    values = parameters(network)
    compiled = jax.jit(lambda given, inputs: apply(network, given, inputs))
    batch = max(1, min(1024, BATCH_ENTRIES // max(map(math.prod, network.shapes))))

    def run(inputs: ArrayLike) -> NDArray[np.float64]:
        examples = np.asarray(inputs, dtype=np.float64)
        if examples.shape[1:] != network.input_shape or examples.ndim == 0:
            wanted = ("n", *network.input_shape)
            raise InputError(f"The inputs of {network.name} have shape {examples.shape}; it needs {wanted}.")
        result = np.empty((len(examples), *network.output_shape))
        size = min(batch, len(examples))
        with jax.enable_x64(True):
            for start in range(0, len(examples), max(size, 1)):
                part = examples[start : start + size]
                missing = np.zeros((size - len(part), *network.input_shape))  # one shape, so one compilation
                result[start : start + size] = np.asarray(compiled(values, np.concatenate([part, missing])))[
                    : len(part)
                ]
        return result

    return run


def parameters(network: Network) -> Parameters:
    """The parameters of `network` in float64, by node and field: an argument of `apply`, to differentiate in."""
    return {node.name: _arrays(node.layer) for node in network.nodes}


def _arrays(layer: Layer) -> dict[str, Any]:
    """The parameter arrays of a layer in float64, by field."""
    fields = vars(layer).items()
    return {field: value.astype(np.float64) for field, value in fields if isinstance(value, np.ndarray)}


def apply(network: Network, values: Mapping[str, Mapping[str, Any]], inputs: JaxArray) -> JaxArray:
    """The outputs (n, *output_shape) for inputs (n, *input_shape), as a pure JAX function of parameters and inputs.

    `values` is shaped as by `parameters`; what it leaves out is taken from the network. Call where float64 is enabled.
    """
    return apply_all(network, values, inputs)[network.output]


def apply_all(network: Network, values: Mapping[str, Mapping[str, Any]], inputs: JaxArray) -> dict[str, JaxArray]:
    """As `apply`, with what every node gives, by name (`"input"` included)."""
    tensors: dict[str, Any] = {INPUT: inputs}
    for node in network.nodes:
        layer = dataclasses.replace(node.layer, **{**_arrays(node.layer), **values.get(node.name, {})})
        tensors[node.name] = _APPLY[type(layer)](layer, *(tensors[name] for name in node.inputs))
    return tensors


def _dense(layer: Any, x: Any) -> Any:
    y = x @ layer.weight.T
    return y if layer.bias is None else y + layer.bias


def _convolution(layer: Any, x: Any) -> Any:
    from jax import lax

    axes = tuple(range(x.ndim))
    y = lax.conv_general_dilated(
        x,
        layer.kernel,
        window_strides=layer.stride,
        padding=layer.padding,
        rhs_dilation=layer.dilation,
        feature_group_count=layer.groups,
        dimension_numbers=lax.ConvDimensionNumbers(axes, axes, axes),
    )
    return y if layer.bias is None else y + layer.bias.reshape(-1, *(1 for _ in layer.stride))


def _pooling(layer: Any, x: Any) -> Any:
    import jax.numpy as jnp
    from jax import lax

    outer = [(0, 0), (0, 0)]
    overhang = [*outer, *((0, more) for more in layer.overhang)]
    sizes = {
        "window_dimensions": (1, 1, *layer.window),
        "window_strides": (1, 1, *layer.stride),
        "window_dilation": (1, 1, *layer.dilation),
    }
    if layer.kind == "max":
        edges = [(low, high + more) for (low, high), (_, more) in zip(layer.padding, overhang[2:], strict=True)]
        return lax.reduce_window(x, -np.inf, lax.max, padding=[*outer, *edges], **sizes)
    padding = [*outer, *layer.padding]
    total = lax.reduce_window(jnp.pad(x, padding), 0.0, lax.add, padding=overhang, **sizes)
    cells = np.pad(np.ones((1, 1, *x.shape[2:])), padding, constant_values=float(layer.count_padding))
    return total / lax.reduce_window(jnp.asarray(cells), 0.0, lax.add, padding=overhang, **sizes)


def _layer_norm(layer: Any, x: Any) -> Any:
    import jax.numpy as jnp

    axes = tuple(axis + 1 for axis in layer.axes)
    centred = x - x.mean(axes, keepdims=True)
    y = centred / jnp.sqrt((centred**2).mean(axes, keepdims=True) + layer.epsilon)
    y = y if layer.scale is None else y * layer.scale
    return y if layer.shift is None else y + layer.shift


def _activation(layer: Any, x: Any) -> Any:
    import jax
    import jax.numpy as jnp

    functions: dict[str, Callable[[Any], Any]] = {
        "relu": jax.nn.relu,
        "leaky_relu": lambda x: jnp.where(x >= 0, x, layer.slope * x),
        "abs": jnp.abs,
        "elu": lambda x: jax.nn.elu(x, layer.slope),
        "selu": jax.nn.selu,
        "celu": lambda x: jax.nn.celu(x, layer.slope),
        "gelu": lambda x: jax.nn.gelu(x, approximate=False),
        "gelu_tanh": lambda x: jax.nn.gelu(x, approximate=True),
        "tanh": jnp.tanh,
        "sigmoid": jax.nn.sigmoid,
        "softplus": jax.nn.softplus,
        "softsign": jax.nn.soft_sign,
        "silu": jax.nn.silu,
        "mish": jax.nn.mish,
        "hard_swish": lambda x: x * jnp.clip(x / 6 + 0.5, 0, 1),
        "exp": jnp.exp,
    }
    return functions[layer.kind](x)


def _softmax(layer: Any, x: Any) -> Any:
    import jax

    function = jax.nn.log_softmax if layer.log else jax.nn.softmax
    return function(x, axis=layer.axis + 1)


def _clip(layer: Any, x: Any) -> Any:
    import jax.numpy as jnp

    return jnp.clip(x, layer.low, layer.high)


def _concatenate(layer: Any, *inputs: Any) -> Any:
    import jax.numpy as jnp

    return jnp.concatenate(inputs, axis=layer.axis + 1)


def _pad(layer: Any, x: Any) -> Any:
    import jax.numpy as jnp

    return jnp.pad(x, [(0, 0), *layer.widths], constant_values=layer.value)


_APPLY: dict[type[Layer], Callable[..., Any]] = {
    Dense: _dense,
    Convolution: _convolution,
    Pooling: _pooling,
    Affine: lambda layer, x: x * layer.scale + layer.shift,
    LayerNorm: _layer_norm,
    Activation: _activation,
    Clip: _clip,
    Softmax: _softmax,
    Add: lambda layer, *inputs: sum(inputs[1:], inputs[0]),
    Concatenate: _concatenate,
    Reshape: lambda layer, x: x.reshape(len(x), *layer.shape),
    Transpose: lambda layer, x: x.transpose(0, *(axis + 1 for axis in layer.axes)),
    Pad: _pad,
}
