"""Norm bound for the margins of several classes."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.margin_loss import RampLoss
from corollary.corpus.learning.rademacher_complexity import EmpiricalLossRademacher
from corollary.corpus.networks.feedforward_network import GroupProductBound, InputFrobeniusNorm, MulticlassReluClass
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, ablation, require, role, theorem, trial
from corollary.logic.arithmetic import log, sqrt

if TYPE_CHECKING:
    import numpy as np


@theorem
def multiclass_norm_rademacher_bound(
    sample: Iid,
    networks: MulticlassReluClass,
    norms: AtMost[GroupProductBound],
    inputs: Annotated[AtMost[InputFrobeniusNorm], role(network="hypotheses")],
    ramp: RampLoss,
) -> AtMost[EmpiricalLossRademacher]:
    """The number of classes enters through its logarithm, and through the row norms of the last layer."""
    require(sample.n >= 1, "n >= 1")
    require(networks.depth >= 1, "at least one weight matrix")
    require(networks.classes >= 2, "at least two classes")
    require(ramp.gamma > 0, "the margin is positive")
    entropy = networks.depth * log(2) + log(networks.classes)
    return 2 * inputs.value * norms.value * sqrt(2 * entropy) / (ramp.gamma * sample.n)


def _orthonormal(rng: "np.random.Generator", draws: int, growth: float) -> Attempt:
    """Two linear scores (v, -v)/2 on orthonormal inputs with one label, |v| <= V: the supremum is explicit."""
    import numpy as np
    from scipy.stats import binom

    truths, bounds = [], []
    for size in rng.integers(8, 64, size=draws):
        radius = rng.uniform(0.05, 0.2) * np.sqrt(size)  # V / gamma
        negative = np.arange(size + 1)
        gain = np.minimum(growth * radius * np.sqrt(negative), negative)
        truths.append(float(np.sum(binom.pmf(negative, size, 1 / 2) * (size - 2 * negative + gain)) / size))
        facts = (
            Iid(n=int(size)),
            MulticlassReluClass(depth=1, classes=2),
            AtMost[GroupProductBound](radius),
            AtMost[InputFrobeniusNorm](np.sqrt(size), network="hypotheses"),
            RampLoss(gamma=1.0),
        )
        bounds.append(multiclass_norm_rademacher_bound(*facts).value)
    return Attempt(truth=np.array(truths), bound=np.array(bounds))


@trial(multiclass_norm_rademacher_bound)
def linear_scores(rng: "np.random.Generator", draws: int) -> Attempt:
    """Linear scores on orthonormal inputs, exact complexity."""
    return _orthonormal(rng, draws, 1.0)


@ablation(multiclass_norm_rademacher_bound, breaks="norms")
def unbounded_weights(rng: "np.random.Generator", draws: int) -> Attempt:
    """Weights large enough to fit any labels."""
    return _orthonormal(rng, draws, 1e6)
