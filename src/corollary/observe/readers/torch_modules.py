"""The modules of torch.nn that the representation covers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from corollary.errors import InputError
from corollary.observe.network import LayerNorm
from corollary.observe.readers import torch_operators as operators
from corollary.observe.readers.emit import Emitter, Tensor, Unsupported, batch_norm
from corollary.observe.readers.torch_operators import Parameters

Reader: TypeAlias = Callable[[Emitter, Any, Tensor, Parameters], Tensor]


def _linear(emitter: Emitter, module: Any, x: Tensor, parameters: Parameters) -> Tensor:
    return operators.linear(emitter, x, parameters(module.weight), parameters(module.bias))


def _convolution(emitter: Emitter, module: Any, x: Tensor, parameters: Parameters) -> Tensor:
    if module.padding_mode != "zeros":
        raise Unsupported(f"A convolution with padding mode {module.padding_mode} is not supported")
    weight, bias = parameters(module.weight), parameters(module.bias)
    settings = (module.stride, module.padding, module.dilation, module.groups)
    return operators.convolution(emitter, x, weight, bias, *settings)


def _max_pool(space: int) -> Reader:
    def read(emitter: Emitter, module: Any, x: Tensor, parameters: Parameters) -> Tensor:
        settings = (module.stride, module.padding, module.dilation, module.ceil_mode, module.return_indices)
        result: Tensor = operators.max_pool(space)(emitter, x, module.kernel_size, *settings)
        return result

    return read


def _average_pool(space: int) -> Reader:
    def read(emitter: Emitter, module: Any, x: Tensor, parameters: Parameters) -> Tensor:
        settings = (module.stride, module.padding, module.ceil_mode, module.count_include_pad)
        divisor = getattr(module, "divisor_override", None)
        result: Tensor = operators.average_pool(space)(emitter, x, module.kernel_size, *settings, divisor)
        return result

    return read


def _adaptive_pool(kind: str, space: int) -> Reader:
    return lambda emitter, module, x, parameters: operators.adaptive_pool(kind, space)(emitter, x, module.output_size)


def _batch_norm(emitter: Emitter, module: Any, x: Tensor, parameters: Parameters) -> Tensor:
    if module.running_mean is None:
        raise Unsupported("Batch normalisation without running statistics mixes the examples")
    mean, variance = parameters(module.running_mean), parameters(module.running_var)
    values = batch_norm(mean, variance, parameters(module.weight), parameters(module.bias), module.eps)
    return emitter.per_channel(x, *values)


def _layer_norm(emitter: Emitter, module: Any, x: Tensor, parameters: Parameters) -> Tensor:
    axes = tuple(range(len(x.shape) - len(module.normalized_shape), len(x.shape)))
    if x.shape[-len(axes) :] != tuple(module.normalized_shape):
        raise InputError(f"The model cannot be read: a normalisation of {module.normalized_shape} got {x.shape}")
    return emitter.emit(LayerNorm(axes, parameters(module.weight), parameters(module.bias), module.eps), x)


def _group_norm(emitter: Emitter, module: Any, x: Tensor, parameters: Parameters) -> Tensor:
    y = emitter.group_norm(x, module.num_groups, module.eps)
    return _scaled(emitter, module, y, parameters)


def _instance_norm(emitter: Emitter, module: Any, x: Tensor, parameters: Parameters) -> Tensor:
    if module.track_running_stats:
        return _batch_norm(emitter, module, x, parameters)
    return _scaled(emitter, module, emitter.group_norm(x, x.shape[0], module.eps), parameters)


def _scaled(emitter: Emitter, module: Any, y: Tensor, parameters: Parameters) -> Tensor:
    if module.weight is None:
        return y
    bias = np.zeros(y.shape[0]) if module.bias is None else parameters(module.bias)
    return emitter.per_channel(y, parameters(module.weight), bias)


def _prelu(emitter: Emitter, module: Any, x: Tensor, parameters: Parameters) -> Tensor:
    slope = parameters(module.weight)
    return emitter.activation(x, "leaky_relu", slope.reshape(-1, *(1,) * (len(x.shape) - 1)))


def _unflatten(emitter: Emitter, module: Any, x: Tensor, parameters: Parameters) -> Tensor:
    axis = emitter.axis(module.dim, x.rank)
    new = [int(size) for size in module.unflattened_size]
    known = -int(np.prod(new))
    new = [x.shape[axis] // known if size == -1 and known > 0 else size for size in new]
    return emitter.reshape(x, (*x.shape[:axis], *new, *x.shape[axis + 1 :]))


def _identity(emitter: Emitter, module: Any, x: Tensor, parameters: Parameters) -> Tensor:
    return x


def _of(function: Callable[..., Any], *names: str) -> Reader:
    """A module that calls a function with some of its attributes."""
    return lambda emitter, module, x, parameters: function(emitter, x, *(getattr(module, name) for name in names))


MODULES: dict[str, Reader] = {
    **{f"Conv{space}d": _convolution for space in (1, 2, 3)},
    **{f"MaxPool{space}d": _max_pool(space) for space in (1, 2, 3)},
    **{f"AvgPool{space}d": _average_pool(space) for space in (1, 2, 3)},
    **{f"AdaptiveAvgPool{space}d": _adaptive_pool("average", space) for space in (1, 2, 3)},
    **{f"AdaptiveMaxPool{space}d": _adaptive_pool("max", space) for space in (1, 2, 3)},
    **{f"BatchNorm{space}d": _batch_norm for space in (1, 2, 3)},
    **{f"InstanceNorm{space}d": _instance_norm for space in (1, 2, 3)},
    **{f"ZeroPad{space}d": _of(operators.pad, "padding") for space in (1, 2, 3)},
    **{
        f"ConstantPad{space}d": lambda emitter, module, x, parameters: operators.pad(
            emitter, x, module.padding, value=module.value
        )
        for space in (1, 2, 3)
    },
    **dict.fromkeys(
        ("AlphaDropout", "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "FeatureAlphaDropout", "Identity"), _identity
    ),
    "CELU": _of(operators.sloped("celu", 1.0), "alpha"),
    "ELU": _of(operators.sloped("elu", 1.0), "alpha"),
    "Flatten": _of(operators.flatten, "start_dim", "end_dim"),
    "GELU": _of(operators.gelu, "approximate"),
    "GroupNorm": _group_norm,
    "Hardsigmoid": _of(operators.hard_sigmoid),
    "Hardswish": _of(operators.simple("hard_swish")),
    "Hardtanh": _of(operators.clip, "min_val", "max_val"),
    "LayerNorm": _layer_norm,
    "LeakyReLU": _of(operators.sloped("leaky_relu", 0.01), "negative_slope"),
    "Linear": _linear,
    "LogSoftmax": _of(operators.softmax(log=True), "dim"),
    "Mish": _of(operators.simple("mish")),
    "PReLU": _prelu,
    "ReLU": _of(operators.simple("relu")),
    "ReLU6": _of(operators.clip, "min_val", "max_val"),
    "SELU": _of(operators.simple("selu")),
    "SiLU": _of(operators.simple("silu")),
    "Sigmoid": _of(operators.simple("sigmoid")),
    "Softmax": _of(operators.softmax(log=False), "dim"),
    "Softplus": _of(operators.softplus, "beta", "threshold"),
    "Softsign": _of(operators.simple("softsign")),
    "Tanh": _of(operators.simple("tanh")),
    "Unflatten": _unflatten,
}
