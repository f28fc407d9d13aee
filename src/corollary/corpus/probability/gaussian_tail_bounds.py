"""Bounds on the Gaussian tail."""

from typing import TYPE_CHECKING

from corollary.corpus.probability.iid_sample import Level
from corollary.logic import AtLeast, AtMost, Attempt, Quantity, ablation, require, theorem, trial
from corollary.logic.arithmetic import exp

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


class GaussianTail(
    Quantity,
    says="the probability that a standard Gaussian variable is at least {level}",
    tex=r"\bar\Phi({level})",
    trivial=1.0,
):
    """P(g ≥ x)."""

    level: str


@theorem
def gaussian_tail_bounds(level: AtLeast[Level]) -> AtMost[GaussianTail]:
    """The difference vanishes at both ends and rises before it falls."""
    require(level.value >= 0, "x >= 0")
    return exp(-(level.value**2) / 2) / 2


def _bound(x: "Any") -> "Any":
    return gaussian_tail_bounds(AtLeast[Level](x)).value


@trial(gaussian_tail_bounds)
def exact_tail(rng: "Generator", draws: int) -> Attempt:
    """Levels from 0 to 12 against the complementary error function: ratio of tail and bound."""
    from scipy.stats import norm

    x = 12 * rng.uniform(size=draws) ** 3
    x[0] = 0
    return Attempt(norm.sf(x) / _bound(x), 1.0)


@trial("gaussian-tail-bounds")
def mills_ratio(rng: "Generator", draws: int) -> Attempt:
    """Both bounds with the density: x² / (1 + x²) and 1 around the ratio of the tail and density / x."""
    import numpy as np
    from scipy.stats import norm

    x = 12 * rng.uniform(size=draws) ** 3
    ratio = x * norm.sf(x) / norm.pdf(x)
    return Attempt(np.concatenate([ratio, x**2 / (1 + x**2)]), np.concatenate([1 + 0 * x, ratio]))


@ablation(gaussian_tail_bounds, breaks="level")
def overstated(rng: "Generator", draws: int) -> Attempt:
    """A level that is overstated by one half."""
    from scipy.stats import norm

    x = 3 * rng.uniform(size=draws)
    return Attempt(norm.sf(x) / _bound(x + 0.5), 1.0)
