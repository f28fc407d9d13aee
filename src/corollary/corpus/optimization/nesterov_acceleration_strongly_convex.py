"""Accelerated gradient method under strong convexity."""

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from corollary.corpus.optimization.gradient_descent import InitialSquaredDistance, InitialSuboptimality
from corollary.corpus.optimization.gradient_flow import LastSuboptimality
from corollary.corpus.optimization.smooth_function import Smoothness
from corollary.corpus.optimization.strongly_convex_function import StrongConvexity
from corollary.logic import AtLeast, AtMost, Attempt, Constant, Property, ablation, require, step, theorem, trial
from corollary.logic.arithmetic import power, sqrt
from corollary.logic.checking import Verdict, certified, identity

if TYPE_CHECKING:
    import numpy as np


class AcceleratedGradientConstantMomentum(
    Property,
    says="{method} is Nesterov's accelerated gradient method on {objective} with step {step} and the constant momentum "
    "made for the strong convexity {curvature}, run for {iterations} iterations",
):
    """Momentum (1 − r) / (1 + r) with r = √(curvature · step); the point is x_k, after a gradient step."""

    method: str
    objective: str
    step: float
    curvature: float
    iterations: int


@theorem
def nesterov_acceleration_strongly_convex(
    objective: AtLeast[StrongConvexity],
    smooth: AtMost[Smoothness],
    gap: AtMost[InitialSuboptimality],
    start: AtMost[InitialSquaredDistance],
    method: AcceleratedGradientConstantMomentum,
) -> AtMost[LastSuboptimality]:
    """Steps up to 1/L."""
    require(method.curvature > 0, "curvature of the method > 0")
    require(method.curvature <= objective.value, "curvature of the method <= strong convexity")
    require(objective.value <= smooth.value, "strong convexity <= L")
    require(method.step > 0, "step > 0")
    require(method.iterations >= 0, "iterations >= 0")
    require(method.step * smooth.value <= 1, "step <= 1/L")
    root = sqrt(method.curvature * method.step)
    return power(1 - root, method.iterations) * (gap.value + method.curvature * start.value / 2)


def constant_momentum(
    gradient: Any, start: "np.ndarray", step: float, curvature: float, count: int
) -> "list[np.ndarray]":
    """The points x_0, …, x_count."""
    root = (curvature * step) ** 0.5
    points, y = [start], start
    for _ in range(count):
        points.append(y - step * gradient(y))
        y = points[-1] + (1 - root) / (1 + root) * (points[-1] - points[-2])
    return points


def _value(x: "np.ndarray") -> "np.ndarray":
    """0.02 x²/2 + 0.98 Huber(x), by coordinates: strong convexity 0.02, L = 1, minimum 0."""
    import numpy as np

    size = np.abs(x)
    return np.asarray((0.01 * x**2 + 0.98 * np.where(size < 1, size**2 / 2, size - 0.5)).sum(axis=1))


def _slope(x: "np.ndarray") -> "np.ndarray":
    import numpy as np

    return np.asarray(0.02 * x + 0.98 * np.clip(x, -1, 1))


def _run(rng: "np.random.Generator", draws: int, count: int, **wrong: float) -> Attempt:
    """Wrong claims: `curvature`, `smooth`, `gap` and `share` (of the squared distance) as factors, `more` steps; `far`: a factor of the start."""
    import numpy as np

    start = wrong.get("far", 1) * np.exp(2 * rng.normal(size=(draws, 1))) * rng.normal(size=(draws, 2))
    curvature, step = 0.02 * wrong.get("curvature", 1), 1 / wrong.get("smooth", 1)
    end = constant_momentum(_slope, start, step, curvature, count)[-1]
    bound = nesterov_acceleration_strongly_convex(
        AtLeast[StrongConvexity](curvature),
        AtMost[Smoothness](wrong.get("smooth", 1)),
        AtMost[InitialSuboptimality](wrong.get("gap", 1) * _value(start)),
        AtMost[InitialSquaredDistance](wrong.get("share", 1) * (start**2).sum(axis=1)),
        AcceleratedGradientConstantMomentum(
            step=step, curvature=curvature, iterations=count + int(wrong.get("more", 0))
        ),
    ).value
    return Attempt(_value(end), wrong.get("factor", 1) * bound)


@trial(nesterov_acceleration_strongly_convex)
def two_curvatures(rng: "np.random.Generator", draws: int) -> Attempt:
    """Condition number 50, up to forty steps."""
    return _run(rng, draws, int(rng.integers(0, 40)))


@trial(nesterov_acceleration_strongly_convex)
def few_steps(rng: "np.random.Generator", draws: int) -> Attempt:
    """Two steps: the worst comes to more than half of the bound."""
    return _run(rng, draws, 2)


@trial("nesterov-acceleration-strongly-convex")
def potential(rng: "np.random.Generator", draws: int) -> Attempt:
    """Step 7 of the proof, at every step."""
    import numpy as np

    points = constant_momentum(_slope, 5 * rng.normal(size=(draws, 2)), 1.0, 0.02, 30)
    root, seen = 0.02**0.5, []
    for before, x in pairwise(points):
        seen.append(_value(x) + 0.01 * ((x / root - (1 - root) / root * before) ** 2).sum(axis=1))
    return Attempt(np.concatenate(seen[1:]), (1 - root) * np.concatenate(seen[:-1]) + 1e-12)


@ablation(nesterov_acceleration_strongly_convex, breaks="objective")
def curvature_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Twenty times the strong convexity, far from the minimum."""
    return _run(rng, draws, 20, curvature=20, far=1000)


@ablation(nesterov_acceleration_strongly_convex, breaks="smooth")
def smoother_than_it_is(rng: "np.random.Generator", draws: int) -> Attempt:
    """L = 0.4 claimed: the points leave."""
    return _run(rng, draws, 40, smooth=0.4)


@ablation(nesterov_acceleration_strongly_convex, breaks="gap")
def gap_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """A quarter of the initial value, after no or few steps."""
    return _run(rng, draws, 1, gap=0.25)


@ablation(nesterov_acceleration_strongly_convex, breaks="method")
def more_steps_claimed(rng: "np.random.Generator", draws: int) -> Attempt:
    """Twenty steps more than taken."""
    return _run(rng, draws, 2, more=20)


@ablation(nesterov_acceleration_strongly_convex, breaks="constant")
def half(rng: "np.random.Generator", draws: int) -> Attempt:
    """Half of the bound."""
    return _run(rng, draws, 1, factor=0.5)


@trial(nesterov_acceleration_strongly_convex)
def flat_then_steep(rng: "np.random.Generator", draws: int) -> Attempt:
    """From far, nearly on a parabola with an offset: four steps, functions of all sizes."""
    start, size = rng.uniform(60, 100, size=(draws, 1)), 10 ** rng.uniform(-6, 2, size=draws)  # s f(x / s^(1/2))
    end = constant_momentum(_slope, start, 1.0, 0.02, 4)[-1]
    bound = nesterov_acceleration_strongly_convex(
        AtLeast[StrongConvexity](0.02),
        AtMost[Smoothness](1.0),
        AtMost[InitialSuboptimality](size * _value(start)),
        AtMost[InitialSquaredDistance](size * start[:, 0] ** 2),
        AcceleratedGradientConstantMomentum(step=1.0, curvature=0.02, iterations=4),
    ).value
    return Attempt(size * _value(end), bound)


# Checked steps of the proof.


@step(nesterov_acceleration_strongly_convex, 4, mutant={"one": 2})
def weighted(one: Constant = 1) -> Verdict:
    r"""With the weights $r$ and $1 - r$, steps 2 and 3 give the bound of $f(x_{j+1}) - f_\star$; the minimiser and its value are 0."""
    return certified(
        lambda r, m, eta, a, b, f, g, x, y: (
            (1 - r) * a + r * g * y + (1 - r) * g * (y - x) - r * m / 2 * y**2 - one * eta / 2 * g**2 - b
        ),
        lambda r, m, eta, a, b, f, g, x, y: [(1, 1, 0), (1, 1, 1, 3), (1, 1, 2, 4)],
        lambda r, m, eta, a, b, f, g, x, y: [
            f - eta / 2 * g**2 - b,
            g * y - m / 2 * y**2 - f,
            a + g * (y - x) - f,
            r,
            1 - r,
        ],
        vectors="g x y",
    )


@step(nesterov_acceleration_strongly_convex, 5, mutant={"one": 2})
def auxiliary(one: Constant = 1) -> Verdict:
    r"""$\frac{1}{r} x_{j+1} - \frac{1 - r}{r} x_j = (1 - r) z_j + r y - \frac{\eta}{r} g$."""
    return identity(
        lambda r, eta, x, y, g: (y - eta * g) / r - (1 - r) / r * x,
        lambda r, eta, x, y, g: (one - r) * (y + (y - x) / r) + r * y - eta / r * g,
        {"r": (0, 1)},
    )


@step(nesterov_acceleration_strongly_convex, 6, mutant={"one": 2})
def convex_square(one: Constant = 1) -> Verdict:
    r"""$\norm{\cdot}^2$ is convex: the square of `(1 - r) z + r y`."""
    return certified(
        lambda r, y, z: (one - r) * z**2 + r * y**2 - (one * (1 - r) * z + r * y) ** 2,
        lambda r, y, z: [(1, z - y, 0, 1)],
        lambda r, y, z: [r, 1 - r],
        vectors="y z",
    )


@step(nesterov_acceleration_strongly_convex, 7, mutant={"one": 2})
def cancelled(one: Constant = 1) -> Verdict:
    r"""$r (1 - r) \bigl( (y - x_\star) + (z_j - y) - (z_j - x_\star) \bigr) = 0$, what is left because $y - x_j = r (z_j - y)$."""
    return identity(
        lambda r, g, y, z: r * g * y + (1 - r) * g * (r * (z - y)) - r * g * ((one - r) * z + r * y),
        lambda r, g, y, z: 0,
        vectors="g y z",
    )
