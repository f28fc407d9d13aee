"""Margin bound for a trained network with several classes: norms and margin are measured and paid for."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.empirical_risk import EmpiricalRisk
from corollary.corpus.learning.margin_loss import RampLoss
from corollary.corpus.learning.risk import Risk
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.corpus.networks.feedforward_network import (
    BiasFree,
    ConstantExponent,
    Depth,
    GroupNormProduct,
    InputFrobeniusNorm,
    OutputUnits,
)
from corollary.corpus.networks.relu_network import ReluNetwork
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, Confidence, Equals, ablation, event, require, role, theorem, trial
from corollary.logic.arithmetic import absolute, exact, exp, floor, log, sqrt

if TYPE_CHECKING:
    import numpy as np


@theorem
def posthoc_multiclass_margin_bound(
    sample: Iid,
    relu: Annotated[ReluNetwork, role(network="predictor")],
    bias_free: Annotated[BiasFree, role(network="predictor")],
    constant: Annotated[Equals[ConstantExponent], role(network="predictor")],
    classes: Annotated[Equals[OutputUnits], role(network="predictor")],
    depth: Annotated[Equals[Depth], role(network="predictor")],
    product: Annotated[AtMost[GroupNormProduct], role(network="predictor")],
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
    require(product.value > 0, "the product of norms is positive")
    require(ramp.gamma > 0, "the margin is positive")
    require(constant.value <= floor(constant.value), "the exponent of the constant input is an integer")
    scale = 4 * log(product.value / ramp.gamma)
    steps = absolute(scale)
    ways = (absolute(constant.value) + 1) * (absolute(constant.value) + 2)
    price = log(3 * (steps + 2) * (steps + 3) * ways * depth.value * (depth.value + 1)) - log(confidence.delta)
    entropy = depth.value * log(2) + log(classes.value)
    complexity = product.value * inputs.value / (ramp.gamma * sample.n) * sqrt(2 * entropy)
    return fit.value + 4 * exp(exact(1, 4)) * complexity + 2 * sqrt(price / (2 * sample.n))


def noisy_scores(
    rng: "np.random.Generator", draws: int, inputs: int, n: int, copies: int, gamma: float, order: int
) -> "tuple[np.ndarray, np.ndarray, np.ndarray]":
    """Risks and surrogate risks of linear scores on orthonormal inputs, and how often the most frequent input was drawn.

    The best of the three labels of input j is j mod 3, and a tenth of the labels is noise. The norms of the given order of
    the three rows of weights have sum 1. Each example is there `copies` times.
    """
    import numpy as np

    best = np.arange(inputs)[:, None] % 3 == np.arange(3)
    law, found = np.where(best, 0.9, 0.05) / inputs, []  # input, label
    for _ in range(draws):
        counts = copies * rng.multinomial(n // copies, law.ravel()).reshape(inputs, 3)
        weights = (counts.T - counts.mean(1)) / n
        weights = weights / np.linalg.norm(weights, ord=order, axis=1).sum()
        rivals = np.where(np.eye(3, dtype=bool)[None], -np.inf, weights.T[:, None, :]).max(2)
        margins = weights.T - rivals
        fit = (counts * np.clip(1 - margins / gamma, 0, 1)).sum() / n
        found.append(((law * (margins <= 0)).sum(), fit, counts.sum(1).max()))
    risk, fit, most = np.array(found, dtype=float).T
    return risk, fit, most


def _bound(
    n: int, product: float, gamma: float, inputs: float, fit: "float | np.ndarray", depth: int = 1
) -> "float | np.ndarray":
    """For three classes, at confidence 0.05."""
    bound: float | np.ndarray = posthoc_multiclass_margin_bound(
        Iid(n=n),
        ReluNetwork("predictor"),
        BiasFree("predictor"),
        Equals[ConstantExponent](0, network="predictor"),
        Equals[OutputUnits](3, network="predictor"),
        Equals[Depth](depth, network="predictor"),
        AtMost[GroupNormProduct](product, network="predictor"),
        AtMost[InputFrobeniusNorm](inputs, network="predictor"),
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
    risk, fit, _ = noisy_scores(rng, draws, 6, n, copies, 0.1, 2)
    return Attempt(truth=cost * risk, bound=_bound(n, 1.0, 0.1, n**0.5, fitted * fit), delta=0.05)


@trial(posthoc_multiclass_margin_bound)
def orthonormal_inputs(rng: "np.random.Generator", draws: int) -> Attempt:
    """Trained linear scores with a risk known in closed form."""
    return _memory(rng, draws, 1)


@ablation(posthoc_multiclass_margin_bound, breaks="sample")
def repeated_examples(rng: "np.random.Generator", draws: int) -> Attempt:
    """One example, a million times."""
    return _memory(rng, draws, 10**6)


@trial(posthoc_multiclass_margin_bound)
def many_more_examples(rng: "np.random.Generator", draws: int) -> Attempt:
    """So many that the bound is little more than the fit."""
    return _memory(rng, draws, 1, n=10**10)


@ablation(posthoc_multiclass_margin_bound, breaks="fit")
def noise_left_out(rng: "np.random.Generator", draws: int) -> Attempt:
    """The same, said to be fitted without error."""
    return _memory(rng, draws, 1, n=10**10, fitted=0.0)


@ablation(posthoc_multiclass_margin_bound, breaks="zero_one")
def costly_errors(rng: "np.random.Generator", draws: int) -> Attempt:
    """The same with a loss of 10 for an error: the surrogate loss is not above it."""
    return _memory(rng, draws, 1, n=10**10, cost=10.0)


def _unseen(draws: int, product: float, gamma: float, inputs: float, depth: int = 1) -> Attempt:
    """Any labels of n orthonormal inputs are fitted with margin 1 by scores whose norms sum to (3n)^(1/2); new inputs get scores 0."""
    import numpy as np

    bound = _bound(10**4, product, gamma, inputs, 0.0, depth)
    return Attempt(truth=np.full(draws, 0.99), bound=np.full(draws, bound), delta=0.05)


@ablation(posthoc_multiclass_margin_bound, breaks="product")
def product_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """The norm of the scores is said to be 1."""
    return _unseen(draws, 1.0, 1.0, 100.0)


@ablation(posthoc_multiclass_margin_bound, breaks="relu")
def threshold_units(rng: "np.random.Generator", draws: int) -> Attempt:
    """The same labels, each given by a unit 1{w x > 0}: margin 1 and weights w as short as one likes."""
    return _unseen(draws, 0.001, 1.0, 100.0, depth=2)


@ablation(posthoc_multiclass_margin_bound, breaks="ramp")
def margin_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Scores of norm 1, of which the margin is said to be 1."""
    return _unseen(draws, 1.0, 1.0, 100.0)


@ablation(posthoc_multiclass_margin_bound, breaks="inputs")
def inputs_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """The norms of the inputs are understated."""
    return _unseen(draws, (3.0 * 10**4) ** 0.5, 1.0, 1.0)
