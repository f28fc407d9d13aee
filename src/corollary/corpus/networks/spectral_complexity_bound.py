"""Spectrally normalised complexity of margins."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.margin_loss import RampLoss
from corollary.corpus.learning.rademacher_complexity import EmpiricalLossRademacher
from corollary.corpus.networks.feedforward_network import InputFrobeniusNorm, LipschitzClass, SpectralRadii
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, ablation, require, role, theorem, trial, unrefuted
from corollary.logic.arithmetic import log, maximum, sqrt

if TYPE_CHECKING:
    import numpy as np


@theorem
def spectral_complexity_bound(
    sample: Iid,
    networks: LipschitzClass,
    radii: AtMost[SpectralRadii],
    inputs: Annotated[AtMost[InputFrobeniusNorm], role(network="hypotheses")],
    ramp: RampLoss,
) -> AtMost[EmpiricalLossRademacher]:
    """Covering numbers layer by layer, then chaining."""
    require(sample.n >= 1, "n >= 1")
    require(networks.classes >= 2, "at least two classes")
    require(ramp.gamma > 0, "the margin is positive")
    require(radii.value > 0, "the radii are positive")
    require(inputs.value > 0, "some input is not zero")
    complexity = radii.value * inputs.value * sqrt(log(2 * networks.width**2)) / ramp.gamma
    capacity = 16 * sqrt(2) * complexity / sample.n
    return capacity * (1 + maximum(0, -log(capacity)))


def _orthonormal(
    rng: "np.random.Generator",
    draws: int,
    growth: float,
    times: int = 1,
    norm: float = 1.0,
    gamma: float = 1.0,
    largest: float = 0.004,
) -> Attempt:
    """Two linear scores (v, -v)/2 on orthonormal inputs with one label, |v| <= V: the supremum is explicit.

    The sample is said to be `times` as large, the inputs to have norms of `norm`, the margin to be `gamma`.
    """
    import numpy as np
    from scipy.stats import binom

    n = rng.integers(8, 64, size=draws)
    ratio = largest * rng.uniform(0.5, 1, size=draws)  # V / gamma
    truths, bounds = [], []
    for size, radius in zip(n, ratio, strict=True):
        negative = np.arange(size + 1)
        gain = np.minimum(growth * radius * np.sqrt(negative), negative)
        truths.append(float(np.sum(binom.pmf(negative, size, 1 / 2) * (size - 2 * negative + gain)) / size))
        facts = (
            Iid(n=times * int(size)),
            LipschitzClass(classes=2, width=int(size)),
            AtMost[SpectralRadii](radius),  # |W| <= s = V / sqrt(2), sum of row norms <= b = V
            AtMost[InputFrobeniusNorm](norm * np.sqrt(size), network="hypotheses"),
            RampLoss(gamma=gamma),
        )
        bounds.append(spectral_complexity_bound(*facts).value)
    return Attempt(truth=np.array(truths), bound=np.array(bounds))


@trial(spectral_complexity_bound)
def linear_scores(rng: "np.random.Generator", draws: int) -> Attempt:
    """Linear scores on orthonormal inputs, exact complexity."""
    return _orthonormal(rng, draws, 1.0)


@trial(spectral_complexity_bound)
def tiny_scores(rng: "np.random.Generator", draws: int) -> Attempt:
    """The same with weights so small that the bound is far below 1."""
    return _orthonormal(rng, draws, 1.0, largest=3e-7)


@ablation(spectral_complexity_bound, breaks="radii")
def unbounded_weights(rng: "np.random.Generator", draws: int) -> Attempt:
    """Weights large enough to fit any labels."""
    return _orthonormal(rng, draws, 1e6)


@ablation(spectral_complexity_bound, breaks="sample")
def size_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """The sample is said to be a million times as large."""
    return _orthonormal(rng, draws, 1.0, times=1000000)


@ablation(spectral_complexity_bound, breaks="inputs")
def inputs_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Inputs of norm 1 are said to be much shorter."""
    return _orthonormal(rng, draws, 1.0, norm=1e-06)


@ablation(spectral_complexity_bound, breaks="ramp")
def margin_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """The margin 1 is said to be much larger."""
    return _orthonormal(rng, draws, 1.0, gamma=1000000.0)


_LOOSE = "linear scores on orthonormal inputs stay below a twentieth of the bound; that other networks reach half of it is not known"
unrefuted(spectral_complexity_bound, "constant:1/2", because=_LOOSE)
unrefuted(spectral_complexity_bound, "networks.width:1/2", because=_LOOSE)
