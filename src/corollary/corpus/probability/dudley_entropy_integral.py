"""Dudley's entropy integral."""

from math import inf
from typing import TYPE_CHECKING

from corollary.logic import AtMost, Attempt, Constant, Property, Quantity, ablation, step, theorem, trial
from corollary.logic.arithmetic import sqrt
from corollary.logic.checking import Verdict, identity

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


class SubGaussianIncrements(Property, says="{process} is separable, with sub-Gaussian increments for its distance"):
    """E exp(λ (X_s − X_t)) ≤ exp(λ² d(s, t)² / 2) for all λ, and a countable set determines the supremum."""

    process: str


class EntropyIntegral(
    Quantity,
    says="the entropy integral of the index set of {process}, from 0 to half its radius about the base point",
    tex=r"\int_0^{{D/2}} \sqrt{{\log N(u)}} \, \mathrm{{d}}u",
):
    """∫_0^{D/2} (log N(T, d, u))^{1/2} du, D the greatest distance from the base point."""

    process: str


class ExpectedSupremum(
    Quantity,
    says="the expected supremum of {process} minus its value at the base point",
    tex=r"\mathbb{{E}} \sup_t (X_t - X_{{t_0}})",
):
    """E sup over t of X_t − X_{t_0}."""

    process: str


@theorem
def dudley_entropy_integral(
    increments: SubGaussianIncrements, integral: AtMost[EntropyIntegral]
) -> AtMost[ExpectedSupremum]:
    """Chaining through nets of halved radii."""
    return 4 * sqrt(2) * integral.value


def _bound(integral: "Any") -> "Any":
    return dudley_entropy_integral(SubGaussianIncrements(), AtMost[EntropyIntegral](integral)).value


def _independent(rng: "Generator", draws: int) -> "tuple[Any, Any]":
    """N Gaussian variables of variance 1/2, at distances 1: expected maximum by quadrature, and entropy integral."""
    import numpy as np
    from scipy.stats import norm

    count = np.floor(np.exp(rng.uniform(1, 12, size=draws)))
    x = np.linspace(-9, 9, 3601)
    below = np.exp(count[:, None] * norm.logcdf(x))
    return np.trapezoid(np.where(x > 0, 1 - below, -below), x, axis=1) / 2**0.5, np.sqrt(np.log(count)) / 2


@trial(dudley_entropy_integral)
def independent_variables(rng: "Generator", draws: int) -> Attempt:
    """Independent Gaussian variables, up to 160 000 of them, small and large; the bound is three to six times the truth."""
    truth, integral = _independent(rng, draws)
    scale = 10 ** rng.uniform(-3, 3, size=draws)
    return Attempt(scale * truth, _bound(scale * integral))


def _greatest(logarithm: "Any") -> "Any":
    """A lower estimate of the expected maximum of e^logarithm standard Gaussian variables, by the quantile that ten of them exceed."""
    import numpy as np
    from scipy.stats import norm

    low, high = np.zeros_like(logarithm), 2 * np.sqrt(logarithm)
    for _ in range(60):
        middle = (low + high) / 2
        inside = norm.logsf(middle) > np.log(10) - logarithm
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    return low * (1 - np.exp(-10)) - 0.4  # the mean of the negative part of any one is at most 0.4


@trial(dudley_entropy_integral)
def clusters(rng: "Generator", draws: int) -> Attempt:
    """Very many Gaussian variables at distances √2, each the centre of a cluster at distance a quarter; base variable 0."""
    import numpy as np

    apart, near = 10 ** rng.uniform(4, 6, size=draws), 0.25
    inside = 0.2 * apart  # logarithms of the numbers of clusters and of variables in each
    truth = _greatest(apart) + near * _greatest(inside)
    radius = np.sqrt(1 + near**2) / 2
    # A ball of radius 1/4 about a centre holds its cluster; the base variable and the centres are counted too.
    integral = near * np.sqrt(apart + inside + 1e-9) + (radius - near) * np.sqrt(apart + 1e-9)
    return Attempt(truth, _bound(integral))


@trial(dudley_entropy_integral)
def random_line(rng: "Generator", draws: int) -> Attempt:
    """The process r g t on [0, 1] with base point 0: the supremum is the positive part of r g."""
    import numpy as np

    r = rng.uniform(0.1, 5, size=draws)
    u = np.linspace(0, 0.5, 2001)[1:]
    integral = np.sqrt(np.log(np.ceil(1 / (2 * u)))).mean() / 2
    return Attempt(r / np.sqrt(2 * np.pi), _bound(r * integral))


@ablation(dudley_entropy_integral, breaks="increments")
def heavy_tails(rng: "Generator", draws: int) -> Attempt:
    """N independent variables of the same variances, zero but with probability 1/N: distances 1, base variable 0."""
    import numpy as np

    count = rng.uniform(1e6, 1e8, size=draws)
    return Attempt(np.sqrt(count / 2) * (1 - np.exp(-0.5)), _bound(np.sqrt(np.log(count + 1)) / 2))


@ablation(dudley_entropy_integral, breaks="integral")
def understated(rng: "Generator", draws: int) -> Attempt:
    """A tenth of the entropy integral."""
    truth, integral = _independent(rng, draws)
    return Attempt(truth, _bound(integral / 10))


# Checked steps of the proof.


@step(dudley_entropy_integral, 3, mutant={"four": 3})
def link(four: Constant = 4) -> Verdict:
    r"""$2 \delta_j \sqrt{2 \log N_j} = 4 \sqrt{2} (\delta_j - \delta_{j+1}) \sqrt{\log N_j}$, as the radius is halved."""
    return identity(
        lambda radius, logarithm: 2 * radius * sqrt(2 * logarithm),
        lambda radius, logarithm: four * sqrt(2) * (radius - radius / 2) * sqrt(logarithm),
        {"radius": (0, inf), "logarithm": (0, inf)},
    )
