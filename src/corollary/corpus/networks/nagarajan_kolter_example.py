"""The learner and its flipped sample."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _flipped(rng: "np.random.Generator", draws: int, n: int, dimension: int) -> Attempt:
    """Fraction of the flipped sample that is misclassified while the sample itself is fitted; claimed to be 1."""
    import numpy as np

    wrong = []
    for _ in range(min(draws, 20)):
        y = rng.choice([-1.0, 1.0], size=n)
        noise = rng.normal(size=(n, dimension)) * np.sqrt(8 / dimension)
        gram = noise @ noise.T @ y
        fitted = np.all(y * (4 * y + gram) > 0)
        wrong.append(float(fitted) * float(np.mean(y * (4 * y - gram) <= 0)))
    kappa = dimension / n
    failure = 2 * (n + 1) * np.exp(-dimension / 512) + 2 * n * np.exp(-kappa / 16)
    return Attempt(truth=np.array(wrong), bound=np.ones(len(wrong)), delta=float(min(failure, 1e-2)), sense="at_least")


@trial("nagarajan-kolter-example")
def many_dimensions(rng: "np.random.Generator", draws: int) -> Attempt:
    """Ten examples in four thousand dimensions."""
    return _flipped(rng, draws, 10, 4000)


@ablation("nagarajan-kolter-example", breaks="dimension")
def few_dimensions(rng: "np.random.Generator", draws: int) -> Attempt:
    """Two hundred examples in ten dimensions."""
    return _flipped(rng, draws, 200, 10)
