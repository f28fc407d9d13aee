"""A mean of convex functions is convex."""

from typing import TYPE_CHECKING

from corollary.corpus.optimization.convex_function import Convex
from corollary.corpus.optimization.finite_sum import ConvexComponents, FiniteSum
from corollary.logic import Attempt, ablation, theorem, trial

if TYPE_CHECKING:
    import numpy as np


@theorem
def finite_sum_convexity(objective: FiniteSum, components: ConvexComponents) -> Convex:
    """On all of its domain."""
    return Convex()


def _chords(rng: "np.random.Generator", draws: int, concave: float) -> Attempt:
    """Three functions w log cosh(a x + b), one of them minus `concave` x²; values between the ends of chords against the chords."""
    import numpy as np

    x, y, t = rng.normal(size=draws), rng.normal(size=draws), rng.uniform(size=draws)
    a, b = rng.normal(size=(2, 3, draws))

    def value(v: "np.ndarray") -> "np.ndarray":
        return np.asarray(np.logaddexp(a * v + b, -a * v - b).mean(axis=0) - concave * v**2 / 3)

    return Attempt(value((1 - t) * x + t * y), (1 - t) * value(x) + t * value(y) + 1e-12)


@trial(finite_sum_convexity)
def chords(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random components."""
    return _chords(rng, draws, 0.0)


@ablation(finite_sum_convexity, breaks="components")
def one_concave_component(rng: "np.random.Generator", draws: int) -> Attempt:
    """One component is concave."""
    return _chords(rng, draws, 9.0)
