"""Uniform convergence for a finite class."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.cardinality import LogCardinality
from corollary.corpus.learning.deviation import Deviation
from corollary.corpus.learning.loss_function import LossRange
from corollary.corpus.learning.memorising_predictor import memorised_risk
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
    from numpy.random import Generator


@theorem
def finite_class_uniform_convergence(
    sample: Iid,
    loss: AtMost[LossRange],
    hypotheses: AtMost[LogCardinality],
    before: ChosenBefore,
    fixed: Annotated[ChosenBefore, role(hypotheses="loss")],
    confidence: Annotated[Confidence, event("sample", "law", "loss", "hypotheses")],
) -> AtMost[ForAll[Deviation, "hypotheses"]]:
    """Hoeffding's inequality and a union bound."""
    require(sample.n >= 1, "n >= 1")
    return loss.value * sqrt((log(2) + hypotheses.value - log(confidence.delta)) / (2 * sample.n))


def _bound(n: int, count: int, delta: float) -> float:
    facts = Iid(n=n), AtMost[LossRange](1), AtMost[LogCardinality](log(count)), ChosenBefore(), ChosenBefore("loss")
    return float(finite_class_uniform_convergence(*facts, Confidence(delta)).value)


def _coins(rng: "Generator", draws: int, tosses: int) -> object:
    """The largest deviation among 64 predictors whose losses are independent fair coins."""
    import numpy as np

    return np.abs(rng.binomial(tosses, 0.5, size=(draws, 64)) / tosses - 0.5).max(axis=1)


@trial(finite_class_uniform_convergence)
def independent_coins(rng: "Generator", draws: int) -> Attempt:
    """64 predictors whose losses are independent fair coins."""
    return Attempt(_coins(rng, draws, 40), _bound(40, 64, 0.5), 0.5)


@trial(finite_class_uniform_convergence)
def thresholds(rng: "Generator", draws: int) -> Attempt:
    """32 thresholds on [0, 1] against uniform inputs and labels flipped with probability 0.4: risks in closed form."""
    import numpy as np

    t = np.linspace(0, 1, 32)
    x = rng.uniform(size=(draws, 40, 1))
    labels = (x >= 0.5) ^ (rng.uniform(size=x.shape) < 0.4)
    empirical = ((x >= t) != labels).mean(axis=1)
    return Attempt(np.abs(0.4 + 0.2 * np.abs(t - 0.5) - empirical).max(axis=1), _bound(40, 32, 0.5), 0.5)


@ablation(finite_class_uniform_convergence, breaks="hypotheses")
def counted_as_one(rng: "Generator", draws: int) -> Attempt:
    """The same predictors counted as one."""
    return Attempt(_coins(rng, draws, 40), _bound(40, 1, 0.5), 0.5)


@ablation(finite_class_uniform_convergence, breaks="loss")
def range_understated(rng: "Generator", draws: int) -> Attempt:
    """Losses in {0, 2} of which the range is said to be 1."""
    import numpy as np

    return Attempt(2 * np.asarray(_coins(rng, draws, 40)), _bound(40, 64, 0.5), 0.5)


@ablation(finite_class_uniform_convergence, breaks="sample")
def repeated(rng: "Generator", draws: int) -> Attempt:
    """One observation, counted forty times."""
    return Attempt(_coins(rng, draws, 1), _bound(40, 64, 0.5), 0.5)


@ablation(finite_class_uniform_convergence, breaks="before")
def memorised(rng: "Generator", draws: int) -> Attempt:
    """The class of one predictor that memorises the sample: empirical risk 0, wrong at every fresh point of [0, 1]."""
    return Attempt(memorised_risk(rng, draws, 40), _bound(40, 1, 0.5), 0.5)


@ablation(finite_class_uniform_convergence, breaks="fixed")
def loss_chosen(rng: "Generator", draws: int) -> Attempt:
    """One fixed predictor, and a loss that memorises: 0 on the sample, 1 elsewhere."""
    return Attempt(memorised_risk(rng, draws, 40), _bound(40, 1, 0.5), 0.5)
