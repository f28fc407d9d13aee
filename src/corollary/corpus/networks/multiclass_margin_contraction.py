"""Contraction by enumeration of all signs."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _enumerated(rng: "np.random.Generator", draws: int, slope: float) -> Attempt:
    """Three points, two scores, a class of two functions that differ in one coordinate."""
    import itertools

    import numpy as np

    one = np.array(list(itertools.product((-1.0, 1.0), repeat=3)))
    two = np.array(list(itertools.product((-1.0, 1.0), repeat=6)))
    f = rng.normal(size=(draws, 2, 3, 2))
    f[:, 1, :, 1] = f[:, 0, :, 1]
    loss = slope * f.max(3)  # 1-Lipschitz in the maximum norm if the slope is 1
    truth = (loss @ one.T).max(1).mean(1)
    bound = (f.reshape(draws, 2, 6) @ two.T).max(1).mean(1)
    return Attempt(truth=truth, bound=bound)


@trial("multiclass-margin-contraction")
def maximum_of_scores(rng: "np.random.Generator", draws: int) -> Attempt:
    """The maximum of the scores is 1-Lipschitz in the maximum norm."""
    return _enumerated(rng, draws, 1.0)


@ablation("multiclass-margin-contraction", breaks="lipschitz")
def steeper(rng: "np.random.Generator", draws: int) -> Attempt:
    """Twice the maximum of the scores."""
    return _enumerated(rng, draws, 2.0)
