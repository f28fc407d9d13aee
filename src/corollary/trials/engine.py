"""Where batches run. An engine takes batches as it has room for them and gives results in any order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from corollary.trials.batch import Batch, Seen, run_all

if TYPE_CHECKING:
    from concurrent.futures import Future

Found = tuple[Batch, Seen]


class Engine(Protocol):
    """Runs batches. `batches` is asked for more only when there is room, so what is in flight stays bounded."""

    def run(self, batches: Iterable[Batch]) -> Iterator[Found]:
        """The results, in any order."""


class Here:
    """This process, one batch after another: nothing is begun before its predecessor is known."""

    def run(self, batches: Iterable[Batch]) -> Iterator[Found]:
        """The results, in the order of the batches."""
        for batch in batches:
            yield batch, run_all((batch,))[0]


class Processes:
    """Several processes of this machine."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def run(self, batches: Iterable[Batch]) -> Iterator[Found]:
        """The results, in the order of the batches."""
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        waiting: deque[tuple[Batch, Future[tuple[Seen, ...]]]] = deque()
        source = iter(batches)
        pool = ProcessPoolExecutor(self.workers, get_context("spawn"), _ignore_interrupt)
        try:
            while True:
                for batch in islice(source, 4 * self.workers - len(waiting)):
                    waiting.append((batch, pool.submit(run_all, (batch,))))
                if not waiting:
                    return
                batch, future = waiting.popleft()
                yield batch, future.result()[0]
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _ignore_interrupt() -> None:
    """Ctrl-C is for the process that keeps the results."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
