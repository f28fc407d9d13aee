"""Sufficiency and the factorisation, tried on finite models."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np

# The value of the statistic at each of nine points.
CELLS = (0, 0, 0, 0, 1, 1, 1, 2, 2)


def _models(rng: "np.random.Generator", draws: int, noise: float) -> "np.ndarray":
    """Mass functions g_θ(T(x)) h(x) (normalised), times (1 + noise): shape (draws, 4 parameters, 9 points)."""
    import numpy as np

    g = rng.exponential(size=(draws, 4, 3))
    mass = g[:, :, CELLS] * rng.exponential(size=(draws, 1, 9)) * (1 + noise * rng.random(size=(draws, 4, 9)))
    return np.asarray(mass / mass.sum(axis=2, keepdims=True))


def _spread(mass: "np.ndarray") -> "np.ndarray":
    """Greatest difference over parameters of the conditional probability of a point given the statistic."""
    import numpy as np

    given = np.eye(3)[list(CELLS)]
    conditional = mass / (mass @ given)[:, :, CELLS]
    return np.asarray(np.ptp(conditional, axis=1).max(axis=1))


@trial("sufficient-statistic")
def factorised(rng: "np.random.Generator", draws: int) -> Attempt:
    """The conditional laws given the statistic do not depend on the parameter."""
    return Attempt(_spread(_models(rng, draws, 0.0)), 0.0)


@trial("sufficient-statistic")
def from_conditional_laws(rng: "np.random.Generator", draws: int) -> Attempt:
    """A common conditional law and any marginals: ratios of densities are functions of the statistic."""
    import numpy as np

    inside = _models(rng, draws, 0.0)[:, :1]
    marginal = rng.dirichlet(np.ones(3), size=(draws, 4))
    given = np.eye(3)[list(CELLS)]
    mass = inside / (inside @ given)[:, :, CELLS] * marginal[:, :, CELLS]
    ratio = mass / mass.mean(axis=1, keepdims=True)
    within = ratio - (ratio @ (given / given.sum(axis=0)))[:, :, CELLS]
    return Attempt(np.abs(within).max(axis=(1, 2)), 0.0)


@ablation("sufficient-statistic", breaks="constant")
def no_factorisation(rng: "np.random.Generator", draws: int) -> Attempt:
    """Densities that do not factorise."""
    return Attempt(_spread(_models(rng, draws, 0.2)), 0.0)
