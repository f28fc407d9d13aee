"""Scores in a file, instead of a model: CSV or NPZ, one row per example."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from corollary.errors import InputError
from corollary.observe.readers.model import Kind, Model, Outputs, as_scores
from corollary.observe.tables import read_npz, read_table

PARTS = ("train", "test")


def read_scores(path: Path) -> Model:
    """A model that knows its scores for given examples only, in their order.

    A CSV file has one column per class, named by the class if it has a header, and is taken to be of the test examples.
    An NPZ file has one array (n, K) or (n,) (of the test examples too), or arrays named `train` and `test`; an array
    `classes` may name the classes.
    """
    classes = None
    if path.suffix.lower() == ".npz":
        arrays = read_npz(path)
        classes = arrays.pop("classes", None)
        names = PARTS if set(arrays) <= set(PARTS) else tuple(arrays)
        if not arrays or (len(arrays) > 1 and names != PARTS):
            raise InputError(f"{path} has the arrays {sorted(arrays)}; name those with scores `train` and `test`.")
        tables = {name if name in PARTS else "test": array for name, array in arrays.items()}
    else:
        header, columns = read_table(path)
        tables = {"test": np.stack(columns, axis=1)}
        classes = np.asarray(header) if header else None
    stored = {part: _checked(table, path) for part, table in tables.items()}
    widths = {array.shape[1:] for array in stored.values()}
    width = next(iter(widths))
    if len(widths) > 1 or (classes is not None and width and classes.shape != width):
        raise InputError(f"{path} has arrays of scores for different numbers of classes.")

    def predict(inputs: ArrayLike) -> NDArray[np.float64]:
        count = len(np.asarray(inputs))
        fitting = [array for array in stored.values() if len(array) == count]
        if len(fitting) != 1:
            raise InputError(f"{path} has scores for {_lengths(stored)} examples, not for {count} others.")
        return fitting[0]

    notes = ("The scores were given, not computed, so nothing is known of the model's inside.",)
    outputs = _outputs(stored)
    kind: Kind = "classification" if width or outputs == "probabilities" else "unknown"
    known = classes if width else None
    return Model(path.name, None, predict, kind, outputs, f"the scores in {path}", known, notes, stored)


def _checked(table: NDArray[np.generic], path: Path) -> NDArray[np.float64]:
    if table.dtype.kind not in "fiu" or table.ndim not in (1, 2) or table.size == 0:
        raise InputError(f"The scores in {path} are not a table of numbers with one row per example.")
    scores = as_scores(table, path.name)
    if not np.isfinite(scores).all():
        raise InputError(f"The scores in {path} contain values that are not finite.")
    return scores


def _outputs(stored: Mapping[str, NDArray[np.float64]]) -> Outputs:
    """Probabilities if every row is a distribution (or every single score lies in [0, 1])."""
    for scores in stored.values():
        inside = bool((scores >= 0).all() and (scores <= 1).all())
        if not inside or (scores.ndim == 2 and not np.allclose(scores.sum(axis=1), 1, atol=1e-4)):
            return "scores"
    return "probabilities"


def _lengths(stored: Mapping[str, NDArray[np.float64]]) -> str:
    return " and ".join(f"{len(array)} {part}" for part, array in stored.items())
