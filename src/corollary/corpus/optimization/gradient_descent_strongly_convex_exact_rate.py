"""Exact worst case of gradient descent on smooth strongly convex functions, in value."""

from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, Any

from corollary.corpus.optimization.gradient_descent import GradientDescent, InitialSuboptimality
from corollary.corpus.optimization.gradient_flow import LastSuboptimality
from corollary.corpus.optimization.smooth_function import Smoothness
from corollary.corpus.optimization.strongly_convex_function import StrongConvexity
from corollary.logic import AtLeast, AtMost, Attempt, Constant, ablation, require, step, theorem, trial
from corollary.logic.arithmetic import absolute, maximum, power
from corollary.logic.checking import Verdict, certified, identity

if TYPE_CHECKING:
    import numpy as np


@theorem
def gradient_descent_strongly_convex_exact_rate(
    objective: AtLeast[StrongConvexity],
    smooth: AtMost[Smoothness],
    start: AtMost[InitialSuboptimality],
    method: GradientDescent,
) -> AtMost[LastSuboptimality]:
    """Steps up to 2/L, last point, from the initial value."""
    require(objective.value > 0, "strong convexity > 0")
    require(objective.value <= smooth.value, "strong convexity <= L")
    require(method.step > 0, "step > 0")
    require(method.iterations >= 0, "iterations >= 0")
    require(method.step * smooth.value < 2, "step < 2/L")
    factor = maximum(absolute(1 - method.step * objective.value), absolute(1 - method.step * smooth.value))
    return power(factor**2, method.iterations) * start.value


def _run(
    rng: "np.random.Generator", draws: int, mu: float = 0.2, smooth: float = 1.0, share: float = 1.0, more: int = 0
) -> Attempt:
    """0.2 x²/2 + 0.8 Huber(x) by coordinates, from near and far; the minimum is 0, at 0."""
    import numpy as np

    def value(v: "np.ndarray") -> "np.ndarray":
        size = np.abs(v)
        return np.asarray((0.1 * v**2 + 0.8 * np.where(size < 1, size**2 / 2, size - 0.5)).sum(axis=1))

    x = rng.normal(size=(draws, 2)) * np.exp(4 * rng.normal(size=(draws, 1)))
    x[: draws // 2, 1] = 0
    start, step, count = value(x), rng.uniform(0.05, 1.99, size=draws), 3
    for _ in range(count):
        x = x - step[:, None] * (0.2 * x + 0.8 * np.clip(x, -1, 1))
    bound = gradient_descent_strongly_convex_exact_rate(
        AtLeast[StrongConvexity](mu),
        AtMost[Smoothness](smooth),
        AtMost[InitialSuboptimality](share * start),
        GradientDescent(step=np.minimum(step, 1.99 / smooth), iterations=count + more),
    ).value
    return Attempt(value(x), bound)


@trial(gradient_descent_strongly_convex_exact_rate)
def two_curvatures(rng: "np.random.Generator", draws: int) -> Attempt:
    """Equality near the minimum for long steps, near equality far away for short ones."""
    return _run(rng, draws)


@ablation(gradient_descent_strongly_convex_exact_rate, breaks="objective")
def curvature_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """A strong convexity of 0.3 is claimed."""
    return _run(rng, draws, mu=0.3)


@ablation(gradient_descent_strongly_convex_exact_rate, breaks="smooth")
def smoother_than_it_is(rng: "np.random.Generator", draws: int) -> Attempt:
    """L = 0.9 is claimed."""
    return _run(rng, draws, smooth=0.9)


@ablation(gradient_descent_strongly_convex_exact_rate, breaks="start")
def start_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nine tenths of the initial value."""
    return _run(rng, draws, share=0.9)


@ablation(gradient_descent_strongly_convex_exact_rate, breaks="method")
def more_steps_claimed(rng: "np.random.Generator", draws: int) -> Attempt:
    """One step more than taken."""
    return _run(rng, draws, more=1)


@ablation(gradient_descent_strongly_convex_exact_rate, breaks="constant")
def slightly_less(rng: "np.random.Generator", draws: int) -> Attempt:
    """A hundredth less than the bound."""
    attempt = _run(rng, draws)
    return Attempt(attempt.truth, 0.99 * attempt.bound)


# Checked steps of the proof.


@step(gradient_descent_strongly_convex_exact_rate, 3, mutant={"one": Fraction(1, 2)})
def weighted(one: Constant = 1) -> Verdict:
    r"""Added with the weights $q$, $q (1 - q)$, $1 - q$: the bound of $h(x_1) - q^2 h(x)$; `K` is `1 / M`, `s` the point `x_1`."""
    return certified(
        lambda q, K, u, v, x, s, p, r: (
            -q * r * (x - s)
            + q * (1 - q) * p * x
            + (1 - q) * r * s
            - K / 2 * (q * (p - r) ** 2 + q * (1 - q) * p**2 + one * (1 - q) * r**2)
            - (v - q**2 * u)
        ),
        lambda q, K, u, v, x, s, p, r: [(1, 1, 0, 3), (1, 1, 1, 3, 4), (1, 1, 2, 4)],
        lambda q, K, u, v, x, s, p, r: [
            u - v - r * (x - s) - K / 2 * (p - r) ** 2,
            p * x - u - K / 2 * p**2,
            r * s - v - K / 2 * r**2,
            q,
            1 - q,
        ],
        vectors="x s p r",
    )


@step(gradient_descent_strongly_convex_exact_rate, 4, mutant={"two": 1})
def cancelled(two: Constant = 2) -> Verdict:
    r"""What is left is $- \frac{1}{2M} \bigl( \norm{r}^2 - 2 (q - \eta M) \inner{p}{r} + (2 q - q^2 - M \mu \eta^2) \norm{p}^2 \bigr)$."""

    def left(x: Any, p: Any, r: Any, eta: Any, mu: Any, M: Any) -> Any:
        q = 1 - eta * mu
        s = q * x - eta * p
        squares = q * (p - r) ** 2 + q * (1 - q) * p**2 + (1 - q) * r**2
        bound = -q * r * (x - s) + q * (1 - q) * p * x + (1 - q) * r * s - squares / (2 * M)
        return bound + mu / 2 * (s**2 - q**2 * x**2)

    def right(x: Any, p: Any, r: Any, eta: Any, mu: Any, M: Any) -> Any:
        q = 1 - eta * mu
        return -(r**2 - two * (q - eta * M) * p * r + (2 * q - q**2 - M * mu * eta**2) * p**2) / (2 * M)

    return identity(left, right, {"M": (0, inf)}, vectors="x p r")


@step(gradient_descent_strongly_convex_exact_rate, 5, mutant={"one": 2})
def discriminant(one: Constant = 1) -> Verdict:
    r"""$1 - a b - (1 - b)^2 = b (2 - a - b) \ge 0$: the form is a square plus this times a square."""
    return certified(
        lambda a, b, p, r: r**2 - 2 * (1 - b) * p * r + (1 - one * a * b) * p**2,
        lambda a, b, p, r: [(1, r - (1 - b) * p), (1, p, 0, 1)],
        lambda a, b, p, r: [b, 2 - a - b],
        vectors="p r",
    )


@step(gradient_descent_strongly_convex_exact_rate, 6, mutant={"one": 2})
def weighted_above(one: Constant = 1) -> Verdict:
    r"""Added with the weights $q$, $q (1 - q)$, $1 - q$: the bound of $k(x_1) - q^2 k(x)$; `K` is `1 / M`, `s` the point `x_1`."""
    return certified(
        lambda q, K, u, v, x, s, p, r: (
            v - q**2 * u - q * p * (s - x) - K / 2 * (one * q * (p - r) ** 2 + q * (1 - q) * p**2 + (1 - q) * r**2)
        ),
        lambda q, K, u, v, x, s, p, r: [(1, 1, 0, 3), (1, 1, 1, 3, 4), (1, 1, 2, 4)],
        lambda q, K, u, v, x, s, p, r: [
            v - u - p * (s - x) - K / 2 * (p - r) ** 2,
            u - K / 2 * p**2,
            v - K / 2 * r**2,
            q,
            1 - q,
        ],
        vectors="x s p r",
    )


@step(gradient_descent_strongly_convex_exact_rate, 7, mutant={"two": 1})
def cancelled_above(two: Constant = 2) -> Verdict:
    r"""What is left is $- \frac{1}{2M} \bigl( \norm{r}^2 - 2 q \inner{p}{r} + (2 q - q^2 - (b - a)(2 - b)) \norm{p}^2 \bigr)$."""

    def left(x: Any, p: Any, r: Any, eta: Any, L: Any, M: Any) -> Any:
        q = eta * L - 1
        s = -q * x + eta * p
        squares = q * (p - r) ** 2 + q * (1 - q) * p**2 + (1 - q) * r**2
        return L / 2 * (s**2 - q**2 * x**2) - q * p * (s - x) - squares / (2 * M)

    def right(x: Any, p: Any, r: Any, eta: Any, L: Any, M: Any) -> Any:
        q, b = eta * L - 1, eta * L
        return -(r**2 - two * q * p * r + (2 * q - q**2 - eta * M * (2 - b)) * p**2) / (2 * M)

    return identity(left, right, {"M": (0, inf)}, vectors="x p r")


@step(gradient_descent_strongly_convex_exact_rate, 8, mutant={"two": 3})
def discriminant_above(two: Constant = 2) -> Verdict:
    r"""$2 q - q^2 - (b - a)(2 - b) - q^2 = (2 - b)(2 (b - 1) - (b - a)) = (2 - b)(a + b - 2)$ for `q = b - 1`."""
    return identity(
        lambda a, b: 2 * (b - 1) - (b - 1) ** 2 - (b - a) * (2 - b) - (b - 1) ** 2,
        lambda a, b: (2 - b) * (a + b - two),
    )
