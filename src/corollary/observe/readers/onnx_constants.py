"""ONNX operators on constants: the arithmetic of shapes that exporters leave in a graph, with sizes held in check."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corollary.errors import InputError
from corollary.observe.readers.emit import BATCH, Unsupported

if TYPE_CHECKING:
    from corollary.observe.readers.onnx_graph import Call

Constant = NDArray[Any]
MAX_CONSTANT = 2**27  # entries of a constant that the graph computes
ONLY_CONSTANT = (
    "Ceil", "ConstantOfShape", "Equal", "Expand", "Floor", "Gather", "Range", "Reciprocal", "Size", "Slice", "Sqrt",
    "Where",
)  # fmt: skip


def fold(call: Call) -> Constant:
    """The result of an operator all of whose inputs are constants; Unsupported if that is not known here."""
    function = _FOLD.get(call.operator)
    arrays = call.constants
    if function is None or arrays is None:
        raise Unsupported(f"Operator {call.operator} on constants is not supported")
    with np.errstate(all="ignore"):
        result = np.asarray(function(call, *arrays))
    return _held(result, result.size)


def constant_of_shape(call: Call, shape: Constant) -> Constant:
    """An array of the given shape filled with the attribute `value`."""
    sizes = [int(size) for size in shape]
    if min(sizes, default=0) < 0:
        raise InputError(f"The model cannot be read: a constant of shape {sizes}")
    value = np.asarray(call.get("value", np.zeros(1, np.float32)))
    return _held(np.broadcast_to(value.reshape(-1)[0], _sized(sizes)), 0)


def _held(array: Constant, size: int) -> Constant:
    if size > MAX_CONSTANT:
        raise InputError(f"The model cannot be read: it computes a constant of shape {array.shape}")
    return array


def _sized(shape: Any) -> tuple[int, ...]:
    sizes = tuple(int(size) for size in shape)
    if BATCH in sizes:
        raise Unsupported("A constant whose shape depends on the batch is not supported")
    if math.prod(sizes) > MAX_CONSTANT:
        raise InputError(f"The model cannot be read: it computes a constant of shape {sizes}")
    return sizes


def _entrywise(function: Callable[..., Any]) -> Callable[..., Constant]:
    def run(call: Call, *arrays: Constant) -> Constant:
        _sized(np.broadcast_shapes(*(array.shape for array in arrays)))
        return np.asarray(function(*arrays))

    return run


def _divide(a: Constant, b: Constant) -> Constant:
    if np.issubdtype(a.dtype, np.integer):
        return np.asarray(np.trunc(a / b), dtype=a.dtype)  # ONNX divides integers towards zero
    return np.asarray(a / b)


def _cast(call: Call, array: Constant) -> Constant:
    from onnx import helper

    return array.astype(helper.tensor_dtype_to_np_dtype(int(call.get("to"))))


def _gather(call: Call, array: Constant, indices: Constant) -> Constant:
    axis = int(call.get("axis", 0))
    _sized((*indices.shape, array.size // max(1, array.shape[axis])))
    return np.take(array, indices.astype(np.int64), axis=axis)


def _slice(call: Call, array: Constant, *rest: Constant) -> Constant:
    if call.version < 10:
        starts, ends = call.get("starts"), call.get("ends")
        axes, steps = call.get("axes", range(len(starts))), [1] * len(starts)
    else:
        starts, ends = rest[0], rest[1]
        axes = rest[2].tolist() if len(rest) > 2 else range(len(starts))
        steps = rest[3].tolist() if len(rest) > 3 else [1] * len(starts)
    if len(starts) != len(ends):
        raise InputError("The model cannot be read: a slice has starts and ends of different lengths")
    cut: list[slice] = [slice(None)] * array.ndim
    for start, end, axis, step in zip(starts, ends, axes, steps, strict=True):
        low = int(end)
        cut[int(axis)] = slice(int(start), None if low < -array.shape[int(axis)] and step < 0 else low, int(step))
    return array[tuple(cut)]


def _squeeze(call: Call, array: Constant, *rest: Constant) -> Constant:
    axes = call.integers("axes", 1, 13)
    return np.squeeze(array, tuple(axes) if axes is not None else None)


def _unsqueeze(call: Call, array: Constant, *rest: Constant) -> Constant:
    return np.expand_dims(array, tuple(call.integers("axes", 1, 13) or ()))


def _reshape(call: Call, array: Constant, shape: Constant) -> Constant:
    sizes = [array.shape[i] if size == 0 and not call.get("allowzero", 0) else size for i, size in enumerate(shape)]
    return array.reshape([int(size) for size in sizes])


def _range(call: Call, start: Constant, limit: Constant, step: Constant) -> Constant:
    _sized([max(0, math.ceil((float(limit) - float(start)) / float(step)))])
    return np.asarray(np.arange(start.item(), limit.item(), step.item(), dtype=start.dtype))


def _expand(call: Call, array: Constant, shape: Constant) -> Constant:
    sizes = _sized(shape)
    return np.broadcast_to(array, _sized(np.broadcast_shapes(array.shape, sizes)))


def _concat(call: Call, *arrays: Constant) -> Constant:
    _sized([sum(array.size for array in arrays)])
    return np.concatenate(arrays, axis=int(call.get("axis")))


_FOLD: dict[str, Callable[..., Any]] = {
    "Add": _entrywise(np.add),
    "Sub": _entrywise(np.subtract),
    "Mul": _entrywise(np.multiply),
    "Div": _entrywise(_divide),
    "Neg": _entrywise(np.negative),
    "Sqrt": _entrywise(np.sqrt),
    "Reciprocal": _entrywise(np.reciprocal),
    "Floor": _entrywise(np.floor),
    "Ceil": _entrywise(np.ceil),
    "Max": _entrywise(lambda *arrays: np.maximum.reduce(np.broadcast_arrays(*arrays))),
    "Min": _entrywise(lambda *arrays: np.minimum.reduce(np.broadcast_arrays(*arrays))),
    "Equal": _entrywise(np.equal),
    "Where": _entrywise(np.where),
    "Cast": _cast,
    "Concat": _concat,
    "ConstantOfShape": constant_of_shape,
    "Expand": _expand,
    "Gather": _gather,
    "Identity": lambda call, array: array,
    "Range": _range,
    "Reshape": _reshape,
    "Shape": lambda call, array: np.asarray(array.shape, dtype=np.int64)[call.get("start", 0) : call.get("end")],
    "Size": lambda call, array: np.asarray(array.size, dtype=np.int64),
    "Slice": _slice,
    "Squeeze": _squeeze,
    "Transpose": lambda call, array: array.transpose(call.get("perm")),
    "Unsqueeze": _unsqueeze,
}
