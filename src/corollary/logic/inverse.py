"""Inverses rounded to the safe side: of kl, on whole arrays at once, and of the binomial law.

`binomial_upper`, `binomial_lower` and `least_integer` are those of `corollary.logic.arithmetic`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from corollary.logic.arithmetic import binomial_lower as binomial_lower
from corollary.logic.arithmetic import binomial_upper as binomial_upper
from corollary.logic.arithmetic import double_double as dd
from corollary.logic.arithmetic import least_integer as least_integer

Array = NDArray[np.float64]

# Small enough for a chunk's temporaries to stay in cache.
_CHUNK = 4096
_ALMOST_ONE = 1 - 2.0**-53
# Outside these the error-free transformations may underflow, and balls take over.
_SMALL = 2.0**-450


def kl_inverse(p: ArrayLike, c: ArrayLike) -> Any:
    """sup{q in [p, 1]: kl(p, q) <= c}, rounded up: never below the truth, and at most 2 units in the last place above.

    `p` in [0, 1] and `c` >= 0 (nats), numbers or arrays that broadcast, taken as exact float64. Returns a float64 array
    of the common shape (a float for two numbers); nan where an argument is nan or outside its range. About a
    microsecond a value in batches.

    Newton's iteration in float64 gives a candidate; one more step from it is taken in double-double arithmetic. As kl
    is convex in its second argument, that step lands at or beyond the root, and what is added covers its rounding
    errors. Where the double-double step could underflow, balls take over (50 microseconds a value).
    """
    return _inverse(p, c, 1)


def kl_inverse_lower(p: ArrayLike, c: ArrayLike) -> Any:
    """inf{q in [0, p]: kl(p, q) <= c}, rounded down: never above the truth. Otherwise as `kl_inverse`."""
    return _inverse(p, c, -1)


def _inverse(p: ArrayLike, c: ArrayLike, side: int) -> Any:
    ps, cs = np.broadcast_arrays(np.asarray(p, dtype=np.float64), np.asarray(c, dtype=np.float64))
    flat_p, flat_c = ps.ravel(), cs.ravel()
    result = np.empty(flat_p.shape)
    with np.errstate(all="ignore"):
        for start in range(0, flat_p.size, _CHUNK):
            part = slice(start, start + _CHUNK)
            result[part] = _chunk(flat_p[part], flat_c[part], side)
    return result.reshape(ps.shape) if ps.ndim else float(result[0])


def _chunk(p: Array, c: Array, side: int) -> Array:
    """The inverse of a short array: the fast path everywhere, balls where it may not be used."""
    end = 1.0 if side > 0 else 0.0
    valid = (p >= 0) & (p <= 1) & (c >= 0)
    done = ~valid | (c == 0) | (p == end) | np.isinf(c)
    inner_p, inner_c = np.where(done, 0.5, p), np.where(done, 0.125, c)
    q, certain = _step(inner_p, inner_c, _candidate(inner_p, inner_c, side), side)
    for i in np.flatnonzero(~certain & ~done):
        q[i] = _by_ball(float(p[i]), float(c[i]), side)
    return np.where(done, np.where(valid, np.where(np.isinf(c) & (p != end), end, p), np.nan), q)


def _by_ball(p: float, c: float, side: int) -> float:
    from corollary.logic.arithmetic import floats

    return floats.kl_inverse(p, c) if side > 0 else floats.kl_inverse_lower(p, c)


def _candidate(p: Array, c: Array, side: int) -> Array:
    """A float64 q on the given side of p, strictly between 0 and 1, within a few units of the root (not certified)."""
    r = 1 - p
    entropy = -np.where(p == 0, 0.0, p * np.log(p)) - np.where(r == 0, 0.0, r * np.log1p(-p))
    # A start outside the root, so that Newton's iteration for a convex function descends to it: the explicit forms of the
    # bound, each with its mirror image, and kl >= (1 - p) log(1 / (1 - q)) - entropy.
    left, right = (p, r) if side > 0 else (r, p)
    distance = np.minimum(np.sqrt(2 * left * c) + 2 * c, np.sqrt(np.minimum(c / 2, 2 * right * c)))
    if side > 0:
        q = np.minimum(p + distance, -np.expm1(-(c + entropy) / r))
    else:
        q = np.maximum(p - distance, np.exp(-(c + entropy) / p))
    low, high = (np.nextafter(p, 1), _ALMOST_ONE) if side > 0 else (5e-324, np.nextafter(p, 0))
    safe = np.where(p == 0, 1.0, p)
    for _ in range(8):
        q = np.clip(q, low, high)
        d = q - p
        first = np.where(d > -0.5 * p, np.log1p(d / safe), np.log(q / safe)) if side < 0 else np.log1p(d / safe)
        value = -np.where(p == 0, 0.0, p * first) - r * np.log1p(-d / r)
        q = q - (value - c) * q * (1 - q) / d
    return np.asarray(np.clip(q, low, high))


def _step(p: Array, c: Array, q: Array, side: int) -> tuple[Array, NDArray[np.bool_]]:
    """One Newton step from q, with its errors on the safe side, rounded outward; and where that is certain."""
    zero = np.zeros_like(p)
    d = dd.two_sum(q, -p)
    r, s = dd.two_sum(np.ones_like(p), -p), dd.two_sum(np.ones_like(p), -q)
    safe = np.where(p == 0, q, p)
    first = dd.log_ratio((np.where(p == 0, 0.0, d[0]), np.where(p == 0, 0.0, d[1])), (q, zero), (safe, zero))
    second = dd.log_ratio((-d[0], -d[1]), s, r)
    kl = dd.add(dd.multiply((p, zero), first), dd.multiply(r, second))  # with the sign turned
    excess = dd.add(kl, (c, zero))
    step = (excess[0] + excess[1]) * q * s[0] / d[0]
    # An error of 2^-64 of a logarithm moves the root by at most 2^-64 q, by log x <= x - 1; far below p an error of 2^-70
    # moves it by at most 2^-69 q. The rounding of `step` itself moves it by at most 2^-50 of the step.
    slack = q * 2.0**-59 + np.abs(step) * 2.0**-48
    high, low = dd.two_sum(q, step + side * slack)
    outward = np.where(low * side > 0, np.nextafter(high, side * np.inf), high)
    tiny = np.minimum(np.minimum(q, np.abs(d[0])), c)
    # Newton's step overshoots by about step^2 / (2 d), which must stay below a unit in the last place; or else the root
    # must lie between p and q, with q next to p.
    close = (np.abs(step) < np.sqrt(np.abs(d[0])) * np.sqrt(q) * 2.0**-27) | (
        (np.abs(d[0]) <= q * 2.0**-52) & (step * side <= 0)
    )
    certain = (tiny > _SMALL) & ((p == 0) | (p > _SMALL)) & close
    return np.clip(outward, 0.0, 1.0), certain & np.isfinite(outward)
