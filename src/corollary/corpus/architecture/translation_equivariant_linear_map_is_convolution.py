"""Averaging a matrix over translations leaves a circulant."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _distance_from_circulant(rng: "np.random.Generator", draws: int, equivariant: bool) -> Attempt:
    import numpy as np

    n = 7
    t = rng.normal(size=(draws, n, n))
    if equivariant:
        t = np.mean([np.roll(t, (a, a), axis=(1, 2)) for a in range(n)], axis=0)
    shift = (np.arange(n)[:, None] - np.arange(n)[None]) % n
    return Attempt(truth=np.abs(t - t[:, :, 0][:, shift]).max((1, 2)), bound=np.full(draws, 1e-12))


@trial("translation-equivariant-linear-map-is-convolution")
def averaged(rng: "np.random.Generator", draws: int) -> Attempt:
    """A matrix that commutes with translations is the circulant of its first column."""
    return _distance_from_circulant(rng, draws, True)


@ablation("translation-equivariant-linear-map-is-convolution", breaks="constant")
def not_averaged(rng: "np.random.Generator", draws: int) -> Attempt:
    """Any other matrix is not."""
    return _distance_from_circulant(rng, draws, False)
