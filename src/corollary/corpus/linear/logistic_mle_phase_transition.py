"""Phase transition for the existence of the logistic estimator: labels without signal, where the threshold is 1/2."""

from typing import TYPE_CHECKING

from corollary.corpus.linear.cover_function_counting import separated
from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _exists(rng: "np.random.Generator", draws: int, n: int, d: int) -> "np.ndarray":
    """1 where the data with a constant coordinate are not separated; Gaussian inputs are in general position."""
    import numpy as np

    found = []
    for _ in range(min(draws, 40)):
        x = np.hstack([rng.normal(size=(n, d)), np.ones((n, 1))])
        found.append(not separated(x, rng.choice([-1.0, 1.0], size=n)))
    return np.array(found, dtype=float)


@trial("logistic-mle-phase-transition")
def below_the_threshold(rng: "np.random.Generator", draws: int) -> Attempt:
    """d/n = 1/4: an estimator exists, but for a probability below 1e-4."""
    return Attempt(_exists(rng, draws, 80, 20), 1.0, sense="at_least")


@trial("logistic-mle-phase-transition")
def above_the_threshold(rng: "np.random.Generator", draws: int) -> Attempt:
    """d/n = 3/4: none exists, but for a probability below 1e-4."""
    return Attempt(_exists(rng, draws, 80, 60), 0.0)


@ablation("logistic-mle-phase-transition", breaks="constant")
def threshold_one_quarter(rng: "np.random.Generator", draws: int) -> Attempt:
    """That none exists at d/n = 3/8 > 1/4."""
    return Attempt(_exists(rng, draws, 80, 30), 0.0)
