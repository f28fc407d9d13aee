"""Which component each step of each run takes: with replacement, reshuffled every epoch, or shuffled once.

The numbers of a run come from a generator of its own and in portions whose size depends only on n. So they do not depend on
which other runs are drawn beside it, nor on how many steps are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal, get_args

from corollary.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Indices = NDArray[np.unsignedinteger[Any]]

Way = Literal["with replacement", "random reshuffling", "shuffle once"]
WAYS: tuple[Way, ...] = get_args(Way)
PORTION = 4096  # about as many steps are drawn at once; small enough for a block of runs to stay in the cache


def portion(way: Way, n: int) -> int:
    """Steps drawn at once: whole epochs of n where they are few enough, always for shuffled orders."""
    return PORTION if way == WAYS[0] and n > PORTION else max(1, PORTION // n) * n


def generator(seed: int, run: int) -> np.random.Generator:
    """The generator of one run under a seed."""
    import numpy as np

    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(run,)))


def indices(way: Way, n: int, seed: int, runs: Sequence[int], width: int) -> Iterator[Indices]:
    """Endless portions of shape (portion, width), C order: column j is for the run `runs[j]`, further columns are 0.

    The values are 0, …, n − 1 as uint16, or uint32 for n > 65536. Permutations are exactly uniform.

    Raises:
        InputError: there is no such way.
    """
    import numpy as np

    if way not in WAYS:
        raise InputError(f"There is no way of drawing {way!r}; there are {', '.join(WAYS)}.")
    length = portion(way, n)
    generators = [generator(seed, run) for run in runs]
    dtype: Any = np.uint16 if n <= 1 << 16 else np.uint32
    fixed = _permuted(generators, n, 1) if way == WAYS[2] else None
    while True:
        found = np.zeros((length, width), dtype)
        if way == WAYS[0]:
            drawn = np.array([one.integers(0, n, size=length, dtype=dtype) for one in generators])
        elif fixed is None:
            drawn = _permuted(generators, n, length // n)
        else:
            drawn = np.tile(fixed, length // n)
        found[:, : len(generators)] = drawn.T
        while fixed is not None:
            yield found
        yield found


def _permuted(generators: Sequence[np.random.Generator], n: int, count: int) -> NDArray[Any]:
    """`count` permutations of 0, …, n − 1 from each generator; shape (generators, count · n).

    Random keys with the index in their low bits are sorted, which is three times as fast as `Generator.permuted`. Distinct
    keys put all orders on a par; where two are equal the permutation is drawn again by NumPy.
    """
    import numpy as np

    bits = (n - 1).bit_length()
    # 24 or more random bits beside the index: among 256 keys of 24 bits two are equal once in 500 times.
    dtype: Any = np.uint32 if bits <= 8 else np.uint64
    words = -(-count * n * np.dtype(dtype).itemsize // 8)
    keys = np.array([one.bit_generator.random_raw(words).view(dtype)[: count * n] for one in generators])
    keys = keys.reshape(len(generators), count, n)
    low = dtype((1 << bits) - 1)
    keys &= ~low
    keys |= np.arange(n, dtype=dtype)
    keys.sort(axis=-1)
    tied = ((keys[..., 1:] ^ keys[..., :-1]) <= low).any(axis=-1)
    keys &= low
    for run, place in np.argwhere(tied):
        keys[run, place] = generators[run].permutation(n)
    return keys.reshape(len(generators), count * n)
