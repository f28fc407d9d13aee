"""PAC-Bayes with Gaussian prior and posterior."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.gibbs_predictor import EmpiricalGibbsRisk, GibbsRisk
from corollary.corpus.learning.loss_function import UnitLoss
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import (
    AtMost,
    Attempt,
    ChosenBefore,
    Confidence,
    Property,
    ablation,
    event,
    require,
    role,
    theorem,
    trial,
)
from corollary.logic.arithmetic import kl_inverse, log, sqrt

if TYPE_CHECKING:
    import numpy as np


class GaussianPair(
    Property,
    says="{posterior} is normal with {dimension} independent weights of standard deviation {deviation}, and {prior} is "
    "the even mixture of {scales} such laws with one centre, at distance at most {distance}, one of them with "
    "standard deviation {scale}",
    one_valued=False,
):
    """Q = N(w, deviation² I), π = mean of N(w_0, s_j² I) over j ≤ scales, ‖w − w_0‖ ≤ distance, scale among the s_j."""

    posterior: str
    prior: str
    dimension: int
    distance: float
    deviation: float
    scale: float
    scales: int


@theorem
def pac_bayes_gaussian(
    sample: Iid,
    loss: UnitLoss,
    before: Annotated[ChosenBefore, role(hypotheses="prior")],
    gaussians: GaussianPair,
    empirical: AtMost[EmpiricalGibbsRisk],
    confidence: Annotated[Confidence, event("sample", "law", "loss", "prior")],
) -> AtMost[GibbsRisk]:
    """The divergence in closed form, and the price of the mixture."""
    require(sample.n >= 1, "n >= 1")
    require(gaussians.deviation > 0, "posterior standard deviation > 0")
    require(gaussians.scale > 0, "prior standard deviation > 0")
    require(gaussians.scales >= 1, "at least one prior scale")
    ratio = (gaussians.deviation / gaussians.scale) ** 2
    spread = gaussians.dimension * (ratio - 1 - log(ratio)) / 2
    divergence = (gaussians.distance / gaussians.scale) ** 2 / 2 + spread + log(gaussians.scales)
    return kl_inverse(empirical.value, (divergence + log(2 * sqrt(sample.n)) - log(confidence.delta)) / sample.n)


def _attempt(
    rng: "np.random.Generator",
    draws: int,
    cells: int,
    n: int,
    bias: float,
    reach: float,
    at_posterior: bool,
    scales: int = 1,
    copies: int = 1,
    fitted: bool = True,
) -> Attempt:
    """A weight for each of `cells` equally likely inputs, whose sign is predicted; a label is 1 with probability bias.

    The posterior is centred at reach times the majority label of each cell, with deviation 1; the prior at 0 or there.
    """
    import numpy as np
    from scipy.stats import norm

    counts = rng.multinomial(n // copies, np.full(cells, 1 / cells), size=draws)
    ones = copies * rng.binomial(counts, bias)
    counts = copies * counts
    centre = reach * np.sign(2 * ones - counts)
    wrong_on_ones = norm.cdf(-centre)
    empirical = (ones * wrong_on_ones + (counts - ones) * (1 - wrong_on_ones)).sum(axis=1) / n
    truth = (bias * wrong_on_ones + (1 - bias) * (1 - wrong_on_ones)).mean(axis=1)
    distance = np.zeros(draws) if at_posterior else np.linalg.norm(centre, axis=1)
    bound = pac_bayes_gaussian(
        Iid(n=n),
        UnitLoss(),
        ChosenBefore("prior"),
        GaussianPair(
            dimension=cells, distance=distance, deviation=1.0, scale=2.0 if scales > 1 else 1.0, scales=scales
        ),
        AtMost[EmpiricalGibbsRisk](empirical if fitted else 0.0),
        Confidence(0.05),
    )
    return Attempt(truth, bound.value, delta=0.05)


@trial(pac_bayes_gaussian)
def majority_in_cells(rng: "np.random.Generator", draws: int) -> Attempt:
    """Six cells, one prior scale."""
    return _attempt(rng, draws, 6, 200, 0.7, 1.5, at_posterior=False)


@trial(pac_bayes_gaussian)
def mixture_of_scales(rng: "np.random.Generator", draws: int) -> Attempt:
    """Ten prior scales, posterior narrower than the prior."""
    return _attempt(rng, draws, 4, 300, 0.8, 2.0, at_posterior=False, scales=10)


@ablation(pac_bayes_gaussian, breaks="before")
def prior_at_the_posterior(rng: "np.random.Generator", draws: int) -> Attempt:
    """More cells than observations, and the prior centred at the trained weights."""
    return _attempt(rng, draws, 2000, 100, 0.5, 3.0, at_posterior=True)


@ablation(pac_bayes_gaussian, breaks="gaussians")
def distance_left_out(rng: "np.random.Generator", draws: int) -> Attempt:
    """A prior centred at 0; the distance from it is said to be 0, and the weights fit noise."""
    return _attempt(rng, draws, 2000, 100, 0.5, 3.0, at_posterior=True)


@ablation(pac_bayes_gaussian, breaks="sample")
def repeated_observations(rng: "np.random.Generator", draws: int) -> Attempt:
    """Four observations, many times each."""
    return _attempt(rng, draws, 6, 200, 0.7, 1.5, at_posterior=False, copies=50)


@ablation(pac_bayes_gaussian, breaks="empirical")
def noise_left_out(rng: "np.random.Generator", draws: int) -> Attempt:
    """The posterior is said to fit without error."""
    return _attempt(rng, draws, 6, 200, 0.7, 1.5, at_posterior=False, fitted=False)
