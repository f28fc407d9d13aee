"""Ville's inequality."""

from typing import TYPE_CHECKING, Annotated

from corollary.logic import AtMost, Attempt, Confidence, Property, Quantity, ablation, event, require, theorem, trial

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


class NonnegativeSupermartingale(Property, says="{process} is a nonnegative supermartingale in discrete time"):
    """M_k ≥ 0 and E[M_{k+1} | F_k] ≤ M_k."""

    process: str


class InitialMean(Quantity, says="the mean of {process} at time 0", tex=r"\mathbb{{E}} {process}_0"):
    """E M_0."""

    process: str


class RunningSupremum(Quantity, says="the supremum of {process} over all times", tex=r"\sup_k {process}_k", least=None):
    """sup over k ≥ 0 of M_k: at all times at once."""

    process: str


@theorem
def ville_inequality(
    process: NonnegativeSupermartingale,
    initial: AtMost[InitialMean],
    confidence: Annotated[Confidence, event("process")],
) -> AtMost[RunningSupremum]:
    """Optional stopping when the level is first reached."""
    require(initial.value > 0, "m > 0")
    return initial.value / confidence.delta


def _bound(initial: "Any", delta: "Any") -> "Any":
    return ville_inequality(NonnegativeSupermartingale(), AtMost[InitialMean](initial), Confidence(delta)).value


def _doubling(rng: "Generator", draws: int, said: float) -> Attempt:
    """From a random start, at each step multiplied by 1/p with probability p, or lost.

    The exact probability that the supremum exceeds the bound, at confidence just above the level where it does.
    """
    import numpy as np

    p, start, steps = rng.uniform(0.2, 0.9, draws), rng.uniform(0.5, 2, draws), rng.integers(1, 9, draws)
    delta = p**steps * 1.001
    bound = _bound(said * start, delta)
    reached = np.maximum(0, np.floor(np.log(bound / start) / -np.log(p)) + 1)
    return Attempt(p**reached, delta)


@trial(ville_inequality)
def doubling(rng: "Generator", draws: int) -> Attempt:
    """Attained but for a thousandth."""
    return _doubling(rng, draws, 1.0)


def _ratios(rng: "Generator", draws: int, shift: float) -> "Any":
    """Greatest value of exp(Σ (x_i / 2 - 1/8)) over 200 steps, x_i Gaussian with mean `shift`, and over the start 1."""
    import numpy as np

    logs = np.cumsum((rng.normal(size=(draws, 200)) + shift) / 2 - 1 / 8, axis=1)
    return np.exp(np.maximum(0, logs.max(axis=1)))


@trial(ville_inequality)
def likelihood_ratio(rng: "Generator", draws: int) -> Attempt:
    """The likelihood ratio of N(1/2, 1) against the true law N(0, 1)."""
    return Attempt(_ratios(rng, draws, 0.0), _bound(1.0, 0.2), delta=0.2)


@ablation(ville_inequality, breaks="process")
def drift(rng: "Generator", draws: int) -> Attempt:
    """The same ratio under N(1/2, 1): a submartingale."""
    return Attempt(_ratios(rng, draws, 0.5), _bound(1.0, 0.2), delta=0.2)


@ablation(ville_inequality, breaks="process")
def mean_one_at_each_time(rng: "Generator", draws: int) -> Attempt:
    """Independent exponential variables of mean 1: each has mean 1, but the sequence is no supermartingale."""
    return Attempt(rng.exponential(size=(draws, 200)).max(axis=1), _bound(1.0, 0.3), delta=0.3)


@ablation(ville_inequality, breaks="initial")
def start_understated(rng: "Generator", draws: int) -> Attempt:
    """The start is said to be four fifths of what it is."""
    return _doubling(rng, draws, 0.8)
