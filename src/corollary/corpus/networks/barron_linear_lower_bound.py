"""Distances of trigonometric functions from linear spaces."""

from typing import TYPE_CHECKING

from corollary.logic import AtLeast, Attempt, Property, Quantity, ablation, require, theorem, trial
from corollary.logic.arithmetic import ceil, exact, pi, power, sqrt

if TYPE_CHECKING:
    import numpy as np


class LinearSpace(
    Property,
    says="{hypotheses} is a linear space of functions, square integrable on the cube, of dimension at most {dimension}",
):
    hypotheses: str
    dimension: int


class BarronBall(
    Property,
    says="{targets} is the set of all functions on the unit cube of dimension {inputs} with Barron constant at most "
    "{constant} on the ball through the corner opposite to the origin",
):
    targets: str
    inputs: int
    constant: float


class WorstLinearDistance(
    Quantity,
    says="the supremum over {targets} of the distance from {hypotheses} in mean square under the uniform distribution "
    "on the unit cube",
    tex=r"\sup_{{{targets}}} \operatorname{{dist}}(f, {hypotheses})",
):
    """The distance itself, not its square."""

    targets: str
    hypotheses: str


@theorem
def barron_linear_lower_bound(linear: LinearSpace, barron: BarronBall) -> AtLeast[WorstLinearDistance]:
    """Twice as many orthonormal functions as dimensions."""
    require(linear.dimension >= 1, "n >= 1")
    require(barron.inputs >= 1, "d >= 1")
    require(barron.constant >= 0, "C >= 0")
    frequency = ceil((power(2 * linear.dimension, exact(1) / barron.inputs) - 1) / 2)
    return barron.constant / (4 * pi() * sqrt(barron.inputs) * frequency)


def _distances(rng: "np.random.Generator", draws: int, hidden: int, factor: float) -> Attempt:
    """Largest distance, from spaces of low frequencies or random ones, of the trigonometric functions in the class."""
    import numpy as np

    truth, dimensions, inputs = [], [], rng.choice([1, 2], size=min(draws, 60))
    for d in inputs:
        top = 24 if d == 1 else 6
        m = np.indices((2 * top + 1,) * d).reshape(d, -1).T - top  # one function for each m, -m and m being a pair
        order = np.argsort(np.abs(m).max(axis=1), kind="stable")
        m, n = m[order], int(rng.integers(1, 12))
        basis = np.eye(len(m))[:, : hidden * n]
        if rng.random() < 0.5:
            basis = np.linalg.qr(rng.normal(size=(len(m), hidden * n)))[0]
        left = 1 - (basis**2).sum(axis=1)
        scaled = np.sqrt(np.maximum(left[1:], 0)) / (2 * np.sqrt(2) * np.pi * np.linalg.norm(m[1:], axis=1))
        truth.append(scaled.max())
        dimensions.append(float(n))
    given = LinearSpace(dimension=np.array(dimensions)), BarronBall(inputs=inputs.astype(float), constant=1.0)
    bound = np.asarray(barron_linear_lower_bound(*given).value)
    return Attempt(np.array(truth) / bound, np.full(len(truth), factor), sense="at_least")


@trial(barron_linear_lower_bound)
def trigonometric(rng: "np.random.Generator", draws: int) -> Attempt:
    """Spans of low frequencies and random subspaces; the function 1 left out."""
    return _distances(rng, draws, 1, 1.0)


@ablation(barron_linear_lower_bound, breaks="linear")
def dimension_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Four times the dimension claimed."""
    return _distances(rng, draws, 4, 1.0)


@ablation(barron_linear_lower_bound, breaks="constant")
def four_times_the_bound(rng: "np.random.Generator", draws: int) -> Attempt:
    """Four times the bound."""
    return _distances(rng, draws, 1, 4.0)
