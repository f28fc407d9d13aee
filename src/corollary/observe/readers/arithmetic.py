"""Sums, differences, products and quotients of what a graph computes and of constants."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from corollary.observe.network import Add, Array
from corollary.observe.readers.emit import Emitter, Tensor, Unsupported, parameter
from corollary.observe.readers.patterns import product

Operand: TypeAlias = Tensor | NDArray[Any]


def broadcast(value: NDArray[Any], x: Tensor) -> Array:
    """A constant as a parameter that broadcasts to one example of x; Unsupported if it would enlarge it."""
    array = parameter(value)
    if array.size == 1 and array.ndim <= x.rank:
        return array.reshape(())
    if array.ndim == x.rank:
        if array.shape[0] != 1:
            raise Unsupported("A constant that differs by example is not supported")
        array = array[0]
    sizes = zip(array.shape[::-1], x.shape[::-1], strict=False)
    if array.ndim > len(x.shape) or any(given not in (1, size) for given, size in sizes):
        raise Unsupported(f"A constant of shape {value.shape} does not broadcast to examples of shape {x.shape}")
    return array


def add(emitter: Emitter, first: Operand, second: Operand) -> Tensor:
    """first + second; at least one depends on the network's input."""
    if isinstance(first, Tensor) and isinstance(second, Tensor):
        return emitter.emit(Add(), *_alike(first, second))
    x, constant = _sorted(first, second)
    shift = broadcast(constant, x)
    return emitter.affine(x, np.ones((), shift.dtype), shift)


def subtract(emitter: Emitter, first: Operand, second: Operand) -> Tensor:
    """first − second; at least one depends on the network's input."""
    if isinstance(second, Tensor):
        negative = emitter.affine(second, -1.0, 0.0)
        if isinstance(first, Tensor):
            _alike(first, second)
            return emitter.emit(Add(), first, negative)
        shift = broadcast(first, second)
        return emitter.affine(second, np.asarray(-1, shift.dtype), shift)
    return add(emitter, first, -parameter(second))


def multiply(emitter: Emitter, first: Operand, second: Operand) -> Tensor:
    """first · second: a product with a constant, or one that spells out an activation."""
    if isinstance(first, Tensor) and isinstance(second, Tensor):
        return product(emitter, *_alike(first, second))
    x, constant = _sorted(first, second)
    scale = broadcast(constant, x)
    return emitter.affine(x, scale, np.zeros((), scale.dtype))


def divide(emitter: Emitter, first: Operand, second: Operand) -> Tensor:
    """first / second for a constant second."""
    if isinstance(second, Tensor) or not isinstance(first, Tensor):
        raise Unsupported("Division by what the network computes is not supported")
    with np.errstate(divide="ignore"):
        return emitter.affine(first, 1 / broadcast(second, first).astype(np.float64), 0.0)


def _alike(first: Tensor, second: Tensor) -> tuple[Tensor, Tensor]:
    if first.shape != second.shape:
        raise Unsupported(f"An operation on shapes {first.shape} and {second.shape}, one stretched, is not supported")
    return first, second


def _sorted(first: Operand, second: Operand) -> tuple[Tensor, NDArray[Any]]:
    """The operand that depends on the input, then the constant one."""
    if isinstance(first, Tensor) and not isinstance(second, Tensor):
        return first, second
    if isinstance(second, Tensor) and not isinstance(first, Tensor):
        return second, first
    raise Unsupported("An operation on two constants is not supported")
