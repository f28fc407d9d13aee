"""Strong convexity implies convexity."""

from typing import TYPE_CHECKING

from corollary.corpus.optimization.convex_function import Convex
from corollary.corpus.optimization.strongly_convex_function import StrongConvexity
from corollary.logic import AtLeast, Attempt, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


@theorem
def strongly_convex_is_convex(objective: AtLeast[StrongConvexity]) -> Convex:
    """A positive constant."""
    require(objective.value > 0, "strong convexity > 0")
    return Convex()


def _chords(rng: "np.random.Generator", draws: int, waves: float) -> Attempt:
    """Values between the ends of chords of x² + waves (1 − cos 2x) against the chords; strong convexity 2 − 4 waves."""
    import numpy as np

    x, y, t = rng.normal(size=draws), rng.normal(size=draws), rng.uniform(size=draws)

    def value(v: "np.ndarray") -> "np.ndarray":
        return np.asarray(v**2 + waves * (1 - np.cos(2 * v)))

    return Attempt(value((1 - t) * x + t * y), (1 - t) * value(x) + t * value(y))


@trial(strongly_convex_is_convex)
def chords(rng: "np.random.Generator", draws: int) -> Attempt:
    """A strong convexity of 0.04."""
    return _chords(rng, draws, 0.49)


@ablation(strongly_convex_is_convex, breaks="objective")
def waves(rng: "np.random.Generator", draws: int) -> Attempt:
    """Not strongly convex."""
    return _chords(rng, draws, 3.0)
