"""Combinations of random units, fitted by least squares on a grid of [0, 1]."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    Activation = Callable[[np.ndarray], np.ndarray]


def fitted_errors(rng: "np.random.Generator", draws: int, activation: "Activation", units: int) -> "np.ndarray":
    """Uniform distances, on a grid, of random cosines (one to two periods) from combinations of random units."""
    import numpy as np

    x, errors = np.linspace(0, 1, 301), []
    for _ in range(min(draws, 40)):
        breaks, steepness = rng.uniform(0, 1, size=units), rng.choice([-1, 1], size=units) * rng.uniform(5, 30, units)
        features = activation(steepness * (x[:, None] - breaks))
        target = np.cos(2 * np.pi * rng.uniform(1, 2) * x + rng.uniform(0, 2 * np.pi))
        outer = np.linalg.lstsq(features, target, rcond=1e-12)[0]
        errors.append(np.abs(features @ outer - target).max())
    return np.array(errors)


def logistic(t: "np.ndarray") -> "np.ndarray":
    """1 / (1 + exp(-t))."""
    import numpy as np

    return np.asarray((1 + np.tanh(t / 2)) / 2)


@trial("cybenko-theorem")
def logistic_units(rng: "np.random.Generator", draws: int) -> Attempt:
    """Some combination of 60 logistic units is within 0.01 of a cosine."""
    return Attempt(fitted_errors(rng, draws, logistic, 60), 0.01)


@ablation("cybenko-theorem", breaks="constant")
def cubic_units(rng: "np.random.Generator", draws: int) -> Attempt:
    """Units t^3 are not discriminatory: no number of them is enough."""
    return Attempt(fitted_errors(rng, draws, lambda t: t**3, 60), 0.01)
