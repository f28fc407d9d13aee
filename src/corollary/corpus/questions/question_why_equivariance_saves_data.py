"""Averaging over a group: turned digits by kernel ridge regression, and Gaussian regression exactly."""

from typing import TYPE_CHECKING

from corollary.corpus.architecture.invariant_linear_regression_gain import (
    FixedDimension,
    FixedSignal,
    OrthogonalAction,
    invariant_linear_regression_gain,
)
from corollary.corpus.linear.double_descent_gaussian import IsotropicGaussianDesign
from corollary.corpus.linear.least_squares import LeastSquares
from corollary.corpus.linear.linear_regression import Dimension, NoiseVariance
from corollary.corpus.linear.ols_gaussian_design_risk import ConditionallyWhiteNoise
from corollary.corpus.questions._training import digits
from corollary.logic import Equals
from corollary.logic.experiment import Comparison, Lab, Outcome, Panel, curve, experiment, repeated, standard_errors

if TYPE_CHECKING:
    import numpy as np

D, S, VARIANCE = 24, 6, 1.0  # six blocks of four coordinates, permuted cyclically
SAMPLES = (30, 40, 60, 100, 200, 400)
IMAGES = (20, 50, 100, 200, 400, 800)
WAYS = ("plain", "averaged after training", "averaged kernel")


def gain(n: int) -> float:
    """The exact gain of the rule."""
    facts = (
        IsotropicGaussianDesign(n=n), ConditionallyWhiteNoise(), Equals[NoiseVariance](VARIANCE), OrthogonalAction(),
        FixedSignal(), Equals[Dimension](D), Equals[FixedDimension](S), LeastSquares(),
    )  # fmt: skip
    return float(invariant_linear_regression_gain(*facts).value)


def _gains(rng: "np.random.Generator", n: int) -> float:
    """Risk of least squares minus the risk of its average over the group."""
    import numpy as np

    theta = np.repeat(rng.normal(size=S), D // S)
    x = rng.normal(size=(n, D))
    found = np.linalg.lstsq(x, x @ theta + np.sqrt(VARIANCE) * rng.normal(size=n), rcond=None)[0]
    averaged = np.repeat(found.reshape(S, -1).mean(axis=1), D // S)
    return float(((found - theta) ** 2).sum() - ((averaged - theta) ** 2).sum())


def _turned(rng: "np.random.Generator", turn: bool) -> "tuple[np.ndarray, np.ndarray]":
    """Digits without 6 and 9 in random order, each turned by a random multiple of 90 degrees, or upright."""
    import numpy as np

    x, y = digits()
    order = rng.permutation(np.flatnonzero((y != 6) & (y != 9)))
    images, labels = x[order].reshape(-1, 8, 8).astype(float), y[order]
    if turn:
        quarter = rng.integers(0, 4, size=len(order))
        images = np.stack([np.rot90(image, q) for image, q in zip(images, quarter, strict=True)])
    return images, labels


def _kernel(a: "np.ndarray", b: "np.ndarray") -> "np.ndarray":
    import numpy as np

    a, b = a.reshape(len(a), -1), b.reshape(len(b), -1)
    distance = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) - 2 * a @ b.T
    return np.asarray(np.exp(-distance / 8))


def _risks(images: "np.ndarray", y: "np.ndarray", sizes: "tuple[int, ...]") -> "np.ndarray":
    """Squared error over the ten indicators and error rate of the three ways, shape (sizes, ways, 2)."""
    import numpy as np

    targets = np.eye(10)[y]
    test, truth = images[1000:], targets[1000:]
    orbit = [np.rot90(test, q, (1, 2)) for q in range(4)]
    found = np.zeros((len(sizes), 3, 2))
    for at, n in enumerate(sizes):
        train, wanted = images[:n], targets[:n]
        turned = [_kernel(one, train) for one in orbit]
        plain = np.linalg.solve(_kernel(train, train) + 1e-2 * np.eye(n), wanted)
        mean = sum(_kernel(np.rot90(train, q, (1, 2)), train) for q in range(4)) / 4
        shared = np.linalg.solve(mean + 1e-2 * np.eye(n), wanted)
        guesses = turned[0] @ plain, sum(turned) / 4 @ plain, sum(turned) / 4 @ shared
        for way, guess in enumerate(guesses):
            error = (guess.argmax(axis=1) != y[1000:]).mean()
            found[at, way] = ((guess - truth) ** 2).sum(axis=1).mean(), error
    return found


@experiment("question-why-equivariance-saves-data")
def averaging(lab: Lab) -> Outcome:
    """Gaussian regression with a permutation group, and turned digits by kernel ridge: plain, averaged, averaged kernel."""
    import numpy as np

    samples, runs = lab.pick(SAMPLES, SAMPLES[::2]), lab.pick(500, 150)
    table = np.zeros((runs, len(samples)))
    for place, n in enumerate(samples):
        lab.say(f"regression, n = {n}", 0.2 * place / len(samples))
        rng = lab.rng(f"regression {n}")
        table[:, place] = [_gains(rng, n) for _ in range(runs)]
    measured, theory = repeated("measured", samples, table), [gain(n) for n in samples]
    sizes, splits = lab.pick(IMAGES, IMAGES[:4]), lab.pick(8, 3)
    risks = {turn: np.zeros((splits, len(sizes), 3, 2)) for turn in (True, False)}
    for split in range(splits):
        for turn, found in risks.items():
            lab.say(f"digits, split {split + 1}", 0.2 + 0.8 * split / splits)
            found[split] = _risks(*_turned(lab.rng(f"digits {split} {turn}"), turn), sizes)
    label = "number of training examples n", "squared error, summed over ten indicators"
    turned, upright = (
        tuple(repeated(way, sizes, risks[turn][:, :, at, 0]) for at, way in enumerate(WAYS)) for turn in (True, False)
    )
    panels = (
        Panel(
            f"Gaussian regression, d = {D}, s = {S}, σ² = 1", "sample size n", "risk saved by averaging (squared label units)",
            (measured, curve("σ²(d − s)/(n − d − 1) (theory)", samples, theory, group="measured")), x_log=True, y_log=True,
        ),
        Panel("Digits turned by a random quarter turn", *label, turned, x_log=True),
        Panel("Digits upright", *label, upright, x_log=True),
    )  # fmt: skip
    worse = float((risks[True][:, :, 1, 0] / risks[True][:, :, 0, 0]).max())
    loses = float((risks[False][:, :, 1, 0].mean(axis=0) / risks[False][:, :, 0, 0].mean(axis=0)).max())
    return Outcome(
        panels,
        (
            Comparison("on the exact gain in Gaussian regression", standard_errors(measured, theory), 5, "standard errors", "agree"),
            Comparison("on averaging not raising the risk for turned digits, at every n", worse, 1.0, "times the plain risk", "agree"),
            Comparison("on it for upright digits, whose law is not invariant", loses, 1.0, "times the plain risk", "part"),
        ),
    )  # fmt: skip
