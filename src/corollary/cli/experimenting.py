"""The command that holds theory against measurement: experiment."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corollary.cli import engines
from corollary.cli.output import Json, console, print_json
from corollary.errors import InputError

if TYPE_CHECKING:
    from corollary.trials.engine import Engine
    from corollary.trials.experiment import Record, Seeded


def experiment(
    id_: Annotated[str | None, typer.Argument(metavar="[ID]", help="Identity of a question.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same figure.")] = 0,
    quick: Annotated[
        bool, typer.Option("--quick", help="Fewer repeats and places: seconds instead of a minute or two.")
    ] = False,
    out: Annotated[Path, typer.Option(help="Folder for the figure (SVG, PNG) and its data (JSON).")] = Path("."),
    list_: Annotated[bool, typer.Option("--list", help="List the experiments.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="Run every experiment.")] = False,
    force: Annotated[bool, typer.Option(help="Overwrite files that are there.")] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="With --all: leave out those whose files are there.")
    ] = False,
    engine: engines.Name = "local",
    scheduler: engines.Scheduler = None,
    workers: engines.Workers = None,
    json: Json = False,
) -> None:
    """Theory against measurement for a question: one figure, its data, and where the two agree and part."""
    from corollary.trials import experiment as lab

    if list_:
        _list([{"id": one.id, "about": one.about} for one in lab.listed()], json)
        return
    if (id_ is None) != all_:
        raise InputError("Give the identity of a question, or --all, or --list.")
    chosen = lab.listed() if id_ is None else [lab.find(id_)]
    if resume:
        chosen = [one for one in chosen if len(_there(out, one.id)) < 3]
    if not force and not resume:
        _expect_free(out, [one.id for one in chosen])
    jobs = [lab.Seeded(one.id, seed, quick) for one in chosen]
    records, interrupted = _run(jobs, engines.chosen(engine, scheduler, workers), out, json)
    if records or all_:
        _finished(records, all_, json)
    if interrupted:
        raise typer.Exit(130)


def _run(
    jobs: "list[Seeded]", engine: "Engine", out: Path, json: bool
) -> "tuple[list[tuple[Record, list[Path]]], bool]":
    """The records with the files that were written, each as soon as it is there; and whether Ctrl-C ended it."""
    from corollary.cli.progress import progress
    from corollary.trials import experiment as lab
    from corollary.trials.engine import Here
    from corollary.trials.interrupt import heeded

    records: list[tuple[Record, list[Path]]] = []
    with progress(quiet=json) as say:
        if len(jobs) == 1 and isinstance(engine, Here):  # it tells of its own progress
            record = lab.find(jobs[0].id).run(jobs[0].seed, jobs[0].quick, say)
            return [(record, record.save(out))], False
        say("the experiments", 0.0)
        with heeded() as asked:
            for done, (job, record) in enumerate(engine.run(jobs), 1):
                records.append((record, record.save(out)))
                say(job.id, done / len(jobs))
                if asked.is_set():
                    return records, done < len(jobs)
    return records, False


def _there(out: Path, id_: str) -> list[Path]:
    return [path for ending in ("svg", "png", "json") if (path := out / f"{id_.replace('-', '_')}.{ending}").exists()]


def _expect_free(out: Path, ids: list[str]) -> None:
    for there in (path for id_ in ids for path in _there(out, id_)):
        raise InputError(f"{there} is there already; choose another folder with --out, or --force to overwrite it.")


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


def _finished(records: "list[tuple[Record, list[Path]]]", all_: bool, json: bool) -> None:
    data = [{**record.as_data(), "written": [str(path) for path in written]} for record, written in records]
    if json:
        print_json(data if all_ else data[0])
        return
    for record, written in records:
        if all_:
            console().print(record.id, style="bold", markup=False)
        console().print(record.verdict, markup=False)
        for one in record.outcome.comparisons:
            if one.found != one.expected:
                console().print(
                    f"The page expects otherwise of {one.where}: they {one.expected}.", style="yellow", markup=False
                )
        console().print(f"Written: {', '.join(map(str, written))}.", style="dim", markup=False)
