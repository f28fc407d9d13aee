"""The command that tries to refute theorems: try."""

from contextlib import closing
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corollary.cli import engines
from corollary.cli.output import Json, console, print_json
from corollary.errors import InputError

if TYPE_CHECKING:
    from corollary.logic.trial import Trial
    from corollary.trials.engine import Engine
    from corollary.trials.session import Session

SHOWN = 10  # failing draws of one batch that are shown


def try_(
    id_: Annotated[str | None, typer.Argument(metavar="[ID]", help="Identity of a statement.")] = None,
    area: Annotated[str | None, typer.Option(help="Try every statement of an area, such as probability.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Try every statement.")] = False,
    draws: Annotated[
        int | None,
        typer.Option(min=1, help="Random instances for each trial, in batches of 200; 200 unless --minutes is given."),
    ] = None,
    minutes: Annotated[float | None, typer.Option(min=0.0, help="Time for everything together.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same answer.")] = 0,
    mutate: Annotated[
        bool, typer.Option("--mutate", help="Make the theorems wrong on purpose: which changes do their trials notice?")
    ] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from the results that are kept.")] = False,
    engine: engines.Name = "local",
    scheduler: engines.Scheduler = None,
    workers: engines.Workers = None,
    trial: Annotated[str | None, typer.Option(help="Only this trial or ablation.")] = None,
    batch: Annotated[
        int | None, typer.Option(min=0, help="Only this batch of --trial; shows the draws that fail.")
    ] = None,
    json: Json = False,
) -> None:
    """Try to refute theorems: trials must survive, ablations must be refuted. Exit code 1 if one does not."""
    from corollary.trials import chosen

    if (id_ is not None) + (area is not None) + all_ + (mutate and not (id_ or area or all_)) != 1:
        raise InputError("Give the identity of one statement, or --area, or --all.")
    entries = [entry for entry in chosen(id_, area) if trial is None or entry.name == trial]
    if not entries or (batch is not None and trial is None):
        raise InputError(f"{id_ or 'This choice'} has no trial {trial}." if not entries else "--batch needs --trial.")
    if batch is not None:
        _show_batch(entries[0], seed, batch, json)
        return
    session = _session(entries, mutate, draws, minutes, seed, engines.chosen(engine, scheduler, workers))
    _run(session, resume, json)
    from corollary.cli import checking

    _report(session, entries, mutate, json, [] if mutate or trial or session.interrupted else checking.rows(id_, area))


def _session(
    entries: "list[Trial]", mutate: bool, draws: int | None, minutes: float | None, seed: int, engine: "Engine"
) -> "Session":
    from corollary.trials import family, mutants
    from corollary.trials.session import Budget, Session, Stream

    many = family()
    streams: list[Stream] = [Stream(entry, many) for entry in entries]
    if mutate:
        streams = mutants.streams(mutants.rules(entries), entries, many)
    budget = Budget(200 if draws is None and minutes is None else draws, minutes)
    return Session(streams, seed, budget, engine)


def _run(session: "Session", resume: bool, json: bool) -> None:
    from corollary.cli.progress import progress
    from corollary.trials.store import Store

    with closing(Store()) as session.store, progress(quiet=json) as say:
        session.run(resume, say)


def _report(session: "Session", entries: "list[Trial]", mutate: bool, json: bool, steps: list[dict[str, Any]]) -> None:
    from corollary.cli import checking, trial_tables
    from corollary.trials import mutants, results

    data = mutants.report(mutants.rules(entries), session.streams) if mutate else results.as_data(session)
    if json:
        print_json(data if mutate else {**data, "steps": steps})
    else:
        for part in (trial_tables.of_mutants if mutate else trial_tables.of_trials)(data):
            console().print(part, soft_wrap=isinstance(part, str), markup=False)
        for part in checking.typeset(steps):
            console().print(part, soft_wrap=isinstance(part, str), markup=False)
    if session.interrupted:
        raise typer.Exit(130)
    if not mutate and not (data["as_they_must"] and all(row["as_it_must"] for row in steps)):
        raise typer.Exit(1)


def _show_batch(entry: "Trial", seed: int, number: int, json: bool) -> None:
    from corollary.trials.batch import Batch, failing
    from corollary.trials.house import one_thread

    one = Batch(entry.id, entry.name, seed, number)
    with one_thread():
        attempt = one.attempt()
    rows = failing(attempt)
    about: dict[str, Any] = {
        "id": one.id, "trial": one.name, "seed": seed, "batch": number, "draws": attempt.draws, "failures": len(rows),
        "delta": attempt.delta, "claim": "observed <= bound" if attempt.sense == "at_most" else "observed >= bound",
    }  # fmt: skip
    if json:
        print_json({**about, "failing": rows})
        return
    console().print(
        f"{one.id}, {one.name}, seed {seed}, batch {number}: the claim {about['claim']} fails on {len(rows)} of {attempt.draws} draws.",
        markup=False,
    )
    for row in rows[:SHOWN]:
        console().print(f"  draw {row['draw']}: observed {row['observed']!r}, bound {row['bound']!r}", markup=False)
    if len(rows) > SHOWN:
        console().print(f"  and {len(rows) - SHOWN} more; --json shows all.", style="dim")
