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
    description: AtMost[DescriptionLength],
    confidence: Annotated[Confidence, event("sample", "law", "loss", "code")],
) -> AtMost[Gap]:
    """Hoeffding's inequality at level δ π(h) and a union bound."""
    require(sample.n >= 1, "n >= 1")
    return loss.value * sqrt((description.value - log(confidence.delta)) / (2 * sample.n))


def _attempt(rng: "Generator", draws: int, size: int, lengths: object) -> Attempt:
    """`size` predictors whose losses are independent fair coins, 25 tosses; the one chosen passes its bound by most."""
    import numpy as np

    facts = Iid(n=25), AtMost[LossRange](1), ChosenBefore(hypotheses="code"), AtMost[DescriptionLength](lengths)
    bound = np.broadcast_to(occam_bound(*facts, Confidence(0.5)).value, size)
    gap = 0.5 - rng.binomial(25, 0.5, size=(draws, size)) / 25
    chosen = (gap - bound).argmax(axis=1)
    return Attempt(gap[np.arange(draws), chosen], bound[chosen], 0.5)


@trial(occam_bound)
def geometric_code(rng: "Generator", draws: int) -> Attempt:
    """Weights 1/2, 1/4, … on twenty predictors."""
    import numpy as np

    return _attempt(rng, draws, 20, np.arange(1, 21) * np.log(2))


@ablation(occam_bound, breaks="description")
def lengths_dropped(rng: "Generator", draws: int) -> Attempt:
    """Two hundred predictors, each described by nothing."""
    return _attempt(rng, draws, 200, 0.0)


@ablation(occam_bound, breaks="before")
def memorised(rng: "Generator", draws: int) -> Attempt:
    """All the weight on the predictor that memorises the sample: empirical risk 0, wrong elsewhere."""
    facts = Iid(n=25), AtMost[LossRange](1), ChosenBefore(hypotheses="code"), AtMost[DescriptionLength](0.0)
    return Attempt(memorised_risk(rng, draws, 25), float(occam_bound(*facts, Confidence(0.5)).value), 0.5)


@ablation(occam_bound, breaks="sample")
def one_toss_repeated(rng: "Generator", draws: int) -> Attempt:
    """Four predictors of equal weight and one toss for each, counted twenty-five times."""
    import numpy as np

    facts = (
        Iid(n=25),
        AtMost[LossRange](1),
        ChosenBefore(hypotheses="code"),
        AtMost[DescriptionLength](float(np.log(4))),
    )
    gap = 0.5 - rng.integers(2, size=(draws, 4)).min(axis=1)
    return Attempt(gap, float(occam_bound(*facts, Confidence(0.5)).value), 0.5)
