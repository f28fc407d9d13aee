"""Bias-variance decomposition for squared loss."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.bias_and_variance_of_a_learning_algorithm import Noise, PredictionVariance, SquaredBias
from corollary.corpus.learning.loss_function import SquaredLoss
from corollary.corpus.learning.risk import Risk
from corollary.logic import Attempt, Equals, Expected, ablation, theorem, trial

if TYPE_CHECKING:
    import numpy as np


@theorem
def bias_variance_decomposition(
    loss: SquaredLoss, noise: Equals[Noise], bias: Equals[SquaredBias], variance: Equals[PredictionVariance]
) -> Equals[Expected[Risk, "sample"]]:
    """The three terms are orthogonal."""
    return noise.value + bias.value + variance.value


def _terms(rng: "np.random.Generator", fresh: bool) -> "tuple[float, float, float, float]":
    """Risk, noise, squared bias and variance of a random linear rule trained on two of six equally likely observations.

    Inputs 0, 1, 2, labels m(x) - s or m(x) + s; all 36 samples are enumerated.
    `fresh` False: the risk is taken at the first training point.
    """
    import numpy as np

    mean, spread = rng.normal(size=3), rng.uniform(0.5, 1.5)
    x = np.repeat(np.arange(3), 2)
    y = mean[x] + spread * np.tile([-1.0, 1.0], 3)
    first, second = np.indices((6, 6)).reshape(2, -1)
    weight = rng.normal(size=(2, 3)) / 2
    predicted = (
        weight[0] * y[first, None] + weight[1] * y[second, None] + rng.normal() * x[first, None]
    )  # sample, input
    average = predicted.mean(axis=0)
    risk = (
        ((y - predicted[:, x]) ** 2).mean() if fresh else ((y[first] - predicted[np.arange(36), x[first]]) ** 2).mean()
    )
    return float(risk), spread**2, float(((average - mean) ** 2).mean()), float(((predicted - average) ** 2).mean())


def _attempt(rng: "np.random.Generator", draws: int, fresh: bool, sense: str, counted: int = 3) -> Attempt:
    import numpy as np

    truth, noise, bias, variance = np.array([_terms(rng, fresh) for _ in range(min(draws, 50))]).T
    facts = (
        SquaredLoss(),
        Equals[Noise](noise),
        Equals[SquaredBias](bias),
        Equals[PredictionVariance](variance * (counted == 3)),
    )
    bound = bias_variance_decomposition(*facts).value
    return Attempt(truth, bound) if sense == "at_most" else Attempt(truth, bound, sense="at_least")


@trial(bias_variance_decomposition)
def not_more(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random linear rules, all samples enumerated: the risk is no more than the sum."""
    return _attempt(rng, draws, True, "at_most")


@trial(bias_variance_decomposition)
def not_less(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random linear rules, all samples enumerated: the risk is no less than the sum."""
    return _attempt(rng, draws, True, "at_least")


@ablation(bias_variance_decomposition, breaks="loss")
def training_point(rng: "np.random.Generator", draws: int) -> Attempt:
    """The error at a training point instead of a fresh one."""
    return _attempt(rng, draws, False, "at_least")


@ablation(bias_variance_decomposition, breaks="variance")
def variance_dropped(rng: "np.random.Generator", draws: int) -> Attempt:
    """Without the variance."""
    return _attempt(rng, draws, True, "at_most", counted=2)
