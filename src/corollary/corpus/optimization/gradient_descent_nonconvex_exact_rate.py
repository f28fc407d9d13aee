"""Tight stationarity rate of gradient descent."""

from math import inf
from typing import TYPE_CHECKING

from corollary.corpus.optimization.gradient_descent import (
    BestSquaredGradientToLast,
    GradientDescent,
    InitialSuboptimality,
)
from corollary.corpus.optimization.smooth_function import Smoothness
from corollary.logic import AtMost, Attempt, Constant, ablation, require, step, theorem, trial
from corollary.logic.checking import Verdict, certified, identity

if TYPE_CHECKING:
    import numpy as np


@theorem
def gradient_descent_nonconvex_exact_rate(
    objective: AtMost[Smoothness], start: AtMost[InitialSuboptimality], method: GradientDescent
) -> AtMost[BestSquaredGradientToLast]:
    """Steps up to 1/L."""
    scaled = objective.value * method.step
    require(objective.value > 0, "L > 0")
    require(method.step > 0, "step > 0")
    require(method.iterations >= 0, "iterations >= 0")
    require(scaled <= 1, "step <= 1/L")
    return 4 * objective.value * start.value / (2 + method.iterations * scaled * (4 - scaled))


def _bound(start: "np.ndarray", step: "np.ndarray | float", count: int, smooth: float = 1.0) -> "np.ndarray":
    return gradient_descent_nonconvex_exact_rate(
        AtMost[Smoothness](smooth), AtMost[InitialSuboptimality](start), GradientDescent(step=step, iterations=count)
    ).value


def _walls(rng: "np.random.Generator", draws: int, share: float = 1.0, more: int = 0) -> Attempt:
    """A linear wall that ends in a parabola where the last step ends: the gradient is 1 all the way; L = 1."""
    import numpy as np

    count, step = int(rng.integers(1, 40)), rng.uniform(0.02, 1, size=draws)
    start = 0.5 + count * step
    return Attempt(np.ones(draws), _bound(share * start, step, count + more))


@trial(gradient_descent_nonconvex_exact_rate)
def walls(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nearly attained for short steps."""
    return _walls(rng, draws)


@trial(gradient_descent_nonconvex_exact_rate)
def waves(rng: "np.random.Generator", draws: int) -> Attempt:
    """Σ (1 − cos x_j) in three dimensions, steps up to 1."""
    import numpy as np

    x, step, count = rng.uniform(-3, 3, size=(draws, 3)), rng.uniform(0.05, 1, size=draws), int(rng.integers(0, 8))
    bound = _bound((1 - np.cos(x)).sum(axis=1), step, count)
    best = (np.sin(x) ** 2).sum(axis=1)
    for _ in range(count):
        x = x - step[:, None] * np.sin(x)
        best = np.minimum(best, (np.sin(x) ** 2).sum(axis=1))
    return Attempt(best, bound)


@ablation(gradient_descent_nonconvex_exact_rate, breaks="start")
def start_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Seven tenths of the initial value."""
    return _walls(rng, draws, share=0.7)


@ablation(gradient_descent_nonconvex_exact_rate, breaks="method")
def more_steps_claimed(rng: "np.random.Generator", draws: int) -> Attempt:
    """Forty steps more than taken."""
    return _walls(rng, draws, more=40)


@ablation(gradient_descent_nonconvex_exact_rate, breaks="objective")
def smoother_than_it_is(rng: "np.random.Generator", draws: int) -> Attempt:
    """x² / 2 with L = 0.5 claimed and a step of 2."""
    import numpy as np

    x = rng.uniform(1, 2, size=draws)
    return Attempt(x**2, _bound(x**2 / 2, np.full(draws, 2.0), 5, 0.5))


@ablation(gradient_descent_nonconvex_exact_rate, breaks="constant")
def seven_tenths(rng: "np.random.Generator", draws: int) -> Attempt:
    """Seven tenths of the bound."""
    attempt = _walls(rng, draws)
    return Attempt(attempt.truth, 0.7 * attempt.bound)


# Checked steps of the proof.


@step(gradient_descent_nonconvex_exact_rate, 2, mutant={"four": 3})
def consecutive(four: Constant = 4) -> Verdict:
    r"""The inequality of `F` for $x_k - x_{k+1} = \eta g_k$ and $\nabla F(x) = \nabla f(x) + L x$ is the displayed one of `f`."""
    return identity(
        lambda x, g, p, eta, L: (
            L / 2 * (x**2 - (x - eta * g) ** 2)
            - (p + L * (x - eta * g)) * (eta * g)
            - ((g + L * x) - (p + L * (x - eta * g))) ** 2 / (4 * L)
        ),
        lambda x, g, p, eta, L: -eta * p * g + L * eta**2 / 2 * g**2 - ((1 + L * eta) * g - p) ** 2 / (four * L),
        {"eta": (0, inf), "L": (0, inf)},
        vectors="x g p",
    )


@step(gradient_descent_nonconvex_exact_rate, 3, mutant={"two": 1})
def squares(two: Constant = 2) -> Verdict:
    r"""The right-hand side is $(1 + 2h - h^2) \norm{g_k}^2 - 2 (1 - h) \inner{g_k}{g_{k+1}} + \norm{g_{k+1}}^2$ over `4 L`."""
    return identity(
        lambda g, p, h: 4 * h * p * g - 2 * h**2 * g**2 + ((1 + h) * g - p) ** 2,
        lambda g, p, h: (1 + 2 * h - h**2) * g**2 - two * (1 - h) * g * p + p**2,
        vectors="g p",
    )


@step(gradient_descent_nonconvex_exact_rate, 3, mutant={"three": 4})
def bounded(three: Constant = 3) -> Verdict:
    r"""At least $(3 h - h^2) \norm{g_k}^2 + h \norm{g_{k+1}}^2$, for $h \le 1$."""
    return certified(
        lambda g, p, h: (1 + 2 * h - h**2) * g**2 - 2 * (1 - h) * g * p + p**2 - (three * h - h**2) * g**2 - h * p**2,
        lambda g, p, h: [(1, g - p, 0)],
        lambda g, p, h: [1 - h, h],
        vectors="g p",
    )


@step(gradient_descent_nonconvex_exact_rate, 4, mutant={"four": 5})
def collected(four: Constant = 4) -> Verdict:
    r"""$\frac{h (4 - h)}{4L} m$ is step 3 with both squares at least `m`."""
    return identity(
        lambda h, L, m: ((3 * h - h**2) * m + h * m) / (4 * L),
        lambda h, L, m: h * (four - h) / (4 * L) * m,
        {"L": (0, inf)},
    )
