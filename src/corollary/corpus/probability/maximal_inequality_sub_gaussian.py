"""Maximal inequality for finitely many variables."""

from typing import TYPE_CHECKING

from corollary.logic import AtMost, Attempt, Quantity, ablation, theorem, trial
from corollary.logic.arithmetic import sqrt

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
