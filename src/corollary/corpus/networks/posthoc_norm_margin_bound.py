"""Margin bound for a trained network: norms and margin are measured and paid for."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.learning.empirical_risk import EmpiricalRisk
from corollary.corpus.learning.margin_loss import RampLoss
from corollary.corpus.learning.risk import Risk
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.corpus.networks.feedforward_network import (
    BiasFree,
    ConstantExponent,
    Depth,
    FrobeniusNormProduct,
    InputFrobeniusNorm,
    ScalarOutput,
)
from corollary.corpus.networks.relu_network import ReluNetwork
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, Confidence, Equals, ablation, event, require, role, theorem, trial
from corollary.logic.arithmetic import absolute, exact, exp, floor, log, sqrt

if TYPE_CHECKING:
    import numpy as np


@theorem
def posthoc_norm_margin_bound(
    sample: Iid,
    relu: Annotated[ReluNetwork, role(network="predictor")],
    bias_free: Annotated[BiasFree, role(network="predictor")],
    constant: Annotated[Equals[ConstantExponent], role(network="predictor")],
    output: Annotated[ScalarOutput, role(network="predictor")],
    depth: Annotated[Equals[Depth], role(network="predictor")],
    product: Annotated[AtMost[FrobeniusNormProduct], role(network="predictor")],
    inputs: Annotated[AtMost[InputFrobeniusNorm], role(network="predictor")],
    ramp: Annotated[RampLoss, role(loss="surrogate")],
    fit: Annotated[AtMost[EmpiricalRisk], role(loss="surrogate")],
    zero_one: ZeroOneLoss,
    confidence: Annotated[Confidence, event("sample", "law")],
) -> AtMost[Risk]:
    """Binary classification by the sign of one output."""
    require(sample.n >= 1, "n >= 1")
    require(depth.value >= 1, "at least one weight matrix")
    require(product.value > 0, "the product of norms is positive")
    require(ramp.gamma > 0, "the margin is positive")
    require(constant.value <= floor(constant.value), "the exponent of the constant input is an integer")
    scale = 4 * log(product.value / ramp.gamma)
    steps = absolute(scale)
    ways = (absolute(constant.value) + 1) * (absolute(constant.value) + 2)
    price = log(3 * (steps + 2) * (steps + 3) * ways * depth.value * (depth.value + 1)) - log(confidence.delta)
    complexity = product.value * inputs.value / (ramp.gamma * sample.n) * sqrt(2 * depth.value * log(2))
    return fit.value + 2 * exp(exact(1, 4)) * complexity + 2 * sqrt(price / (2 * sample.n))


def _bound(
    n: int, inputs: float, gamma: float, fit: "float | np.ndarray", product: float = 1.0, depth: int = 1
) -> "float | np.ndarray":
    """For a linear predictor of norm 1 or for a network, at confidence 0.05."""
    bound: float | np.ndarray = posthoc_norm_margin_bound(
        Iid(n=n),
        ReluNetwork("predictor"),
        BiasFree("predictor"),
        Equals[ConstantExponent](0, network="predictor"),
        ScalarOutput("predictor"),
        Equals[Depth](depth, network="predictor"),
        AtMost[FrobeniusNormProduct](product, network="predictor"),
        AtMost[InputFrobeniusNorm](inputs, network="predictor"),
        RampLoss("surrogate", gamma=gamma),
        AtMost[EmpiricalRisk](fit, loss="surrogate"),
        ZeroOneLoss(),
        Confidence(0.05),
    ).value
    return bound


def _memory(rng: "np.random.Generator", draws: int, copies: int) -> Attempt:
    """Linear predictors on d orthonormal inputs with noisy labels; each example is repeated `copies` times."""
    import numpy as np

    d, n, noise, gamma = 10, 2000, 0.1, 0.2
    truths, bounds = [], []
    for _ in range(draws):
        inputs = rng.integers(d, size=n // copies)
        labels = np.where(rng.random(n // copies) < noise, -1.0, 1.0)  # the better label is 1 everywhere
        inputs, labels = np.repeat(inputs, copies), np.repeat(labels, copies)
        weights = np.bincount(inputs, labels, minlength=d)
        weights = weights / np.linalg.norm(weights)
        fit = np.clip(1 - labels * weights[inputs] / gamma, 0, 1).mean()
        truths.append(np.mean(np.where(weights > 0, noise, np.where(weights < 0, 1 - noise, 1.0))))
        bounds.append(_bound(n, float(np.sqrt(n)), gamma, float(fit)))
    return Attempt(truth=np.array(truths), bound=np.array(bounds), delta=0.05)


@trial(posthoc_norm_margin_bound)
def orthonormal_inputs(rng: "np.random.Generator", draws: int) -> Attempt:
    """Trained linear predictors with a risk known in closed form."""
    return _memory(rng, draws, 1)


@ablation(posthoc_norm_margin_bound, breaks="sample")
def repeated_examples(rng: "np.random.Generator", draws: int) -> Attempt:
    """One example, two thousand times."""
    return _memory(rng, draws, 2000)


@ablation(posthoc_norm_margin_bound, breaks="inputs")
def norm_of_one_input(rng: "np.random.Generator", draws: int) -> Attempt:
    """Any labels of orthonormal inputs without repetition are fitted with margin n^(-1/2); new inputs get the margin 0."""
    import numpy as np

    n = 2000
    return Attempt(truth=np.ones(draws), bound=np.full(draws, _bound(n, 1.0, n**-0.5, 0.0)), delta=0.05)


def _one_input(rng: "np.random.Generator", draws: int, cost: float) -> Attempt:
    """One input, a hundred million times; its label is noise in a tenth of them."""
    import numpy as np

    n, noise = 10**8, 0.1
    fit = rng.binomial(n, noise, size=draws) / n
    return Attempt(truth=np.full(draws, cost * noise), bound=_bound(n, n**0.5, 0.2, fit), delta=0.05)


@trial(posthoc_norm_margin_bound)
def one_input(rng: "np.random.Generator", draws: int) -> Attempt:
    """Fit and risk nearly agree."""
    return _one_input(rng, draws, 1.0)


@ablation(posthoc_norm_margin_bound, breaks="zero_one")
def costly_errors(rng: "np.random.Generator", draws: int) -> Attempt:
    """The same with a loss of 10 for an error: the surrogate loss is not above it."""
    return _one_input(rng, draws, 10.0)


@ablation(posthoc_norm_margin_bound, breaks="fit")
def noise_left_out(rng: "np.random.Generator", draws: int) -> Attempt:
    """The same, said to be fitted without error."""
    import numpy as np

    return Attempt(truth=np.full(draws, 0.1), bound=np.full(draws, _bound(10**8, 1e4, 0.2, 0.0)), delta=0.05)


@ablation(posthoc_norm_margin_bound, breaks="product")
def norm_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Any labels of n orthonormal inputs are fitted with margin 1 by weights of norm n^(1/2), said to be 1; new inputs get 0."""
    import numpy as np

    return Attempt(truth=np.ones(draws), bound=np.full(draws, _bound(2000, 2000**0.5, 1.0, 0.0)), delta=0.05)


@ablation(posthoc_norm_margin_bound, breaks="ramp")
def margin_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """The same labels, fitted by weights of norm 1 with margin n^(-1/2), said to be 1."""
    return norm_understated.function(rng, draws)


@ablation(posthoc_norm_margin_bound, breaks="relu")
def threshold_units(rng: "np.random.Generator", draws: int) -> Attempt:
    """The same labels, fitted by two units 1{w x > 0}, one for each label: margin 1 and weights w as short as one likes."""
    import numpy as np

    bound = _bound(2000, 2000**0.5, 1.0, 0.0, product=0.001, depth=2)
    return Attempt(truth=np.ones(draws), bound=np.full(draws, bound), delta=0.05)
