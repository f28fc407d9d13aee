"""Labels: which task they pose, which classes they have, and whether they fit a model's outputs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from corollary.errors import InputError

if TYPE_CHECKING:
    from corollary.observe.dataset import Data
    from corollary.observe.readers.model import Model

Task: TypeAlias = Literal["classification", "regression"]
Labels: TypeAlias = tuple[NDArray[Any], NDArray[Any] | None, Task, str]
FEW = 10  # distinct whole numbers that are always taken for classes
MANY = 1000  # distinct whole numbers that never are


def read_labels(given: NDArray[Any], name: str, task: Task | None, classes: NDArray[Any] | None) -> Labels:
    """Labels (n,) as values, classes, task, and a sentence that states what was inferred.

    Words and truth values are classes; so are whole numbers with at most 10 distinct values, or at most n / 5 and
    1,000; other numbers are regression targets. `task` and `classes`, if given, settle it.
    """
    if given.dtype.kind == "f" and not np.isfinite(given).all():
        row = int(np.argwhere(~np.isfinite(given))[0][0])
        raise InputError(f"The labels of {name} contain values that are not finite, first in example {row}.")
    if given.dtype.kind not in "fiubUS":
        raise InputError(f"The labels of {name} have type {given.dtype}; numbers or words are expected.")
    words = given.dtype.kind in "US"
    if task == "regression" and (words or classes is not None):
        raise InputError(f"The labels of {name} are classes, so the task cannot be regression.")
    distinct = np.unique(given)
    whole = words or given.dtype.kind in "iub" or bool((given == np.round(given)).all())
    few = words or given.dtype.kind == "b" or len(distinct) <= max(FEW, min(MANY, len(given) // 5))
    if task == "regression" or (task is None and classes is None and not (whole and few)):
        span = f"from {distinct[0]:g} to {distinct[-1]:g}"
        return given.astype(np.float64), None, "regression", f"The labels of {name} are numbers {span}: regression."
    if classes is not None:
        values = _indices(given, classes, name)
        return values, classes, "classification", f"The labels of {name} are among the {len(classes)} classes given."
    tidy = distinct.astype(np.int64) if distinct.dtype.kind == "f" and whole else distinct
    listed = ", ".join(map(str, tidy[:5])) + (", …" if len(tidy) > 5 else "")
    note = f"The labels of {name} have {len(tidy)} distinct values ({listed}): classification with these classes."
    return np.searchsorted(distinct, given).astype(np.int64), tidy, "classification", note


def _indices(given: NDArray[Any], classes: NDArray[Any], name: str) -> NDArray[np.int64]:
    """The position of each label among the classes."""
    labels, known = given, classes
    if (known.dtype.kind in "US") != (labels.dtype.kind in "US"):
        kinds = ("words", "numbers") if labels.dtype.kind in "US" else ("numbers", "words")
        raise InputError(f"The labels of {name} are {kinds[0]}, but the classes are {kinds[1]} such as {known[0]}.")
    order = np.argsort(known)
    places = np.searchsorted(known, labels, sorter=order).clip(max=len(known) - 1)
    indices = order[places]
    strange = known[indices] != labels
    if strange.any():
        label = given[int(np.argmax(strange))]
        raise InputError(f"The labels of {name} contain {label}, which is none of the {len(known)} known classes.")
    return np.asarray(indices, dtype=np.int64)


def aligned(data: Data, model: Model, outputs: int) -> Data:
    """The data with labels as indices of the model's outputs, 0, …, outputs − 1 (two classes for a single output).

    If the model knows its classes, by value. Otherwise labels that are whole numbers below the number of outputs are
    taken as they are, and others in sorted order if there are as many classes as outputs. Regression needs one output.
    Raises InputError when the labels do not fit.
    """
    count = max(outputs, 2)
    if data.classes is None:
        if model.kind == "classification":
            raise InputError(f"The model classifies, but the labels of {data.name} are not classes.")
        if outputs != 1:
            raise InputError(f"The labels of {data.name} are numbers, but the model has {outputs} outputs.")
        return data
    if model.kind == "regression":
        raise InputError(f"The model predicts numbers; read {data.name} with task='regression'.")
    if model.classes is not None:
        labels = _indices(data.classes[data.labels], model.classes, data.name)
        return replace(data, labels=labels, classes=model.classes)
    values = data.classes
    note = f"Label k of {data.name} is output k of the model, k = 0, …, {count - 1}."
    if values.dtype.kind in "iub" and int(values.min()) >= 0 and int(values.max()) < count:
        return replace(
            data, labels=values[data.labels].astype(np.int64), classes=np.arange(count), notes=(*data.notes, note)
        )
    if len(values) != count:
        raise InputError(f"The labels of {data.name} have {len(values)} classes, but the model has {count}.")
    listed = ", ".join(map(str, values[:5])) + (", …" if count > 5 else "")
    note = f"The classes of {data.name} in sorted order ({listed}) are taken to be the model's outputs in order."
    return replace(data, notes=(*data.notes, note))
