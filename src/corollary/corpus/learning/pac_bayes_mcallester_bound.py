"""Explicit forms of the PAC-Bayes bound."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.foundations.kl_divergence import KLDivergence
from corollary.corpus.learning.gibbs_predictor import EmpiricalGibbsRisk, GibbsRisk
from corollary.corpus.learning.loss_function import UnitLoss
from corollary.corpus.learning.pac_bayes_kl_bound import gibbs_posteriors
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, ChosenBefore, Confidence, ablation, event, require, role, theorem, trial
from corollary.logic.arithmetic import log, minimum, sqrt

if TYPE_CHECKING:
    import numpy as np


@theorem
def pac_bayes_mcallester_bound(
    sample: Iid,
    loss: UnitLoss,
    before: Annotated[ChosenBefore, role(hypotheses="prior")],
    divergence: AtMost[KLDivergence],
    empirical: AtMost[EmpiricalGibbsRisk],
    confidence: Annotated[Confidence, event("sample", "law", "loss", "prior")],
) -> AtMost[GibbsRisk]:
    """The least of the first two forms, which hold on one event."""
    require(sample.n >= 1, "n >= 1")
    c = (divergence.value + log(2 * sqrt(sample.n)) - log(confidence.delta)) / sample.n
    return empirical.value + minimum(sqrt(c / 2), sqrt(2 * empirical.value * c) + 2 * c)


def _attempt(n: int, empirical: "np.ndarray", divergence: "np.ndarray", truth: "np.ndarray") -> Attempt:
    bound = pac_bayes_mcallester_bound(
        Iid(n=n),
        UnitLoss(),
        ChosenBefore("prior"),
        AtMost[KLDivergence](divergence),
        AtMost[EmpiricalGibbsRisk](empirical),
        Confidence(0.05),
    )
    return Attempt(truth, bound.value, delta=0.05)


@trial(pac_bayes_mcallester_bound)
def many_equal_predictors(rng: "np.random.Generator", draws: int) -> Attempt:
    """A thousand predictors of risk 0.2, the posterior on the luckiest ones."""
    import numpy as np

    return _attempt(100, *gibbs_posteriors(rng, draws, 100, np.full(1000, 0.2), 3.0))


@trial("pac-bayes-mcallester-bound")
def above_the_inverse(rng: "np.random.Generator", draws: int) -> Attempt:
    """All three forms lie above the inverse of the binary divergence, the third at its best factor too."""
    import numpy as np

    from corollary.logic.arithmetic import kl_inverse

    e, c = rng.uniform(size=draws), np.exp(rng.uniform(-8, 0, size=draws))
    factors = np.linspace(0.01, 1.99, 199)[:, None]
    third = (e / (1 - factors / 2) + c / (factors * (1 - factors / 2))).min(axis=0)
    forms = np.minimum(third, np.minimum(e + np.sqrt(c / 2), e + np.sqrt(2 * e * c) + 2 * c))
    return Attempt(kl_inverse(e, c), forms)


@ablation(pac_bayes_mcallester_bound, breaks="divergence")
def divergence_left_out(rng: "np.random.Generator", draws: int) -> Attempt:
    """The posterior sits on the best of 20,000 coins and the divergence is said to be 0."""
    import numpy as np

    empirical, divergence, truth = gibbs_posteriors(rng, draws, 30, np.full(20000, 0.5), 20.0)
    return _attempt(30, empirical, 0 * divergence, truth)
