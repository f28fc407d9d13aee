"""Cantelli's one-sided inequality."""

from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, Annotated

from corollary.corpus.probability.iid_sample import Iid, MeanGap, Variance
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
from corollary.logic.checking import Verdict, entails, identity

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


@theorem
def cantelli_inequality(
    sample: Iid,
    variance: AtMost[Variance],
    before: Annotated[ChosenBefore, role(hypotheses="variable")],
    confidence: Confidence,
) -> AtMost[MeanGap]:
    """Markov's inequality for the square of a shifted gap."""
    require(sample.n >= 1, "n >= 1")
    return sqrt(variance.value * (1 - confidence.delta) / (sample.n * confidence.delta))


def _bound(n: int, variance: "Any", delta: "Any") -> "Any":
    facts = Iid(n=n), AtMost[Variance](variance), ChosenBefore(hypotheses="variable")
    return cantelli_inequality(*facts, Confidence(delta)).value


@trial(cantelli_inequality)
def two_values(rng: "Generator", draws: int) -> Attempt:
    """One draw whose gap is t or -v / t, t within a factor 2 of the bound: the exact probability of failure."""
    import numpy as np

    delta, v = rng.uniform(0.01, 0.99, size=draws), rng.uniform(0.1, 4, size=draws)
    t = np.sqrt(v * (1 - delta) / delta) * rng.uniform(0.5, 2, size=draws)
    return Attempt(np.where(t > _bound(1, v, delta), v / (v + t**2), 0.0), delta)


@ablation(cantelli_inequality, breaks="sample")
def repeated(rng: "Generator", draws: int) -> Attempt:
    """One Gaussian draw, counted a hundred times."""
    return Attempt(rng.normal(size=draws), _bound(100, 1.0, 0.1), 0.1)


@ablation(cantelli_inequality, breaks="variance")
def understated(rng: "Generator", draws: int) -> Attempt:
    """Gaussian draws of which the variance is said to be a hundredth of what it is."""
    return Attempt(rng.normal(size=(draws, 10)).mean(axis=1), _bound(10, 0.01, 0.1), 0.1)


@ablation(cantelli_inequality, breaks="before")
def largest_gap(rng: "Generator", draws: int) -> Attempt:
    """Of 200 Gaussian variables, the one with the largest gap."""
    return Attempt(rng.normal(size=(draws, 200)).max(axis=1), _bound(1, 1.0, 0.3), 0.3)


@ablation(cantelli_inequality, breaks="constant")
def two_sided(rng: "Generator", draws: int) -> Attempt:
    """The absolute gap of a random sign in place of the signed one."""
    return Attempt(abs(rng.choice([-1.0, 1.0], size=draws)), _bound(1, 1.0, 0.6), 0.6)


# Checked steps of the proof.


@step(cantelli_inequality, 2, mutant={"one": 2})
def shifted(one: Constant = 1) -> Verdict:
    r"""With $u = v / t$ the right-hand side of step 1 is $v / (v + t^2)$."""
    return identity(
        lambda v, t: (v + (one * v / t) ** 2) / (t + one * v / t) ** 2,
        lambda v, t: v / (v + t**2),
        {"v": (0, inf), "t": (0, inf)},
    )


@step(cantelli_inequality, 3, mutant={"half": Fraction(2, 5)})
def median(half: Constant = Fraction(1, 2)) -> Verdict:
    r"""$\frac{1}{2} \le v / (v + t^2)$, that is $t^2 \le v$."""
    return entails(lambda v, t: [v >= 0, t > 0, half <= v / (v + t**2)], lambda v, t: t**2 <= v)


@step(cantelli_inequality, 4, mutant={"one": 2})
def level(one: Constant = 1) -> Verdict:
    r"""Step 2 for the variance `v / n` is delta at $t^2 = \frac{v}{n} \cdot \frac{1 - \delta}{\delta}$."""
    return identity(
        lambda v, n, delta: v / n / (v / n + v / n * (one - delta) / delta),
        lambda v, n, delta: delta,
        {"v": (0, inf), "n": (1, inf), "delta": (0, 1)},
    )
