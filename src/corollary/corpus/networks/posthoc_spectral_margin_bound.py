"""Spectral margin bound for a trained network: norms and margin are measured and paid for."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.empirical_risk import EmpiricalRisk
from corollary.corpus.learning.margin_loss import RampLoss
from corollary.corpus.learning.risk import Risk
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.corpus.networks.feedforward_network import (
    BiasFree,
    ConstantExponent,
    Depth,
    InputFrobeniusNorm,
    MaximalDimension,
    OutputUnits,
    SpectralComplexity,
)
from corollary.corpus.networks.posthoc_multiclass_margin_bound import noisy_scores
from corollary.corpus.networks.relu_network import ReluNetwork
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, Confidence, Equals, ablation, event, require, role, theorem, trial
from corollary.logic.arithmetic import absolute, exact, exp, floor, log, maximum, sqrt

if TYPE_CHECKING:
    import numpy as np


@theorem
def posthoc_spectral_margin_bound(
    sample: Iid,
    relu: Annotated[ReluNetwork, role(network="predictor")],
    bias_free: Annotated[BiasFree, role(network="predictor")],
    constant: Annotated[Equals[ConstantExponent], role(network="predictor")],
    classes: Annotated[Equals[OutputUnits], role(network="predictor")],
    depth: Annotated[Equals[Depth], role(network="predictor")],
    width: Annotated[AtMost[MaximalDimension], role(network="predictor")],
    complexity: Annotated[AtMost[SpectralComplexity], role(network="predictor")],
    inputs: Annotated[AtMost[InputFrobeniusNorm], role(network="predictor")],
    ramp: Annotated[RampLoss, role(loss="surrogate")],
    fit: Annotated[AtMost[EmpiricalRisk], role(loss="surrogate")],
    zero_one: ZeroOneLoss,
    confidence: Annotated[Confidence, event("sample", "law")],
) -> AtMost[Risk]:
    """Classification by the largest of several scores."""
    require(sample.n >= 1, "n >= 1")
    require(classes.value >= 2, "at least two classes")
    require(depth.value >= 1, "at least one weight matrix")
    require(width.value >= 2, "dimensions of at least 2 are allowed")
    require(complexity.value > 0, "the spectral complexity is positive")
    require(inputs.value > 0, "some input is not zero")
    require(ramp.gamma > 0, "the margin is positive")
    require(constant.value <= floor(constant.value), "the exponent of the constant input is an integer")
    depths, widths, steps = depth.value, width.value, absolute(1 + 4 * log(complexity.value / ramp.gamma))
    ways = (absolute(constant.value) + 1) * (absolute(constant.value) + 2)
    union = log(3 * (steps + 2) * (steps + 3) * ways * depths * (depths + 1) * widths * (widths + 1))
    union = union + depths * log(2 + 4 * log(widths))
    scale = exp(exact(1, 2)) * complexity.value * inputs.value * sqrt(log(2 * widths**2)) / ramp.gamma
    capacity = 16 * sqrt(2) * scale / sample.n
    capacity = 2 * capacity * (1 + maximum(0, -log(capacity)))
    return fit.value + capacity + 2 * sqrt((union - log(confidence.delta)) / (2 * sample.n))


def _bound(
    n: int, complexity: float, gamma: float, inputs: float, fit: "float | np.ndarray", width: int, depth: int = 1
) -> "float | np.ndarray":
    """For three classes, at confidence 0.05."""
    bound: float | np.ndarray = posthoc_spectral_margin_bound(
        Iid(n=n),
        ReluNetwork("predictor"),
        BiasFree("predictor"),
        Equals[ConstantExponent](0, network="predictor"),
        Equals[OutputUnits](3, network="predictor"),
        Equals[Depth](depth, network="predictor"),
        AtMost[MaximalDimension](width, network="predictor"),
        AtMost[SpectralComplexity](complexity, network="predictor"),  # of one matrix: the sum of its row norms
        AtMost[InputFrobeniusNorm](inputs, network="predictor"),
        RampLoss("surrogate", gamma=gamma),
        AtMost[EmpiricalRisk](fit, loss="surrogate"),
        ZeroOneLoss(),
        Confidence(0.05),
    ).value
    return bound


def _memory(
    rng: "np.random.Generator", draws: int, copies: int, n: int = 10**9, fitted: float = 1.0, cost: float = 1.0
) -> Attempt:
    """Linear scores on three orthonormal inputs; the share `fitted` of their surrogate risk is admitted."""
    risk, fit, _ = noisy_scores(rng, draws, 3, n, copies, 0.4, 2)
    return Attempt(truth=cost * risk, bound=_bound(n, 1.0, 0.4, n**0.5, fitted * fit, 3), delta=0.05)


@trial(posthoc_spectral_margin_bound)
def orthonormal_inputs(rng: "np.random.Generator", draws: int) -> Attempt:
    """Trained linear scores with a risk known in closed form; the bound speaks only of very many examples."""
    return _memory(rng, draws, 1)


@ablation(posthoc_spectral_margin_bound, breaks="sample")
def repeated_examples(rng: "np.random.Generator", draws: int) -> Attempt:
    """One example, a billion times."""
    return _memory(rng, draws, 10**9)


@trial(posthoc_spectral_margin_bound)
def many_more_examples(rng: "np.random.Generator", draws: int) -> Attempt:
    """So many that the bound is little more than the fit."""
    return _memory(rng, draws, 1, n=10**12)


@ablation(posthoc_spectral_margin_bound, breaks="fit")
def noise_left_out(rng: "np.random.Generator", draws: int) -> Attempt:
    """The same, said to be fitted without error."""
    return _memory(rng, draws, 1, n=10**12, fitted=0.0)


@ablation(posthoc_spectral_margin_bound, breaks="zero_one")
def costly_errors(rng: "np.random.Generator", draws: int) -> Attempt:
    """The same with a loss of 10 for an error: the surrogate loss is not above it."""
    return _memory(rng, draws, 1, n=10**12, cost=10.0)


def _unseen(draws: int, complexity: float, gamma: float, inputs: float, depth: int = 1) -> Attempt:
    """Any labels of n orthonormal inputs are fitted with margin 1 by scores whose norms sum to (3n)^(1/2); new inputs get scores 0."""
    import numpy as np

    bound = _bound(10**9, complexity, gamma, inputs, 0.0, 10**11, depth)
    return Attempt(truth=np.full(draws, 0.99), bound=np.full(draws, bound), delta=0.05)


@ablation(posthoc_spectral_margin_bound, breaks="complexity")
def complexity_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """The norm of the scores is said to be 1."""
    return _unseen(draws, 1.0, 1.0, 1e9**0.5)


@ablation(posthoc_spectral_margin_bound, breaks="relu")
def threshold_units(rng: "np.random.Generator", draws: int) -> Attempt:
    """The same labels, each given by a unit 1{w x > 0}: margin 1 and weights w as short as one likes."""
    return _unseen(draws, 0.001, 1.0, 1e9**0.5, depth=2)


@ablation(posthoc_spectral_margin_bound, breaks="ramp")
def margin_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Scores of norm 1, of which the margin is said to be 1."""
    return _unseen(draws, 1.0, 1.0, 1e9**0.5)


@ablation(posthoc_spectral_margin_bound, breaks="inputs")
def inputs_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """The norms of the inputs are understated."""
    return _unseen(draws, (3.0 * 10**9) ** 0.5, 1.0, 1.0)
