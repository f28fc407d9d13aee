"""A batch: the unit of work. Its name fixes every random number in it, so it may run anywhere, and twice, with one answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from time import monotonic, perf_counter
from typing import TYPE_CHECKING, Any

from corollary.errors import InputError
from corollary.trials.version import digest, sources

if TYPE_CHECKING:
    import numpy as np

    from corollary.logic.trial import Attempt, Trial

DRAWS = 200  # asked of a trial in one batch


@dataclass(frozen=True)
class Batch:
    """Batch `number` of a trial (or ablation) under a seed; `mutant` names the change made to the rule, "" for none."""

    id: str
    name: str
    seed: int
    number: int
    mutant: str = ""

    def rng(self) -> np.random.Generator:
        """The generator of this batch: its own for every statement, trial, seed and number; the same for every mutant."""
        import numpy as np

        words = np.frombuffer(sha256(f"{self.id}:{self.name}".encode()).digest()[:16], "<u4").tolist()
        return np.random.default_rng([*words, self.seed, self.number])

    def attempt(self) -> Attempt:
        """What the trial itself reports of this batch."""
        return find(self.id, self.name).function(self.rng(), DRAWS)

    def run(self) -> Seen:
        """Run it in this process. An exception of the trial is part of what was seen."""
        import numpy as np

        from corollary.trials.mutation import WITHOUT, mutated

        start = perf_counter()
        applied = stronger = 0
        try:
            with np.errstate(all="ignore"):  # what has no number is counted as undefined
                if self.mutant and not self.mutant.startswith(WITHOUT):  # an ablation needs no change of the rule
                    with mutated(self.id, self.mutant) as change:
                        attempt = self.attempt()
                    applied, stronger = change.applied, change.stronger
                else:
                    attempt = self.attempt()
        except Exception as why:
            return Seen(0, 0, 0, None, None, perf_counter() - start, f"{type(why).__name__}: {why}"[:300])
        delta = None if attempt.delta is None else float(attempt.delta)
        found = attempt.draws, attempt.violations, attempt.undefined, delta, tightest(attempt)
        return Seen(*found, perf_counter() - start, "", applied, stronger)

    def version(self) -> str:
        """A digest of the source of its trial and of what that depends on."""
        return _version(self.id, self.name, int(monotonic()))

    def command(self) -> str:
        """The command that runs this batch again and shows the draws that fail."""
        return f"corollary try {self.id} --trial {self.name} --seed {self.seed} --batch {self.number}"


@dataclass(frozen=True)
class Seen:
    """What a batch found.

    `failures` are draws on which the claim fails, `undefined` those of them without a number. `tightest` is the greatest
    observed/bound (bound/observed for a lower bound) over draws where both are positive, None if there is none. `error`: what
    the trial raised, "" if nothing. Of a mutant, `applied` numbers were changed and `stronger` of them claim more than the rule does.
    """

    draws: int
    failures: int
    undefined: int
    delta: float | None
    tightest: float | None
    seconds: float
    error: str = ""
    applied: int = 0
    stronger: int = 0


@cache
def find(id_: str, name: str) -> Trial:
    """The trial of this name of a statement.

    Raises:
        InputError: the statement has no such trial.
    """
    from corollary import corpus

    entries = corpus.trials(id_)
    for entry in entries:
        if entry.name == name:
            return entry
    raise InputError(f"{id_} has no trial {name}; it has {', '.join(entry.name for entry in entries) or 'none'}.")


@lru_cache(maxsize=4096)
def _version(id_: str, name: str, second: int) -> str:
    """The files are looked at once a second: thousands of batches ask in it."""
    return digest(sources(find(id_, name)))


def tightest(attempt: Attempt) -> float | None:
    """The greatest ratio of what was observed to what was claimed: 1 where the claim holds with equality."""
    import numpy as np

    truth, bound = attempt.arrays()
    low, high = (truth, bound) if attempt.sense == "at_most" else (bound, truth)
    usable = (low > 0) & (high > 0) & np.isfinite(low) & np.isfinite(high)
    return float(np.max(low[usable] / high[usable])) if usable.any() else None


def failing(attempt: Attempt) -> list[dict[str, Any]]:
    """The draws of an attempt on which its claim fails: place in the batch, observed, claimed."""
    truth, bound = attempt.arrays()
    return [
        {"draw": int(place), "observed": float(truth.ravel()[place]), "bound": float(bound.ravel()[place])}
        for place in attempt.failing.ravel().nonzero()[0]
    ]
