"""Trials with a known truth, registered while a test runs."""

from collections.abc import Iterator
from contextlib import contextmanager

from corollary.logic.trial import TRIALS, Attempt, Trial
from corollary.trials import batch

ID = "toy"


def never_fails(rng, draws):
    """Observed values are uniform on (0, 1), the bound is 1: true."""
    return Attempt(rng.uniform(size=draws), 1.0)


def rarely_fails(rng, draws):
    """One draw in five hundred is above the bound: false."""
    return Attempt(rng.uniform(size=draws), 1 - 1 / 500)


def fails_as_allowed(rng, draws):
    """Each draw fails with probability exactly delta: true, and as near to false as can be."""
    return Attempt(rng.uniform(size=draws), 0.9, delta=0.1)


def fails_less(rng, draws):
    """Fails half as often as it may: true."""
    return Attempt(rng.uniform(size=draws), 0.95, delta=0.1)


def fails_more(rng, draws):
    """Fails half again as often as it may: false."""
    return Attempt(rng.uniform(size=draws), 0.85, delta=0.1)


def raises(rng, draws):
    """A trial with a fault of its own."""
    raise ZeroDivisionError("no number")


ALL = (never_fails, rarely_fails, fails_as_allowed, fails_less, fails_more, raises)


@contextmanager
def registered(*functions, id_=ID, breaks=None) -> Iterator[list[Trial]]:
    """The trials of these functions, known to the corpus inside the block."""
    entries = [Trial(id_, function.__name__, function, breaks) for function in functions]
    TRIALS.update({(id_, entry.name): entry for entry in entries})
    batch.find.cache_clear()
    try:
        yield entries
    finally:
        for entry in entries:
            TRIALS.pop((id_, entry.name))
        batch.find.cache_clear()
