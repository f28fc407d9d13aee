"""Variance of an average of predictions."""

from math import inf
from typing import TYPE_CHECKING

from corollary.logic import Attempt, Constant, Equals, Property, Quantity, ablation, require, step, theorem, trial
from corollary.logic.checking import Verdict, identity

if TYPE_CHECKING:
    import numpy as np


class AverageOf(Property, says="{predictor} is the average of the {members} predictors in {ensemble}"):
    """The mean of the predictions, with equal weights."""

    predictor: str
    ensemble: str
    members: int


class VarianceAtPoint(
    Quantity, says="the variance of the prediction of {predictor} at {point}", tex=r"\operatorname{Var} \hat f(x)"
):
    """Over the training set and the seed, at one fixed point."""

    predictor: str
    point: str


class MeanMemberVariance(
    Quantity,
    says="the mean over the members of {ensemble} of the variance of their prediction at {point}",
    tex=r"\bar v",
):
    """(1/M) Σ Var f_j."""

    ensemble: str
    point: str


class MeanPairCovariance(
    Quantity,
    says="the mean over the pairs of different members of {ensemble} of the covariance of their predictions at {point}",
    tex=r"\bar c",
    least=None,
):
    """Mean of Cov(f_j, f_k) over ordered pairs j ≠ k; may be negative."""

    ensemble: str
    point: str


@theorem
def ensemble_variance_formula(
    average: AverageOf, variance: Equals[MeanMemberVariance], covariance: Equals[MeanPairCovariance]
) -> Equals[VarianceAtPoint]:
    """At one point."""
    require(average.members >= 2, "at least two members")
    return (variance.value + (average.members - 1) * covariance.value) / average.members


def _attempt(rng: "np.random.Generator", draws: int, weighted: bool = False, same: bool = False) -> Attempt:
    """Five members on twelve equally likely outcomes, with common parts; the claimed covariance is 0 if `same`."""
    import numpy as np

    f = rng.normal(size=(draws, 5, 12)) + rng.normal(size=(draws, 1, 12))
    weight = np.array([0.6, 0.1, 0.1, 0.1, 0.1]) if weighted else np.full(5, 0.2)
    centred = f - f.mean(axis=2, keepdims=True)
    covariance = centred @ centred.transpose(0, 2, 1) / 12
    diagonal = np.einsum("njj->n", covariance)
    facts = (
        AverageOf(members=5),
        Equals[MeanMemberVariance](diagonal / 5),
        Equals[MeanPairCovariance]((covariance.sum(axis=(1, 2)) - diagonal) / 20 * (not same)),
    )
    truth = np.einsum("j,njo->no", weight, f).var(axis=1)
    return Attempt(np.abs(truth - ensemble_variance_formula(*facts).value), 0.0)


@trial(ensemble_variance_formula)
def finite_laws(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random finite laws with correlated members."""
    return _attempt(rng, draws)


@trial("ensemble-variance-formula")
def ambiguity(rng: "np.random.Generator", draws: int) -> Attempt:
    """The identity without randomness."""
    import numpy as np

    f, y = rng.normal(size=(draws, 7)), rng.normal(size=draws)
    average = f.mean(axis=1)
    spread = ((f - average[:, None]) ** 2).mean(axis=1)
    return Attempt(np.abs((average - y) ** 2 - ((f - y[:, None]) ** 2).mean(axis=1) + spread), 0.0)


@ablation(ensemble_variance_formula, breaks="average")
def unequal_weights(rng: "np.random.Generator", draws: int) -> Attempt:
    """One member has the weight 0.6."""
    return _attempt(rng, draws, weighted=True)


@ablation(ensemble_variance_formula, breaks="covariance")
def taken_for_independent(rng: "np.random.Generator", draws: int) -> Attempt:
    """Correlated members, claimed to be uncorrelated."""
    return _attempt(rng, draws, same=True)


# Checked steps of the proof.


@step(ensemble_variance_formula, 2, mutant={"one": 2})
def correlated(one: Constant = 1) -> Verdict:
    r"""With $v = \sigma^2$ and $c = \kappa \sigma^2$ this is $\kappa \sigma^2 + \frac{1 - \kappa}{M} \sigma^2$."""
    return identity(
        lambda M, kappa, sigma: sigma**2 / M + (M - one) / M * kappa * sigma**2,
        lambda M, kappa, sigma: kappa * sigma**2 + (1 - kappa) / M * sigma**2,
        {"M": (1, inf)},
    )
