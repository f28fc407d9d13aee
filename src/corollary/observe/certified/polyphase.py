"""A strided convolution as a convolution of stride 1 with more input channels, and its symbol on a torus.

Write an input position as u = s v + r with phase 0 <= r < s (per axis). Sorting the input by phases, x_r(v) = x(s v +
r), is a permutation of the coordinates, and tap j reads s t + d j - p = s (t + q) + r with q = floor((d j - p) / s): a
convolution of stride 1 over the positions v, with s times the channels, and offsets q. So strides cost nothing in what
follows.

Torus. Let all positions v lie in [0, N), outputs t in [0, M), offsets in [a, b]. On Z_T with T >= max(N - min(a, 0), M
+ max(b, 0)) the positions t + q that leave [0, N) do not wrap onto it, and the t are distinct; so the zero-padded
operator is: extend by zeros, convolve circularly on Z_T, restrict to outputs. The first and last have norm at most 1:
the circular operator's norm bounds it. That one is unitarily equivalent (discrete Fourier transform) to the blocks S(f)
= sum over q of K_q exp(2 pi i <q, f / T>), f in Z_T, so its norm is the largest of theirs.

Coarser grid. The norm is also at most the supremum over all frequencies, and the trigonometric polynomials u* S v have
half-width m = (b - a) / 2 per axis once the offsets are centred (a factor of modulus 1). By Bernstein's inequality the
supremum is at most the maximum on any grid of T points per axis, divided by 1 - sum over the axes of pi m / T, where
that is positive.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import inf, lcm, prod

import numpy as np

from corollary.observe.certified.convolution import ConvolutionOperator
from corollary.observe.certified.directed import add_up, gamma, mul_up, up
from corollary.observe.certified.products import frobenius_up
from corollary.observe.certified.sums import TINY, Array
from corollary.observe.layers import Shape

ROOT_ERROR = 2.0**-52
"""At least the error of an entry of `unit_roots`."""
PI_UPPER = Fraction(355, 113)


@dataclass(frozen=True, eq=False)
class Taps:
    """Blocks (taps, groups, out, in * phases), offsets (taps, axes), and the least torus per axis that contains the
    operator.
    """

    blocks: Array
    offsets: np.ndarray[tuple[int, int], np.dtype[np.int64]]
    torus: Shape

    def bernstein_up(self, grid: Shape) -> float:
        """At least 1 / (1 - sum of pi m / T): what the maximum on the grid must be multiplied by to bound all
        frequencies. Infinite if too coarse.
        """
        spans = np.ptp(self.offsets, axis=0).tolist()
        rest = 1 - sum(PI_UPPER * span / (2 * size) for span, size in zip(spans, grid, strict=True))
        return inf if rest <= 0 else up(1 / rest)


def polyphase(operator: ConvolutionOperator) -> Taps:
    """The taps of the operator after sorting the input by phases."""
    groups, out, width = operator.kernel.shape[:3]
    phases = prod(operator.stride)
    blocks: dict[Shape, Array] = {}
    for j in np.ndindex(operator.window):
        places = [d * k - p for d, k, (p, _) in zip(operator.dilation, j, operator.padding, strict=True)]
        offset = tuple(a // s for a, s in zip(places, operator.stride, strict=True))
        phase = int(
            np.ravel_multi_index([a % s for a, s in zip(places, operator.stride, strict=True)], operator.stride)
        )
        block = blocks.setdefault(offset, np.zeros((groups, out, phases, width)))
        block[:, :, phase, :] = operator.kernel[(..., *j)]
    offsets = np.array(list(blocks), dtype=np.int64)
    low, high = offsets.min(axis=0).tolist(), offsets.max(axis=0).tolist()
    counts = [-(-n // s) for n, s in zip(operator.space, operator.stride, strict=True)]
    sizes = zip(counts, operator.output_space, low, high, strict=True)
    torus = tuple(max(n - min(a, 0), m + max(b, 0)) for n, m, a, b in sizes)
    stacked = np.stack([block.reshape(groups, out, phases * width) for block in blocks.values()])
    return Taps(stacked, offsets, torus)


@lru_cache(maxsize=16)
def unit_roots(order: int) -> tuple[Array, Array]:
    """cos and sin of 2 pi k / order for 0 <= k < order, each within `ROOT_ERROR` (enclosed by Arb)."""
    from flint import arb, fmpq

    pairs = [arb.sin_cos_pi_fmpq(fmpq(2 * k, order)) for k in range(order)]
    return np.array([float(c) for _, c in pairs]), np.array([float(s) for s, _ in pairs])


def half_frequencies(grid: Shape) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """One of f and -f for every frequency of the torus: the kernel is real, so their blocks are conjugate and of one
    norm.
    """
    flat = np.arange(prod(grid))
    frequencies = np.stack(np.unravel_index(flat, grid), axis=1)
    mirrored = np.ravel_multi_index(tuple(np.mod(-frequencies, np.array(grid)).T), grid)
    return np.asarray(frequencies[flat <= mirrored], dtype=np.int64)


def symbol(
    taps: Taps, grid: Shape, frequencies: np.ndarray[tuple[int, int], np.dtype[np.int64]]
) -> tuple[Array, Array]:
    """Real and imaginary parts of the blocks S(f), each of shape (frequencies, groups, out, in), off by at most
    `symbol_error`.
    """
    order = lcm(*grid)
    steps = np.array([order // size for size in grid])
    angles = (frequencies * steps) @ taps.offsets.T % order
    cosine, sine = unit_roots(order)
    flat = taps.blocks.reshape(len(taps.blocks), -1)
    shape = (len(frequencies), *taps.blocks.shape[1:])
    return (cosine[angles] @ flat).reshape(shape), (sine[angles] @ flat).reshape(shape)


def symbol_error(taps: Taps) -> float:
    """An upper bound of the Frobenius norm of the error of any block of `symbol`, for magnitudes at most 1.

    Per entry and part: the roots' error and one sum of Q products, at most (2^-52 + 2 gamma(Q)) sum over q of |K_q|;
    the parts give sqrt 2.
    """
    count = len(taps.blocks)
    magnitude = frobenius_up(np.abs(taps.blocks).sum(axis=0))
    relative = add_up(ROOT_ERROR, 2 * gamma(count + 2))
    return add_up(mul_up(1.5, relative, magnitude), 4 * count * prod(taps.blocks.shape[2:]) * TINY)
