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
    says="{method} is the gradient flow of half the mean squared residual of {network} under {law}, a law fixed before the "
    "start, time being multiplied by the number of units, for the time {time}",
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
    """μ_0 on two points: the mean over the number of units at the first one is a sum; wrong claims by the arguments.

    The units are B tanh(θ/B), which is B times the case of B = 1 at θ/B.
    """
    import numpy as np
    from scipy.stats import binom

    truth, bound = [], []
    for _ in range(min(draws, 60)):
        m, time, a, y = 4 * int(rng.integers(1, 30)), rng.uniform(0, 0.3), rng.uniform(1, 4), rng.uniform(-1, 1)
        count = np.arange(m // copies + 1)
        first, second = np.array(height * a), np.array(-height * a)
        network = _two_points(first, second, count * copies / m, y, later * time)
        limit = _two_points(first, second, np.array(0.5), y, later * time)
        size = 10 ** rng.uniform(0, 3)
        truth.append(size * float(binom.pmf(count, m // copies, 0.5) @ np.abs(network - limit)))
        unit = MeanFieldUnit(bound=share * size, slope=1.0, curvature=4 / 27**0.5 / size)
        given = unit, AtMost[LabelBound](size * abs(y))
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


def _unstable(time: float, label: float, counts: "np.ndarray", m: int) -> "np.ndarray":
    """Output at a third input of m units with parameters (u, v), trained at two; the limit has the output 0 there.

    The units at the first input are cos(5v)/5, with the label -`label` and probability 9/10; at the second and the third they are
    0.8 sin(u/10) + h(v) and 0.8 sin(u/10) - h(v), h(v) = sin(5v)/5, with the label 0 at the second. At the start v = 0 and
    u = 5 pi or -5 pi, `counts` times the first. There u does not move, in the limit v neither, but v = 0 is unstable.
    """
    import numpy as np

    first = 0.8 * (2 * counts / m - 1)

    def velocity(v: "np.ndarray") -> "np.ndarray":
        sine, cosine = np.sin(5 * v), np.cos(5 * v)
        return np.asarray(0.9 * (cosine / 5 + label) * sine - 0.1 * (first + sine / 5) * cosine)

    v, h = 0.0 * first, time / 60
    for _ in range(60):
        k1 = velocity(v)
        k2 = velocity(v + h / 2 * k1)
        k3 = velocity(v + h / 2 * k2)
        v = v + h / 6 * (k1 + 2 * k2 + 2 * k3 + velocity(v + h * k3))
    return np.asarray(first - np.sin(5 * v) / 5)


@trial(mean_field_limit)
def unstable_limit(rng: "np.random.Generator", draws: int) -> Attempt:
    """The labels drive the network away from the limit: the difference grows exponentially, with nearly their size in the exponent."""
    import numpy as np
    from scipy.stats import binom

    truth, bound, m = [], [], 40_000
    counts = m // 2 + np.arange(-600, 601)  # six standard deviations: a lower bound for the mean
    for _ in range(min(draws, 20)):
        label = rng.uniform(28, 36)
        time = rng.uniform(2.3, 2.6) / label
        truth.append(float(binom.pmf(counts, m, 0.5) @ np.abs(_unstable(time, label, counts, m))))
        unit = MeanFieldUnit(bound=1.0, slope=1.0064**0.5, curvature=5.0)
        run = AtMost[LabelBound](label), IndependentUnits(width=m), MeanFieldTraining(time=time)
        bound.append(float(mean_field_limit(unit, *run).value))
    return Attempt(truth, bound)
