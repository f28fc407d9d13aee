"""Uniform convergence for a finite class."""

from corollary.corpus.learning.cardinality import LogCardinality
from corollary.corpus.learning.deviation import Deviation
from corollary.corpus.learning.loss_function import LossRange
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, ChosenBefore, Confidence, ForAll, ablation, theorem, trial
from corollary.logic.arithmetic import log, sqrt


@theorem
def finite_class_uniform_convergence(
    sample: Iid, loss: AtMost[LossRange], hypotheses: AtMost[LogCardinality], before: ChosenBefore, confidence: Confidence
) -> AtMost[ForAll[Deviation, "hypotheses"]]:
    return loss.value * sqrt((log(2) + hypotheses.value - log(confidence.delta)) / (2 * sample.n))


@trial(finite_class_uniform_convergence)
def thresholds(rng, draws):
    """Thresholds on [0, 1] against uniform inputs and noisy labels: the true deviation is known in closed form."""
    ...
