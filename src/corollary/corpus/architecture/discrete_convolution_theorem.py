"""Circular convolution against the fast Fourier transform."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _norms(rng: "np.random.Generator", draws: int, circular: bool) -> Attempt:
    import numpy as np

    n = 8
    k = rng.normal(size=(draws, n)) + 1j * rng.normal(size=(draws, n))
    shift = np.arange(n)[:, None] - np.arange(n)[None]
    matrices = k[:, shift % n] if circular else np.where(shift >= 0, k[:, np.abs(shift)], 0)
    direct = np.linalg.svd(matrices, compute_uv=False)
    spectrum = -np.sort(-np.abs(np.fft.fft(k, axis=1)), axis=1)
    return Attempt(truth=np.abs(direct - spectrum).max(1), bound=np.full(draws, 1e-9))


@trial("discrete-convolution-theorem")
def singular_values(rng: "np.random.Generator", draws: int) -> Attempt:
    """All singular values of the dense matrix."""
    return _norms(rng, draws, True)


@ablation("discrete-convolution-theorem", breaks="constant")
def zero_padded(rng: "np.random.Generator", draws: int) -> Attempt:
    """The matrix of the zero-padded convolution."""
    return _norms(rng, draws, False)
