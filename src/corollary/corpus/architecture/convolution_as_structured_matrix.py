"""The transpose of a strided convolution, term by term."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _transposed(rng: "np.random.Generator", draws: int, reflected: bool) -> Attempt:
    import numpy as np

    errors = []
    for _ in range(draws):
        n, size, stride = 12, int(rng.integers(2, 5)), int(rng.integers(1, 4))
        kernel, x = rng.normal(size=size), rng.normal(size=n)
        positions = np.arange((n - size) // stride + 1)
        y = rng.normal(size=positions.size)
        forward = np.array([kernel @ x[stride * t : stride * t + size] for t in positions])
        inserted = np.zeros(stride * (positions.size - 1) + 1)
        inserted[::stride] = y
        back = np.convolve(inserted, kernel if reflected else kernel[::-1])
        errors.append(abs(forward @ y - x[: back.size] @ back))
    return Attempt(truth=np.array(errors), bound=np.full(draws, 1e-10))


@trial("convolution-as-structured-matrix")
def inner_products(rng: "np.random.Generator", draws: int) -> Attempt:
    """Zeros inserted, then a convolution, gives the adjoint."""
    return _transposed(rng, draws, True)


@ablation("convolution-as-structured-matrix", breaks="constant")
def correlation_instead(rng: "np.random.Generator", draws: int) -> Attempt:
    """The kernel not reflected."""
    return _transposed(rng, draws, False)
