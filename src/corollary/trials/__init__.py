"""Runs trials and ablations."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from corollary.errors import InputError

if TYPE_CHECKING:
    from corollary.logic.trial import Trial


def chosen(id_: str | None) -> "list[Trial]":
    """The trials and ablations of one statement, or all for None.

    Raises:
        InputError: there is no such statement, or it has no trial.
    """
    from corollary import corpus, text

    if id_ is not None:
        text.load().statement(id_)
    entries = corpus.trials(id_)
    if not entries:
        raise InputError(f"{id_} has no trial: there is nothing to run for it.")
    return entries


def attempts(entries: "list[Trial]", seed: int, draws: int) -> Iterator[dict[str, Any]]:
    """Run each and say whether it came out as it must: a trial survives, an ablation is refuted."""
    for entry in entries:
        attempt = entry.run(seed, draws)
        yield {
            "id": entry.id,
            "name": entry.name,
            "breaks": entry.breaks,
            "draws": attempt.draws,
            "violations": attempt.violations,
            "delta": attempt.delta,
            "refuted": attempt.refuted,
            "as_it_must": entry.as_it_must(attempt),
        }
