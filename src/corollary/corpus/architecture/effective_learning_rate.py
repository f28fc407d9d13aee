"""Effective step, weight decay and convergence for scale-invariant functions."""

from typing import TYPE_CHECKING

from corollary.corpus.architecture.scale_invariance_gradient_orthogonality import ScaleInvariant, StartSquaredNorm
from corollary.corpus.optimization.gradient_descent import GradientDescent, InitialSuboptimality
from corollary.logic import AtMost, Attempt, Equals, Quantity, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class SphereCurvature(
    Quantity,
    says="the greatest operator norm of the Hessian of {objective}, twice continuously differentiable, on the unit sphere",
    tex="B",
):
    """max ‖∇²f(u)‖ over unit vectors u."""

    objective: str


class BestDirectionGradient(
    Quantity,
    says="the least squared gradient norm of {objective} at the directions of the points that {method} leaves",
    tex=r"\min_t \lVert \nabla f(u_t) \rVert^2",
):
    """min over t < T of ‖∇f(w_t / ‖w_t‖)‖²: on the unit sphere, not at the points themselves."""

    method: str
    objective: str


@theorem
def effective_learning_rate(
    objective: ScaleInvariant,
    curvature: AtMost[SphereCurvature],
    start: Equals[StartSquaredNorm],
    suboptimality: AtMost[InitialSuboptimality],
    method: GradientDescent,
) -> AtMost[BestDirectionGradient]:
    """Descent at a norm that grows no more than the function falls."""
    require(method.step > 0, "step > 0")
    require(method.iterations >= 1, "at least one iteration")
    require(start.value > 0, "w_0 is not 0")
    require(start.value >= method.step * curvature.value, "squared norm >= step * B")
    room = start.value + 2 * method.step * suboptimality.value
    return 2 * suboptimality.value * room / (method.step * method.iterations)


def _waves(
    w: "np.ndarray", k: "np.ndarray", step: "np.ndarray", steps: int, decay: float = 0.0
) -> "tuple[np.ndarray, np.ndarray]":
    """Gradient descent on f(w) = cos(k · angle of w) in the plane; the best squared gradient of directions, and the last w.

    On the circle the Hessian has the entries 0, k sin, -k² cos, and its greatest norm for k ≥ 2 is B = k²; max f - min f = 2.
    """
    import numpy as np

    best = np.full(len(w), np.inf)
    for _ in range(steps):
        angle, norm = np.arctan2(w[:, 1], w[:, 0]), np.linalg.norm(w, axis=1)
        slope = -k * np.sin(k * angle)
        best = np.minimum(best, slope**2)
        tangent = np.stack([-np.sin(angle), np.cos(angle)], axis=1)
        w = (1 - step * decay)[:, None] * w - (step * slope / norm)[:, None] * tangent
    return best, w


def _starts(rng: "np.random.Generator", draws: int, k: "np.ndarray") -> "tuple[np.ndarray, np.ndarray]":
    """Unit vectors, half of them near a minimum of the wave, and f - min f there."""
    import numpy as np

    angle = rng.uniform(0, 2 * np.pi, size=draws)
    near = rng.random(draws) < 0.5
    angle = np.where(near, (np.pi + 0.01 * rng.normal(size=draws)) / k, angle)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1), 2 * np.cos(k * angle / 2) ** 2


def _descents(rng: "np.random.Generator", draws: int, factor: float, curvature: float) -> Attempt:
    import numpy as np

    k, step = rng.integers(2, 6, size=draws).astype(float), rng.exponential(size=draws) + 0.01
    direction, gap = _starts(rng, draws, k)
    steps = int(rng.choice([1, 2, 10]))
    square = step * curvature * k**2
    best, _ = _waves(np.sqrt(square)[:, None] * direction, k, step, steps)
    given = (
        ScaleInvariant(),
        AtMost[SphereCurvature](curvature * k**2 * (1 - 1e-12)),
        Equals[StartSquaredNorm](square),
        AtMost[InitialSuboptimality](gap),
        GradientDescent(step=step, iterations=steps),
    )
    return Attempt(best / (factor * effective_learning_rate(*given).value), 1.0)


@trial(effective_learning_rate)
def waves_on_the_circle(rng: "np.random.Generator", draws: int) -> Attempt:
    """The least start allowed; for one step near a minimum the bound is nearly attained."""
    return _descents(rng, draws, 1.0, 1.0)


@ablation(effective_learning_rate, breaks="curvature")
def curvature_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """A fortieth of the curvature: the steps are too large for the start."""
    return _descents(rng, draws, 1.0, 1 / 40)


@ablation(effective_learning_rate, breaks="constant")
def nine_tenths_of_the_bound(rng: "np.random.Generator", draws: int) -> Attempt:
    """0.9 of the bound, for a single step near a minimum."""
    import numpy as np

    step = rng.exponential(size=draws) + 0.01
    angle = np.pi / 2 + 0.01 * rng.normal(size=draws)
    gap, slope = 2 * np.cos(angle) ** 2, 4 * np.sin(2 * angle) ** 2
    given = (
        ScaleInvariant(),
        AtMost[SphereCurvature](4.0),
        Equals[StartSquaredNorm](4 * step * (1 + 1e-12)),
        AtMost[InitialSuboptimality](gap),
        GradientDescent(step=step, iterations=1),
    )
    return Attempt(slope / (0.9 * effective_learning_rate(*given).value), 1.0)


@trial("effective-learning-rate")
def every_step_size(rng: "np.random.Generator", draws: int) -> Attempt:
    """(d): steps from 1e-3 to 1e6 from the unit circle."""

    k, step = rng.integers(2, 6, size=draws).astype(float), 10 ** rng.uniform(-3, 6, size=draws)
    direction, _ = _starts(rng, draws, k)
    steps = int(rng.integers(1, 60))
    best, _ = _waves(direction, k, step, steps)
    bound = (2 * k**4 + 4 * (4 + k**2 + 1 / step + step * k**4)) / steps
    return Attempt(best, bound)


def _angles(rng: "np.random.Generator", draws: int, off: float) -> Attempt:
    """Distance of the cosine of one step with decay from 1 - ηλ, from the norm of (b) times `off`."""
    import numpy as np

    k, step, decay = np.full(draws, 3.0), rng.uniform(0.01, 1, size=draws), 0.5
    angle = rng.uniform(0.1, 0.9, size=draws)
    slope = k * np.sin(k * angle)
    norm = off * (step * slope**2 / (decay * (2 - step * decay))) ** 0.25
    w = norm[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    _, after = _waves(w, k, step, 1, decay)
    lengths = np.linalg.norm(after, axis=1)
    cosine = np.sum(w * after, axis=1) / (norm * lengths)
    return Attempt(np.abs(cosine - (1 - step * decay)) + np.abs(lengths / norm - 1), 1e-9)


@trial("effective-learning-rate")
def equilibrium(rng: "np.random.Generator", draws: int) -> Attempt:
    """(b): at the norm given there the norm stays, and the cosine is 1 - ηλ."""
    return _angles(rng, draws, 1.0)


@ablation("effective-learning-rate", breaks="constant")
def off_equilibrium(rng: "np.random.Generator", draws: int) -> Attempt:
    """At twice that norm."""
    return _angles(rng, draws, 2.0)


@ablation(effective_learning_rate, breaks="objective")
def radial(rng: "np.random.Generator", draws: int) -> Attempt:
    """(|w| - 2)² / 2 from a minimiser: the points stay, and on the unit sphere the gradient has norm 1, the Hessian too."""
    import numpy as np

    step = rng.uniform(0.1, 4, size=draws)
    given = ScaleInvariant(), AtMost[SphereCurvature](1.0), Equals[StartSquaredNorm](4.0)
    bound = effective_learning_rate(
        *given, AtMost[InitialSuboptimality](0.0), GradientDescent(step=step, iterations=10)
    ).value
    return Attempt(np.ones(draws), bound)
