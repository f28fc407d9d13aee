"""PAC-Bayes with Gaussian prior and posterior."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.gibbs_predictor import EmpiricalGibbsRisk, GibbsRisk
from corollary.corpus.learning.loss_function import UnitLoss
from corollary.corpus.learning.memorising_predictor import memorised_risk
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
    fixed: Annotated[ChosenBefore, role(hypotheses="loss")],
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


def majorities(
    rng: "np.random.Generator", draws: int, cells: int, n: int, bias: float, copies: int = 1
) -> "tuple[np.ndarray, np.ndarray, np.ndarray]":
    """How often each of `cells` equally likely inputs is drawn and has label 1, and its majority label (0 for a tie).

    A label is 1 with probability `bias`, else -1; each observation is there `copies` times.
    """
    import numpy as np

    counts = rng.multinomial(n // copies, np.full(cells, 1 / cells), size=draws)
    ones = copies * rng.binomial(counts, bias)
    counts = copies * counts
    return counts, ones, np.sign(2 * ones - counts)


def gibbs_risks(
    counts: "np.ndarray", ones: "np.ndarray", centre: "np.ndarray", bias: float
) -> "tuple[np.ndarray, np.ndarray]":
    """Empirical Gibbs risk and Gibbs risk if the sign of a weight is predicted in each cell; `centre` in standard deviations."""
    from scipy.stats import norm

    wrong_on_ones = norm.cdf(-centre)
    empirical = (ones * wrong_on_ones + (counts - ones) * (1 - wrong_on_ones)).sum(axis=1) / counts.sum(axis=1)
    return empirical, (bias * wrong_on_ones + (1 - bias) * (1 - wrong_on_ones)).mean(axis=1)


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

    counts, ones, majority = majorities(rng, draws, cells, n, bias, copies)
    centre = reach * majority
    empirical, truth = gibbs_risks(counts, ones, centre, bias)
    distance = np.zeros(draws) if at_posterior else np.linalg.norm(centre, axis=1)
    bound = pac_bayes_gaussian(
        Iid(n=n),
        UnitLoss(),
        ChosenBefore("prior"),
        ChosenBefore("loss"),
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


def _at_the_prior(n: int, empirical: "float | np.ndarray") -> "float | np.ndarray":
    """The bound where prior and posterior are equal."""
    bound: float | np.ndarray = pac_bayes_gaussian(
        Iid(n=n),
        UnitLoss(),
        ChosenBefore("prior"),
        ChosenBefore("loss"),
        GaussianPair(dimension=1, distance=0.0, deviation=1.0, scale=1.0, scales=1),
        AtMost[EmpiricalGibbsRisk](empirical),
        Confidence(0.05),
    ).value
    return bound


@ablation(pac_bayes_gaussian, breaks="fixed")
def loss_chosen(rng: "np.random.Generator", draws: int) -> Attempt:
    """Prior and posterior are equal, and the loss memorises: 0 on the sample, 1 elsewhere."""
    return Attempt(memorised_risk(rng, draws, 50), _at_the_prior(50, 0.0), delta=0.05)


@ablation(pac_bayes_gaussian, breaks="loss")
def errors_cost_ten(rng: "np.random.Generator", draws: int) -> Attempt:
    """Prior and posterior are equal; errors with probability 0.01 whatever the weights, at a loss of 10; above 1 is called 1."""
    import numpy as np

    empirical = np.minimum(1, 10 * rng.binomial(100, 0.01, size=draws) / 100)
    return Attempt(np.full(draws, 0.1), _at_the_prior(100, empirical), delta=0.05)
