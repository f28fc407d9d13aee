"""The PyTorch functions and tensor methods that the representation covers."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from corollary.observe.network import Clip, Concatenate, Convolution, Dense, Pad, Shape
from corollary.observe.readers import arithmetic
from corollary.observe.readers.emit import BATCH, Emitter, Tensor, Unsupported, parameter

Function: TypeAlias = Callable[..., Any]


class BatchSize(int):
    """A number that depends on the size of the batch."""


class Parameters:
    """Copies of a module's tensors as NumPy arrays, one for each tensor, so that shared ones stay shared."""

    def __init__(self) -> None:
        self._copies: dict[int, tuple[Any, NDArray[Any]]] = {}

    def __call__(self, tensor: Any) -> Any:
        """A copy of a tensor; None and what is no tensor as they are."""
        if not hasattr(tensor, "detach"):
            return tensor
        if id(tensor) not in self._copies:
            plain = tensor.detach().cpu()
            plain = plain.float() if plain.is_floating_point() and plain.element_size() < 4 else plain
            self._copies[id(tensor)] = (tensor, np.array(plain.numpy()))
        return self._copies[id(tensor)][1]


def sizes(setting: Any, space: int) -> Shape:
    """One integer per spatial axis."""
    values = (setting,) * space if isinstance(setting, int) else tuple(setting)
    return tuple(int(value) for value in (values * space if len(values) == 1 else values))


def convolution(
    emitter: Emitter,
    x: Tensor,
    kernel: NDArray[Any],
    bias: NDArray[Any] | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Tensor:
    """torch.nn.functional.conv1d, conv2d and conv3d."""
    space = kernel.ndim - 2
    steps, spread = sizes(stride, space), sizes(dilation, space)
    if padding == "same":
        totals = [d * (w - 1) for d, w in zip(spread, kernel.shape[2:], strict=True)]
        pairs = tuple((total // 2, total - total // 2) for total in totals)
    else:
        pairs = tuple((p, p) for p in sizes(0 if padding == "valid" else padding, space))
    weight, offset = parameter(kernel), None if bias is None else parameter(bias)
    return emitter.emit(Convolution(weight, offset, steps, pairs, spread, int(groups)), x)


def max_pool(space: int) -> Function:
    """torch.nn.functional.max_pool1d, 2d and 3d."""

    def run(
        emitter: Emitter,
        x: Tensor,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        dilation: Any = 1,
        ceil_mode: bool = False,
        return_indices: bool = False,
    ) -> Tensor:
        if return_indices:
            raise Unsupported("Max pooling that returns indices is not supported")
        window = sizes(kernel_size, space)
        pairs = tuple((p, p) for p in sizes(padding, space))
        steps = sizes(stride or window, space)
        return emitter.pool("max", x, window, steps, pairs, sizes(dilation, space), ceil_mode)

    return run


def average_pool(space: int) -> Function:
    """torch.nn.functional.avg_pool1d, 2d and 3d."""

    def run(
        emitter: Emitter,
        x: Tensor,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> Tensor:
        if divisor_override is not None:
            raise Unsupported("Average pooling with divisor_override is not supported")
        window = sizes(kernel_size, space)
        pairs = tuple((p, p) for p in sizes(padding, space))
        steps = sizes(stride or window, space)
        return emitter.pool("average", x, window, steps, pairs, (1,) * space, ceil_mode, count_include_pad)

    return run


def adaptive_pool(kind: Any, space: int) -> Function:
    """Adaptive pooling to sizes that divide those of the input, where it is ordinary pooling."""

    def run(emitter: Emitter, x: Tensor, output_size: Any) -> Tensor:
        given = (output_size,) * space if isinstance(output_size, int) else tuple(output_size)
        wanted = [size if out is None else int(out) for out, size in zip(given, x.shape[1:], strict=True)]
        if any(size % out for size, out in zip(x.shape[1:], wanted, strict=True)):
            raise Unsupported(f"Adaptive pooling of a space {x.shape[1:]} to {tuple(wanted)} is not supported")
        window = tuple(size // out for size, out in zip(x.shape[1:], wanted, strict=True))
        return emitter.pool(kind, x, window, window, ((0, 0),) * space, (1,) * space)

    return run


def flatten(emitter: Emitter, x: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """torch.flatten, not along the batch axis."""
    first, last = emitter.axis(start_dim, x.rank), emitter.axis(end_dim, x.rank)
    merged = math.prod(x.shape[first : last + 1])
    return emitter.reshape(x, (*x.shape[:first], merged, *x.shape[last + 1 :]))


def pad(emitter: Emitter, x: Tensor, pad: Sequence[int], mode: str = "constant", value: float | None = None) -> Tensor:
    """torch.nn.functional.pad: pairs from the last axis backwards."""
    if mode != "constant" or any(width < 0 for width in pad) or len(pad) > 2 * len(x.shape):
        raise Unsupported(f"Padding {tuple(pad)} in mode {mode} is not supported")
    pairs = [(int(low), int(high)) for low, high in zip(pad[::2], pad[1::2], strict=True)][::-1]
    return emitter.emit(Pad((*((0, 0),) * (len(x.shape) - len(pairs)), *pairs), float(value or 0)), x)


def softmax(log: bool) -> Function:
    """torch.softmax and log_softmax."""

    def run(emitter: Emitter, x: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Tensor:
        if dim is None:
            raise Unsupported("Softmax without dim is not supported")
        return emitter.softmax(x, dim, log)

    return run


def linear(emitter: Emitter, x: Tensor, weight: NDArray[Any], bias: NDArray[Any] | None = None) -> Tensor:
    """torch.nn.functional.linear."""
    return emitter.emit(Dense(parameter(weight), None if bias is None else parameter(bias)), x)


def simple(kind: Any) -> Function:
    """An activation without settings."""
    return lambda emitter, x, inplace=False: emitter.activation(x, kind)


def sloped(kind: Any, default: float) -> Function:
    """An activation with a slope or α."""

    def run(emitter: Emitter, x: Tensor, slope: float = default, inplace: bool = False, **named: float) -> Tensor:
        return emitter.activation(x, kind, float(next(iter(named.values()), slope)))

    return run


def gelu(emitter: Emitter, x: Tensor, approximate: str = "none") -> Tensor:
    """torch.nn.functional.gelu."""
    return emitter.activation(x, "gelu_tanh" if approximate == "tanh" else "gelu")


def softplus(emitter: Emitter, x: Tensor, beta: float = 1, threshold: float = 20) -> Tensor:
    """log(1 + exp(beta x)) / beta, also above the threshold where PyTorch gives x, which differs by < 3e-9 / beta."""
    if beta == 1:
        return emitter.activation(x, "softplus")
    return emitter.affine(emitter.activation(emitter.affine(x, float(beta), 0.0), "softplus"), 1 / beta, 0.0)


def hard_sigmoid(emitter: Emitter, x: Tensor, inplace: bool = False) -> Tensor:
    """min(max(x / 6 + 1/2, 0), 1)."""
    return emitter.emit(Clip(0.0, 1.0), emitter.affine(x, 1 / 6, 0.5))


def clip(emitter: Emitter, x: Tensor, min: float | None = None, max: float | None = None) -> Tensor:
    """torch.clamp with numbers."""
    if isinstance(min, Tensor | np.ndarray) or isinstance(max, Tensor | np.ndarray):
        raise Unsupported("Clamping to tensors is not supported")
    return emitter.emit(Clip(-math.inf if min is None else float(min), math.inf if max is None else float(max)), x)


def _arithmetic(on_tensors: Function, on_numbers: Function) -> Function:
    def run(emitter: Emitter, first: Any, second: Any, alpha: float = 1, **unused: Any) -> Any:
        if unused or alpha != 1:
            raise Unsupported("An operation with alpha, out or rounding_mode is not supported")
        if isinstance(first, Tensor) or isinstance(second, Tensor):
            if isinstance(first, BatchSize) or isinstance(second, BatchSize):
                raise Unsupported("A computation with the size of the batch is not supported")
            plain = [value if isinstance(value, Tensor) else np.asarray(value) for value in (first, second)]
            return on_tensors(emitter, *plain)
        result = on_numbers(first, second)
        batched = isinstance(first, BatchSize) or isinstance(second, BatchSize)
        return BatchSize(result) if batched else result

    return run


def _reshape(emitter: Emitter, x: Tensor, *shape: Any) -> Tensor:
    target = shape[0] if len(shape) == 1 and isinstance(shape[0], tuple | list) else shape
    return emitter.reshape(x, emitter.resolve(x, [int(size) for size in target], zero_copies=False))


def _permute(emitter: Emitter, x: Tensor, *dims: Any) -> Tensor:
    order = dims[0] if len(dims) == 1 and isinstance(dims[0], tuple | list) else dims
    if order[0] % x.rank != 0 or sorted(axis % x.rank for axis in order) != list(range(x.rank)):
        raise Unsupported(f"The permutation {tuple(order)}, which moves the batch axis, is not supported")
    return emitter.transpose(x, tuple(emitter.axis(axis, x.rank) for axis in order[1:]))


def _transpose(emitter: Emitter, x: Tensor, dim0: int, dim1: int) -> Tensor:
    first, second = emitter.axis(dim0, x.rank), emitter.axis(dim1, x.rank)
    order = list(range(len(x.shape)))
    order[first], order[second] = second, first
    return emitter.transpose(x, tuple(order))


def _squeeze(emitter: Emitter, x: Tensor, dim: int) -> Tensor:
    axis = emitter.axis(dim, x.rank)
    return emitter.reshape(x, (*x.shape[:axis], *x.shape[axis + 1 :])) if x.shape[axis] == 1 else x


def _unsqueeze(emitter: Emitter, x: Tensor, dim: int) -> Tensor:
    axis = emitter.axis(dim, x.rank + 1)
    return emitter.reshape(x, (*x.shape[:axis], 1, *x.shape[axis:]))


def _concatenate(emitter: Emitter, tensors: Sequence[Any], dim: int = 0) -> Tensor:
    if not all(isinstance(tensor, Tensor) for tensor in tensors):
        raise Unsupported("Concatenation with constants is not supported")
    return emitter.emit(Concatenate(emitter.axis(dim, tensors[0].rank)), *tensors)


def _reduce(kind: Any) -> Function:
    def run(emitter: Emitter, x: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
        if dim is None:
            raise Unsupported("A reduction over all axes, the batch included, is not supported")
        axes = sorted({emitter.axis(axis, x.rank) for axis in ((dim,) if isinstance(dim, int) else dim)})
        return emitter.reduce(kind, x, axes, keepdim)

    return run


def _identity(emitter: Emitter, x: Any, *arguments: Any, **named: Any) -> Any:
    return x


def _size(emitter: Emitter, x: Tensor, dim: int | None = None) -> Any:
    shape = (BatchSize(BATCH), *x.shape)
    return shape if dim is None else shape[dim]


def _attribute(emitter: Emitter, x: Any, name: str) -> Any:
    if not isinstance(x, Tensor) or name not in ("shape", "ndim"):
        raise Unsupported(f"The attribute {name} is not supported")
    return _size(emitter, x) if name == "shape" else x.rank


def _item(emitter: Emitter, x: Any, index: Any) -> Any:
    if isinstance(x, Tensor):
        raise Unsupported("Indexing what the network computes is not supported")
    return x[index]


_ADD = _arithmetic(arithmetic.add, operator.add)
_SUBTRACT = _arithmetic(arithmetic.subtract, operator.sub)
_MULTIPLY = _arithmetic(arithmetic.multiply, operator.mul)
_DIVIDE = _arithmetic(arithmetic.divide, operator.truediv)


def methods() -> dict[Any, Function]:
    """The tensor methods, by name."""
    named: dict[Any, Function] = {
        "abs": simple("abs"), "add": _ADD, "add_": _ADD, "amax": _reduce("max"), "clamp": clip, "clip": clip,
        "contiguous": _identity, "dim": lambda emitter, x: x.rank, "div": _DIVIDE, "exp": simple("exp"),
        "flatten": flatten, "log_softmax": softmax(log=True), "mean": _reduce("average"), "mul": _MULTIPLY,
        "mul_": _MULTIPLY, "neg": _negate, "permute": _permute, "relu": simple("relu"), "relu_": simple("relu"),
        "reshape": _reshape, "sigmoid": simple("sigmoid"), "size": _size, "softmax": softmax(log=False),
        "squeeze": _squeeze, "sub": _SUBTRACT, "sum": _reduce("sum"), "tanh": simple("tanh"), "transpose": _transpose,
        "unsqueeze": _unsqueeze, "view": _reshape,
    }  # fmt: skip
    return named


def _negate(emitter: Emitter, x: Tensor) -> Tensor:
    return emitter.affine(x, -1.0, 0.0)


@lru_cache(maxsize=1)
def functions() -> dict[Any, Function]:
    """The functions, by themselves."""
    import torch
    from torch.nn import functional as f

    pools: dict[Any, Function] = {}
    for space, (top, mean, adaptive_top, adaptive_mean) in enumerate(
        (
            (f.max_pool1d, f.avg_pool1d, f.adaptive_max_pool1d, f.adaptive_avg_pool1d),
            (f.max_pool2d, f.avg_pool2d, f.adaptive_max_pool2d, f.adaptive_avg_pool2d),
            (f.max_pool3d, f.avg_pool3d, f.adaptive_max_pool3d, f.adaptive_avg_pool3d),
        ),
        start=1,
    ):
        pools |= {top: max_pool(space), mean: average_pool(space)}
        pools |= {adaptive_top: adaptive_pool("max", space), adaptive_mean: adaptive_pool("average", space)}
    return pools | {
        operator.add: _ADD, operator.iadd: _ADD, torch.add: _ADD,
        operator.sub: _SUBTRACT, operator.isub: _SUBTRACT, torch.sub: _SUBTRACT,
        operator.mul: _MULTIPLY, operator.imul: _MULTIPLY, torch.mul: _MULTIPLY,
        operator.truediv: _DIVIDE, torch.div: _DIVIDE, operator.neg: _negate, torch.neg: _negate,
        operator.floordiv: _arithmetic(arithmetic.divide, operator.floordiv),
        operator.getitem: _item, getattr: _attribute,
        f.linear: linear, f.conv1d: convolution, f.conv2d: convolution, f.conv3d: convolution,
        f.relu: simple("relu"), torch.relu: simple("relu"), f.relu_: simple("relu"), torch.relu_: simple("relu"),
        torch.tanh: simple("tanh"), f.tanh: simple("tanh"), torch.sigmoid: simple("sigmoid"),
        f.sigmoid: simple("sigmoid"), f.silu: simple("silu"), f.mish: simple("mish"), f.softsign: simple("softsign"),
        f.selu: simple("selu"), f.hardswish: simple("hard_swish"), torch.exp: simple("exp"), torch.abs: simple("abs"),
        f.gelu: gelu, f.softplus: softplus, f.hardsigmoid: hard_sigmoid,
        f.relu6: lambda emitter, x, inplace=False: clip(emitter, x, 0, 6), torch.clamp: clip, torch.clip: clip,
        f.leaky_relu: sloped("leaky_relu", 0.01), f.elu: sloped("elu", 1.0), f.celu: sloped("celu", 1.0),
        f.softmax: softmax(log=False), torch.softmax: softmax(log=False),
        f.log_softmax: softmax(log=True), torch.log_softmax: softmax(log=True),
        f.dropout: _identity, f.dropout1d: _identity, f.dropout2d: _identity, f.dropout3d: _identity,
        torch.flatten: flatten, torch.reshape: _reshape, torch.permute: _permute, torch.transpose: _transpose,
        torch.squeeze: _squeeze, torch.unsqueeze: _unsqueeze, torch.cat: _concatenate, f.pad: pad,
        torch.mean: _reduce("average"), torch.sum: _reduce("sum"), torch.amax: _reduce("max"),
    }  # fmt: skip
