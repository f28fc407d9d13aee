"""Sauer-Shelah lemma."""

from fractions import Fraction
from math import comb, inf
from typing import TYPE_CHECKING

from corollary.corpus.learning.growth_function import LogGrowth
from corollary.corpus.learning.vc_dimension import VCDimension, all_labelings, vc_dimension_of
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, Constant, ablation, require, step, theorem, trial
from corollary.logic.arithmetic import exp, log_binomial_sum
from corollary.logic.checking import Verdict, cases, inequality

if TYPE_CHECKING:
    from numpy.random import Generator


@theorem
def sauer_shelah_lemma(sample: Iid, dimension: AtMost[VCDimension]) -> AtMost[LogGrowth]:
    """Patterns are at most as many as shattered sets."""
    require(sample.n >= 1, "n >= 1")
    require(dimension.value >= 0, "d >= 0")
    require(dimension.value < inf, "d finite")
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


@step(sauer_shelah_lemma, 5, mutant={"one": Fraction(9, 10)})
def binomial_sums(one: Constant = 1) -> Verdict:
    r"""$(d/n)^d \sum_{i \le \lfloor d \rfloor} \binom{n}{i}$ is at most $(1 + d/n)^n$, for whole `d <= n <= 20`."""
    pairs = [(n, d) for n in range(1, 21) for d in range(1, n + 1)]

    def holds(n: int, d: int) -> bool:
        return Fraction(d, n) ** d * sum(comb(n, i) for i in range(d + 1)) <= (one + Fraction(d, n)) ** n

    return cases(pairs, holds)


@step(sauer_shelah_lemma, 5, mutant={"one": Fraction(9, 10)})
def exponential(one: Constant = 1) -> Verdict:
    r"""$(1 + d/n)^n \le e^d$, that is `1 + x <= e^x` at `x = d/n` in [0, 1]."""
    return inequality(lambda x: 1 + x, lambda x: exp(one * x), {"x": (0, 1)})
