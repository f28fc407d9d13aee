"""Runs trials batch after batch until each is decided or the budget is spent.

The batches of a trial are counted in their order, whatever order they come back in, and those after the one that decides are
not counted. So the outcome does not depend on the engine, and a run that is taken up again ends as one that never stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import ceil
from time import monotonic
from typing import TYPE_CHECKING

from corollary.trials.batch import DRAWS, Batch, Seen
from corollary.trials.engine import Engine, Here
from corollary.trials.interrupt import heeded
from corollary.trials.sequential import Tally, Verdict

if TYPE_CHECKING:
    from corollary.logic.trial import Trial
    from corollary.trials.store import Store

Say = Callable[[str, float | None], None]
COMMIT = 0.5  # seconds between writings


@dataclass(frozen=True)
class Budget:
    """What may be spent: draws asked of each trial (in whole batches), minutes for all together. None: no limit."""

    draws: int | None = DRAWS
    minutes: float | None = None

    @property
    def batches(self) -> float:
        """Batches of each trial."""
        return float("inf") if self.draws is None else ceil(self.draws / DRAWS)


@dataclass
class Stream:
    """One trial (of one mutant), as far as it has come."""

    trial: Trial
    family: int
    mutant: str = ""
    tally: Tally = field(default_factory=Tally)
    issued: int = 0
    waiting: dict[int, Seen] = field(default_factory=dict)
    decided: bool = False

    @property
    def verdict(self) -> Verdict:
        """What is decided of it so far."""
        return self.tally.verdict(self.family)

    def batch(self, number: int, seed: int) -> Batch:
        """One of its batches."""
        return Batch(self.trial.id, self.trial.name, seed, number, self.mutant)

    def advance(self) -> Iterator[int]:
        """Count the batches that are there, in their order, until it is decided; yields the numbers counted."""
        while not self.decided and (seen := self.waiting.pop(self.tally.batches, None)) is not None:
            self.tally.add(seen, number := self.tally.batches)
            self.decided = bool(self.tally.error) or self.verdict in ("refuted", "confirmed")
            yield number
        if self.decided:
            self.waiting.clear()


@dataclass
class Session:
    """A run over several streams. `interrupted` says whether Ctrl-C ended it."""

    streams: list[Stream]
    seed: int = 0
    budget: Budget = field(default_factory=Budget)
    engine: Engine = field(default_factory=Here)
    store: Store | None = None
    interrupted: bool = False
    seconds: float = 0.0
    _done: float = 0.0  # trials, each by the share of its batches that is counted

    def run(self, resume: bool = False, say: Say = lambda words, fraction: None) -> None:
        """Run to the end of the budget. `resume`: begin with what is in the store."""
        start = monotonic()
        limit = None if self.budget.minutes is None else start + 60 * self.budget.minutes
        by_key = {(s.trial.id, s.trial.name, s.mutant): s for s in self.streams}
        self._prepare(resume)
        results = self.engine.run(self._batches(limit))
        try:
            with heeded() as asked:
                written = start
                for batch, seen in results:
                    stream = by_key[batch.id, batch.name, batch.mutant]
                    if not stream.decided and batch.number >= stream.tally.batches:
                        stream.waiting[batch.number] = seen
                    before = self._share(stream)
                    self._count(stream, seen, batch)
                    self._done += self._share(stream) - before
                    say(f"{batch.id}: {stream.tally.draws} draws", self._fraction(start, limit))
                    if self.store and monotonic() - written > COMMIT:
                        self.store.commit()
                        written = monotonic()
                    if asked.is_set():
                        break
                self.interrupted = asked.is_set()
        except KeyboardInterrupt:
            self.interrupted = True
        finally:
            if hasattr(results, "close"):
                results.close()
            if self.store:
                self.store.commit()
        self.seconds = monotonic() - start

    def _count(self, stream: Stream, seen: Seen, batch: Batch) -> None:
        held = {batch.number: seen, **stream.waiting}
        for number in stream.advance():
            if self.store and number in held:
                self.store.put(stream.batch(number, self.seed), held[number])

    def _prepare(self, resume: bool) -> None:
        for stream in self.streams:
            if self.store:
                self.store.open(stream.trial, stream.family)
                if resume:
                    found = self.store.found(stream.trial.id, stream.trial.name, self.seed, stream.mutant)
                    stream.waiting = {n: seen for n, seen in found.items() if n < self.budget.batches}
                    list(stream.advance())
        self._done = sum(map(self._share, self.streams))

    def _batches(self, limit: float | None) -> Iterator[Batch]:
        """Rounds over the streams that are undecided, one batch each."""
        while True:
            idle = True
            for stream in self.streams:
                if limit is not None and monotonic() >= limit:
                    return
                stream.issued = max(stream.issued, stream.tally.batches)
                while stream.issued in stream.waiting:
                    stream.issued += 1
                if not stream.decided and stream.issued < self.budget.batches:
                    stream.issued += 1
                    idle = False
                    yield stream.batch(stream.issued - 1, self.seed)
            if idle:
                return

    def _fraction(self, start: float, limit: float | None) -> float:
        spent = 0.0 if limit is None else (monotonic() - start) / max(limit - start, 1e-9)
        if self.budget.draws is None:
            return min(1.0, spent)
        return min(1.0, max(spent, self._done / len(self.streams)))

    def _share(self, stream: Stream) -> float:
        return 1.0 if stream.decided else stream.tally.batches / self.budget.batches
