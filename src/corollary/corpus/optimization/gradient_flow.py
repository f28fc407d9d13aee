"""Gradient flow, and the distance of its value from the minimum."""

from typing import TYPE_CHECKING

from corollary.corpus.optimization.convex_function import Convex
from corollary.corpus.optimization.gradient_descent import InitialSquaredDistance
from corollary.logic import AtMost, Attempt, Constant, Property, Quantity, ablation, require, step, theorem, trial
from corollary.logic.checking import Verdict, certified

if TYPE_CHECKING:
    import numpy as np


class GradientFlow(
    Property,
    says="{method} is the gradient flow of {objective}, whose gradient is locally Lipschitz, for the time {time}",
):
    """dx/dt = −∇f(x) on [0, time], exactly."""

    method: str
    objective: str
    time: float


class LastSuboptimality(
    Quantity,
    says="the value of {objective} where {method} ends, minus its infimum",
    tex=r"f(x_N) - \inf f",
):
    """f at the last point, minus inf f."""

    method: str
    objective: str


@theorem
def gradient_flow(
    objective: Convex, start: AtMost[InitialSquaredDistance], flow: GradientFlow
) -> AtMost[LastSuboptimality]:
    """The gradient shrinks along the flow."""
    require(flow.time > 0, "t > 0")
    return start.value / (4 * flow.time)


def _bound(start: "np.ndarray", time: "np.ndarray | float") -> "np.ndarray":
    return gradient_flow(Convex(), AtMost[InitialSquaredDistance](start), GradientFlow(time=time)).value


def _valley(
    rng: "np.random.Generator", draws: int, share: float = 1.0, later: float = 1.0, constant: float = 1.0
) -> Attempt:
    """Linear walls of slope near the worst one around a narrow parabola, in closed form; wrong claims by factors."""
    import numpy as np

    start, time = np.exp(rng.normal(size=(2, draws)))
    slope, width = start / (2 * time) * np.exp(0.3 * rng.normal(size=draws)), start * rng.uniform(0.001, 0.2, draws)
    walls = np.minimum(time, (start - width) / slope)
    rest = np.exp(-(time - walls) * slope / width)
    end = np.where(walls < time, width * rest, start - slope * time)
    value = np.where(end >= width, slope * end - slope * width / 2, slope * end**2 / (2 * width))
    return Attempt(value, constant * _bound(share * start**2, later * time))


@trial(gradient_flow)
def narrow_valleys(rng: "np.random.Generator", draws: int) -> Attempt:
    """The bound is nearly attained when the flow has come half of the way."""
    return _valley(rng, draws)


@trial(gradient_flow)
def quadratics(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random eigenvalues, in closed form."""
    import numpy as np

    curvature, start = np.exp(2 * rng.normal(size=(draws, 4))), rng.normal(size=(draws, 4))
    time = np.exp(rng.normal(size=draws))
    value = (curvature / 2 * start**2 * np.exp(-2 * curvature * time[:, None])).sum(axis=1)
    return Attempt(value, _bound((start**2).sum(axis=1), time))


@trial("gradient-flow")
def energy(rng: "np.random.Generator", draws: int) -> Attempt:
    """f(x(s)) − f(x(t)) is the integral of the squared gradient: 1 − cos x, with tan(x(t)/2) = tan(x(0)/2) exp(−t)."""
    import numpy as np

    x0, time = rng.uniform(0.1, 3.1, size=draws), np.linspace(0, 2, 2001)
    x = 2 * np.arctan(np.tan(x0 / 2)[:, None] * np.exp(-time))
    squared = np.sin(x) ** 2
    weights = np.ones(2001)
    weights[1:-1:2], weights[2:-1:2] = 4, 2
    integral = squared @ weights * (time[1] - time[0]) / 3
    return Attempt(np.abs(np.cos(x[:, -1]) - np.cos(x0) - integral), 1e-10)


@ablation(gradient_flow, breaks="objective")
def near_the_maximum(rng: "np.random.Generator", draws: int) -> Attempt:
    """1 − cos x from near π."""
    import numpy as np

    x0, time = np.pi - 0.01 * rng.uniform(size=draws), rng.uniform(1.5, 3, size=draws)
    x = 2 * np.arctan(np.tan(x0 / 2) * np.exp(-time))
    return Attempt(1 - np.cos(x), _bound(x0**2, time))


@ablation(gradient_flow, breaks="start")
def distance_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Half of the squared distance is claimed."""
    return _valley(rng, draws, share=0.5)


@ablation(gradient_flow, breaks="flow")
def time_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Twice the time is claimed."""
    return _valley(rng, draws, later=2.0)


@ablation(gradient_flow, breaks="constant")
def a_fifth(rng: "np.random.Generator", draws: int) -> Attempt:
    """R²/(5t) in place of R²/(4t)."""
    return _valley(rng, draws, constant=0.8)


# Checked steps of the proof.


@step(gradient_flow, 9, mutant={"two": 3})
def product(two: Constant = 2) -> Verdict:
    r"""$\frac12 \norm{x(t) - x_\star}^2 + \frac{t^2}{2} g(t)^2 \ge t \, g(t) \norm{x(t) - x_\star}$, doubled; `d` the distance."""
    return certified(lambda d, t, g: d**2 + t**2 * g**2 - two * t * g * d, lambda d, t, g: [(1, d - t * g)])
