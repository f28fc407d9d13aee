"""The same jobs on a Dask cluster.

Jobs travel in parcels of about a second of work. A parcel's key is a digest of what is in it, and what it computes is fixed by
it: a worker that dies takes nothing with it but time, and a parcel that is computed twice is counted once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING, Any

from corollary.errors import CorollaryError, InputError
from corollary.trials.engine import J, Job, run_all

if TYPE_CHECKING:
    from distributed import Client, Future

Parcel = tuple[tuple[Job, str], ...]

SECONDS = 1.0  # of work in a parcel: the scheduler handles a few hundred to a few thousand of them a second
LARGEST = 512  # jobs in a parcel
AHEAD = 2  # parcels in flight for each thread of the cluster
PATIENCE = 30.0  # seconds to wait for a scheduler
DEATHS = 10  # workers that may die over one parcel before it is given up


class Cluster:
    """A Dask cluster: the one whose scheduler is at `address`, or one of `workers` processes on this machine."""

    def __init__(self, address: str | None = None, workers: int = 2) -> None:
        self.address = address
        self.workers = workers

    def run(self, jobs: Iterable[J]) -> Iterator[tuple[J, Any]]:
        """The results, in the order in which parcels are done.

        Raises:
            InputError: `distributed` is not installed, or no scheduler answers.
            CorollaryError: the workers run another source, or too many of them died over one parcel.
        """
        client, own = self._connect()
        try:
            yield from _results(client, iter(jobs))
        finally:
            client.close()  # type: ignore[no-untyped-call]
            if own is not None:
                own.close()

    def _connect(self) -> tuple[Client, Any]:
        try:
            import dask
            from distributed import Client, LocalCluster
        except ImportError as why:
            raise InputError("--engine dask needs Dask: pip install 'corollary[dask]'.") from why
        if self.address is None:
            with dask.config.set({"distributed.scheduler.allowed-failures": DEATHS}):
                own = LocalCluster(n_workers=self.workers, threads_per_worker=1, dashboard_address=None)  # type: ignore[no-untyped-call]
            return Client(own), own  # type: ignore[no-untyped-call]
        try:
            return Client(self.address, timeout=PATIENCE), None  # type: ignore[no-untyped-call]
        except (OSError, ValueError, TimeoutError) as why:
            raise InputError(
                f"No Dask scheduler answers at {self.address} ({str(why)[:100]}); start one with: dask scheduler."
            ) from why


def work(parcel: Parcel) -> tuple[tuple[Any, ...], float]:
    """On a worker: run a parcel, if the source here is the one that the results will be kept for.

    Raises:
        CorollaryError: it is another.
    """
    for job, version in parcel:
        if version != job.version():
            raise CorollaryError(f"The workers have another source of {job.id}; install the same one everywhere.")
    return run_all(tuple(job for job, _ in parcel))


def _results(client: Client, jobs: Iterator[J]) -> Iterator[tuple[J, Any]]:
    from distributed import as_completed

    flying: dict[Future[Any], tuple[tuple[J, str], ...]] = {}
    done, seconds, asked, room, largest = 0, 0.0, 0.0, 1, 1
    completed = as_completed()  # type: ignore[no-untyped-call]
    while True:
        if monotonic() - asked > 1:  # workers come and go
            room, asked = AHEAD * max(1, sum(client.nthreads().values())), monotonic()  # type: ignore[no-untyped-call]
        # Twice the largest that came back at most: many trials are decided by their first batches, and what was sent is not recalled.
        size = 1 if not done else max(1, min(LARGEST, 2 * largest, int(SECONDS * done / max(seconds, 1e-9))))
        while len(flying) < room and (parcel := tuple((job, job.version()) for job in islice(jobs, size))):
            future = client.submit(work, parcel, key=_key(parcel))
            flying[future] = parcel
            completed.add(future)  # type: ignore[no-untyped-call]
        if not flying:
            return
        future = next(completed)
        parcel = flying.pop(future)
        largest = max(largest, len(parcel))
        results, spent = _outcome(future, parcel)
        done, seconds = done + len(parcel), seconds + spent
        for (job, _), result in zip(parcel, results, strict=True):
            yield job, result
        del future  # the cluster may forget it


def _outcome(future: Future[Any], parcel: Parcel) -> tuple[tuple[Any, ...], float]:
    from distributed import KilledWorker

    try:
        outcome: tuple[tuple[Any, ...], float] = future.result()
        return outcome
    except KilledWorker as why:
        ids = ", ".join(sorted({job.id for job, _ in parcel})[:3])
        raise CorollaryError(f"Workers died again and again over {ids}; give them more memory.") from why


def _key(parcel: Parcel) -> str:
    return "corollary-" + sha256(repr(parcel).encode()).hexdigest()[:32]
