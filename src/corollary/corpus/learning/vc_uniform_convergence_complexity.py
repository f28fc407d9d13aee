"""Uniform convergence complexity of a VC class."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.pac_learnable import LearningTarget
from corollary.corpus.learning.uniform_convergence import UniformConvergenceComplexity
from corollary.corpus.learning.vc_dimension import VCDimension
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.logic import AtMost, Attempt, ablation, require, theorem, trial
from corollary.logic.arithmetic import log, maximum

if TYPE_CHECKING:
    from numpy.random import Generator


@theorem
def vc_uniform_convergence_complexity(
    loss: ZeroOneLoss, dimension: AtMost[VCDimension], target: LearningTarget
) -> AtMost[UniformConvergenceComplexity]:
    """Solve the VC bound for n."""
    require(dimension.value >= 1, "d >= 1")
    require(target.epsilon > 0, "epsilon > 0")
    require(target.epsilon < 1, "epsilon < 1")
    require(target.delta > 0, "delta > 0")
    require(target.delta < 1, "delta < 1")
    square = target.epsilon * target.epsilon
    return maximum(4 * dimension.value * log(32 / square), 8 * log(2 / target.delta)) / square + 1


def _attempt(rng: "Generator", draws: int, share: float) -> Attempt:
    """At the sample size claimed the VC bound on the deviations is at most epsilon."""
    import numpy as np

    d, delta = rng.integers(1, 200, draws), 10 ** rng.uniform(-6, -0.01, draws)
    epsilon = 10 ** rng.uniform(-4, -0.01, draws)
    facts = ZeroOneLoss(), AtMost[VCDimension](d), LearningTarget(epsilon=epsilon, delta=delta)
    n = np.ceil(share * (vc_uniform_convergence_complexity(*facts).value - 1))
    return Attempt(np.sqrt(2 * d * np.log(np.e * n / d) / n) + np.sqrt(np.log(2 / delta) / (2 * n)), epsilon)


@trial(vc_uniform_convergence_complexity)
def solves(rng: "Generator", draws: int) -> Attempt:
    """Random dimensions, accuracies and confidences."""
    return _attempt(rng, draws, 1.0)


@ablation(vc_uniform_convergence_complexity, breaks="constant")
def half(rng: "Generator", draws: int) -> Attempt:
    """Half the sample size."""
    return _attempt(rng, draws, 0.5)
