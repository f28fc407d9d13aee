"""The peeling inequality by enumeration of all signs."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _enumerated(rng: "np.random.Generator", draws: int, slope: float) -> Attempt:
    import itertools

    import numpy as np

    signs = np.array(list(itertools.product((-1.0, 1.0), repeat=5)))
    f = np.abs(
        rng.normal(size=(draws, 2, 5))
    )  # two non-negative functions at five points: the ReLU changes nothing on one side
    scale = rng.uniform(0.2, 1.0, size=(draws, 1, 1))
    positive, negative = np.maximum(f, 0) @ signs.T, np.maximum(-f, 0) @ signs.T
    truth = np.cosh(slope * scale * np.maximum(np.abs(positive), np.abs(negative))).max(1).mean(1)
    bound = 2 * np.cosh(scale * np.abs(f @ signs.T)).max(1).mean(1)
    return Attempt(truth=truth, bound=bound)


@trial("relu-peeling-lemma")
def all_signs(rng: "np.random.Generator", draws: int) -> Attempt:
    """Scalar functions, G the hyperbolic cosine, expectations exact."""
    return _enumerated(rng, draws, 1.0)


@ablation("relu-peeling-lemma", breaks="relu")
def steeper_activation(rng: "np.random.Generator", draws: int) -> Attempt:
    """Three times the ReLU."""
    return _enumerated(rng, draws, 3.0)
