"""Variance over the training set and over the seed."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.bias_and_variance_of_a_learning_algorithm import PredictionVariance
from corollary.logic import Attempt, Equals, Property, Quantity, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class SeedAverage(
    Property,
    says="{predictor} is the average of {runs} outputs of {algorithm} on the same {sample}, "
    "with independent seeds that are independent of it",
):
    """(1/K) Σ f̂(x; S, U_k)."""

    predictor: str
    algorithm: str
    sample: str
    runs: int


class SeedVariance(
    Quantity,
    says="the mean over {sample} and over inputs from {law} of the variance, given {sample}, of the output of {algorithm}",
    tex=r"V_{\mathrm{seed}}",
):
    """E Var(f̂(X) | S, X), of one run."""

    algorithm: str
    sample: str
    law: str


class DataVariance(
    Quantity,
    says="the variance over {sample}, at inputs from {law}, of the mean over the seeds of the output of {algorithm}",
    tex=r"V_{\mathrm{data}}",
):
    """E ‖E[f̂(X) | S, X] − f̄(X)‖²."""

    algorithm: str
    sample: str
    law: str


@theorem
def variance_over_data_and_seed(
    runs: SeedAverage, seed: Equals[SeedVariance], data: Equals[DataVariance]
) -> Equals[PredictionVariance]:
    """For K runs on one sample."""
    require(runs.runs >= 1, "at least one run")
    return data.value + seed.value / runs.runs


def _attempt(rng: "np.random.Generator", draws: int, same: bool = False) -> Attempt:
    """Random tables of predictions, five samples by four seeds at three inputs, all equally likely; pairs of seeds tried.

    `same`: both runs have the same seed.
    """
    import numpy as np

    table = rng.normal(size=(draws, 3, 5, 4)) + rng.normal(size=(draws, 3, 5, 1)) + rng.normal(size=(draws, 3, 1, 4))
    pairs = table if same else ((table[..., :, None] + table[..., None, :]) / 2).reshape(draws, 3, 5, 16)
    truth = pairs.var(axis=(2, 3)).mean(axis=1)
    given = table.mean(axis=3)
    facts = (
        SeedAverage(runs=2),
        Equals[SeedVariance](table.var(axis=3).mean(axis=(1, 2))),
        Equals[DataVariance](given.var(axis=2).mean(axis=1)),
    )
    return Attempt(np.abs(truth - variance_over_data_and_seed(*facts).value), 0.0)


@trial(variance_over_data_and_seed)
def two_runs(rng: "np.random.Generator", draws: int) -> Attempt:
    """All samples and all pairs of seeds."""
    return _attempt(rng, draws)


@trial("variance-over-data-and-seed")
def other_order(rng: "np.random.Generator", draws: int) -> Attempt:
    """The variance over the seed of the mean over samples is no more than the mean variance given the sample."""
    table = rng.normal(size=(draws, 5, 4))
    return Attempt(table.mean(axis=1).var(axis=1), table.var(axis=2).mean(axis=1))


@ablation(variance_over_data_and_seed, breaks="runs")
def one_seed_twice(rng: "np.random.Generator", draws: int) -> Attempt:
    """Both runs have the same seed."""
    return _attempt(rng, draws, same=True)
