"""Linear classifiers on two test sets, the second from a harder law."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator

ANGLES = (0.0, 0.4, 0.6, 0.75, 0.9, 1.0)


def _accuracies(rng: "Generator", noise: float, m: int = 10_000) -> "Any":
    """Accuracy of each classifier on m fresh examples: score cos(angle) + noise, by symmetry of the classes."""
    import numpy as np

    x = np.array([1.0, 0.0]) + noise * rng.normal(size=(m, 2))
    return (x @ np.array([np.cos(ANGLES), np.sin(ANGLES)]) > 0).mean(axis=0)


def _losses(rng: "Generator", draws: int, ratio: float) -> Attempt:
    """The least loss of accuracy from the first test set to the second; 0 if the ranking is not the same up to one point."""
    import numpy as np

    least = []
    for _ in range(min(draws, 40)):
        old, new = _accuracies(rng, 0.6), _accuracies(rng, 0.6 * ratio)
        kept = (np.diff(new[np.argsort(-old)]) <= 0.01).all()
        least.append((old - new).min() if kept else 0.0)
    return Attempt(np.array(least), 0.01, sense="at_least")


@trial("accuracy-on-new-test-sets")
def harder_law(rng: "Generator", draws: int) -> Attempt:
    """Noise of 1.3 times the standard deviation: every accuracy is lower by more than a point, and the ranking is kept."""
    return _losses(rng, draws, 1.3)


@ablation("accuracy-on-new-test-sets", breaks="law")
def same_law(rng: "Generator", draws: int) -> Attempt:
    """The same law: no such loss."""
    return _losses(rng, draws, 1.0)
