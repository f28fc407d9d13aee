"""Bounds on the Gaussian tail."""

from typing import TYPE_CHECKING

from corollary.corpus.probability.iid_sample import Level
from corollary.logic import AtLeast, AtMost, Attempt, Constant, Quantity, ablation, require, step, theorem, trial
from corollary.logic.arithmetic import exp, pi, sqrt
from corollary.logic.checking import Verdict, derivative, identity

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


# Checked steps of the proof.


@step(gaussian_tail_bounds, 2, mutant={"two": 3})
def lower_tail(two: Constant = 2) -> Verdict:
    r"""$k(x) = \Prob(g \ge x) - \frac{x}{1 + x^2} \phi(x)$ has the derivative $- \frac{2}{(1 + x^2)^2} \phi(x) < 0$."""
    return identity(
        lambda x: -exp(-(x**2) / 2) - derivative(lambda s: s / (1 + s**2) * exp(-(s**2) / 2), x),
        lambda x: -two / (1 + x**2) ** 2 * exp(-(x**2) / 2),
    )


@step(gaussian_tail_bounds, 3, mutant={"two": 3})
def upper_tail(two: Constant = 2) -> Verdict:
    r"""The derivative of $m(x) = \frac{1}{2} e^{-x^2/2} - \Prob(g \ge x)$ is $\phi(x) (1 - x \sqrt{\pi / 2})$."""
    return identity(
        lambda x: derivative(lambda s: exp(-(s**2) / 2) / 2, x) + exp(-(x**2) / 2) / sqrt(2 * pi()),
        lambda x: exp(-(x**2) / 2) / sqrt(2 * pi()) * (1 - x * sqrt(pi() / two)),
    )


@step(gaussian_tail_bounds, 1, mutant={"one": 2})
def density(one: Constant = 1) -> Verdict:
    r"""$\phi' (s) = - s \phi(s)$."""
    return identity(
        lambda s: derivative(lambda t: exp(-(t**2) / 2) / sqrt(2 * pi()), s),
        lambda s: -one * s * exp(-(s**2) / 2) / sqrt(2 * pi()),
    )
