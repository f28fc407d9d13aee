"""Random reshuffling with convex components and a strongly convex objective."""

from math import inf
from typing import TYPE_CHECKING

from corollary.corpus.optimization.finite_sum import (
    ComponentNoise,
    ComponentSmoothness,
    ConvexComponents,
    FiniteSum,
    QuadraticSum,
)
from corollary.corpus.optimization.gradient_descent import InitialSquaredDistance, LastSquaredDistance
from corollary.corpus.optimization.random_reshuffling import Shuffled, reshuffled_error, shuffled_once_errors
from corollary.corpus.optimization.strongly_convex_function import StrongConvexity
from corollary.logic import (
    AtLeast,
    AtMost,
    Attempt,
    Constant,
    Expected,
    ablation,
    require,
    step,
    theorem,
    trial,
    unrefuted,
)
from corollary.logic.arithmetic import power
from corollary.logic.checking import Verdict, identity

if TYPE_CHECKING:
    import numpy as np


@theorem
def random_reshuffling_strongly_convex_objective(
    objective: FiniteSum,
    curvature: AtLeast[StrongConvexity],
    convex: ConvexComponents,
    smooth: AtMost[ComponentSmoothness],
    noise: AtMost[ComponentNoise],
    start: AtMost[InitialSquaredDistance],
    method: Shuffled,
) -> AtMost[Expected[LastSquaredDistance, "sampling"]]:
    """Constant step of order 1/(L n), last point."""
    n, step = objective.n, method.step
    require(n >= 2, "n >= 2")
    require(curvature.value > 0, "strong convexity > 0")
    require(step > 0, "step > 0")
    require(method.epochs >= 0, "epochs >= 0")
    require(step**2 * smooth.value**2 * n * (n + 1) <= 1, "step <= 1/(L sqrt(n (n + 1)))")
    left = 1 / power(1 + step * curvature.value * n, method.epochs)
    return left * start.value + step**2 * smooth.value * (n + 1) * noise.value / (3 * curvature.value) * (1 - left)


def _run(
    rng: "np.random.Generator", draws: int, epochs: int, share: float = 1.0, steeper: float = 1.0, once: bool = False
) -> Attempt:
    """Four nearly rank-one quadratics in the plane; wrong claims by two factors."""
    import numpy as np

    sums = QuadraticSum.random(rng, draws, 4, 1e-6)
    start = np.exp(rng.uniform(-4, 2, size=(draws, 1))) * rng.normal(size=(draws, 2))
    step = np.exp(rng.uniform(-3, 0, size=draws)) / np.sqrt(20.001)
    bound = random_reshuffling_strongly_convex_objective(
        FiniteSum(n=4),
        AtLeast[StrongConvexity](steeper * np.linalg.eigvalsh(sums.mean_curvature)[:, 0]),
        ConvexComponents(),
        AtMost[ComponentSmoothness](1.0),
        AtMost[ComponentNoise](share * sums.noise),
        AtMost[InitialSquaredDistance]((start**2).sum(axis=1)),
        Shuffled(step=step, epochs=epochs),
    ).value
    error = (
        shuffled_once_errors(sums, start, step, epochs).mean(axis=1)
        if once
        else reshuffled_error(sums, start, step, epochs)
    )
    return Attempt(error, bound)


@trial(random_reshuffling_strongly_convex_objective)
def reshuffled(rng: "np.random.Generator", draws: int) -> Attempt:
    """Exact second moments over all orders, three epochs."""
    return _run(rng, draws, 3)


@trial(random_reshuffling_strongly_convex_objective)
def shuffled_once(rng: "np.random.Generator", draws: int) -> Attempt:
    """One order for all of 500 epochs."""
    return _run(rng, draws, 500, once=True)


@ablation(random_reshuffling_strongly_convex_objective, breaks="curvature")
def flatter_than_claimed(rng: "np.random.Generator", draws: int) -> Attempt:
    """Ten times the strong convexity is claimed."""
    return _run(rng, draws, 3, steeper=10.0)


@ablation(random_reshuffling_strongly_convex_objective, breaks="noise")
def noise_forgotten(rng: "np.random.Generator", draws: int) -> Attempt:
    """Interpolation is claimed where the gradients at the optimum differ."""
    return _run(rng, draws, 500, share=0.0)


@ablation(random_reshuffling_strongly_convex_objective, breaks="smooth")
def smoother_than_it_is(rng: "np.random.Generator", draws: int) -> Attempt:
    """Four parabolas of curvature 10 and one centre, said to have smoothness 1: steps of 0.22 diverge."""
    import numpy as np

    sums = QuadraticSum(np.full((draws, 4, 1, 1), 10.0), np.zeros((draws, 4, 1)))
    start, step = rng.normal(size=(draws, 1)), np.full(draws, 0.22)
    bound = random_reshuffling_strongly_convex_objective(
        FiniteSum(n=4),
        AtLeast[StrongConvexity](1.0),
        ConvexComponents(),
        AtMost[ComponentSmoothness](1.0),
        AtMost[ComponentNoise](0.0),
        AtMost[InitialSquaredDistance]((start**2).sum(axis=1)),
        Shuffled(step=step, epochs=3),
    ).value
    return Attempt(reshuffled_error(sums, start, step, 3), bound)


def _from_the_minimiser(sums: QuadraticSum, step: "np.ndarray", epochs: int) -> Attempt:
    """Without the first term."""
    import numpy as np

    draws, n = sums.centres.shape[:2]
    bound = random_reshuffling_strongly_convex_objective(
        FiniteSum(n=n),
        AtLeast[StrongConvexity](sums.mean_curvature[:, 0, 0]),
        ConvexComponents(),
        AtMost[ComponentSmoothness](1.0),
        AtMost[ComponentNoise](sums.noise),
        AtMost[InitialSquaredDistance](np.zeros(draws)),
        Shuffled(step=step, epochs=epochs),
    ).value
    return Attempt(reshuffled_error(sums, np.zeros((draws, 1)), step, epochs), bound)


@trial(random_reshuffling_strongly_convex_objective)
def first_epoch(rng: "np.random.Generator", draws: int) -> Attempt:
    """Two parabolas of curvature 1, from the minimiser, one epoch of the longest steps."""
    import numpy as np

    sums = QuadraticSum(np.ones((draws, 2, 1, 1)), rng.normal(size=(draws, 2, 1)))
    return _from_the_minimiser(sums, np.full(draws, 0.408), 1)


@ablation(random_reshuffling_strongly_convex_objective, breaks="convex")
def opposite_curvatures(rng: "np.random.Generator", draws: int) -> Attempt:
    """Two parabolas, of curvatures 0.015 + 1 and 0.015 - 1, from the minimiser of their mean."""
    import numpy as np

    draws, flat = min(draws, 20), 0.015
    curvature = np.broadcast_to(np.array([flat - 1, flat + 1])[:, None, None], (draws, 2, 1, 1)) / (1 + flat)
    slope = rng.uniform(0.5, 2, size=(draws, 1)) * np.array([1.0, -1.0])
    return _from_the_minimiser(
        QuadraticSum(curvature, -slope[..., None] / curvature[..., 0]), np.full(draws, 0.03), 3000
    )


unrefuted(
    random_reshuffling_strongly_convex_objective,
    "objective.n:1/2",
    because="no components are known, for n >= 4, the noise of which comes near its term",
)
unrefuted(
    random_reshuffling_strongly_convex_objective,
    "method.epochs:2",
    because="without noise the squared distance from the minimiser of parabolas does fall twice as fast as the bound says; with noise, and "
    "for other components, it is not known",
)


# Checked steps of the proof.


@step(random_reshuffling_strongly_convex_objective, 3, mutant={"one": 2})
def geometric(one: Constant = 1) -> Verdict:
    r"""$\frac{\theta}{1 - \theta} (1 - \theta^T) = \frac{1 - q}{\gamma \mu n}$, for `theta^T = q`."""
    return identity(
        lambda step, mu, n, q: 1 / (1 + step * mu * n) / (one - 1 / (1 + step * mu * n)) * (1 - q),
        lambda step, mu, n, q: (1 - q) / (step * mu * n),
        {"step": (0, inf), "mu": (0, inf), "n": (1, inf), "q": (0, 1)},
    )
