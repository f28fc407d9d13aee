"""Norm of a zero-padded convolution from a transform on a larger torus."""

from typing import TYPE_CHECKING

from corollary.corpus.networks.lipschitz_constant_of_network import LayerLipschitz
from corollary.logic import AtMost, Attempt, Quantity, ablation, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class PaddedSpectrum(
    Quantity,
    says="the largest spectral norm of the transformed kernel of the zero-padded convolution {layer} "
    "on a torus at least as large as signal and kernel together",
    tex=r"\max_\omega \lVert \widehat K(\omega) \rVert",
):
    layer: str


@theorem
def zero_padded_convolution_norm(spectrum: AtMost[PaddedSpectrum]) -> AtMost[LayerLipschitz]:
    """A zero-padded convolution is a submatrix of a circular one."""
    return spectrum.value


def _dense(rng: "np.random.Generator", draws: int, all_frequencies: bool) -> Attempt:
    """Two channels, random stride, dilation and padding: norm of the dense matrix against the transform."""
    import numpy as np

    n, size = 12, 3
    truths, bounds = [], []
    for _ in range(draws):
        stride, dilation, padding = int(rng.integers(1, 3)), int(rng.integers(1, 3)), int(rng.integers(0, 4))
        kernel = rng.normal(size=(2, 2, size))
        count = (n + 2 * padding - dilation * (size - 1) - 1) // stride + 1
        matrix = np.zeros((2, count, 2, n))
        for t in range(count):
            for j in range(size):
                u = stride * t + dilation * j - padding
                if 0 <= u < n:
                    matrix[:, t, :, u] += kernel[:, :, j]
        truths.append(np.linalg.norm(matrix.reshape(2 * count, 2 * n), 2))
        spread = np.zeros((2, 2, n + dilation * (size - 1)))
        spread[:, :, : dilation * (size - 1) + 1 : dilation] = kernel
        transform = np.moveaxis(np.fft.fft(spread, axis=2), 2, 0)
        spectrum = float(np.linalg.norm(transform if all_frequencies else transform[:1], 2, axis=(1, 2)).max())
        bounds.append(zero_padded_convolution_norm(AtMost[PaddedSpectrum](spectrum)).value)
    return Attempt(truth=np.array(truths), bound=np.array(bounds))


@trial(zero_padded_convolution_norm)
def dense_matrix(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random layers; near equality for stride one."""
    return _dense(rng, draws, True)


@ablation(zero_padded_convolution_norm, breaks="spectrum")
def zero_frequency_only(rng: "np.random.Generator", draws: int) -> Attempt:
    """The sum of the kernel in place of the maximum."""
    return _dense(rng, draws, False)
