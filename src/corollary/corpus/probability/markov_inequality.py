"""Markov's inequality."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.probability.iid_sample import EmpiricalMean, Iid, Mean, NonnegativeVariable
from corollary.logic import AtMost, Attempt, ChosenBefore, Confidence, ablation, require, role, theorem, trial

if TYPE_CHECKING:
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


def _bound(mean: float, delta: float, n: int = 1) -> float:
    facts = Iid(n=n), NonnegativeVariable(), AtMost[Mean](mean), ChosenBefore(hypotheses="variable")
    return float(markov_inequality(*facts, Confidence(delta)).value)


@trial(markov_inequality)
def two_values(rng: "Generator", draws: int) -> Attempt:
    """One draw that is 0, or a little more than mean / delta with probability a little less than delta."""
    delta = 0.3
    return Attempt(1.001 / delta * (rng.uniform(size=draws) < delta / 1.001), _bound(1.0, delta), delta)


@ablation(markov_inequality, breaks="nonnegative")
def signs(rng: "Generator", draws: int) -> Attempt:
    """A random sign, of mean 0."""
    return Attempt(rng.choice([-1.0, 1.0], size=draws), _bound(0.0, 0.1), 0.1)


@ablation(markov_inequality, breaks="mean")
def understated(rng: "Generator", draws: int) -> Attempt:
    """The same two values, more likely: the mean is four times as large as said."""
    delta = 0.2
    return Attempt(1.001 / delta * (rng.uniform(size=draws) < 4 * delta / 1.001), _bound(1.0, delta), delta)


@ablation(markov_inequality, breaks="before")
def greatest(rng: "Generator", draws: int) -> Attempt:
    """Of 50 variables that are 0 or 10 with mean 1, the one that came out greatest."""
    return Attempt(10.0 * (rng.uniform(size=(draws, 50)) < 0.1).any(axis=1), _bound(1.0, 0.2), 0.2)
