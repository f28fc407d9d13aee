"""Rotation-equivariant learners pay for the ambient dimension."""

from typing import TYPE_CHECKING

from corollary.corpus.linear.double_descent_gaussian import IsotropicGaussianDesign
from corollary.corpus.linear.linear_regression import Dimension, OutOfSampleExcessRisk, SignalNorm
from corollary.logic import AtLeast, Attempt, Equals, Expected, Property, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class RotationEquivariantOutput(
    Property,
    says="{predictor} is the output on {sample} of a learner whose predictions keep their law, over its own seed, "
    "when all inputs, not the labels, are turned by one orthogonal matrix; the seed is independent of {sample}",
):
    """A((Ox_i, y_i))(Ox) has the law of A((x_i, y_i))(x)."""

    predictor: str
    sample: str


@theorem
def orthogonally_equivariant_learner_lower_bound(
    design: IsotropicGaussianDesign,
    signal: AtLeast[SignalNorm],
    dimension: Equals[Dimension],
    equivariant: RotationEquivariantOutput,
) -> AtLeast[Expected[OutOfSampleExcessRisk, "sample and seed"]]:
    """What lies outside the span of the inputs is not seen."""
    require(design.n >= 1, "n >= 1")
    require(dimension.value >= design.n, "dimension >= n")
    require(signal.value >= 0, "norm >= 0")
    return signal.value**2 * (1 - design.n / dimension.value)


DIMENSION = 12


def _claimed(n: int) -> float:
    facts = (
        IsotropicGaussianDesign(n=n),
        AtLeast[SignalNorm](1.0),
        Equals[Dimension](DIMENSION),
        RotationEquivariantOutput(),
    )
    return float(orthogonally_equivariant_learner_lower_bound(*facts).value)


def _fits(rng: "np.random.Generator", draws: int, n: int, power: float, penalty: float) -> "np.ndarray":
    """Excess risks, shape (4, repetitions), of ridge estimators after the first input is scaled up by `power`; w = e_1."""
    import numpy as np

    shape = (4, 25 * draws)
    scale = np.ones(DIMENSION)
    scale[0] = power
    x = rng.normal(size=(*shape, n, DIMENSION))
    y, scaled = x[..., 0], x * scale
    gram = scaled @ scaled.swapaxes(2, 3) + penalty * np.eye(n)
    w = scale * (scaled.swapaxes(2, 3) @ np.linalg.solve(gram, y[..., None]))[..., 0]
    w[..., 0] -= 1
    return np.asarray((w**2).sum(axis=2))


def _least(risks: "np.ndarray", n: int) -> Attempt:
    """The mean over repetitions, raised by five standard errors, against the bound."""
    error = risks.std(axis=1, ddof=1) / risks.shape[1] ** 0.5
    return Attempt(risks.mean(axis=1) + 5 * error, _claimed(n), sense="at_least")


@trial(orthogonally_equivariant_learner_lower_bound)
def minimum_norm(rng: "np.random.Generator", draws: int) -> Attempt:
    """The minimum-norm interpolant, without noise: equality."""
    return _least(_fits(rng, draws, 6, 1.0, 0.0), 6)


@trial(orthogonally_equivariant_learner_lower_bound)
def ridge(rng: "np.random.Generator", draws: int) -> Attempt:
    """Ridge regression with a small penalty."""
    return _least(_fits(rng, draws, 6, 1.0, 0.3), 6)


@trial(orthogonally_equivariant_learner_lower_bound)
def network(rng: "np.random.Generator", draws: int) -> Attempt:
    """Gradient descent on a small network with one hidden layer of tanh units and Gaussian start."""
    import numpy as np

    n, runs, units = 6, 5 * draws, 8
    x, fresh = rng.normal(size=(runs, n, DIMENSION)), rng.normal(size=(runs, 40, DIMENSION))
    y = x[..., 0]
    first = rng.normal(size=(runs, units, DIMENSION)) / DIMENSION**0.5
    outer = rng.normal(size=(runs, units)) / units**0.5
    for _ in range(60):
        hidden = np.tanh(x @ first.swapaxes(1, 2))
        error = (hidden @ outer[..., None])[..., 0] - y
        back = error[..., None] * outer[:, None] * (1 - hidden**2)
        outer = outer - 0.05 * (hidden * error[..., None]).sum(axis=1)
        first = first - 0.05 * back.swapaxes(1, 2) @ x
    predicted = (np.tanh(fresh @ first.swapaxes(1, 2)) @ outer[..., None])[..., 0]
    return _least(((predicted - fresh[..., 0]) ** 2).mean(axis=1)[None], n)


@trial("orthogonally-equivariant-learner-lower-bound")
def known_window(rng: "np.random.Generator", draws: int) -> Attempt:
    """(d): least squares in three coordinates that contain the support, three observations."""
    import numpy as np

    x = rng.normal(size=(draws, 3, 3))
    w = np.linalg.solve(x, x[..., :1])[..., 0]
    error = np.abs(w - np.array([1.0, 0.0, 0.0])).max(axis=1)
    return Attempt(error * np.abs(np.linalg.det(x)), 1e-9)


@trial(orthogonally_equivariant_learner_lower_bound)
def misleading_labels(rng: "np.random.Generator", draws: int) -> Attempt:
    """Noise that depends on the inputs: twice the second coordinate of the input."""
    import numpy as np

    x = rng.normal(size=(4, 25 * draws, 6, DIMENSION))
    y = (x[..., 0] + 2 * x[..., 1])[..., None]
    w = (x.swapaxes(2, 3) @ np.linalg.solve(x @ x.swapaxes(2, 3), y))[..., 0]
    w[..., 0] -= 1
    return _least((w**2).sum(axis=2), 6)


@ablation(orthogonally_equivariant_learner_lower_bound, breaks="equivariant")
def scaled_coordinate(rng: "np.random.Generator", draws: int) -> Attempt:
    """Interpolation of least norm after the first coordinate was made three times as large."""
    return _least(_fits(rng, draws, 6, 3.0, 0.0), 6)


@ablation(orthogonally_equivariant_learner_lower_bound, breaks="design")
def fewer_directions(rng: "np.random.Generator", draws: int) -> Attempt:
    """Inputs in nine of the twelve directions."""
    import numpy as np

    x = rng.normal(size=(4, 25 * draws, 6, 9))
    w = (x.swapaxes(2, 3) @ np.linalg.solve(x @ x.swapaxes(2, 3), x[..., :1]))[..., 0]
    w[..., 0] -= 1
    return _least((w**2).sum(axis=2), 6)
