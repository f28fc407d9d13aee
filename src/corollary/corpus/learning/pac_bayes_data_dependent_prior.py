"""PAC-Bayes with a prior learned on separate data."""

from typing import TYPE_CHECKING

from corollary.corpus.foundations.kl_divergence import KLDivergence
from corollary.corpus.learning.gibbs_predictor import EmpiricalGibbsRisk
from corollary.corpus.learning.loss_function import UnitLoss
from corollary.corpus.learning.pac_bayes_kl_bound import pac_bayes_kl_bound
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, ChosenBefore, Confidence, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _attempt(rng: "np.random.Generator", draws: int, risk: float, measured_on: str) -> Attempt:
    """Prior and posterior sit on the one of a million equal predictors that does best on the first 60 of 90 observations."""
    import numpy as np
    from scipy.stats import binom

    first = binom.ppf(-np.expm1(np.log1p(-rng.uniform(size=draws)) / 10**6), 60, risk)  # the least of a million
    second = rng.binomial(30, risk, size=draws)
    n, empirical = (30, second / 30) if measured_on == "second" else (90, (first + second) / 90)
    bound = pac_bayes_kl_bound(
        Iid(n=n),
        UnitLoss(),
        ChosenBefore("prior"),
        ChosenBefore("loss"),
        AtMost[KLDivergence](np.zeros(draws)),
        AtMost[EmpiricalGibbsRisk](empirical),
        Confidence(0.05),
    )
    return Attempt(risk, bound.value, delta=0.05)


@trial("pac-bayes-data-dependent-prior")
def prior_on_the_winner(rng: "np.random.Generator", draws: int) -> Attempt:
    """The empirical risk is that on the second part."""
    return _attempt(rng, draws, 0.3, "second")


@ablation("pac-bayes-data-dependent-prior", breaks="empirical")
def measured_on_both_parts(rng: "np.random.Generator", draws: int) -> Attempt:
    """The empirical risk is that on both parts, and n their size."""
    return _attempt(rng, draws, 0.5, "both")
