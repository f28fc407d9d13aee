"""Sweeps: the number that a theorem concludes, or what an experiment measures, over a grid of places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corollary.errors import InputError
from corollary.logic.experiment import _nothing
from corollary.trials.engine import Engine, Here
from corollary.trials.grid import mesh
from corollary.trials.interrupt import heeded
from corollary.trials.table import Sweep

if TYPE_CHECKING:
    import numpy as np

    from corollary.logic.experiment import Comparison, Say
    from corollary.logic.theorem import Theorem

SEED = "seed"  # the one thing that an experiment is swept over
COLUMNS = (SEED, "where", "discrepancy", "limit", "unit", "found", "expected")


def sweep(
    id_: str,
    over: dict[str, np.ndarray[Any, Any]],
    held: dict[str, float] | None = None,
    say: Say = _nothing,
    *,
    engine: Engine | None = None,
    begun: Sweep | None = None,
) -> Sweep:
    """Sweep a rule over numbers of its hypotheses, or the experiment of a question over seeds.

    Names are those of hypotheses (`loss`), of their values (`n`, or `sample.n` where several have one), or `delta`. What is neither
    swept nor held is as in an instance that a trial of the rule draws. Outside the range of the rule the value is nan.

    An experiment runs on `engine` (none: this process), seed by seed; Ctrl-C leaves a table of the seeds that are done, which is not
    `complete`. Given as `begun`, its rows are kept and only the other seeds are run.

    Raises:
        InputError: there is no such statement or name, nothing to sweep, or `begun` is of another source.
    """
    from corollary import corpus, text

    known = text.load().entry(id_).id
    if not over:
        raise InputError("Nothing to sweep over; give --over NAME=START:STOP.")
    rule = next((rule for rule in corpus.book().rules if rule.id == known), None)
    if rule is not None:
        return _of_rule(rule, over, held or {})
    if corpus.experiment(known) is not None:
        return _of_experiment(known, over, held or {}, say, engine or Here(), begun)
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
    import numpy as np

    from corollary.logic.theorem import Confidence, check_delta

    names = list(_numbers(given))
    if name == "delta" and len(rule.confidences) == 1:
        name = f"{next(iter(rule.confidences))}.delta"
    fits = [full for full in names if name in (full, full.removesuffix(".value"), full.split(".")[1])]
    if len(fits) != 1:
        what = "names several" if fits else "is not one of the"
        raise InputError(f"{name} {what} numbers of {rule.id}; use {', '.join(fits or names)}.")
    hypothesis, part = fits[0].split(".")
    fact = given[hypothesis]
    if isinstance(fact, Confidence):
        for number in np.ravel(value).tolist():
            check_delta(number)
        return {**given, hypothesis: Confidence(value)}
    new = fact.with_values(**{part: value})
    return {**given, hypothesis: new}


def _of_experiment(
    id_: str, over: dict[str, Any], held: dict[str, float], say: Say, engine: Engine, begun: Sweep | None
) -> Sweep:
    """One row for each seed and comparison: how far theory and measurement are apart, in units of what is allowed."""
    from corollary.trials.experiment import Seeded

    if set(over) != {SEED} or held:
        raise InputError(f"The experiment {id_} is swept over its seed alone: --over seed=0:9.")
    seeds = [int(seed) for seed in over[SEED]]
    if min(seeds) < 0:
        raise InputError(f"The seed {min(seeds)} is negative; use 0 or more.")
    version = Seeded(id_, seeds[0], True).version()
    rows = _begun(id_, version, begun)
    missing = [Seeded(id_, seed, True) for seed in seeds if seed not in rows]
    with heeded() as asked:
        for done, (job, record) in enumerate(engine.run(missing), 1):
            rows[job.seed] = [(job.seed, *_row(one)) for one in record.outcome.comparisons]
            say(f"seed {job.seed}", done / len(missing))
            if asked.is_set():
                break
    return _table(id_, version, [row for seed in seeds for row in rows.get(seed, [])], set(seeds) <= set(rows))


def _row(one: Comparison) -> tuple[Any, ...]:
    return one.where, one.discrepancy, one.limit, one.unit, one.found, one.expected


def _begun(id_: str, version: str, begun: Sweep | None) -> dict[int, list[tuple[Any, ...]]]:
    """The rows that are there, by seed."""
    if begun is None:
        return {}
    if (begun.id, begun.version) != (id_, version):
        raise InputError(f"The table that is there is of {begun.id} or of another source of it; --force begins anew.")
    found: dict[int, list[tuple[Any, ...]]] = {}
    for row in zip(*(begun.columns[name].tolist() for name in COLUMNS), strict=True):
        found.setdefault(row[0], []).append(row)
    return found


def _table(id_: str, version: str, rows: list[tuple[Any, ...]], complete: bool) -> Sweep:
    import numpy as np

    columns = {name: np.array([row[place] for row in rows]) for place, name in enumerate(COLUMNS)}
    return Sweep(id_, (SEED, "where"), ("discrepancy",), columns, {}, version, complete)
