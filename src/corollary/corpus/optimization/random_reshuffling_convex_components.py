"""Random reshuffling with convex components."""

from typing import TYPE_CHECKING

from corollary.corpus.optimization.finite_sum import (
    ComponentNoise,
    ComponentSmoothness,
    ConvexComponents,
    FiniteSum,
    QuadraticSum,
    second_moment,
    with_running_sum,
)
from corollary.corpus.optimization.gradient_descent import InitialSquaredDistance
from corollary.corpus.optimization.random_reshuffling import EpochAverageSuboptimality, Shuffled
from corollary.logic import AtMost, Attempt, Expected, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


@theorem
def random_reshuffling_convex_components(
    objective: FiniteSum,
    convex: ConvexComponents,
    smooth: AtMost[ComponentSmoothness],
    noise: AtMost[ComponentNoise],
    start: AtMost[InitialSquaredDistance],
    method: Shuffled,
) -> AtMost[Expected[EpochAverageSuboptimality, "sampling"]]:
    """Constant step of order 1/(L n), average of the ends of the epochs."""
    n, step = objective.n, method.step
    require(n >= 2, "n >= 2")
    require(method.epochs >= 1, "at least one epoch")
    require(step > 0, "step > 0")
    require(step**2 * smooth.value**2 * n * (n + 1) <= 1, "step <= 1/(L sqrt(n (n + 1)))")
    return start.value / (2 * step * n * method.epochs) + step**2 * smooth.value * (n + 1) * noise.value / 6


def epoch_average_error(sums: QuadraticSum, start: "np.ndarray", step: "np.ndarray", epochs: int) -> "np.ndarray":
    """E f((x_1 + … + x_T) / T) − f_* of random reshuffling, exactly. `start` (draws, d), `step` (draws,)."""
    import numpy as np

    d = start.shape[1]
    maps = with_running_sum(sums.epochs(step), after=True)
    first = np.concatenate([start, np.ones((len(start), 1)), np.zeros_like(start)], axis=1)
    moment = second_moment(maps, first, epochs)[:, d + 1 :, d + 1 :]
    return np.asarray(np.einsum("bij,bij->b", sums.mean_curvature, moment) / (2 * epochs**2))


def _bound(
    sums: QuadraticSum, start: "np.ndarray", step: "np.ndarray", epochs: int, share: float = 1.0
) -> "np.ndarray":
    return random_reshuffling_convex_components(
        FiniteSum(n=sums.centres.shape[1]),
        ConvexComponents(),
        AtMost[ComponentSmoothness](1.0),
        AtMost[ComponentNoise](share * sums.noise),
        AtMost[InitialSquaredDistance]((start**2).sum(axis=1)),
        Shuffled(step=step, epochs=epochs),
    ).value


def _degenerate(rng: "np.random.Generator", draws: int, epochs: int, share: float = 1.0, scale: float = 1.0) -> Attempt:
    """Four nearly rank-one quadratics in the plane; `scale` multiplies the starts."""
    import numpy as np

    sums = QuadraticSum.random(rng, draws, 4, 1e-4)
    start = scale * np.exp(rng.uniform(-4, 2, size=(draws, 1))) * rng.normal(size=(draws, 2))
    step = np.exp(rng.uniform(-3, 0, size=draws)) / np.sqrt(20.001)
    return Attempt(epoch_average_error(sums, start, step, epochs), _bound(sums, start, step, epochs, share))


@trial(random_reshuffling_convex_components)
def degenerate(rng: "np.random.Generator", draws: int) -> Attempt:
    """Exact means over all orders, ten epochs."""
    return _degenerate(rng, draws, 10)


@trial(random_reshuffling_convex_components)
def few_epochs(rng: "np.random.Generator", draws: int) -> Attempt:
    """One epoch."""
    return _degenerate(rng, draws, 1)


def _flat(rng: "np.random.Generator", draws: int) -> Attempt:
    """Components a x² / 2 with a · step · n · epochs about 1: the first term, up to the factor 1 / 0.4."""
    import numpy as np

    step, epochs = np.full(draws, 0.01), 200
    flat = rng.uniform(0.9, 1.1, size=draws) / (0.01 * 2 * epochs)
    sums = QuadraticSum(np.repeat(flat[:, None, None, None], 2, axis=1), np.zeros((draws, 2, 1)))
    start = rng.normal(size=(draws, 1))
    return Attempt(epoch_average_error(sums, start, step, epochs), _bound(sums, start, step, epochs))


@trial(random_reshuffling_convex_components)
def flat_components(rng: "np.random.Generator", draws: int) -> Attempt:
    """A start so far that the steps reach the minimiser about once: 0.4 of the bound."""
    return _flat(rng, draws)


@ablation(random_reshuffling_convex_components, breaks="method")
def fixed_order(rng: "np.random.Generator", draws: int) -> Attempt:
    """Sixty parabolas with centres ±1, always sorted, from the minimiser."""
    import numpy as np

    n, epochs = 60, 40
    centres = np.repeat([1.0, -1.0], n // 2)
    step = rng.uniform(0.5, 1.0, size=draws) / n
    x, total = np.zeros(draws), np.zeros(draws)
    for _ in range(epochs):
        for centre in centres:
            x = x - step * (x - centre)
        total += x
    step = np.minimum(step, 1 / np.sqrt(n * (n + 1)))
    sums = QuadraticSum(np.ones((draws, n, 1, 1)), np.broadcast_to(centres[None, :, None], (draws, n, 1)))
    return Attempt((total / epochs) ** 2 / 2, _bound(sums, np.zeros((draws, 1)), step, epochs))


@ablation(random_reshuffling_convex_components, breaks="noise")
def noise_forgotten(rng: "np.random.Generator", draws: int) -> Attempt:
    """Interpolation is claimed where the gradients at the optimum differ; starts near the minimiser."""
    return _degenerate(rng, draws, 200, share=0.0, scale=0.1)


@ablation(random_reshuffling_convex_components, breaks="constant")
def a_third_of_the_bound(rng: "np.random.Generator", draws: int) -> Attempt:
    """A third of the bound."""
    import numpy as np

    attempt = _flat(rng, draws)
    return Attempt(attempt.truth, np.asarray(attempt.bound) / 3)
