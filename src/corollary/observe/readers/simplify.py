"""Removes what a source's way of writing adds to a network, without changing the function."""

from __future__ import annotations

import dataclasses
from collections import Counter

import numpy as np

from corollary.observe.network import (
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
    padding, runs of reshapes or transposes as one, and those that change nothing left out."""
    uses = Counter(source for node in network.nodes for source in node.inputs)
    builder = Builder(network.name, network.input_shape)
    renamed: dict[str, str] = {}
    for node in network.nodes:
        sources = tuple(renamed.get(source, source) for source in node.inputs)
        before = builder.find(sources[0]) if len(sources) == 1 and uses[node.inputs[0]] == 1 else None
        merged = _merge(before, node.layer, node.shape) if before else None
        if before and merged:
            builder.drop(before.name)
            renamed[node.name] = builder.add(merged, *before.inputs, name=_name(before, node))
        else:
            renamed[node.name] = builder.add(node.layer, *sources, name=node.name)
        kept = builder.find(renamed[node.name])
        if kept and _idle(kept.layer, builder.shape(kept.inputs[0])):
            builder.drop(kept.name)
            renamed[node.name] = kept.inputs[0]
            uses[kept.inputs[0]] = max(uses[kept.inputs[0]], uses[node.name])
    return builder.build(renamed.get(network.output, network.output))


def _name(before: Node, node: Node) -> str:
    return before.name if isinstance(node.layer, Affine) else node.name


def _idle(layer: Layer, shape: Shape) -> bool:
    """Whether the layer gives back its input."""
    if isinstance(layer, Reshape):
        return layer.shape == shape
    return isinstance(layer, Transpose) and layer.axes == tuple(range(len(shape)))


def _merge(before: Node, layer: Layer, shape: Shape) -> Layer | None:
    """One layer that does what `before` and then `layer` do, if there is one."""
    first = before.layer
    if isinstance(layer, Affine) and isinstance(first, Dense | Convolution) and first.bias is None:
        bias = _bias(layer, shape, -1 if isinstance(first, Dense) else 0)
        return None if bias is None else dataclasses.replace(first, bias=bias)
    if isinstance(layer, Convolution) and isinstance(first, Pad) and first.value == 0 and first.widths[0] == (0, 0):
        pairs = zip(layer.padding, first.widths[1:], strict=True)
        return dataclasses.replace(layer, padding=tuple((a + c, b + d) for (a, b), (c, d) in pairs))
    if isinstance(layer, Reshape) and isinstance(first, Reshape):
        return layer
    if isinstance(layer, Transpose) and isinstance(first, Transpose):
        return Transpose(tuple(first.axes[axis] for axis in layer.axes))
    return None


def _bias(layer: Affine, shape: Shape, axis: int) -> Array | None:
    """The offset as one value per channel along `axis`, if the layer only adds such an offset."""
    if layer.scale.ndim or layer.scale != 1:
        return None
    offset = np.broadcast_to(layer.shift, (1,) * (len(shape) - layer.shift.ndim) + layer.shift.shape)
    alone = all(size == 1 for i, size in enumerate(offset.shape) if i != axis % len(shape))
    return np.broadcast_to(offset.reshape(-1), (shape[axis],)) if alone else None
