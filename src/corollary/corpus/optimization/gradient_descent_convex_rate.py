"""Sublinear rate of gradient descent on smooth convex functions."""

from fractions import Fraction
from typing import TYPE_CHECKING

from corollary.corpus.optimization.convex_function import Convex
from corollary.corpus.optimization.gradient_descent import GradientDescent, InitialSquaredDistance
from corollary.corpus.optimization.gradient_descent_exact_rate import huber_descent, softplus_descent
from corollary.corpus.optimization.gradient_flow import LastSuboptimality
from corollary.corpus.optimization.smooth_function import Smoothness
from corollary.logic import AtMost, Attempt, Constant, ablation, require, step, theorem, trial, unrefuted
from corollary.logic.arithmetic import maximum
from corollary.logic.checking import Verdict, certified, entails, identity

if TYPE_CHECKING:
    import numpy as np


@theorem
def gradient_descent_convex_rate(
    objective: Convex, smooth: AtMost[Smoothness], start: AtMost[InitialSquaredDistance], method: GradientDescent
) -> AtMost[LastSuboptimality]:
    """Steps up to 2/L, last point."""
    scaled = smooth.value * method.step
    require(smooth.value > 0, "L > 0")
    require(method.step > 0, "step > 0")
    require(method.iterations >= 1, "at least one iteration")
    require(scaled < 2, "step < 2/L")
    long = 1 + scaled * maximum(0, (2 * scaled - 3) / (2 - scaled))
    return long * start.value / (2 * method.step * method.iterations)


def _bound(start: "np.ndarray", step: "np.ndarray | float", count: int, smooth: float = 1.0) -> "np.ndarray":
    return gradient_descent_convex_rate(
        Convex(),
        AtMost[Smoothness](smooth),
        AtMost[InitialSquaredDistance](start),
        GradientDescent(step=step, iterations=count),
    ).value


def _narrow(rng: "np.random.Generator", draws: int, share: float = 1.0, factor: float = 1.0, more: int = 0) -> Attempt:
    """Linear walls around a parabola, worst for short steps; N from 5 to 50."""
    import numpy as np

    count = int(rng.integers(5, 50))
    start, step = np.exp(rng.normal(size=draws)), rng.uniform(0.3, 1.5, size=draws)
    value = huber_descent(start, start / (2 * count * step + 1), step, count)
    return Attempt(value, factor * _bound(share * start**2, step, count + more))


@trial(gradient_descent_convex_rate)
def narrow_valleys(rng: "np.random.Generator", draws: int) -> Attempt:
    """At nearly half of the bound."""
    return _narrow(rng, draws)


@trial(gradient_descent_convex_rate)
def long_steps(rng: "np.random.Generator", draws: int) -> Attempt:
    """x² / 2 with steps up to 2."""
    import numpy as np

    start, step, count = np.exp(rng.normal(size=draws)), rng.uniform(1.5, 1.999, size=draws), int(rng.integers(1, 30))
    return Attempt((1 - step) ** (2 * count) * start**2 / 2, _bound(start**2, step, count))


@trial(gradient_descent_convex_rate)
def log_cosh(rng: "np.random.Generator", draws: int) -> Attempt:
    """Sums of log cosh in three dimensions, a step of 1.6."""
    value, start = softplus_descent(rng, draws, 1.6, 10)
    return Attempt(value, _bound(start, 1.6, 10))


@ablation(gradient_descent_convex_rate, breaks="objective")
def near_the_maximum(rng: "np.random.Generator", draws: int) -> Attempt:
    """1 − cos x from near π."""
    import numpy as np

    start = x = np.pi - 0.01 * rng.uniform(0.1, 1, size=draws)
    for _ in range(8):
        x = x - 0.5 * np.sin(x)
    return Attempt(1 - np.cos(x), _bound(start**2, 0.5, 8))


@ablation(gradient_descent_convex_rate, breaks="start")
def start_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Two fifths of the squared distance."""
    return _narrow(rng, draws, share=0.4)


@ablation(gradient_descent_convex_rate, breaks="smooth")
def smoother_than_it_is(rng: "np.random.Generator", draws: int) -> Attempt:
    """x² / 2 with L = 0.7 claimed and a step of 1.99."""
    start = rng.uniform(1, 2, size=draws)
    return Attempt((0.99**20 * start) ** 2 / 2, _bound(start**2, 1.99, 20, 0.7))


@ablation(gradient_descent_convex_rate, breaks="method")
def more_steps_claimed(rng: "np.random.Generator", draws: int) -> Attempt:
    """Sixty steps more than taken."""
    return _narrow(rng, draws, more=60)


@ablation(gradient_descent_convex_rate, breaks="constant")
def two_fifths(rng: "np.random.Generator", draws: int) -> Attempt:
    """Two fifths of the bound."""
    return _narrow(rng, draws, factor=0.4)


unrefuted(
    gradient_descent_convex_rate,
    "constant:1/2",
    because="the exact worst case is max(1/(2Ns + 1), (1 - s)^(2N)) L R^2/2 with s = L step (J. Kim, arXiv 2412.04427; up to s = 1 it is "
    "gradient-descent-exact-rate), which is less than half of the bound c L R^2/(2Ns): for s > 1 and u = s - 1, N u^(2N - 2) (1 - u^2) < 1 "
    "as the sum of N powers of u^2 is below 1/(1 - u^2), so that 2Ns u^(2N) < 2 u^2/(1 - u) <= c",
    proved=True,
)


# Checked steps of the proof.


@step(gradient_descent_convex_rate, 3, mutant={"one": Fraction(1, 2)})
def distances(one: Constant = 1) -> Verdict:
    r"""$2 \eta a_k \le \norm{x_k - x_\star}^2 - \norm{x_{k+1} - x_\star}^2 + \eta^2 (1 - \frac{1}{s}) \norm{g_k}^2$; `K` is `1 / L`."""
    return certified(
        lambda a, x, g, eta, K: x**2 - (x - eta * g) ** 2 + one * eta**2 * g**2 - eta * K * g**2 - 2 * eta * a,
        lambda a, x, g, eta, K: [(2, 1, 0, 1)],
        lambda a, x, g, eta, K: [x * g - a - K / 2 * g**2, eta, K],
        vectors="x g",
    )


@step(gradient_descent_convex_rate, 4, mutant={"two": Fraction(3, 2)})
def bounded_square(two: Constant = 2) -> Verdict:
    r"""With $b = \max(0, \frac{s - 1}{2 - s})$ the last term is at most $2 \eta b (a_k - a_{k+1})$; here $s > 1$, `D` the decrease."""
    return entails(
        lambda eta, s, square, D: [eta > 0, s > 1, s < 2, square >= 0, eta * (1 - s / 2) * square <= D],
        lambda eta, s, square, D: eta**2 * (s - 1) * (2 - s) * square <= two * eta * s * (s - 1) * D,
    )


@step(gradient_descent_convex_rate, 5, mutant={"one": 2})
def last_value(one: Constant = 1) -> Verdict:
    r"""$\sum_{k < N} a_k \ge a_0 + (N - 1) a_N$ gives $2 \eta N a_N \le R^2 + 2 \eta (b - 1)(a_0 - a_N)$; `S` is the sum."""
    return certified(
        lambda R, eta, b, N, S, a, z: R**2 + 2 * eta * (b - 1) * (a - z) - 2 * eta * N * z,
        lambda R, eta, b, N, S, a, z: [(1, 1, 0), (2, 1, 1, 2)],
        lambda R, eta, b, N, S, a, z: [R**2 + 2 * eta * b * (a - z) - 2 * eta * S, S - a - (N - one) * z, eta],
    )


@step(gradient_descent_convex_rate, 6, mutant={"three": 4})
def excess(three: Constant = 3) -> Verdict:
    r"""$b - 1 = \frac{2 s - 3}{2 - s}$ for `b = (s - 1) / (2 - s)`."""
    return identity(lambda s: (s - 1) / (2 - s) - 1, lambda s: (2 * s - three) / (2 - s), {"s": (1, 2)})


@step(gradient_descent_convex_rate, 7, mutant={"one": Fraction(1, 2)})
def gradients(one: Constant = 1) -> Verdict:
    r"""$\norm{g_k}^2 + 2 \inner{\Delta}{g_k} + \norm{\Delta}^2 \le \norm{g_k}^2 - (\frac{2}{s} - 1) \norm{\Delta}^2$; `k` is `1 / s`."""
    return certified(
        lambda g, d, k: g**2 - (2 * k - 1) * d**2 - (g + d) ** 2,
        lambda g, d, k: [(2, 1, 0)],
        lambda g, d, k: [-d * g - one * k * d**2],
        vectors="g d",
    )


@step(gradient_descent_convex_rate, 1, mutant={"two": 1})
def decrease(two: Constant = 2) -> Verdict:
    r"""$\eta (1 - \frac{s}{2}) \norm{g_k}^2 \ge 0$, the square being nonnegative, for `0 < s < 2`."""
    return entails(
        lambda eta, s, square: [eta > 0, s > 0, s < 2, square >= 0],
        lambda eta, s, square: eta * (1 - s / two) * square >= 0,
    )
