"""Sweeps: the number that a theorem concludes, or what an experiment measures, over a grid of places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corollary.errors import InputError
from corollary.trials.grid import mesh
from corollary.trials.table import Sweep

if TYPE_CHECKING:
    import numpy as np

    from corollary.logic.experiment import Say
    from corollary.logic.theorem import Theorem

SEED = "seed"  # the one thing that an experiment is swept over


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
