"""Bias and variance on a finite population of patients: ridge, nearest neighbours and random features."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from corollary.logic.experiment import Comparison, Lab, Outcome, Panel, Series, curve, experiment, predicted

if TYPE_CHECKING:
    import numpy as np

    Fit = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]  # inputs, labels, new inputs → (settings, new)

SAMPLE, BATCHES = 60, 8
PENALTIES = tuple(10 ** (-3 + 5 * i / 29) for i in range(30))
NEIGHBOURS = (1, 2, 3, 5, 8, 12, 18, 25, 35, 45, 60)
FEATURES = (5, 10, 20, 30, 40, 50, 75, 100, 150, 250, 400)


def _population() -> "tuple[np.ndarray, np.ndarray]":
    """442 patients: inputs standardised with a constant column last, labels standardised."""
    import numpy as np
    from sklearn.datasets import load_diabetes

    x, y = load_diabetes(return_X_y=True)
    return np.column_stack([x / x.std(axis=0), np.ones(len(y))]), (y - y.mean()) / y.std()


def _ridge(x: "np.ndarray", y: "np.ndarray", new: "np.ndarray") -> "np.ndarray":
    """Ridge with each penalty, minimising mean squared error + penalty ‖θ‖² (the constant is penalised too)."""
    import numpy as np

    values, vectors = np.linalg.eigh(x.T @ x / len(y))
    moment = vectors.T @ (x.T @ y) / len(y)
    return np.asarray((moment / (values + np.array(PENALTIES)[:, None])) @ (new @ vectors).T)


def _neighbours(x: "np.ndarray", y: "np.ndarray", new: "np.ndarray") -> "np.ndarray":
    import numpy as np

    order = np.argsort(((new[:, None] - x) ** 2).sum(axis=2), axis=1)
    return np.stack([y[order[:, :k]].mean(axis=1) for k in NEIGHBOURS])


def _random_features(rng: "np.random.Generator", widths: tuple[int, ...]) -> "Fit":
    """Least-norm least squares on random ReLU features, drawn afresh for each sample."""

    def fit(x: "np.ndarray", y: "np.ndarray", new: "np.ndarray") -> "np.ndarray":
        import numpy as np

        found = []
        for width in widths:
            weight = rng.normal(size=(x.shape[1], width)) / np.sqrt(x.shape[1])
            inside, outside = np.maximum(x @ weight, 0), np.maximum(new @ weight, 0)
            found.append(outside @ np.linalg.lstsq(inside, y, rcond=1e-10)[0])
        return np.stack(found)

    return fit


def _estimates(lab: Lab, fit: "Fit", name: str, part: int) -> "tuple[np.ndarray, ...]":
    """Noise plus squared bias, variance, and risk; each an array (batches, settings) of unbiased estimates.

    Two independent halves of the samples: the risk is measured on the one, the decomposition on the other; a patient
    counts in the samples that leave it out.
    """
    import numpy as np

    x, y = _population()
    rng, size = lab.rng(name), lab.pick(100, 20)
    found: list[tuple[np.ndarray, ...]] = []
    for batch in range(BATCHES):
        lab.say(f"{name}, batch {batch + 1}", (part + batch / BATCHES) / 3)
        sums, risks = np.zeros(()), []
        for run in range(2 * size):
            chosen = rng.permutation(len(y))[:SAMPLE]
            out = np.ones(len(y), bool)
            out[chosen] = False
            guess = fit(x[chosen], y[chosen], x)
            if run % 2:
                risks.append(((guess - y) ** 2)[:, out].mean(axis=1))
            else:
                sums = sums + np.stack([guess * out, guess**2 * out, np.broadcast_to(out, guess.shape)])
        first, second, count = sums
        mean = first / count
        variance = (second / count - mean**2) * count / (count - 1)
        bias = (mean - y) ** 2 - variance / count
        found.append((bias.mean(axis=1), variance.mean(axis=1), np.mean(risks, axis=0)))
    return tuple(np.array(part) for part in zip(*found, strict=True))


def _ridge_theory(lab: Lab) -> "tuple[np.ndarray, np.ndarray]":
    """Noise plus squared bias, and variance: the page's formula given the design, averaged over samples.

    The law is taken to be the linear model fitted to the population, with white noise; A is the population covariance.
    """
    import numpy as np

    x, y = _population()
    theta = np.linalg.lstsq(x, y, rcond=None)[0]
    noise = float(((y - x @ theta) ** 2).mean())
    covariance = x.T @ x / len(y)
    penalty = np.array(PENALTIES)[:, None]
    rng, runs = lab.rng("designs"), 400
    mean, second, noisy = np.zeros((len(penalty), len(theta))), np.zeros(len(penalty)), np.zeros(len(penalty))
    for _ in range(runs):
        chosen = x[rng.permutation(len(y))[:SAMPLE]]
        values, vectors = np.linalg.eigh(chosen.T @ chosen / SAMPLE)
        missed = (penalty * (vectors.T @ theta) / (values + penalty)) @ vectors.T
        mean += missed / runs
        second += np.einsum("pi,ij,pj->p", missed, covariance, missed) / runs
        spread = np.diag(vectors.T @ covariance @ vectors) * values / (values + penalty) ** 2
        noisy += noise / SAMPLE * spread.sum(axis=1) / runs
    bias = np.einsum("pi,ij,pj->p", mean, covariance, mean)
    return noise + bias, noisy + second - bias  # what the bias varies from design to design is variance


def _panel(title: str, label: str, x: "tuple[float, ...]", found: "tuple[np.ndarray, ...]", log: bool) -> Panel:
    bias, variance, risk = found
    series = (
        _mean("noise + squared bias", x, bias, "bias"),
        _mean("variance", x, variance, "variance"),
        _mean("risk, other samples", x, risk, "risk"),
        predicted("their sum (theory of the risk)", x, bias + variance, group="risk"),
    )
    return Panel(title, label, "squared error (label variances)", series, x_log=log, y_log=True)


def _mean(name: str, x: "tuple[float, ...]", table: "np.ndarray", group: str) -> Series:
    """The mean over batches with its standard error; the spread of batches is of no interest."""
    return replace(predicted(name, x, table, group=group), kind="measured")


def _apart(found: "tuple[np.ndarray, ...]") -> float:
    """The greatest distance of the risk from the sum of the two parts, in standard errors over batches."""
    import numpy as np

    gap = found[0] + found[1] - found[2]
    return float((np.abs(gap.mean(axis=0)) / (gap.std(axis=0, ddof=1) / BATCHES**0.5)).max())


@experiment("question-what-are-bias-and-variance")
def patients(lab: Lab) -> Outcome:
    """442 patients as the population, samples of 60: noise plus squared bias, variance and risk along three paths."""
    import numpy as np

    widths = lab.pick(FEATURES, FEATURES[1::3])
    ridge = _estimates(lab, _ridge, "ridge", 0)
    near = _estimates(lab, _neighbours, "neighbours", 1)
    random = _estimates(lab, _random_features(lab.rng("features"), widths), "random features", 2)
    bias, variance = _ridge_theory(lab)
    along = _panel("Ridge regression", "penalty λ (squared standardised units)", PENALTIES, ridge, True)
    theory = (
        curve("noise + squared bias, linear model", PENALTIES, bias, group="bias"),
        curve("variance, linear model", PENALTIES, variance, group="variance"),
    )
    panels = (
        Panel(along.title, along.x_label, along.y_label, along.series + theory, x_log=True, y_log=True),
        _panel("Nearest neighbours", "number of neighbours k", NEIGHBOURS, near, True),
        _panel("Random ReLU features, least norm", "number of features (60 fit the sample)", widths, random, True),
    )
    apart = max(_apart(found) for found in (ridge, near))
    mean = [table.mean(axis=0) for table in ridge]
    linear = float(np.abs((bias + variance) / (mean[0] + mean[1]) - 1).max())
    rises = float(np.maximum(np.diff(mean[1]), 0).max() + np.maximum(-np.diff(mean[0]), 0).max())
    hill = random[1].mean(axis=0)
    peak = float(hill.max() / hill[-1])
    se = "standard errors"
    return Outcome(
        panels,
        (
            Comparison("on risk = noise + squared bias + variance, for ridge and neighbours", apart, 6, se, "agree"),
            Comparison("on the monotone trade-off along the ridge penalty", rises, 0.01, "against the order", "agree"),
            Comparison("on the size of the ridge risk under a linear model", 100 * linear, 10, "%", "agree"),
            Comparison("on a trade-off along the number of features, where the variance peaks", peak, 1.5, "times its last value", "part"),
        ),
    )  # fmt: skip
