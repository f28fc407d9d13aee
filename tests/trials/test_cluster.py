"""The Dask engine gives bit for bit what this process gives, also when a worker is killed in the middle."""

import os
import signal

import pytest

from corollary import corpus
from corollary.errors import CorollaryError, InputError
from corollary.trials import cluster as module
from corollary.trials.batch import Batch
from corollary.trials.cluster import Cluster
from corollary.trials.engine import Here
from corollary.trials.session import Budget, Session, Stream
from tests.trials.test_session import _counts

distributed = pytest.importorskip("distributed")
IDS = ("test-set-bound", "markov-inequality", "networks-fit-random-labels", "aliasing-controls-shift-error")


def _session(engine, draws):
    streams = [Stream(entry, 1000) for id_ in IDS for entry in corpus.trials(id_)]
    session = Session(streams, 7, Budget(draws), engine)
    session.run()
    return session


class Killing:
    """Runs on a cluster, and kills one of its workers when some results are there."""

    def __init__(self, address, pid, after):
        self.engine, self.pid, self.after, self.twice = Cluster(address), pid, after, 0

    def run(self, batches):
        seen = set()
        for number, found in enumerate(self.engine.run(batches)):
            if number == self.after:
                os.kill(self.pid, signal.SIGKILL)
            self.twice += found[0] in seen
            seen.add(found[0])
            yield found


@pytest.fixture(scope="module")
def local():
    import dask

    with dask.config.set({"distributed.scheduler.allowed-failures": 10}):
        made = distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
    with made:
        yield made


def test_a_cluster_finds_what_this_process_finds_although_a_worker_dies(local, monkeypatch):
    monkeypatch.setattr(module, "SECONDS", 0.05)  # many small parcels
    here = _session(Here(), 800)
    with distributed.Client(local) as client:
        pid = next(iter(client.run(os.getpid).values()))
    engine = Killing(local.scheduler_address, pid, after=10)
    there = _session(engine, 800)
    assert _counts(there) == _counts(here)
    assert engine.twice == 0
    with distributed.Client(local) as client:
        client.wait_for_workers(2, timeout=60)
        assert pid not in client.run(os.getpid).values(), "the worker was indeed killed"


def test_workers_with_another_source_are_refused(local, monkeypatch):
    monkeypatch.setattr(Batch, "version", lambda batch: "of another source")
    with pytest.raises(CorollaryError, match="another source"):
        _session(Cluster(local.scheduler_address), 200)


def test_no_scheduler_is_said_in_a_sentence(monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0.5)
    with pytest.raises(InputError, match="No Dask scheduler answers"):
        _session(Cluster("tcp://127.0.0.1:9"), 200)


def test_jobqueue_makes_the_script_that_the_documentation_shows():
    jobqueue = pytest.importorskip("dask_jobqueue")
    with jobqueue.SLURMCluster(
        cores=8,
        processes=8,
        memory="16GB",
        walltime="02:00:00",
        queue="short",
        scheduler_options={"dashboard_address": None},
    ) as made:
        script = made.job_script()
    assert "#SBATCH -p short" in script and "#SBATCH -t 02:00:00" in script and "--nworkers 8" in script
