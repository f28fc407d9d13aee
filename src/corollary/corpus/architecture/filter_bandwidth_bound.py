"""A filter of size k is not spectrally sharper than 1/k."""

from typing import TYPE_CHECKING

from corollary.logic import AtLeast, AtMost, Attempt, Quantity, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class KernelTaps(Quantity, says="the number of consecutive taps of {kernel}, in one dimension", tex="k"):
    """From the first to the last tap, zeros between them counted."""

    kernel: str


class PeakDistance(
    Quantity,
    says="the distance of {frequency} from a different frequency at which the gain of {kernel} is greatest",
    tex=r"\Delta",
):
    """In radians per sample."""

    kernel: str
    frequency: str


class RelativeGain(
    Quantity, says="the gain of {kernel} at {frequency}, divided by its greatest gain", tex=r"\epsilon", trivial=1.0
):
    """|H(θ)| / max |H|; the kernel is not 0."""

    kernel: str
    frequency: str


@theorem
def filter_bandwidth_bound(gap: AtMost[PeakDistance], attenuation: AtMost[RelativeGain]) -> AtLeast[KernelTaps]:
    """A trigonometric polynomial falls no faster than its degree."""
    require(gap.value > 0, "Delta > 0")
    require(attenuation.value >= 0, "epsilon >= 0")
    require(attenuation.value <= 1, "epsilon <= 1")
    return 1 + 2 * (1 - attenuation.value) / gap.value


def _filters(rng: "np.random.Generator", draws: int, from_the_peak: bool) -> Attempt:
    """Random filters, and cosines; every frequency on a grid against the peak, or against a lower gain."""
    import numpy as np

    sizes, bounds = [], []
    grid = 2 * np.pi * np.arange(4096) / 4096
    for _ in range(draws):
        size = int(rng.integers(2, 12))
        taps = rng.normal(size=size) + 1j * rng.normal(size=size)
        if size > 2 and rng.random() < 0.3:
            taps = np.eye(size)[0] + np.eye(size)[-1] + 0j
        gain = np.abs(np.fft.fft(taps, 4096))
        peak = gain.argmax() if from_the_peak else (gain.argmin() + 20) % 4096
        gap = np.abs(grid - grid[peak])
        gap = np.minimum(gap, 2 * np.pi - gap) + 2 * np.pi / 4096  # the grid may miss the peak a little
        relative = np.minimum(gain / gain[peak], 1)
        bounds.append(filter_bandwidth_bound(AtMost[PeakDistance](gap), AtMost[RelativeGain](relative)).value.max())
        sizes.append(size)
    return Attempt(np.array(sizes, float), np.array(bounds), sense="at_least")


@trial(filter_bandwidth_bound)
def random_filters(rng: "np.random.Generator", draws: int) -> Attempt:
    """Complex filters of sizes 2 to 11, and pairs of taps, whose gain is a cosine."""
    return _filters(rng, draws, True)


@ablation(filter_bandwidth_bound, breaks="gap")
def beside_a_zero(rng: "np.random.Generator", draws: int) -> Attempt:
    """Distances from a frequency near the least gain."""
    return _filters(rng, draws, False)


@ablation(filter_bandwidth_bound, breaks="constant")
def twice_the_gap(rng: "np.random.Generator", draws: int) -> Attempt:
    """4 for 2: two equal taps have their peak at 0 and a zero at π."""
    import numpy as np

    gap = np.pi * (1 - 0.1 * rng.random(draws))
    claimed = filter_bandwidth_bound(AtMost[PeakDistance](gap), AtMost[RelativeGain](np.cos(gap / 2))).value
    return Attempt(2.0, 1 + 2 * (claimed - 1), sense="at_least")


def _slopes(rng: "np.random.Generator", draws: int, factor: float) -> Attempt:
    """Greatest slopes of trigonometric polynomials on a grid, some of them single frequencies."""
    import numpy as np

    grid, slopes, bounds = 2 * np.pi * np.arange(512) / 512, [], []
    for _ in range(draws):
        m = int(rng.integers(1, 9))
        frequencies = np.arange(-m, m + 1)
        c = rng.normal(size=2 * m + 1) + 1j * rng.normal(size=2 * m + 1)
        c = np.eye(2 * m + 1)[-1] + 0j if rng.random() < 0.3 else c
        waves = np.exp(1j * grid[:, None] * frequencies)
        slopes.append(np.abs(waves @ (1j * frequencies * c)).max())
        bounds.append(factor * m * np.abs(waves @ c).max() / np.cos(np.pi * m / 512))
    return Attempt(np.array(slopes), np.array(bounds))


@trial("filter-bandwidth-bound")
def bernstein(rng: "np.random.Generator", draws: int) -> Attempt:
    """The maximum over a grid of 512 points falls short of the true one by at most the cosine of half a step times m."""
    return _slopes(rng, draws, 1.0)


@ablation("filter-bandwidth-bound", breaks="constant")
def nine_tenths(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nine tenths of the bound."""
    return _slopes(rng, draws, 0.9)
