"""Markov's inequality."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.probability.iid_sample import EmpiricalMean, Iid, Mean, NonnegativeVariable
from corollary.logic import AtMost, Attempt, ChosenBefore, Confidence, ablation, require, role, theorem, trial

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


@theorem
def markov_inequality(
    sample: Iid,
    nonnegative: NonnegativeVariable,
    mean: AtMost[Mean],
    before: Annotated[ChosenBefore, role(hypotheses="variable")],
    confidence: Confidence,
) -> AtMost[EmpiricalMean]:
    """The indicator of a large value is below the value divided by the level."""
    require(sample.n >= 1, "n >= 1")
    return mean.value / confidence.delta


def _bound(mean: "Any", delta: "Any", n: int = 1) -> "Any":
    facts = Iid(n=n), NonnegativeVariable(), AtMost[Mean](mean), ChosenBefore(hypotheses="variable")
    return markov_inequality(*facts, Confidence(delta)).value


def _failure(rng: "Generator", draws: int, claimed: float) -> Attempt:
    """One draw that is 0 or t, within a factor 2 of the bound: the exact probability of failure."""
    import numpy as np

    delta, m = rng.uniform(0.01, 0.5, size=draws), rng.uniform(0.1, 4, size=draws)
    t = m / delta * rng.uniform(0.5, 2, size=draws)
    return Attempt(np.where(t > _bound(claimed * m, delta), m / t, 0.0), delta)


@trial(markov_inequality)
def two_values(rng: "Generator", draws: int) -> Attempt:
    """Nearly extremal variables."""
    return _failure(rng, draws, 1.0)


@ablation(markov_inequality, breaks="nonnegative")
def signs(rng: "Generator", draws: int) -> Attempt:
    """A random sign, of mean 0."""
    return Attempt(rng.choice([-1.0, 1.0], size=draws), _bound(0.0, 0.1), 0.1)


@ablation(markov_inequality, breaks="mean")
def understated(rng: "Generator", draws: int) -> Attempt:
    """Nine tenths of the mean."""
    return _failure(rng, draws, 0.9)


@ablation(markov_inequality, breaks="before")
def greatest(rng: "Generator", draws: int) -> Attempt:
    """Of 50 variables that are 0 or 10 with mean 1, the one that came out greatest."""
    return Attempt(10.0 * (rng.uniform(size=(draws, 50)) < 0.1).any(axis=1), _bound(1.0, 0.2), 0.2)
