"""Equivalent forms of strong convexity."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _negative_entropy(rng: "np.random.Generator", draws: int, modulus: float) -> Attempt:
    """(iii) for Σ x_j log x_j between probability vectors, with the 1-norm: Pinsker's inequality, twice."""
    import numpy as np

    x = rng.dirichlet(np.ones(4), size=draws)
    near = x * np.exp(0.01 * rng.normal(size=(draws, 4)))
    y = np.where(rng.uniform(size=(draws, 1)) < 0.5, near / near.sum(axis=1, keepdims=True), x[::-1])
    y[0], x[0] = [0.2501, 0.2499, 0.25, 0.25], [0.2499, 0.2501, 0.25, 0.25]
    slope = np.sum((np.log(x) - np.log(y)) * (x - y), axis=1)
    return Attempt(modulus * np.abs(x - y).sum(axis=1) ** 2, slope, tolerance=1e-15)


@trial("strong-convexity-equivalences")
def negative_entropy(rng: "np.random.Generator", draws: int) -> Attempt:
    """Modulus 1 for the 1-norm, on the simplex."""
    return _negative_entropy(rng, draws, 1.0)


@ablation("strong-convexity-equivalences", breaks="constant")
def negative_entropy_doubled(rng: "np.random.Generator", draws: int) -> Attempt:
    """Modulus 5/2 is too much: the first pair, near the centre, has the quotient 2."""
    return _negative_entropy(rng, draws, 2.5)


@trial("strong-convexity-equivalences")
def growth_from_the_minimiser(rng: "np.random.Generator", draws: int) -> Attempt:
    """Σ |x_j − c_j| + ½ ‖x‖²: the minimiser is c clipped to [−1, 1]; the function grows as (b) says, exactly if |c_j| < 1."""
    import numpy as np

    c, x = 2 * rng.normal(size=(draws, 3)), 3 * rng.normal(size=(draws, 3))
    least = np.clip(c, -1, 1)

    def value(v: "np.ndarray") -> "np.ndarray":
        return np.asarray((np.abs(v - c) + v**2 / 2).sum(axis=1))

    return Attempt(value(least) + np.sum((x - least) ** 2, axis=1) / 2, value(x))
