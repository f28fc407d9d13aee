"""The operator norm of a convolutional layer on inputs of a given size, with both ends certified."""

from dataclasses import replace
from math import inf, prod

import numpy as np

from corollary.observe.certified.cholesky import spectral_upper
from corollary.observe.certified.convolution import ConvolutionOperator
from corollary.observe.certified.directed import (
    add_down,
    add_up,
    div_down,
    gamma,
    mul_up,
    scale_down,
    scale_up,
    sqrt_up,
)
from corollary.observe.certified.enclosure import Enclosure
from corollary.observe.certified.leading import leading_pair, leading_value
from corollary.observe.certified.polyphase import Taps, half_frequencies, polyphase, symbol, symbol_error
from corollary.observe.certified.products import gram, square_bound
from corollary.observe.certified.spectral import rayleigh_lower
from corollary.observe.certified.sums import TINY, Array, largest, norm_bounds, outward_up, row_norms, scaled
from corollary.observe.layers import Shape

DENSE_WORK, DENSE_ENTRIES = 4e10, 2e7
GRID_WORK = 3e11
CHUNK_ENTRIES = 2**22
POWER_STEPS = 40


def convolution_norm(operator: ConvolutionOperator) -> Enclosure:
    """The largest singular value of the layer's true linear operator (zero padding, stride, dilation, groups).

    Small operators are written out as matrices: within 1e-10 relative. Larger ones are bounded by the circular
    convolution that contains them (`polyphase`), or, where that is costly, by a coarser grid of frequencies and by
    norms of reshaped kernels; the least bound counts.
    """
    if operator.kernel.size == 0 or not np.any(operator.kernel):
        return Enclosure(0.0, operator.defect, "zero kernel")
    kernel, exponent, loss = scaled(operator.kernel)
    small = replace(operator, kernel=kernel)
    # what underflow took from the kernel, at every position: at most sqrt(positions) times its Frobenius norm
    loss = loss * prod(operator.output_space) if loss else 0.0
    lower, upper, method = _dense(small) if _dense_affordable(small) else _large(small)
    lower, upper = max(0.0, add_down(lower, -loss)), add_up(upper, loss)
    lower, upper = scale_down(lower, exponent), scale_up(upper, exponent)
    return Enclosure(max(0.0, add_down(lower, -operator.defect)), add_up(upper, operator.defect), method)


def _dense_affordable(operator: ConvolutionOperator) -> bool:
    groups, (rows, columns) = len(operator.kernel), operator.matrix_shape
    side = min(rows, columns)
    return (
        groups * rows * columns <= DENSE_ENTRIES
        and groups * (2.0 * rows * columns * side + 3.0 * side**3) <= DENSE_WORK
    )


def _dense(operator: ConvolutionOperator) -> tuple[float, float, str]:
    blocks = operator.dense()
    if blocks.shape[1] < blocks.shape[2]:
        blocks = np.ascontiguousarray(blocks.swapaxes(1, 2))
    pairs = [leading_pair(matrix) for matrix in gram(blocks)[0]]
    lower = max(rayleigh_lower(block, vector) for block, (_, vector) in zip(blocks, pairs, strict=True))
    upper = spectral_upper(blocks, guess=max(value for value, _ in pairs))
    upper = min(upper, sqrt_up(square_bound(np.abs(blocks))))
    return lower, upper, "operator written out; Cholesky factor with residual bound; lower end by a Rayleigh quotient"


def _large(operator: ConvolutionOperator) -> tuple[float, float, str]:
    taps = polyphase(operator)
    lower = _power_lower(operator)
    if _grid_work(taps, taps.torus) <= GRID_WORK:
        upper, method = grid_maximum_upper(taps, taps.torus), "containing circular convolution, all frequencies"
    else:
        grid = tuple(
            min(size, 8 * (int(span) + 1)) for size, span in zip(taps.torus, np.ptp(taps.offsets, axis=0), strict=True)
        )
        factor = taps.bernstein_up(grid)
        affordable = _grid_work(taps, grid) <= GRID_WORK and factor < inf
        upper = mul_up(factor, grid_maximum_upper(taps, grid)) if affordable else inf
        method = (
            "coarse grid of frequencies with Bernstein's inequality" if affordable else "norms of the reshaped kernel"
        )
    plain = kernel_upper(taps)
    if plain < upper:
        upper, method = plain, "norms of the reshaped kernel"
    return lower, upper, f"{method}; lower end by a Rayleigh quotient"


def _grid_work(taps: Taps, grid: Shape) -> float:
    _, groups, out, width = taps.blocks.shape
    short, long = 2.0 * min(out, width), 2.0 * max(out, width)
    return float(prod(grid) / 2 * groups * (2 * long * short**2 + 4 * short**3))


def grid_maximum_upper(taps: Taps, grid: Shape) -> float:
    """An upper bound of the largest norm of a block of the symbol on a grid of frequencies.

    A complex block X + iY has the norm of the real matrix [[X, -Y], [Y, X]]. Blocks whose Frobenius norm is below the
    bound found so far are skipped: their norm is below it too. A chunk is first held against the eigenvalue that
    decided an earlier one; only where that fails are its own eigenvalues estimated.
    """
    frequencies = half_frequencies(grid)
    error = symbol_error(taps)
    _, groups, out, width = taps.blocks.shape
    best, guess = 0.0, 0.0
    chunk = max(1, CHUNK_ENTRIES // (4 * groups * max(out, width) ** 2))
    for start in range(0, len(frequencies), chunk):
        real, imaginary = (
            part.reshape(-1, out, width) for part in symbol(taps, grid, frequencies[start : start + chunk])
        )
        sizes = row_norms(np.concatenate([real, imaginary], axis=1).reshape(len(real), -1))[1]
        left = outward_up(sizes + error, 1) > best
        if np.any(left):
            stack = np.block([[real[left], -imaginary[left]], [imaginary[left], real[left]]])
            bound = spectral_upper(stack, guess, attempts=1) if guess else inf
            if bound == inf:
                bound, guess = _stack_upper(stack), leading_value(gram(stack)[0])
            best = max(best, min(add_up(largest(sizes), error), add_up(bound, error)))
    return best


def kernel_upper(taps: Taps) -> float:
    """The least of three bounds of sup over the frequencies of ||S(f)||, S(f) = sum over q of K_q e_q(f) with |e_q(f)|
    = 1, Q taps.

    sum of ||K_q|| (triangle inequality); sqrt(Q) ||[K_1 ... K_Q]|| and sqrt(Q) ||[K_1; ...; K_Q]|| (S is the row times
    the column of the e_q I, which has norm sqrt(Q), or the transpose of this). Each is the maximum over the groups.
    """
    count, groups, out, width = taps.blocks.shape
    side = np.ascontiguousarray(taps.blocks.transpose(1, 2, 0, 3)).reshape(groups, out, count * width)
    tall = np.ascontiguousarray(taps.blocks.transpose(1, 0, 2, 3)).reshape(groups, count * out, width)
    root = sqrt_up(float(count))
    return min(
        add_up(*(_stack_upper(tap) for tap in taps.blocks)),
        mul_up(root, _stack_upper(side)),
        mul_up(root, _stack_upper(tall)),
    )


def _stack_upper(stack: Array) -> float:
    if not np.any(stack):
        return 0.0
    return min(spectral_upper(stack), sqrt_up(square_bound(np.abs(stack))))


def _power_lower(operator: ConvolutionOperator) -> float:
    """||A x|| / ||x|| rounded down, for x found by power iteration: a lower bound for any x."""
    groups, _, width = operator.kernel.shape[:3]
    x = np.random.default_rng(0).standard_normal((1, groups * width, *operator.space))
    for _ in range(POWER_STEPS):
        x = operator.adjoint(operator.apply(x))
        peak = float(np.max(np.abs(x)))
        if peak == 0:
            return 0.0
        x = x / peak
    absolute = replace(operator, kernel=np.abs(operator.kernel)).apply(np.abs(x))
    # |fl(Ax) - Ax| <= gamma |A||x|, and |A||x| <= (1 + gamma) fl(|A||x|)
    error = add_up(
        mul_up(gamma(2 * operator.roundings), norm_bounds(absolute)[1]), 4 * absolute.size * operator.roundings * TINY
    )
    return max(0.0, div_down(max(0.0, add_down(norm_bounds(operator.apply(x))[0], -error)), norm_bounds(x)[1]))
