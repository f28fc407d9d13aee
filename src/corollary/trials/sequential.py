"""When a trial is decided: a test that may look after every batch.

A certain claim is refuted by one failing draw; there is no error in that.

A probable claim says that a draw fails with probability at most delta, whatever came before. After n draws with v failures
the likelihood ratio of failure probability q against delta is (q/delta)^v ((1-q)/(1-delta))^(n-v). For q > delta it is, under
the claim, a nonnegative supermartingale that starts at 1; so is its average over q uniform on (delta, 1), which is an
incomplete Beta integral. By Ville's inequality (page `ville-inequality`) it ever reaches 1/a with probability at most a, however
the looks are chosen. The claim is refuted when that happens. The same with q uniform on (0, delta) tests the opposite claim,
"a draw fails with probability at least delta"; when that one is refuted the claim is confirmed on the instances of this trial.

One level for everything: a = LEVEL / (number of trials and ablations of the corpus), so that by the union bound all refutations
of true claims together have probability at most LEVEL, and so have all confirmations of false ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import expm1, inf, log
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from corollary.trials.batch import Seen

Verdict = Literal["refuted", "confirmed", "survived", "not run"]

LEVEL = 1e-3  # of everything that is run over one corpus, together


@dataclass
class Tally:
    """What was seen of one trial so far; `counts` has the draws and failures for each delta (None: the claim is certain)."""

    counts: dict[float | None, tuple[int, int]] = field(default_factory=dict)
    batches: int = 0
    undefined: int = 0
    tightest: float | None = None
    seconds: float = 0.0
    error: str = ""
    first: int | None = None  # the first batch with a failure
    applied: int = 0
    stronger: int = 0

    def add(self, seen: Seen, number: int) -> None:
        """Count one more batch."""
        draws, failures = self.counts.get(seen.delta, (0, 0))
        if not seen.error:
            self.counts[seen.delta] = draws + seen.draws, failures + seen.failures
        self.batches += 1
        self.undefined += seen.undefined
        self.seconds += seen.seconds
        self.applied += seen.applied
        self.stronger += seen.stronger
        self.error = self.error or seen.error
        if seen.tightest is not None:
            self.tightest = max(seen.tightest, self.tightest or seen.tightest)
        if self.first is None and seen.failures:
            self.first = number

    @property
    def draws(self) -> int:
        """Number of draws."""
        return sum(draws for draws, _ in self.counts.values())

    @property
    def failures(self) -> int:
        """Number of draws on which the claim failed; a probable claim allows some."""
        return sum(failures for _, failures in self.counts.values())

    @property
    def probable(self) -> dict[float, tuple[int, int]]:
        """Draws and failures for each delta of the probable claims."""
        return {delta: count for delta, count in self.counts.items() if delta and delta > 0}

    @property
    def certain(self) -> tuple[int, int]:
        """Draws and failures of the certain claims."""
        pairs = [count for delta, count in self.counts.items() if not (delta and delta > 0)]
        return sum(draws for draws, _ in pairs), sum(failures for _, failures in pairs)

    @property
    def evidence(self) -> float:
        """Natural logarithm of the e-value against the claim: at least log(1/a) with probability at most a if the claim is true."""
        against = sum(log_against(draws, failures, delta) for delta, (draws, failures) in self.probable.items())
        return inf if self.certain[1] else against

    def verdict(self, family: int) -> Verdict:
        """What is decided, at level LEVEL / family."""
        needed = log(family / LEVEL)
        if not self.draws:
            return "not run"
        if self.certain[1]:
            return "refuted"
        if self._most(above=True) >= needed and self.evidence >= needed:
            return "refuted"
        if self.probable and not self.certain[0] and self._most(above=False) >= needed:
            opposite = min(log_for(draws, failures, delta) for delta, (draws, failures) in self.probable.items())
            return "confirmed" if opposite >= needed else "survived"
        return "survived"

    def _most(self, above: bool) -> float:
        """What the evidence cannot exceed, quickly: an average of likelihood ratios is at most the greatest of them."""
        greatest = [log_greatest(draws, failures, delta, above) for delta, (draws, failures) in self.probable.items()]
        return sum(greatest) if above else min(greatest, default=0.0)

    def means(self, family: int) -> str:
        """What the verdict means, in a sentence."""
        level, verdict = LEVEL / family, self.verdict(family)
        if verdict == "survived" and not self.probable:
            share = -expm1(log(level) / self.draws)
            return f"no failure in {self.draws} draws: a claim that fails on more than {share:.2g} of them would have shown one with probability 1 - {level:.2g}"
        if verdict == "survived":
            return f"{self.failures} failures in {self.draws} draws do not tell whether the share is below or above delta at level {level:.2g}"
        if verdict == "confirmed":
            return f"the probability of a failure is at most delta on these instances, at level {level:.2g}"
        if verdict == "not run":
            return self.error or "nothing was drawn"
        return "it fails on one draw" if self.certain[1] else f"it fails more often than delta, at level {level:.2g}"


def log_against(draws: int, failures: int, delta: float) -> float:
    """Logarithm of the mixture martingale against "a draw fails with probability at most delta", 0 < delta; rounded down."""
    return 0.0 if delta >= 1 else _log_average(draws, failures, delta, draws - failures, failures, above=True)


def log_for(draws: int, failures: int, delta: float) -> float:
    """Logarithm of the mixture martingale against "a draw fails with probability at least delta", 0 < delta; rounded down."""
    return inf if delta >= 1 else _log_average(draws, failures, delta, failures, draws - failures, above=False)


def _log_average(draws: int, failures: int, delta: float, power: int, other: int, above: bool) -> float:
    """Logarithm of the average over q beyond delta of the likelihood ratio of q against delta, an incomplete Beta integral."""
    from flint import arb

    from corollary.logic.arithmetic import lower, rigorous

    with rigorous():
        p = arb(delta)
        length = 1 - p if above else p
        integral = length.beta_lower(arb(power + 1), arb(other + 1))
        average = integral.log() - failures * p.log() - (draws - failures) * (1 - p).log() - length.log()
        return lower(average) if average.is_finite() else -inf


def log_greatest(draws: int, failures: int, delta: float, above: bool) -> float:
    """Logarithm of the greatest likelihood ratio of a q above delta (below it) against delta: n kl(v/n, delta) if v/n is there, else 0."""
    if delta >= 1:
        return 0.0 if above else inf
    share = failures / draws if draws else delta
    if (share > delta) != above or share == delta:
        return 0.0
    success = (1 - share) * log((1 - share) / (1 - delta)) if share < 1 else 0.0
    return draws * ((share * log(share / delta) if share else 0.0) + success) + 1e-9 * draws  # rounding
