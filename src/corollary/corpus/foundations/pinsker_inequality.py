"""Pinsker's inequality."""

from typing import TYPE_CHECKING

from corollary.corpus.foundations.kl_divergence import KLDivergence
from corollary.corpus.foundations.total_variation_distance import TotalVariation
from corollary.logic import AtMost, Attempt, ablation, theorem, trial, unrefuted
from corollary.logic.arithmetic import kl, log, sqrt

if TYPE_CHECKING:
    from numpy.random import Generator


@theorem
def pinsker_inequality(divergence: AtMost[KLDivergence]) -> AtMost[TotalVariation]:
    """Data processing to two points and the quadratic lower bound of kl."""
    return sqrt(divergence.value / 2)


@trial(pinsker_inequality)
def two_points(rng: "Generator", draws: int) -> Attempt:
    """Laws on two points, half of them close to the fair coin, where the bound is tight."""
    a, b = rng.uniform(size=(2, draws))
    a[::2], b[::2] = 0.5 + 0.05 * (a[::2] - 0.5), 0.5
    return Attempt(abs(a - b), pinsker_inequality(AtMost[KLDivergence](kl(a, b))).value)


@trial(pinsker_inequality)
def many_points(rng: "Generator", draws: int) -> Attempt:
    """Random laws on six points."""
    import numpy as np

    p, q = rng.dirichlet(np.ones(6), size=(2, draws))
    bound = pinsker_inequality(AtMost[KLDivergence]((p * np.log(p / q)).sum(axis=1))).value
    return Attempt(abs(p - q).sum(axis=1) / 2, bound)


@ablation(pinsker_inequality, breaks="divergence")
def affinity(rng: "Generator", draws: int) -> Attempt:
    """Rényi's divergence of order one half in place of the relative entropy."""
    a, b = rng.uniform(size=(2, draws))
    divergence = -2 * log(sqrt(a * b) + sqrt((1 - a) * (1 - b)))
    return Attempt(abs(a - b), pinsker_inequality(AtMost[KLDivergence](divergence)).value)


@ablation(pinsker_inequality, breaks="constant")
def smaller_constant(rng: "Generator", draws: int) -> Attempt:
    """0.49 in place of one half."""
    a = 0.5 + 0.01 * rng.uniform(size=draws)
    return Attempt(a - 0.5, pinsker_inequality(AtMost[KLDivergence](0.98 * kl(a, 0.5))).value)


unrefuted(
    pinsker_inequality,
    "exponent:1/2",
    because="it claims more only where the bound exceeds 1, and there it still exceeds 1, which no total variation distance does",
    proved=True,
)
