"""Vapnik-Chervonenkis inequality."""

from fractions import Fraction
from math import inf
from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.deviation import Deviation
from corollary.corpus.learning.growth_function import LogGrowthDouble
from corollary.corpus.learning.memorising_predictor import memorised_risk
from corollary.corpus.learning.rademacher_generalization_bound import counts, largest_gap
from corollary.corpus.learning.vc_generalization_bound import threshold_deviation
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import (
    AtMost,
    Attempt,
    ChosenBefore,
    Confidence,
    Constant,
    ForAll,
    ablation,
    event,
    require,
    step,
    theorem,
    trial,
    unrefuted,
)
from corollary.logic.arithmetic import exp, log, sqrt
from corollary.logic.checking import Verdict, identity, inequality

if TYPE_CHECKING:
    import numpy as np


@theorem
def vc_inequality(
    sample: Iid,
    loss: ZeroOneLoss,
    before: ChosenBefore,
    growth: AtMost[LogGrowthDouble],
    confidence: Annotated[Confidence, event("sample", "law", "loss", "hypotheses")],
) -> AtMost[ForAll[Deviation, "hypotheses"]]:
    """Double sample and random exchange."""
    require(sample.n >= 1, "n >= 1")
    return sqrt(8 * (growth.value + log(4) - log(confidence.delta)) / sample.n)


def _bound(n: int, growth: float) -> float:
    facts = Iid(n=n), ZeroOneLoss(), ChosenBefore(), AtMost[LogGrowthDouble](growth)
    return float(vc_inequality(*facts, Confidence(0.5)).value)


@trial(vc_inequality)
def thresholds(rng: "np.random.Generator", draws: int) -> Attempt:
    """Thresholds on [0, 1] against noisy labels; the growth function at 2n is 2n + 1."""
    import numpy as np

    return Attempt(threshold_deviation(rng, draws, 200, 0.4), _bound(200, float(np.log(401))), 0.5)


@trial(vc_inequality)
def exchange(rng: "np.random.Generator", draws: int) -> Attempt:
    """Step 5: for fixed double samples, the tail under all 2^8 exchanges against 2 exp(-n eps^2 / 8) a pattern."""
    import numpy as np

    signs = 2.0 * np.indices((2,) * 8).reshape(8, -1) - 1
    patterns = rng.choice([-1.0, 0.0, 1.0], p=[0.4, 0.2, 0.4], size=(draws, 3, 8))
    eps = rng.uniform(0.5, 2.0, size=(draws, 1))
    tail = (np.abs(patterns @ signs / 8).max(axis=1) > eps / 2).mean(axis=1)
    return Attempt(tail, np.minimum(1, 6 * np.exp(-8 * eps[:, 0] ** 2 / 8)))


@ablation(vc_inequality, breaks="growth")
def all_functions_as_one(rng: "np.random.Generator", draws: int) -> Attempt:
    """All functions on two thousand points, counted as one."""
    return Attempt(largest_gap(counts(rng, draws, 60, 2000)), _bound(60, 0.0), 0.5)


@ablation(vc_inequality, breaks="before")
def memorised(rng: "np.random.Generator", draws: int) -> Attempt:
    """The class of one predictor that memorises the sample: empirical risk 0, wrong at every fresh point of [0, 1]."""
    return Attempt(memorised_risk(rng, draws, 60), _bound(60, 0.0), 0.5)


@trial(vc_inequality)
def one_coin(rng: "np.random.Generator", draws: int) -> Attempt:
    """A class of one predictor whose loss is a fair coin, tossed 10^6 to 10^8 times: the exact probability of failure."""
    import numpy as np
    from scipy.stats import binom

    n = rng.integers(10**6, 10**8, size=draws)
    bound = np.array([_bound(int(size), 0.0) for size in n])
    return Attempt(2 * binom.cdf(np.ceil(n * (0.5 - bound) - 1e-9) - 1, n, 0.5), np.full(draws, 0.5))


@ablation(vc_inequality, breaks="sample")
def one_coin_repeated(rng: "np.random.Generator", draws: int) -> Attempt:
    """One toss, counted three hundred times: the deviation is a half."""
    import numpy as np

    return Attempt(np.full(draws, 0.5), np.full(draws, _bound(300, 0.0)), 0.5)


@step(vc_inequality, 7, mutant={"eight": 7})
def solved(eight: Constant = 8) -> Verdict:
    r"""At $\varepsilon = \sqrt{8 (g + \log(4/\delta)) / n}$ the right-hand side is $\delta$."""
    return identity(
        lambda g, n, delta: 4 * exp(g - n * sqrt(eight * (g + log(4 / delta)) / n) ** 2 / 8),
        lambda g, n, delta: delta,
        {"g": (0, inf), "n": (0, inf), "delta": (0, 1)},
    )


@step(vc_inequality, 1, mutant={"four": 1})
def few_observations(four: Constant = 4) -> Verdict:
    r"""If $n \varepsilon^2 \le 2$, the right-hand side is at least $4 e^{-1/4} > 1$."""
    return inequality(lambda: 1, lambda: four * exp(-Fraction(1, 4)), {})


@ablation(vc_inequality, breaks="loss")
def loss_of_the_digits(rng: "np.random.Generator", draws: int) -> Attempt:
    """The thresholds, and a loss that reads the digits of t as a list of points: 0 at them, 1 elsewhere. Some t lists the sample."""
    import numpy as np

    return Attempt(memorised_risk(rng, draws, 300), _bound(300, float(np.log(601))), 0.5)


unrefuted(
    vc_inequality,
    "constant:1/2",
    because="with at most G >= 2 patterns on 2n points, a deviation above eps has probability at most 4 G exp(-n^2 (eps - 1/n)^2/(n + 1)): the "
    "ghost sample with the median of its binomial law, which lies less than 1 from the mean, and Serfling's inequality for a random half in "
    "place of random exchanges; if eps < 1 and 4 G exp(-n eps^2/2) < 1, then n eps^2 > 2 log 8 and n >= 5, and by calculus this is at most "
    "4 G exp(-n eps^2/2); a class with one pattern is one classifier, for which Hoeffding's inequality says more",
    proved=True,
)
