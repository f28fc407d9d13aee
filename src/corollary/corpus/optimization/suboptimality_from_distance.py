"""Suboptimality from the distance to a minimiser."""

from typing import TYPE_CHECKING

from corollary.corpus.optimization.gradient_descent import LastSquaredDistance
from corollary.corpus.optimization.gradient_flow import LastSuboptimality
from corollary.corpus.optimization.smooth_function import Smoothness
from corollary.logic import AtMost, Attempt, ablation, theorem, trial

if TYPE_CHECKING:
    import numpy as np


@theorem
def suboptimality_from_distance(
    smooth: AtMost[Smoothness], distance: AtMost[LastSquaredDistance]
) -> AtMost[LastSuboptimality]:
    """Of the last point."""
    return smooth.value * distance.value / 2


def _points(rng: "np.random.Generator", draws: int, smooth: float = 1.0, share: float = 1.0) -> Attempt:
    """The Huber function, inside and outside of its parabola."""
    import numpy as np

    x = rng.uniform(-2, 2, size=draws)
    value = np.where(np.abs(x) < 1, x**2 / 2, np.abs(x) - 0.5)
    given = AtMost[Smoothness](smooth), AtMost[LastSquaredDistance](share * x**2)
    return Attempt(value, suboptimality_from_distance(*given).value)


@trial(suboptimality_from_distance)
def huber(rng: "np.random.Generator", draws: int) -> Attempt:
    """Equality inside."""
    return _points(rng, draws)


@ablation(suboptimality_from_distance, breaks="smooth")
def smoother_than_it_is(rng: "np.random.Generator", draws: int) -> Attempt:
    """L = 0.9 is claimed."""
    return _points(rng, draws, smooth=0.9)


@ablation(suboptimality_from_distance, breaks="distance")
def nearer_than_it_is(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nine tenths of the squared distance."""
    return _points(rng, draws, share=0.9)
