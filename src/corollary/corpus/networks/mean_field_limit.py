"""Mean-field limit of two-layer networks, with explicit constants."""

from typing import TYPE_CHECKING

from corollary.logic import AtMost, Attempt, Expected, Property, Quantity, ablation, require, theorem, trial
from corollary.logic.arithmetic import expm1, sqrt

if TYPE_CHECKING:
    import numpy as np


class MeanFieldUnit(
    Property,
    says="the units of {network} are bounded by {bound} and differentiable in their parameters, with gradients bounded "
    "by {slope} and {curvature}-Lipschitz",
):
    """|φ| ≤ bound, ‖∇φ‖ ≤ slope, Lipschitz constant of ∇φ ≤ curvature, for every input."""

    network: str
    bound: float
    slope: float
    curvature: float


class LabelBound(Quantity, says="the greatest absolute value of a label under {law}", tex="Y"):
    law: str


class IndependentUnits(
    Property,
    says="{network} is the mean of {width} units, the parameters of which are at the start independent draws from {prior}",
    suppose={"width": 1000},
):
    """θ_1(0), …, θ_m(0) ~ μ_0; the network is (1/m) Σ φ(θ_k, ·)."""

    network: str
    prior: str
    width: int


class MeanFieldTraining(
    Property,
    says="{method} is the gradient flow of half the mean squared residual of {network} under {law}, time being multiplied "
    "by the number of units, for the time {time}",
):
    """dθ_j/dt = −m ∂F/∂θ_j, exactly, over the whole law of the examples."""

    method: str
    network: str
    law: str
    time: float


class MeanFieldDistance(
    Quantity,
    says="the absolute difference, at any fixed input, of the output of {network} after {method} and the output of the "
    "limit of infinitely many units from {prior} under {law}",
    tex=r"\lvert f^m_t - f_{{\mu_t}} \rvert",
):
    """|f^m_t(x) − f_{μ_t}(x)| at one x, not the supremum over x."""

    network: str
    method: str
    prior: str
    law: str


@theorem
def mean_field_limit(
    unit: MeanFieldUnit, labels: AtMost[LabelBound], initialisation: IndependentUnits, flow: MeanFieldTraining
) -> AtMost[Expected[MeanFieldDistance, "initialisation"]]:
    """Coupling with the flow of the limit, and Grönwall's inequality."""
    require(unit.bound >= 0, "B >= 0")
    require(initialisation.width >= 1, "m >= 1")
    require(flow.time >= 0, "t >= 0")
    growth = (unit.bound + labels.value) * unit.curvature + unit.slope**2
    require(growth > 0, "the rate is > 0")
    return unit.bound / sqrt(initialisation.width) * (1 + unit.slope**2 * expm1(growth * flow.time) / growth)


def _two_points(a: "np.ndarray", b: "np.ndarray", weight: "np.ndarray", y: float, time: float) -> "np.ndarray":
    """Output at the time for units tanh(θ) at one input, with the share `weight` at a and the rest at b; Runge-Kutta."""
    import numpy as np

    def velocity(z: "np.ndarray") -> "np.ndarray":
        t = np.tanh(z)
        return -(weight * t[0] + (1 - weight) * t[1] - y) * (1 - t**2)

    z, h = np.stack([a + 0 * weight, b + 0 * weight]), time / 40
    for _ in range(40):
        k1 = velocity(z)
        k2 = velocity(z + h / 2 * k1)
        k3 = velocity(z + h / 2 * k2)
        z = z + h / 6 * (k1 + 2 * k2 + 2 * k3 + velocity(z + h * k3))
    return np.asarray(weight * np.tanh(z[0]) + (1 - weight) * np.tanh(z[1]))


def _distances(
    rng: "np.random.Generator",
    draws: int,
    height: float = 1.0,
    copies: int = 1,
    later: float = 1.0,
    share: float = 1.0,
    claimed: float = 1.0,
) -> Attempt:
    """μ_0 on two points: the mean over the number of units at the first one is a sum; wrong claims by the arguments."""
    import numpy as np
    from scipy.stats import binom

    truth, bound = [], []
    for _ in range(min(draws, 60)):
        m, time, a, y = 4 * int(rng.integers(1, 30)), rng.uniform(0, 0.3), rng.uniform(1, 4), rng.uniform(-1, 1)
        count = np.arange(m // copies + 1)
        first, second = np.array(height * a), np.array(-height * a)
        network = _two_points(first, second, count * copies / m, y, later * time)
        limit = _two_points(first, second, np.array(0.5), y, later * time)
        truth.append(float(binom.pmf(count, m // copies, 0.5) @ np.abs(network - limit)))
        given = MeanFieldUnit(bound=share, slope=1.0, curvature=4 / 27**0.5), AtMost[LabelBound](abs(y))
        run = IndependentUnits(width=m), MeanFieldTraining(time=time)
        bound.append(claimed * float(mean_field_limit(*given, *run).value))
    return Attempt(truth, bound)


@trial(mean_field_limit)
def two_initial_values(rng: "np.random.Generator", draws: int) -> Attempt:
    """Units tanh(θ), one input, θ = ±a: the mean deviation exactly, up to the error of the integration."""
    return _distances(rng, draws)


@ablation(mean_field_limit, breaks="initialisation")
def four_copies(rng: "np.random.Generator", draws: int) -> Attempt:
    """Every unit is there four times."""
    return _distances(rng, draws, copies=4)


@ablation(mean_field_limit, breaks="unit")
def smaller_units(rng: "np.random.Generator", draws: int) -> Attempt:
    """Half of the bound of the units is claimed."""
    return _distances(rng, draws, share=0.5)


@ablation(mean_field_limit, breaks="constant")
def three_quarters(rng: "np.random.Generator", draws: int) -> Attempt:
    """Three quarters of the bound: √(2/π) = 0.798 of it is attained at time 0."""
    return _distances(rng, draws, claimed=0.75)
