"""Intervals for the slope of a linear fit when the model is wrong: model-based against sandwich standard errors."""

from typing import TYPE_CHECKING

from corollary.logic.experiment import Comparison, Lab, Outcome, Panel, Series, curve, experiment, numbers

if TYPE_CHECKING:
    import numpy as np

SIZES = (20, 30, 50, 100, 200, 500, 1000, 2000)
PATIENTS = (30, 50, 100, 200, 400)
Z = 1.959963984540054
# x ~ N(0, 1), y = x + (x² − 1)/2 + (1/4 + x²)^½ ε: the projection has slope 1 and the residual r has
RESIDUAL = 0.5 + 0.25 + 1.0  # E r²
SCORE = 2.5 + 0.25 + 3.0  # E x² r²


def coverage(ratio: float) -> float:
    """Limit of the coverage of a 95% interval whose variance is `ratio` times the right one."""
    from scipy.stats import norm

    return float(2 * norm.cdf(Z * ratio**0.5) - 1)


def _fits(x: "np.ndarray", y: "np.ndarray") -> "tuple[np.ndarray, np.ndarray, np.ndarray]":
    """Slopes with intercept, model-based and sandwich (HC0) standard errors, for each row; x, y (runs, n)."""
    import numpy as np

    n = x.shape[1]
    a = x - x.mean(axis=1, keepdims=True)
    total = (a**2).sum(axis=1)
    slope = (a * y).sum(axis=1) / total
    residual = y - y.mean(axis=1, keepdims=True) - slope[:, None] * a
    model = np.sqrt((residual**2).sum(axis=1) / (n - 2) / total)
    return slope, model, np.sqrt((a**2 * residual**2).sum(axis=1)) / total


def _proportion(name: str, x: "tuple[int, ...]", hits: "np.ndarray", runs: int) -> Series:
    import numpy as np

    error = np.sqrt(np.maximum(hits * (1 - hits), 1e-4) / runs)
    return Series(name, "measured", numbers(x), numbers(hits), error=numbers(error))


@experiment("question-which-guarantees-survive-misspecification")
def intervals(lab: Lab) -> Outcome:
    """A linear fit to a curved truth with unequal noise: coverage of two 95% intervals; and patients, with the bootstrap."""
    import numpy as np
    from scipy.stats import kurtosis
    from sklearn.datasets import load_diabetes

    sizes, runs = lab.pick(SIZES, SIZES[::2]), lab.pick(20_000, 4000)
    hits = np.zeros((2, len(sizes)))
    for place, n in enumerate(sizes):
        rng = lab.rng(f"sample {n}")
        for part in range(10):
            lab.say(f"n = {n}", 0.7 * (place + part / 10) / len(sizes))
            x = rng.normal(size=(runs // 10, n))
            y = x + (x**2 - 1) / 2 + np.sqrt(0.25 + x**2) * rng.normal(size=x.shape)
            slope, *errors = _fits(x, y)
            hits[:, place] += [(np.abs(slope - 1) <= Z * error).mean() / 10 for error in errors]
    model, sandwich = (
        _proportion(name, sizes, row, runs) for name, row in zip(("from the model", "sandwich"), hits, strict=True)
    )
    wrong = coverage(RESIDUAL / SCORE)
    bmi, y = load_diabetes(return_X_y=True)
    bmi, y = bmi[:, 2] / bmi[:, 2].std(), (y - y.mean()) / y.std()
    patients, rng, draws = lab.pick(PATIENTS, PATIENTS[::2]), lab.rng("patients"), lab.pick(4000, 800)
    rows = []
    for place, n in enumerate(patients):
        lab.say(f"patients, n = {n}", 0.7 + 0.3 * place / len(patients))
        chosen = rng.integers(0, len(y), size=(draws, n))
        slope, *errors = _fits(bmi[chosen], y[chosen])
        again = chosen[:40, None, :][np.arange(40)[:, None, None], 0, rng.integers(0, n, size=(40, 200, n))]
        boot = np.array([_fits(bmi[one], y[one])[0].std() for one in again])
        spread = slope.std() * np.sqrt((kurtosis(slope, fisher=False) - 1) / 4)
        found = (slope.std(), spread / draws**0.5), *((e.mean(), e.std() / draws**0.5) for e in errors)
        rows.append([*found, (boot.mean(), boot.std() / len(boot) ** 0.5)])
    table = np.array(rows) * np.sqrt(np.array(patients))[:, None, None]
    names = "true, over samples", "from the model, mean", "sandwich, mean", "bootstrap, mean"
    lines = [
        Series(name, "measured", numbers(patients), numbers(table[:, at, 0]), error=numbers(table[:, at, 1]))
        for at, name in enumerate(names)
    ]
    residual = y - (y @ bmi) / (bmi @ bmi) * bmi
    limit = float(np.sqrt((bmi**2 * residual**2).mean()) / (bmi**2).mean())
    panels = (
        Panel(
            "Slope of a wrong linear model", "sample size n", "coverage of the interval (fraction)",
            (
                model, sandwich,
                curve("from the model, limit (theory)", sizes, [wrong] * len(sizes), group=model.name),
                curve("sandwich, limit (theory): 95%", sizes, [0.95] * len(sizes), group=sandwich.name),
            ),
            x_log=True, y_range=(0.6, 1.0),
        ),
        Panel(
            "Patients: slope on body mass index", "sample size n", "√n × standard error of the slope (standardised units)",
            (*lines, curve("sandwich, limit (theory)", patients, [limit] * len(patients), group=names[2])),
            y_range=(0.6, 0.95),
            x_log=True,
        ),
    )  # fmt: skip
    far, near = -1, 0
    return Outcome(
        panels,
        (
            Comparison(f"on the coverage of the sandwich at n = {sizes[far]}", 100 * abs(sandwich.y[far] - 0.95), 2, "points", "agree"),
            Comparison(f"on the wrong coverage of the model's interval there, {wrong:.3f}", 100 * abs(model.y[far] - wrong), 2.5, "points", "agree"),
            Comparison(f"on the sandwich at n = {sizes[near]}, which undercovers", 100 * abs(sandwich.y[near] - 0.95), 2, "points", "part"),
        ),
    )  # fmt: skip
