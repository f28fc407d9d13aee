"""What this process grants a batch: one thread for linear algebra, and memory that is kept from batch to batch."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from functools import cache, lru_cache
from typing import Any

# glibc's numbers of the two options, and what they are set to. By default arrays of more than 128 kB go back to the system at once.
MMAP_THRESHOLD, TRIM_THRESHOLD = -3, -1
LARGEST_KEPT, KEPT = 1 << 25, 1 << 29  # bytes


def one_thread() -> AbstractContextManager[Any]:
    """Linear algebra on one thread within it: sums in another order would change the last bit."""
    import scipy.linalg  # noqa: F401  loads the libraries that are to be limited

    keep_memory()
    limited: AbstractContextManager[Any] = _libraries(len(sys.modules)).limit(limits=1)
    return limited


@cache
def keep_memory() -> None:
    """Tell glibc to keep up to 512 MiB of freed memory: getting the same pages anew for every array costs a quarter of the time."""
    import ctypes

    try:
        library = ctypes.CDLL(None)
        library.mallopt(MMAP_THRESHOLD, LARGEST_KEPT)
        library.mallopt(TRIM_THRESHOLD, KEPT)
    except (AttributeError, OSError, TypeError):  # another C library
        return


@lru_cache(maxsize=1)
def _libraries(loaded: int) -> Any:
    """Looking for the libraries takes a millisecond: done again only when modules were loaded since."""
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
