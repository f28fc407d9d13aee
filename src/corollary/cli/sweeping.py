"""The command that runs a rule or an experiment over a grid: sweep."""

from pathlib import Path
from typing import Annotated

import typer

from corollary.cli.output import Json, console, print_json
from corollary.errors import InputError


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
    json: Json = False,
) -> None:
    """The number that a theorem concludes over a grid of hypotheses, or an experiment over seeds: Parquet and a figure."""
    from corollary.cli.progress import progress
    from corollary.trials import grid
    from corollary.trials import sweep as lab

    path = out or Path(f"{id_.replace('-', '_')}.parquet")
    if path.suffix != ".parquet":
        raise InputError(f"{path} does not end in .parquet; the table is written as Parquet.")
    files = [path, path.with_suffix(".svg"), path.with_suffix(".png")]
    there = [file for file in files if file.exists()]
    if there and not force:
        raise InputError(f"{there[0]} is there already; choose another file with --out, or --force to overwrite it.")
    axes = dict(grid.read(one) for one in over)
    if len(axes) < len(over):
        raise InputError("Two --over have one name; give each name once.")
    with progress(quiet=json) as say:
        found = lab.sweep(id_, axes, {name: float(places[0]) for name, places in map(grid.read, hold or [])}, say)
    found.save(path)
    files[1].write_text(found.svg(), encoding="utf-8")
    files[2].write_bytes(found.png())
    if json:
        print_json(
            {"id": found.id, "rows": found.size, "over": list(found.over), "value": list(found.value), "held": found.held,
             "written": [str(file) for file in files]}
        )  # fmt: skip
        return
    console().print(f"{found.id}: {found.size} rows over {', '.join(found.over)}.", markup=False)
    if found.held:
        console().print("Held fixed: " + ", ".join(f"{n} = {v:.6g}" for n, v in found.held.items()) + ".", markup=False)
    console().print(f"Written: {', '.join(map(str, files))}.", style="dim", markup=False)
