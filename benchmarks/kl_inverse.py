"""Inverting the binary relative entropy in a batch: Corollary against bisection and against SciPy's brentq.

    python benchmarks/kl_inverse.py [--values 1000000] [--repeat 3]

Corollary's values are rounded up and certified. Bisection (60 halvings in NumPy, vectorised) and brentq (one call a value,
on a subset) return a number near the root, on either side of it: the last column counts how many of theirs lie certainly
below the truth, found by comparison with Corollary's certified lower neighbour. Times are the least of the repeats; what is
compared is the ratio.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corollary.logic.inverse import kl_inverse

Array = NDArray[np.float64]


def kl(p: Array, q: Array) -> Array:
    """kl(p, q) in float64, for 0 < p < 1 and 0 < q < 1."""
    return np.asarray(p * np.log(p / q) + (1 - p) * np.log((1 - p) / (1 - q)))


def bisection(p: Array, c: Array) -> Array:
    """The middle of the last interval."""
    low, high = p.copy(), np.ones_like(p)
    with np.errstate(divide="ignore"):
        for _ in range(60):
            middle = (low + high) / 2
            below = kl(p, middle) <= c
            low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.asarray((low + high) / 2)


def brentq(p: Array, c: Array) -> Array:
    """SciPy's root finder, one value at a time, at its finest tolerance."""
    from math import log

    from scipy.optimize import brentq as root

    def excess(q: float, a: float, radius: float) -> float:
        return a * log(a / q) + (1 - a) * log((1 - a) / (1 - q)) - radius

    top = 1 - 2.0**-53
    pairs = zip(p.tolist(), c.tolist(), strict=True)
    found = [
        top if excess(top, a, radius) <= 0 else root(excess, a, top, args=(a, radius), xtol=1e-15, rtol=1e-15)
        for a, radius in pairs
    ]
    return np.array(found)


def least_time(work: Callable[[], Any], repeat: int) -> tuple[float, Any]:
    """Seconds of the fastest of `repeat` runs, and the result."""
    best, result = float("inf"), None
    for _ in range(repeat):
        start = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - start)
    return best, result


def main() -> None:
    """Prints a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--values", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    rng = np.random.default_rng(0)
    p, c = rng.random(arguments.values), 10 ** rng.uniform(-6, 0.5, arguments.values)
    few = slice(0, max(arguments.values // 100, 1))
    ours, certified = least_time(lambda: kl_inverse(p, c), arguments.repeat)
    # At most two units in the last place above the truth: what is below these is certainly below the truth.
    below = np.nextafter(np.nextafter(np.nextafter(certified, 0), 0), 0)
    ours /= p.size
    print("| method | microseconds a value | ratio to Corollary | values below the truth |")
    print("| --- | --- | --- | --- |")
    print(f"| Corollary, certified | {1e6 * ours:.2g} | 1 | none |", flush=True)
    halved, values = least_time(lambda: bisection(p, c), 1)
    share = np.mean(values < below)
    print(
        f"| bisection, NumPy | {1e6 * halved / p.size:.2g} | {halved / p.size / ours:.0f} | {share:.0%} |", flush=True
    )
    alone, values = least_time(lambda: brentq(p[few], c[few]), 1)
    share, each = np.mean(values < below[few]), alone / p[few].size
    print(f"| SciPy brentq, one by one | {1e6 * each:.2g} | {each / ours:.0f} | {share:.0%} |")


if __name__ == "__main__":
    main()
