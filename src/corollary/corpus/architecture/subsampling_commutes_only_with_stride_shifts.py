"""A strided layer with global averaging, on shifted periodic signals."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _averaged(rng: "np.random.Generator", draws: int, shift: int) -> Attempt:
    import numpy as np

    n, stride = 32, 4
    x, kernel = rng.normal(size=(draws, n)), rng.normal(size=(draws, 5))

    def output(x: "np.ndarray") -> "np.ndarray":
        filtered = sum(kernel[:, j : j + 1] * np.roll(x, -j, axis=1) for j in range(5))
        return np.maximum(filtered[:, ::stride], 0).mean(1)

    change = np.abs(output(np.roll(x, shift, axis=1)) - output(x))
    return Attempt(truth=change, bound=np.full(draws, 1e-10))


@trial("subsampling-commutes-only-with-stride-shifts")
def by_the_stride(rng: "np.random.Generator", draws: int) -> Attempt:
    """Shifts by twice the stride change nothing."""
    return _averaged(rng, draws, 8)


@ablation("subsampling-commutes-only-with-stride-shifts", breaks="constant")
def by_one(rng: "np.random.Generator", draws: int) -> Attempt:
    """Shifts by one position do."""
    return _averaged(rng, draws, 1)
