"""Consistent learning with a finite class."""

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.cardinality import LogCardinality
from corollary.corpus.learning.empirical_risk import EmpiricalRisk
from corollary.corpus.learning.loss_function import UnitLoss
from corollary.corpus.learning.memorising_predictor import memorised_risk
from corollary.corpus.learning.risk import Risk
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
from corollary.logic.arithmetic import exp, expm1, log
from corollary.logic.checking import Verdict, inequality

if TYPE_CHECKING:
    from numpy.random import Generator


@theorem
def finite_class_realizable_bound(
    sample: Iid,
    loss: UnitLoss,
    hypotheses: AtMost[LogCardinality],
    before: ChosenBefore,
    fixed: Annotated[ChosenBefore, role(hypotheses="loss")],
    predictor: Member,
    consistent: AtMost[EmpiricalRisk],
    confidence: Annotated[Confidence, event("sample", "law", "loss", "hypotheses")],
) -> AtMost[Risk]:
    """1 − (δ/M)^(1/n)."""
    require(sample.n >= 1, "n >= 1")
    require(consistent.value <= 0, "the empirical risk is 0")
    return -expm1(-(hypotheses.value - log(confidence.delta)) / sample.n)


def _bound(n: int, count: int, delta: float) -> float:
    facts = (
        Iid(n=n),
        UnitLoss(),
        AtMost[LogCardinality](log(count)),
        ChosenBefore(),
        ChosenBefore("loss"),
        Member(),
        AtMost[EmpiricalRisk](0),
    )
    return float(finite_class_realizable_bound(*facts, Confidence(delta)).value)


def _worst_consistent(rng: "Generator", draws: int, n: int, count: int, risk: float) -> object:
    """The risk of the consistent among `count` independent predictors of equal risk; 0 if none is consistent."""
    return risk * (rng.binomial(n, risk, size=(draws, count)) == 0).any(axis=1)


@trial(finite_class_realizable_bound)
def independent_errors(rng: "Generator", draws: int) -> Attempt:
    """32 predictors with independent errors, risk just above the bound: one is consistent almost as often as delta."""
    bound = _bound(20, 32, 0.3)
    return Attempt(_worst_consistent(rng, draws, 20, 32, 1.001 * bound), bound, 0.3)


@ablation(finite_class_realizable_bound, breaks="hypotheses")
def counted_as_one(rng: "Generator", draws: int) -> Attempt:
    """The same 32 predictors counted as one."""
    bound = _bound(20, 1, 0.3)
    return Attempt(_worst_consistent(rng, draws, 20, 32, 1.001 * bound), bound, 0.3)


@ablation(finite_class_realizable_bound, breaks="before")
def memorised(rng: "Generator", draws: int) -> Attempt:
    """The class of one predictor that memorises the sample: consistent, wrong at every fresh point of [0, 1]."""
    return Attempt(memorised_risk(rng, draws, 20), _bound(20, 1, 0.3), 0.3)


@ablation(finite_class_realizable_bound, breaks="fixed")
def loss_chosen(rng: "Generator", draws: int) -> Attempt:
    """One fixed predictor, and a loss that memorises: 0 on the sample, 1 elsewhere."""
    return Attempt(memorised_risk(rng, draws, 20), _bound(20, 1, 0.3), 0.3)


@ablation(finite_class_realizable_bound, breaks="sample")
def repeated(rng: "Generator", draws: int) -> Attempt:
    """One observation, counted twenty times."""
    bound = _bound(20, 32, 0.3)
    return Attempt(_worst_consistent(rng, draws, 1, 32, 1.001 * bound), bound, 0.3)


@ablation(finite_class_realizable_bound, breaks="loss")
def errors_cost_ten(rng: "Generator", draws: int) -> Attempt:
    """The 32 predictors err half as often, and the loss is 10 for an error."""
    import numpy as np

    bound = _bound(20, 32, 0.3)
    return Attempt(10 * np.asarray(_worst_consistent(rng, draws, 20, 32, bound / 2)), bound, 0.3)


@ablation(finite_class_realizable_bound, breaks="predictor")
def outside_the_class(rng: "Generator", draws: int) -> Attempt:
    """The class has 32 predictors; the predictor is none of them but memorises: consistent, wrong elsewhere."""
    return Attempt(memorised_risk(rng, draws, 20), _bound(20, 32, 0.3), 0.3)


# Checked steps of the proof.


@step(finite_class_realizable_bound, 5, mutant={"one": Fraction(9, 10)})
def exponential(one: Constant = 1) -> Verdict:
    r"""$1 - e^{-u} \le u$ for `0 <= u <= 10`."""
    return inequality(lambda u: 1 - exp(-u), lambda u: one * u, {"u": (0, 10)})
