"""Norm of a circular convolution from its transform."""

from typing import TYPE_CHECKING

from corollary.corpus.networks.lipschitz_constant_of_network import LayerLipschitz
from corollary.logic import AtMost, Attempt, Quantity, ablation, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class CircularSpectrum(
    Quantity,
    says="the largest spectral norm of the transformed kernel of the circular convolution {layer} "
    "over the frequencies of the signal's own grid",
    tex=r"\max_\omega \lVert \widehat K(\omega) \rVert",
):
    layer: str


@theorem
def convolution_singular_values(spectrum: AtMost[CircularSpectrum]) -> AtMost[LayerLipschitz]:
    """Exact for the maximum over frequencies."""
    return spectrum.value


def _dense(rng: "np.random.Generator", draws: int, frequencies: int) -> Attempt:
    """Two input and three output channels on a ring of six: norm of the dense matrix against the transform."""
    import numpy as np

    n, size = 6, 3
    truths, bounds = [], []
    for _ in range(draws):
        kernel = rng.normal(size=(3, 2, size))
        matrix = np.zeros((3, n, 2, n))
        for t in range(n):
            for j in range(size):
                matrix[:, t, :, (t + j) % n] += kernel[:, :, j]
        truths.append(np.linalg.norm(matrix.reshape(3 * n, 2 * n), 2))
        transform = np.moveaxis(np.fft.fft(kernel, n, axis=2), 2, 0)[:frequencies]
        spectrum = float(np.linalg.norm(transform, 2, axis=(1, 2)).max())
        bounds.append(convolution_singular_values(AtMost[CircularSpectrum](spectrum)).value)
    return Attempt(truth=np.array(truths), bound=np.array(bounds))


@trial(convolution_singular_values)
def dense_matrix(rng: "np.random.Generator", draws: int) -> Attempt:
    """Equality up to rounding."""
    return _dense(rng, draws, 6)


@ablation(convolution_singular_values, breaks="spectrum")
def zero_frequency_only(rng: "np.random.Generator", draws: int) -> Attempt:
    """The transform at frequency zero: the sum of the kernel."""
    return _dense(rng, draws, 1)
