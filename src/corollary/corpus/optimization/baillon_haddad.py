"""Equivalent forms of smoothness for convex functions."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _form_three(rng: "np.random.Generator", draws: int, smoothness: float) -> Attempt:
    """(iii) for the sum of Huber functions of slope at most 1, coordinate by coordinate: curvature 1 where |x| < 1."""
    import numpy as np

    x, y = 2 * rng.normal(size=(draws, 3)), 2 * rng.normal(size=(draws, 3))
    x[: draws // 2] = np.clip(x[: draws // 2], -1, 1)
    y[: draws // 2] = np.clip(y[: draws // 2], -1, 1)

    def value(v: "np.ndarray") -> "np.ndarray":
        return np.asarray(np.where(np.abs(v) < 1, v**2 / 2, np.abs(v) - 0.5).sum(axis=1))

    slope = np.clip(x, -1, 1)
    change = np.sum((slope - np.clip(y, -1, 1)) ** 2, axis=1)
    return Attempt(value(x) + np.sum(slope * (y - x), axis=1) + change / (2 * smoothness), value(y))


@trial("baillon-haddad")
def huber(rng: "np.random.Generator", draws: int) -> Attempt:
    """L = 1; equality for the pairs in the quadratic part."""
    return _form_three(rng, draws, 1.0)


@ablation("baillon-haddad", breaks="constant")
def smoother_than_it_is(rng: "np.random.Generator", draws: int) -> Attempt:
    """L = 0.9 is refuted."""
    return _form_three(rng, draws, 0.9)


@ablation("baillon-haddad", breaks="constant")
def without_convexity(rng: "np.random.Generator", draws: int) -> Attempt:
    """(iii) for f(x) = cos x, which is 1-smooth and not convex."""
    import numpy as np

    x, y = 0.1 * rng.normal(size=draws), 0.1 * rng.normal(size=draws)
    below = np.cos(x) - np.sin(x) * (y - x) + (np.sin(x) - np.sin(y)) ** 2 / 2
    return Attempt(below, np.cos(y))
