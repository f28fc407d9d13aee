"""Estimation error from deviation and optimisation error."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.deviation import Deviation
from corollary.corpus.learning.excess_risk import EstimationError, OptimizationError
from corollary.logic import AtMost, Attempt, ForAll, Member, ablation, theorem, trial

if TYPE_CHECKING:
    from numpy.random import Generator


@theorem
def excess_risk_decomposition(
    deviation: AtMost[ForAll[Deviation, "hypotheses"]], predictor: Member, optimization: AtMost[OptimizationError]
) -> AtMost[EstimationError]:
    """Add and subtract the empirical risks."""
    return 2 * deviation.value + optimization.value


def _attempt(rng: "Generator", draws: int, share: float, count: int) -> Attempt:
    """Two or more predictors with random risks; any is chosen; `share` of the true deviation is claimed. Losses up to 10."""
    import numpy as np

    risk = rng.uniform(size=(draws, count))
    empirical = np.clip(risk + rng.choice([-0.2, 0.2], size=(draws, count)), 0, 1)
    scale = 10 ** rng.uniform(-1, 1, size=(draws, 1))
    risk, empirical = scale * risk, scale * empirical
    chosen = rng.integers(count, size=draws)
    row = np.arange(draws)
    deviation = AtMost[ForAll[Deviation, "hypotheses"]](share * np.abs(risk - empirical).max(axis=1))
    optimization = AtMost[OptimizationError](empirical[row, chosen] - empirical.min(axis=1))
    bound = excess_risk_decomposition(deviation, Member(), optimization).value
    return Attempt(risk[row, chosen] - risk.min(axis=1), bound)


@trial(excess_risk_decomposition)
def random_risks(rng: "Generator", draws: int) -> Attempt:
    """Random risks with deviations of 0.2 up or down: the bound is attained."""
    return _attempt(rng, draws, 1.0, 2)


@ablation(excess_risk_decomposition, breaks="deviation")
def understated(rng: "Generator", draws: int) -> Attempt:
    """Three quarters of the deviation."""
    return _attempt(rng, draws, 0.75, 4)


@ablation(excess_risk_decomposition, breaks="predictor")
def outside_the_class(rng: "Generator", draws: int) -> Attempt:
    """Not a member of the class, of which the deviations are 0.1: no error on the sample, and wrong elsewhere."""
    import numpy as np

    deviation, optimization = AtMost[ForAll[Deviation, "hypotheses"]](0.1), AtMost[OptimizationError](0.0)
    bound = excess_risk_decomposition(deviation, Member(), optimization).value
    return Attempt(1 - rng.uniform(0, 0.5, size=draws), np.full(draws, bound))
