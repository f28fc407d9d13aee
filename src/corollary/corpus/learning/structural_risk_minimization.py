"""Structural risk minimisation."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.risk import Risk
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import (
    AtMost,
    Attempt,
    Confidence,
    Property,
    Quantity,
    ablation,
    event,
    require,
    role,
    theorem,
    trial,
)
from corollary.logic.arithmetic import log, sqrt

if TYPE_CHECKING:
    import numpy as np


class Structure(
    Property,
    says="{structure} is a countable family of classes, each with a bound on the deviations for {loss} of its members "
    "that fails under {law} with probability at most its weight times {delta}; the weights sum to one at most, and all "
    "this is fixed before {sample}, of size {n}",
):
    """P(some h in H_j deviates by more than ε_j) ≤ w_j δ, at one sample size."""

    structure: str
    loss: str
    law: str
    sample: str
    delta: float
    n: int


class StructuralMinimiser(
    Property,
    says="{predictor} minimises, up to {slack}, the empirical {loss} on {sample} plus the least bound that {structure} "
    "has for a class that contains the predictor",
):
    """R_n(ĥ) + B(ĥ) ≤ inf (R_n + B) + slack."""

    predictor: str
    structure: str
    loss: str
    sample: str
    slack: float


class StructuralPenalty(
    Quantity, says="the least bound that {structure} has for a class that contains {predictor}", tex="B"
):
    """B(h) = inf {ε_j : h in H_j}."""

    predictor: str
    structure: str


@theorem
def structural_risk_minimization(
    sample: Iid,
    structure: Structure,
    algorithm: StructuralMinimiser,
    comparator: Annotated[AtMost[Risk], role(predictor="comparator")],
    penalty: Annotated[AtMost[StructuralPenalty], role(predictor="comparator")],
    confidence: Annotated[Confidence, event("sample", "law", "loss", "structure")],
) -> AtMost[Risk]:
    """The oracle inequality, for one member of the family."""
    require(structure.n <= sample.n, "the structure is for samples of this size")
    require(sample.n <= structure.n, "the structure is for samples of this size")
    require(algorithm.slack >= 0, "slack >= 0")
    require(confidence.delta >= structure.delta, "delta at least that of the structure")
    return comparator.value + 2 * penalty.value + algorithm.slack


def _attempt(
    rng: "np.random.Generator",
    draws: int,
    share: float,
    members: int,
    high: float = 0.84,
    blind: bool = False,
    comparator: float = 0.5,
    penalty: float = 1.0,
) -> Attempt:
    """One predictor of risk 0.5 and `members` of risk `high`, with independent coins as losses, 25 tosses, δ = 1/2.

    Each is a class of the weight `share`, with Hoeffding's bound. The best of the empirical risks is drawn at once.
    `blind`: a member is returned without a look at the sample. The risk of the first is said to be `comparator`, and its penalty
    is multiplied by `penalty`.
    """
    import numpy as np
    from scipy.stats import binom

    least = 25 - binom.isf(-np.expm1(np.log(rng.uniform(size=draws)) / members), 25, 1 - high)  # errors of the best
    first = rng.binomial(25, 0.5, size=draws)
    width = float(sqrt((log(2) - log(share) - log(0.5)) / 50))
    facts = (
        Iid(n=25),
        Structure(delta=0.5, n=25),
        StructuralMinimiser(slack=0.0),
        AtMost[Risk](comparator),
        AtMost[StructuralPenalty](penalty * width),
        Confidence(0.5),
    )
    risk = np.where((least < first) | blind, high, 0.5)
    return Attempt(risk, structural_risk_minimization(*facts).value, delta=0.5)


@trial(structural_risk_minimization)
def two_classes(rng: "np.random.Generator", draws: int) -> Attempt:
    """Two singletons of weight 1/2."""
    return _attempt(rng, draws, 0.5, 1, 0.95)


@trial(structural_risk_minimization)
def many_tosses(rng: "np.random.Generator", draws: int) -> Attempt:
    """One predictor, of small risk, and a hundred million tosses: the bound is little more than the risk."""
    import numpy as np

    n, risk = 10**8, rng.uniform(0.01, 0.5, size=draws)
    facts = Iid(n=n), Structure(delta=0.5, n=n), StructuralMinimiser(slack=0.0), AtMost[Risk](risk)
    penalty = AtMost[StructuralPenalty](float(sqrt((log(2) - log(0.5)) / (2 * n))))
    return Attempt(risk, np.asarray(structural_risk_minimization(*facts, penalty, Confidence(0.5)).value))


@trial("structural-risk-minimization")
def histograms(rng: "np.random.Generator", draws: int) -> Attempt:
    """Binary histograms on 1, 2, 4, …, 32 cells, weights 2^-j: deviations and the inequality over the whole family.

    The label at x is 1 with probability 0.9 left of 0.5 and 0.2 right of it; 60 observations, δ = 1/10.
    """
    import numpy as np

    n, delta = 60, 0.1
    cell = rng.integers(32, size=(draws, n))
    label = rng.uniform(size=(draws, n)) < np.where(cell < 16, 0.9, 0.2)
    ones, counts = np.zeros((2, draws, 32))
    at = np.arange(draws)[:, None]
    np.add.at(ones, (at, cell), label)
    np.add.at(counts, (at, cell), 1)
    excess, deviation = np.zeros(draws), np.full(draws, -np.inf)
    least, chance = np.full(draws, np.inf), np.where(np.arange(32) < 16, 0.9, 0.2)
    oracle = np.inf
    for j in range(1, 7):
        cells = 2 ** (j - 1)
        width = np.sqrt((np.log(2) * (cells + 1 + j) - np.log(delta)) / (2 * n))
        up, of = (t.reshape(draws, cells, -1).sum(axis=2) for t in (ones, counts))
        mean = chance.reshape(cells, -1).mean(axis=1) / cells  # mass of label 1 in each cell
        errors = np.stack([up, of - up]) / n  # empirical risk of predicting 0, 1 in each cell
        risks = np.stack([mean, 1 / cells - mean])[:, None]
        gap = np.maximum((risks - errors).max(axis=0).sum(axis=1), (errors - risks).max(axis=0).sum(axis=1))
        deviation = np.maximum(deviation, gap - width)
        chosen = errors.argmin(axis=0)
        value = errors.min(axis=0).sum(axis=1) + width
        risk = np.where(chosen == 0, mean, 1 / cells - mean).sum(axis=1)
        excess = np.where(value < least, risk, excess)
        least = np.minimum(least, value)
        oracle = min(oracle, float(risks.min(axis=0).sum() + 2 * width))
    return Attempt(np.maximum(deviation, excess - oracle), 0.0, delta=delta)


@ablation(structural_risk_minimization, breaks="structure")
def no_weights(rng: "np.random.Generator", draws: int) -> Attempt:
    """A hundred million singletons, each of weight one."""
    return _attempt(rng, draws, 1.0, 10**8)


@ablation(structural_risk_minimization, breaks="algorithm")
def not_minimised(rng: "np.random.Generator", draws: int) -> Attempt:
    """The worse of two predictors is returned without a look at the sample."""
    return _attempt(rng, draws, 0.5, 1, 0.95, blind=True)


@ablation(structural_risk_minimization, breaks="comparator")
def risk_left_out(rng: "np.random.Generator", draws: int) -> Attempt:
    """The predictor of risk one half is said to have risk 0."""
    return _attempt(rng, draws, 0.5, 1, 0.95, comparator=0.0)


@ablation(structural_risk_minimization, breaks="penalty")
def penalty_left_out(rng: "np.random.Generator", draws: int) -> Attempt:
    """A thousand members, worse by little; the penalty is said to be 0."""
    return _attempt(rng, draws, 1e-3, 1000, 0.55, penalty=0.0)
