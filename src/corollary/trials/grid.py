"""Places of a sweep: `n=10:1e6:log`, `n=10:1000:7`, `n=10:1e6:log:13`, `delta=0.01,0.05`, `seed=0:9`."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

from corollary.errors import InputError

if TYPE_CHECKING:
    import numpy as np

PLACES = 25  # where a range does not say how many
MOST = 10**6  # places of a whole sweep
FORM = "write NAME=START:STOP, NAME=START:STOP:log, with :COUNT at the end for another number of places, or NAME=A,B,C"


def read(text: str) -> tuple[str, np.ndarray[Any, Any]]:
    """Name and places of one `--over`: whole numbers (int64) where both ends are written without a point and there is room for them.

    Raises:
        InputError: it is written in no such form.
    """
    import numpy as np

    name, _, given = text.partition("=")
    name = name.strip()
    if not name or not given:
        raise InputError(f"--over {text!r} is not understood; {FORM}.")
    if ":" not in given:
        return name, _whole(np.array([_number(one, text) for one in given.split(",")]), True)
    start, stop, *rest = (part.strip() for part in given.split(":"))
    log = rest[:1] == ["log"]
    counts = rest[1:] if log else rest
    low, high = _number(start, text), _number(stop, text)
    if len(counts) > 1 or (log and low <= 0) or not low < high:
        raise InputError(f"--over {text!r} is not understood: START < STOP, both above 0 for log; {FORM}.")
    count = int(_number(counts[0], text)) if counts else None
    if count is not None and not 2 <= count <= MOST:
        raise InputError(f"--over {text!r} has {count} places; give from 2 to {MOST}.")
    whole = low == int(low) and high == int(high) and "." not in start + stop
    return name, _spaced(low, high, count, log, whole)


def _spaced(low: float, high: float, count: int | None, log: bool, whole: bool) -> np.ndarray[Any, Any]:
    import numpy as np

    if log:
        return _whole(np.geomspace(low, high, count or PLACES), whole, round_=True)
    if count is None and whole and high - low < PLACES:
        return np.arange(int(low), int(high) + 1)
    places = np.linspace(low, high, count or PLACES)
    return _whole(places, whole and len(places) <= high - low + 1, round_=True)


def _whole(places: np.ndarray[Any, Any], wanted: bool, round_: bool = False) -> np.ndarray[Any, Any]:
    """The places as whole numbers, each once, if that is wanted and they are (or may be rounded)."""
    import numpy as np

    near = np.rint(places)
    if not wanted or not (round_ or (near == places).all()) or np.abs(near).max() > 2**53:
        return places
    return np.unique(near.astype(np.int64))


def _number(word: str, text: str) -> float:
    try:
        value = float(word)
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        raise InputError(f"--over {text!r}: {word.strip()!r} is no finite number; {FORM}.")
    return value


def mesh(axes: dict[str, np.ndarray[Any, Any]]) -> dict[str, np.ndarray[Any, Any]]:
    """Every combination of the places: one flat array for each name, the last name varying fastest.

    Raises:
        InputError: there are more than `MOST`.
    """
    import numpy as np

    size = int(np.prod([float(len(places)) for places in axes.values()]))
    if size > MOST:
        raise InputError(f"The sweep has {size:,} places; at most {MOST:,} are allowed.")
    grids = np.meshgrid(*axes.values(), indexing="ij")
    return {name: grid.ravel() for name, grid in zip(axes, grids, strict=True)}
