"""Penalised and constrained problems."""

from typing import TYPE_CHECKING

from corollary.logic import AtLeast, AtMost, Attempt, Property, Quantity, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class ConvexProblem(Property, says="{objective} and {constraint} are finite convex functions on a vector space"):
    """Both f and g, on all of the space."""

    objective: str
    constraint: str


class ConstrainedMinimiser(Property, says="{predictor} minimises {objective} where {constraint} is at most its level"):
    """An exact minimiser of f over g ≤ t."""

    predictor: str
    objective: str
    constraint: str


class ConstraintSlack(
    Quantity, says="the level of {constraint} minus its value at {comparator}", tex=r"t - g(\theta_0)", least=None
):
    """t − g(θ₀)."""

    comparator: str
    constraint: str


class ObjectiveGain(
    Quantity,
    says="the value of {objective} at {comparator} minus that at {predictor}",
    tex=r"f(\theta_0) - f(\hat\theta)",
):
    """f(θ₀) − f(θ̂)."""

    comparator: str
    predictor: str
    objective: str


class Multiplier(
    Quantity,
    says="the greatest multiplier of {constraint} for {objective} at {predictor} (infinite if there is none)",
    tex=r"\lambda",
):
    """The greatest λ ≥ 0 for which the constrained minimiser minimises f + λ g, with λ (g − t) = 0 there."""

    predictor: str
    objective: str
    constraint: str


@theorem
def penalised_constrained_equivalence(
    convex: ConvexProblem,
    minimiser: ConstrainedMinimiser,
    slack: AtLeast[ConstraintSlack],
    gain: AtMost[ObjectiveGain],
) -> AtMost[Multiplier]:
    """So there is one."""
    require(slack.value > 0, "slack > 0")
    require(gain.value >= 0, "gain >= 0")
    return gain.value / slack.value


def _bound(slack: "np.ndarray | float", gain: "np.ndarray | float") -> "np.ndarray | float":
    given = ConvexProblem(), ConstrainedMinimiser(), AtLeast[ConstraintSlack](slack), AtMost[ObjectiveGain](gain)
    return penalised_constrained_equivalence(*given).value


def _lines(rng: "np.random.Generator", draws: int, claimed: float = 1.0) -> Attempt:
    """f the maximum of five falling lines, g(θ) = θ, t = 0: the greatest multiplier is minus the left derivative at 0."""
    import numpy as np

    slopes, heights = -rng.uniform(0.1, 2, size=(draws, 5)), rng.normal(size=(draws, 5))
    active = heights.argmax(axis=1)
    at = rng.uniform(-0.05, -0.01, size=draws)
    gain = (heights + slopes * at[:, None]).max(axis=1) - heights.max(axis=1)
    return Attempt(-slopes[np.arange(draws), active], _bound(-at * claimed, gain))


@trial(penalised_constrained_equivalence)
def maxima_of_lines(rng: "np.random.Generator", draws: int) -> Attempt:
    """Piecewise linear objectives on the line: often attained."""
    return _lines(rng, draws)


@trial(penalised_constrained_equivalence)
def balls(rng: "np.random.Generator", draws: int) -> Attempt:
    """Half the squared distance to a point, over a ball: the multiplier is solved for."""
    import numpy as np

    distance, radius = rng.uniform(2, 4, size=draws), rng.uniform(0.5, 2, size=draws)
    gain = distance**2 / 2 - (distance - radius) ** 2 / 2
    return Attempt((distance / radius - 1) / 2, _bound(radius**2, np.asarray(gain)))


@trial("penalised-constrained-equivalence")
def ridge_in_a_ball(rng: "np.random.Generator", draws: int) -> Attempt:
    """Converse: no point of the ball through a ridge estimator fits better than it does."""
    import numpy as np

    x, y = rng.normal(size=(draws, 6, 3)), rng.normal(size=(draws, 6, 1))
    across = x.transpose(0, 2, 1)
    ridge = np.linalg.solve(across @ x + 2 * np.eye(3), across @ y)
    radius = np.linalg.norm(ridge, axis=1, keepdims=True)
    other = ridge + 0.1 * radius * rng.normal(size=(draws, 3, 50))
    other *= np.minimum(1, radius / np.linalg.norm(other, axis=1, keepdims=True))
    fits = ((y - x @ other) ** 2).sum(axis=1).min(axis=1)
    return Attempt(((y - x @ ridge) ** 2).sum(axis=(1, 2)), fits)


@ablation(penalised_constrained_equivalence, breaks="convex")
def capped_square(rng: "np.random.Generator", draws: int) -> Attempt:
    """f(θ) = -min(θ², 4), g(θ) = |θ|, t = 1, θ₀ = 0: a grid of penalties finds no multiplier at 1."""
    import numpy as np

    penalty, point = np.linspace(0, 10, 101)[:, None], np.linspace(-4, 4, 81)
    value = -np.minimum(point**2, 4) + penalty * np.abs(point)
    found = penalty[:, 0][(-1 + penalty[:, 0]) <= value.min(axis=1) + 1e-12]
    return Attempt(np.full(draws, found.max() if found.size else np.inf), _bound(1.0, 1.0))


@ablation(penalised_constrained_equivalence, breaks="slack")
def slack_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """The slack is claimed a tenth too great."""
    return _lines(rng, draws, claimed=1.1)


@ablation(penalised_constrained_equivalence, breaks="minimiser")
def inside_the_ball(rng: "np.random.Generator", draws: int) -> Attempt:
    """(θ - 2)² / 2 for |θ| ≤ 1 at 1/2: only the multiplier 0 goes with a point inside, and 1/2 does not minimise; none is said to be infinite."""
    import numpy as np

    return Attempt(np.full(draws, np.inf), _bound(1.0, 2 - 1.5**2 / 2))
