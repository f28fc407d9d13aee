"""Stochastic gradient descent for strongly convex objectives, decreasing steps."""

from math import inf
from typing import TYPE_CHECKING

from corollary.corpus.optimization.finite_sum import QuadraticSum
from corollary.corpus.optimization.gradient_descent import InitialSquaredDistance, LastSquaredDistance
from corollary.corpus.optimization.stochastic_gradient_descent import (
    DecreasingStepDescent,
    ExpectedSmoothness,
    NoiseAtOptimum,
)
from corollary.corpus.optimization.strongly_convex_function import StrongConvexity
from corollary.logic import AtLeast, AtMost, Attempt, Constant, Expected, ablation, require, step, theorem, trial
from corollary.logic.checking import Verdict, identity

if TYPE_CHECKING:
    import numpy as np


@theorem
def sgd_strongly_convex_decreasing_step(
    objective: AtLeast[StrongConvexity],
    smooth: AtMost[ExpectedSmoothness],
    noise: AtMost[NoiseAtOptimum],
    start: AtMost[InitialSquaredDistance],
    method: DecreasingStepDescent,
) -> AtMost[Expected[LastSquaredDistance, "sampling"]]:
    """Steps c / (k + m), last point."""
    require(objective.value > 0, "strong convexity > 0")
    require(method.scale * objective.value >= 2, "scale >= 2/strong convexity")
    require(objective.value <= smooth.value, "strong convexity <= expected smoothness")
    require(method.iterations >= 0, "iterations >= 0")
    require(method.offset >= 2 * method.scale * smooth.value, "offset >= 2 scale expected smoothness")
    first = (method.offset - 1) * (method.offset - 2) * start.value
    last = method.iterations + method.offset
    return (first + 2 * method.scale**2 * noise.value * method.iterations) / ((last - 1) * (last - 2))


def _error(
    sums: QuadraticSum, start: "np.ndarray", scale: "np.ndarray", offset: "np.ndarray", count: int
) -> "np.ndarray":
    """E ‖x_count‖², exactly; the minimiser is 0."""
    import numpy as np

    d = start.shape[1]
    z = np.concatenate([start, np.ones((len(start), 1))], axis=1)
    moment = np.einsum("bi,bj->bij", z, z)
    unit = sums.steps(np.ones(len(start)))
    identity = np.eye(d + 1)
    for k in range(count):
        maps = identity + (scale / (k + offset))[:, None, None, None] * (unit - identity)
        moment = np.einsum("bmij,bjk,bmlk->bil", maps, moment, maps, optimize=True) / maps.shape[1]
    return np.asarray(np.trace(moment[:, :d, :d], axis1=1, axis2=2))


def _run(
    rng: "np.random.Generator",
    draws: int,
    count: int,
    share: float = 1.0,
    slow: float = 1.0,
    told: float = 1.0,
    size: float = 1.0,
) -> Attempt:
    """Three quadratics in the plane; starts of a `size`.

    The steps are `slow` times those that are claimed, the start `told` as far as it is.
    """
    import numpy as np

    sums = QuadraticSum.random(rng, draws, 3, 0.1)
    start = size * np.exp(rng.uniform(-3, 3, size=(draws, 1))) * rng.normal(size=(draws, 2))
    curvature = np.linalg.eigvalsh(sums.mean_curvature)[:, 0]
    scale = 2 / curvature * (1 + 1e-12)
    offset = 2 * scale * (1 + 1e-12)
    bound = sgd_strongly_convex_decreasing_step(
        AtLeast[StrongConvexity](curvature),
        AtMost[ExpectedSmoothness](1.0),
        AtMost[NoiseAtOptimum](share * sums.noise),
        AtMost[InitialSquaredDistance](told**2 * (start**2).sum(axis=1)),
        DecreasingStepDescent(scale=scale, offset=offset, iterations=count),
    ).value
    return Attempt(_error(sums, start, slow * scale, offset, count), bound)


@trial(sgd_strongly_convex_decreasing_step)
def quadratics(rng: "np.random.Generator", draws: int) -> Attempt:
    """Exact second moments after 300 iterations."""
    return _run(rng, draws, 300)


@ablation(sgd_strongly_convex_decreasing_step, breaks="method")
def steps_too_small(rng: "np.random.Generator", draws: int) -> Attempt:
    """A tenth of the steps: the start is forgotten too slowly."""
    return _run(rng, draws, 300, slow=0.1)


@ablation(sgd_strongly_convex_decreasing_step, breaks="noise")
def noise_forgotten(rng: "np.random.Generator", draws: int) -> Attempt:
    """Interpolation is claimed where the gradients at the optimum differ."""
    return _run(rng, draws, 300, share=0.0)


@ablation(sgd_strongly_convex_decreasing_step, breaks="constant")
def a_twentieth_of_the_noise(rng: "np.random.Generator", draws: int) -> Attempt:
    """A twentieth of the noise is refuted."""
    return _run(rng, draws, 300, share=0.05)


@ablation(sgd_strongly_convex_decreasing_step, breaks="start")
def start_said_to_be_near(rng: "np.random.Generator", draws: int) -> Attempt:
    """After two iterations; the start is said to be at a tenth of its distance."""
    return _run(rng, draws, 2, told=0.1)


@trial(sgd_strongly_convex_decreasing_step)
def few_steps(rng: "np.random.Generator", draws: int) -> Attempt:
    """Far starts after three iterations: nearly the bound."""
    return _run(rng, draws, 3, size=100.0)


# Checked steps of the proof.


@step(sgd_strongly_convex_decreasing_step, 4, mutant={"two": 3})
def potential(two: Constant = 2) -> Verdict:
    r"""Put $t = k + m$: multiplied by $t (t - 1)$, the factor of step 2 becomes that of $\Phi_k = (t - 1)(t - 2) \E \norm{x_k - x_\star}^2$."""
    return identity(lambda t: t * (t - 1) * (1 - two / t), lambda t: (t - 1) * (t - 2), {"t": (4, inf)})


@step(sgd_strongly_convex_decreasing_step, 4, mutant={"one": 2})
def noise(one: Constant = 1) -> Verdict:
    r"""$2 c^2 \sigma_\star^2 \frac{t - 1}{t}$ is the noise of step 2 times $t (t - 1)$."""
    return identity(
        lambda t, c, s: t * (t - one) * 2 * c**2 * s**2 / t**2,
        lambda t, c, s: 2 * c**2 * s**2 * (t - 1) / t,
        {"t": (4, inf)},
    )
