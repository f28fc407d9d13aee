"""The layers of the inner representation: frozen records of what a layer computes on one example.

Every layer acts on one example, without the batch axis. Tensors with space are channels-first, `(channels, *space)`.
Arrays are read-only views of the source's parameters, in float32 or float64.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from corollary.errors import InputError

Array: TypeAlias = NDArray[np.floating[Any]]
Shape: TypeAlias = tuple[int, ...]

ActivationKind = Literal[
    "relu", "leaky_relu", "abs", "elu", "selu", "celu", "gelu", "gelu_tanh", "tanh", "sigmoid", "softplus", "softsign",
    "silu", "mish", "hard_swish", "exp",
]  # fmt: skip
PIECEWISE_LINEAR: frozenset[str] = frozenset({"relu", "leaky_relu", "abs"})


@dataclass(frozen=True, eq=False)
class Layer:
    """A map from one or more example tensors to one. Two layers are equal only if they are the same object."""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                object.__setattr__(self, field.name, _parameters(value, type(self).__name__, field.name))

    @property
    def affine(self) -> bool:
        """Whether the layer is an affine map of its inputs (jointly)."""
        return True

    @property
    def piecewise_linear(self) -> bool:
        """Whether the layer is continuous and piecewise affine with finitely many pieces."""
        return self.affine

    @property
    def arrays(self) -> tuple[Array, ...]:
        """The parameter arrays, in the order of the fields."""
        values = (getattr(self, field.name) for field in fields(self))
        return tuple(value for value in values if isinstance(value, np.ndarray))

    def output_shape(self, *inputs: Shape) -> Shape:
        """The shape of the output for inputs of these shapes; InputError if they do not fit."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class Dense(Layer):
    """x ↦ W x + b along the last axis: `weight` (out, in), `bias` (out,) or None for no bias."""

    weight: Array
    bias: Array | None = None

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        _require(self.weight.ndim == 2, f"a dense weight needs 2 axes, this one has shape {self.weight.shape}")
        out, width = self.weight.shape
        _require(bool(shape) and shape[-1] == width, f"a dense layer of width {width} got an input of shape {shape}")
        _require(self.bias is None or self.bias.shape == (out,), f"a dense layer needs a bias of shape ({out},)")
        return (*shape[:-1], out)


@dataclass(frozen=True, eq=False)
class Convolution(Layer):
    """Cross-correlation with zero padding in 1, 2 or 3 dimensions (what every framework calls convolution).

    `kernel` (out, in / groups, *space), `bias` (out,) or None; `stride`, `dilation` one integer per spatial axis;
    `padding` (before, after) per spatial axis.
    """

    kernel: Array
    bias: Array | None
    stride: tuple[int, ...]
    padding: tuple[tuple[int, int], ...]
    dilation: tuple[int, ...]
    groups: int = 1

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        space = self.kernel.ndim - 2
        _require(
            space in (1, 2, 3), f"a convolution needs 1 to 3 spatial axes, its kernel has shape {self.kernel.shape}"
        )
        _require(len(shape) == space + 1, f"a convolution over {space} spatial axes got an input of shape {shape}")
        out, per_group = self.kernel.shape[:2]
        fits = self.groups >= 1 and out % self.groups == 0 and shape[0] == per_group * self.groups
        _require(fits, f"a kernel of shape {self.kernel.shape} in {self.groups} groups does not fit input {shape}")
        _require(self.bias is None or self.bias.shape == (out,), f"a convolution needs a bias of shape ({out},)")
        window = self.kernel.shape[2:]
        return (out, *sliding(shape[1:], window, self.stride, self.padding, self.dilation, "convolution"))


@dataclass(frozen=True, eq=False)
class Pooling(Layer):
    """Maximum or average over a sliding window per channel. Global pooling has the whole space as its window.

    `padding` (before, after) per spatial axis is −∞ for the maximum; for the average it is 0, counted in the divisor
    if `count_padding`. `overhang` cells more, per spatial axis, follow on the far side (rounding the output size up):
    they hold nothing and are never counted.
    """

    kind: Literal["max", "average"]
    window: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[tuple[int, int], ...]
    dilation: tuple[int, ...]
    overhang: tuple[int, ...]
    count_padding: bool = False

    @property
    def affine(self) -> bool:
        return self.kind == "average"

    @property
    def piecewise_linear(self) -> bool:
        return True

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        _require(
            len(shape) == len(self.window) + 1, f"pooling over a window {self.window} got an input of shape {shape}"
        )
        padding = tuple((low, high + more) for (low, high), more in zip(self.padding, self.overhang, strict=True))
        return (shape[0], *sliding(shape[1:], self.window, self.stride, padding, self.dilation, "pooling"))


@dataclass(frozen=True, eq=False)
class Affine(Layer):
    """x ↦ scale · x + shift, entrywise; `scale` and `shift` broadcast to the input's shape.

    Batch normalisation in inference form is this with arrays of shape (channels, 1, …, 1); so are constant factors,
    offsets and standardisation.
    """

    scale: Array
    shift: Array

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        for array in (self.scale, self.shift):
            fits = array.ndim <= len(shape) and all(
                a in (1, s) for a, s in zip(array.shape[::-1], shape[::-1], strict=False)
            )
            _require(fits, f"a scale or shift of shape {array.shape} does not broadcast to an input of shape {shape}")
        return shape


@dataclass(frozen=True, eq=False)
class LayerNorm(Layer):
    """(x − mean) / √(variance + epsilon) over `axes` (of the example, not negative), then · scale + shift.

    `scale` and `shift` broadcast to the input's shape; None for 1 and 0. The variance divides by the number of entries.
    """

    axes: tuple[int, ...]
    scale: Array | None
    shift: Array | None
    epsilon: float

    @property
    def affine(self) -> bool:
        return False

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        _require(all(0 <= axis < len(shape) for axis in self.axes), f"normalisation over axes {self.axes} of {shape}")
        for array in (self.scale, self.shift):
            if array is not None:
                Affine(array, array).output_shape(shape)
        return shape


@dataclass(frozen=True, eq=False)
class Activation(Layer):
    """A function applied to every entry.

    `slope` is the slope of the negative side of `leaky_relu` (an array that broadcasts to the input for PReLU) and the
    α of `elu` and `celu`; the other kinds do not use it. `gelu` is x Φ(x), `gelu_tanh` its usual approximation.
    """

    kind: ActivationKind
    slope: float | Array = 0.0

    @property
    def affine(self) -> bool:
        return False

    @property
    def piecewise_linear(self) -> bool:
        return self.kind in PIECEWISE_LINEAR

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        if isinstance(self.slope, np.ndarray):
            Affine(self.slope, self.slope).output_shape(shape)
        return shape


@dataclass(frozen=True, eq=False)
class Clip(Layer):
    """x ↦ min(max(x, low), high), entrywise; infinite ends allowed, and constant if low > high. ReLU6 is Clip(0, 6)."""

    low: float
    high: float

    @property
    def affine(self) -> bool:
        return False

    @property
    def piecewise_linear(self) -> bool:
        return True

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        _require(self.low == self.low and self.high == self.high, "a limit of a clip is not a number")
        return shape


@dataclass(frozen=True, eq=False)
class Softmax(Layer):
    """exp(x) / Σ exp(x) along `axis` (of the example, not negative), or its logarithm."""

    axis: int
    log: bool = False

    @property
    def affine(self) -> bool:
        return False

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        _require(0 <= self.axis < len(shape), f"softmax along axis {self.axis} of an input of shape {shape}")
        return shape


@dataclass(frozen=True, eq=False)
class Add(Layer):
    """The sum of two or more tensors of one shape (the join of a residual block)."""

    def output_shape(self, *inputs: Shape) -> Shape:
        _require(len(inputs) >= 2 and len(set(inputs)) == 1, f"a sum of tensors of shapes {inputs}")
        return inputs[0]


@dataclass(frozen=True, eq=False)
class Concatenate(Layer):
    """The inputs joined along `axis` (of the example, not negative)."""

    axis: int

    def output_shape(self, *inputs: Shape) -> Shape:
        rest = {shape[: self.axis] + shape[self.axis + 1 :] for shape in inputs}
        fits = len(rest) == 1 and all(0 <= self.axis < len(shape) for shape in inputs)
        _require(fits, f"tensors of shapes {inputs} do not join along axis {self.axis}")
        return (*inputs[0][: self.axis], sum(shape[self.axis] for shape in inputs), *inputs[0][self.axis + 1 :])


@dataclass(frozen=True, eq=False)
class Reshape(Layer):
    """The entries in row-major order under a new `shape`. Flatten is Reshape((size,))."""

    shape: Shape

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        _require(math.prod(shape) == math.prod(self.shape), f"shape {shape} cannot become {self.shape}")
        return self.shape


@dataclass(frozen=True, eq=False)
class Transpose(Layer):
    """Axis i of the output is axis `axes[i]` of the input."""

    axes: tuple[int, ...]

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        _require(sorted(self.axes) == list(range(len(shape))), f"{self.axes} does not permute the axes of {shape}")
        return tuple(shape[axis] for axis in self.axes)


@dataclass(frozen=True, eq=False)
class Pad(Layer):
    """`value` written around the input: `widths` (before, after) per axis of the example."""

    widths: tuple[tuple[int, int], ...]
    value: float = 0.0

    def output_shape(self, *inputs: Shape) -> Shape:
        (shape,) = inputs
        fits = len(self.widths) == len(shape) and all(low >= 0 and high >= 0 for low, high in self.widths)
        _require(fits, f"padding {self.widths} does not fit an input of shape {shape}")
        return tuple(size + low + high for size, (low, high) in zip(shape, self.widths, strict=True))


def sliding(
    size: Shape, window: Shape, stride: Shape, padding: tuple[tuple[int, int], ...], dilation: Shape, what: str
) -> Shape:
    """The output sizes of a sliding window; InputError if the settings are senseless or nothing is left."""
    space = len(size)
    lengths = {len(window), len(stride), len(padding), len(dilation)}
    _require(lengths == {space}, f"a {what} over {space} spatial axes has settings for {sorted(lengths)}")
    sane = all(s >= 1 for s in (*window, *stride, *dilation)) and all(p >= 0 for pair in padding for p in pair)
    _require(sane, f"a {what} has window {window}, stride {stride}, padding {padding}, dilation {dilation}")
    spans = [size[i] + sum(padding[i]) - dilation[i] * (window[i] - 1) - 1 for i in range(space)]
    _require(min(spans) >= 0, f"a {what} with window {window} and padding {padding} does not fit a space of {size}")
    return tuple(span // step + 1 for span, step in zip(spans, stride, strict=True))


def _parameters(value: Array, layer: str, field: str) -> Array:
    _require(
        value.dtype in (np.float32, np.float64), f"the {field} of a {layer} layer has type {value.dtype}, not float"
    )
    _require(bool(np.isfinite(value).all()), f"the {field} of a {layer} layer contains values that are not finite")
    view = value.view()
    view.flags.writeable = False
    return view


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise InputError(f"The model cannot be read: {message}.")
