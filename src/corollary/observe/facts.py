"""A model and its data as facts: the leaves from which the engine derives what a report says.

What is true by how the objects are made is a definition; what nobody can check here is assumed; the rest is a lazy observation.
"""

import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from corollary.corpus.learning.description_length import DescriptionLength
from corollary.corpus.learning.empirical_risk import EmpiricalRisk
from corollary.corpus.learning.gibbs_risk_monte_carlo import DrawnEmpiricalRisk, PosteriorDraws
from corollary.corpus.learning.margin_loss import RampLoss
from corollary.corpus.learning.pac_bayes_gaussian import GaussianPair
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.corpus.networks.adversarial_risk import UncertifiedFraction
from corollary.corpus.networks.deep_network_memorization import FreeParameters
from corollary.corpus.networks.feedforward_network import (
    BiasFree,
    ConstantExponent,
    Depth,
    FrobeniusNormProduct,
    GroupNormProduct,
    HiddenWidth,
    InputFrobeniusNorm,
    InputUnits,
    LipschitzActivations,
    MaximalDimension,
    OutputUnits,
    ScalarOutput,
    SpectralComplexity,
    SpectralNormProduct,
)  # fmt: skip
from corollary.corpus.networks.lipschitz_constant_of_network import LipschitzConstant, MarginLipschitz
from corollary.corpus.networks.relu_network import ReluNetwork
from corollary.corpus.networks.relu_network_vc_dimension import ReluArchitecture
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtLeast, AtMost, ChosenBefore, Equals
from corollary.logic.evidence import Evidence, Known, Observation, observation
from corollary.logic.facts import negation
from corollary.observe.feedforward import FeedforwardForm
from corollary.observe.layers import Activation, Dense, Reshape
from corollary.observe.network import Network
from corollary.observe.posterior import Posterior
from corollary.observe.setting import LAW, MODEL, TEST, TRAIN, ZERO_ONE, Setting

BY_DEFINITION = Evidence("definition", "by how it is made")
READ = Evidence("certified", "read off the network")
Leaf = Known | Observation
Measured = tuple[Any, Evidence]
DECISIONS = "the class of decisions between two classes that its architecture can make"
CODE = "the code that writes every parameter as stored"
MARGINS = 8  # margins at which ramp losses are tried: quantiles of those of the training sample


def facts(setting: Setting) -> list[Leaf]:
    """Every fact about the setting that some theorem can use."""
    leaves = [*samples(setting)]
    if setting.classification:
        leaves += [*losses(setting), *errors(setting)]
        leaves += [*random_network(setting), *robustness(setting)]
    leaves += [*description(setting), *network(setting), *lipschitz(setting)]
    return leaves


def samples(setting: Setting) -> Iterator[Leaf]:
    """Samples and what was fixed before them."""
    for name, data in setting.data.items():
        yield Known(
            Iid(name, LAW, n=len(data.labels)),
            Evidence("assumed", f"{len(data.labels)} examples of {data.name}, taken to be independent draws"),
        )
    if TRAIN in setting.data:
        yield Known(negation(ChosenBefore)(MODEL, TRAIN), Evidence("definition", "it was trained on it"))
    if TEST in setting.data:
        yield Known(ChosenBefore(MODEL, TEST), Evidence("assumed", "the test sample was given as held out"))


def losses(setting: Setting) -> Iterator[Leaf]:
    """The zero-one loss."""
    del setting
    yield Known(ZeroOneLoss(ZERO_ONE), BY_DEFINITION)


def errors(setting: Setting) -> Iterator[Leaf]:
    """Errors on each sample, counted exactly."""
    for name in setting.data:
        yield _errors.of(predictor=MODEL, loss=ZERO_ONE, sample=name)(setting, name)


@observation(Equals[EmpiricalRisk])
def _errors(setting: Setting, sample: str) -> Measured:
    wrong, n = setting.errors(sample)
    return Fraction(wrong, n), Evidence(
        "measured", f"{wrong} errors in {n} predictions", "exact count", frozenset({sample})
    )


def description(setting: Setting) -> Iterator[Leaf]:
    """The code that writes the parameters down: fixed with the architecture, before any data."""
    if setting.model.network is None or TRAIN not in setting.data:
        return
    yield Known(
        ChosenBefore(CODE, TRAIN),
        Evidence("assumed", "the architecture and its number format were fixed before training"),
    )
    yield _description.of(predictor=MODEL, code=CODE)(setting)


@observation(AtMost[DescriptionLength])
def _description(setting: Setting) -> Measured:
    from corollary.logic.arithmetic import exactly, log, upper

    assert setting.model.network is not None
    bits = setting.model.network.parameter_bits
    return upper(exactly(bits) * log(exactly(2))), Evidence("certified", f"{bits} bits hold all parameters")


def network(setting: Setting) -> Iterator[Leaf]:
    """The network as weight matrices with ReLUs between: its shape, products of norms, and the ramp losses of its margins."""
    form = setting.form
    if form is None:
        return
    about = {"network": MODEL}
    yield Known(AtMost[InputUnits](form.widths[0], **about), READ)
    yield Known(Equals[Depth](form.depth, **about), READ)
    if form.depth > 1:
        yield Known(AtMost[HiddenWidth](max(form.widths[1:-1]), **about), READ)
        yield Known(AtLeast[HiddenWidth](max(form.widths[1:-1]), **about), READ)
    yield _spectral.of(network=MODEL)(setting)
    if not form.relu:
        return
    yield Known(LipschitzActivations(**about), READ)
    yield Known(ReluNetwork(**about), READ)
    carried = "" if form.bias_free else ", biases carried by a constant input coordinate (constant-input)"
    yield Known(BiasFree(**about), Evidence("certified", "read off the network" + carried))
    exponent = 0 if form.bias_free else round(math.log2(setting.constant))
    near = Evidence("measured", "a power of two near the size of an input", seen=frozenset({TRAIN}))
    yield Known(Equals[ConstantExponent](exponent, **about), READ if form.bias_free else near)
    if setting.model.network is not None and free(setting.model.network):
        yield Known(FreeParameters(**about), READ)
        if form.depth > 1:
            yield two_classes(form)
    outputs = form.widths[-1]
    yield Known(Equals[OutputUnits](outputs, law=LAW, **about), READ)
    if outputs == 1:
        yield Known(ScalarOutput(**about), READ)
    extra = 0 if form.bias_free else 1
    yield Known(AtMost[MaximalDimension](max(w + extra for w in form.widths), **about), READ)
    for measured in (_frobenius, _group, _complexity):
        yield measured.of(network=MODEL)(setting)
    if TRAIN in setting.data and setting.classification:
        yield _inputs.of(network=MODEL, sample=TRAIN)(setting)
        yield from ramps(setting)


def two_classes(form: FeedforwardForm) -> Known:
    """The decisions between two classes that the architecture can make: signs of a difference of two outputs.

    Such a difference has a last row of free parameters, so these are the classifiers of the architecture with one output.
    """
    widths = (*form.widths[:-1], 1)
    own = [(before + 1) * after for before, after in pairwise(widths)]
    cumulative = sum(sum(own[: j + 1]) for j in range(len(own)))
    weighted = sum(j * d for j, d in enumerate(widths[1:], start=1))
    shape = ReluArchitecture(DECISIONS, depth=form.depth, cumulative_parameters=cumulative, weighted_units=weighted)
    return Known(shape, READ)


def free(network: Network) -> bool:
    """Whether every entry of every weight matrix and bias is a parameter of its own: dense layers with biases, nothing shared."""
    layers = [node.layer for node in network.without_link().nodes if not isinstance(node.layer, Reshape | Activation)]
    weights = [layer.weight for layer in layers if isinstance(layer, Dense) and layer.bias is not None]
    return len(weights) == len(layers) and len({id(w.base if w.base is not None else w) for w in weights}) == len(
        weights
    )


def ramps(setting: Setting) -> Iterator[Leaf]:
    """Ramp losses at margins chosen on the training sample; the theorems that use them hold for all margins at once."""
    margins = setting.margins(TRAIN).lower
    positive = margins[margins > 0]
    if not len(positive):
        return
    for gamma in sorted({float(f"{g:.4g}") for g in np.quantile(positive, np.linspace(0.1, 1, MARGINS))}):
        loss = f"the ramp loss at margin {gamma:.4g}"
        seen = Evidence("measured", "a quantile of the margins on the training sample", seen=frozenset({TRAIN}))
        yield Known(RampLoss(loss, gamma=gamma), seen)
        yield _ramp.of(predictor=MODEL, loss=loss, sample=TRAIN)(setting, gamma)


@observation(AtMost[EmpiricalRisk])
def _ramp(setting: Setting, gamma: float) -> Measured:
    value = setting.margins(TRAIN).ramp_risk(gamma).upper
    return value, Evidence("measured", "mean over the training sample", "rounded up", frozenset({TRAIN}))


NORMS = Evidence("certified", "norms of the weight matrices", "rounded up")


@observation(AtMost[FrobeniusNormProduct])
def _frobenius(setting: Setting) -> Measured:
    return setting.products.frobenius, NORMS


@observation(AtMost[GroupNormProduct])
def _group(setting: Setting) -> Measured:
    return setting.products.group, NORMS


@observation(AtMost[SpectralComplexity])
def _complexity(setting: Setting) -> Measured:
    return setting.products.complexity, NORMS


@observation(AtMost[SpectralNormProduct])
def _spectral(setting: Setting) -> Measured:
    return setting.products.spectral, NORMS


@observation(AtMost[InputFrobeniusNorm])
def _inputs(setting: Setting) -> Measured:
    from corollary.observe.norms import frobenius_norm

    form = setting.form
    assert form is not None
    x = setting.data[TRAIN].inputs
    x = x.reshape(len(x), -1)
    if not form.bias_free:
        x = np.concatenate([x, np.full((len(x), 1), setting.constant)], axis=1)
    return frobenius_norm(x).upper, Evidence(
        "measured", "inputs of the training sample", "rounded up", frozenset({TRAIN})
    )


def lipschitz(setting: Setting) -> Iterator[Leaf]:
    """Lipschitz bounds of the scores and of their differences."""
    if setting.model.network is None:
        return
    yield _lipschitz.of(network=MODEL)(setting)
    yield _margin_lipschitz.of(network=MODEL)(setting)


def robustness(setting: Setting) -> Iterator[Leaf]:
    """How much of the test sample is certified within each of a few distances, chosen without it."""
    if TEST not in setting.data or setting.lipschitz is None or setting.lipschitz.missing:
        return
    for radius in distances(setting):
        yield Known(ChosenBefore(within(radius), TEST), Evidence("definition", "chosen here without the test sample"))
        yield _uncertified.of(network=MODEL, perturbation=within(radius), sample=TEST)(setting, radius)


def within(radius: float) -> str:
    """The name of all changes of the input up to a Euclidean distance."""
    return f"distance {radius:g}"


def distances(setting: Setting) -> list[float]:
    """Distances to certify: quantiles of the certified radii on the training sample, or powers of two without one."""
    if TRAIN not in setting.data:
        return [2.0**-k for k in range(8, 0, -2)]
    radii = setting.radii(TRAIN)
    positive = radii[np.isfinite(radii) & (radii > 0)]
    found = (float(f"{q:.2g}") for q in np.quantile(positive, [0.05, 0.2, 0.4, 0.6, 0.8])) if len(positive) else ()
    return sorted(set(found))


@observation(AtMost[UncertifiedFraction])
def _uncertified(setting: Setting, radius: float) -> Measured:
    radii = setting.radii(TEST)
    count = int(np.sum(~(radii > radius)))
    words = f"{count} of {len(radii)} test examples are not certified right within distance {radius:g}"
    return Fraction(count, len(radii)), Evidence("certified", words, "radii rounded down", frozenset({TEST}))


COMPOSED = Evidence("certified", "norms of the layers, composed", "rounded up")


@observation(AtMost[LipschitzConstant])
def _lipschitz(setting: Setting) -> Measured:
    assert setting.lipschitz is not None
    return setting.lipschitz.network, COMPOSED


@observation(AtMost[MarginLipschitz])
def _margin_lipschitz(setting: Setting) -> Measured:
    assert setting.lipschitz is not None
    return setting.lipschitz.margin, COMPOSED


POSTERIOR, PRIOR, DRAWN = "the random network", "the prior on networks", "the draws of networks"


def random_network(setting: Setting) -> Iterator[Leaf]:
    """A Gaussian around the parameters, for PAC-Bayes bounds."""
    posterior = setting.posterior
    if posterior is None:
        return
    centre = "the parameters before training" if posterior.initial is not None else "0"
    words = f"an even mixture of normal laws around {centre}, with scales fixed in advance"
    yield Known(ChosenBefore(PRIOR, TRAIN), Evidence("assumed", words))
    yield _gaussians.of(posterior=POSTERIOR, prior=PRIOR)(posterior)
    yield _draws.of(sampling=DRAWN, posterior=POSTERIOR, loss=ZERO_ONE, sample=TRAIN)(posterior)
    yield _drawn_risk.of(sampling=DRAWN, loss=ZERO_ONE, sample=TRAIN)(posterior)


@observation(GaussianPair)
def _gaussians(posterior: Posterior) -> Measured:
    from corollary.observe.posterior import SCALES

    values = {
        "dimension": posterior.dimension,
        "distance": posterior.distance,
        "deviation": posterior.deviation,
        "scale": posterior.deviation,
        "scales": len(SCALES),
    }
    return values, Evidence(
        "certified",
        "distance of the parameters, rounded up; scale chosen on the training sample",
        seen=frozenset({TRAIN}),
    )


@observation(PosteriorDraws)
def _draws(posterior: Posterior) -> Measured:
    return {"count": posterior.drawn[1]}, Evidence("measured", "fresh draws, made once the random network was fixed")


@observation(AtMost[DrawnEmpiricalRisk])
def _drawn_risk(posterior: Posterior) -> Measured:
    wrong, draws, n = posterior.drawn
    return Fraction(wrong, draws * n), Evidence(
        "measured", f"{wrong} errors of {draws} networks on {n} examples", "exact count", frozenset({TRAIN})
    )
