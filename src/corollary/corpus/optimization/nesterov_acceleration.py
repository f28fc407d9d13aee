"""Nesterov's accelerated gradient method."""

from fractions import Fraction
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING, Any

from corollary.corpus.optimization.convex_function import Convex
from corollary.corpus.optimization.gradient_descent import InitialSquaredDistance
from corollary.corpus.optimization.gradient_flow import LastSuboptimality
from corollary.corpus.optimization.smooth_function import Smoothness
from corollary.logic import AtMost, Attempt, Constant, Property, ablation, require, step, theorem, trial
from corollary.logic.arithmetic import sqrt
from corollary.logic.checking import Verdict, certified, entails, identity

if TYPE_CHECKING:
    import numpy as np


class AcceleratedGradient(
    Property,
    says="{method} is Nesterov's accelerated gradient method on {objective} with step {step}, whose momentum grows with "
    "the iteration, run for {iterations} iterations",
):
    """t_0 = 1, t_{j+1} = (1 + √(1 + 4 t_j²)) / 2, momentum (t_j − 1) / t_{j+1}; the point is x_k, after a gradient step."""

    method: str
    objective: str
    step: float
    iterations: int


@theorem
def nesterov_acceleration(
    objective: Convex, smooth: AtMost[Smoothness], start: AtMost[InitialSquaredDistance], method: AcceleratedGradient
) -> AtMost[LastSuboptimality]:
    """Steps up to 1/L."""
    require(smooth.value > 0, "L > 0")
    require(method.step > 0, "step > 0")
    require(method.iterations >= 1, "at least one iteration")
    require(method.step * smooth.value <= 1, "step <= 1/L")
    return 2 * start.value / (method.step * (method.iterations + 1) ** 2)


def accelerated(gradient: Any, start: "np.ndarray", step: float, count: int) -> "list[np.ndarray]":
    """The points x_0, …, x_count."""
    import numpy as np

    points, y, t = [start], start, 1.0
    for _ in range(count):
        points.append(y - step * gradient(y))
        later = (1 + np.sqrt(1 + 4 * t**2)) / 2
        y, t = points[-1] + (t - 1) / later * (points[-1] - points[-2]), later
    return points


def _bound(start: "np.ndarray", step: float, count: int, smooth: float = 1.0) -> "np.ndarray":
    return nesterov_acceleration(
        Convex(),
        AtMost[Smoothness](smooth),
        AtMost[InitialSquaredDistance](start),
        AcceleratedGradient(step=step, iterations=count),
    ).value


def _quadratics(
    rng: "np.random.Generator", draws: int, share: float = 1.0, factor: float = 1.0, more: int = 0
) -> Attempt:
    """x²/2 with one curvature a draw, the flat ones near the worst for the number of steps; L = 1."""
    import numpy as np

    count = int(rng.integers(2, 40))
    curvature = np.minimum(1, rng.uniform(0, 10, size=draws) / count**2)
    start = np.exp(3 * rng.normal(size=draws))
    end = accelerated(lambda x: curvature * x, start, 1.0, count)[-1]
    return Attempt(curvature / 2 * end**2, factor * _bound(share * start**2, 1.0, count + more))


@trial(nesterov_acceleration)
def flat_quadratics(rng: "np.random.Generator", draws: int) -> Attempt:
    """The worst comes to about a quarter of the bound."""
    return _quadratics(rng, draws)


@trial(nesterov_acceleration)
def narrow_valleys(rng: "np.random.Generator", draws: int) -> Attempt:
    """Linear walls around a narrow parabola."""
    import numpy as np

    count = int(rng.integers(1, 40))
    start = np.exp(rng.normal(size=draws))
    width = start * rng.uniform(0.5, 3, size=draws) / count**2
    end = np.abs(accelerated(lambda x: np.clip(x, -width, width), start, 1.0, count)[-1])
    return Attempt(np.where(end < width, end**2 / 2, width * end - width**2 / 2), _bound(start**2, 1.0, count))


@trial("nesterov-acceleration")
def potential(rng: "np.random.Generator", draws: int) -> Attempt:
    """Step 5 of the proof for Σ log cosh(x_j): the potential at each step is at most the one before."""
    import numpy as np

    start = 4 * rng.normal(size=(draws, 3))
    points, t, seen = accelerated(np.tanh, start, 1.0, 30), 1.0, []
    for before, x in pairwise(points):
        value = (np.logaddexp(x, -x) - np.log(2)).sum(axis=1)
        seen.append(t**2 * value + ((t * x - (t - 1) * before) ** 2).sum(axis=1) / 2)
        t = (1 + np.sqrt(1 + 4 * t**2)) / 2
    return Attempt(np.concatenate(seen[1:]), np.concatenate(seen[:-1]) + 1e-9)


@ablation(nesterov_acceleration, breaks="objective")
def near_the_maximum(rng: "np.random.Generator", draws: int) -> Attempt:
    """1 − cos x from near π."""
    import numpy as np

    start = np.pi - 1e-4 * rng.uniform(0.1, 1, size=draws)
    end = accelerated(np.sin, start, 0.5, 6)[-1]
    return Attempt(1 - np.cos(end), _bound(start**2, 0.5, 6))


@ablation(nesterov_acceleration, breaks="smooth")
def smoother_than_it_is(rng: "np.random.Generator", draws: int) -> Attempt:
    """x²/2 with L = 0.5 claimed and a step of 2: the points leave."""
    start = rng.uniform(1, 2, size=draws)
    return Attempt(accelerated(lambda x: x, start, 2.0, 12)[-1] ** 2 / 2, _bound(start**2, 2.0, 12, 0.5))


@ablation(nesterov_acceleration, breaks="start")
def start_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """A tenth of the squared distance."""
    return _quadratics(rng, draws, share=0.1)


@ablation(nesterov_acceleration, breaks="method")
def gradient_descent(rng: "np.random.Generator", draws: int) -> Attempt:
    """Gradient descent in place of the method, on its worst function, N = 50."""
    import numpy as np

    start, count = np.exp(rng.normal(size=draws)), 50
    return Attempt(start**2 / (4 * count + 2), _bound(start**2, 1.0, count))


@ablation(nesterov_acceleration, breaks="constant")
def a_tenth(rng: "np.random.Generator", draws: int) -> Attempt:
    """A tenth of the bound."""
    return _quadratics(rng, draws, factor=0.1)


# Checked steps of the proof.


@step(nesterov_acceleration, 1, mutant={"four": 5})
def parameters(four: Constant = 4) -> Verdict:
    r"""$t_{j+1}^2 - t_{j+1} = t_j^2$."""
    return identity(
        lambda t: ((1 + sqrt(1 + four * t**2)) / 2) ** 2 - (1 + sqrt(1 + four * t**2)) / 2,
        lambda t: t**2,
        {"t": (0, inf)},
    )


@step(nesterov_acceleration, 1, mutant={"half": 1})
def growth(half: Constant = Fraction(1, 2)) -> Verdict:
    r"""$t_{j+1} \ge \frac12 (1 + 2 t_j) = t_j + \frac12$."""
    return entails(lambda t: [t >= 1], lambda t: (1 + sqrt(1 + 4 * t**2)) / 2 >= t + half)


@step(nesterov_acceleration, 3, mutant={"one": 2})
def weighted(one: Constant = 1) -> Verdict:
    r"""$t a_{j+1} \le (t - 1) a_j + \inner{g}{t y_j - (t - 1) x_j - x_\star} - \frac{t \eta}{2} \norm{g}^2$, the minimiser at 0."""
    return certified(
        lambda t, eta, a, b, f, g, x, y: (t - 1) * a + g * (t * y - (t - 1) * x) - one * t * eta / 2 * g**2 - t * b,
        lambda t, eta, a, b, f, g, x, y: [(1, 1, 0, 2), (1, 1, 1)],
        lambda t, eta, a, b, f, g, x, y: [
            a + g * (y - x) - eta / 2 * g**2 - b,
            g * y - eta / 2 * g**2 - b,
            t - 1,
        ],
        vectors="g x y",
    )


@step(nesterov_acceleration, 4, mutant={"one": 2})
def momentum(one: Constant = 1) -> Verdict:
    r"""$t_j y_j - (t_j - 1) x_j - x_\star = u_j$; `s` is the former `t`, `w` the former `x`, the minimiser is 0."""
    return identity(
        lambda s, t, x, w: t * (x + (s - one) / t * (x - w)) - (t - 1) * x,
        lambda s, t, x, w: s * x - (s - 1) * w,
        {"t": (1, inf)},
    )


@step(nesterov_acceleration, 5, mutant={"two": 1})
def telescoped(two: Constant = 2) -> Verdict:
    r"""$t \inner{g}{u_j} - \frac{\eta}{2} t^2 \norm{g}^2$ is $\frac{1}{2 \eta} (\norm{u_j}^2 - \norm{u_{j+1}}^2)$, by step 4."""
    return identity(
        lambda t, eta, g, u: t * g * u - eta / 2 * t**2 * g**2,
        lambda t, eta, g, u: (u**2 - (u - eta * t * g) ** 2) / (two * eta),
        {"eta": (0, inf)},
        vectors="g u",
    )


@step(nesterov_acceleration, 6, mutant={"two": 1})
def first(two: Constant = 2) -> Verdict:
    r"""Step 2 with $y = x_0$, $z = x_\star$ reads $a_1 \le \frac{1}{2 \eta} (\norm{x_0 - x_\star}^2 - \norm{x_1 - x_\star}^2)$."""
    return identity(
        lambda eta, g, d: g * d - eta / 2 * g**2,
        lambda eta, g, d: (d**2 - (d - eta * g) ** 2) / (two * eta),
        {"eta": (0, inf)},
        vectors="g d",
    )
