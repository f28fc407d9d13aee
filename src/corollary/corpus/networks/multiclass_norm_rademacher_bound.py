"""Norm bound for the margins of several classes."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.margin_loss import RampLoss
from corollary.corpus.learning.rademacher_complexity import EmpiricalLossRademacher
from corollary.corpus.networks.feedforward_network import GroupProductBound, InputFrobeniusNorm, MulticlassReluClass
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, ablation, require, role, theorem, trial, unrefuted
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


def _orthonormal(
    rng: "np.random.Generator", draws: int, growth: float, times: int = 1, norm: float = 1.0, gamma: float = 1.0
) -> Attempt:
    """Two linear scores (v, -v)/2 on orthonormal inputs with one label, |v| <= V: the supremum is explicit.

    The sample is said to be `times` as large, the inputs to have norms of `norm`, the margin to be `gamma`.
    """
    import numpy as np
    from scipy.stats import binom

    truths, bounds = [], []
    for size in rng.integers(8, 64, size=draws):
        radius = rng.uniform(0.05, 0.2) * np.sqrt(size)  # V / gamma
        negative = np.arange(size + 1)
        gain = np.minimum(growth * radius * np.sqrt(negative), negative)
        truths.append(float(np.sum(binom.pmf(negative, size, 1 / 2) * (size - 2 * negative + gain)) / size))
        facts = (
            Iid(n=times * int(size)),
            MulticlassReluClass(depth=1, classes=2),
            AtMost[GroupProductBound](radius),
            AtMost[InputFrobeniusNorm](norm * np.sqrt(size), network="hypotheses"),
            RampLoss(gamma=gamma),
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


@ablation(multiclass_norm_rademacher_bound, breaks="sample")
def size_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Examples are counted many times."""
    return _orthonormal(rng, draws, 1.0, times=100)


@ablation(multiclass_norm_rademacher_bound, breaks="inputs")
def inputs_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Inputs of norm 1 are said to be much shorter."""
    return _orthonormal(rng, draws, 1.0, norm=0.01)


@ablation(multiclass_norm_rademacher_bound, breaks="ramp")
def margin_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """The margin 1 is said to be much larger."""
    return _orthonormal(rng, draws, 1.0, gamma=100.0)


unrefuted(
    multiclass_norm_rademacher_bound,
    "constant:1/2",
    because="two linear scores reach a fifth of the bound; whether deeper networks or more classes reach half of it is not known",
)
