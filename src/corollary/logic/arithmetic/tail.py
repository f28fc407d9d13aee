"""The lower tail of a binomial law, enclosed by a continued fraction.

With t = (1 - p)/p, P(Bin(n, p) <= k) = binomial(n, k) p^k (1 - p)^(n - k) S, where S = sum over j >= 0 of
t^j k (k - 1) ... (k - j + 1) / ((n - k + 1) ... (n - k + j)) is the hypergeometric series 2F1(-k, 1; n - k + 1; -t).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from corollary.logic.arithmetic.ball import rigorous


def ratio_sum(k: int, n: int, t: Any, bits: int) -> Any:
    """A ball around S, to about `bits` bits where t <= (n - k + 1)/k, that is where the tail is a tail.

    Gauss's continued fraction gives S = 1/X_0 with X_m = 1 - a_m / (1 + b_m / X_(m + 1)). Each X_m is a ratio of two
    hypergeometric sums of nonnegative terms, the lesser above, hence in [0, 1], and X_k = 1. So the fraction broken off
    at any m with [0, 1] in place of X_m still encloses S.
    """
    from flint import arb

    depth = 32
    while True:
        low, high = _broken_off(k, n, t, min(depth, k), arb(0)), _broken_off(k, n, t, min(depth, k), arb(1))
        enclosure = low.union(high)
        if depth >= k or (enclosure > 0 and enclosure.rel_accuracy_bits() >= bits) or depth > 1 << 22:
            return 1 / enclosure
        depth *= 2


def _broken_off(k: int, n: int, t: Any, depth: int, tail: Any) -> Any:
    x = tail if depth < k else 1 + 0 * t
    c = n - k + 1
    for m in range(depth - 1, -1, -1):
        a = (k - m) * (c - 1 + m) * t / ((c - 1 + 2 * m) * (c + 2 * m))
        if x == 0:
            x = 1 - 0 * t
            continue
        b = (m + 1) * (n + m + 1) * t / ((c + 2 * m) * (c + 2 * m + 1))
        x = 1 - a / (1 + b / x)
    return x


@lru_cache(maxsize=16)
def _log_coefficient(k: int, n: int) -> Any:
    from flint import arb

    with rigorous(256):
        return arb(n + 1).lgamma() - arb(k + 1).lgamma() - arb(n - k + 1).lgamma()


def log_lower_tail(k: int, n: int, y: Any, bits: int) -> tuple[Any, Any]:
    """log P(Bin(n, p) <= k) at the exact log-odds y of p, 0 < k < n, and its derivative in y."""
    t = (-y).exp()
    p = 1 / (1 + t)
    s = ratio_sum(k, n, t, bits)
    return _log_coefficient(k, n) - (n - k) * y - n * t.log1p() + s.log(), -(n - k) * p / s
