"""Variance of a randomised ensemble."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.ensemble_variance_formula import VarianceAtPoint
from corollary.logic import Attempt, Equals, Property, Quantity, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class RandomisedEnsemble(
    Property,
    says="{predictor} is the average of {trees} predictors from the randomised algorithm {algorithm} on the same {sample}, "
    "with independent seeds that are independent of it",
):
    """Bagging and random forests: (1/B) Σ T(x; S, Θ_b)."""

    predictor: str
    algorithm: str
    sample: str
    trees: int


class TreeVariance(
    Quantity,
    says="the variance, over {sample} and seed, of one prediction of {algorithm} at {point}",
    tex="v",
):
    """Var T, of one member."""

    algorithm: str
    sample: str
    point: str


class TreeCorrelation(
    Quantity,
    says="the correlation, over {sample} and seeds, of two predictions of {algorithm} at {point} "
    "on the same {sample} with independent seeds",
    tex=r"\kappa",
):
    """Var E[T | S] / Var T; not negative."""

    algorithm: str
    sample: str
    point: str


@theorem
def bagging_variance(
    ensemble: RandomisedEnsemble, variance: Equals[TreeVariance], correlation: Equals[TreeCorrelation]
) -> Equals[VarianceAtPoint]:
    """At one point."""
    require(ensemble.trees >= 1, "at least one tree")
    require(variance.value >= 0, "variance >= 0")
    require(correlation.value >= 0, "correlation >= 0")
    require(correlation.value <= 1, "correlation <= 1")
    return variance.value * (correlation.value + (1 - correlation.value) / ensemble.trees)


def _claimed(table: "np.ndarray", trees: int) -> "np.ndarray":
    """The rule for equally likely samples (axis 1) and seeds (axis 2)."""
    variance = table.var(axis=(1, 2))
    facts = (
        RandomisedEnsemble(trees=trees),
        Equals[TreeVariance](variance),
        Equals[TreeCorrelation](table.mean(axis=2).var(axis=1) / variance),
    )
    return bagging_variance(*facts).value


def _attempt(rng: "np.random.Generator", draws: int, same: bool = False) -> Attempt:
    """Random tables of predictions, six samples by four seeds; all triples of seeds are tried. `same`: one seed for all."""
    import numpy as np

    table = rng.normal(size=(draws, 6, 4)) + rng.normal(size=(draws, 6, 1))
    average = table[..., :, None, None] + table[..., None, :, None] + table[..., None, None, :]
    average = (3 * table if same else average.reshape(draws, 6, 64)) / 3
    return Attempt(np.abs(average.var(axis=(1, 2)) - _claimed(table, 3)), 0.0)


@trial(bagging_variance)
def three_trees(rng: "np.random.Generator", draws: int) -> Attempt:
    """All samples and all triples of seeds."""
    return _attempt(rng, draws)


@trial(bagging_variance)
def bootstrapped_stumps(rng: "np.random.Generator", draws: int) -> Attempt:
    """A stump's prediction on pairs drawn from three labels, all samples of signs and all bootstraps enumerated."""
    import itertools

    import numpy as np

    labels = np.array(list(itertools.product([-1.0, 1.0], repeat=3)))
    picks = np.array(list(itertools.product(range(3), repeat=3)))
    side = np.sort(rng.uniform(size=(draws, 3)), axis=1) < 0.5  # the inputs left of the split
    weight = side[:, picks].astype(float)  # draw, bootstrap, pick
    count = weight.sum(axis=2)
    weight = np.where(count[..., None] > 0, weight / np.maximum(count, 1)[..., None], 1 / 3)
    table = np.einsum("nbp,sbp->nsb", weight, labels[:, picks])
    pairs = (table[..., :, None] + table[..., None, :]).reshape(draws, 8, -1) / 2
    return Attempt(np.abs(pairs.var(axis=(1, 2)) - _claimed(table, 2)), 0.0)


@trial("bagging-variance")
def not_worse_than_one_tree(rng: "np.random.Generator", draws: int) -> Attempt:
    """(b), for equally likely labels."""
    import numpy as np

    table, label = rng.normal(size=(draws, 6, 4, 1)), rng.normal(size=(draws, 1, 1, 5))
    mean = table.mean(axis=2, keepdims=True)
    one = ((label - table) ** 2).mean(axis=(1, 2, 3))
    many = ((label - mean) ** 2).mean(axis=(1, 2, 3))
    return Attempt(np.abs(one - many - ((table - mean) ** 2).mean(axis=(1, 2, 3))), 0.0)


@ablation(bagging_variance, breaks="ensemble")
def one_seed_for_all(rng: "np.random.Generator", draws: int) -> Attempt:
    """All trees have the same seed."""
    return _attempt(rng, draws, same=True)
