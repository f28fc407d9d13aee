"""Trials try to refute a theorem; ablations break one hypothesis, or one constant, and must be refuted.

A trial is a function `(rng, draws) -> Attempt`. It registers itself beside what it tries, by name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from corollary.logic.theorem import Theorem

if TYPE_CHECKING:
    import numpy as np

    Run = Callable[[np.random.Generator, int], "Attempt"]

# A truthful trial is refuted by accident with at most this probability.
LEVEL = 1e-6


@dataclass(frozen=True)
class Attempt:
    """What a trial saw: on each draw the true value and the bound claimed for it.

    `delta` None: the claim is made of every draw. Otherwise each draw may fail with probability `delta`, and the number of
    failures is held against the binomial law (exactly). `sense` says whether `bound` is claimed from above or from below.
    """

    truth: Any
    bound: Any
    delta: float | None = None
    sense: Literal["at_most", "at_least"] = "at_most"
    tolerance: float = 1e-9

    @property
    def violations(self) -> int:
        """Number of draws on which the claim fails."""
        return int(self.failing.sum())

    @property
    def failing(self) -> "np.ndarray[Any, Any]":
        """On each draw whether the claim fails (a nan fails: a trial that computes nothing proves nothing)."""
        import numpy as np

        truth, bound = self.arrays()
        with np.errstate(invalid="ignore"):  # inf - inf; equal numbers hold anyway
            slack = bound - truth if self.sense == "at_most" else truth - bound
        room = self.tolerance * np.maximum(1.0, np.abs(np.where(np.isfinite(bound), bound, 0.0)))
        return np.asarray(~((slack >= -room) | (bound == truth)))

    @property
    def undefined(self) -> int:
        """Number of draws without a number: they refute nothing either."""
        import numpy as np

        truth, bound = self.arrays()
        return int(np.sum(np.isnan(truth) | np.isnan(bound)))

    def arrays(self) -> "tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]":
        """Truth and bound as float arrays of one shape."""
        import numpy as np

        truth, bound = np.broadcast_arrays(np.asarray(self.truth, float), np.asarray(self.bound, float))
        return truth, bound

    @property
    def draws(self) -> int:
        """Number of draws."""
        import numpy as np

        return int(np.broadcast(np.asarray(self.truth), np.asarray(self.bound)).size)

    @property
    def refuted(self) -> bool:
        """Whether the claim is refuted: by one draw, or at level `LEVEL` if it may fail with probability delta."""
        if self.draws == 0:
            return True
        if self.delta is None:
            return self.violations > 0
        from scipy.stats import binom

        return bool(binom.sf(self.violations - 1, self.draws, self.delta) < LEVEL)


@dataclass(frozen=True)
class Trial:
    """A registered trial or ablation. `breaks` is the hypothesis that an ablation breaks, None for a trial."""

    id: str
    name: str
    function: "Run"
    breaks: str | None = None

    def run(self, seed: int = 0, draws: int = 200) -> Attempt:
        """Run it; the same seed gives the same answer."""
        import numpy as np

        return self.function(np.random.default_rng(seed), draws)

    __call__ = run

    def as_it_must(self, attempt: Attempt) -> bool:
        """Whether it came out right: a trial survives, an ablation is refuted, and by numbers."""
        return attempt.refuted and not attempt.undefined if self.breaks is not None else not attempt.refuted


TRIALS: dict[tuple[str, str], Trial] = {}


def _register(of: Theorem | str, breaks: str | None) -> Callable[["Run"], Trial]:
    id_ = of.id if isinstance(of, Theorem) else of

    def decorate(function: "Run") -> Trial:
        entry = Trial(id_, function.__name__, function, breaks)
        TRIALS[id_, entry.name] = entry
        return entry

    return decorate


def trial(of: Theorem | str) -> Callable[["Run"], Trial]:
    """Register a trial of a rule, or of a statement given by id."""
    return _register(of, None)


def ablation(of: Theorem | str, breaks: str) -> Callable[["Run"], Trial]:
    """Register an ablation: the same attempt with hypothesis `breaks` broken (or "constant" changed); it must be refuted."""
    return _register(of, breaks)


@dataclass(frozen=True)
class Unrefuted:
    """A change of a rule that no trial is asked to refute: it leaves a true statement (`proved`), or it is not known whether it does."""

    id: str
    mutant: str
    because: str
    proved: bool


UNREFUTED: dict[tuple[str, str], Unrefuted] = {}


def unrefuted(of: Theorem, mutant: str, *, because: str, proved: bool = False) -> Unrefuted:
    """Register a mutant, by its code, that no trial is asked to refute.

    `because` gives the proof, with `proved`, or says what is not known; what is not known still counts as a mutant that is not caught.
    """
    entry = Unrefuted(of.id, mutant, because, proved)
    UNREFUTED[of.id, mutant] = entry
    return entry
