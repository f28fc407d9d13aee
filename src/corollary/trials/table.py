"""The table that a sweep gives: kept as Parquet, drawn as a figure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corollary.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

Column = Any  # a flat array
CURVES = 8  # in a figure
KEY = "corollary"  # of the metadata in the file


@dataclass(frozen=True)
class Sweep:
    """A table: columns of one length. `over` are the names that were swept, `value` the columns that came out.

    `version` is a digest of the source of a swept experiment; `complete` is false if it was interrupted.
    """

    id: str
    over: tuple[str, ...]
    value: tuple[str, ...]
    columns: dict[str, Column]
    held: dict[str, float]
    version: str = ""
    complete: bool = True

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(next(iter(self.columns.values())))

    def save(self, path: Path) -> None:
        """Write the table as Parquet; the statement and what was held fixed are in the file's metadata.

        Raises:
            InputError: pyarrow is not installed, or the file cannot be written.
        """
        pa, pq = _arrow()
        about = {"id": self.id, "over": self.over, "value": self.value, "held": self.held, "version": self.version,
                 "complete": self.complete}  # fmt: skip
        table = pa.table(self.columns).replace_schema_metadata({KEY: json.dumps(about)})
        try:
            pq.write_table(table, path)
        except OSError as why:
            raise InputError(f"{path} cannot be written ({(why.strerror or str(why)).lower()}).") from why

    def svg(self) -> str:
        """The figure: the first swept name across, a curve for each combination of the others."""
        from corollary.drawing import render

        return render(self._draw, (6.0, 4.0), standalone=True)

    def png(self) -> bytes:
        """The same as PNG."""
        from corollary.drawing import png

        return png(self._draw, (6.0, 4.0))

    def _draw(self, figure: Any) -> None:
        import numpy as np

        from corollary.drawing import COLOURS, MARKERS

        axes = figure.add_subplot()
        across, *others = self.over
        for place, (label, rows) in enumerate(self._curves(others)):
            x, y = self.columns[across][rows], self.columns[self.value[0]][rows]
            axes.plot(x, y, marker=MARKERS[place % len(MARKERS)], markersize=3, lw=1.2, color=COLOURS[place % len(COLOURS)], label=label)  # fmt: skip
        for name, scale in ((across, axes.set_xscale), (self.value[0], axes.set_yscale)):
            numbers = np.asarray(self.columns[name], float)
            numbers = numbers[np.isfinite(numbers)]
            if numbers.size and numbers.min() > 0 and numbers.max() > 50 * numbers.min():
                scale("log")
        axes.set_xlabel(across)
        axes.set_ylabel(self.value[0])
        axes.set_title(self.id)
        if len(axes.lines) > 1:
            axes.legend(frameon=False)

    def _curves(self, others: list[str]) -> list[tuple[str, Column]]:
        """Name and rows of each curve; of many, some that are spread evenly over them."""
        import numpy as np

        if not others:
            return [("", np.arange(self.size))]
        keys = list(zip(*(self.columns[name].tolist() for name in others), strict=True))
        distinct = list(dict.fromkeys(keys))
        chosen = [
            distinct[i] for i in np.unique(np.linspace(0, len(distinct) - 1, min(CURVES, len(distinct))).astype(int))
        ]
        rows = {key: np.array([place for place, one in enumerate(keys) if one == key]) for key in chosen}
        labels = {key: ", ".join(f"{n} = {v:.4g}" if isinstance(v, float) else f"{n} = {v}" for n, v in zip(others, key, strict=True)) for key in chosen}  # fmt: skip
        return [(labels[key], rows[key]) for key in chosen]


def read(path: Path) -> Sweep:
    """The table that `Sweep.save` wrote.

    Raises:
        InputError: pyarrow is not installed, or the file is none of ours.
    """
    pa, pq = _arrow()
    try:
        table = pq.read_table(path)
        about = json.loads(table.schema.metadata[KEY.encode()])
        columns = {name: table[name].to_numpy() for name in table.column_names}
        return Sweep(
            about["id"], tuple(about["over"]), tuple(about["value"]), columns, about["held"], about["version"], about["complete"]
        )  # fmt: skip
    except (OSError, pa.ArrowException, KeyError, TypeError, ValueError) as why:
        raise InputError(f"{path} is no table of a sweep; choose another file with --out.") from why


def _arrow() -> Any:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as why:
        raise InputError("Parquet files need pyarrow: pip install 'corollary[parquet]'.") from why
    return pa, pq
