"""The norm of a convolution on the lattice of integers."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _sections(rng: "np.random.Generator", draws: int, size: int) -> "tuple[np.ndarray, np.ndarray, np.ndarray]":
    """Random kernels of length 3, their Toeplitz sections and the maxima of their transforms on a fine grid."""
    import numpy as np

    kernel = rng.normal(size=(min(draws, 60), 3))
    section = sum(kernel[:, j, None, None] * np.eye(size, k=j - 1) for j in range(3))
    return kernel, np.asarray(section), np.abs(np.fft.fft(kernel, 4096, axis=1)).max(axis=1)


@trial("translation-equivariant-linear-map-lattice")
def sections_from_below(rng: "np.random.Generator", draws: int) -> Attempt:
    """p = 2: no finite section has a norm above the maximum of the transform (the grid costs less than 1e-5 of it)."""
    import numpy as np

    _, section, maximum = _sections(rng, draws, 24)
    return Attempt(np.linalg.norm(section, 2, axis=(1, 2)), maximum * (1 + 1e-5))


@trial("translation-equivariant-linear-map-lattice")
def sections_approach(rng: "np.random.Generator", draws: int) -> Attempt:
    """p = 2: a section of size 200 is within two thousandths of it."""
    import numpy as np

    _, section, maximum = _sections(rng, min(draws, 10), 200)
    return Attempt(np.linalg.norm(section, 2, axis=(1, 2)), 0.998 * maximum, sense="at_least")


@trial("translation-equivariant-linear-map-lattice")
def summable_signals(rng: "np.random.Generator", draws: int) -> Attempt:
    """p = 1: the norm of a section is the sum of the moduli of the kernel."""
    import numpy as np

    kernel, section, _ = _sections(rng, draws, 24)
    return Attempt(np.abs(np.abs(section).sum(axis=1).max(axis=1) - np.abs(kernel).sum(axis=1)), 1e-12)


@ablation("translation-equivariant-linear-map-lattice", breaks="equivariant")
def another_middle(rng: "np.random.Generator", draws: int) -> Attempt:
    """The middle row has another kernel, twice as large."""
    import numpy as np

    _, section, maximum = _sections(rng, draws, 24)
    section[:, 12] *= 2
    return Attempt(np.linalg.norm(section, 2, axis=(1, 2)), maximum * (1 + 1e-5))
