"""Sums of two float64 that behave as one number of about 106 bits, on NumPy arrays, by IEEE operations alone.

A pair (h, l) stands for h + l with |l| at most half a unit in the last place of h. The error-free transformations are
Knuth's and Dekker's; nothing here depends on the accuracy of a system's logarithm.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Pair = tuple[Array, Array]


def two_sum(a: Array, b: Array) -> Pair:
    """a + b exactly (Knuth)."""
    s = a + b
    t = s - a
    return s, (a - (s - t)) + (b - t)


def quick_sum(a: Array, b: Array) -> Pair:
    """a + b exactly, for |a| >= |b| or a = 0 (Dekker)."""
    s = a + b
    return s, b - (s - a)


def _split(a: Array) -> Pair:
    c = 134217729.0 * a  # 2^27 + 1
    high = c - (c - a)
    return high, a - high


def two_product(a: Array, b: Array) -> Pair:
    """a b exactly (Dekker), for products between 2^-960 and 2^960 and factors below 2^990."""
    product = a * b
    (ah, al), (bh, bl) = _split(a), _split(b)
    return product, ((ah * bh - product) + ah * bl + al * bh) + al * bl


def add(x: Pair, y: Pair) -> Pair:
    """x + y, with relative error 2^-104 of |x| + |y|."""
    s, e = two_sum(x[0], y[0])
    return quick_sum(s, e + (x[1] + y[1]))


def multiply(x: Pair, y: Pair) -> Pair:
    """x y, with relative error 2^-102."""
    p, e = two_product(x[0], y[0])
    return quick_sum(p, e + (x[0] * y[1] + x[1] * y[0]))


def divide(x: Pair, y: Pair) -> Pair:
    """x / y, with relative error 2^-100."""
    first = x[0] / y[0]
    p, e = two_product(first, y[0])
    second = (((x[0] - p) - e) + x[1] - first * y[1]) / y[0]
    return quick_sum(first, second)


# Cells of a unit interval in the table of logarithms.
_CELLS = 128


@lru_cache(maxsize=1)
def _tables() -> tuple[Array, Array, Array, float, float]:
    """For each i, a short r near 128/i and -log r as a multiple of 2^-42 plus a rest; the same for log 2.

    Multiples of 2^-42 so short that their sums and their products with exponents are exact.
    """
    with localcontext() as context:
        context.prec = 50
        scales = [1.0 if i == 0 else round(_CELLS / i * 512) / 512 for i in range(2 * _CELLS)]
        logs = [-Decimal(scale).ln() if scale else Decimal(0) for scale in scales]
        log2 = Decimal(2).ln()
        quantum = Decimal(2) ** 42
        high = [float(int(value * quantum)) / 2.0**42 for value in [*logs, log2]]
        low = [float(value - Decimal(h)) for value, h in zip([*logs, log2], high, strict=True)]
    return np.array(scales), np.array(high[:-1]), np.array(low[:-1]), high[-1], low[-1]


def log_ratio(difference: Pair, above: Pair, below: Pair) -> Pair:
    """log(above / below), where difference = above - below, all three accurate to 2^-104.

    The error is at most 2^-64 of the logarithm and at most 2^-70.
    Needs above, below > 0 with ratio between 2^-900 and 2^900, and |difference| > 2^-900 where it is not 0.
    """
    near = np.abs(difference[0]) < below[0] * (1 / 512)
    ratio = divide((np.where(near, difference[0], above[0]), np.where(near, difference[1], above[1])), below)
    scales, log_high, log_low, log2_high, log2_low = _tables()
    mantissa, exponent = np.frexp(np.where(near, 1.0, ratio[0]))
    small = mantissa < 0.70703125
    exponent = exponent - small
    mantissa = np.where(small, 2.0 * mantissa, mantissa)
    cell = np.rint(np.where(np.isfinite(mantissa), mantissa, 1.0) * _CELLS).astype(np.intp)
    scale = scales[cell]
    # ratio / 2^exponent * scale = 1 + e, |e| < 2^-6.5
    p, rest = two_product(mantissa, scale)
    rest = rest + np.ldexp(ratio[1], -exponent) * scale
    far_high, far_low = two_sum(p - 1.0, rest)
    e = np.where(near, ratio[0], far_high), np.where(near, ratio[1], far_low)
    return add(quick_sum(exponent * log2_high + log_high[cell], exponent * log2_low + log_low[cell]), _log1p(e))


def _log1p(e: Pair) -> Pair:
    """log(1 + e) for |e| < 2^-6.5: e - e^2/2 as pairs, the rest of the series, below 2^-14.5 |e|, in float64."""
    h = e[0]
    tail = np.full_like(h, 1 / 13)
    for k in range(12, 2, -1):
        tail = 1 / k - h * tail
    square, error = two_product(h, h)
    return add(e, quick_sum(-0.5 * square, (h * square) * tail - 0.5 * error - h * e[1]))
