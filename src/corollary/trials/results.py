"""What came out of trials, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import Any

from corollary.trials.batch import Batch
from corollary.trials.sequential import LEVEL, Tally, Verdict
from corollary.trials.session import Session, Stream


@dataclass(frozen=True)
class Result:
    """What is known of one trial (or ablation: `breaks` names the hypothesis) of a statement."""

    id: str
    name: str
    breaks: str | None
    seed: int
    family: int
    tally: Tally

    @property
    def verdict(self) -> Verdict:
        """What is decided."""
        return self.tally.verdict(self.family)

    @property
    def as_it_must(self) -> bool:
        """Whether a trial survives and an ablation is refuted, by numbers."""
        refuted = self.verdict == "refuted"
        if self.tally.error or not self.tally.draws:
            return False
        return refuted and not self.tally.undefined if self.breaks is not None else not refuted

    @property
    def violations(self) -> int:
        """Draws that contradict the theorem: the failures, if its claim is refuted by them."""
        return self.tally.failures if self.breaks is None and self.verdict == "refuted" else 0

    def as_dict(self) -> dict[str, Any]:
        """As plain data."""
        tally = self.tally
        deltas = sorted({delta for delta in tally.counts if delta is not None})
        return {
            "trial": self.name, "breaks": self.breaks, "verdict": self.verdict, "as_it_must": self.as_it_must,
            "draws": tally.draws, "failures": tally.failures, "violations": self.violations, "undefined": tally.undefined,
            "delta": deltas[0] if len(deltas) == 1 else deltas or None, "log_e_value": tally.evidence,
            "tightest": tally.tightest, "batches": tally.batches, "seconds": round(tally.seconds, 4), "error": tally.error,
            "means": tally.means(self.family),
            "again": None if tally.first is None else Batch(self.id, self.name, self.seed, tally.first).command(),
        }  # fmt: skip


def of_stream(stream: Stream, seed: int) -> Result:
    """The result of a stream."""
    return Result(stream.trial.id, stream.trial.name, stream.trial.breaks, seed, stream.family, stream.tally)


def as_data(session: Session) -> dict[str, Any]:
    """The outcome of a session: totals over trials (ablations apart) and one entry for each statement."""
    results = [of_stream(stream, session.seed) for stream in session.streams]
    by: dict[str, list[Result]] = {}
    for result in results:
        by.setdefault(result.id, []).append(result)
    family = max((result.family for result in results), default=1)
    return {
        "violations": sum(result.violations for result in results),
        "draws": sum(result.tally.draws for result in results if result.breaks is None),
        "ablation_draws": sum(result.tally.draws for result in results if result.breaks is not None),
        "as_they_must": all(result.as_it_must for result in results),
        "seed": session.seed, "seconds": round(session.seconds, 3), "interrupted": session.interrupted,
        "level": LEVEL, "family": family, "e_value_needed": family / LEVEL, "log_e_value_needed": log(family / LEVEL),
        "statements": [statement(id_, found) for id_, found in by.items()],
    }  # fmt: skip


def statement(id_: str, found: list[Result]) -> dict[str, Any]:
    """One statement: totals over its trials, and each trial and ablation."""
    trials = [result for result in found if result.breaks is None]
    ratios = [result.tally.tightest for result in trials if result.tally.tightest is not None]
    return {
        "id": id_,
        "draws": sum(result.tally.draws for result in trials),
        "violations": sum(result.violations for result in trials),
        "tightest": max(ratios, default=None),
        "seconds": round(sum(result.tally.seconds for result in found), 4),
        "as_they_must": all(result.as_it_must for result in found),
        "trials": [result.as_dict() for result in found],
    }
