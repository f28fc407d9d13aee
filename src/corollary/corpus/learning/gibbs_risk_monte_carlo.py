"""Empirical Gibbs risk from draws of the posterior."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.gibbs_predictor import EmpiricalGibbsRisk
from corollary.corpus.learning.loss_function import UnitLoss
from corollary.logic import AtMost, Attempt, Confidence, Property, Quantity, ablation, event, require, theorem, trial
from corollary.logic.arithmetic import kl_inverse, log

if TYPE_CHECKING:
    import numpy as np


class PosteriorDraws(
    Property,
    says="{sampling} is {count} independent draws from {posterior}, made after {posterior}, {loss} and {sample} were final",
):
    """h_1, …, h_K are independent with law Q, given the sample, Q and the loss."""

    sampling: str
    posterior: str
    loss: str
    sample: str
    count: int


class DrawnEmpiricalRisk(
    Quantity,
    says="the average empirical risk on {sample}, for {loss}, of the predictors drawn in {sampling}",
    tex=r"\bar e",
    trivial=1.0,
    trivial_when=UnitLoss,
):
    """The average over the draws of the empirical risk on all of the sample."""

    sampling: str
    loss: str
    sample: str


@theorem
def gibbs_risk_monte_carlo(
    draws: PosteriorDraws,
    loss: UnitLoss,
    average: AtMost[DrawnEmpiricalRisk],
    confidence: Annotated[Confidence, event("sampling", "posterior", "loss", "sample")],
) -> AtMost[EmpiricalGibbsRisk]:
    """The probability is over the draws."""
    require(draws.count >= 1, "at least one draw")
    return kl_inverse(average.value, -log(confidence.delta) / draws.count)


def _attempt(average: "np.ndarray", count: int, truth: float) -> Attempt:
    bound = gibbs_risk_monte_carlo(
        PosteriorDraws(count=count), UnitLoss(), AtMost[DrawnEmpiricalRisk](average), Confidence(0.1)
    )
    return Attempt(truth, bound.value, delta=0.1)


@trial(gibbs_risk_monte_carlo)
def errors_of_one_point(rng: "np.random.Generator", draws: int) -> Attempt:
    """n = 1, so that every draw has empirical risk 0 or 1: the widest spread there is."""
    return _attempt(rng.binomial(50, 0.1, size=draws) / 50, 50, 0.1)


@trial(gibbs_risk_monte_carlo)
def one_draw(rng: "np.random.Generator", draws: int) -> Attempt:
    """K = 1."""
    return _attempt(rng.binomial(1, 0.7, size=draws).astype(float), 1, 0.7)


@ablation(gibbs_risk_monte_carlo, breaks="draws")
def best_posterior_of_ten(rng: "np.random.Generator", draws: int) -> Attempt:
    """The posterior is the one of ten whose draws did best."""
    return _attempt(rng.binomial(50, 0.1, size=(draws, 10)).min(axis=1) / 50, 50, 0.1)


@ablation(gibbs_risk_monte_carlo, breaks="average")
def errors_left_out(rng: "np.random.Generator", draws: int) -> Attempt:
    """Draws of empirical risk one half, said to make no error."""
    import numpy as np

    return _attempt(np.zeros(draws), 50, 0.5)


@ablation(gibbs_risk_monte_carlo, breaks="loss")
def errors_cost_ten(rng: "np.random.Generator", draws: int) -> Attempt:
    """Errors with probability 0.02, at a loss of 10; an average above 1 is called 1."""
    import numpy as np

    return _attempt(np.minimum(1, 10 * rng.binomial(20, 0.02, size=draws) / 20), 20, 0.2)
