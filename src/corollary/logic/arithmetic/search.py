"""Inverse problems in one whole number."""

from __future__ import annotations

from collections.abc import Callable

from corollary.errors import InputError

RESTARTS = 64


def least_integer(predicate: Callable[[int], bool], low: int, high: int) -> int | None:
    """The least k in [low, high] with `predicate(k)`, None if there is none, for a predicate that once true stays true.

    Doubling from `low`, then bisection: about 2 log2(k - low) evaluations. Just above k and at 2k the predicate is
    evaluated once more. Where it fails there (a count that jumps with n, say), the search goes on above: k is then the
    least from which on it was seen to hold. A predicate that fails again and again raises InputError.
    """
    start = low
    for _ in range(RESTARTS):
        least = first_integer(predicate, start, high)
        if least is None:
            return None
        later = sorted({k for k in (least + 1, least + 2, least + 3, 2 * least) if least < k <= high}, reverse=True)
        failing = next((k for k in later if not predicate(k)), None)
        if failing is None:
            return least
        start = failing + 1
    raise InputError(f"no least whole number in [{low}, {high}]: the condition holds and fails by turns.")


def first_integer(predicate: Callable[[int], bool], low: int, high: int) -> int | None:
    """A k in [low, high] at which the predicate comes true, found by doubling and bisection; None if it was not seen to hold.

    The least of all for a predicate that once true stays true; for others one with `predicate(k)` and not `predicate(k - 1)`.
    """
    if low > high:
        return None
    false, step, true = low - 1, 1, low
    while not predicate(true):
        if true == high:
            return None
        false, true, step = true, min(low + step, high), 2 * step
    while true - false > 1:
        middle = (false + true) // 2
        false, true = (false, middle) if predicate(middle) else (middle, true)
    return true
