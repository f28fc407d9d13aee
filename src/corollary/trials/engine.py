"""Where jobs run. An engine takes jobs as it has room for them and gives results in any order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from corollary.trials.house import one_thread

if TYPE_CHECKING:
    from concurrent.futures import Future


class Job(Protocol):
    """A unit of work, small and hashable: what it computes is fixed by what it says, so it may run anywhere, and twice."""

    @property
    def id(self) -> str:
        """The statement that it belongs to."""

    def run(self) -> Any:
        """Compute it, in this process."""

    def version(self) -> str:
        """A digest of the source that the outcome depends on."""


J = TypeVar("J", bound=Job)


class Engine(Protocol):
    """Runs jobs. `jobs` is asked for more only when there is room, so what is in flight stays bounded."""

    def run(self, jobs: Iterable[J]) -> Iterator[tuple[J, Any]]:
        """Each job with its result, in any order."""


def run_all(jobs: tuple[Job, ...]) -> tuple[tuple[Any, ...], float]:
    """Run several jobs here, on one thread: their results, and the seconds that they took together."""
    with one_thread():
        start = perf_counter()
        return tuple(job.run() for job in jobs), perf_counter() - start


class Here:
    """This process, one job after another: nothing is begun before its predecessor is known."""

    def run(self, jobs: Iterable[J]) -> Iterator[tuple[J, Any]]:
        """The results, in the order of the jobs."""
        for job in jobs:
            (result,), _ = run_all((job,))
            yield job, result


class Processes:
    """Several processes of this machine."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def run(self, jobs: Iterable[J]) -> Iterator[tuple[J, Any]]:
        """The results, in the order of the jobs."""
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        waiting: deque[tuple[J, Future[Any]]] = deque()
        source = iter(jobs)
        pool = ProcessPoolExecutor(self.workers, get_context("spawn"), _ignore_interrupt)
        try:
            while True:
                for job in islice(source, 4 * self.workers - len(waiting)):
                    waiting.append((job, pool.submit(run_all, (job,))))
                if not waiting:
                    return
                job, future = waiting.popleft()
                (result,), _ = future.result()
                yield job, result
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _ignore_interrupt() -> None:
    """Ctrl-C is for the process that keeps the results."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
