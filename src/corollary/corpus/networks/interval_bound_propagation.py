"""Interval bounds against sampled points of the box."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np


def _lower_bounds(rng: "np.random.Generator", draws: int, activation: "Callable[[np.ndarray], np.ndarray]") -> Attempt:
    import numpy as np

    first, second = rng.normal(size=(draws, 4, 2)), rng.normal(size=(draws, 1, 4))
    centre = rng.normal(size=(draws, 2, 1))
    low, high = centre - 1, centre + 1
    x = low + (high - low) * rng.uniform(size=(draws, 2, 200))
    truth = (second @ activation(first @ x)).min(2).ravel()
    plus, minus = np.maximum(first, 0), np.minimum(first, 0)
    ends = activation(plus @ low + minus @ high), activation(plus @ high + minus @ low)
    bound = (np.maximum(second, 0) @ ends[0] + np.minimum(second, 0) @ ends[1]).ravel()
    return Attempt(truth=truth, bound=bound, sense="at_least")


@trial("interval-bound-propagation")
def relu_boxes(rng: "np.random.Generator", draws: int) -> Attempt:
    """Lower bounds of random networks."""
    import numpy as np

    return _lower_bounds(rng, draws, lambda t: np.maximum(t, 0))


@ablation("interval-bound-propagation", breaks="monotone")
def square_activation(rng: "np.random.Generator", draws: int) -> Attempt:
    """The square, evaluated at the endpoints only."""
    import numpy as np

    return _lower_bounds(rng, draws, np.square)
