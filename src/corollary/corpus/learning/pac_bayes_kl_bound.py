"""PAC-Bayes bound for the binary divergence."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.foundations.kl_divergence import KLDivergence
from corollary.corpus.learning.gibbs_predictor import EmpiricalGibbsRisk, GibbsRisk
from corollary.corpus.learning.loss_function import UnitLoss
from corollary.corpus.learning.memorising_predictor import memorised_risk
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, ChosenBefore, Confidence, ablation, event, require, role, theorem, trial
from corollary.logic.arithmetic import kl_inverse, log, sqrt

if TYPE_CHECKING:
    import numpy as np


@theorem
def pac_bayes_kl_bound(
    sample: Iid,
    loss: UnitLoss,
    before: Annotated[ChosenBefore, role(hypotheses="prior")],
    fixed: Annotated[ChosenBefore, role(hypotheses="loss")],
    divergence: AtMost[KLDivergence],
    empirical: AtMost[EmpiricalGibbsRisk],
    confidence: Annotated[Confidence, event("sample", "law", "loss", "prior")],
) -> AtMost[GibbsRisk]:
    """For all posteriors on one event."""
    require(sample.n >= 1, "n >= 1")
    cost = divergence.value + log(2 * sqrt(sample.n)) - log(confidence.delta)
    return kl_inverse(empirical.value, cost / sample.n)


def gibbs_posteriors(
    rng: "np.random.Generator", draws: int, n: int, risks: "np.ndarray", temperature: float
) -> tuple["np.ndarray", "np.ndarray", "np.ndarray"]:
    """Posteriors proportional to exp(-temperature n R_n), uniform prior, on predictors with independent errors.

    Returns:
        Empirical Gibbs risk, divergence from the prior, Gibbs risk; each of shape (draws,).
    """
    import numpy as np

    empirical = rng.binomial(n, risks, size=(draws, len(risks))) / n
    weights = np.exp(-temperature * n * (empirical - empirical.min(axis=1, keepdims=True)))
    weights /= weights.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        divergence = np.where(weights > 0, weights * np.log(weights * len(risks)), 0).sum(axis=1)
    return (weights * empirical).sum(axis=1), np.maximum(divergence, 0), weights @ risks


def _attempt(n: int, empirical: "np.ndarray", divergence: "np.ndarray", truth: "np.ndarray") -> Attempt:
    bound = pac_bayes_kl_bound(
        Iid(n=n),
        UnitLoss(),
        ChosenBefore("prior"),
        ChosenBefore("loss"),
        AtMost[KLDivergence](divergence),
        AtMost[EmpiricalGibbsRisk](empirical),
        Confidence(0.05),
    )
    return Attempt(truth, bound.value, delta=0.05)


@trial(pac_bayes_kl_bound)
def many_equal_predictors(rng: "np.random.Generator", draws: int) -> Attempt:
    """A thousand predictors of risk 0.2, the posterior on the luckiest ones."""
    import numpy as np

    return _attempt(100, *gibbs_posteriors(rng, draws, 100, np.full(1000, 0.2), 3.0))


@trial(pac_bayes_kl_bound)
def unequal_predictors(rng: "np.random.Generator", draws: int) -> Attempt:
    """Predictors of all risks, a warm posterior."""
    import numpy as np

    return _attempt(50, *gibbs_posteriors(rng, draws, 50, np.linspace(0.05, 0.6, 40), 0.3))


@ablation(pac_bayes_kl_bound, breaks="divergence")
def divergence_left_out(rng: "np.random.Generator", draws: int) -> Attempt:
    """The posterior sits on the best of 20,000 coins and the divergence is said to be 0."""
    import numpy as np

    empirical, divergence, truth = gibbs_posteriors(rng, draws, 30, np.full(20000, 0.5), 20.0)
    return _attempt(30, empirical, 0 * divergence, truth)


@ablation(pac_bayes_kl_bound, breaks="before")
def prior_on_the_memoriser(rng: "np.random.Generator", draws: int) -> Attempt:
    """Prior and posterior are the point mass at a predictor that memorises the sample and is wrong elsewhere."""
    import numpy as np

    return _attempt(50, np.zeros(draws), np.zeros(draws), memorised_risk(rng, draws, 50))


@ablation(pac_bayes_kl_bound, breaks="fixed")
def loss_chosen(rng: "np.random.Generator", draws: int) -> Attempt:
    """Prior and posterior are equal, and the loss memorises: 0 on the sample, 1 elsewhere."""
    import numpy as np

    return _attempt(50, np.zeros(draws), np.zeros(draws), memorised_risk(rng, draws, 50))


@ablation(pac_bayes_kl_bound, breaks="empirical")
def errors_left_out(rng: "np.random.Generator", draws: int) -> Attempt:
    """One predictor of risk one half, said to make no error on the sample."""
    import numpy as np

    return _attempt(100, np.zeros(draws), np.zeros(draws), np.full(draws, 0.5))


@ablation(pac_bayes_kl_bound, breaks="loss")
def errors_cost_ten(rng: "np.random.Generator", draws: int) -> Attempt:
    """One predictor errs with probability 0.01, at a loss of 10; an empirical risk above 1 is called 1."""
    import numpy as np

    empirical = np.minimum(1, 10 * rng.binomial(100, 0.01, size=draws) / 100)
    return _attempt(100, empirical, np.zeros(draws), np.full(draws, 0.1))
