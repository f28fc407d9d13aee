"""Linear convergence of stochastic gradient descent under interpolation."""

from typing import TYPE_CHECKING

from corollary.corpus.optimization.finite_sum import QuadraticSum, second_moment
from corollary.corpus.optimization.gradient_descent import InitialSquaredDistance, LastSquaredDistance
from corollary.corpus.optimization.sgd_strongly_convex_rate import last_error
from corollary.corpus.optimization.stochastic_gradient_descent import ExpectedSmoothness, StochasticGradientDescent
from corollary.corpus.optimization.strongly_convex_function import StrongConvexity
from corollary.logic import (
    AtLeast,
    AtMost,
    Attempt,
    Constant,
    Expected,
    Property,
    ablation,
    require,
    step,
    theorem,
    trial,
)
from corollary.logic.arithmetic import power
from corollary.logic.checking import Verdict, certified, identity

if TYPE_CHECKING:
    import numpy as np


class Interpolation(Property, says="almost surely {gradients} vanish at a minimiser of {objective}"):
    """g(x_*, ξ) = 0: there is no noise at the optimum."""

    gradients: str
    objective: str


@theorem
def sgd_interpolation_linear_rate(
    objective: AtLeast[StrongConvexity],
    smooth: AtMost[ExpectedSmoothness],
    interpolation: Interpolation,
    start: AtMost[InitialSquaredDistance],
    method: StochasticGradientDescent,
) -> AtMost[Expected[LastSquaredDistance, "sampling"]]:
    """The recursion of the squared distance has no noise term."""
    require(objective.value > 0, "strong convexity > 0")
    require(objective.value <= smooth.value, "strong convexity <= expected smoothness")
    require(method.step > 0, "step > 0")
    require(method.step * smooth.value <= 1, "step <= 1/expected smoothness")
    factor = 1 - method.step * objective.value * (2 - smooth.value * method.step)
    return power(factor, method.iterations) * start.value


def _bound(
    curvature: "np.ndarray | float", smooth: float, start: "np.ndarray", step: "np.ndarray", count: int
) -> "np.ndarray":
    return sgd_interpolation_linear_rate(
        AtLeast[StrongConvexity](curvature),
        AtMost[ExpectedSmoothness](smooth),
        Interpolation(),
        AtMost[InitialSquaredDistance]((start**2).sum(axis=1)),
        StochasticGradientDescent(step=step, iterations=count),
    ).value


def _kaczmarz(
    rng: "np.random.Generator", draws: int, smooth: float = 4.0, curvature: float = 1.0, slower: float = 1.0
) -> Attempt:
    """f_i(x) = 2 x_i² on R⁴: exact second moments after 20 iterations; wrong claims by the arguments."""
    import numpy as np

    curvatures = np.broadcast_to(4 * np.eye(4)[:, :, None] * np.eye(4)[:, None, :], (draws, 4, 4, 4))
    start, step = rng.normal(size=(draws, 4)), rng.uniform(0.05, 0.25, size=draws)
    truth = last_error(QuadraticSum(curvatures, np.zeros((draws, 4, 4))), start, slower * step, 20)
    return Attempt(truth, _bound(curvature, smooth, start, step, 20))


@trial(sgd_interpolation_linear_rate)
def one_coordinate_at_a_time(rng: "np.random.Generator", draws: int) -> Attempt:
    """An equality."""
    return _kaczmarz(rng, draws)


@trial(sgd_interpolation_linear_rate)
def consistent_quadratics(rng: "np.random.Generator", draws: int) -> Attempt:
    """Three quadratics in the plane with one minimiser, curvatures 1 and 1/1000."""
    import numpy as np

    sums = QuadraticSum.random(rng, draws, 3, 1e-3)
    sums.centres = np.zeros_like(sums.centres)
    start, step = rng.normal(size=(draws, 2)), rng.uniform(0.1, 1, size=draws)
    curvature = np.minimum(np.linalg.eigvalsh(sums.mean_curvature)[:, 0], 1.0)
    return Attempt(last_error(sums, start, step, 25), _bound(curvature, 1.0, start, step, 25))


def _strong_growth(rng: "np.random.Generator", draws: int, growth: float) -> Attempt:
    """(b) for f_i(x) = (a_i·x)²/2 with two unit a_i in R³: E f exactly, L = greatest, μ = least positive eigenvalue of f."""
    import numpy as np

    rows = rng.normal(size=(draws, 2, 3))
    rows /= np.linalg.norm(rows, axis=2, keepdims=True)
    values = np.linalg.eigvalsh(rows @ rows.swapaxes(1, 2) / 2)
    mu, smooth = values[:, 0], values[:, 1]
    rho = growth / mu
    step, x = 1 / (rho * smooth), rng.normal(size=(draws, 3))
    sums = QuadraticSum.__new__(QuadraticSum)
    sums.curvatures, sums.centres = rows[..., :, None] * rows[..., None, :], np.zeros((draws, 2, 3))
    first = np.concatenate([x, np.ones((draws, 1))], axis=1)
    moment = second_moment(sums.steps(step), first, 12)[:, :3, :3]
    mean = np.einsum("nij,nij->n", moment, sums.mean_curvature) / 2
    start = np.einsum("ni,nij,nj->n", x, sums.mean_curvature, x) / 2
    return Attempt(mean, (1 - mu / (rho * smooth)) ** 12 * start)


@trial("sgd-interpolation-linear-rate")
def strong_growth(rng: "np.random.Generator", draws: int) -> Attempt:
    """(b) and (c) together, with L_max = 1 and more unknowns than equations."""
    return _strong_growth(rng, draws, 1.0)


@ablation("sgd-interpolation-linear-rate", breaks="constant")
def growth_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """(b) with a thirtieth of the constant of (c): steps are too long, or the rate too good."""
    return _strong_growth(rng, draws, 1 / 30)


@ablation(sgd_interpolation_linear_rate, breaks="smooth")
def smoothness_of_the_mean(rng: "np.random.Generator", draws: int) -> Attempt:
    """The smoothness of the mean, 1, in place of the expected smoothness, 4."""
    return _kaczmarz(rng, draws, smooth=1.0)


@ablation(sgd_interpolation_linear_rate, breaks="objective")
def flatter_than_claimed(rng: "np.random.Generator", draws: int) -> Attempt:
    """Twice the strong convexity is claimed."""
    return _kaczmarz(rng, draws, curvature=2.0)


@ablation(sgd_interpolation_linear_rate, breaks="method")
def steps_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """A third of the step is taken."""
    return _kaczmarz(rng, draws, slower=1 / 3)


@ablation(sgd_interpolation_linear_rate, breaks="interpolation")
def two_minimisers(rng: "np.random.Generator", draws: int) -> Attempt:
    """The quadratics have different minimisers: a floor remains."""
    sums = QuadraticSum.random(rng, draws, 3, 0.5)
    start, step = rng.normal(size=(draws, 2)), rng.uniform(0.5, 1, size=draws)
    return Attempt(last_error(sums, start, step, 60), _bound(0.5, 1.0, start, step, 60))


# Checked steps of the proof.


@step(sgd_interpolation_linear_rate, 3, mutant={"two": 1})
def one_step(two: Constant = 2) -> Verdict:
    r"""$(1 - \eta \mu) \norm{x_k - x_\star}^2 - 2 \eta (1 - \mathcal{L} \eta) \delta(x_k)$ is at most the factor times the square."""
    return certified(
        lambda x, d, eta, mu, L: (
            (1 - eta * mu - eta * mu * (1 - L * eta)) * x**2 - (1 - eta * mu) * x**2 + two * eta * (1 - L * eta) * d
        ),
        lambda x, d, eta, mu, L: [(2, 1, 0, 1, 2)],
        lambda x, d, eta, mu, L: [d - mu / 2 * x**2, eta, 1 - L * eta],
        vectors="x",
    )


@step(sgd_interpolation_linear_rate, 4, mutant={"two": 3})
def factor(two: Constant = 2) -> Verdict:
    r"""The factor is $1 - \eta \mu (2 - \mathcal{L} \eta)$."""
    return identity(
        lambda eta, mu, L: 1 - eta * mu - eta * mu * (1 - L * eta), lambda eta, mu, L: 1 - eta * mu * (two - L * eta)
    )
