"""Bretagnolle-Huber inequality."""

from typing import TYPE_CHECKING

from corollary.corpus.foundations.kl_divergence import KLDivergence
from corollary.corpus.foundations.total_variation_distance import TotalVariation
from corollary.logic import AtMost, Attempt, ablation, theorem, trial
from corollary.logic.arithmetic import exp, kl, sqrt

if TYPE_CHECKING:
    import numpy as np


@theorem
def bretagnolle_huber_inequality(divergence: AtMost[KLDivergence]) -> AtMost[TotalVariation]:
    """The affinity between the overlap and the divergence."""
    return sqrt(1 - exp(-divergence.value))


@trial(bretagnolle_huber_inequality)
def two_points(rng: "np.random.Generator", draws: int) -> Attempt:
    """Laws on two points, half of them far apart, where the distance is close to 1 and so is the bound."""
    a, b = rng.uniform(size=(2, draws))
    a[::2], b[::2] = 1 - a[::2] / 50, b[::2] / 50
    return Attempt(abs(a - b), bretagnolle_huber_inequality(AtMost[KLDivergence](kl(a, b))).value)


@trial(bretagnolle_huber_inequality)
def many_points(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random laws on six points, some with zeros."""
    import numpy as np

    p, q = rng.dirichlet(np.full(6, 0.5), size=(2, draws))
    p[::2, 0] = 0
    p /= p.sum(axis=1, keepdims=True)
    divergence = np.where(p > 0, p * np.log(np.where(p > 0, p, 1) / q), 0).sum(axis=1)
    bound = bretagnolle_huber_inequality(AtMost[KLDivergence](divergence)).value
    return Attempt(abs(p - q).sum(axis=1) / 2, bound)


@ablation(bretagnolle_huber_inequality, breaks="divergence")
def quarter_of_the_divergence(rng: "np.random.Generator", draws: int) -> Attempt:
    """A quarter of the divergence in its place, for laws close together."""
    a = 0.5 + 0.1 * rng.uniform(size=draws)
    return Attempt(a - 0.5, bretagnolle_huber_inequality(AtMost[KLDivergence](kl(a, 0.5) / 4)).value)


@ablation(bretagnolle_huber_inequality, breaks="constant")
def pinsker_squared(rng: "np.random.Generator", draws: int) -> Attempt:
    """The square of the bound."""
    a = 0.5 + 0.1 * rng.uniform(size=draws)
    return Attempt(a - 0.5, bretagnolle_huber_inequality(AtMost[KLDivergence](kl(a, 0.5))).value ** 2)
