"""Lower bounds for VC classes, agnostic case."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.agnostic_pac_learnable import AgnosticMinimaxRisk
from corollary.corpus.learning.pac_learnable import SampleBudget
from corollary.corpus.learning.vc_dimension import VCDimension
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.logic import AtLeast, Attempt, ablation, require, theorem, trial
from corollary.logic.arithmetic import sqrt

if TYPE_CHECKING:
    import numpy as np


@theorem
def vc_lower_bound_agnostic(
    loss: ZeroOneLoss, dimension: AtLeast[VCDimension], budget: SampleBudget
) -> AtLeast[AgnosticMinimaxRisk]:
    """Signs of coins of bias sqrt(d/n), one a point."""
    require(dimension.value >= 1, "d >= 1")
    require(budget.n >= dimension.value, "n >= d")
    return sqrt(dimension.value / budget.n) / 9


def error_of_majority(n: "np.ndarray", gamma: "np.ndarray") -> "np.ndarray":
    """Probability that the majority of n coins of bias (1 + gamma)/2 is wrong, ties broken by a fair coin."""
    import numpy as np
    from scipy.stats import binom

    p = (1 + gamma) / 2
    ties = np.where(n % 2 == 0, binom.pmf(n // 2, n, p), 0.0)
    return np.asarray(binom.cdf((n + 1) // 2 - 1, n, p) + ties / 2)


def _hardest_excess(d: int, n: int) -> float:
    """Minimax excess over the laws of the proof, J uniform on d points, at the worst gamma of a grid.

    Majority votes at each point are optimal there, and have the same mean excess for all signs.
    """
    import numpy as np
    from scipy.stats import binom

    gamma, counts = np.linspace(0.05, 0.95, 19), np.arange(n + 1)
    return float((gamma * (binom.pmf(counts, n, 1 / d) @ error_of_majority(counts[:, None], gamma))).max())


def _attempt(rng: "np.random.Generator", draws: int, overstated: int, factor: float) -> Attempt:
    """Classes that shatter d points, by the exact minimax excess over a part of the laws."""
    import numpy as np

    d = rng.integers(1, 6, size=min(draws, 40))
    n = overstated * d * rng.integers(1, 12, size=len(d))
    truth = np.array([_hardest_excess(int(a), int(b)) for a, b in zip(d, n, strict=True)])
    given = ZeroOneLoss(), AtLeast[VCDimension](overstated * d), SampleBudget(n=n)
    return Attempt(truth, factor * np.asarray(vc_lower_bound_agnostic(*given).value), sense="at_least")


@trial(vc_lower_bound_agnostic)
def coins(rng: "np.random.Generator", draws: int) -> Attempt:
    """One to five points."""
    return _attempt(rng, draws, 1, 1.0)


@ablation(vc_lower_bound_agnostic, breaks="dimension")
def dimension_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """The hard laws on d points, against the bound for 9 d."""
    return _attempt(rng, draws, 9, 1.0)


@ablation(vc_lower_bound_agnostic, breaks="constant")
def twice_the_bound(rng: "np.random.Generator", draws: int) -> Attempt:
    """2/9 in place of 1/9."""
    return _attempt(rng, draws, 1, 2.0)


@ablation(vc_lower_bound_agnostic, breaks="loss")
def errors_cost_a_tenth(rng: "np.random.Generator", draws: int) -> Attempt:
    """A tenth of the zero-one loss: a tenth of the excess."""
    attempt = _attempt(rng, draws, 1, 1.0)
    return Attempt(attempt.truth / 10, attempt.bound, sense="at_least")
