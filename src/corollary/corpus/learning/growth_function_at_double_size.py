"""Growth function at twice the sample size."""

from math import inf
from typing import TYPE_CHECKING

from corollary.corpus.learning.growth_function import LogGrowthDouble
from corollary.corpus.learning.vc_dimension import VCDimension, all_labelings
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, ablation, require, theorem, trial
from corollary.logic.arithmetic import log_binomial_sum

if TYPE_CHECKING:
    from numpy.random import Generator


@theorem
def growth_function_at_double_size(sample: Iid, dimension: AtMost[VCDimension]) -> AtMost[LogGrowthDouble]:
    """The Sauer-Shelah lemma with 2n in place of n."""
    require(sample.n >= 1, "n >= 1")
    require(dimension.value >= 0, "d >= 0")
    require(dimension.value < inf, "d finite")
    return log_binomial_sum(2 * sample.n, dimension.value)


def _attempt(rng: "Generator", draws: int) -> Attempt:
    """Unions of at most k intervals on 2n points of a line; their VC dimension is 2k."""
    import numpy as np

    truth, bound = [], []
    for _ in range(min(draws, 20)):
        n, k = int(rng.integers(2, 6)), int(rng.integers(1, 3))
        cube = all_labelings(2 * n)
        starts = cube[:, 0] + (np.diff(cube, axis=1) == 1).sum(axis=1)
        truth.append(np.log((starts <= k).sum()))
        bound.append(float(growth_function_at_double_size(Iid(n=n), AtMost[VCDimension](2 * k)).value))
    return Attempt(truth, bound)


@trial(growth_function_at_double_size)
def unions_of_intervals(rng: "Generator", draws: int) -> Attempt:
    """Unions of intervals attain the bound."""
    return _attempt(rng, draws)


@ablation(growth_function_at_double_size, breaks="dimension")
def as_thresholds(rng: "Generator", draws: int) -> Attempt:
    """Intervals taken for thresholds, of VC dimension one."""
    import numpy as np

    n = rng.integers(2, 50, draws).astype(float)
    bound = growth_function_at_double_size(Iid(n=n), AtMost[VCDimension](1)).value
    return Attempt(np.log(1 + 2 * n + n * (2 * n - 1)), bound)
