"""Sauer-Shelah lemma."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.growth_function import LogGrowth
from corollary.corpus.learning.vc_dimension import VCDimension, all_labelings, vc_dimension_of
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, ablation, require, theorem, trial
from corollary.logic.arithmetic import log_binomial_sum

if TYPE_CHECKING:
    from numpy.random import Generator


@theorem
def sauer_shelah_lemma(sample: Iid, dimension: AtMost[VCDimension]) -> AtMost[LogGrowth]:
    """Patterns are at most as many as shattered sets."""
    require(sample.n >= 1, "n >= 1")
    require(dimension.value >= 0, "d >= 0")
    return log_binomial_sum(sample.n, dimension.value)


def _attempt(rng: "Generator", draws: int, less: int) -> Attempt:
    """Random sets of patterns on five points and, every other time, all patterns with at most d ones."""
    import numpy as np

    cube, truth, dimension = all_labelings(5), [], []
    for draw in range(min(draws, 100)):
        d = 1 + draw % 4
        patterns = cube[rng.permutation(32)[: rng.integers(3, 33)]] if draw % 2 else cube[cube.sum(axis=1) <= d]
        truth.append(np.log(len(patterns)))
        dimension.append(max(vc_dimension_of(patterns) - less, 0))
    bound = sauer_shelah_lemma(Iid(n=5), AtMost[VCDimension](np.array(dimension, float))).value
    return Attempt(np.array(truth), bound)


@trial(sauer_shelah_lemma)
def sets_of_patterns(rng: "Generator", draws: int) -> Attempt:
    """Random sets of patterns, and Hamming balls, for which the bound is attained; VC dimension by enumeration."""
    return _attempt(rng, draws, 0)


@ablation(sauer_shelah_lemma, breaks="dimension")
def understated(rng: "Generator", draws: int) -> Attempt:
    """The VC dimension understated by one."""
    return _attempt(rng, draws, 1)
