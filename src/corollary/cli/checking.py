"""The checks of proof steps that `try` runs beside the trials."""

from collections.abc import Iterator
from typing import Any

from corollary.cli.trial_tables import named_rows

Part = Any  # a table or a sentence


def rows(id_: str | None, area: str | None) -> list[dict[str, Any]]:
    """Each check of a step, of one statement, of an area or of all: the verdict on the claim and the one on its mutant."""
    from corollary import corpus, text

    found = corpus.steps(None if id_ is None else text.load().entry(id_).id)
    if area is not None:
        found = [one for one in found if one.function.__module__.rsplit(".", 2)[1] == area]
    result = []
    for one in found:
        verdict, mutant = one.run(), one.run_mutant()
        result.append(
            {
                "id": one.id, "step": one.number, "check": one.name, "claim": one.claim, "by": verdict.by,
                "outcome": verdict.outcome, "detail": verdict.detail,
                "counterexample": dict(verdict.counterexample) if verdict.counterexample else None,
                "seconds": verdict.seconds + mutant.seconds, "mutant": mutant.outcome,
                "as_it_must": verdict.proved and mutant.outcome == "refuted",
            }
        )  # fmt: skip
    return result


def typeset(data: list[dict[str, Any]]) -> Iterator[Part]:
    """A row for each check, then what it means; nothing if there is none."""
    from rich.table import Table

    if not data:
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    named = named_rows({row["id"] for row in data})
    for column in (*named, "step", "check", "outcome", "by", "seconds", "its mutant"):
        right = column in ("step", "seconds")
        table.add_column(column, justify="right" if right else "left", no_wrap=right, overflow="fold")
    for row in data:
        table.add_row(
            *[row["id"]][: len(named)], str(row["step"]), row["check"], row["outcome"], row["by"],
            f"{row['seconds']:.2f}", row["mutant"], style="" if row["as_it_must"] else "bold red",
        )  # fmt: skip
    yield table
    steps = len({(row["id"], row["step"]) for row in data})
    wrong = sum(not row["as_it_must"] for row in data)
    yield f"{len(data)} checks of {steps} steps: {len(data) - wrong} proved, with the false variant refuted; {wrong} not."
