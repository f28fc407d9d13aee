"""Keras tensors while a model is read: Keras keeps channels last, the representation keeps them first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from corollary.errors import InputError
from corollary.observe.network import Array, Layer, Shape
from corollary.observe.readers.emit import Emitter, Tensor, Unsupported


@dataclass(frozen=True)
class Value:
    """A tensor; `first` says that it is kept with channels first although Keras has them last."""

    tensor: Tensor
    first: bool = False

    @property
    def shape(self) -> Shape:
        """The shape of one example as Keras has it."""
        shape = self.tensor.shape
        return (*shape[1:], shape[0]) if self.first else shape


class Context:
    """Writes the layers of a Keras model and moves channels to and fro only where needed."""

    def __init__(self, emitter: Emitter) -> None:
        self.emitter = emitter
        self._moved: dict[tuple[str, bool], Tensor] = {}

    def plain(self, value: Value) -> Tensor:
        """The tensor in Keras's own layout."""
        return self._move(value.tensor, to_first=False) if value.first else value.tensor

    def channels(self, value: Value, config: Mapping[str, Any]) -> Tensor:
        """The tensor with channels first, for a layer with this configuration."""
        if config.get("data_format") == "channels_first":
            return self.plain(value)
        return value.tensor if value.first else self._move(value.tensor, to_first=True)

    def wrap(self, tensor: Tensor, config: Mapping[str, Any]) -> Value:
        """The value of a tensor with channels first that a layer with this configuration gives."""
        return Value(tensor, config.get("data_format") != "channels_first")

    def entrywise(self, layer: Layer, value: Value) -> Value:
        """Appends an entrywise layer without parameters of a shape; the layout stays."""
        return Value(self.emitter.emit(layer, value.tensor), value.first)

    def axis(self, axis: int, value: Value) -> int:
        """The axis of the tensor as it is kept, for an axis that Keras counts with the batch."""
        rank = len(value.shape)
        position = self.emitter.axis(int(axis), rank + 1)
        return (position + 1) % rank if value.first else position

    def along(self, array: Any, axis: int, value: Value) -> Array:
        """A vector shaped so that it broadcasts along an axis of the tensor as it is kept."""
        vector = np.asarray(array)
        if vector.shape != (value.tensor.shape[axis],):
            raise InputError(
                f"The model cannot be read: weights of shape {vector.shape} along axis {axis} of {value.shape}."
            )
        return vector.reshape([-1 if i == axis else 1 for i in range(len(value.tensor.shape))])

    def _move(self, tensor: Tensor, to_first: bool) -> Tensor:
        rank = len(tensor.shape)
        if rank < 1:
            raise InputError("The model cannot be read: a layer over space got a number.")
        key = (tensor.name, to_first)
        if key not in self._moved:
            axes = (rank - 1, *range(rank - 1)) if to_first else (*range(1, rank), 0)
            self._moved[key] = self.emitter.transpose(tensor, axes)
        return self._moved[key]


def single(inputs: list[Value], kind: str) -> Value:
    """The only input of a layer."""
    if len(inputs) != 1:
        raise Unsupported(f"Keras layer {kind} with {len(inputs)} inputs is not supported.")
    return inputs[0]
