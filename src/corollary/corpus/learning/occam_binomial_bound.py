"""Occam bound by inversion of the binomial tail."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.description_length import DescriptionLength
from corollary.corpus.learning.empirical_risk import EmpiricalRisk
from corollary.corpus.learning.memorising_predictor import memorised_risk
from corollary.corpus.learning.risk import Risk
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, ChosenBefore, Confidence, ablation, event, require, role, theorem, trial
from corollary.logic.arithmetic import binomial_upper, exp

if TYPE_CHECKING:
    from numpy.random import Generator


@theorem
def occam_binomial_bound(
    sample: Iid,
    loss: ZeroOneLoss,
    before: Annotated[ChosenBefore, role(hypotheses="code")],
    description: AtMost[DescriptionLength],
    empirical: AtMost[EmpiricalRisk],
    confidence: Annotated[Confidence, event("sample", "law", "loss", "code")],
) -> AtMost[Risk]:
    """The Clopper-Pearson limit at level δ π(h) and a union bound."""
    require(sample.n >= 1, "n >= 1")
    return binomial_upper(empirical.value * sample.n, sample.n, confidence.delta * exp(-description.value))


def _bound(lengths: object, empirical: object) -> object:
    facts = Iid(n=25), ZeroOneLoss(), ChosenBefore(hypotheses="code"), AtMost[DescriptionLength](lengths)
    return occam_binomial_bound(*facts, AtMost[EmpiricalRisk](empirical), Confidence(0.5)).value


def _attempt(rng: "Generator", draws: int, claimed: float) -> Attempt:
    """Sixteen predictors with independent errors and equal risk, 25 observations; the one with fewest errors is chosen.

    The risk is just above the bound for a predictor without errors.
    """
    import numpy as np

    risk = 1.0001 * float(np.asarray(_bound(float(np.log(16)), 0.0)))
    empirical = rng.binomial(25, risk, size=(draws, 16)).min(axis=1) / 25
    return Attempt(risk + 0 * empirical, _bound(claimed, empirical), 0.5)


@trial(occam_binomial_bound)
def uniform_code(rng: "Generator", draws: int) -> Attempt:
    """Sixteen predictors of weight 1/16."""
    import numpy as np

    return _attempt(rng, draws, float(np.log(16)))


@trial(occam_binomial_bound)
def few_examples(rng: "Generator", draws: int) -> Attempt:
    """One predictor of weight 1, one to eight examples, its risk just above a bound: the exact probability of failure."""
    import numpy as np
    from scipy.stats import binom

    truth, delta = [], rng.uniform(0.05, 0.95, size=draws)
    for level in delta[:60]:
        n = int(rng.integers(1, 9))
        facts = Iid(n=n), ZeroOneLoss(), ChosenBefore(hypotheses="code"), AtMost[DescriptionLength](0.0)
        counts = np.arange(n + 1)
        empirical = AtMost[EmpiricalRisk](counts / n)
        bounds = np.asarray(occam_binomial_bound(*facts, empirical, Confidence(float(level))).value)
        risk = bounds[rng.integers(n)] + 1e-9
        truth.append(binom.pmf(counts, n, risk) @ (bounds < risk))
    return Attempt(np.array(truth), delta[:60])


@ablation(occam_binomial_bound, breaks="loss")
def errors_cost_ten(rng: "Generator", draws: int) -> Attempt:
    """One predictor that errs with probability 0.01, and a loss of 10 for an error; an empirical risk above 1 is called 1."""
    import numpy as np

    return Attempt(0.1, _bound(0.0, np.minimum(1, 10 * rng.binomial(25, 0.01, size=draws) / 25)), 0.5)


@ablation(occam_binomial_bound, breaks="description")
def lengths_dropped(rng: "Generator", draws: int) -> Attempt:
    """Sixteen predictors, each described by nothing."""
    return _attempt(rng, draws, 0.0)


@ablation(occam_binomial_bound, breaks="before")
def memorised(rng: "Generator", draws: int) -> Attempt:
    """All the weight on the predictor that memorises the sample: no errors there, wrong elsewhere."""
    return Attempt(memorised_risk(rng, draws, 25), _bound(0.0, 0.0), 0.5)
