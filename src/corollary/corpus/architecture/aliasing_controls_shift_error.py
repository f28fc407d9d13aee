"""What lies outside a band bounds the shift error of subsampling."""

from typing import TYPE_CHECKING

from corollary.logic import AtMost, Attempt, Property, Quantity, ablation, require, theorem, trial
from corollary.logic.arithmetic import sqrt

if TYPE_CHECKING:
    import numpy as np


class Subsampling(
    Property,
    says="{layer} keeps every {stride}-th place of circular signals whose length is a multiple of {stride}, and its outputs "
    "are interpolated from {band}, one frequency of each alias class",
):
    """(Sx)(t) = x(st), and U S x for comparison."""

    layer: str
    band: str
    stride: int


class OutOfBandNorm(
    Quantity,
    says="the norm of the part of {signal} with frequencies outside {band}",
    tex=r"\lVert (I - P) {signal} \rVert",
):
    """Euclidean norm of the signal, not of its transform."""

    signal: str
    band: str


class ShiftError(
    Quantity,
    says="the greatest distance, over all translations, between {layer} of the translated {signal} and the translated "
    "interpolation of {layer} of {signal}",
    tex=r"\max_a \lVert U S T_a x - T_a U S x \rVert",
):
    """Compared after interpolation, in the Euclidean norm."""

    layer: str
    signal: str


@theorem
def aliasing_controls_shift_error(layer: Subsampling, outside: AtMost[OutOfBandNorm]) -> AtMost[ShiftError]:
    """Aliases come back with the wrong phase."""
    require(layer.stride >= 1, "s >= 1")
    return sqrt(2 * layer.stride) * outside.value


def _bands(rng: "np.random.Generator", length: int, stride: int) -> "np.ndarray":
    """One random representative of each class."""
    import numpy as np

    size = length // stride
    return np.arange(size) + size * rng.integers(0, stride, size=size)


def _sampled(x: "np.ndarray", band: "np.ndarray", stride: int) -> "np.ndarray":
    """U S x: subsampled and interpolated."""
    import numpy as np

    spectrum = np.zeros(len(x), complex)
    spectrum[band] = stride * np.fft.fft(x[::stride])[band % (len(x) // stride)]
    return np.asarray(np.fft.ifft(spectrum))


def _errors(rng: "np.random.Generator", draws: int, factor: float, seen: float) -> Attempt:
    """Shift errors at all shifts, for random signals and for the worst ones; the energy outside is multiplied by `seen`."""
    import numpy as np

    truths, bounds = [], []
    for _ in range(draws):
        length, stride = [(24, 2), (24, 3), (16, 4), (30, 5), (12, 1)][rng.integers(5)]
        band, size = _bands(rng, length, stride), length // stride
        spectrum = rng.normal(size=length) + 1j * rng.normal(size=length)
        if rng.random() < 0.5:
            shift, weights = int(rng.integers(1, length)), rng.normal(size=size)
            for j in range(stride):
                alias = (band + j * size) % length
                spectrum[alias] = np.conj(np.exp(-2j * np.pi * shift * j / stride) - 1) * weights
        spectrum *= 10 ** rng.uniform(-2, 2)
        x = np.fft.ifft(spectrum)
        errors = [
            np.linalg.norm(_sampled(np.roll(x, a), band, stride) - np.roll(_sampled(x, band, stride), a))
            for a in range(length)
        ]
        spectrum[band] = 0
        outside = seen * np.linalg.norm(spectrum) / np.sqrt(length)
        truths.append(max(errors))
        given = Subsampling(stride=stride), AtMost[OutOfBandNorm](outside)
        bounds.append(factor * aliasing_controls_shift_error(*given).value)
    return Attempt(np.array(truths), np.array(bounds))


@trial(aliasing_controls_shift_error)
def all_shifts(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random bands; half of the signals attain the bound."""
    return _errors(rng, draws, 1.0, 1.0)


@ablation(aliasing_controls_shift_error, breaks="constant")
def a_twentieth_less(rng: "np.random.Generator", draws: int) -> Attempt:
    """0.95 of the bound."""
    return _errors(rng, draws, 0.95, 1.0)


@ablation(aliasing_controls_shift_error, breaks="outside")
def half_the_energy(rng: "np.random.Generator", draws: int) -> Attempt:
    """The part outside the band understated."""
    return _errors(rng, draws, 1.0, 0.5)


@trial("aliasing-controls-shift-error")
def stride_shifts(rng: "np.random.Generator", draws: int) -> Attempt:
    """No error for shifts by multiples of the stride, nor for signals in the band at any shift."""
    import numpy as np

    errors = []
    for _ in range(draws):
        length, stride = [(24, 2), (24, 3), (16, 4)][rng.integers(3)]
        band = _bands(rng, length, stride)
        shift, inside = int(rng.integers(length)), rng.random() < 0.5
        spectrum = rng.normal(size=length) + 1j * rng.normal(size=length)
        x = np.fft.ifft(np.where(np.isin(np.arange(length), band) | (not inside), spectrum, 0))
        shift = shift if inside else shift * stride
        difference = _sampled(np.roll(x, shift), band, stride) - np.roll(_sampled(x, band, stride), shift)
        errors.append(np.linalg.norm(difference))
    return Attempt(np.array(errors), 1e-9)
