"""Dual of the ReLU in closed form, against quadrature over the angle."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def dual(a: "np.ndarray | float", b: "np.ndarray | float", angle: "np.ndarray", power: int) -> "np.ndarray":
    """E ρ(u)^power ρ(v)^power for variances a, b and correlation cos(angle); power 0 is P(u > 0, v > 0)."""
    import numpy as np

    rest, sine, cosine = np.pi - angle, np.sin(angle), np.cos(angle)
    factor = [rest, sine + rest * cosine, 3 * sine * cosine + rest * (1 + 2 * cosine**2)][power]
    return np.asarray(np.sqrt(a * b) ** power * factor / (2 * np.pi))


def _quadrature(rng: "np.random.Generator", draws: int, shrunk: float) -> Attempt:
    """The mean over the angle by a rule with a node at each end of the arc, times the moment of the radius."""
    import numpy as np

    angle = np.arccos(rng.uniform(-1, 1, size=draws))
    angle[:2] = [0.0, np.pi]
    nodes, weights = np.polynomial.legendre.leggauss(40)
    t = (angle - np.pi / 2) + (nodes[:, None] + 1) / 2 * (np.pi - angle)
    product = np.cos(t) * np.cos(t - angle)
    errors = []
    for power, moment in enumerate([1.0, 2.0, 8.0]):
        mean = weights @ product**power / 2 * (np.pi - angle) / (2 * np.pi) * moment
        errors.append(np.abs(mean - dual(1.0, 1.0, shrunk * angle, power)))
    return Attempt(np.concatenate(errors), 1e-12)


@trial("arc-cosine-kernel")
def integral_over_the_angle(rng: "np.random.Generator", draws: int) -> Attempt:
    """All three formulas at unit variances, also for equal and opposite variables."""
    return _quadrature(rng, draws, 1.0)


@ablation("arc-cosine-kernel", breaks="constant")
def another_angle(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nine tenths of the angle."""
    return _quadrature(rng, draws, 0.9)


def _hermite(rng: "np.random.Generator", draws: int, sign: float) -> Attempt:
    """κ_1(r) = 1/(2π) (1 + πr/2 + Σ …): squared Hermite coefficients of the ReLU, from their closed form."""
    import numpy as np

    r, total = rng.uniform(-0.8, 0.8, size=draws), np.zeros(draws)
    double_factorial = 1.0  # (2k - 3)!! with (-1)!! = 1
    factorial = 1.0  # (2k)!
    for k in range(1, 80):
        factorial *= (2 * k) * (2 * k - 1)
        total += double_factorial**2 / factorial * r ** (2 * k)
        double_factorial *= 2 * k - 1
    series = 1 / (2 * np.pi) + r / 4 + sign * total / (2 * np.pi)
    return Attempt(np.abs(series - dual(1.0, 1.0, np.arccos(r), 1)), 1e-9)


@trial("arc-cosine-kernel")
def hermite_series(rng: "np.random.Generator", draws: int) -> Attempt:
    """The dual is the sum of squared Hermite coefficients times powers of the correlation."""
    return _hermite(rng, draws, 1.0)


@ablation("arc-cosine-kernel", breaks="nondegenerate")
def one_variance_zero(rng: "np.random.Generator", draws: int) -> Attempt:
    """u = 0, with the angle of the limit c = 0 put in: P(u > 0, v > 0) is 0 and not 1/4."""
    import numpy as np

    return Attempt(dual(np.zeros(draws), np.ones(draws), np.full(draws, np.pi / 2), 0), 0.0)
