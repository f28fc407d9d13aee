"""Occam bound in relative-entropy form."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.description_length import DescriptionLength
from corollary.corpus.learning.empirical_risk import EmpiricalRisk
from corollary.corpus.learning.loss_function import UnitLoss
from corollary.corpus.learning.memorising_predictor import memorised_risk
from corollary.corpus.learning.risk import Risk
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, ChosenBefore, Confidence, ablation, event, require, role, theorem, trial
from corollary.logic.arithmetic import kl_inverse, log

if TYPE_CHECKING:
    from numpy.random import Generator


@theorem
def occam_kl_bound(
    sample: Iid,
    loss: UnitLoss,
    before: Annotated[ChosenBefore, role(hypotheses="code")],
    fixed: Annotated[ChosenBefore, role(hypotheses="loss")],
    description: AtMost[DescriptionLength],
    empirical: AtMost[EmpiricalRisk],
    confidence: Annotated[Confidence, event("sample", "law", "loss", "code")],
) -> AtMost[Risk]:
    """Chernoff's inequality at level δ π(h) and a union bound."""
    require(sample.n >= 1, "n >= 1")
    return kl_inverse(empirical.value, (description.value - log(confidence.delta)) / sample.n)


def _bound(lengths: object, empirical: object) -> object:
    facts = (
        Iid(n=25),
        UnitLoss(),
        ChosenBefore(hypotheses="code"),
        ChosenBefore("loss"),
        AtMost[DescriptionLength](lengths),
    )
    return occam_kl_bound(*facts, AtMost[EmpiricalRisk](empirical), Confidence(0.5)).value


def _attempt(rng: "Generator", draws: int, size: int, claimed: float) -> Attempt:
    """`size` predictors with independent errors of risk 0.2, 25 observations; the best on the sample is chosen."""
    empirical = rng.binomial(25, 0.2, size=(draws, size)).min(axis=1) / 25
    return Attempt(0.2 + 0 * empirical, _bound(claimed, empirical), 0.5)


@trial(occam_kl_bound)
def uniform_code(rng: "Generator", draws: int) -> Attempt:
    """Sixteen predictors of weight 1/16."""
    import numpy as np

    return _attempt(rng, draws, 16, float(np.log(16)))


@trial(occam_kl_bound)
def geometric_code(rng: "Generator", draws: int) -> Attempt:
    """Weights 1/2, 1/4, … on six predictors with random risks; the one chosen passes its bound by most."""
    import numpy as np

    risk = rng.uniform(0.02, 0.3, size=(draws, 6))
    empirical = rng.binomial(25, risk) / 25
    bound = np.asarray(_bound(np.broadcast_to(np.arange(1, 7) * np.log(2), risk.shape), empirical))
    chosen = (risk - bound).argmax(axis=1)
    row = np.arange(draws)
    return Attempt(risk[row, chosen], bound[row, chosen], 0.5)


@ablation(occam_kl_bound, breaks="description")
def lengths_dropped(rng: "Generator", draws: int) -> Attempt:
    """Two hundred predictors, each described by nothing."""
    return _attempt(rng, draws, 200, 0.0)


@ablation(occam_kl_bound, breaks="before")
def memorised(rng: "Generator", draws: int) -> Attempt:
    """All the weight on the predictor that memorises the sample: empirical risk 0, wrong elsewhere."""
    return Attempt(memorised_risk(rng, draws, 25), _bound(0.0, 0.0), 0.5)


@ablation(occam_kl_bound, breaks="fixed")
def loss_chosen(rng: "Generator", draws: int) -> Attempt:
    """One fixed predictor, and a loss that memorises: 0 on the sample, 1 elsewhere."""
    return Attempt(memorised_risk(rng, draws, 25), _bound(0.0, 0.0), 0.5)


@ablation(occam_kl_bound, breaks="loss")
def range_five(rng: "Generator", draws: int) -> Attempt:
    """One predictor with losses 0 and 5, not divided by 5; mean 0.8."""
    empirical = 5 * rng.binomial(25, 0.16, draws) / 25
    return Attempt(0.8 + 0 * empirical, _bound(0.0, empirical.clip(0, 1)), 0.05)


@ablation(occam_kl_bound, breaks="sample")
def one_observation_repeated(rng: "Generator", draws: int) -> Attempt:
    """Four predictors of risk one half and one observation, counted twenty-five times; the best on it is chosen."""
    import numpy as np

    empirical = rng.integers(2, size=(draws, 4)).min(axis=1) * 1.0
    return Attempt(np.full(draws, 0.5), _bound(float(np.log(4)), empirical), 0.5)


@ablation(occam_kl_bound, breaks="empirical")
def errors_left_out(rng: "Generator", draws: int) -> Attempt:
    """Sixteen predictors of risk 0.2, said to make no error on the sample."""
    import numpy as np

    return Attempt(np.full(draws, 0.2), _bound(float(np.log(16)), 0.0), 0.5)
