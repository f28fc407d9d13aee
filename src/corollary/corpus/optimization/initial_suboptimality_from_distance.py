"""Initial suboptimality from the initial distance."""

from typing import TYPE_CHECKING

from corollary.corpus.optimization.gradient_descent import InitialSquaredDistance, InitialSuboptimality
from corollary.corpus.optimization.smooth_function import Smoothness
from corollary.logic import AtMost, Attempt, ablation, theorem, trial

if TYPE_CHECKING:
    import numpy as np


@theorem
def initial_suboptimality_from_distance(
    smooth: AtMost[Smoothness], start: AtMost[InitialSquaredDistance]
) -> AtMost[InitialSuboptimality]:
    """Of the first point."""
    return smooth.value * start.value / 2


def _points(rng: "np.random.Generator", draws: int, smooth: float = 1.0, share: float = 1.0) -> Attempt:
    """1 − cos x_1 + log cosh x_2, at points of all sizes; L = 1."""
    import numpy as np

    x = rng.uniform(-3, 3, size=(draws, 2)) * np.exp(rng.uniform(-6, 0, size=(draws, 1)))
    value = 1 - np.cos(x[:, 0]) + np.logaddexp(x[:, 1], -x[:, 1]) - np.log(2)
    given = AtMost[Smoothness](smooth), AtMost[InitialSquaredDistance](share * (x**2).sum(axis=1))
    return Attempt(value, initial_suboptimality_from_distance(*given).value)


@trial(initial_suboptimality_from_distance)
def smooth_functions(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nearly equal near the minimum."""
    return _points(rng, draws)


@ablation(initial_suboptimality_from_distance, breaks="smooth")
def smoother_than_it_is(rng: "np.random.Generator", draws: int) -> Attempt:
    """L = 0.9 is claimed."""
    return _points(rng, draws, smooth=0.9)


@ablation(initial_suboptimality_from_distance, breaks="start")
def nearer_than_it_is(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nine tenths of the squared distance."""
    return _points(rng, draws, share=0.9)
