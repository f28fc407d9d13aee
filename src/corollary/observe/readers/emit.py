"""What the readers of ONNX and PyTorch graphs share: tensors with a batch axis written as layers on one example."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from corollary.errors import InputError
from corollary.observe.network import (
    INPUT,
    MAX_ENTRIES,
    Activation,
    Affine,
    Array,
    Builder,
    Layer,
    LayerNorm,
    Network,
    Pooling,
    Reshape,
    Shape,
    Softmax,
    Transpose,
)
from corollary.observe.readers.simplify import simplify

BATCH = 1_000_003  # stands for the size of the batch in shapes that a graph computes; a prime that no layer has


class Unsupported(InputError):
    """The model is sound as far as it was read, but uses something that the inner representation does not have."""


@dataclass(frozen=True)
class Tensor:
    """What a node gives, for one example: its name and its shape without the batch axis."""

    name: str
    shape: Shape

    @property
    def rank(self) -> int:
        """The number of axes, the batch axis included."""
        return len(self.shape) + 1


class Emitter:
    """Writes layers into a builder. Axes of the source count the batch as axis 0; those of layers do not."""

    def __init__(self, name: str, input_shape: Shape, batch: int | None = None) -> None:
        self.builder = Builder(name, input_shape)
        self.batch = batch  # the size of the batch if the source fixes it
        self.input = Tensor(INPUT, input_shape)
        self.label = ""  # of the source's node that is being read: the stem of the names

    def network(self, output: Tensor) -> Network:
        """The network that ends in `output`, tidied."""
        return simplify(self.builder.build(output.name))

    def emit(self, layer: Layer, *inputs: Tensor) -> Tensor:
        """Appends a layer, named after the source's node, and after itself too if it is not the first of that node."""
        kind = layer.kind if isinstance(layer, Activation) else type(layer).__name__.lower()
        aside = isinstance(layer, Transpose | Reshape) or self.builder.find(self.label) is not None
        title = f"{self.label}/{kind}" if self.label and aside else self.label
        name = self.builder.add(layer, *(tensor.name for tensor in inputs), name=title)
        return Tensor(name, self.builder.shape(name))

    def layer_of(self, tensor: Tensor) -> tuple[Layer | None, tuple[str, ...]]:
        """The layer that gives a tensor and the names of its inputs; None for the network's input."""
        node = self.builder.find(tensor.name)
        return (node.layer, node.inputs) if node else (None, ())

    def axis(self, axis: int, rank: int) -> int:
        """The axis of an example for an axis of a batch of rank `rank`, counted from the end if negative."""
        if not -rank <= axis < rank:
            raise InputError(f"The model cannot be read: axis {axis} of a tensor of rank {rank}.")
        if axis % rank == 0:
            raise Unsupported("An operation along the batch axis mixes the examples.")
        return axis % rank - 1

    def affine(self, x: Tensor, scale: Any, shift: Any) -> Tensor:
        """scale · x + shift, entrywise, with constants that broadcast to one example."""
        return self.emit(Affine(parameter(scale), parameter(shift)), x)

    def activation(self, x: Tensor, kind: Any, slope: float | Array = 0.0) -> Tensor:
        """An entrywise function; `slope` as in Activation."""
        return self.emit(Activation(kind, slope), x)

    def reshape(self, x: Tensor, shape: Shape) -> Tensor:
        """The entries of each example under a new shape."""
        return x if shape == x.shape else self.emit(Reshape(shape), x)

    def transpose(self, x: Tensor, axes: tuple[int, ...]) -> Tensor:
        """The axes of each example in another order."""
        return x if axes == tuple(range(len(axes))) == tuple(range(len(x.shape))) else self.emit(Transpose(axes), x)

    def resolve(self, x: Tensor, target: Sequence[int], zero_copies: bool = True) -> Shape:
        """The example shape of a reshape of a batch to `target`, where -1 is inferred and 0 copies.

        Raises Unsupported when entries would move between examples.
        """
        given = (BATCH, *x.shape)
        wanted = [
            given[i] if size == 0 and zero_copies and i < len(given) else int(size) for i, size in enumerate(target)
        ]
        if wanted and wanted[0] in (self.batch, -1) and wanted.count(-1) <= 1:
            rest = math.prod(wanted[1:])
            wanted[0] = BATCH if rest == math.prod(x.shape) or -1 in wanted[1:] else wanted[0]
        if wanted.count(-1) == 1 and wanted[0] == BATCH:
            known = -math.prod(wanted[1:])
            wanted[wanted.index(-1)] = math.prod(x.shape) // known if known > 0 else 0
        fits = wanted[:1] == [BATCH] and all(size > 0 for size in wanted)
        if not fits or math.prod(wanted[1:]) != math.prod(x.shape):
            raise Unsupported(
                f"A reshape of examples of shape {x.shape} to {list(target)} moves entries between examples."
            )
        return tuple(wanted[1:])

    def pool(
        self,
        kind: Literal["max", "average"],
        x: Tensor,
        window: Shape,
        stride: Shape,
        padding: tuple[tuple[int, int], ...],
        dilation: Shape,
        ceil: bool = False,
        count_padding: bool = False,
    ) -> Tensor:
        """Pooling; with `ceil`, output sizes are rounded up, except that no window starts in the far padding."""
        overhang = [0] * len(window)
        if ceil and len(x.shape) == len(window) + 1 == len(padding) + 1 and min(stride, default=0) > 0:
            for i, size in enumerate(x.shape[1:]):
                span = size + sum(padding[i]) - dilation[i] * (window[i] - 1) - 1
                steps = -(-span // stride[i])
                if steps * stride[i] >= size + padding[i][0]:
                    steps -= 1
                overhang[i] = max(0, steps * stride[i] - span)
        return self.emit(Pooling(kind, window, stride, padding, dilation, tuple(overhang), count_padding), x)

    def global_pool(self, kind: Literal["max", "average"], x: Tensor) -> Tensor:
        """Pooling over the whole space: (channels, *space) → (channels, 1, …, 1)."""
        space = len(x.shape) - 1
        if space < 1:
            raise InputError(f"The model cannot be read: global pooling of examples of shape {x.shape}.")
        return self.pool(kind, x, x.shape[1:], (1,) * space, ((0, 0),) * space, (1,) * space)

    def reduce(self, kind: Literal["max", "average", "sum"], x: Tensor, axes: Sequence[int], keep: bool) -> Tensor:
        """The maximum, mean or sum over axes of the example, kept with size 1 or left out."""
        if not axes:
            return x
        rest = tuple(i for i in range(len(x.shape)) if i not in axes)
        count = math.prod(x.shape[i] for i in axes)
        flat = self.transpose(x, (*rest, *sorted(axes)))
        flat = self.reshape(flat, (math.prod(x.shape[i] for i in rest), count))
        pooled = self.global_pool("max" if kind == "max" else "average", flat)
        kept = tuple(1 if i in axes else size for i, size in enumerate(x.shape))
        pooled = self.reshape(pooled, kept if keep else tuple(x.shape[i] for i in rest))
        return self.affine(pooled, float(count), 0.0) if kind == "sum" else pooled

    def softmax(self, x: Tensor, axis: int, log: bool) -> Tensor:
        """Softmax along an axis of the batch (negative ones allowed)."""
        return self.emit(Softmax(self.axis(axis, x.rank), log), x)

    def group_norm(self, x: Tensor, groups: int, epsilon: float) -> Tensor:
        """Each of `groups` groups of channels, with all of its space, to mean 0 and variance 1."""
        if groups < 1 or not x.shape or x.shape[0] % groups:
            raise InputError(
                f"The model cannot be read: {groups} groups of the channels of examples of shape {x.shape}."
            )
        grouped = self.reshape(x, (groups, math.prod(x.shape) // groups))
        return self.reshape(self.emit(LayerNorm((1,), None, None, epsilon), grouped), x.shape)

    def per_channel(self, x: Tensor, scale: Any, shift: Any) -> Tensor:
        """scale · x + shift with one value per channel, the first axis of the example."""
        ones = (1,) * (len(x.shape) - 1)
        return self.affine(x, np.reshape(scale, (-1, *ones)), np.reshape(shift, (-1, *ones)))


def batch_norm(mean: Any, variance: Any, scale: Any, shift: Any, epsilon: float) -> tuple[Array, Array]:
    """The scale and shift, in float64, of a batch normalisation in inference form; None for 1 and 0."""
    values = np.asarray(variance, dtype=np.float64) + epsilon
    if not (values > 0).all():
        raise InputError("The model cannot be read: a batch normalisation has a variance that is not positive.")
    factor = (1.0 if scale is None else np.asarray(scale, dtype=np.float64)) / np.sqrt(values)
    offset = 0.0 if shift is None else np.asarray(shift, dtype=np.float64)
    return factor, offset - np.asarray(mean, dtype=np.float64) * factor


def same_padding(
    size: Shape, window: Shape, stride: Shape, dilation: Shape, upper: bool = True
) -> tuple[tuple[int, int], ...]:
    """The padding that makes the output size ⌈size / stride⌉; an odd cell goes to the far side if `upper`."""
    pairs = []
    for n, w, s, d in zip(size, window, stride, dilation, strict=True):
        total = max(0, (-(-n // s) - 1) * s + d * (w - 1) + 1 - n)
        small, large = total // 2, total - total // 2
        pairs.append((small, large) if upper else (large, small))
    return tuple(pairs)


def parameter(value: Any) -> Array:
    """A parameter array in float32 or float64: narrower floats become float32, integers float64, both exactly."""
    array: NDArray[Any] = np.asarray(value)
    if array.size > MAX_ENTRIES:
        raise InputError(f"The model cannot be read: a parameter of shape {array.shape} is too large.")
    if array.dtype in (np.float32, np.float64):
        return array
    narrow = array.dtype == np.float16 or array.dtype.name == "bfloat16"
    return array.astype(np.float32 if narrow else np.float64)
