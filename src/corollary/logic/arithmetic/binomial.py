"""Factorials, binomial coefficients and their sums, and exact limits of a proportion, on ``arb`` arguments."""

from __future__ import annotations

import math
from typing import Any

from corollary.logic.arithmetic.ball import rigorous
from corollary.logic.arithmetic.out_of_range import OutOfRange
from corollary.logic.arithmetic.tail import log_lower_tail, ratio_sum

WORKING, TIGHT = 224, 96
# A count within this below a whole number is taken for that number: a measured 0.03 * 100 is 3 errors, not 2, and a dimension of
# 0.6931471805599453 / log 2 is 1, not 0.
SLACK = 2.0**-20


def log_factorial(n: Any) -> Any:
    """log n! for a ball of n >= 0 (the gamma function between whole numbers)."""
    if not n >= 0:
        raise OutOfRange(f"log_factorial of {n.str(10)}, which is not certainly nonnegative.")
    with rigorous(WORKING):
        return n if n.is_zero() else (n + 1).lgamma()


def log_binomial(n: Any, k: Any) -> Any:
    """log of the number of k-subsets of n things, 0 <= k <= n."""
    if not (k >= 0 and k <= n):
        raise OutOfRange(f"log_binomial({n.str(10)}, {k.str(10)}): not certainly 0 <= k <= n.")
    with rigorous(WORKING):
        return (n + 1).lgamma() - (k + 1).lgamma() - (n - k + 1).lgamma()


def log_binomial_sum(n: Any, d: Any) -> Any:
    """log of sum over i <= d of binomial(n, i): increasing in n and in d, each taken down to a whole number (d with `SLACK`)."""
    if not (n >= 0 and d >= 0):
        raise OutOfRange(f"log_binomial_sum({n.str(10)}, {d.str(10)}): not certainly nonnegative.")
    with rigorous(WORKING):
        most = _log_binomial_sum(_floor(n.upper()), d.upper() + SLACK)
        return most.union(_log_binomial_sum(_floor(n.lower()), d.lower() + SLACK))


def _log_binomial_sum(n: int, size: Any) -> Any:
    from flint import arb

    if size >= n:
        return n * arb(2).log()
    d = _floor(arb(size))
    if 2 * d >= n:
        # 2^n less the mirrored sum
        return n * arb(2).log() + (-(_log_binomial_sum(n, n - d - 1) - n * arb(2).log()).exp()).log1p()
    return log_binomial(arb(n), arb(d)) + ratio_sum(d, n, arb(1), TIGHT).log()


def binomial_upper(errors: Any, n: Any, delta: Any) -> Any:
    """The hull of the Clopper-Pearson upper limits: increasing in errors, decreasing in delta."""
    count = _trials("binomial_upper", n)
    few, many = (_count("binomial_upper", e + SLACK, count) for e in (errors.lower(), errors.upper()))
    least, most = _level("binomial_upper", delta)
    with rigorous(WORKING):
        highest = _upper(many, count, least)
        return highest if few == many and least == most else highest.union(_upper(few, count, most))


def binomial_lower(errors: Any, n: Any, delta: Any) -> Any:
    """The hull of the Clopper-Pearson lower limits: increasing in errors, increasing in delta."""
    count = _trials("binomial_lower", n)
    # n - (n - errors taken down) takes errors up
    few, many = (count - _count("binomial_lower", count - e + SLACK, count) for e in (errors.lower(), errors.upper()))
    least, most = _level("binomial_lower", delta)
    with rigorous(WORKING):
        lowest = _lower(few, count, least)
        return lowest if few == many and least == most else lowest.union(_lower(many, count, most))


def _floor(x: Any) -> int:
    return int(x.floor().unique_fmpz())


def _trials(name: str, n: Any) -> int:
    whole = n.unique_fmpz()
    if whole is None or whole < 1:
        raise OutOfRange(f"{name}: the number of trials {n.str(10)} is not one positive whole number.")
    return int(whole)


def _count(name: str, errors: Any, n: int) -> int:
    with rigorous(WORKING):
        if not (errors >= 0 and errors <= n + 2 * SLACK):
            raise OutOfRange(f"{name}: the count is not certainly between 0 and {n}.")
        return _floor(errors.lower())


def _level(name: str, delta: Any) -> tuple[Any, Any]:
    if not (delta > 0 and delta < 1):
        raise OutOfRange(f"{name}: delta = {delta.str(10)} is not certainly between 0 and 1.")
    return delta.lower(), delta.upper()


def _upper(k: int, n: int, delta: Any) -> Any:
    """The p with P(Bin(n, p) <= k) = delta; 1 if k = n."""
    from flint import arb

    if k == n:
        return arb(1)
    if k == 0:
        return -(delta.log() / n).expm1()
    return 1 / (1 + (-_log_odds(k, n, delta)).exp())


def _lower(k: int, n: int, delta: Any) -> Any:
    """The p with P(Bin(n, p) >= k) = delta; 0 if k = 0. The mirror image of the upper limit for n - k."""
    from flint import arb

    if k == 0:
        return arb(0)
    if k == n:
        return (delta.log() / n).exp()
    return 1 / (1 + _log_odds(n - k, n, delta).exp())


def _log_odds(k: int, n: int, delta: Any) -> Any:
    """The log-odds y of the p with P(Bin(n, p) <= k) = delta, 0 < k < n, as a ball of certain ends."""
    from flint import arb

    if 2 * delta > 1:  # by the upper tail, which is then the small one: P(Bin(n, 1 - p) <= n - k - 1) = 1 - delta
        return -_log_odds(n - k - 1, n, 1 - delta) if k < n - 1 else -_log_odds_of_none(n, 1 - delta)
    level, y, bits = delta.log(), _start(k, n, delta), 20
    for _ in range(100):
        value, slope = log_lower_tail(k, n, y, bits)
        miss = abs(value - level).upper()
        y = (y - (value - level) / slope).mid()
        if bits == TIGHT and miss < arb(2) ** (20 - TIGHT):
            break
        # Newton's error is squared at each step, and so many bits are worth computing
        bits = TIGHT if miss == 0 else min(max(bits, 20 - 2 * math.frexp(float(miss))[1]), TIGHT)
    return _bracket(k, n, level, y, abs(arb(2) ** (16 - TIGHT) / slope) + abs(y) * arb(2) ** (8 - WORKING))


def _bracket(k: int, n: int, level: Any, y: Any, width: Any) -> Any:
    """The least ball tried around y whose lower end certainly has a tail above the level and whose upper end below."""
    while True:
        low, high = (y - width).lower(), (y + width).upper()
        if log_lower_tail(k, n, low, TIGHT)[0] >= level and log_lower_tail(k, n, high, TIGHT)[0] <= level:
            return low.union(high)
        width = width * 256


def _log_odds_of_none(n: int, delta: Any) -> Any:
    """The log-odds of the p with P(Bin(n, p) = 0) = delta."""
    rate = -delta.log() / n
    return rate.expm1().log()


def _start(k: int, n: int, delta: Any) -> Any:
    """Log-odds at or above the root, from Chernoff's bound n kl(k/n, p) <= log(1/delta)."""
    from flint import arb

    from corollary.logic.arithmetic.divergence import kl_inverse

    with rigorous(64):
        share = arb(k) / n
        p = kl_inverse(share.mid(), (-delta.log() / n).upper()).upper().min(1 - arb(2) ** -60)
        return (p / (1 - p)).log().mid()
