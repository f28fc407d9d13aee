"""Gradient flow on the exponential loss of a homogeneous network."""

from typing import TYPE_CHECKING

from corollary.corpus.optimization.gradient_flow import GradientFlow
from corollary.logic import AtLeast, AtMost, Attempt, Property, Quantity, ablation, require, theorem, trial
from corollary.logic.arithmetic import log, power

if TYPE_CHECKING:
    import numpy as np


class HomogeneousNetwork(
    Property,
    says="{network} is smooth off 0 and positively homogeneous of degree {degree} in its parameters",
    suppose={"degree": 2},
):
    """f_{λθ} = λ^degree f_θ, continuously differentiable with locally Lipschitz gradient off 0."""

    network: str
    degree: float


class SummedExponentialLoss(
    Property,
    says="{objective} is the sum of the exponential losses of {network} on {sample}, a function of its parameters",
):
    """Σ exp(−y_i f_θ(x_i)): a sum, not a mean."""

    objective: str
    network: str
    sample: str


class StartValue(Quantity, says="the value of {objective} where {method} starts", tex="F_0"):
    """F(θ(0))."""

    objective: str
    method: str


class EndValue(Quantity, says="the value of {objective} where {method} ends", tex=r"F(\theta(t))"):
    """F(θ(t))."""

    objective: str
    method: str


class StartSmoothedMargin(
    Quantity,
    says="the smoothed margin log(1/F)/‖θ‖^D of {network} for {objective} where {method} starts",
    tex=r"\tilde\gamma_0",
):
    """log(1 / F(θ(0))) / ‖θ(0)‖^D, D the degree."""

    network: str
    objective: str
    method: str


@theorem
def homogeneous_smoothed_margin_monotone(
    network: HomogeneousNetwork,
    objective: SummedExponentialLoss,
    flow: GradientFlow,
    loss: AtMost[StartValue],
    margin: AtLeast[StartSmoothedMargin],
) -> AtMost[EndValue]:
    """The loss falls at least like 1/t."""
    require(network.degree >= 1, "the degree is at least 1")
    require(flow.time > 0, "t > 0")
    require(loss.value > 0, "an exponential loss is positive")
    require(loss.value < 1, "the loss at the start is less than 1")
    require(margin.value > 0, "the smoothed margin at the start is positive")
    d = network.degree
    rate = d**2 * power(margin.value, 2 / d) * power(-log(loss.value), 2 - 2 / d)
    return 1 / (1 / loss.value + rate * flow.time)


def _bound(degree: float, loss: "np.ndarray", margin: "np.ndarray", time: "np.ndarray") -> "np.ndarray":
    given = HomogeneousNetwork(degree=degree), SummedExponentialLoss(), GradientFlow(time=time)
    rule = homogeneous_smoothed_margin_monotone
    return rule(*given, AtMost[StartValue](loss), AtLeast[StartSmoothedMargin](margin)).value


def _products(rng: "np.random.Generator", draws: int) -> "tuple[np.ndarray, ...]":
    """f = ⟨u ⊙ v, x⟩ (degree 2) in three coordinates on four points: times, losses and smoothed margins along the flow."""
    import numpy as np

    draws = min(draws, 40)
    z = rng.normal(size=(draws, 4, 3)) + np.array([2.0, 0, 0])
    theta = 0.3 * rng.normal(size=(2, draws, 3)) + np.array([2.5, 0, 0])

    def gradient(theta: "np.ndarray") -> "tuple[np.ndarray, np.ndarray]":
        terms = np.exp(-np.einsum("nij,nj->ni", z, theta[0] * theta[1]))
        pull = np.einsum("ni,nij->nj", terms / terms.sum(axis=1, keepdims=True), z)
        return np.asarray(pull * theta[::-1]), 1 / terms.sum(axis=1)

    times, losses, margins = [np.zeros(draws)], [], []
    for _ in range(400):
        terms = np.exp(-np.einsum("nij,nj->ni", z, theta[0] * theta[1])).sum(axis=1)
        losses.append(terms)
        margins.append(-np.log(terms) / (theta**2).sum(axis=(0, 2)))
        a, p = gradient(theta)
        h = np.where(terms > 1e-30, 0.1 / (1 + (a**2).sum(axis=(0, 2))), 0.0)
        b, q = gradient(theta + h[:, None] / 2 * a)
        c, r = gradient(theta + h[:, None] / 2 * b)
        e, s = gradient(theta + h[:, None] * c)
        theta = theta + h[:, None] / 6 * (a + 2 * b + 2 * c + e)
        times.append(times[-1] + h / 6 * (p + 2 * q + 2 * r + s))
    return np.array(times[:-1]), np.array(losses), np.array(margins)


@trial(homogeneous_smoothed_margin_monotone)
def products_of_weights(rng: "np.random.Generator", draws: int) -> Attempt:
    """Fitted at the start; the bound along the whole flow."""
    times, losses, margins = _products(rng, draws)
    keep = (losses[0] < 1) & (margins[0] > 0)
    return Attempt(losses[1:, keep], _bound(2.0, losses[0, keep], margins[0, keep], times[1:, keep]), tolerance=1e-7)


@trial("homogeneous-smoothed-margin-monotone")
def smoothed_margin_rises(rng: "np.random.Generator", draws: int) -> Attempt:
    """From step to step."""
    _, losses, margins = _products(rng, draws)
    keep = losses[0] < 1
    return Attempt(margins[:-1, keep], margins[1:, keep], tolerance=1e-10)


@ablation("homogeneous-smoothed-margin-monotone", breaks="loss")
def before_the_fit(rng: "np.random.Generator", draws: int) -> Attempt:
    """One input with both labels: F = 2 cosh θ, and tanh(θ/2) falls like exp(−2t)."""
    import numpy as np

    time = np.linspace(0, 2, 50)[:, None]
    theta = 2 * np.arctanh(np.tanh(rng.uniform(0.1, 2, size=draws) / 2) * np.exp(-2 * time))
    margins = -np.log(2 * np.cosh(theta)) / theta
    return Attempt(margins[:-1], margins[1:], tolerance=1e-10)


def _one_point(
    rng: "np.random.Generator",
    draws: int,
    degree: float = 1.0,
    share: float = 1.0,
    start: float = 1.0,
    later: float = 1.0,
) -> Attempt:
    """n = 1, f = ⟨θ, x⟩ from s x: F = 1/(1/F_0 + ‖x‖² t); wrong claims by factors."""
    import numpy as np

    norm, s = np.exp(0.5 * rng.normal(size=(2, draws)))
    time, value = np.exp(rng.normal(size=draws)), np.exp(-s * norm**2)
    bound = _bound(degree, np.power(value, start), norm * share, time * later)
    return Attempt(1 / (1 / value + norm**2 * time), bound)


@trial(homogeneous_smoothed_margin_monotone)
def one_point(rng: "np.random.Generator", draws: int) -> Attempt:
    """The equality of the page."""
    return _one_point(rng, draws)


@ablation(homogeneous_smoothed_margin_monotone, breaks="constant")
def twice_as_fast(rng: "np.random.Generator", draws: int) -> Attempt:
    """Twice the rate."""
    return _one_point(rng, draws, share=2**0.5)


@ablation(homogeneous_smoothed_margin_monotone, breaks="margin")
def margin_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Too great by a tenth."""
    return _one_point(rng, draws, share=1.1)


@ablation(homogeneous_smoothed_margin_monotone, breaks="loss")
def loss_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """The square of the initial loss."""
    return _one_point(rng, draws, start=2.0)


@ablation(homogeneous_smoothed_margin_monotone, breaks="flow")
def time_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Twice the time."""
    return _one_point(rng, draws, later=2.0)


@ablation(homogeneous_smoothed_margin_monotone, breaks="network")
def degree_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Degree 3 claimed of a linear score."""
    return _one_point(rng, draws, degree=3.0)


@ablation(homogeneous_smoothed_margin_monotone, breaks="objective")
def mean_of_the_losses(rng: "np.random.Generator", draws: int) -> Attempt:
    """The mean for x and 1000 x instead of the sum: the second loss is nearly 0, and halving the first makes the margin look greater."""
    import numpy as np

    norm, s = np.exp(0.5 * rng.normal(size=(2, draws)))
    time, value = np.exp(rng.normal(size=draws)), np.exp(-s * norm**2) / 2
    return Attempt(1 / (1 / value + norm**2 * time), _bound(1.0, value, -np.log(value) / (s * norm), time))
