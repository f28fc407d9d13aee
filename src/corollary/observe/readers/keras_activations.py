"""Keras activations, by name or as layers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from corollary.observe.network import Activation, Affine, Clip, Layer, Softmax
from corollary.observe.readers.emit import Unsupported
from corollary.observe.readers.keras_values import Context, Value

_INFINITY = float("inf")
_NAMED: dict[str, tuple[Layer, ...]] = {
    "linear": (),
    "relu": (Activation("relu"),),
    "relu6": (Clip(0.0, 6.0),),
    "leaky_relu": (Activation("leaky_relu", 0.2),),
    "elu": (Activation("elu", 1.0),),
    "selu": (Activation("selu"),),
    "celu": (Activation("celu", 1.0),),
    "gelu": (Activation("gelu"),),
    "tanh": (Activation("tanh"),),
    "hard_tanh": (Clip(-1.0, 1.0),),
    "sigmoid": (Activation("sigmoid"),),
    "hard_sigmoid": (Affine(np.asarray(1 / 6), np.asarray(0.5)), Clip(0.0, 1.0)),
    "silu": (Activation("silu"),),
    "swish": (Activation("silu"),),
    "hard_silu": (Activation("hard_swish"),),
    "hard_swish": (Activation("hard_swish"),),
    "softplus": (Activation("softplus"),),
    "softsign": (Activation("softsign"),),
    "mish": (Activation("mish"),),
    "exponential": (Activation("exp"),),
}


def activate(context: Context, value: Value, setting: Any) -> Value:
    """The activation that a layer's setting names; None and "linear" change nothing."""
    name = setting
    if isinstance(setting, Mapping):  # a serialised function; its name is in `config`, if it is Keras's own
        own = str(setting.get("module") or "builtins").split(".")[0] in ("builtins", "keras")
        name = setting.get("config") if own and setting.get("class_name") == "function" else setting.get("class_name")
        name = name.get("name") if isinstance(name, Mapping) else name
    if name is None:
        return value
    if name in ("softmax", "log_softmax"):
        return softmax(context, value, -1, name == "log_softmax")
    if not isinstance(name, str) or name not in _NAMED:
        raise Unsupported(f"Keras activation {name} is not supported.")
    for layer in _NAMED[name]:
        value = context.entrywise(layer, value)
    return value


def softmax(context: Context, value: Value, axis: int, log: bool = False) -> Value:
    """Softmax along an axis that Keras counts with the batch."""
    return context.entrywise(Softmax(context.axis(axis, value), log), value)


def relu(context: Context, config: Mapping[str, Any], value: Value) -> Value:
    """The layer ReLU with its slope, limit and threshold."""
    if config.get("threshold"):
        raise Unsupported("Keras layer ReLU with a threshold, which is not continuous, is not supported.")
    slope, limit = config.get("negative_slope") or 0.0, config.get("max_value")
    if slope == 0:
        return context.entrywise(Activation("relu") if limit is None else Clip(0.0, float(limit)), value)
    leaky = context.entrywise(Activation("leaky_relu", float(slope)), value)
    return leaky if limit is None else context.entrywise(Clip(-_INFINITY, float(limit)), leaky)


def prelu(context: Context, alpha: Any, value: Value) -> Value:
    """The layer PReLU; `alpha` has the shape of one example, 1 along shared axes, in Keras's layout."""
    slope = np.asarray(alpha)
    if value.first and slope.ndim == len(value.shape):
        slope = np.moveaxis(slope, -1, 0)
    return context.entrywise(Activation("leaky_relu", slope), value)
