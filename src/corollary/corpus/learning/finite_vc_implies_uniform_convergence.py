"""A class of finite VC dimension has the uniform convergence property."""

from math import inf
from typing import TYPE_CHECKING

from corollary.corpus.learning.memorising_predictor import memorised_risk
from corollary.corpus.learning.uniform_convergence import UniformConvergence
from corollary.corpus.learning.vc_dimension import VCDimension
from corollary.corpus.learning.vc_generalization_bound import threshold_deviation
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.logic import AtMost, Attempt, ablation, require, theorem, trial

if TYPE_CHECKING:
    from numpy.random import Generator


@theorem
def finite_vc_implies_uniform_convergence(loss: ZeroOneLoss, dimension: AtMost[VCDimension]) -> UniformConvergence:
    """The bound on the sample size is finite."""
    require(dimension.value < inf, "d finite")
    return None  # type: ignore[return-value]


@trial(finite_vc_implies_uniform_convergence)
def thresholds(rng: "Generator", draws: int) -> Attempt:
    """Thresholds, 1000 observations: deviations of at most 0.1, often enough."""
    return Attempt(threshold_deviation(rng, min(draws, 100), 1000, 0.4), 0.1, 0.1)


@ablation(finite_vc_implies_uniform_convergence, breaks="dimension")
def all_functions(rng: "Generator", draws: int) -> Attempt:
    """All functions on 100 000 points: 1000 observations tell nothing of most."""
    import numpy as np

    unseen = [1 - len(np.unique(rng.integers(100_000, size=1000))) / 100_000 for _ in range(min(draws, 100))]
    return Attempt(unseen, 0.1, 0.1)


@ablation(finite_vc_implies_uniform_convergence, breaks="loss")
def loss_of_the_digits(rng: "Generator", draws: int) -> Attempt:
    """The thresholds, and a loss that reads the digits of t as a list of points: 0 at them, 1 elsewhere. Some t lists the sample."""
    return Attempt(memorised_risk(rng, min(draws, 100), 1000), 0.1, 0.1)
