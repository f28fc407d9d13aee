"""Sweeps: the number that a theorem concludes, or what an experiment measures, over a grid of places; a table and a figure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corollary.errors import InputError
from corollary.trials.grid import mesh

if TYPE_CHECKING:
    import numpy as np

    from corollary.logic.experiment import Say
    from corollary.logic.theorem import Theorem

Column = Any  # a flat array
SEED = "seed"  # the one thing that an experiment is swept over
CURVES = 8  # in a figure


@dataclass(frozen=True)
class Sweep:
    """A table: columns of one length. `over` are the names that were swept, `value` the columns that came out."""

    id: str
    over: tuple[str, ...]
    value: tuple[str, ...]
    columns: dict[str, Column]
    held: dict[str, float]

    @property
    def size(self) -> int:
        """Number of rows."""
        return len(next(iter(self.columns.values())))

    def save(self, path: Path) -> None:
        """Write the table as Parquet; the statement and what was held fixed are in the file's metadata.

        Raises:
            InputError: pyarrow is not installed, or the file cannot be written.
        """
        try:
            import pyarrow as pa
            import pyarrow.parquet as pq
        except ImportError as why:
            raise InputError("Parquet files need pyarrow: pip install 'corollary[parquet]'.") from why
        import json

        table = pa.table(self.columns).replace_schema_metadata(
            {"corollary": json.dumps({"id": self.id, "over": self.over, "value": self.value, "held": self.held})}
        )
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


def sweep(
    id_: str, over: dict[str, np.ndarray[Any, Any]], held: dict[str, float] | None = None, say: Say | None = None
) -> Sweep:
    """Sweep a rule over numbers of its hypotheses, or the experiment of a question over seeds.

    Names are those of hypotheses (`loss`), of their values (`n`, or `sample.n` where several have one), or `delta`. What is neither
    swept nor held is as in an instance that a trial of the rule draws. Outside the range of the rule the value is nan.

    Raises:
        InputError: there is no such statement or name, or nothing to sweep.
    """
    from corollary import corpus, text

    known = text.load().entry(id_).id
    if not over:
        raise InputError("Nothing to sweep over; give --over NAME=START:STOP.")
    rule = next((rule for rule in corpus.book().rules if rule.id == known), None)
    if rule is not None:
        return _of_rule(rule, over, held or {})
    if corpus.experiment(known) is not None:
        return _of_experiment(known, over, held or {}, say)
    raise InputError(f"{known} has neither a rule nor an experiment: there is nothing to sweep.")


def _of_rule(rule: Theorem, over: dict[str, np.ndarray[Any, Any]], held: dict[str, float]) -> Sweep:
    import numpy as np

    from corollary.logic.arithmetic import OutOfRange
    from corollary.logic.facts import Bound
    from corollary.trials.example import example

    given = example(rule)
    if not given or not issubclass(rule.conclusion.type, Bound):
        raise InputError(f"{rule.id} concludes no number, or no trial draws plain numbers for it: it cannot be swept.")
    columns = mesh(over)
    for name, value in {**held, **columns}.items():
        given = _with(rule, given, name, value)
    size = len(next(iter(columns.values())))
    try:
        with np.errstate(all="ignore"):  # outside the range of the rule
            found = rule(**given).value
    except OutOfRange as why:
        raise InputError(f"{rule.id} applies nowhere on this grid: {why}.") from why
    except (TypeError, ValueError):  # a body that needs plain numbers
        found = [_at(rule, given, place) for place in range(size)]
    columns["value"] = np.broadcast_to(np.asarray(found, float), (size,)).copy()
    fixed = {name: float(value) for name, value in _numbers(given).items() if np.ndim(value) == 0}
    return Sweep(rule.id, tuple(over), ("value",), columns, fixed)


def _at(rule: Theorem, given: dict[str, Any], place: int) -> float:
    from corollary.logic.arithmetic import OutOfRange

    one = given
    for name, value in _numbers(given).items():
        if getattr(value, "ndim", 0):
            one = _with(rule, one, name, value[place].item())
    try:
        return float(rule(**one).value)
    except OutOfRange:
        return float("nan")


def _numbers(given: dict[str, Any]) -> dict[str, Any]:
    """Every number of the hypotheses, by its full name."""
    from corollary.logic.theorem import Confidence

    found: dict[str, Any] = {}
    for name, fact in given.items():
        values = {"delta": fact.delta} if isinstance(fact, Confidence) else fact.values
        found |= {f"{name}.{part}": value for part, value in values.items()}
    return found


def _with(rule: Theorem, given: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    from corollary.logic.theorem import Confidence

    names = list(_numbers(given))
    if name == "delta" and len(rule.confidences) == 1:
        name = f"{next(iter(rule.confidences))}.delta"
    fits = [full for full in names if name in (full, full.removesuffix(".value"), full.split(".")[1])]
    if len(fits) != 1:
        what = "names several" if fits else "is not one of the"
        raise InputError(f"{name} {what} numbers of {rule.id}; use {', '.join(fits or names)}.")
    hypothesis, part = fits[0].split(".")
    fact = given[hypothesis]
    new = Confidence(value) if isinstance(fact, Confidence) else fact.with_values(**{part: value})
    return {**given, hypothesis: new}


def _of_experiment(id_: str, over: dict[str, Any], held: dict[str, float], say: Say | None) -> Sweep:
    """One row for each seed and comparison: how far theory and measurement are apart, in units of what is allowed."""
    import numpy as np

    from corollary.trials.experiment import find

    if set(over) != {SEED} or held:
        raise InputError(f"The experiment {id_} is swept over its seed alone: --over seed=0:9.")
    runnable, rows = find(id_), []
    seeds = [int(seed) for seed in over[SEED]]
    for place, seed in enumerate(seeds):
        if say is not None:
            say(f"seed {seed}", place / len(seeds))
        for one in runnable.run(seed, quick=True).outcome.comparisons:
            rows.append((seed, one.where, one.discrepancy, one.limit, one.unit, one.found, one.expected))
    parts = zip(*rows, strict=True)
    names = (SEED, "where", "discrepancy", "limit", "unit", "found", "expected")
    columns = {name: np.array(part) for name, part in zip(names, parts, strict=True)}
    return Sweep(id_, (SEED, "where"), ("discrepancy",), columns, {})
