"""Many independent stochastic-gradient runs at once, in float64 on the processor.

Blocks of 64 runs go through one compiled loop, each block on a thread that also draws its indices. The numbers of a run, and
so all its points to the last bit, depend on the seed and its own number only: not on the other runs, nor on the threads.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import chain, pairwise
from threading import Event
from typing import TYPE_CHECKING, Any

from corollary.descent.components import Components
from corollary.descent.loop import WIDTH, Loop, compiled
from corollary.descent.orders import WAYS, Way, indices, portion
from corollary.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

Measure = Callable[["Array"], "Array"]
Steps = Callable[["NDArray[np.int64]"], "ArrayLike"]

AHEAD = 16  # portions of indices that a block may draw while the loop is being compiled
TICK = 0.2  # seconds between two calls of `progress`


@dataclass(frozen=True, eq=False)
class Runs:
    """What was measured: `values` (checkpoints, runs, …) and, of every run, the `last` point (runs, d)."""

    checkpoints: tuple[int, ...]
    values: Array
    last: Array

    def mean(self) -> Array:
        """Mean over the runs; shape (checkpoints, …)."""
        mean: Array = self.values.mean(axis=1)
        return mean

    def standard_error(self) -> Array:
        """Standard error of the mean over the runs; shape (checkpoints, …); nan for a single run."""
        import numpy as np

        count = self.values.shape[1]
        if count < 2:
            return np.full_like(self.mean(), np.nan)
        return np.asarray(self.values.std(axis=1, ddof=1) / count**0.5)


def run(
    components: Components,
    way: Way,
    step: float | Steps,
    checkpoints: int | Sequence[int],
    runs: int | range,
    *,
    seed: int,
    start: ArrayLike | None = None,
    measure: Measure | None = None,
    progress: Callable[[float], None] | None = None,
    threads: int | None = None,
) -> Runs:
    """Runs x ← x − γ_t ∇f_i(x), i drawn in the given way, and measures the points at the checkpoints.

    Args:
        step: γ, or a function from the numbers of steps t = 0, 1, … (an int64 array) to the γ_t.
        checkpoints: after how many steps to measure: one number or several, increasing; 0 is the start.
        runs: how many, numbered from 0; or a range of numbers, so that runs can be added later or elsewhere.
        start: the first point, (d,) for all runs or (runs, d); 0 if none is given.
        measure: from the points (m, d) of m runs to an array (m, …), called from several threads; none: the points themselves.
        progress: told the share of the work that is done, in this thread. What it raises ends the runs, as Ctrl-C does.
        threads: at most so many blocks of 64 runs at a time; by default one a core.

    Memory is that of the values, plus 16 portions of 64 · max(4096, n) indices a thread (2 bytes each, 4 if n > 65536).

    Raises:
        InputError: an argument is out of range or of the wrong shape.
    """
    import numpy as np

    numbers = range(runs) if isinstance(runs, int) else runs
    marks = (checkpoints,) if isinstance(checkpoints, int) else tuple(int(mark) for mark in checkpoints)
    _check(way, step, marks, numbers, seed, threads)
    points = _starts(components, start, len(numbers))
    places = [slice(first, first + WIDTH) for first in range(0, len(numbers), WIDTH)]
    work = [
        _Block(components, way, _steps(step), marks, numbers[place], seed, points[place], measure) for place in places
    ]
    pieces = _all(work, progress, threads or _cores())
    values = np.concatenate([values for values, _ in pieces], axis=1)
    return Runs(marks, values, np.concatenate([last for _, last in pieces]))


@dataclass(eq=False)
class _Block:
    """Up to 64 runs that go in step."""

    components: Components
    way: Way
    steps: Steps
    marks: tuple[int, ...]
    runs: range
    seed: int
    points: Array
    measure: Measure | None
    done: int = field(default=0)

    def indices(self) -> Iterator[Any]:
        return indices(self.way, len(self.components.rows), self.seed, self.runs, WIDTH)

    def run(self, program: Future[Loop], stop: Event) -> tuple[Array, Array]:
        """The values (checkpoints, runs, …) and the last points (runs, d)."""
        import jax
        import numpy as np

        source, ahead = self.indices(), deque[Any]()
        while not program.done() and len(ahead) < min(AHEAD, -(-self.marks[-1] // self.length)):
            ahead.append(next(source))
        advance = program.result()
        marks, x = deque(self.marks), np.zeros((WIDTH, self.points.shape[1]))
        x[: len(self.runs)] = self.points
        values = [self._measured(x)] if marks[0] == 0 and marks.popleft() == 0 else []
        with jax.enable_x64(True):
            for drawn in chain(ahead, source) if marks else ():
                sizes = self._sizes()
                at = 0
                while marks and at < self.length and not stop.is_set():
                    end = min(self.length, marks[0] - self.done)
                    x = np.asarray(advance(x, drawn, sizes, np.uint32(at), np.uint32(end)))
                    at = end
                    if self.done + at == marks[0]:
                        marks.popleft()
                        values.append(self._measured(x))
                self.done += at
                if not marks or stop.is_set():
                    break
        return np.array(values), x[: len(self.runs)]

    @property
    def length(self) -> int:
        return portion(self.way, len(self.components.rows))

    def _sizes(self) -> Array:
        import numpy as np

        sizes = np.asarray(self.steps(np.arange(self.done, self.done + self.length)), np.float64)
        if sizes.shape not in ((), (self.length,)):
            raise InputError(
                f"The step of {self.length} numbers of steps has the shape {sizes.shape}; give one for each."
            )
        return np.ascontiguousarray(np.broadcast_to(sizes, self.length))

    def _measured(self, x: Array) -> Array:
        import numpy as np

        x = x[: len(self.runs)]
        return np.asarray(x if self.measure is None else self.measure(x), np.float64)


def _all(work: list[_Block], progress: Callable[[float], None] | None, threads: int) -> list[tuple[Array, Array]]:
    """Run the blocks; stop them all if one fails, if `progress` raises, or on Ctrl-C."""
    stop, total = Event(), max(1, sum(block.marks[-1] for block in work))
    with ThreadPoolExecutor(min(threads, len(work) + 1)) as pool:
        try:
            # Queued first; till it is done the other threads draw.
            program = pool.submit(compiled, work[0].components, work[0].length)
            found = [pool.submit(block.run, program, stop) for block in work]
            waiting: set[Future[Any]] = set(found)
            while waiting:
                _, waiting = wait(waiting, TICK, FIRST_EXCEPTION)
                for one in found:
                    if one.done():
                        one.result()
                if progress is not None:
                    progress(sum(block.done for block in work) / total)
        finally:
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
    return [one.result() for one in found]


def _steps(step: float | Steps) -> Steps:
    return step if callable(step) else lambda _: step


def _starts(components: Components, start: ArrayLike | None, count: int) -> Array:
    import numpy as np

    shape = count, components.rows.shape[1]
    given = np.zeros(shape[1]) if start is None else np.asarray(start, np.float64)
    if given.shape not in (shape, shape[1:]):
        raise InputError(f"The start has the shape {given.shape}; give {shape[1:]} for all runs or {shape}.")
    return np.broadcast_to(given, shape)


def _check(way: str, step: float | Steps, marks: tuple[int, ...], runs: range, seed: int, threads: int | None) -> None:
    if way not in WAYS:
        raise InputError(f"There is no way of drawing {way!r}; there are {', '.join(WAYS)}.")
    if not callable(step) and not 0 < step < float("inf"):
        raise InputError(f"The step {step} is not positive and finite.")
    if not marks or marks[0] < 0 or any(a >= b for a, b in pairwise(marks)):
        raise InputError(
            f"The checkpoints {marks} are not increasing numbers of steps; give at least one, none negative."
        )
    if threads is not None and threads < 1:
        raise InputError(f"The number of threads is {threads}; give at least 1.")
    if not runs or min(runs) < 0 or seed < 0:
        raise InputError(f"The runs {runs} with seed {seed}: give at least one run, and no negative number.")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
