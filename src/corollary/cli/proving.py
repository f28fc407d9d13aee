"""Commands that prove: derive, explain, demo."""

from pathlib import Path
from typing import Annotated, Any

import typer

from corollary.cli.output import Delta, Json, console, print_json
from corollary.errors import InputError


def derive(
    goal: Annotated[
        str | None,
        typer.Argument(
            help="What to conclude: Risk, or 'Risk <= 0.05', or 'AtLeast[Risk]', or all that fits 'Planar*'."
        ),
    ] = None,
    given: Annotated[
        list[str] | None,
        typer.Option(
            help="A fact, for example 'Iid(n=1000)' or 'VCDimension <= 10' or 'EmpiricalRisk <= 3/500'. Repeat it."
        ),
    ] = None,
    delta: Delta = 0.05,
    commit: Annotated[
        str | None, typer.Option(help="Spend all of delta on derivations that use this statement.")
    ] = None,
    solve: Annotated[
        str | None,
        typer.Option(
            help="Find the least value of this count (n) that reaches the goal's value, or the best value of a step."
        ),
    ] = None,
    depth: Annotated[int, typer.Option(min=1, max=20, help="Longest chain of theorems.")] = 8,
    names_of: Annotated[
        str,
        typer.Option(
            "--names", metavar="WORD", help="Only list what can be given or asked for: names that fit a word."
        ),
    ] = "",
    json: Json = False,
) -> None:
    """Everything that follows for a goal from what is given, with each derivation, and what is missing.

    Worked questions, from sample sizes and held-out errors to rates of descent: docs/derive.md.
    """
    from corollary import corpus
    from corollary.logic.derive import derive as run
    from corollary.logic.parse import parse_fact, parse_goal, parse_goals

    names = corpus.vocabulary()
    if names_of:
        from corollary.cli.derivations import print_names

        print_names(names, names_of, json)
        return
    if goal is None:
        raise InputError("A goal is needed, such as Risk; corollary derive --names WORD lists what can be asked for.")
    facts = [parse_fact(one, names) for one in given or []]
    kind: Any
    target: float | None = None
    about: dict[str, str] = {}
    if "*" in goal:
        kind = parse_goals(goal, names, corpus.book(), facts)
    else:
        kind, target, about = parse_goal(goal, names)
    result = run(kind, facts, corpus.book(), delta=delta, commit=commit, depth=depth, about=about)
    if solve is not None:
        from corollary.logic.best import best, is_real

        if is_real(result, solve):
            from corollary.cli.derivations import print_best

            print_best(result, best(result, solve), json)
            return
        if target is None:
            raise InputError(f"--solve {solve} needs a value to reach: write the goal as '{goal} <= 0.05'.")
        from corollary.cli.derivations import print_solutions
        from corollary.logic.solve import solve as least

        print_solutions(result, least(result, solve, target), target, json)
        return
    from corollary.cli.derivations import print_result

    print_result(result, target, json)


def explain(
    model: Annotated[str, typer.Argument(help="A model: .onnx, .keras, or scores as .csv or .npz.")],
    test: Annotated[str | None, typer.Option(help="Held-out data: .npz, .csv or .parquet.")] = None,
    train: Annotated[str | None, typer.Option(help="The data it was trained on.")] = None,
    initial: Annotated[
        str | None, typer.Option(help="The same model before training, for distances from initialisation.")
    ] = None,
    delta: Delta = 0.05,
    commit: Annotated[str | None, typer.Option(help="Spend all of delta on one bound, chosen before looking.")] = None,
    out: Annotated[Path, typer.Option(help="Where to write the report: .html, .md or .json.")] = Path("report.html"),
    force: Annotated[bool, typer.Option(help="Overwrite a report that is there.")] = False,
    json: Json = False,
) -> None:
    """What the theorems allow one to conclude about your model, with every hypothesis and its evidence."""
    from corollary.report import explain as run
    from corollary.report import refuse_to_overwrite, write

    refuse_to_overwrite(out, force)
    with _progress(json) as say:
        report = run(model, train, test, initial=initial, delta=delta, commit=commit, say=say)
    write(report, out, force)
    _finished(report, out, json)


def demo(
    out: Annotated[Path, typer.Option(help="Where to write the report.")] = Path("report.html"),
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same report.")] = 0,
    delta: Delta = 0.05,
    force: Annotated[bool, typer.Option(help="Overwrite a report that is there.")] = False,
    json: Json = False,
) -> None:
    """Train two small networks on real data here and now, and write what is provable about them."""
    from corollary.report import refuse_to_overwrite, write
    from corollary.report.demo import demo as run

    refuse_to_overwrite(out, force)
    with _progress(json) as say:
        report = run(seed=seed, delta=delta, say=say)
    write(report, out, force)
    _finished(report, out, json)


def _progress(json: bool) -> Any:
    from corollary.cli.progress import progress

    return progress(quiet=json)


def _finished(report: Any, out: Path, json: bool) -> None:
    if json:
        from corollary.report import as_data

        print_json(as_data(report))
    else:
        from corollary.report.terminal import summary

        console().print(summary(report))
        console().print(f"Written to [bold]{out}[/bold]; open it in a browser.")
