"""Bias-variance decomposition for Bregman divergences."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, Constant, Equals, Expected, Property, Quantity, ablation, step, theorem, trial
from corollary.logic.checking import Verdict, identity

if TYPE_CHECKING:
    import numpy as np


class IndependentPrediction(Property, says="{predictor} at {point} is independent of {label}"):
    """The training set and the seed are independent of the new label."""

    predictor: str
    point: str
    label: str


class DualMean(
    Property,
    says="the mean gradient of {divergence} at the prediction of {predictor} at {point} is its gradient somewhere",
):
    """E ∇φ(f̂) ∈ ∇φ(C)."""

    predictor: str
    point: str
    divergence: str


class BregmanLoss(
    Quantity,
    says="the divergence {divergence} of {label}, averaged over its law, from the prediction of {predictor} at {point}",
    tex=r"D(Y, \hat f)",
):
    """E_Y D(Y, f̂), the label first; the prediction is random through the sample."""

    predictor: str
    point: str
    label: str
    divergence: str


class BregmanNoise(
    Quantity, says="the mean divergence {divergence} of {label} from its mean", tex=r"\mathbb E D(Y, \bar y)"
):
    """E D(Y, E Y)."""

    label: str
    divergence: str


class BregmanBias(
    Quantity,
    says="the divergence {divergence} of the mean of {label} from the dual mean of {predictor} at {point}",
    tex=r"D(\bar y, \tilde f)",
):
    """D(E Y, f~), with the dual mean and not the mean of the predictions."""

    predictor: str
    point: str
    label: str
    divergence: str


class BregmanVariance(
    Quantity,
    says="the mean divergence {divergence} of the dual mean of {predictor} at {point} from its prediction",
    tex=r"\mathbb E D(\tilde f, \hat f)",
):
    """E D(f~, f̂)."""

    predictor: str
    point: str
    divergence: str


@theorem
def bregman_bias_variance(
    independent: IndependentPrediction,
    dual: DualMean,
    noise: Equals[BregmanNoise],
    bias: Equals[BregmanBias],
    variance: Equals[BregmanVariance],
) -> Equals[Expected[BregmanLoss, "sample"]]:
    """At one point; the mean is over sample, seed and new label."""
    return noise.value + bias.value + variance.value


def _value(which: str, t: "np.ndarray") -> "np.ndarray":
    """φ, entry by entry."""
    import numpy as np

    return np.asarray({"squares": t**2, "entropy": t * np.log(t), "logarithm": -np.log(t)}[which])


def _gradient(which: str, t: "np.ndarray") -> "np.ndarray":
    """φ'."""
    import numpy as np

    return np.asarray({"squares": 2 * t, "entropy": np.log(t) + 1, "logarithm": -1 / t}[which])


def _dual_mean(which: str, t: "np.ndarray") -> "np.ndarray":
    """Arithmetic, geometric or harmonic mean along axis 1."""
    import numpy as np

    if which == "squares":
        return np.asarray(t.mean(axis=1, keepdims=True))
    if which == "entropy":
        return np.asarray(np.exp(np.log(t).mean(axis=1, keepdims=True)))
    return np.asarray(1 / (1 / t).mean(axis=1, keepdims=True))


def _attempt(rng: "np.random.Generator", draws: int, which: str, dual: bool = True, paired: bool = False) -> Attempt:
    """Six equally likely labels and six predictions in (0, ∞)³; `which` names φ: squares, entropy or minus logarithm.

    Without `dual` the mean of the predictions stands for the dual mean; `paired`: the prediction is a function of the label.
    """
    import numpy as np

    def divergence(y: "np.ndarray", f: "np.ndarray") -> "np.ndarray":
        return np.asarray((_value(which, y) - _value(which, f) - _gradient(which, f) * (y - f)).sum(axis=-1))

    label, predicted = rng.uniform(0.2, 3, size=(2, draws, 6, 3))
    mean = label.mean(axis=1, keepdims=True)
    centre = _dual_mean(which if dual else "squares", predicted)
    facts = (
        IndependentPrediction(),
        DualMean(),
        Equals[BregmanNoise](divergence(label, mean).mean(axis=1)),
        Equals[BregmanBias](divergence(mean, centre)[:, 0]),
        Equals[BregmanVariance](divergence(centre, predicted).mean(axis=1)),
    )
    pairs = divergence(label, predicted) if paired else divergence(label[:, :, None], predicted[:, None])
    truth = pairs.reshape(draws, -1).mean(axis=1)
    return Attempt(np.abs(truth - bregman_bias_variance(*facts).value), 0.0)


@trial(bregman_bias_variance)
def entropy(rng: "np.random.Generator", draws: int) -> Attempt:
    """Relative entropy: the dual mean is the geometric mean."""
    return _attempt(rng, draws, "entropy")


@trial(bregman_bias_variance)
def logarithm(rng: "np.random.Generator", draws: int) -> Attempt:
    """φ = -log: the dual mean is the harmonic mean."""
    return _attempt(rng, draws, "logarithm")


@trial(bregman_bias_variance)
def squares(rng: "np.random.Generator", draws: int) -> Attempt:
    """The squared distance."""
    return _attempt(rng, draws, "squares")


@ablation(bregman_bias_variance, breaks="dual")
def arithmetic_mean(rng: "np.random.Generator", draws: int) -> Attempt:
    """The mean of the predictions in place of the dual mean."""
    return _attempt(rng, draws, "entropy", dual=False)


@ablation(bregman_bias_variance, breaks="independent")
def prediction_knows_the_label(rng: "np.random.Generator", draws: int) -> Attempt:
    """Each label has its prediction."""
    return _attempt(rng, draws, "entropy", paired=True)


# Checked steps of the proof.


@step(bregman_bias_variance, 2, mutant={"one": 2})
def three_points(one: Constant = 1) -> Verdict:
    r"""$D(y, f) = D(y, u) + D(u, f) + \inner{\nabla \varphi(u) - \nabla \varphi(f)}{y - u}$; values `a`, `b`, `c`, gradients `p`, `q`."""
    return identity(
        lambda y, u, f, a, b, c, p, q: a - c - q * (y - f),
        lambda y, u, f, a, b, c, p, q: (a - b - p * (y - u)) + (b - c - q * (u - f)) + one * (p - q) * (y - u),
        vectors="y u f p q",
    )
