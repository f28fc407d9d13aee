"""The command that holds theory against measurement: experiment."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corollary.cli.output import Json, console, print_json
from corollary.errors import InputError

if TYPE_CHECKING:
    from corollary.trials.experiment import Record


def experiment(
    id_: Annotated[str | None, typer.Argument(metavar="[ID]", help="Identity of a question.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same figure.")] = 0,
    quick: Annotated[
        bool, typer.Option("--quick", help="Fewer repeats and places: seconds instead of a minute or two.")
    ] = False,
    out: Annotated[Path, typer.Option(help="Folder for the figure (SVG, PNG) and its data (JSON).")] = Path("."),
    list_: Annotated[bool, typer.Option("--list", help="List the experiments.")] = False,
    force: Annotated[bool, typer.Option(help="Overwrite files that are there.")] = False,
    json: Json = False,
) -> None:
    """Theory against measurement for a question: one figure, its data, and where the two agree and part."""
    from corollary.trials import experiment as lab

    if list_:
        _list([{"id": one.id, "about": one.about} for one in lab.listed()], json)
        return
    if id_ is None:
        raise InputError("Give the identity of a question, or --list.")
    from corollary.cli.progress import progress

    chosen = lab.find(id_)
    if not force:
        _expect_free(out, chosen.id)
    with progress(quiet=json) as say:
        record = chosen.run(seed, quick, say)
    _finished(record, record.save(out), json)


def _expect_free(out: Path, id_: str) -> None:
    there = [path for ending in ("svg", "png", "json") if (path := out / f"{id_.replace('-', '_')}.{ending}").exists()]
    if there:
        raise InputError(f"{there[0]} is there already; choose another folder with --out, or --force to overwrite it.")


def _list(rows: list[dict[str, Any]], json: bool) -> None:
    if json:
        print_json(rows)
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("id", no_wrap=True)
    table.add_column("experiment", overflow="fold")
    for row in rows:
        table.add_row(row["id"], row["about"])
    console().print(table)


def _finished(record: "Record", written: list[Path], json: bool) -> None:
    if json:
        print_json({**record.as_data(), "written": [str(path) for path in written]})
        return
    console().print(record.verdict, markup=False)
    for one in record.outcome.comparisons:
        if one.found != one.expected:
            console().print(
                f"The page expects otherwise of {one.where}: they {one.expected}.", style="yellow", markup=False
            )
    console().print(f"Written: {', '.join(map(str, written))}.", style="dim", markup=False)
