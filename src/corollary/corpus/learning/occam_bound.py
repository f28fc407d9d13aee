"""Occam bound."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.description_length import DescriptionLength as DescriptionLength
from corollary.corpus.learning.deviation import Gap
from corollary.corpus.learning.loss_function import LossRange
from corollary.corpus.learning.memorising_predictor import memorised_risk
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, ChosenBefore, Confidence, ablation, event, require, role, theorem, trial
from corollary.logic.arithmetic import log, sqrt

if TYPE_CHECKING:
    from numpy.random import Generator


@theorem
def occam_bound(
    sample: Iid,
    loss: AtMost[LossRange],
    before: Annotated[ChosenBefore, role(hypotheses="code")],
    fixed: Annotated[ChosenBefore, role(hypotheses="loss")],
    description: AtMost[DescriptionLength],
    confidence: Annotated[Confidence, event("sample", "law", "loss", "code")],
) -> AtMost[Gap]:
    """Hoeffding's inequality at level δ π(h) and a union bound."""
    require(sample.n >= 1, "n >= 1")
    return loss.value * sqrt((description.value - log(confidence.delta)) / (2 * sample.n))


def _bound(lengths: object) -> object:
    facts = Iid(n=25), AtMost[LossRange](1), ChosenBefore("code"), ChosenBefore("loss")
    return occam_bound(*facts, AtMost[DescriptionLength](lengths), Confidence(0.5)).value


def _attempt(rng: "Generator", draws: int, size: int, lengths: object) -> Attempt:
    """`size` predictors whose losses are independent fair coins, 25 tosses; the one chosen passes its bound by most."""
    import numpy as np

    bound = np.broadcast_to(np.asarray(_bound(lengths)), size)
    gap = 0.5 - rng.binomial(25, 0.5, size=(draws, size)) / 25
    chosen = (gap - bound).argmax(axis=1)
    return Attempt(gap[np.arange(draws), chosen], bound[chosen], 0.5)


@trial(occam_bound)
def geometric_code(rng: "Generator", draws: int) -> Attempt:
    """Weights 1/2, 1/4, … on twenty predictors."""
    import numpy as np

    return _attempt(rng, draws, 20, np.arange(1, 21) * np.log(2))


@trial(occam_bound)
def one_coin(rng: "Generator", draws: int) -> Attempt:
    """One predictor of weight 1, a million tosses of its fair coin: logarithms of the exact probability of failure."""
    import numpy as np
    from scipy.stats import binom

    n, log_delta = 10**6, -rng.uniform(1, 92, size=draws)
    facts = Iid(n=n), AtMost[LossRange](1), ChosenBefore(hypotheses="code"), ChosenBefore(hypotheses="loss")
    bound = occam_bound(*facts, AtMost[DescriptionLength](0.0), Confidence(np.exp(log_delta))).value
    return Attempt(binom.logcdf(np.ceil(n * (0.5 - bound) - 1e-9) - 1, n, 0.5), log_delta)


@ablation(occam_bound, breaks="description")
def lengths_dropped(rng: "Generator", draws: int) -> Attempt:
    """Two hundred predictors, each described by nothing."""
    return _attempt(rng, draws, 200, 0.0)


@ablation(occam_bound, breaks="before")
def memorised(rng: "Generator", draws: int) -> Attempt:
    """All the weight on the predictor that memorises the sample: empirical risk 0, wrong elsewhere."""
    return Attempt(memorised_risk(rng, draws, 25), _bound(0.0), 0.5)


@ablation(occam_bound, breaks="fixed")
def loss_chosen(rng: "Generator", draws: int) -> Attempt:
    """One fixed predictor, and a loss that memorises: 0 on the sample, 1 elsewhere."""
    return Attempt(memorised_risk(rng, draws, 25), _bound(0.0), 0.5)


@ablation(occam_bound, breaks="sample")
def one_toss_repeated(rng: "Generator", draws: int) -> Attempt:
    """Four predictors of equal weight and one toss for each, counted twenty-five times."""
    import numpy as np

    gap = 0.5 - rng.integers(2, size=(draws, 4)).min(axis=1)
    return Attempt(gap, _bound(float(np.log(4))), 0.5)
