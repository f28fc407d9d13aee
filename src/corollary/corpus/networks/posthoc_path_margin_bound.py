"""Margin bound for a trained network: path norm and margin are measured and paid for."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.empirical_risk import EmpiricalRisk
from corollary.corpus.learning.margin_loss import RampLoss
from corollary.corpus.learning.risk import Risk
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.corpus.networks.feedforward_network import (
    BiasFree,
    ConstantExponent,
    Depth,
    InputColumnNorm,
    InputUnits,
    OutputUnits,
    PathNorm,
)
from corollary.corpus.networks.posthoc_multiclass_margin_bound import noisy_scores
from corollary.corpus.networks.relu_network import ReluNetwork
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, Confidence, Equals, ablation, event, require, role, theorem, trial
from corollary.logic.arithmetic import absolute, exact, exp, floor, log, sqrt

if TYPE_CHECKING:
    import numpy as np


@theorem
def posthoc_path_margin_bound(
    sample: Iid,
    relu: Annotated[ReluNetwork, role(network="predictor")],
    bias_free: Annotated[BiasFree, role(network="predictor")],
    constant: Annotated[Equals[ConstantExponent], role(network="predictor")],
    dimension: Annotated[AtMost[InputUnits], role(network="predictor")],
    classes: Annotated[Equals[OutputUnits], role(network="predictor")],
    depth: Annotated[Equals[Depth], role(network="predictor")],
    path: Annotated[AtMost[PathNorm], role(network="predictor")],
    inputs: Annotated[AtMost[InputColumnNorm], role(network="predictor")],
    ramp: Annotated[RampLoss, role(loss="surrogate")],
    fit: Annotated[AtMost[EmpiricalRisk], role(loss="surrogate")],
    zero_one: ZeroOneLoss,
    confidence: Annotated[Confidence, event("sample", "law")],
) -> AtMost[Risk]:
    """Classification by the largest of several scores."""
    require(sample.n >= 1, "n >= 1")
    require(dimension.value >= 1, "at least one input coordinate")
    require(classes.value >= 2, "at least two classes")
    require(depth.value >= 1, "at least one weight matrix")
    require(path.value > 0, "the path norm is positive")
    require(ramp.gamma > 0, "the margin is positive")
    require(constant.value <= floor(constant.value), "the exponent of the constant input is an integer")
    scale = 4 * log(path.value / ramp.gamma)
    steps = absolute(scale)
    ways = (absolute(constant.value) + 1) * (absolute(constant.value) + 2)
    price = log(3 * (steps + 2) * (steps + 3) * ways * depth.value * (depth.value + 1)) - log(confidence.delta)
    entropy = depth.value * log(2) + log(dimension.value + 1) + log(classes.value)
    complexity = path.value * inputs.value / (ramp.gamma * sample.n) * sqrt(2 * entropy)
    return fit.value + 4 * exp(exact(1, 4)) * complexity + 2 * sqrt(price / (2 * sample.n))


def _bound(
    n: int,
    path: float,
    gamma: float,
    inputs: "float | np.ndarray",
    fit: "float | np.ndarray",
    dimension: int,
    depth: int = 1,
) -> "float | np.ndarray":
    """For three classes, at confidence 0.05."""
    bound: float | np.ndarray = posthoc_path_margin_bound(
        Iid(n=n),
        ReluNetwork("predictor"),
        BiasFree("predictor"),
        Equals[ConstantExponent](0, network="predictor"),
        AtMost[InputUnits](dimension, network="predictor"),
        Equals[OutputUnits](3, network="predictor"),
        Equals[Depth](depth, network="predictor"),
        AtMost[PathNorm](path, network="predictor"),
        AtMost[InputColumnNorm](inputs, network="predictor"),
        RampLoss("surrogate", gamma=gamma),
        AtMost[EmpiricalRisk](fit, loss="surrogate"),
        ZeroOneLoss(),
        Confidence(0.05),
    ).value
    return bound


def _memory(
    rng: "np.random.Generator", draws: int, copies: int, n: int = 10**6, fitted: float = 1.0, cost: float = 1.0
) -> Attempt:
    """Linear scores on six orthonormal inputs; the share `fitted` of their surrogate risk is admitted."""
    risk, fit, most = noisy_scores(rng, draws, 6, n, copies, 0.1, 1)
    return Attempt(truth=cost * risk, bound=_bound(n, 1.0, 0.1, most**0.5, fitted * fit, 6), delta=0.05)


@trial(posthoc_path_margin_bound)
def orthonormal_inputs(rng: "np.random.Generator", draws: int) -> Attempt:
    """Trained linear scores with a risk known in closed form."""
    return _memory(rng, draws, 1)


@ablation(posthoc_path_margin_bound, breaks="sample")
def repeated_examples(rng: "np.random.Generator", draws: int) -> Attempt:
    """One example, a million times."""
    return _memory(rng, draws, 10**6)


@trial(posthoc_path_margin_bound)
def many_more_examples(rng: "np.random.Generator", draws: int) -> Attempt:
    """So many that the bound is little more than the fit."""
    return _memory(rng, draws, 1, n=10**10)


@ablation(posthoc_path_margin_bound, breaks="fit")
def noise_left_out(rng: "np.random.Generator", draws: int) -> Attempt:
    """The same, said to be fitted without error."""
    return _memory(rng, draws, 1, n=10**10, fitted=0.0)


@ablation(posthoc_path_margin_bound, breaks="zero_one")
def costly_errors(rng: "np.random.Generator", draws: int) -> Attempt:
    """The same with a loss of 10 for an error: the surrogate loss is not above it."""
    return _memory(rng, draws, 1, n=10**10, cost=10.0)


def _unseen(draws: int, path: float, gamma: float, inputs: float, depth: int = 1, dimension: int = 10**6) -> Attempt:
    """Any labels of n orthonormal inputs, of `dimension`, are fitted with margin 1 by scores of path norm n; new inputs get scores 0."""
    import numpy as np

    bound = _bound(10**4, path, gamma, inputs, 0.0, dimension, depth)
    return Attempt(truth=np.full(draws, 0.99), bound=np.full(draws, bound), delta=0.05)


@ablation(posthoc_path_margin_bound, breaks="path")
def path_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """The norm of the scores is said to be 1."""
    return _unseen(draws, 1.0, 1.0, 1.0)


@ablation(posthoc_path_margin_bound, breaks="relu")
def threshold_units(rng: "np.random.Generator", draws: int) -> Attempt:
    """The same labels, each given by a unit 1{w x > 0}: margin 1 and weights w as short as one likes."""
    return _unseen(draws, 0.001, 1.0, 1.0, depth=2)


@ablation(posthoc_path_margin_bound, breaks="dimension")
def a_coordinate_for_each_labelling(rng: "np.random.Generator", draws: int) -> Attempt:
    """Each function from a million equally likely inputs to {0, 1} is a coordinate; one coordinate is said to be there.

    Three coordinates, the indicators of the labels on the sample, are scores of path norm 3 and margin 1. On unseen inputs they are 0.
    """
    return _unseen(draws, 3.0, 1.0, 100.0, dimension=1)


@ablation(posthoc_path_margin_bound, breaks="ramp")
def margin_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Scores of norm 1, of which the margin is said to be 1."""
    return _unseen(draws, 1.0, 1.0, 1.0)


@ablation(posthoc_path_margin_bound, breaks="inputs")
def inputs_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """The norms of the inputs are understated."""
    return _unseen(draws, float(10**4), 1.0, 0.01)
