"""Gradients of scale-invariant functions are orthogonal to the weights."""

from typing import TYPE_CHECKING

from corollary.corpus.optimization.gradient_descent import GradientDescent
from corollary.logic import Attempt, Equals, Property, Quantity, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class ScaleInvariant(
    Property,
    says="{objective} is differentiable away from 0 and takes the same value at a point and at its positive multiples",
):
    """f(cw) = f(w) for c > 0."""

    objective: str


class StartSquaredNorm(
    Quantity, says="the squared norm of the point where {method} starts, not 0", tex=r"\lVert w_0 \rVert^2"
):
    """‖w_0‖² > 0."""

    method: str


class EndSquaredNorm(Quantity, says="the squared norm of the point where {method} ends", tex=r"\lVert w_T \rVert^2"):
    """‖w_T‖²."""

    method: str


class SquaredGradientSum(
    Quantity,
    says="the sum of the squared gradient norms of {objective} at the points that {method} leaves",
    tex=r"\sum_t \lVert \nabla f(w_t) \rVert^2",
):
    """Σ_{t < T} ‖∇f(w_t)‖²: a sum, not a mean."""

    method: str
    objective: str


@theorem
def scale_invariance_gradient_orthogonality(
    objective: ScaleInvariant,
    method: GradientDescent,
    start: Equals[StartSquaredNorm],
    gradients: Equals[SquaredGradientSum],
) -> Equals[EndSquaredNorm]:
    """Pythagoras in every step."""
    require(method.step > 0, "step > 0")
    require(method.iterations >= 1, "at least one iteration")
    require(start.value > 0, "w_0 is not 0")
    return start.value + method.step**2 * gradients.value


def batch_gradient(x: "np.ndarray", y: "np.ndarray", w: "np.ndarray", epsilon: float) -> "np.ndarray":
    """Gradient in w of the logistic loss of the normalised scores x w of a batch, by the chain rule, layer by layer."""
    import numpy as np

    z = x @ w
    centred = z - z.mean(axis=1, keepdims=True)
    scale = np.sqrt((centred**2).mean(axis=1, keepdims=True) + epsilon)
    normal = centred / scale
    backward = -y / (1 + np.exp(y * normal)) / y.shape[1]
    to_scores = backward - backward.mean(axis=1, keepdims=True)
    to_scores = (to_scores - normal * (backward * normal).mean(axis=1, keepdims=True)) / scale
    return np.asarray((x.transpose(0, 2, 1) @ to_scores)[:, :, 0])


def _descents(rng: "np.random.Generator", draws: int, epsilon: float, decay: float) -> Attempt:
    """Twenty steps on batches of 12 labelled points in four dimensions."""
    import numpy as np

    x, y = rng.normal(size=(draws, 12, 4)), rng.choice([-1.0, 1.0], size=(draws, 12, 1))
    w, step = 0.3 * rng.normal(size=(draws, 4)), 0.5
    start, total = np.sum(w**2, axis=1), np.zeros(draws)
    for _ in range(20):
        gradient = batch_gradient(x, y, w[:, :, None], epsilon)
        total += np.sum(gradient**2, axis=1)
        w = (1 - step * decay) * w - step * gradient
    given = (
        ScaleInvariant(),
        GradientDescent(step=step, iterations=20),
        Equals[StartSquaredNorm](start),
        Equals[SquaredGradientSum](total),
    )
    claimed = scale_invariance_gradient_orthogonality(*given).value
    return Attempt(np.abs(np.sum(w**2, axis=1) / claimed - 1), 1e-9)


@trial(scale_invariance_gradient_orthogonality)
def batch_normalisation(rng: "np.random.Generator", draws: int) -> Attempt:
    """Normalised scores in a logistic loss: the norm of the weights after twenty steps."""
    return _descents(rng, draws, 0.0, 0.0)


@ablation(scale_invariance_gradient_orthogonality, breaks="objective")
def with_epsilon(rng: "np.random.Generator", draws: int) -> Attempt:
    """A normalisation with epsilon is not invariant."""
    return _descents(rng, draws, 0.1, 0.0)


@ablation(scale_invariance_gradient_orthogonality, breaks="method")
def with_decay(rng: "np.random.Generator", draws: int) -> Attempt:
    """Weight decay shrinks the weights."""
    return _descents(rng, draws, 0.0, 0.1)
