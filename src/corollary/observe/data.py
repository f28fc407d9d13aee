"""A user's data: inputs and labels, with what was inferred about them stated."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from corollary.errors import InputError
from corollary.files import expect_file
from corollary.observe.dataset import Data
from corollary.observe.duplicates import Duplicates, duplicates, repeated
from corollary.observe.labels import Task, aligned, read_labels
from corollary.observe.tables import LABELS, Column, read_npz, read_parquet, read_table

__all__ = ["Data", "Duplicates", "Part", "Task", "aligned", "duplicates", "read_data", "repeated"]

Part: TypeAlias = Literal["train", "test"]
Parts: TypeAlias = tuple[str, Any, Any, tuple[str, ...]]
GIVEN = "the given data"
INPUTS = ("inputs", "x", "data", "features", "images")


def read_data(
    source: Any,
    target: str | ArrayLike | None = None,
    *,
    part: Part | None = None,
    task: Task | None = None,
    classes: ArrayLike | None = None,
) -> Data:
    """The data in a file (.npz, .csv, .parquet) or in memory: (X, y), a scikit-learn bunch, a mapping of arrays.

    `target` names the column or array of the labels (by default `target`, `label`, `labels`, `y` or `class`, otherwise
    the last column of a table), or gives the labels themselves. `part` picks `x_train`, `y_train` or `x_test`, `y_test`
    from a file with both. `task` and `classes` settle what is otherwise inferred: give test data the classes of the
    training data. Raises InputError when anything is missing, of the wrong shape, not finite, or not of plain numbers.
    """
    if isinstance(source, Data):
        return source
    name, inputs, labels, origin = _split(source, target, part)
    examples = _inputs(inputs, name)
    given = _plain(labels, f"The labels of {name}")
    given = given[:, 0] if given.ndim == 2 and given.shape[1] == 1 else given
    if given.ndim != 1 or len(given) != len(examples):
        raise InputError(
            f"{name} has {len(examples)} examples but labels of shape {given.shape}; give one per example."
        )
    known = None if classes is None else np.asarray(classes)
    values, found, kind, note = read_labels(given, name, task, known)
    return Data(examples, values, found, name, kind, (*origin, note))


def _split(source: Any, target: Any, part: Part | None) -> Parts:
    """The data's name, inputs and labels, and in a sentence where the labels were found."""
    if isinstance(source, str | Path):
        return _file(Path(source), target, part)
    if isinstance(source, Mapping):  # a scikit-learn bunch is one
        arrays = {str(key): value for key, value in source.items()}
        return _arrays(arrays, target, part, GIVEN)
    if target is not None and not isinstance(target, str):
        return GIVEN, source, target, ()
    if isinstance(source, tuple | list) and len(source) == 2:
        return GIVEN, source[0], source[1], ()
    raise InputError("The data have no labels; give a pair (inputs, labels), a file, or the labels as the target.")


def _file(path: Path, target: Any, part: Part | None) -> Parts:
    expect_file(path, "a data file (.npz, .csv or .parquet) is expected")
    kind = path.suffix.lower()
    if kind == ".npz":
        return _arrays(read_npz(path), target, part, path.name)
    if kind in (".csv", ".tsv", ".data"):
        header, columns = read_table(path)
        return _columns(header, columns, target, path.name)
    if kind in (".parquet", ".pq"):
        names, table = read_parquet(path)
        return _columns(names, table, target, path.name)
    raise InputError(f"{path} has an unknown ending; .npz, .csv and .parquet can be read.")


def _arrays(arrays: Mapping[str, Any], target: Any, part: Part | None, name: str) -> Parts:
    """Inputs and labels among named arrays."""
    suffix = f"_{part}" if part and any(key.lower().endswith(f"_{part}") for key in arrays) else ""
    inputs = _first(arrays, tuple(stem + suffix for stem in INPUTS))
    if target is not None and not isinstance(target, str):
        labels = target
    else:
        labels = _first(arrays, (target,) if target else tuple(stem + suffix for stem in LABELS))
    if inputs is None or labels is None:
        held = ", ".join(map(repr, arrays)) or "no arrays"
        more = "" if part else ", or x_train and y_train with the part named"
        raise InputError(f"{name} holds {held}; inputs named x and labels named y are expected{more}.")
    return name, inputs, labels, ()


def _first(arrays: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    """The array with the first of the names that is there, whatever its case."""
    for name in names:
        for key, array in arrays.items():
            if name in (key, key.lower()):
                return array
    return None


def _columns(header: list[str] | None, columns: list[Column], target: Any, name: str) -> Parts:
    """Inputs and labels among the columns of a table."""
    if target is not None and not isinstance(target, str):
        return name, _stack(header, columns, range(len(columns)), name), target, ()
    names = [entry.lower() for entry in header or []]
    if target is not None:
        if header is None or target not in header:
            raise InputError(f"{name} has no column {target!r}; its columns are {', '.join(header or ['unnamed'])}.")
        chosen = header.index(target)
    else:
        found = [names.index(label) for label in LABELS if label in names]
        chosen = found[0] if found else len(columns) - 1
    if len(columns) < 2:
        raise InputError(f"{name} has one column; inputs and labels are expected.")
    title = repr(header[chosen]) if header else f"{chosen + 1}, the last"
    inputs = _stack(header, columns, [i for i in range(len(columns)) if i != chosen], name)
    return name, inputs, columns[chosen], (f"The labels of {name} are its column {title}.",)


def _stack(header: list[str] | None, columns: list[Column], chosen: Any, name: str) -> NDArray[Any]:
    for i in chosen:
        if columns[i].dtype.kind not in "fiub":
            raise InputError(f"Column {header[i] if header else i + 1} of {name} is not of numbers; encode or drop it.")
    return np.stack([columns[i].astype(np.float64) for i in chosen], axis=1)


def _plain(values: Any, name: str) -> NDArray[Any]:
    """An array of numbers, booleans or strings; frames, series and tensors are converted."""
    if hasattr(values, "detach"):  # a tensor of PyTorch
        values = values.detach().cpu()
    try:
        array = np.asarray(values)
    except (ValueError, TypeError):
        raise InputError(f"{name} are not an array; their rows differ in shape.") from None
    if array.dtype.kind == "O":
        flat = array.ravel()
        if array.size and all(isinstance(value, str) for value in flat):
            return array.astype(str)
        if array.size and all(isinstance(value, bool | int | float | np.number) for value in flat):
            return array.astype(np.float64)
        raise InputError(f"{name} hold Python objects; give an array of numbers.")
    return array


def _inputs(values: Any, name: str) -> NDArray[np.float64]:
    array = _plain(values, f"The inputs of {name}")
    if array.dtype.kind not in "fiub":
        raise InputError(f"The inputs of {name} have type {array.dtype}; numbers are expected.")
    if array.ndim < 1 or array.size == 0:
        raise InputError(f"The inputs of {name} are empty (shape {array.shape}).")
    examples = array.astype(np.float64)
    finite = np.isfinite(examples)
    if not finite.all():
        row = int(np.argwhere(~finite)[0][0])
        raise InputError(f"The inputs of {name} contain values that are not finite, first in example {row}.")
    return examples
