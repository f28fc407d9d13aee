"""Random steps for functions with a Fourier representation."""

from typing import TYPE_CHECKING

from corollary.corpus.networks.barron_class import BallRadius, BarronConstant, CarriedBy
from corollary.logic import AtMost, Attempt, Property, Quantity, ablation, require, theorem, trial, unrefuted

if TYPE_CHECKING:
    import numpy as np


class ShallowSigmoidal(
    Property,
    says="{hypotheses} consists of all sums of a constant and of {units} units with one sigmoidal activation",
):
    hypotheses: str
    units: int


class SquaredDistance(
    Quantity,
    says="the infimum over {hypotheses} of the mean squared distance under {law} from {target}",
    tex=r"\inf_{{{hypotheses}}} \lVert {target} - g \rVert^2",
):
    target: str
    hypotheses: str
    law: str


@theorem
def barron_approximation(
    barron: AtMost[BarronConstant], ball: AtMost[BallRadius], sigmoidal: ShallowSigmoidal, probability: CarriedBy
) -> AtMost[SquaredDistance]:
    """The variance of a mean of steps."""
    require(sigmoidal.units >= 1, "n >= 1")
    require(barron.value >= 0, "C >= 0")
    require(ball.value >= 0, "r >= 0")
    return 4 * ball.value**2 * barron.value**2 / sigmoidal.units


def _sampled(rng: "np.random.Generator", draws: int, understated: float, factor: float) -> Attempt:
    """Mixtures of cosines in the plane; mean square error, over repetitions, of sampled steep logistic units."""
    import numpy as np

    truth, bounds = [], []
    for _ in range(min(draws, 30)):
        radius, units = float(rng.uniform(0.5, 2)), int(rng.integers(1, 40))
        omega = rng.normal(size=(3, 2)) * rng.choice([0.05, 1.0])
        length, phase, weight = np.linalg.norm(omega, axis=1), rng.uniform(0, 2 * np.pi, 3), rng.uniform(0.1, 1, 3)
        phase = np.where(length < 0.3, -np.pi / 2, phase)
        x = rng.normal(size=(150, 2))
        x *= radius * rng.random((150, 1)) ** rng.choice([0.01, 0.5]) / np.linalg.norm(x, axis=1, keepdims=True)
        f = ((np.cos(x @ omega.T + phase) - np.cos(phase)) * weight).sum(axis=1)
        t = (np.arange(400) + 0.5) / 200 - 1
        slope = -radius * (weight * length)[:, None] * np.sin(radius * length[:, None] * t + phase[:, None])
        mass = np.abs(slope).ravel() / 200
        total, index = mass.sum(), rng.choice(mass.size, p=mass / mass.sum(), size=(30, units))
        which, at = np.divmod(index, 400)
        side = np.sign(t[at])
        direction = side[..., None] * (omega / length[:, None])[which]
        threshold = radius * np.abs(t[at] + rng.uniform(-1, 1, size=at.shape) / 400)
        steps = (1 + np.tanh(1e6 * (direction @ x.T - threshold[..., None]))) / 2
        outer = total / units * side * np.sign(slope[which, at])
        error = (f - (outer[..., None] * steps).sum(axis=1)) ** 2
        truth.append(error.mean())
        given = AtMost[BarronConstant](understated * float(weight @ length)), AtMost[BallRadius](radius)
        rule = barron_approximation(*given, ShallowSigmoidal(units=units), CarriedBy()).value
        bounds.append(factor * float(rule))
    return Attempt(np.array(truth) / np.array(bounds), np.ones(len(bounds)))


@trial(barron_approximation)
def random_steps(rng: "np.random.Generator", draws: int) -> Attempt:
    """The sampled units of the proof are on average within the bound; the best cannot be worse."""
    return _sampled(rng, draws, 1.0, 1.0)


@ablation(barron_approximation, breaks="barron")
def constant_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """A fifth of the Barron constant."""
    return _sampled(rng, draws, 0.2, 1.0)


@ablation(barron_approximation, breaks="constant")
def the_square_of_the_rate(rng: "np.random.Generator", draws: int) -> Attempt:
    """A twentieth of the bound."""
    return _sampled(rng, draws, 1.0, 0.05)


def _three_points(rng: "np.random.Generator", draws: int, outside: float) -> Attempt:
    """A sin(w x) at -R, 0, R, equally likely, R = `outside` radii, and one unit, a step: the infimum is (A sin(w R))^2 / 6."""
    import numpy as np

    radius, size = rng.uniform(0.5, 2, size=draws), 10 ** rng.uniform(-1, 3, size=draws)
    frequency = 0.05 / (outside * radius)
    truth = (size * np.sin(frequency * outside * radius)) ** 2 / 6
    given = AtMost[BarronConstant](size * frequency), AtMost[BallRadius](radius)
    return Attempt(truth, barron_approximation(*given, ShallowSigmoidal(units=1), CarriedBy()).value)


@trial(barron_approximation)
def one_step(rng: "np.random.Generator", draws: int) -> Attempt:
    """Two of three values have one level: the infimum over all parameters exactly, for functions of any size."""
    return _three_points(rng, draws, 1.0)


@ablation(barron_approximation, breaks="probability")
def points_outside(rng: "np.random.Generator", draws: int) -> Attempt:
    """The law has its points at ten times the radius of the ball."""
    return _three_points(rng, draws, 10.0)


_CENTRED = (
    "with the constant free the units can be centred, and the bound is a quarter of this one (the page, sharpness)"
)
unrefuted(barron_approximation, "constant:1/2", because=_CENTRED, proved=True)
unrefuted(barron_approximation, "sigmoidal.units:2", because=_CENTRED, proved=True)
