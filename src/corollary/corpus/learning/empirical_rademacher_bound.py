"""Generalisation bound by the empirical Rademacher complexity."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.deviation import Gap
from corollary.corpus.learning.loss_function import LossRange
from corollary.corpus.learning.memorising_predictor import memorised_risk
from corollary.corpus.learning.rademacher_complexity import EmpiricalLossRademacher, mean_absolute_walk
from corollary.corpus.learning.rademacher_generalization_bound import counts, largest_gap
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import (
    AtMost,
    Attempt,
    ChosenBefore,
    Confidence,
    ForAll,
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


@theorem
def empirical_rademacher_bound(
    sample: Iid,
    loss: AtMost[LossRange],
    before: ChosenBefore,
    fixed: Annotated[ChosenBefore, role(hypotheses="loss")],
    complexity: AtMost[EmpiricalLossRademacher],
    confidence: Annotated[Confidence, event("sample", "law", "loss", "hypotheses")],
) -> AtMost[ForAll[Gap, "hypotheses"]]:
    """Bounded differences of the gap less twice the complexity."""
    require(sample.n >= 1, "n >= 1")
    return 2 * complexity.value + 2 * loss.value * sqrt(-log(confidence.delta) / (2 * sample.n))


def _bound(n: int, complexity: object, delta: float) -> object:
    facts = (
        Iid(n=n),
        AtMost[LossRange](1.0),
        ChosenBefore(),
        ChosenBefore("loss"),
        AtMost[EmpiricalLossRademacher](complexity),
    )
    return empirical_rademacher_bound(*facts, Confidence(delta)).value


@trial(empirical_rademacher_bound)
def all_functions(rng: "np.random.Generator", draws: int) -> Attempt:
    """All 0-1 losses on a thousand equally likely points; the complexity of each sample exactly."""
    counted = counts(rng, draws, 400, 1000)
    complexity = mean_absolute_walk(int(counted.max()))[counted].sum(axis=1) / 800
    return Attempt(largest_gap(counted), _bound(400, complexity, 0.5), 0.5)


@ablation(empirical_rademacher_bound, breaks="complexity")
def complexity_dropped(rng: "np.random.Generator", draws: int) -> Attempt:
    """Two hundred points, the complexity taken for zero."""
    return Attempt(largest_gap(counts(rng, draws, 40, 200)), _bound(40, 0.0, 0.5), 0.5)


@ablation(empirical_rademacher_bound, breaks="before")
def memorised(rng: "np.random.Generator", draws: int) -> Attempt:
    """The class of one predictor that memorises the sample: empirical risk 0, wrong at every fresh point of [0, 1]."""
    return Attempt(memorised_risk(rng, draws, 40), _bound(40, 0.0, 0.5), 0.5)


@ablation(empirical_rademacher_bound, breaks="fixed")
def loss_chosen(rng: "np.random.Generator", draws: int) -> Attempt:
    """One fixed predictor, and a loss that memorises: 0 on the sample, 1 elsewhere."""
    return Attempt(memorised_risk(rng, draws, 40), _bound(40, 0.0, 0.5), 0.5)


def _coin(
    rng: "np.random.Generator", draws: int, n: int, tosses: int, width: float = 1.0, factor: float = 1.0
) -> Attempt:
    """A class of one predictor whose loss is a fair coin, complexity 0; `tosses` are said to be n, the range `width`."""
    facts = (
        Iid(n=n),
        AtMost[LossRange](width),
        ChosenBefore(),
        ChosenBefore("loss"),
        AtMost[EmpiricalLossRademacher](0.0),
    )
    gap = 0.5 - rng.binomial(tosses, 0.5, size=draws) / tosses
    return Attempt(gap, factor * empirical_rademacher_bound(*facts, Confidence(0.05)).value, 0.05)


@trial(empirical_rademacher_bound)
def coin(rng: "np.random.Generator", draws: int) -> Attempt:
    """A hundred million tosses."""
    return _coin(rng, draws, 10**8, 10**8)


@ablation(empirical_rademacher_bound, breaks="sample")
def coin_repeated(rng: "np.random.Generator", draws: int) -> Attempt:
    """One toss, counted a thousand times."""
    return _coin(rng, draws, 1000, 1)


@ablation(empirical_rademacher_bound, breaks="loss")
def range_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """The range is said to be a hundredth."""
    return _coin(rng, draws, 1000, 1000, 0.01)


@ablation(empirical_rademacher_bound, breaks="constant")
def a_tenth(rng: "np.random.Generator", draws: int) -> Attempt:
    """A tenth of the root."""
    return _coin(rng, draws, 10**8, 10**8, factor=0.1)
