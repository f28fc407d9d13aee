"""Removes what a source's way of writing adds to a network, without changing the function."""

from __future__ import annotations

import dataclasses
from collections import Counter

import numpy as np

from corollary.observe.network import (
    INPUT,
    Affine,
    Array,
    Builder,
    Convolution,
    Dense,
    Layer,
    Network,
    Node,
    Pad,
    Reshape,
    Shape,
    Transpose,
)


def simplify(network: Network) -> Network:
    """The same function with: offsets after a weight layer as its bias, zero padding before a convolution as its
    padding, runs of reshapes, transposes or constant factors as one, and those that change nothing left out."""
    uses = Counter(source for node in network.nodes for source in node.inputs)
    builder = Builder(network.name, network.input_shape)
    renamed = {INPUT: INPUT}
    pending: Counter[str] = Counter()  # uses still to come of what is in the builder
    for node in network.nodes:
        sources = tuple(renamed[source] for source in node.inputs)
        before = builder.find(sources[0]) if len(sources) == 1 and pending[sources[0]] == 1 else None
        merged = _merge(before, node.layer, node.shape) if before else None
        if before and merged:
            builder.drop(before.name)
            layer, sources, name = merged, before.inputs, _name(before, node)
        else:
            layer, name = node.layer, node.name
        if _idle(layer, builder.shape(sources[0])):
            renamed[node.name] = sources[0]
            pending[sources[0]] += uses[node.name] - 1
        else:
            renamed[node.name] = builder.add(layer, *sources, name=name)
            pending[renamed[node.name]] = uses[node.name]
    return builder.build(renamed[network.output])


def _name(before: Node, node: Node) -> str:
    return before.name if isinstance(node.layer, Affine) else node.name


def _idle(layer: Layer, shape: Shape) -> bool:
    """Whether the layer gives back its input."""
    if isinstance(layer, Affine):
        return _factor(layer) and bool(layer.scale == 1)
    if isinstance(layer, Reshape):
        return layer.shape == shape
    return isinstance(layer, Transpose) and layer.axes == tuple(range(len(shape)))


def _merge(before: Node, layer: Layer, shape: Shape) -> Layer | None:
    """One layer that does what `before` and then `layer` do, if there is one."""
    first = before.layer
    if isinstance(layer, Affine) and isinstance(first, Dense | Convolution) and first.bias is None:
        bias = _bias(layer, shape, -1 if isinstance(first, Dense) else 0)
        return None if bias is None else dataclasses.replace(first, bias=bias)
    if isinstance(layer, Affine) and isinstance(first, Affine) and _factor(layer) and _factor(first):
        return Affine(np.asarray(float(first.scale) * float(layer.scale)), np.zeros(()))
    if isinstance(layer, Convolution) and isinstance(first, Pad) and first.value == 0 and first.widths[0] == (0, 0):
        pairs = zip(layer.padding, first.widths[1:], strict=True)
        return dataclasses.replace(layer, padding=tuple((a + c, b + d) for (a, b), (c, d) in pairs))
    if isinstance(layer, Reshape) and isinstance(first, Reshape):
        return layer
    if isinstance(layer, Transpose) and isinstance(first, Transpose):
        return Transpose(tuple(first.axes[axis] for axis in layer.axes))
    return None


def _factor(layer: Affine) -> bool:
    """Whether the layer multiplies by one number."""
    return layer.scale.ndim == 0 and not layer.shift.any()


def _bias(layer: Affine, shape: Shape, axis: int) -> Array | None:
    """The offset as one value per channel along `axis`, if the layer only adds such an offset."""
    if layer.scale.ndim or layer.scale != 1:
        return None
    offset = np.broadcast_to(layer.shift, (1,) * (len(shape) - layer.shift.ndim) + layer.shift.shape)
    alone = all(size == 1 for i, size in enumerate(offset.shape) if i != axis % len(shape))
    return np.broadcast_to(offset.reshape(-1), (shape[axis],)) if alone else None
