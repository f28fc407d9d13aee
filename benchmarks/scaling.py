"""What a run of trials costs a Dask cluster in messages and bytes, and how well two workers are used.

    python benchmarks/scaling.py [--draws 4000] [--area probability]

Starts a scheduler and workers as processes of their own, counts every message that the scheduler reads and writes, and compares
the time with that of one worker and of this process. The outcomes must be equal. docs/scaling.md builds on the figures.
"""

from __future__ import annotations

import argparse
import pickle
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from distributed import Client

from corollary import corpus
from corollary.trials import chosen, cluster
from corollary.trials.batch import Batch
from corollary.trials.cluster import Cluster
from corollary.trials.engine import Engine, Here
from corollary.trials.session import Budget, Session, Stream


@contextmanager
def running(workers: int) -> Iterator[str]:
    """The address of a scheduler with so many workers, all of them processes of their own."""
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    address = f"tcp://127.0.0.1:{9100 + workers}"
    line = [sys.executable, "-m", "dask"]
    started = [
        subprocess.Popen([*line, "scheduler", "--port", address.rsplit(":")[-1], "--dashboard-address", ":0"], **quiet)
    ]
    started.append(
        subprocess.Popen(
            [*line, "worker", address, "--nworkers", str(workers), "--nthreads", "1", "--dashboard-address", ":0"],
            **quiet,
        )
    )
    try:
        with Client(address, timeout=60) as client:
            client.wait_for_workers(workers, timeout=60)
            client.run(load)
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()


def load() -> None:
    """Import the corpus before the clock starts."""
    import scipy.stats  # noqa: F401

    corpus.trials()


def count(dask_scheduler: Any = None) -> None:
    """In the scheduler: count what comes and goes from now on."""
    from distributed.comm import tcp

    counts = dask_scheduler.corollary_counts = {"read": [0, 0], "written": [0, 0]}
    read, write = tcp.from_frames, tcp.TCP.write

    async def counted_read(frames: Any, *rest: Any, **options: Any) -> Any:
        counts["read"][0] += 1
        counts["read"][1] += sum(memoryview(frame).nbytes for frame in frames)
        return await read(frames, *rest, **options)

    async def counted_write(self: Any, *rest: Any, **options: Any) -> Any:
        size = await write(self, *rest, **options)
        counts["written"][0] += 1
        counts["written"][1] += size or 0
        return size

    tcp.from_frames, tcp.TCP.write = counted_read, counted_write


def counted(dask_scheduler: Any = None) -> Any:
    """In the scheduler: what was counted."""
    return dask_scheduler.corollary_counts


def timed(area: str, draws: int, engine: Engine) -> tuple[float, Session]:
    """Seconds of a run, and the run."""
    session = Session([Stream(entry, 1000) for entry in chosen(None, area)], 0, Budget(draws), engine)
    start = time.perf_counter()
    session.run()
    return time.perf_counter() - start, session


def outcome(session: Session) -> list[Any]:
    """All that was found but the time it took."""
    return [{**vars(stream.tally), "seconds": None} for stream in session.streams]


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--draws", type=int, default=4000)
    parser.add_argument("--area", default="probability")
    parser.add_argument("--seconds", type=float, default=cluster.SECONDS, help="work in a parcel")
    options = parser.parse_args()
    cluster.SECONDS = options.seconds
    load()
    here, known = timed(options.area, options.draws, Here())
    batches = sum(stream.tally.batches for stream in known.streams)
    print(f"this process: {here:.1f} s, {batches} batches, {here / batches * 1e3:.1f} ms each\n")
    print("| workers | seconds | speed over one worker | parcels | scheduler reads | scheduler writes |")
    print("| --- | --- | --- | --- | --- | --- |")
    alone = None
    for workers in (1, 2):
        with running(workers) as address:
            with Client(address) as client:
                client.run_on_scheduler(count)
            keys: set[str] = set()
            key = cluster._key
            cluster._key = lambda parcel, keys=keys, key=key: keys.add(found := key(parcel)) or found  # type: ignore[misc]
            seconds, found = timed(options.area, options.draws, Cluster(address))
            cluster._key = key
            with Client(address) as client:
                counts = client.run_on_scheduler(counted)
        assert outcome(found) == outcome(known), "the cluster found something else"
        alone = alone or seconds
        shown = [f"{n} messages, {size / 1e3:.0f} kB" for n, size in counts.values()]
        print(f"| {workers} | {seconds:.1f} | {alone / seconds:.2f} | {len(keys)} | {shown[0]} | {shown[1]} |")
    parcels = {
        n: tuple((Batch("hoeffding-inequality", "coins", 0, k), "0" * 20) for k in range(n)) for n in (1, 10, 100, 512)
    }
    print(
        "\npickled parcels: " + ", ".join(f"{n} batches {len(pickle.dumps(parcel))} B" for n, parcel in parcels.items())
    )


if __name__ == "__main__":
    main()
