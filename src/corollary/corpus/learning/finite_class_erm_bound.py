"""Empirical risk minimisation over a finite class."""

from math import inf
from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.cardinality import LogCardinality
from corollary.corpus.learning.excess_risk import EstimationError, OptimizationError
from corollary.corpus.learning.loss_function import LossRange
from corollary.corpus.learning.memorising_predictor import memorised_risk
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import (
    AtMost,
    Attempt,
    ChosenBefore,
    Confidence,
    Constant,
    Member,
    ablation,
    event,
    require,
    role,
    step,
    theorem,
    trial,
)
from corollary.logic.arithmetic import log, sqrt
from corollary.logic.checking import Verdict, identity

if TYPE_CHECKING:
    from numpy.random import Generator


@theorem
def finite_class_erm_bound(
    sample: Iid,
    loss: AtMost[LossRange],
    hypotheses: AtMost[LogCardinality],
    before: ChosenBefore,
    fixed: Annotated[ChosenBefore, role(hypotheses="loss")],
    predictor: Member,
    optimization: AtMost[OptimizationError],
    confidence: Annotated[Confidence, event("sample", "law", "loss", "hypotheses")],
) -> AtMost[EstimationError]:
    """Twice the deviation, plus the optimisation error."""
    require(sample.n >= 1, "n >= 1")
    excess = sqrt(2 * (log(2) + hypotheses.value - log(confidence.delta)) / sample.n)
    return optimization.value + loss.value * excess


def _bound(n: int, count: int, delta: float, width: float = 1.0) -> float:
    facts = (
        Iid(n=n),
        AtMost[LossRange](width),
        AtMost[LogCardinality](log(count)),
        ChosenBefore(),
        ChosenBefore("loss"),
        Member(),
    )
    return float(finite_class_erm_bound(*facts, AtMost[OptimizationError](0), Confidence(delta)).value)


def _one_good_of_many(rng: "Generator", draws: int, share: float) -> Attempt:
    """One predictor better by `share` of the bound than 999 others with independent errors; 100 observations."""
    import numpy as np

    gap = share * _bound(100, 1000, 0.3)
    best = rng.binomial(100, (1 - gap) / 2, draws)
    others = rng.binomial(100, (1 + gap) / 2, size=(draws, 999)).min(axis=1)
    return Attempt(np.where(others <= best, gap, 0.0), _bound(100, 1000, 0.3), 0.3)


@trial(finite_class_erm_bound)
def one_good_of_many(rng: "Generator", draws: int) -> Attempt:
    """One good predictor among a thousand; the others are worse by slightly more than the bound."""
    return _one_good_of_many(rng, draws, 1.001)


@trial(finite_class_erm_bound)
def one_of_very_many(rng: "Generator", draws: int) -> Attempt:
    """Ten thousand to 10^12 predictors with independent errors, one better by a little more than the bound, small delta.

    A thousand observations: the exact probability that the excess exceeds the bound.
    """
    import numpy as np
    from scipy.stats import binom

    errors, truth, delta = np.arange(1001), [], 10 ** rng.uniform(-12, -3, size=min(draws, 50))
    for level in delta:
        count = 10 ** int(rng.integers(4, 13))
        gap = min(1.0, 1.0001 * _bound(1000, count, float(level)))
        none = (count - 1) * np.log1p(-np.minimum(binom.cdf(errors, 1000, (1 + gap) / 2), 1 - 1e-16))
        truth.append(float(binom.pmf(errors, 1000, (1 - gap) / 2) @ -np.expm1(none)))
    return Attempt(np.array(truth) / delta, 1.0)


@ablation(finite_class_erm_bound, breaks="predictor")
def outside_the_class(rng: "Generator", draws: int) -> Attempt:
    """Two predictors of risk 0 make the class; the predictor is not one of them but memorises: empirical risk 0."""
    return Attempt(memorised_risk(rng, draws, 30), _bound(30, 2, 0.5), 0.5)


@trial(finite_class_erm_bound)
def opposite_pair(rng: "Generator", draws: int) -> Attempt:
    """Two predictors, wrong where the other is right, one worse by slightly more than the bound: the exact chance that it is taken."""
    import numpy as np
    from scipy.stats import binom

    n, log_delta = 10**5, -rng.uniform(1, 60, size=draws)
    gap = 1.001 * np.array([_bound(n, 2, float(delta)) for delta in np.exp(log_delta)])
    return Attempt(binom.logsf(n // 2 - 1, n, (1 - gap) / 2), log_delta)


@ablation(finite_class_erm_bound, breaks="constant")
def quarter_of_it(rng: "Generator", draws: int) -> Attempt:
    """A quarter of the bound."""
    attempt = _one_good_of_many(rng, draws, 0.251)
    return Attempt(attempt.truth, attempt.bound / 4, attempt.delta)


@ablation(finite_class_erm_bound, breaks="optimization")
def worst_chosen(rng: "Generator", draws: int) -> Attempt:
    """The worse of two predictors of risk 0 and 1, said to minimise the empirical risk."""
    return Attempt(1.0 - rng.binomial(1, 0.0, draws), _bound(30, 2, 0.5), 0.5)


@ablation(finite_class_erm_bound, breaks="before")
def memorised(rng: "Generator", draws: int) -> Attempt:
    """The class of the right constant and of the predictor that memorises: both have empirical risk 0."""
    return Attempt(memorised_risk(rng, draws, 30), _bound(30, 2, 0.5), 0.5)


@ablation(finite_class_erm_bound, breaks="fixed")
def loss_chosen(rng: "Generator", draws: int) -> Attempt:
    """Two fixed predictors, and a loss that is 0 for one of them and memorises for the other: 0 on the sample, 1 elsewhere."""
    return Attempt(memorised_risk(rng, draws, 30), _bound(30, 2, 0.5), 0.5)


@trial(finite_class_erm_bound)
def nearly_equal_pair(rng: "Generator", draws: int) -> Attempt:
    """Two predictors with independent errors, one worse by a quarter of a standard error; a million observations."""
    import numpy as np

    n, gap = 10**6, 0.25 * 10**-3
    worse = rng.binomial(n, (1 + gap) / 2, draws) <= rng.binomial(n, (1 - gap) / 2, draws)
    return Attempt(np.where(worse, gap, 0.0), _bound(n, 2, 0.05), 0.05)


@ablation(finite_class_erm_bound, breaks="loss")
def range_understated(rng: "Generator", draws: int) -> Attempt:
    """The loss is said to have the range one quarter."""
    attempt = _one_good_of_many(rng, draws, 0.251)
    return Attempt(attempt.truth, _bound(100, 1000, 0.3, 0.25), attempt.delta)


@ablation(finite_class_erm_bound, breaks="hypotheses")
def counted_as_one(rng: "Generator", draws: int) -> Attempt:
    """A billion predictors that are worse by a little more than the bound for one; the best of their empirical risks at once."""
    import numpy as np
    from scipy.stats import binom

    gap = 1.001 * _bound(100, 1, 0.3)
    least = 100 - binom.isf(-np.expm1(np.log(rng.uniform(size=draws)) / 1e9), 100, (1 - gap) / 2)
    best = rng.binomial(100, (1 - gap) / 2, draws)
    return Attempt(np.where(least <= best, gap, 0.0), _bound(100, 1, 0.3), 0.3)


@ablation(finite_class_erm_bound, breaks="sample")
def one_observation_repeated(rng: "Generator", draws: int) -> Attempt:
    """One observation, counted a hundred times; risks 0.3 and 0.7, and the worse predictor where both are alike on it."""
    import numpy as np

    good, bad = rng.random(draws) < 0.3, rng.random(draws) < 0.7
    return Attempt(np.where(bad <= good, 0.4, 0.0), _bound(100, 2, 0.05), 0.05)


# Checked steps of the proof.


@step(finite_class_erm_bound, 3, mutant={"two": 3})
def doubled(two: Constant = 2) -> Verdict:
    r"""$2 \Delta = (b - a) \sqrt{2 \log(2M/\delta) / n}$; `c` the range, `s` the logarithm."""
    return identity(
        lambda c, s, n: 2 * c * sqrt(s / (2 * n)),
        lambda c, s, n: c * sqrt(two * s / n),
        {"c": (0, inf), "s": (0, inf), "n": (1, inf)},
    )
