"""Chebyshev's inequality."""

from math import inf
from typing import TYPE_CHECKING, Annotated

from corollary.corpus.probability.iid_sample import Iid, MeanDeviation, Variance
from corollary.logic import (
    AtMost,
    Attempt,
    ChosenBefore,
    Confidence,
    Constant,
    ablation,
    require,
    role,
    step,
    theorem,
    trial,
)
from corollary.logic.arithmetic import sqrt
from corollary.logic.checking import Verdict, identity

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


@theorem
def chebyshev_inequality(
    sample: Iid,
    variance: AtMost[Variance],
    before: Annotated[ChosenBefore, role(hypotheses="variable")],
    confidence: Confidence,
) -> AtMost[MeanDeviation]:
    """Markov's inequality for the square of the deviation."""
    require(sample.n >= 1, "n >= 1")
    return sqrt(variance.value / (sample.n * confidence.delta))


def _bound(n: int, variance: "Any", delta: "Any") -> "Any":
    facts = Iid(n=n), AtMost[Variance](variance), ChosenBefore(hypotheses="variable")
    return chebyshev_inequality(*facts, Confidence(delta)).value


@trial(chebyshev_inequality)
def three_values(rng: "Generator", draws: int) -> Attempt:
    """One draw that is 0 or at distance t, within a factor 2 of the bound: the exact probability of failure."""
    import numpy as np

    delta, v = rng.uniform(0.01, 0.25, size=draws), 10 ** rng.uniform(-3, 1, size=draws)
    t = np.sqrt(v / delta) * rng.uniform(0.5, 2, size=draws)
    return Attempt(np.where(t > _bound(1, v, delta), v / t**2, 0.0), delta)


@ablation(chebyshev_inequality, breaks="sample")
def repeated(rng: "Generator", draws: int) -> Attempt:
    """One Gaussian draw, counted a hundred times."""
    return Attempt(abs(rng.normal(size=draws)), _bound(100, 1.0, 0.1), 0.1)


@ablation(chebyshev_inequality, breaks="variance")
def understated(rng: "Generator", draws: int) -> Attempt:
    """Gaussian draws of which the variance is said to be a hundredth of what it is."""
    return Attempt(abs(rng.normal(size=(draws, 10)).mean(axis=1)), _bound(10, 0.01, 0.1), 0.1)


@ablation(chebyshev_inequality, breaks="before")
def most_deviant(rng: "Generator", draws: int) -> Attempt:
    """Of 200 Gaussian variables, the one that deviates most."""
    return Attempt(abs(rng.normal(size=(draws, 200))).max(axis=1), _bound(1, 1.0, 0.3), 0.3)


# Checked steps of the proof.


@step(chebyshev_inequality, 3, mutant={"two": 1})
def level(two: Constant = 2) -> Verdict:
    r"""Step 1 for the variance `v / n` is delta at $t = \sqrt{v / (n \delta)}$."""
    return identity(
        lambda v, n, delta: v / n / sqrt(v / (n * delta)) ** two,
        lambda v, n, delta: delta,
        {"v": (0, inf), "n": (1, inf), "delta": (0, 1)},
    )
