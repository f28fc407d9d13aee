"""The command that runs a rule or an experiment over a grid: sweep."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corollary.cli import engines
from corollary.cli.output import Json, console, print_json
from corollary.errors import InputError

if TYPE_CHECKING:
    from corollary.trials.table import Sweep


def sweep(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Identity of a statement with a rule, or of a question.")],
    over: Annotated[
        list[str],
        typer.Option(help="Places: n=10:1e6:log, n=10:1000:7 or delta=0.01,0.05. Repeat it. Experiments: seed=0:9."),
    ],
    hold: Annotated[list[str] | None, typer.Option(help="A number to hold fixed: loss=1. Repeat it.")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The table, .parquet; figures (SVG, PNG) beside it.")
    ] = None,
    force: Annotated[bool, typer.Option(help="Overwrite files that are there.")] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="An experiment: keep the seeds in the table that is there.")
    ] = False,
    engine: engines.Name = "local",
    scheduler: engines.Scheduler = None,
    workers: engines.Workers = None,
    json: Json = False,
) -> None:
    """The number that a theorem concludes over a grid of hypotheses, or an experiment over seeds: Parquet and a figure."""
    from corollary.cli.progress import progress
    from corollary.trials import grid, table
    from corollary.trials import sweep as lab

    path = out or Path(f"{id_.replace('-', '_')}.parquet")
    if path.suffix != ".parquet":
        raise InputError(f"{path} does not end in .parquet; the table is written as Parquet.")
    files = [path, path.with_suffix(".svg"), path.with_suffix(".png")]
    there = [file for file in files if file.exists()]
    if there and not force and not resume:
        raise InputError(f"{there[0]} is there already; choose another file with --out, or --force to overwrite it.")
    axes = dict(grid.read(one) for one in over)
    if len(axes) < len(over):
        raise InputError("Two --over have one name; give each name once.")
    held = {name: float(places[0]) for name, places in map(grid.read, hold or [])}
    where, begun = engines.chosen(engine, scheduler, workers), table.read(path) if resume and path.exists() else None
    with progress(quiet=json) as say:
        found = lab.sweep(id_, axes, held, say, engine=where, begun=begun)
    if not found.size:
        typer.echo("Interrupted before the first seed was done.", err=True)
        raise typer.Exit(130)
    found.save(path)
    files[1].write_text(found.svg(), encoding="utf-8")
    files[2].write_bytes(found.png())
    if json:
        print_json(
            {"id": found.id, "rows": found.size, "over": list(found.over), "value": list(found.value), "held": found.held,
             "complete": found.complete, "written": [str(file) for file in files]}
        )  # fmt: skip
    else:
        _typeset(found, files)
    if not found.complete:
        raise typer.Exit(130)


def _typeset(found: "Sweep", files: list[Path]) -> None:
    console().print(f"{found.id}: {found.size} rows over {', '.join(found.over)}.", markup=False)
    if found.held:
        console().print("Held fixed: " + ", ".join(f"{n} = {v:.6g}" for n, v in found.held.items()) + ".", markup=False)
    console().print(f"Written: {', '.join(map(str, files))}.", style="dim", markup=False)
    if not found.complete:
        console().print("Interrupted: --resume runs the seeds that are missing.", style="yellow")
