"""Noise of mini-batches at the optimum."""

from itertools import combinations
from typing import TYPE_CHECKING

from corollary.corpus.optimization.expected_smoothness_minibatch import BatchGradients
from corollary.corpus.optimization.finite_sum import ComponentNoise, FiniteSum, QuadraticSum
from corollary.corpus.optimization.stochastic_gradient_descent import NoiseAtOptimum
from corollary.logic import AtMost, Attempt, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


@theorem
def minibatch_noise_at_optimum(
    objective: FiniteSum, components: AtMost[ComponentNoise], batch: BatchGradients
) -> AtMost[NoiseAtOptimum]:
    """Finite population correction of the noise."""
    require(objective.n >= 2, "n >= 2")
    require(batch.size >= 1, "b >= 1")
    require(batch.size <= objective.n, "b <= n")
    return components.value * (objective.n - batch.size) / (batch.size * (objective.n - 1))


def _noise(rng: "np.random.Generator", draws: int, fixed: bool) -> Attempt:
    """Batches of three among six quadratics in the plane: all of them, or only the one with the greatest noise."""
    import numpy as np

    sums = QuadraticSum.random(rng, draws, 6, 0.1)
    gradients = -np.einsum("bnij,bnj->bni", sums.curvatures, sums.centres)
    sets = np.array(list(combinations(range(6), 3)))
    squares = (gradients[:, sets].mean(axis=2) ** 2).sum(axis=2)
    given = FiniteSum(n=6), AtMost[ComponentNoise](sums.noise), BatchGradients(size=3)
    return Attempt(squares.max(axis=1) if fixed else squares.mean(axis=1), minibatch_noise_at_optimum(*given).value)


@trial(minibatch_noise_at_optimum)
def all_batches(rng: "np.random.Generator", draws: int) -> Attempt:
    """Exact means: the claim is an equality."""
    return _noise(rng, draws, fixed=False)


@ablation(minibatch_noise_at_optimum, breaks="batch")
def always_one_batch(rng: "np.random.Generator", draws: int) -> Attempt:
    """The batch is the same each time."""
    return _noise(rng, draws, fixed=True)


@ablation(minibatch_noise_at_optimum, breaks="constant")
def divided_by_n(rng: "np.random.Generator", draws: int) -> Attempt:
    """n in place of n − 1."""
    attempt = _noise(rng, draws, fixed=False)
    return Attempt(attempt.truth, attempt.bound * 5 / 6)
