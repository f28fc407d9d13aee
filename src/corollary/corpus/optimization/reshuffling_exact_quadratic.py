"""Reshuffling against replacement, exactly, for components of equal curvature."""

from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING

from corollary.corpus.optimization.finite_sum import ComponentNoise, FiniteSum, QuadraticSum
from corollary.corpus.optimization.gradient_descent import InitialSquaredDistance, LastSquaredDistance
from corollary.corpus.optimization.random_reshuffling import (
    FreshOrders,
    Shuffled,
    reshuffled_error,
    shuffled_once_errors,
)
from corollary.corpus.optimization.sgd_strongly_convex_rate import last_error
from corollary.logic import AtMost, Attempt, Constant, Expected, Property, ablation, require, step, theorem, trial
from corollary.logic.arithmetic import exp, power
from corollary.logic.checking import Verdict, derivative, identity, inequality

if TYPE_CHECKING:
    import numpy as np


class EqualCurvature(
    Property, says="every component of {objective} is a quadratic whose Hessian is {curvature} times the identity"
):
    """f_i(x) = curvature/2 ‖x − b_i‖² + constant."""

    objective: str
    curvature: float


@theorem
def reshuffling_exact_quadratic(
    objective: FiniteSum,
    curvature: EqualCurvature,
    noise: AtMost[ComponentNoise],
    start: AtMost[InitialSquaredDistance],
    method: Shuffled,
    fresh: FreshOrders,
) -> AtMost[Expected[LastSquaredDistance, "sampling"]]:
    """Random reshuffling with a constant step; an equality if the premises are."""
    n, a = objective.n, curvature.curvature
    require(n >= 2, "n >= 2")
    require(a > 0, "curvature > 0")
    require(method.step > 0, "step > 0")
    require(method.epochs >= 1, "at least one epoch")
    require(method.step * a < 1, "step < 1/curvature")
    epoch = power(1 - method.step * a, n)
    left = power(1 - method.step * a, 2 * n * method.epochs)
    one_step = method.step * a / (2 - method.step * a)
    one_epoch = (1 - epoch) / (1 + epoch)
    spread = noise.value / a**2 * (n * one_step - one_epoch) / (n - 1)
    return left * start.value + spread * (1 - left)


def _equal(rng: "np.random.Generator", draws: int, n: int) -> QuadraticSum:
    import numpy as np

    return QuadraticSum(np.broadcast_to(np.eye(2), (draws, n, 2, 2)), rng.normal(size=(draws, n, 2)))


def _bound(sums: QuadraticSum, start: "np.ndarray", step: "np.ndarray", epochs: int) -> "np.ndarray":
    return reshuffling_exact_quadratic(
        FiniteSum(n=sums.centres.shape[1]),
        EqualCurvature(curvature=1.0),
        AtMost[ComponentNoise](sums.noise),
        AtMost[InitialSquaredDistance]((start**2).sum(axis=1)),
        Shuffled(step=step, epochs=epochs),
        FreshOrders(),
    ).value


@trial(reshuffling_exact_quadratic)
def all_orders(rng: "np.random.Generator", draws: int) -> Attempt:
    """Five components in the plane, all 120 orders, four epochs: the claim is an equality."""
    import numpy as np

    sums, start = _equal(rng, draws, 5), rng.normal(size=(draws, 2))
    step = np.exp(rng.uniform(-3, -0.01, size=draws))
    claimed = _bound(sums, start, step, 4)
    return Attempt(reshuffled_error(sums, start, step, 4), claimed, tolerance=1e-11)


@trial("reshuffling-exact-quadratic")
def simulated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random reshuffling itself, forty components on the line, 1000 runs a draw: within six standard errors of the claim."""
    import numpy as np

    n, runs, epochs, step = 40, 1000, 3, 0.05
    kinds = 4
    b = rng.normal(size=(kinds, n))
    b -= b.mean(axis=1, keepdims=True)
    distances = np.zeros(kinds)
    sums = QuadraticSum(np.ones((kinds, n, 1, 1)), b[..., None])
    claimed = _bound(sums, np.full((kinds, 1), 0.5), np.full(kinds, step), epochs)
    for kind in range(kinds):
        x = np.full(runs, 0.5)
        for _ in range(epochs):
            order = rng.permuted(np.broadcast_to(b[kind], (runs, n)), axis=1)
            for i in range(n):
                x = x - step * (x - order[:, i])
        distances[kind] = abs((x**2).mean() - claimed[kind]) / ((x**2).std() / np.sqrt(runs))
    return Attempt(np.resize(distances, draws), np.full(draws, 6.0))


@trial("reshuffling-exact-quadratic")
def variance_ratio(rng: "np.random.Generator", draws: int) -> Attempt:
    """Both methods from the minimiser, all orders: the ratio of the errors is r(n, h), whatever the epochs."""
    import numpy as np

    sums, start = _equal(rng, draws, 4), np.zeros((draws, 2))
    step = rng.uniform(0.05, 0.95, size=draws)
    h = -np.log1p(-step)
    ratio = reshuffled_error(sums, start, step, 7) / last_error(sums, start, step, 28)
    claimed = 4 / 3 * (1 - np.tanh(2 * h) / (4 * np.tanh(h / 2)))
    return Attempt(np.abs(ratio - claimed), np.full(draws, 1e-9), tolerance=0.0)


@trial("reshuffling-exact-quadratic")
def bounds_on_the_ratio(rng: "np.random.Generator", draws: int) -> Attempt:
    """max of the violations of 1 − 2/((n − 1) h) ≤ r ≤ min(1, n (n + 1) h² / 12), for n up to 200 and h of all sizes."""
    import numpy as np

    n, h = rng.integers(2, 200, size=draws), np.exp(rng.uniform(-8, 3, size=draws))
    r = n / (n - 1) * (1 - np.tanh(n * h / 2) / (n * np.tanh(h / 2)))
    over, under = r - np.minimum(1, n * (n + 1) * h**2 / 12), 1 - 2 / ((n - 1) * h) - r
    return Attempt(np.maximum(over, under), np.zeros(draws), tolerance=1e-9)


@ablation(reshuffling_exact_quadratic, breaks="fresh")
def one_order(rng: "np.random.Generator", draws: int) -> Attempt:
    """Shuffle-once."""
    import numpy as np

    sums, start = _equal(rng, draws, 5), rng.normal(size=(draws, 2))
    step = np.exp(rng.uniform(-3, -0.01, size=draws))
    return Attempt(shuffled_once_errors(sums, start, step, 4).mean(axis=1), _bound(sums, start, step, 4))


@ablation(reshuffling_exact_quadratic, breaks="method")
def with_replacement(rng: "np.random.Generator", draws: int) -> Attempt:
    """The components are drawn independently."""
    import numpy as np

    sums, start = _equal(rng, draws, 5), rng.normal(size=(draws, 2))
    step = np.exp(rng.uniform(-3, -0.01, size=draws))
    return Attempt(last_error(sums, start, step, 20), _bound(sums, start, step, 4))


@ablation(reshuffling_exact_quadratic, breaks="curvature")
def unequal_curvature(rng: "np.random.Generator", draws: int) -> Attempt:
    """Curvatures 1 and 1/20 where 1 is claimed."""
    import numpy as np

    sums, start = QuadraticSum.random(rng, draws, 5, 0.05), rng.normal(size=(draws, 2))
    step = np.exp(rng.uniform(-3, -0.01, size=draws))
    return Attempt(reshuffled_error(sums, start, step, 4), _bound(sums, start, step, 4))


# Checked steps of the proof.


@step(reshuffling_exact_quadratic, 1, mutant={"one": 2})
def one_step(one: Constant = 1) -> Verdict:
    r"""$x^+ - x_\star = \rho (x - x_\star) + (1 - \rho)(b_i - x_\star)$ with $\rho = e^{-h} = 1 - \gamma a$."""
    return identity(
        lambda x, b, z, a, step: x - step * a * (x - b) - z,
        lambda x, b, z, a, step: (1 - step * a) * (x - z) + one * step * a * (b - z),
    )


@step(reshuffling_exact_quadratic, 4, mutant={"one": 2})
def hyperbolic(one: Constant = 1) -> Verdict:
    r"""$\frac{1 - e^{-u}}{1 + e^{-u}} = \tanh \frac{u}{2}$."""
    return identity(
        lambda u: (1 - exp(-u)) / (one + exp(-u)), lambda u: (exp(u / 2) - exp(-u / 2)) / (exp(u / 2) + exp(-u / 2))
    )


@step(reshuffling_exact_quadratic, 4, mutant={"one": 2})
def squares(one: Constant = 1) -> Verdict:
    r"""$(1 - \rho)^2 \frac{1 - \rho^{2n}}{1 - \rho^2}$ is $(1 - \rho^{2n}) \tanh \frac{h}{2}$; `w` is `rho^(2n)`."""
    return identity(
        lambda h, w: (1 - exp(-h)) ** 2 * (1 - w) / (1 - exp(-2 * h)),
        lambda h, w: (1 - w) * (1 - exp(-h)) / (one + exp(-h)),
        {"h": (0, inf), "w": (0, 1)},
    )


@step(reshuffling_exact_quadratic, 8, mutant={"two": 1})
def cotangent(two: Constant = 2) -> Verdict:
    r"""$\coth x - 1 = \frac{2}{e^{2x} - 1}$."""
    return identity(
        lambda x: (exp(x) + exp(-x)) / (exp(x) - exp(-x)) - 1, lambda x: two / (exp(2 * x) - 1), {"x": (0, inf)}
    )


@step(reshuffling_exact_quadratic, 8, mutant={"two": 3})
def lower_ratio(two: Constant = 2) -> Verdict:
    r"""$\frac{1 + 2/h}{n - 1} = 1 - \frac{2}{(n - 1) h}$ after it is taken from `n / (n - 1)`."""
    return identity(
        lambda n, h: n / (n - 1) - (1 + two / h) / (n - 1),
        lambda n, h: 1 - 2 / ((n - 1) * h),
        {"n": (2, inf), "h": (0, inf)},
    )


@step(reshuffling_exact_quadratic, 9, mutant={"one": 2})
def squared_tangent(one: Constant = 1) -> Verdict:
    r"""$n (n^2 - 1) \int_0^x \tanh^2 t \, \dd t = n (n^2 - 1)(x - \tanh x)$: the derivatives of both sides."""
    return identity(
        lambda x: derivative(lambda t: one * t - (exp(t) - exp(-t)) / (exp(t) + exp(-t)), x),
        lambda x: ((exp(x) - exp(-x)) / (exp(x) + exp(-x))) ** 2,
    )


@step(reshuffling_exact_quadratic, 10, mutant={"three": 4})
def coefficients(three: Constant = 3) -> Verdict:
    r"""The coefficient of $x^{2m+1}$ is $\frac{1}{(2m + 1)!} \cdot \frac{4 m (m - 1)}{3}$: its three parts times `(2m + 1)!`."""
    return identity(lambda m: 1 + (2 * m + 1) * (2 * m) / three - (2 * m + 1), lambda m: 4 * m * (m - 1) / 3, whole="m")


@step(reshuffling_exact_quadratic, 10, mutant={"three": Fraction(16, 5)})
def upper_ratio(three: Constant = 3) -> Verdict:
    r"""$x \coth x \le 1 + \frac{x^2}{3}$, times `sinh x`, for `0 <= x <= 4`."""
    return inequality(
        lambda x: x * (exp(x) + exp(-x)) / 2, lambda x: (1 + x**2 / three) * (exp(x) - exp(-x)) / 2, {"x": (0, 4)}
    )


@step(reshuffling_exact_quadratic, 7, mutant={"two": Fraction(19, 10)})
def below_one(two: Constant = 2) -> Verdict:
    r"""$n \tanh x - \tanh n x$ is positive for `n = 2` and `x` in [0.1, 4]; `w` is `2 x`."""
    return inequality(
        lambda w: (1 - exp(-2 * w)) / (1 + exp(-2 * w)) + Fraction(1, 10**4),
        lambda w: two * (1 - exp(-w)) / (1 + exp(-w)),
        {"w": (Fraction(1, 5), 8)},
    )
