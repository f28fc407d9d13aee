"""Initial distance from the initial suboptimality."""

from typing import TYPE_CHECKING

from corollary.corpus.optimization.gradient_descent import InitialSquaredDistance, InitialSuboptimality
from corollary.corpus.optimization.strongly_convex_function import StrongConvexity
from corollary.logic import AtLeast, AtMost, Attempt, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


@theorem
def initial_distance_from_suboptimality(
    objective: AtLeast[StrongConvexity], start: AtMost[InitialSuboptimality]
) -> AtMost[InitialSquaredDistance]:
    """Of the first point."""
    require(objective.value > 0, "strong convexity > 0")
    return 2 * start.value / objective.value


def _points(rng: "np.random.Generator", draws: int, mu: float = 1.0, share: float = 1.0) -> Attempt:
    """Quadratic growth 1 far away: x²/2 + Huber(x) in one coordinate, x²/2 in the other."""
    import numpy as np

    x = rng.normal(size=(draws, 2)) * np.exp(rng.uniform(0, 6, size=(draws, 1)))
    size = np.abs(x[:, 0])
    value = (x**2).sum(axis=1) / 2 + np.where(size < 1, size**2 / 2, size - 0.5)
    given = AtLeast[StrongConvexity](mu), AtMost[InitialSuboptimality](share * value)
    return Attempt((x**2).sum(axis=1), initial_distance_from_suboptimality(*given).value)


@trial(initial_distance_from_suboptimality)
def growth(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nearly equal far away."""
    return _points(rng, draws)


@ablation(initial_distance_from_suboptimality, breaks="objective")
def curvature_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """A fifth more."""
    return _points(rng, draws, mu=1.2)


@ablation(initial_distance_from_suboptimality, breaks="start")
def value_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nine tenths of the value."""
    return _points(rng, draws, share=0.9)
