"""Maximal inequality for finitely many variables."""

from math import inf
from typing import TYPE_CHECKING

from corollary.logic import AtMost, Attempt, Constant, Quantity, ablation, step, theorem, trial
from corollary.logic.arithmetic import exp, log, sqrt
from corollary.logic.checking import Verdict, identity

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


class FamilyProxy(
    Quantity,
    says="the common one-sided variance proxy, about zero, of the variables {family}",
    tex=r"\sigma^2({family})",
):
    """The least σ² with E exp(λ X) ≤ exp(λ² σ² / 2) for all λ > 0 and every X of the family; so E X ≤ 0."""

    family: str


class LogFamilySize(
    Quantity, says="the logarithm of the number of variables in {family}", tex=r"\log \lvert {family} \rvert"
):
    """log N."""

    family: str


class ExpectedMaximum(
    Quantity, says="the expected maximum of the variables {family}", tex=r"\mathbb{{E}} \max {family}", least=None
):
    """E max X_i."""

    family: str


@theorem
def maximal_inequality_sub_gaussian(proxy: AtMost[FamilyProxy], size: AtMost[LogFamilySize]) -> AtMost[ExpectedMaximum]:
    """Jensen's inequality for the exponential, and a sum in place of a maximum."""
    return sqrt(2 * proxy.value * size.value)


def _bound(proxy: "Any", count: "Any") -> "Any":
    import numpy as np

    return maximal_inequality_sub_gaussian(AtMost[FamilyProxy](proxy), AtMost[LogFamilySize](np.log(count))).value


def _gaussian(rng: "Generator", draws: int) -> "tuple[Any, Any, Any]":
    """Scales, numbers of independent Gaussian variables, and the expected maxima by quadrature of the tails."""
    import numpy as np
    from scipy.stats import norm

    x = np.linspace(-9, 15, 4801)
    count, scale = np.floor(np.exp(rng.uniform(0, 80, size=draws))), rng.uniform(0.1, 3, size=draws)
    below = np.exp(count[:, None] * norm.logcdf(x))
    maximum = np.trapezoid(np.where(x > 0, 1 - below, -below), x, axis=1)
    return scale, count, scale * maximum


@trial(maximal_inequality_sub_gaussian)
def independent(rng: "Generator", draws: int) -> Attempt:
    """Independent Gaussian variables, up to e^80 of them."""
    scale, count, truth = _gaussian(rng, draws)
    return Attempt(truth, _bound(scale**2, count), tolerance=1e-3)


@ablation(maximal_inequality_sub_gaussian, breaks="proxy")
def understated_proxy(rng: "Generator", draws: int) -> Attempt:
    """Nine tenths of the variance."""
    scale, count, truth = _gaussian(rng, draws)
    return Attempt(truth, _bound(0.9 * scale**2, count), tolerance=1e-3)


@ablation(maximal_inequality_sub_gaussian, breaks="size")
def understated_size(rng: "Generator", draws: int) -> Attempt:
    """The cube root of the number of variables."""
    scale, count, truth = _gaussian(rng, draws)
    return Attempt(truth, _bound(scale**2, count ** (1 / 3)), tolerance=1e-3)


# Checked steps of the proof.


@step(maximal_inequality_sub_gaussian, 2, mutant={"two": 3})
def best_choice(two: Constant = 2) -> Verdict:
    r"""$\frac{\log N}{\lambda} + \frac{\lambda \sigma^2}{2}$ at $\lambda = \sqrt{2 \log N} / \sigma$ is the claimed bound."""
    return identity(
        lambda entropy, sigma: entropy / (sqrt(2 * entropy) / sigma) + sqrt(2 * entropy) / sigma * sigma**2 / 2,
        lambda entropy, sigma: sigma * sqrt(two * entropy),
        {"entropy": (0, inf), "sigma": (0, inf)},
    )


@step(maximal_inequality_sub_gaussian, 4, mutant={"two": 3})
def tail(two: Constant = 2) -> Verdict:
    r"""$N e^{-u^2 / (2 \sigma^2)}$ at $u = \sigma \sqrt{2 (\log N + x)}$ is the claimed bound."""
    return identity(
        lambda size, sigma, x: size * exp(-((sigma * sqrt(two * (log(size) + x))) ** 2) / (2 * sigma**2)),
        lambda size, sigma, x: exp(-x),
        {"size": (1, inf), "sigma": (0, inf), "x": (0, inf)},
    )
