"""Consistent learning with a VC class."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.empirical_risk import EmpiricalRisk
from corollary.corpus.learning.growth_function import LogGrowthDouble
from corollary.corpus.learning.memorising_predictor import memorised_risk
from corollary.corpus.learning.risk import Risk
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import (
    AtMost,
    Attempt,
    ChosenBefore,
    Confidence,
    Member,
    ablation,
    event,
    require,
    theorem,
    trial,
    unrefuted,
)
from corollary.logic.arithmetic import log

if TYPE_CHECKING:
    import numpy as np


@theorem
def vc_realizable_bound(
    sample: Iid,
    loss: ZeroOneLoss,
    before: ChosenBefore,
    growth: AtMost[LogGrowthDouble],
    predictor: Member,
    consistent: AtMost[EmpiricalRisk],
    confidence: Annotated[Confidence, event("sample", "law", "loss", "hypotheses")],
) -> AtMost[Risk]:
    """Double sample and random exchange, for consistent predictors."""
    require(sample.n >= 1, "n >= 1")
    require(consistent.value <= 0, "the empirical risk is 0")
    return 2 * (growth.value + log(2) - log(confidence.delta)) / (sample.n * log(2))


def _bound(n: int, growth: float) -> float:
    facts = Iid(n=n), ZeroOneLoss(), ChosenBefore(), AtMost[LogGrowthDouble](growth), Member(), AtMost[EmpiricalRisk](0)
    return float(vc_realizable_bound(*facts, Confidence(0.5)).value)


@trial(vc_realizable_bound)
def unions_of_intervals(rng: "np.random.Generator", draws: int) -> Attempt:
    """Unions of at most two intervals, true classifier 0: the worst consistent one takes the largest gaps."""
    import numpy as np
    from scipy.special import comb

    points = np.sort(rng.uniform(size=(draws, 300)), axis=1)
    gaps = np.sort(np.diff(points, axis=1, prepend=0, append=1), axis=1)
    growth = float(np.log(comb(600, np.arange(5)).sum()))
    return Attempt(gaps[:, -2:].sum(axis=1), _bound(300, growth), 0.5)


def _exchanged(rng: "np.random.Generator", draws: int, share: float) -> Attempt:
    """Step 5 at g = 0 and `share` of the bound for epsilon, by enumeration of the 2^8 exchanges in eight pairs.

    The probability that no error is in the first half and n epsilon / 2 or more are in the second, against delta / 2.
    """
    import numpy as np

    delta = 2.0 ** (1 - rng.integers(2, 6, draws))
    facts = Iid(n=8), ZeroOneLoss(), ChosenBefore(), AtMost[LogGrowthDouble](0.0), Member(), AtMost[EmpiricalRisk](0)
    epsilon = share * np.asarray(vc_realizable_bound(*facts, Confidence(delta)).value)
    errors = rng.uniform(size=(2, draws, 1, 8)) < rng.uniform(0.02, 0.3, size=(draws, 1, 1))
    swap = np.indices((2,) * 8).reshape(8, -1).T == 1
    first, second = np.where(swap, errors[1], errors[0]), np.where(swap, errors[0], errors[1])
    enough = second.sum(axis=2) >= 4 * epsilon[:, None] - 1e-9
    return Attempt((~first.any(axis=2) & enough).mean(axis=1), delta / 2)


@trial(vc_realizable_bound)
def exchange(rng: "np.random.Generator", draws: int) -> Attempt:
    """One pattern of errors on random double samples: the bound of step 5 is attained."""
    return _exchanged(rng, draws, 1.0)


@ablation(vc_realizable_bound, breaks="constant")
def half_of_it(rng: "np.random.Generator", draws: int) -> Attempt:
    """Half the bound."""
    return _exchanged(rng, draws, 0.5)


@ablation(vc_realizable_bound, breaks="growth")
def finite_sets(rng: "np.random.Generator", draws: int) -> Attempt:
    """All functions on 2000 points, counted as one: the worst consistent one is wrong where nothing was seen."""
    unseen = [1 - len(set(row)) / 2000 for row in rng.integers(2000, size=(draws, 100))]
    return Attempt(unseen, _bound(100, 0.0), 0.5)


@ablation(vc_realizable_bound, breaks="before")
def memorised(rng: "np.random.Generator", draws: int) -> Attempt:
    """The class of one predictor that memorises the sample: empirical risk 0, wrong at every fresh point of [0, 1]."""
    return Attempt(memorised_risk(rng, draws, 60), _bound(60, 0.0), 0.5)


@ablation(vc_realizable_bound, breaks="loss")
def loss_of_the_digits(rng: "np.random.Generator", draws: int) -> Attempt:
    """The thresholds, and a loss that reads the digits of t as a list of points: 0 at them, 1 elsewhere. Some t lists the sample."""
    import numpy as np

    return Attempt(memorised_risk(rng, draws, 100), _bound(100, float(np.log(201))), 0.5)


@ablation(vc_realizable_bound, breaks="predictor")
def outside_the_class(rng: "np.random.Generator", draws: int) -> Attempt:
    """The class has one predictor; the predictor is not this one but memorises: empirical risk 0, wrong elsewhere."""
    return Attempt(memorised_risk(rng, draws, 60), _bound(60, 0.0), 0.5)


unrefuted(
    vc_realizable_bound,
    "exponent:1/2",
    because="it claims more only where the bound exceeds 1, and there it still exceeds 1, which no risk for the zero-one loss does",
    proved=True,
)
