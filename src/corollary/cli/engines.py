"""Where long work runs: the options --engine, --scheduler and --workers."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

from corollary.errors import InputError

if TYPE_CHECKING:
    from corollary.trials.engine import Engine

Name = Annotated[str, typer.Option("--engine", help="local (this machine) or dask (a cluster).")]
Scheduler = Annotated[
    str | None,
    typer.Option("--scheduler", help="Address of a Dask scheduler; without it a cluster is started on this machine."),
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", min=1, max=1024, help="Processes on this machine: 1 for local, all cores for dask."),
]


def chosen(name: str, scheduler: str | None, workers: int | None) -> "Engine":
    """The engine that the options name.

    Raises:
        InputError: there is no such engine, or an address without Dask.
    """
    from corollary.trials.engine import Here, Processes

    if name not in ("local", "dask"):
        raise InputError(f"--engine {name} is not known; use local or dask.")
    if scheduler is not None and name != "dask":
        raise InputError("--scheduler needs --engine dask.")
    if name == "dask":
        from corollary.trials.cluster import Cluster

        return Cluster(scheduler, workers or os.cpu_count() or 1)
    return Here() if workers in (None, 1) else Processes(workers or 1)
