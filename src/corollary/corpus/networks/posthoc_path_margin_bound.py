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
    price = log(6 * (steps + 2) * (steps + 3) * ways * depth.value * (depth.value + 1)) - log(confidence.delta)
    entropy = depth.value * log(2) + log(dimension.value + 1) + log(classes.value)
    complexity = path.value * inputs.value / (ramp.gamma * sample.n) * sqrt(2 * entropy)
    return fit.value + 4 * exp(exact(1, 4)) * complexity + 3 * sqrt(price / (2 * sample.n))


def _memory(rng: "np.random.Generator", draws: int, copies: int, n: int = 10**6, fitted: bool = True) -> Attempt:
    """Three classes, linear scores on six orthonormal inputs; the best label of input j is j mod 3, with noise."""
    import numpy as np

    d, noise, delta, gamma = 6, 0.1, 0.05, 0.1
    best = np.arange(d)[:, None] % 3 == np.arange(3)
    law = np.where(best, 1 - noise, noise / 2) / d  # input, label
    rule, truths, bounds = posthoc_path_margin_bound, [], []
    for _ in range(draws):
        counts = copies * rng.multinomial(n // copies, law.ravel()).reshape(d, 3)
        weights = (counts.T - counts.mean(1)) / n
        weights = weights / np.abs(weights).sum()
        rivals = np.where(np.eye(3, dtype=bool)[None], -np.inf, weights.T[:, None, :]).max(2)
        margins = weights.T - rivals
        fit = float((counts * np.clip(1 - margins / gamma, 0, 1)).sum() / n)
        truths.append(float((law * (margins <= 0)).sum()))
        bounds.append(
            rule(
                Iid(n=n),
                ReluNetwork("predictor"),
                BiasFree("predictor"),
                Equals[ConstantExponent](0, network="predictor"),
                AtMost[InputUnits](d, network="predictor"),
                Equals[OutputUnits](3, network="predictor"),
                Equals[Depth](1, network="predictor"),
                AtMost[PathNorm](1.0, network="predictor"),
                AtMost[InputColumnNorm](np.sqrt(counts.sum(1).max()), network="predictor"),
                RampLoss("surrogate", gamma=gamma),
                AtMost[EmpiricalRisk](fit if fitted else 0.0, loss="surrogate"),
                ZeroOneLoss(),
                Confidence(delta),
            ).value
        )
    return Attempt(truth=np.array(truths), bound=np.array(bounds), delta=delta)


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
    return _memory(rng, draws, 1, n=10**10, fitted=False)


def _unseen(draws: int, path: float, gamma: float, inputs: float) -> Attempt:
    """Any labels of n orthonormal inputs are fitted with margin 1 by scores of path norm n; new inputs get scores 0."""
    import numpy as np

    n = 10**4
    bound = posthoc_path_margin_bound(
        Iid(n=n),
        ReluNetwork("predictor"),
        BiasFree("predictor"),
        Equals[ConstantExponent](0, network="predictor"),
        AtMost[InputUnits](10**6, network="predictor"),  # orthonormal inputs, a hundred for each that was seen
        Equals[OutputUnits](3, network="predictor"),
        Equals[Depth](1, network="predictor"),
        AtMost[PathNorm](path, network="predictor"),
        AtMost[InputColumnNorm](inputs, network="predictor"),
        RampLoss("surrogate", gamma=gamma),
        AtMost[EmpiricalRisk](0.0, loss="surrogate"),
        ZeroOneLoss(),
        Confidence(0.05),
    ).value
    return Attempt(truth=np.full(draws, 0.99), bound=np.full(draws, bound), delta=0.05)


@ablation(posthoc_path_margin_bound, breaks="path")
def path_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """The norm of the scores is said to be 1."""
    return _unseen(draws, 1.0, 1.0, 1.0)


@ablation(posthoc_path_margin_bound, breaks="ramp")
def margin_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Scores of norm 1, of which the margin is said to be 1."""
    return _unseen(draws, 1.0, 1.0, 1.0)


@ablation(posthoc_path_margin_bound, breaks="inputs")
def inputs_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """The norms of the inputs are understated."""
    return _unseen(draws, float(10**4), 1.0, 0.01)
