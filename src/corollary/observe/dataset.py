"""Examples with labels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corollary.errors import InputError
from corollary.observe.labels import Task


@dataclass(frozen=True, eq=False)
class Data:
    """Examples with labels.

    `inputs` (n, *shape) float64, finite, n ≥ 1. `labels` (n,): for classification int64 indices into `classes`, the
    sorted distinct labels as given; for regression float64, and `classes` is None. `notes` say what was inferred.
    """

    inputs: NDArray[np.float64]
    labels: NDArray[Any]
    classes: NDArray[Any] | None
    name: str
    task: Task
    notes: tuple[str, ...]

    @property
    def size(self) -> int:
        """The number of examples."""
        return len(self.inputs)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of one example."""
        return self.inputs.shape[1:]

    def shaped(self, shape: tuple[int, ...]) -> Data:
        """The same data with examples of another shape, in row-major order; InputError if the sizes differ."""
        if np.prod(shape, dtype=np.int64) != np.prod(self.shape, dtype=np.int64):
            raise InputError(f"The examples of {self.name} have shape {self.shape}; the model takes {shape}.")
        return self if shape == self.shape else replace(self, inputs=self.inputs.reshape(self.size, *shape))
