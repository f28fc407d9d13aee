"""Activations that exporters spell out as products: x · sigmoid(x), x · tanh(softplus(x)), x · (1 + erf(x/√2))/2."""

from __future__ import annotations

import math

from corollary.observe.network import Activation, Affine, Layer, Shape
from corollary.observe.readers.emit import Emitter, Tensor, Unsupported


class Erf(Layer):
    """The error function, entrywise: a stage in reading GELU, never part of a finished network."""

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        return shape


def product(emitter: Emitter, first: Tensor, second: Tensor) -> Tensor:
    """The activation that a product of two computed tensors spells out; Unsupported if it is none that is known."""
    for x, gate in ((first, second), (second, first)):
        layer, inputs = emitter.layer_of(gate)
        if isinstance(layer, Activation) and layer.kind == "sigmoid" and inputs == (x.name,):
            return emitter.activation(x, "silu")
        if isinstance(layer, Activation) and layer.kind == "tanh":
            inner, source = emitter.layer_of(Tensor(inputs[0], gate.shape))
            if isinstance(inner, Activation) and inner.kind == "softplus" and source == (x.name,):
                return emitter.activation(x, "mish")
        if isinstance(layer, Activation | Affine):
            factor = _gelu_factor(emitter, x, gate)
            if factor is not None:
                return emitter.affine(
                    emitter.activation(Tensor(_unscaled(emitter, x)[1], x.shape), "gelu"), factor, 0.0
                )
    raise Unsupported("A product of two computed tensors is not supported")


def _gelu_factor(emitter: Emitter, x: Tensor, gate: Tensor) -> float | None:
    """c if x · gate is c · GELU of the tensor that x is a multiple of."""
    scale, source = _unscaled(emitter, x)
    outer, name = _unscaled(emitter, gate)
    layer, inputs = emitter.layer_of(Tensor(name, gate.shape))
    if not isinstance(layer, Affine) or layer.scale.size != 1 or layer.shift.size != 1:
        return None
    inner, erf_inputs = emitter.layer_of(Tensor(inputs[0], gate.shape))
    if not isinstance(inner, Erf) or float(layer.shift.reshape(())) != float(layer.scale.reshape(())):
        return None
    argument, root = _unscaled(emitter, Tensor(erf_inputs[0], gate.shape))
    if root != source or not math.isclose(argument, math.sqrt(0.5), rel_tol=1e-6):
        return None
    return 2 * scale * outer * float(layer.scale.reshape(()))


def _unscaled(emitter: Emitter, x: Tensor) -> tuple[float, str]:
    """c and the name of y for x = c · y, going back over constant factors."""
    factor, name = 1.0, x.name
    while True:
        layer, inputs = emitter.layer_of(Tensor(name, x.shape))
        if not isinstance(layer, Affine) or layer.scale.size != 1 or layer.shift.size != 1 or layer.shift.any():
            return factor, name
        factor *= float(layer.scale.reshape(()))
        name = inputs[0]
