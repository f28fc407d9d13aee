"""Equal examples: within a sample, between training and test data, and with labels that conflict."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corollary.errors import InputError
from corollary.observe.dataset import Data


@dataclass(frozen=True, eq=False)
class Duplicates:
    """Examples of `test` that are also in `train`, entry for entry.

    `indices` are their places in `test`, `partners` the place in `train` of the first equal example, and `conflicting`
    those of `indices` for which no equal example in `train` has the same label.
    """

    indices: NDArray[np.int64]
    partners: NDArray[np.int64]
    conflicting: NDArray[np.int64]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.indices)


def duplicates(train: Data, test: Data) -> Duplicates:
    """The test examples that are also training examples; labels are compared as they were given."""
    if train.shape != test.shape:
        raise InputError(f"The examples of {train.name} have shape {train.shape}, those of {test.name} {test.shape}.")
    groups = _groups(np.concatenate([_rows(train), _rows(test)]))
    ours, theirs = groups[: train.size], groups[train.size :]
    seen, first = np.unique(ours, return_index=True)
    places = np.searchsorted(seen, theirs).clip(max=len(seen) - 1)
    indices = np.flatnonzero(seen[places] == theirs)
    labels = np.concatenate([_labels(train), _labels(test)])
    labelled = np.unique(labels, return_inverse=True)[1]
    pairs = groups * (labelled.max() + 1) + labelled
    agree = np.isin(pairs[train.size :], pairs[: train.size])
    return Duplicates(indices, first[places[indices]].astype(np.int64), indices[~agree[indices]])


def repeated(data: Data) -> Duplicates:
    """The examples that occur earlier in the sample; `conflicting` are those with a label that none earlier has."""
    groups = _groups(_rows(data))
    _, first, inverse = np.unique(groups, return_index=True, return_inverse=True)
    earlier = first[inverse]
    indices = np.flatnonzero(earlier < np.arange(data.size))
    labelled = np.unique(_labels(data), return_inverse=True)[1]
    _, first_pair, pair = np.unique(groups * (labelled.max() + 1) + labelled, return_index=True, return_inverse=True)
    new = first_pair[pair] == np.arange(data.size)
    return Duplicates(indices, earlier[indices].astype(np.int64), indices[new[indices]])


def _rows(data: Data) -> NDArray[np.float64]:
    return np.ascontiguousarray(data.inputs.reshape(data.size, -1)) + 0.0  # so that −0 is 0


def _groups(rows: NDArray[np.float64]) -> NDArray[np.int64]:
    """A number for each row, equal exactly for equal rows: by a hash of the bits, checked against the rows."""
    bits = rows.view(np.uint64)
    factors = np.random.default_rng(0).integers(1, 2**63, rows.shape[1], dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    _, first, groups = np.unique((bits ^ (bits >> np.uint64(32))) @ factors, return_index=True, return_inverse=True)
    if not np.array_equal(rows, rows[first[groups]]):  # two rows with one hash
        groups = np.unique(rows, axis=0, return_inverse=True)[1].reshape(-1)
    return np.asarray(groups, dtype=np.int64)


def _labels(data: Data) -> NDArray[np.str_] | NDArray[np.float64]:
    return data.labels.astype(np.float64) if data.classes is None else data.classes[data.labels].astype(str)
