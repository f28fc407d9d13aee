"""The ONNX operators that the representation covers, each a function from a call to what it gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np

from corollary.errors import InputError
from corollary.observe.network import Add, Array, Clip, Concatenate, Dense, Pad
from corollary.observe.readers.arithmetic import add, broadcast, divide, multiply, subtract
from corollary.observe.readers.emit import BATCH, Emitter, Tensor, Unsupported, parameter
from corollary.observe.readers.onnx_constants import ONLY_CONSTANT, fold
from corollary.observe.readers.onnx_graph import Call, Constant, Value
from corollary.observe.readers.onnx_layers import LAYERS

Operator: TypeAlias = Callable[[Call], Value | Sequence[Value]]


def _gemm(call: Call) -> Tensor:
    x, b, c = call.tensor(), call.required(1), call.constant(2)
    alpha, beta = call.get("alpha", 1.0), call.get("beta", 1.0)
    if call.get("transA", 0):
        raise Unsupported("Operator Gemm with transA mixes the examples")
    weight = parameter(b if call.get("transB", 0) else b.T)
    weight = weight if alpha == 1 else weight.astype(np.float64) * alpha
    bias = None
    if c is not None and beta != 0:
        flat = c[0] if c.ndim == 2 and c.shape[0] == 1 else c
        if flat.ndim > 1:
            raise Unsupported("Operator Gemm with an offset that differs by example")
        full = np.broadcast_to(parameter(flat), weight.shape[:1])
        bias = full if beta == 1 else full.astype(np.float64) * beta
    return call.emitter.emit(Dense(weight, bias), x)


def _matmul(call: Call) -> Tensor:
    x, b = call.tensor(), call.required(1)
    if b.ndim == 1:
        y = call.emitter.emit(Dense(parameter(b[None]), None), x)
        return call.emitter.reshape(y, y.shape[:-1])
    if b.ndim != 2 or not x.shape:
        raise Unsupported("Operator MatMul is supported with a matrix as second input only")
    return call.emitter.emit(Dense(parameter(b.T), None), x)


def _binary(function: Callable[[Emitter, Tensor | Constant, Tensor | Constant], Tensor]) -> Operator:
    def run(call: Call) -> Tensor:
        if call.get("broadcast") or call.get("axis") is not None:
            raise Unsupported(f"Operator {call.operator} in its form before operator set 7")
        first, second = call.inputs
        if first is None or second is None:
            raise InputError(f"The model cannot be read: operator {call.operator} lacks an input")
        return function(call.emitter, first, second)

    return run


def _sum(call: Call) -> Tensor:
    tensors = [value for value in call.inputs if isinstance(value, Tensor)]
    if len(tensors) != len(call.inputs):
        raise Unsupported("Operator Sum is supported on computed inputs only")
    return tensors[0] if len(tensors) == 1 else call.emitter.emit(Add(), *tensors)


def _clip(call: Call) -> Tensor:
    if call.version < 11:
        low, high = call.get("min", -np.inf), call.get("max", np.inf)
    else:
        given = call.constant(1), call.constant(2)
        low, high = (e if g is None else _scalar(call, g) for g, e in zip(given, (-np.inf, np.inf), strict=True))
    return call.emitter.emit(Clip(float(low), float(high)), call.tensor())


def _scalar(call: Call, value: Constant) -> float:
    if value.size != 1 or np.isnan(value).any():
        raise Unsupported(f"Operator {call.operator} is supported with numbers as limits only")
    return float(value.reshape(()))


def _limit(lower: bool) -> Operator:
    def run(call: Call) -> Tensor:
        tensors = [value for value in call.inputs if isinstance(value, Tensor)]
        limits = [value for value in call.inputs if isinstance(value, np.ndarray)]
        if len(tensors) != 1:
            raise Unsupported(f"Operator {call.operator} of two computed inputs is not supported")
        x = tensors[0]
        for limit in limits:
            x = _bounded(call, x, broadcast(limit, x), lower)
        return x

    return run


def _bounded(call: Call, x: Tensor, limit: Array, lower: bool) -> Tensor:
    """max(x, limit) if `lower`, otherwise min(x, limit)."""
    if limit.ndim == 0:
        return call.emitter.emit(Clip(float(limit), np.inf) if lower else Clip(-np.inf, float(limit)), x)
    sign = np.asarray(1 if lower else -1, limit.dtype)
    above = call.emitter.activation(call.emitter.affine(x, sign, -sign * limit), "relu")
    return call.emitter.affine(above, sign, limit)


def _flatten(call: Call) -> Tensor:
    x = call.tensor()
    axis = int(call.get("axis", 1))
    axis = axis + x.rank if axis < 0 else axis
    before = [BATCH, *x.shape[: max(0, axis - 1)]]
    if axis < 1 or any(size != 1 for size in before[1:]):
        raise Unsupported("Operator Flatten at this axis merges other axes with the batch")
    return call.emitter.reshape(x, (int(np.prod(x.shape, dtype=np.int64)),))


def _reshape(call: Call) -> Tensor:
    x = call.tensor()
    target = call.get("shape") if call.version < 5 else call.required(1)
    sizes = [int(size) for size in np.reshape(np.asarray(target), -1)]
    return call.emitter.reshape(x, call.emitter.resolve(x, sizes, not call.get("allowzero", 0)))


def _squeeze(call: Call) -> Tensor:
    x = call.tensor()
    axes = call.integers("axes", 1, 13)
    if axes is None:
        raise Unsupported("Operator Squeeze without axes, which may remove the batch axis")
    gone = {call.emitter.axis(axis, x.rank) for axis in axes}
    if any(x.shape[axis] != 1 for axis in gone):
        raise InputError(f"The model cannot be read: axes {axes} of examples of shape {x.shape} are not of size 1")
    return call.emitter.reshape(x, tuple(size for i, size in enumerate(x.shape) if i not in gone))


def _unsqueeze(call: Call) -> Tensor:
    x = call.tensor()
    axes = call.integers("axes", 1, 13) or []
    rank = x.rank + len(axes)
    new = {call.emitter.axis(axis, rank) for axis in axes}
    sizes = iter(x.shape)
    return call.emitter.reshape(x, tuple(1 if i in new else next(sizes) for i in range(rank - 1)))


def _transpose(call: Call) -> Tensor:
    x = call.tensor()
    permutation = [int(axis) for axis in call.get("perm", range(x.rank)[::-1])]
    if sorted(permutation) != list(range(x.rank)):
        raise InputError(f"The model cannot be read: {permutation} does not permute {x.rank} axes")
    if permutation[0] != 0:
        raise Unsupported("Operator Transpose that moves the batch axis is not supported")
    return call.emitter.transpose(x, tuple(axis - 1 for axis in permutation[1:]))


def _pad(call: Call) -> Tensor:
    x = call.tensor()
    if call.get("mode", "constant") != "constant":
        raise Unsupported(f"Operator Pad in mode {call.get('mode')} is not supported")
    pads = call.integers("pads", 1, 11) or call.integers("paddings", 1, 11) or []
    value = call.get("value", 0.0) if call.version < 11 else call.constant(2)
    axes = call.constant(3)
    which = range(x.rank) if axes is None else [int(axis) % x.rank for axis in axes]
    if len(pads) != 2 * len(which):
        raise InputError(f"The model cannot be read: {len(pads)} paddings for {len(which)} axes")
    widths = {axis: (pads[i], pads[i + len(which)]) for i, axis in enumerate(which)}
    if any(min(pair) < 0 for pair in widths.values()):
        raise Unsupported("Operator Pad with negative padding is not supported")
    if widths.get(0, (0, 0)) != (0, 0):
        raise Unsupported("Operator Pad along the batch axis is not supported")
    filling = 0.0 if value is None else float(np.reshape(np.asarray(value), ()))
    return call.emitter.emit(Pad(tuple(widths.get(axis, (0, 0)) for axis in range(1, x.rank)), filling), x)


def _cast(call: Call) -> Tensor:
    from onnx import TensorProto

    if call.get("to") not in (TensorProto.FLOAT, TensorProto.DOUBLE, TensorProto.FLOAT16, TensorProto.BFLOAT16):
        raise Unsupported("Operator Cast to a type other than float16 to float64 is not supported")
    return call.tensor()


def _concat(call: Call) -> Tensor:
    tensors = [call.tensor(i) for i in range(len(call.inputs))]
    return call.emitter.emit(Concatenate(call.emitter.axis(int(call.get("axis")), tensors[0].rank)), *tensors)


def _reduce(kind: Any, since: int) -> Operator:
    def run(call: Call) -> Tensor:
        x = call.tensor()
        axes = call.integers("axes", 1, since)
        if not axes and call.get("noop_with_empty_axes", 0):
            return x
        if not axes:
            raise Unsupported(f"Operator {call.operator} over all axes mixes the examples")
        chosen = sorted({call.emitter.axis(axis, x.rank) for axis in axes})
        return call.emitter.reduce(kind, x, chosen, bool(call.get("keepdims", 1)))

    return run


def _dropout(call: Call) -> Tensor:
    mode = call.constant(2)
    if mode is not None and mode.any():
        raise Unsupported("Operator Dropout in training mode is random")
    return call.tensor()


def _constant(call: Call) -> Constant:
    for name in ("value", "value_float", "value_floats", "value_int", "value_ints"):
        value = call.get(name)
        if value is not None:
            kind = np.float32 if "float" in name else np.int64
            return np.asarray(value) if name == "value" else np.asarray(value, dtype=kind)
    raise Unsupported("Operator Constant without a dense tensor of numbers is not supported")


def _shape(call: Call) -> Constant:
    sizes = np.asarray((BATCH, *call.tensor().shape), dtype=np.int64)
    return sizes[call.get("start", 0) : call.get("end")]


def _only_constants(call: Call) -> Value:
    raise Unsupported(f"Operator {call.operator} is supported on constants only")


def _or_fold(operator: Operator) -> Operator:
    """The operator, or its value where all inputs are constants."""
    return lambda call: fold(call) if call.inputs and call.constants is not None else operator(call)


_OPERATORS: dict[str, Operator] = {
    "Add": _binary(add),
    "Cast": _cast,
    "Clip": _clip,
    "Concat": _concat,
    "Constant": _constant,
    "Div": _binary(divide),
    "Dropout": _dropout,
    "Flatten": _flatten,
    "Gemm": _gemm,
    "Identity": lambda call: call.tensor(),
    "MatMul": _matmul,
    "Max": _limit(lower=True),
    "Min": _limit(lower=False),
    "Mul": _binary(multiply),
    "Neg": lambda call: call.emitter.affine(call.tensor(), -1.0, 0.0),
    "Pad": _pad,
    "ReduceMax": _reduce("max", 18),
    "ReduceMean": _reduce("average", 18),
    "ReduceSum": _reduce("sum", 13),
    "Reshape": _reshape,
    "Shape": _shape,
    "Squeeze": _squeeze,
    "Sub": _binary(subtract),
    "Sum": _sum,
    "Transpose": _transpose,
    "Unsqueeze": _unsqueeze,
    **dict.fromkeys(ONLY_CONSTANT, _only_constants),
    **LAYERS,
}
OPERATORS: dict[str, Operator] = {name: _or_fold(operator) for name, operator in _OPERATORS.items()}
