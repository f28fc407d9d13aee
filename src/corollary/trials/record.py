"""What is on record of a statement: results kept from earlier runs of its trials as they are now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corollary.errors import InputError
from corollary.trials.results import Result
from corollary.trials.sequential import Tally

if TYPE_CHECKING:
    from corollary.trials.store import Store


@dataclass(frozen=True)
class OnRecord:
    """The kept results of a statement's trials and ablations, over all seeds."""

    id: str
    results: tuple[Result, ...]

    @property
    def draws(self) -> int:
        """Draws of its trials, ablations apart."""
        return sum(one.tally.draws for one in self.results if one.breaks is None)

    @property
    def words(self) -> str:
        """One sentence for the page."""
        trials = [one for one in self.results if one.breaks is None]
        ablations = [one for one in self.results if one.breaks is not None]
        bad = [one for one in trials if one.verdict == "refuted"]
        said = f"refuted by {', '.join(one.name for one in bad)}" if bad else "not refuted"
        right = sum(one.as_it_must for one in ablations)
        tail = f"; {right} of {len(ablations)} ablations refuted, as they must be" if ablations else ""
        return f"Tried on {self.draws} random instances by {len(trials)} trial{'s' * (len(trials) != 1)}: {said}{tail}."


def record(id_: str) -> OnRecord | None:
    """What earlier runs found of a statement, None if nothing. Results of an earlier version of its source do not count.

    Reads one small file and imports no rule.
    """
    from corollary.trials.store import Store, path

    if not path().is_file():
        return None
    try:
        store = Store()
    except InputError:  # a folder that may only be read, a file of another program
        return None
    try:
        found = tuple(_results(store, id_))
    finally:
        store.close()
    return OnRecord(id_, found) if found else None


def _results(store: Store, id_: str) -> Iterator[Result]:
    for name, breaks, family, batches in store.every(id_):
        if batches:
            tally = Tally()
            for batch, seen in batches:
                tally.add(seen, batch.number)
            seed = next((batch.seed for batch, seen in batches if seen.failures), batches[0][0].seed)
            yield Result(id_, name, breaks, seed, family, tally)
