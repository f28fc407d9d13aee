"""The outcome of trials and of mutants, typeset for the terminal."""

from collections.abc import Collection, Iterator
from typing import Any

Part = Any  # a table or a sentence


def of_trials(data: dict[str, Any]) -> Iterator[Part]:
    """A row for each trial and ablation, then what it means."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    named = named_rows(data["statements"])
    for column in (*named, "attempt", "breaks", "draws", "failures", "delta", "tightest", "seconds", "outcome"):
        right = column in ("draws", "failures", "delta", "tightest", "seconds")
        table.add_column(column, justify="right" if right else "left", no_wrap=right, overflow="fold")
    wrong = []
    for statement in data["statements"]:
        for row in statement["trials"]:
            bad = not row["as_it_must"]
            table.add_row(
                *[statement["id"]][: len(named)], row["trial"], row["breaks"] or "", str(row["draws"]), str(row["failures"]), _delta(row["delta"]),
                _number(row["tightest"]), f"{row['seconds']:.2f}", row["verdict"] + " (must not be)" * bad, style="bold red" if bad else "",
            )  # fmt: skip
            wrong += [(statement["id"], row)] * bad
    yield table
    for id_, row in wrong:
        yield f"{id_}, {row['trial']}: {row['error'] or row['means']}." + (
            f" Again: {row['again']}" if row["again"] else ""
        )
    if len(data["statements"]) == 1:
        for row in data["statements"][0]["trials"]:
            if not row["error"]:
                yield f"{row['trial']}, {row['verdict']}: {row['means']}."
    yield _total(data)
    yield _test(data)


def of_mutants(data: dict[str, Any]) -> Iterator[Part]:
    """A row for each statement, then each mutant that was missed, is true by proof or not known to be false, or stays true."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    named = named_rows(data["statements"])
    for column in (*named, "mutants", "caught", "not known", "true by proof", "stay true", "idle", "unexamined"):
        table.add_column(column, justify="left" if column == "statement" else "right", overflow="fold")
    for row in data["statements"]:
        numbers = [row[part] for part in ("mutants", "caught", "not_known", "proved", "true", "idle")]
        style = "bold red" if row["id"] in data["weak"] else ""
        table.add_row(*[row["id"]][: len(named)], *map(str, numbers), str(len(row["unexamined"])), style=style)
    yield table
    for row in data["statements"]:
        for one in row["list"]:
            if one["fate"] in ("missed", "true by proof", "not known") or (
                len(data["statements"]) == 1 and one["fate"] != "caught"
            ):
                yield f"{row['id']}, {one['words']}: {one['fate']}, {one['why']}."
    share = "" if data["share"] is None else f" ({data['share']:.1%})"
    yield (
        f"{data['caught']} of {data['mutants']} mutants are caught{share}, of {data['not_known']} it is not known whether they are false; "
        f"{data['proved']} more are true by proof, {data['true']} stay true, {data['idle']} are told from the rule by no instance, "
        f"{data['not_run']} were not run. {data['unexamined']} hypotheses have neither a number to change nor an ablation."
    )
    for kind, fates in data["kinds"].items():
        yield f"{kind}: {', '.join(f'{count} {fate}' for fate, count in fates.items())}."


def named_rows(statements: Collection[Any]) -> tuple[str, ...]:
    """The column that tells rows of several statements apart; of one, its name would only take up room."""
    return ("statement",) if len(statements) > 1 else ()


def _total(data: dict[str, Any]) -> str:
    stopped = "; interrupted, go on with --resume" if data["interrupted"] else ""
    return f"{data['violations']} violations in {data['draws']} draws of trials, {data['seconds']:.1f} s{stopped}."


def _test(data: dict[str, Any]) -> str:
    return (
        "A certain claim is refuted by one failure. A probable one is refuted, or confirmed, when a mixture martingale reaches "
        f"{data['e_value_needed']:.3g}: by Ville's inequality and the union bound over all {data['family']} trials and ablations, all wrong "
        f"refutations together have probability at most {data['level']:.2g}, and so have all wrong confirmations, whenever one looks."
    )


def _delta(delta: Any) -> str:
    return "" if delta is None else "several" if isinstance(delta, list) else f"{delta:.3g}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3g}"
