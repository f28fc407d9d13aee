"""PAC-Bayes bound for a stochastic network, prior scale chosen after training."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.gibbs_predictor import EmpiricalGibbsRisk, GibbsRisk
from corollary.corpus.learning.loss_function import UnitLoss
from corollary.corpus.learning.memorising_predictor import memorised_risk
from corollary.corpus.learning.pac_bayes_gaussian import gibbs_risks, majorities
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
from corollary.logic.arithmetic import exp, floor, kl_inverse, log, pi, sqrt

if TYPE_CHECKING:
    import numpy as np


class GaussianOnGrid(
    Property,
    says="{posterior} is normal with {dimension} independent weights, variances of sum at most {variances} and "
    "logarithms of variances of sum at least {logarithms}; {prior} is the mixture, with weights 6/(π² j²), of normal laws "
    "with one centre, at distance at most {distance}, and variances {top} exp(-j / {spacing}), of which number {index} is used",
    one_valued=False,
):
    """Q = N(w, diag(s)), Σ s_i ≤ variances, Σ log s_i ≥ logarithms, ‖w − w_0‖ ≤ distance; j = index ≥ 1."""

    posterior: str
    prior: str
    dimension: int
    distance: float
    variances: float
    logarithms: float
    top: float
    spacing: float
    index: int


@theorem
def dziugaite_roy_pac_bayes(
    sample: Iid,
    loss: UnitLoss,
    before: Annotated[ChosenBefore, role(hypotheses="prior")],
    fixed: Annotated[ChosenBefore, role(hypotheses="loss")],
    gaussians: GaussianOnGrid,
    empirical: AtMost[EmpiricalGibbsRisk],
    confidence: Annotated[Confidence, event("sample", "law", "loss", "prior")],
) -> AtMost[GibbsRisk]:
    """The divergence in closed form, and the price of the grid."""
    require(sample.n >= 1, "n >= 1")
    require(gaussians.top > 0, "c > 0")
    require(gaussians.spacing > 0, "b > 0")
    require(gaussians.index >= 1, "j >= 1")
    require(gaussians.index <= floor(gaussians.index), "j is an integer")
    require(gaussians.variances > 0, "the variances are positive")
    steps = gaussians.index / gaussians.spacing
    moved = (gaussians.variances + gaussians.distance**2) * exp(steps) / gaussians.top
    scale = gaussians.dimension * (log(gaussians.top) - steps)
    divergence = (moved - gaussians.dimension + scale - gaussians.logarithms) / 2
    cost = divergence + 2 * log(pi() * gaussians.index) - log(6) + log(2 * sqrt(sample.n)) - log(confidence.delta)
    return kl_inverse(empirical.value, cost / sample.n)


def _attempt(
    rng: "np.random.Generator",
    draws: int,
    cells: int,
    n: int,
    bias: float,
    reach: float,
    at_posterior: bool = False,
    copies: int = 1,
    fitted: bool = True,
) -> Attempt:
    """A weight for each of `cells` equally likely inputs, whose sign is predicted; a label is 1 with probability bias.

    The posterior is centred at reach times the majority label of each cell, with a variance that is less the more
    observations there are; the prior is centred at 0, or there. The index is near the best of the grid.
    """
    import numpy as np

    counts, ones, majority = majorities(rng, draws, cells, n, bias, copies)
    centre = reach * majority
    variances = np.full((draws, cells), 10 * np.exp(-11 / 5)) if at_posterior else 1 / (0.5 + counts * cells / n)
    empirical, truth = gibbs_risks(counts, ones, centre / np.sqrt(variances), bias)
    distance = np.zeros(draws) if at_posterior else np.linalg.norm(centre, axis=1)
    target = (variances.sum(axis=1) + distance**2) / cells
    top, spacing = 10.0, 5.0
    bound = dziugaite_roy_pac_bayes(
        Iid(n=n),
        UnitLoss(),
        ChosenBefore("prior"),
        ChosenBefore("loss"),
        GaussianOnGrid(
            dimension=cells,
            distance=distance,
            variances=variances.sum(axis=1),
            logarithms=np.log(variances).sum(axis=1),
            top=top,
            spacing=spacing,
            index=np.maximum(1, np.round(spacing * np.log(top / target))),
        ),
        AtMost[EmpiricalGibbsRisk](empirical if fitted else 0.0),
        Confidence(0.05),
    )
    return Attempt(truth, bound.value, delta=0.05)


@trial(dziugaite_roy_pac_bayes)
def majority_in_cells(rng: "np.random.Generator", draws: int) -> Attempt:
    """Six cells; the bound is about one third."""
    return _attempt(rng, draws, 6, 300, 0.85, 1.5)


@trial("dziugaite-roy-pac-bayes")
def divergence_by_quadrature(rng: "np.random.Generator", draws: int) -> Attempt:
    """The divergence from one component of the prior, coordinate by coordinate, by Gauss-Hermite quadrature."""
    import numpy as np
    from scipy.stats import norm

    nodes, weights = np.polynomial.hermite_e.hermegauss(12)
    weights = weights / weights.sum()
    s, w = rng.uniform(0.05, 2, size=(draws, 5)), rng.normal(size=(draws, 5))
    level = 10 * np.exp(-rng.integers(1, 20, size=(draws, 1)) / 5)
    x = w[..., None] + np.sqrt(s)[..., None] * nodes
    ratio = norm.logpdf(x, w[..., None], np.sqrt(s)[..., None]) - norm.logpdf(x, 0, np.sqrt(level)[..., None])
    truth = (ratio @ weights).sum(axis=1)
    level = level[:, 0]
    claimed = ((s.sum(axis=1) + (w**2).sum(axis=1)) / level - 5 + 5 * np.log(level) - np.log(s).sum(axis=1)) / 2
    return Attempt(np.abs(truth - claimed) / (1 + truth), 0.0)


@ablation(dziugaite_roy_pac_bayes, breaks="before")
def prior_at_the_posterior(rng: "np.random.Generator", draws: int) -> Attempt:
    """More cells than observations, and the prior centred at the trained weights."""
    return _attempt(rng, draws, 2000, 100, 0.5, 3.0, at_posterior=True)


@ablation(dziugaite_roy_pac_bayes, breaks="gaussians")
def distance_left_out(rng: "np.random.Generator", draws: int) -> Attempt:
    """A prior centred at 0; the distance from it is said to be 0, and the weights fit noise."""
    return _attempt(rng, draws, 2000, 100, 0.5, 3.0, at_posterior=True)


@ablation(dziugaite_roy_pac_bayes, breaks="sample")
def repeated_observations(rng: "np.random.Generator", draws: int) -> Attempt:
    """Four observations, many times each."""
    return _attempt(rng, draws, 6, 300, 0.85, 1.5, copies=75)


@ablation(dziugaite_roy_pac_bayes, breaks="empirical")
def noise_left_out(rng: "np.random.Generator", draws: int) -> Attempt:
    """The posterior is said to fit without error."""
    return _attempt(rng, draws, 6, 300, 0.85, 1.5, fitted=False)


def _first_of_the_mixture() -> float:
    """The bound for the first law of the prior's mixture as posterior, and no loss on 50 observations."""
    bound = dziugaite_roy_pac_bayes(
        Iid(n=50),
        UnitLoss(),
        ChosenBefore("prior"),
        ChosenBefore("loss"),
        GaussianOnGrid(dimension=1, distance=0.0, variances=exp(-1.0), logarithms=-1.0, top=1.0, spacing=1.0, index=1),
        AtMost[EmpiricalGibbsRisk](0.0),
        Confidence(0.05),
    )
    return float(bound.value)


@ablation(dziugaite_roy_pac_bayes, breaks="fixed")
def loss_chosen(rng: "np.random.Generator", draws: int) -> Attempt:
    """The loss memorises: 0 on the sample, 1 elsewhere."""
    return Attempt(memorised_risk(rng, draws, 50), _first_of_the_mixture(), delta=0.05)


@ablation(dziugaite_roy_pac_bayes, breaks="loss")
def rare_great_loss(rng: "np.random.Generator", draws: int) -> Attempt:
    """A loss of 100 with probability 1/100, whatever is predicted; where it occurred nothing is claimed."""
    import numpy as np

    occurred = rng.binomial(50, 0.01, size=draws) > 0
    return Attempt(1.0, np.where(occurred, 100.0, _first_of_the_mixture()), delta=0.05)
