"""The Keras layers that the representation covers: configuration and weights → layers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeAlias

import numpy as np

from corollary.errors import InputError
from corollary.observe.network import (
    Activation,
    Add,
    Affine,
    Array,
    Concatenate,
    Convolution,
    Dense,
    LayerNorm,
    Pad,
    Shape,
)
from corollary.observe.readers.emit import Tensor, Unsupported, batch_norm, parameter, same_padding
from corollary.observe.readers.keras_activations import activate, prelu, relu, softmax
from corollary.observe.readers.keras_values import Context, Value, single

Config: TypeAlias = Mapping[str, Any]
Weights: TypeAlias = list[Array]
Reader: TypeAlias = Callable[[Context, Config, Weights, list[Value]], Value]
Pairs: TypeAlias = tuple[tuple[int, int], ...]


def read_layer(context: Context, kind: str, config: Config, weights: Weights, inputs: list[Value]) -> Value:
    """What a layer gives in inference form. Raises Unsupported naming a layer that is beyond the representation."""
    reader = LAYERS.get(kind)
    if reader is None:
        raise Unsupported(f"Keras layer {kind} ({config.get('name', 'unnamed')}) is not supported.")
    context.emitter.label = str(config.get("name", ""))
    return reader(context, config, weights, inputs)


def _take(weights: Weights, count: int, config: Config) -> Weights:
    """The layer's weights if there are `count` of them."""
    if len(weights) != count:
        name = config.get("name", "unnamed")
        raise InputError(f"The Keras layer {name} has {len(weights)} weights where {count} are expected.")
    return [parameter(weight) for weight in weights]


def _with_bias(weights: Weights, count: int, config: Config) -> tuple[Weights, Array | None]:
    used = _take(weights, count + bool(config.get("use_bias", True)), config)
    return used[:count], used[count] if len(used) > count else None


def _sizes(setting: Any, space: int) -> Shape:
    return (int(setting),) * space if isinstance(setting, int) else tuple(int(size) for size in setting)


def _padding(config: Config, x: Tensor, window: Shape, stride: Shape, dilation: Shape) -> Pairs:
    mode = config.get("padding", "valid")
    if mode == "same":
        return same_padding(x.shape[1:], window, stride, dilation)
    if mode == "causal":
        return ((dilation[0] * (window[0] - 1), 0),)
    return ((0, 0),) * len(window)


def _dense(context: Context, config: Config, weights: Weights, inputs: list[Value]) -> Value:
    (kernel,), bias = _with_bias(weights, 1, config)
    x = context.plain(single(inputs, "Dense"))
    return activate(context, Value(context.emitter.emit(Dense(kernel.T, bias), x)), config.get("activation"))


def _convolve(context: Context, config: Config, x: Tensor, kernel: Array, bias: Array | None, groups: int) -> Tensor:
    """A convolution with a kernel (*space, in / groups, out)."""
    space = kernel.ndim - 2
    stride, dilation = _sizes(config.get("strides", 1), space), _sizes(config.get("dilation_rate", 1), space)
    if len(x.shape) != space + 1 or len(stride) != space or len(dilation) != space:
        raise InputError(f"The Keras layer {config.get('name')} does not fit its input {x.shape}.")
    padding = _padding(config, x, kernel.shape[:-2], stride, dilation)
    ordered = np.moveaxis(kernel, (-1, -2), (0, 1))
    return context.emitter.emit(Convolution(ordered, bias, stride, padding, dilation, groups), x)


def _convolution(context: Context, config: Config, weights: Weights, inputs: list[Value]) -> Value:
    (kernel,), bias = _with_bias(weights, 1, config)
    x = context.channels(single(inputs, "Conv"), config)
    y = _convolve(context, config, x, kernel, bias, int(config.get("groups", 1)))
    return activate(context, context.wrap(y, config), config.get("activation"))


def _depthwise_kernel(kernel: Array) -> Array:
    """(*space, in, multiplier) as the kernel (*space, 1, in · multiplier) of a convolution in `in` groups."""
    return kernel.reshape(*kernel.shape[:-2], 1, -1)


def _depthwise(context: Context, config: Config, weights: Weights, inputs: list[Value]) -> Value:
    (kernel,), bias = _with_bias(weights, 1, config)
    x = context.channels(single(inputs, "DepthwiseConv"), config)
    y = _convolve(context, config, x, _depthwise_kernel(kernel), bias, kernel.shape[-2])
    return activate(context, context.wrap(y, config), config.get("activation"))


def _separable(context: Context, config: Config, weights: Weights, inputs: list[Value]) -> Value:
    (kernel, pointwise), bias = _with_bias(weights, 2, config)
    x = context.channels(single(inputs, "SeparableConv"), config)
    spread = _convolve(context, config, x, _depthwise_kernel(kernel), None, kernel.shape[-2])
    y = _convolve(context, {"name": config.get("name")}, spread, pointwise, bias, 1)
    return activate(context, context.wrap(y, config), config.get("activation"))


def _pool(kind: Literal["max", "average"]) -> Reader:
    def read(context: Context, config: Config, weights: Weights, inputs: list[Value]) -> Value:
        x = context.channels(single(inputs, "Pooling"), config)
        space = len(x.shape) - 1
        window = _sizes(config["pool_size"], space)
        stride = _sizes(config.get("strides") or window, space)
        padding = _padding(config, x, window, stride, (1,) * space)
        return context.wrap(context.emitter.pool(kind, x, window, stride, padding, (1,) * space), config)

    return read


def _global_pool(kind: Literal["max", "average"]) -> Reader:
    def read(context: Context, config: Config, weights: Weights, inputs: list[Value]) -> Value:
        y = context.emitter.global_pool(kind, context.channels(single(inputs, "GlobalPooling"), config))
        return context.wrap(y, config) if config.get("keepdims") else Value(context.emitter.reshape(y, y.shape[:1]))

    return read


def _scale_and_center(config: Config, weights: Weights, more: int) -> tuple[Array | None, Array | None, Weights]:
    scale, center = bool(config.get("scale", True)), bool(config.get("center", True))
    used = _take(weights, scale + center + more, config)
    return used[0] if scale else None, used[scale] if center else None, used[scale + center :]


def _batch_norm(context: Context, config: Config, weights: Weights, inputs: list[Value]) -> Value:
    gamma, beta, (mean, variance) = _scale_and_center(config, weights, 2)
    value = single(inputs, "BatchNormalization")
    axis = config.get("axis", -1)
    position = context.axis(axis[0] if isinstance(axis, list) else axis, value)
    factors = batch_norm(mean, variance, gamma, beta, float(config.get("epsilon", 1e-3)))
    scale, shift = (context.along(np.broadcast_to(array, mean.shape), position, value) for array in factors)
    return context.entrywise(Affine(scale, shift), value)


def _layer_norm(context: Context, config: Config, weights: Weights, inputs: list[Value]) -> Value:
    if config.get("rms_scaling"):
        raise Unsupported("Keras layer LayerNormalization with rms_scaling is not supported.")
    gamma, beta, _ = _scale_and_center(config, weights, 0)
    x = context.plain(single(inputs, "LayerNormalization"))
    given = config.get("axis", -1)
    axes = tuple(sorted(context.axis(axis, Value(x)) for axis in (given if isinstance(given, list) else [given])))
    shape = [size if i in axes else 1 for i, size in enumerate(x.shape)]
    scale, shift = (None if array is None else array.reshape(shape) for array in (gamma, beta))
    return Value(context.emitter.emit(LayerNorm(axes, scale, shift, float(config.get("epsilon", 1e-3))), x))


def _group_norm(context: Context, config: Config, weights: Weights, inputs: list[Value]) -> Value:
    gamma, beta, _ = _scale_and_center(config, weights, 0)
    value = single(inputs, "GroupNormalization")
    if context.axis(config.get("axis", -1), Value(context.plain(value))) != len(value.shape) - 1:
        raise Unsupported("Keras layer GroupNormalization is supported along the last axis only.")
    x = context.channels(value, {})
    groups = int(config.get("groups", 32))
    y = context.emitter.group_norm(x, x.shape[0] if groups == -1 else groups, float(config.get("epsilon", 1e-3)))
    ones, zeros = np.ones(x.shape[0]), np.zeros(x.shape[0])
    scaled = (gamma is not None or beta is not None) and context.emitter.per_channel(
        y, ones if gamma is None else gamma, zeros if beta is None else beta
    )
    return Value(scaled or y, True)


def _normalization(context: Context, config: Config, weights: Weights, inputs: list[Value]) -> Value:
    x = context.plain(single(inputs, "Normalization"))
    given = config.get("axis", -1)
    axes = [] if given is None else [context.axis(a, Value(x)) for a in (given if isinstance(given, list) else [given])]
    if config.get("mean") is not None:
        mean, variance = np.asarray(config["mean"], np.float64), np.asarray(config["variance"], np.float64)
    else:
        mean, variance = (array.astype(np.float64) for array in _take(weights, 3, config)[:2])
    shape = [size if i in axes else 1 for i, size in enumerate(x.shape)]
    mean, variance = (np.broadcast_to(a if a.size == 1 else a.reshape(shape), shape) for a in (mean, variance))
    deviation = np.maximum(np.sqrt(variance), 1e-7)
    if config.get("invert"):
        return Value(context.emitter.affine(x, deviation, mean))
    return Value(context.emitter.affine(x, 1 / deviation, -mean / deviation))


def _rescaling(context: Context, config: Config, weights: Weights, inputs: list[Value]) -> Value:
    x = context.plain(single(inputs, "Rescaling"))
    return Value(
        context.emitter.affine(x, np.asarray(config["scale"], float), np.asarray(config.get("offset", 0), float))
    )


def _flatten(context: Context, config: Config, weights: Weights, inputs: list[Value]) -> Value:
    x = context.plain(single(inputs, "Flatten"))
    if config.get("data_format") == "channels_first" and len(x.shape) > 1:
        x = context.emitter.transpose(x, (*range(1, len(x.shape)), 0))
    return Value(context.emitter.reshape(x, (math.prod(x.shape),)))


def _reshape(context: Context, config: Config, weights: Weights, inputs: list[Value]) -> Value:
    x = context.plain(single(inputs, "Reshape"))
    target = [int(size) for size in config["target_shape"]]
    known = -math.prod(target)
    shape = tuple(math.prod(x.shape) // known if size == -1 and known > 0 else size for size in target)
    return Value(context.emitter.reshape(x, shape))


def _permute(context: Context, config: Config, weights: Weights, inputs: list[Value]) -> Value:
    x = context.plain(single(inputs, "Permute"))
    return Value(context.emitter.transpose(x, tuple(int(axis) - 1 for axis in config["dims"])))


def _zero_padding(context: Context, config: Config, weights: Weights, inputs: list[Value]) -> Value:
    x = context.channels(single(inputs, "ZeroPadding"), config)
    given = config["padding"]
    pairs = given if isinstance(given[0], list | tuple) else [given]
    widths = ((0, 0), *((int(low), int(high)) for low, high in pairs))
    return context.wrap(context.emitter.emit(Pad(widths), x), config)


def _aligned(context: Context, inputs: list[Value]) -> list[Value]:
    """The inputs all with channels first if they are kept so already, otherwise all in Keras's layout."""
    same = all(value.first for value in inputs)
    return inputs if same else [Value(context.plain(value)) for value in inputs]


def _add(context: Context, config: Config, weights: Weights, inputs: list[Value]) -> Value:
    if len({value.shape for value in inputs}) != 1 or len(inputs) < 2:
        raise Unsupported("A Keras sum of tensors of different shapes is not supported.")
    values = _aligned(context, inputs)
    return Value(context.emitter.emit(Add(), *(value.tensor for value in values)), values[0].first)


def _average(context: Context, config: Config, weights: Weights, inputs: list[Value]) -> Value:
    total = _add(context, config, weights, inputs)
    return context.entrywise(Affine(np.asarray(1 / len(inputs)), np.zeros(())), total)


def _subtract(context: Context, config: Config, weights: Weights, inputs: list[Value]) -> Value:
    first, second = inputs
    return _add(context, config, [], [first, context.entrywise(Affine(np.asarray(-1.0), np.zeros(())), second)])


def _concatenate(context: Context, config: Config, weights: Weights, inputs: list[Value]) -> Value:
    values = _aligned(context, inputs)
    axis = context.axis(config.get("axis", -1), values[0])
    tensor = context.emitter.emit(Concatenate(axis), *(value.tensor for value in values))
    return Value(tensor, values[0].first)


def _identity(context: Context, config: Config, weights: Weights, inputs: list[Value]) -> Value:
    return single(inputs, "Identity")


def _prelu(context: Context, config: Config, weights: Weights, inputs: list[Value]) -> Value:
    return prelu(context, _take(weights, 1, config)[0], single(inputs, "PReLU"))


def _sloped(kind: Literal["leaky_relu", "elu"], key: str, default: float) -> Reader:
    def read(context: Context, config: Config, weights: Weights, inputs: list[Value]) -> Value:
        slope = config.get(key)
        return context.entrywise(Activation(kind, default if slope is None else float(slope)), single(inputs, kind))

    return read


def _activation(context: Context, config: Config, weights: Weights, inputs: list[Value]) -> Value:
    return activate(context, single(inputs, "Activation"), config.get("activation"))


def _softmax(context: Context, config: Config, weights: Weights, inputs: list[Value]) -> Value:
    axis = config.get("axis", -1)
    if not isinstance(axis, int):
        raise Unsupported("Keras layer Softmax along several axes is not supported.")
    return softmax(context, single(inputs, "Softmax"), axis)


def _relu(context: Context, config: Config, weights: Weights, inputs: list[Value]) -> Value:
    return relu(context, config, single(inputs, "ReLU"))


IDENTITIES = (
    "ActivityRegularization", "AlphaDropout", "Dropout", "GaussianDropout", "GaussianNoise", "Identity",
    "RandomBrightness", "RandomContrast", "RandomFlip", "RandomRotation", "RandomTranslation", "RandomZoom",
    "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D",
)  # fmt: skip

LAYERS: dict[str, Reader] = {
    **dict.fromkeys(IDENTITIES, _identity),
    **dict.fromkeys(("Conv1D", "Conv2D", "Conv3D"), _convolution),
    **dict.fromkeys(("DepthwiseConv1D", "DepthwiseConv2D"), _depthwise),
    **dict.fromkeys(("SeparableConv1D", "SeparableConv2D"), _separable),
    **dict.fromkeys(("MaxPooling1D", "MaxPooling2D", "MaxPooling3D"), _pool("max")),
    **dict.fromkeys(("AveragePooling1D", "AveragePooling2D", "AveragePooling3D"), _pool("average")),
    **dict.fromkeys(("GlobalMaxPooling1D", "GlobalMaxPooling2D", "GlobalMaxPooling3D"), _global_pool("max")),
    **dict.fromkeys(
        ("GlobalAveragePooling1D", "GlobalAveragePooling2D", "GlobalAveragePooling3D"), _global_pool("average")
    ),
    **dict.fromkeys(("ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D"), _zero_padding),
    "Activation": _activation,
    "Add": _add,
    "Average": _average,
    "BatchNormalization": _batch_norm,
    "Concatenate": _concatenate,
    "Dense": _dense,
    "ELU": _sloped("elu", "alpha", 1.0),
    "Flatten": _flatten,
    "GroupNormalization": _group_norm,
    "LayerNormalization": _layer_norm,
    "LeakyReLU": _sloped("leaky_relu", "negative_slope", 0.3),
    "Normalization": _normalization,
    "PReLU": _prelu,
    "Permute": _permute,
    "ReLU": _relu,
    "Rescaling": _rescaling,
    "Reshape": _reshape,
    "Softmax": _softmax,
    "Subtract": _subtract,
}
