"""The ONNX operators of network layers: convolution, pooling, normalisation, activations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np

from corollary.observe.network import Clip, Convolution, LayerNorm, Shape
from corollary.observe.readers.arithmetic import broadcast
from corollary.observe.readers.emit import Tensor, Unsupported, batch_norm, parameter, same_padding
from corollary.observe.readers.onnx_graph import Call
from corollary.observe.readers.patterns import Erf

Pairs = tuple[tuple[int, int], ...]


def _window(call: Call, x: Tensor, window: Shape) -> tuple[Shape, Pairs, Shape]:
    """Stride, padding and dilation of a sliding window over the space of x."""
    space = len(window)
    stride = tuple(int(s) for s in call.get("strides", [1] * space))
    dilation = tuple(int(d) for d in call.get("dilations", [1] * space))
    mode = call.get("auto_pad", "NOTSET")
    pads = [int(p) for p in call.get("pads", [0] * (2 * space))]
    if mode in ("SAME_UPPER", "SAME_LOWER"):
        return stride, same_padding(x.shape[1:], window, stride, dilation, mode == "SAME_UPPER"), dilation
    if mode == "VALID":
        pads = [0] * (2 * space)
    return stride, tuple(zip(pads[:space], pads[space:], strict=True)), dilation


def _convolution(call: Call) -> Tensor:
    x, kernel, bias = call.tensor(), parameter(call.required(1)), call.constant(2)
    stride, padding, dilation = _window(call, x, kernel.shape[2:])
    groups = int(call.get("group", 1))
    offset = None if bias is None else parameter(bias)
    return call.emitter.emit(Convolution(kernel, offset, stride, padding, dilation, groups), x)


def _pool(kind: Literal["max", "average"]) -> Callable[[Call], Tensor]:
    def run(call: Call) -> Tensor:
        x = call.tensor()
        window = tuple(int(size) for size in call.get("kernel_shape"))
        stride, padding, dilation = _window(call, x, window)
        ceil = bool(call.get("ceil_mode", 0)) and call.get("auto_pad", "NOTSET") in ("NOTSET", "VALID")
        counted = bool(call.get("count_include_pad", 0))
        return call.emitter.pool(kind, x, window, stride, padding, dilation, ceil, counted)

    return run


def _batch_norm(call: Call) -> Tensor:
    if call.get("training_mode", 0) or not call.get("spatial", 1):
        raise Unsupported("Operator BatchNormalization is supported in inference form, per channel, only")
    scale, shift, mean, variance = (call.required(i) for i in range(1, 5))
    values = batch_norm(mean, variance, scale, shift, call.get("epsilon", 1e-5))
    return call.emitter.per_channel(call.tensor(), *values)


def _layer_norm(call: Call) -> Tensor:
    x, shift = call.tensor(), call.constant(2)
    first = call.emitter.axis(int(call.get("axis", -1)), x.rank)
    offset = None if shift is None else broadcast(shift, x)
    axes = tuple(range(first, len(x.shape)))
    return call.emitter.emit(LayerNorm(axes, broadcast(call.required(1), x), offset, call.get("epsilon", 1e-5)), x)


def _instance_norm(call: Call) -> Tensor:
    x = call.tensor()
    normal = call.emitter.group_norm(x, x.shape[0], call.get("epsilon", 1e-5))
    return call.emitter.per_channel(normal, parameter(call.required(1)), parameter(call.required(2)))


def _group_norm(call: Call) -> Tensor:
    x, groups = call.tensor(), int(call.get("num_groups"))
    normal = call.emitter.group_norm(x, groups, call.get("epsilon", 1e-5))
    scale, shift = parameter(call.required(1)), parameter(call.required(2))
    if call.version < 21:  # before, one value per group
        scale, shift = (np.repeat(value, x.shape[0] // groups) for value in (scale, shift))
    return call.emitter.per_channel(normal, scale, shift)


def _softmax(log: bool) -> Callable[[Call], Tensor]:
    def run(call: Call) -> Tensor:
        x = call.tensor()
        if call.version >= 13:
            return call.emitter.softmax(x, int(call.get("axis", -1)), log)
        first = call.emitter.axis(int(call.get("axis", 1)), x.rank)  # before 13, over all axes from this one on
        size = int(np.prod(x.shape[first:], dtype=np.int64))
        flat = call.emitter.reshape(x, (*x.shape[:first], size))
        return call.emitter.reshape(call.emitter.softmax(flat, -1, log), x.shape)

    return run


def _simple(kind: str) -> Callable[[Call], Tensor]:
    return lambda call: call.emitter.activation(call.tensor(), kind)


def _sloped(kind: str, slope: float) -> Callable[[Call], Tensor]:
    return lambda call: call.emitter.activation(call.tensor(), kind, float(call.get("alpha", slope)))


def _selu(call: Call) -> Tensor:
    elu = call.emitter.activation(call.tensor(), "elu", float(call.get("alpha", 1.67326319217681884765625)))
    return call.emitter.affine(elu, float(call.get("gamma", 1.05070102214813232421875)), 0.0)


def _gelu(call: Call) -> Tensor:
    approximate = call.get("approximate", "none") == "tanh"
    return call.emitter.activation(call.tensor(), "gelu_tanh" if approximate else "gelu")


def _hard_sigmoid(call: Call) -> Tensor:
    line = call.emitter.affine(call.tensor(), float(call.get("alpha", 0.2)), float(call.get("beta", 0.5)))
    return call.emitter.emit(Clip(0.0, 1.0), line)


def _prelu(call: Call) -> Tensor:
    x = call.tensor()
    return call.emitter.activation(x, "leaky_relu", np.asarray(broadcast(call.required(1), x)))


LAYERS: dict[str, Callable[[Call], Any]] = {
    "Abs": _simple("abs"),
    "AveragePool": _pool("average"),
    "BatchNormalization": _batch_norm,
    "Celu": _sloped("celu", 1.0),
    "Conv": _convolution,
    "Elu": _sloped("elu", 1.0),
    "Erf": lambda call: call.emitter.emit(Erf(), call.tensor()),
    "Exp": _simple("exp"),
    "Gelu": _gelu,
    "GlobalAveragePool": lambda call: call.emitter.global_pool("average", call.tensor()),
    "GlobalMaxPool": lambda call: call.emitter.global_pool("max", call.tensor()),
    "GroupNormalization": _group_norm,
    "HardSigmoid": _hard_sigmoid,
    "HardSwish": _simple("hard_swish"),
    "InstanceNormalization": _instance_norm,
    "LayerNormalization": _layer_norm,
    "LeakyRelu": _sloped("leaky_relu", 0.01),
    "LogSoftmax": _softmax(log=True),
    "MaxPool": _pool("max"),
    "Mish": _simple("mish"),
    "PRelu": _prelu,
    "Relu": _simple("relu"),
    "Selu": _selu,
    "Sigmoid": _simple("sigmoid"),
    "Softmax": _softmax(log=False),
    "Softplus": _simple("softplus"),
    "Softsign": _simple("softsign"),
    "Tanh": _simple("tanh"),
}
