"""Representer theorem: tried on finite-dimensional spaces, with a nonconvex V."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np


def _attempt(rng: "np.random.Generator", draws: int, penalty: "Callable[[np.ndarray], np.ndarray]") -> Attempt:
    """Linear functions on R⁷, four inputs: the objective at a random function is at least that at its projection."""
    import numpy as np

    inputs, labels, f = rng.normal(size=(draws, 4, 7)), rng.normal(size=(draws, 4)), rng.normal(size=(draws, 7))
    projected = np.einsum("nij,njk,nk->ni", np.linalg.pinv(inputs), inputs, f)

    def objective(g: "np.ndarray") -> "np.ndarray":
        values = np.einsum("nij,nj->ni", inputs, g)
        return np.asarray(np.cos(3 * values - labels).sum(axis=1) + penalty(np.linalg.norm(g, axis=1)))

    return Attempt(objective(projected), objective(f))


@trial("representer-theorem")
def projection_is_no_worse(rng: "np.random.Generator", draws: int) -> Attempt:
    """A step function of the norm as penalty."""
    import numpy as np

    return _attempt(rng, draws, lambda r: np.floor(3 * r))


@trial("representer-theorem")
def minimiser_lies_in_the_span(rng: "np.random.Generator", draws: int) -> Attempt:
    """Logistic loss and a squared norm, minimised by gradient descent over all of R⁷ from a random start."""
    import numpy as np

    inputs = rng.normal(size=(draws, 4, 7))
    labels = rng.choice([-1.0, 1.0], size=(draws, 4))
    f = rng.normal(size=(draws, 7))
    for _ in range(800):
        slope = -labels / (1 + np.exp(labels * np.einsum("nij,nj->ni", inputs, f)))
        f = f - 0.04 * (np.einsum("nij,ni->nj", inputs, slope) + f)
    outside = f - np.einsum("nij,njk,nk->ni", np.linalg.pinv(inputs), inputs, f)
    return Attempt(np.linalg.norm(outside, axis=1), 1e-6)


@ablation("representer-theorem", breaks="monotone")
def penalty_least_at_one(rng: "np.random.Generator", draws: int) -> Attempt:
    """The penalty (‖f‖ - 4)² prefers functions of norm 4."""
    return _attempt(rng, draws, lambda r: (r - 4) ** 2)
