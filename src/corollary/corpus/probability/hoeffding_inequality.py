"""Hoeffding's inequality."""

from math import inf
from typing import TYPE_CHECKING, Annotated

from corollary.corpus.probability.iid_sample import Iid, MeanDeviation, VariableRange
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
from corollary.logic.arithmetic import exp, log, sqrt
from corollary.logic.checking import Verdict, identity

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


@theorem
def hoeffding_inequality(
    sample: Iid,
    range: AtMost[VariableRange],
    before: Annotated[ChosenBefore, role(hypotheses="variable")],
    confidence: Confidence,
) -> AtMost[MeanDeviation]:
    """Hoeffding's lemma and the Chernoff bound, on both sides."""
    require(sample.n >= 1, "n >= 1")
    return range.value * sqrt((log(2) - log(confidence.delta)) / (2 * sample.n))


def _bound(n: "Any", width: "Any", delta: "Any") -> "Any":
    facts = Iid(n=n), AtMost[VariableRange](width), ChosenBefore(hypotheses="variable")
    return hoeffding_inequality(*facts, Confidence(delta)).value


def _failure(rng: "Generator", draws: int, tosses: int, claimed: float) -> Attempt:
    """The exact probability that the mean of coins deviates from their bias by more than the bound for 20 coins."""
    import numpy as np
    from scipy.stats import binom

    p, delta = rng.uniform(0.1, 0.9, size=draws), rng.uniform(0.01, 0.9, size=draws)
    count = np.arange(tosses + 1)
    fails = abs(count / tosses - p[:, None]) > _bound(20, claimed, delta)[:, None]
    return Attempt((binom.pmf(count, tosses, p[:, None]) * fails).sum(axis=1), delta)


@trial(hoeffding_inequality)
def coins(rng: "Generator", draws: int) -> Attempt:
    """Twenty biased coins, with the exact tails."""
    return _failure(rng, draws, 20, 1.0)


@trial(hoeffding_inequality)
def many_coins(rng: "Generator", draws: int) -> Attempt:
    """A million fair coins: logarithms of exact tails, down to 1e-40."""
    import numpy as np
    from scipy.stats import binom

    n, log_delta = 10**6, -rng.uniform(1, 92, size=draws)
    level = np.floor(n * (0.5 + _bound(n, 1.0, np.exp(log_delta))) + 1e-9)
    return Attempt(np.log(2) + binom.logsf(level, n, 0.5), log_delta)


@ablation(hoeffding_inequality, breaks="sample")
def repeated(rng: "Generator", draws: int) -> Attempt:
    """One coin, counted twenty times."""
    return _failure(rng, draws, 1, 1.0)


@ablation(hoeffding_inequality, breaks="range")
def understated(rng: "Generator", draws: int) -> Attempt:
    """Coins of which the range is said to be one half."""
    return _failure(rng, draws, 20, 0.5)


@ablation(hoeffding_inequality, breaks="before")
def seen_points(rng: "Generator", draws: int) -> Attempt:
    """The indicator of the sample itself, for the uniform law: mean 0, average 1."""
    import numpy as np

    seen, fresh = rng.uniform(size=(draws, 20)), rng.uniform(size=(draws, 50))
    mean = (fresh[:, :, None] == seen[:, None, :]).any(axis=2).mean(axis=1)
    return Attempt(abs(mean - 1), float(np.asarray(_bound(20, 1.0, 0.1))), 0.1)


# Checked steps of the proof.


@step(hoeffding_inequality, 3, mutant={"four": 5})
def exponent(four: Constant = 4) -> Verdict:
    r"""$2 e^{-2 n \varepsilon^2 / c^2}$ is twice the bound of step 2 for $t = n \varepsilon$ and `n` ranges `c`."""
    return identity(
        lambda n, c, epsilon: 2 * exp(-((n * epsilon) ** 2) / (2 * (n * c**2 / four))),
        lambda n, c, epsilon: 2 * exp(-2 * n * epsilon**2 / c**2),
        {"n": (1, inf), "c": (0, inf)},
    )


@step(hoeffding_inequality, 4, mutant={"two": 3})
def level(two: Constant = 2) -> Verdict:
    r"""With $\varepsilon = c \sqrt{\log(2/\delta) / (2n)}$ the right-hand side is $\delta$."""
    return identity(
        lambda n, c, delta: 2 * exp(-2 * n * (c * sqrt(log(2 / delta) / (two * n))) ** 2 / c**2),
        lambda n, c, delta: delta,
        {"n": (1, inf), "c": (0, inf), "delta": (0, 1)},
    )
