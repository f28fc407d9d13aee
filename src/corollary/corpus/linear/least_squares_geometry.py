"""Normal equations and projection."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _designs(rng: "np.random.Generator", draws: int) -> "np.ndarray":
    """Designs of shape (draws, 6, 4) and rank 3."""
    import numpy as np

    return np.asarray(rng.normal(size=(draws, 6, 3)) @ rng.normal(size=(draws, 3, 4)))


@trial("least-squares-geometry")
def pythagoras(rng: "np.random.Generator", draws: int) -> Attempt:
    """Designs of rank 3 with four columns: (a), (b), (c) and (e) at the solution of a solver and at random parameters."""
    import numpy as np

    worst = []
    for x in _designs(rng, draws):
        y, theta = rng.normal(size=6), rng.normal(size=4)
        smallest = np.linalg.lstsq(x, y, rcond=1e-10)[0]
        hat = np.linalg.pinv(x, rcond=1e-10)
        kernel = theta - hat @ (x @ theta)
        other = smallest + kernel
        hat = x @ hat
        faults = [
            np.abs(x.T @ (x @ other - y)).max(),
            np.abs(hat @ hat - hat).max(),
            np.abs(hat - hat.T).max(),
            abs(np.trace(hat) - 3),
            abs(np.sum((y - x @ theta) ** 2) - np.sum((y - hat @ y) ** 2) - np.sum((x @ (theta - other)) ** 2)),
            abs(np.sum(other**2) - np.sum(smallest**2) - np.sum(kernel**2)),
        ]
        worst.append(max(faults))
    return Attempt(np.array(worst), 0.0)


@ablation("least-squares-geometry", breaks="constant")
def another_parameter(rng: "np.random.Generator", draws: int) -> Attempt:
    """(c) around a parameter that does not minimise."""
    import numpy as np

    x, y = _designs(rng, draws), rng.normal(size=(draws, 6))
    theta, other = rng.normal(size=(2, draws, 4))
    fitted = np.einsum("nij,nj->ni", x, theta), np.einsum("nij,nj->ni", x, other)
    split = np.sum((y - fitted[1]) ** 2, axis=1) + np.sum((fitted[0] - fitted[1]) ** 2, axis=1)
    return Attempt(np.abs(np.sum((y - fitted[0]) ** 2, axis=1) - split), 0.0)
