"""The inner representation of a feed-forward model: named nodes in an order in which they can be computed."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from corollary.errors import InputError
from corollary.observe.layers import (
    Activation,
    ActivationKind,
    Add,
    Affine,
    Array,
    Clip,
    Concatenate,
    Convolution,
    Dense,
    Layer,
    LayerNorm,
    Pad,
    Pooling,
    Reshape,
    Shape,
    Softmax,
    Transpose,
)

__all__ = [
    "INPUT", "MAX_ENTRIES", "Activation", "ActivationKind", "Add", "Affine", "Array", "Builder", "Clip", "Concatenate",
    "Convolution", "Dense", "Layer", "LayerNorm", "Network", "Node", "Pad", "Pooling", "Reshape", "Shape", "Softmax",
    "Transpose", "chain",
]  # fmt: skip

INPUT = "input"
MAX_ENTRIES = 2**31  # of one tensor, per example: beyond this nothing can be computed


@dataclass(frozen=True, eq=False)
class Node:
    """A layer, the names of the nodes that feed it (or `"input"`), and the shape of its output for one example."""

    name: str
    layer: Layer
    inputs: tuple[str, ...]
    shape: Shape


@dataclass(frozen=True, eq=False)
class Network:
    """A directed acyclic graph of layers from one input to one output.

    In `nodes` every node comes after those that feed it. `input_shape` is the shape of one example, in the source's
    layout (a Keras image model begins with a Transpose to channels-first).
    Raises InputError when the order, a name or a shape is wrong.
    """

    name: str
    input_shape: Shape
    nodes: tuple[Node, ...]
    output: str

    def __post_init__(self) -> None:
        shapes: dict[str, Shape] = {INPUT: self.input_shape}
        for node in self.nodes:
            if node.name in shapes:
                raise InputError(f"The network {self.name} has two nodes named {node.name}.")
            unknown = [name for name in node.inputs if name not in shapes]
            if unknown:
                raise InputError(f"Node {node.name} of {self.name} uses {unknown[0]}, which does not come before it.")
            if node.layer.output_shape(*(shapes[name] for name in node.inputs)) != node.shape:
                raise InputError(f"Node {node.name} of {self.name} does not have the shape {node.shape}.")
            shapes[node.name] = node.shape
        if self.output not in shapes:
            raise InputError(f"The network {self.name} has no node {self.output}.")

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """The shapes of the input and of what each node gives, for one example."""
        return (self.input_shape, *(node.shape for node in self.nodes))

    @property
    def output_shape(self) -> Shape:
        """The shape of the output for one example."""
        return self.shape_of(self.output)

    @property
    def input_size(self) -> int:
        """The number of entries of one example."""
        return math.prod(self.input_shape)

    @property
    def output_size(self) -> int:
        """The number of entries of the output for one example."""
        return math.prod(self.output_shape)

    @property
    def weight_layers(self) -> tuple[Node, ...]:
        """The nodes that are dense or convolutional, in order."""
        return tuple(node for node in self.nodes if isinstance(node.layer, Dense | Convolution))

    @property
    def activations(self) -> tuple[Node, ...]:
        """The nodes that are entrywise nonlinear (Activation or Clip), in order."""
        return tuple(node for node in self.nodes if isinstance(node.layer, Activation | Clip))

    @property
    def is_feedforward_chain(self) -> bool:
        """Whether every node has one input, the node before it: no branches, no residual joins."""
        names = (INPUT, *(node.name for node in self.nodes))
        chained = all(node.inputs == (names[i],) for i, node in enumerate(self.nodes))
        return chained and self.output == names[-1]

    @property
    def piecewise_linear(self) -> bool:
        """Whether every layer is piecewise affine, so that the network is."""
        return all(node.layer.piecewise_linear for node in self.nodes)

    @property
    def parameter_count(self) -> int:
        """The number of real parameters; an array used by several layers counts once, an absent bias not at all.

        Batch normalisation counts 2 per channel (its folded scale and shift); constant factors and offsets count too.
        """
        return sum(array.size for array in self._distinct_arrays())

    @property
    def parameter_bits(self) -> int:
        """The number of bits that the parameters occupy, at the precision in which they were read."""
        return sum(8 * array.nbytes for array in self._distinct_arrays())

    def _distinct_arrays(self) -> tuple[Array, ...]:
        arrays = [array for node in self.nodes for array in node.layer.arrays]
        distinct = {(a.__array_interface__["data"][0], a.shape, a.strides): a for a in arrays}
        return tuple(distinct.values())

    def node(self, name: str) -> Node:
        """The node of this name; InputError if there is none."""
        for node in self.nodes:
            if node.name == name:
                return node
        raise InputError(f"The network {self.name} has no node {name}.")

    def shape_of(self, name: str) -> Shape:
        """The shape, for one example, of what a node (or `"input"`) gives."""
        return self.input_shape if name == INPUT else self.node(name).shape

    def without_link(self) -> Network:
        """The network up to its scores: without a final softmax, log-softmax or sigmoid; itself if it has none."""
        last = self.nodes[-1] if self.nodes else None
        if last is None or last.name != self.output or not _is_link(last.layer):
            return self
        return dataclasses.replace(self, nodes=self.nodes[:-1], output=last.inputs[0])


def _is_link(layer: Layer) -> bool:
    return isinstance(layer, Softmax) or (isinstance(layer, Activation) and layer.kind == "sigmoid")


@dataclass
class Builder:
    """Collects nodes for a network: computes shapes, keeps names unique, drops what does not reach the output."""

    name: str
    input_shape: Shape
    _nodes: dict[str, Node] = field(default_factory=dict)
    _stems: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._check(INPUT, self.input_shape)

    def add(self, layer: Layer, *inputs: str, name: str = "") -> str:
        """Appends a layer fed by the named nodes and returns its name: `name`, made unique."""
        chosen = stem = name or type(layer).__name__.lower()
        while chosen in self._nodes or chosen == INPUT:
            self._stems[stem] += 1
            chosen = f"{stem}_{self._stems[stem] + 1}"
        shape = layer.output_shape(*(self.shape(source) for source in inputs))
        self._check(chosen, shape)
        self._nodes[chosen] = Node(chosen, layer, inputs, shape)
        return chosen

    def find(self, name: str) -> Node | None:
        """The node of this name, if there is one."""
        return self._nodes.get(name)

    def drop(self, name: str) -> None:
        """Takes back a node that no other uses."""
        del self._nodes[name]

    def shape(self, name: str) -> Shape:
        """The shape of what a node gives."""
        return self.input_shape if name == INPUT else self._nodes[name].shape

    def build(self, output: str) -> Network:
        """The network that ends in `output`, with only the nodes that it needs."""
        needed = {output}
        for node in reversed(self._nodes.values()):
            if node.name in needed:
                needed.update(node.inputs)
        return Network(self.name, self.input_shape, tuple(n for n in self._nodes.values() if n.name in needed), output)

    def _check(self, name: str, shape: Shape) -> None:
        if any(size < 1 for size in shape) or math.prod(shape) > MAX_ENTRIES:
            raise InputError(f"Tensor {name} of {self.name} has the shape {shape}, which is empty or too large.")


def chain(name: str, input_shape: Sequence[int], layers: Sequence[Layer]) -> Network:
    """The network that applies the layers one after the other."""
    builder = Builder(name, tuple(input_shape))
    last = INPUT
    for layer in layers:
        last = builder.add(layer, last)
    return builder.build(last)
