"""A convolutional layer without its bias, as the linear operator that it is: padding, stride, dilation and groups
included.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from corollary.observe.certified.arrays import as_array
from corollary.observe.certified.sums import Array
from corollary.observe.layers import Convolution, Shape, sliding

Slices: TypeAlias = tuple[slice, ...]
Indices: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class ConvolutionOperator:
    """y(o, t) = sum over i, j of kernel[o, i, j] x(i, stride t + dilation j - padding), x zero outside ``space``.

    ``defect`` bounds the Frobenius norm of what is missing to the operator that is meant, where the kernel was rounded.
    ``kernel`` (groups, out, in, *window) per group; x has shape (groups * in, *space), y (groups * out, *output_space).
    """

    kernel: Array
    space: Shape
    stride: Shape
    padding: tuple[tuple[int, int], ...]
    dilation: Shape
    defect: float = 0.0

    @property
    def window(self) -> Shape:
        """Kernel sizes along the spatial axes."""
        return self.kernel.shape[3:]

    @property
    def output_space(self) -> Shape:
        """Sizes of the output along the spatial axes."""
        return sliding(self.space, self.window, self.stride, self.padding, self.dilation, "convolution")

    @property
    def matrix_shape(self) -> tuple[int, int]:
        """Rows and columns of the block of one group."""
        return self.kernel.shape[1] * prod(self.output_space), self.kernel.shape[2] * prod(self.space)

    @property
    def roundings(self) -> int:
        """The roundings that a term of `apply` passes at most: one product, the sum over channels, the sum over
        taps.
        """
        return int(self.kernel.shape[2]) + prod(self.window)

    def apply(self, x: Array) -> Array:
        """The images of a batch (n, groups * in, *space), of shape (n, groups * out, *output_space)."""
        groups, out, width = self.kernel.shape[:3]
        padded = np.pad(x.reshape(len(x), groups, width, *self.space), ((0, 0), (0, 0), (0, 0), *self.padding))
        y = np.zeros((len(x), groups, out, prod(self.output_space)))
        for tap, place in self.taps():
            y += tap @ padded[last_axes(place)].reshape(len(x), groups, width, -1)
        return y.reshape(len(x), groups * out, *self.output_space)

    def adjoint(self, y: Array) -> Array:
        """The adjoint operator on a batch (n, groups * out, *output_space)."""
        groups, out, width = self.kernel.shape[:3]
        padded = np.zeros((len(y), groups, width, *(n + sum(p) for n, p in zip(self.space, self.padding, strict=True))))
        y = y.reshape(len(y), groups, out, -1)
        for tap, place in self.taps():
            padded[last_axes(place)] += (tap.swapaxes(1, 2) @ y).reshape(len(y), groups, width, *self.output_space)
        inner = tuple(slice(low, low + n) for n, (low, _) in zip(self.space, self.padding, strict=True))
        return np.asarray(padded[last_axes(inner)]).reshape(len(y), groups * width, *self.space)

    def taps(self) -> Iterator[tuple[Array, Slices]]:
        """For every kernel position j: the blocks kernel[:, :, :, j], and the places of the padded input that it
        reads.
        """
        for j in np.ndindex(self.window):
            starts = [d * k for d, k in zip(self.dilation, j, strict=True)]
            ends = [a + s * (m - 1) + 1 for a, s, m in zip(starts, self.stride, self.output_space, strict=True)]
            yield (
                self.kernel[(..., *j)],
                tuple(slice(a, b, s) for a, b, s in zip(starts, ends, self.stride, strict=True)),
            )

    def dense(self) -> Array:
        """The blocks of the groups as matrices (groups, rows, columns). Exact: every entry is an entry of the
        kernel, or 0.
        """
        groups, out, width = self.kernel.shape[:3]
        matrix = np.zeros((groups, out, prod(self.output_space), width, prod(self.space)))
        for j in np.ndindex(self.window):
            rows, columns = self._pairs(j)
            matrix[:, :, rows, :, columns] = self.kernel[(..., *j)]  # pairs (row, column) of different taps differ
        return matrix.reshape(groups, *self.matrix_shape)

    def _pairs(self, j: Shape) -> tuple[Indices, Indices]:
        """Flat output positions t and input positions stride t + dilation j - padding, for the t where the latter is
        inside.
        """
        outputs: list[Indices] = []
        inputs: list[Indices] = []
        for axis, (k, count) in enumerate(zip(j, self.output_space, strict=True)):
            t = np.arange(count, dtype=np.int64)
            u = self.stride[axis] * t + self.dilation[axis] * k - self.padding[axis][0]
            inside = (u >= 0) & (u < self.space[axis])
            outputs.append(t[inside])
            inputs.append(u[inside])
        return _flat(outputs, self.output_space), _flat(inputs, self.space)

    def tap_counts(self) -> Array:
        """Whether output position t reads the input (not padding) at kernel position j: 0 or 1, shape (positions,
        taps).
        """
        counts = np.zeros((prod(self.output_space), prod(self.window)))
        for flat, j in enumerate(np.ndindex(self.window)):
            counts[self._pairs(j)[0], flat] = 1
        return counts


def operator_of(layer: Convolution, shape: Shape) -> ConvolutionOperator:
    """The operator of a layer on inputs of shape (channels, *space). Raises `InputError` if they do not fit."""
    layer.output_shape(shape)
    kernel = as_array(layer.kernel, "the kernel")
    grouped = kernel.reshape(layer.groups, kernel.shape[0] // layer.groups, *kernel.shape[1:])
    return ConvolutionOperator(grouped, shape[1:], layer.stride, layer.padding, layer.dilation)


def last_axes(place: Slices) -> Any:
    """The index of these slices along the last axes."""
    return (..., *place)


def _flat(axes: list[Indices], shape: Shape) -> Indices:
    grids = np.meshgrid(*axes, indexing="ij")
    return np.asarray(np.ravel_multi_index(tuple(grid.ravel() for grid in grids), shape), dtype=np.int64)
