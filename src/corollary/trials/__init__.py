"""Runs trials, ablations, mutants, sweeps and experiments, here or on many machines."""

from typing import TYPE_CHECKING

from corollary.errors import InputError
from corollary.trials.record import OnRecord as OnRecord
from corollary.trials.record import record as record

if TYPE_CHECKING:
    from corollary.logic.trial import Trial


def chosen(id_: str | None = None, area: str | None = None) -> "list[Trial]":
    """The trials and ablations of one statement, of an area, or all.

    Raises:
        InputError: there is no such statement or area, or it has no trial.
    """
    from corollary import corpus, text

    if id_ is not None:
        id_ = text.load().entry(id_).id
    entries = [entry for entry in corpus.trials(id_) if area is None or area_of(entry) == area]
    if not entries and area is not None:
        areas = sorted({area_of(entry) for entry in corpus.trials()})
        raise InputError(f"No area {area!r} has trials; there are {', '.join(areas)}.")
    if not entries:
        raise InputError(f"{id_} has no trial: there is nothing to run for it.")
    return entries


def area_of(entry: "Trial") -> str:
    """The folder of the corpus that a trial lies in."""
    return entry.function.__module__.rsplit(".", 2)[1]


def family() -> int:
    """How many trials and ablations share one level: all of the corpus."""
    from corollary import corpus

    return len(corpus.trials())
