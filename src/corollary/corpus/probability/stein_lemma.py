"""Gaussian integration by parts, tried by quadrature."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, Constant, ablation, step, trial
from corollary.logic.arithmetic import exp
from corollary.logic.checking import Verdict, derivative, identity

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from numpy.random import Generator


def _fault(rng: "Generator", draws: int, covariance: "Callable[[Any], Any]", rank: int = 2) -> Attempt:
    """Greatest entry of E (X - m) f(X) - Σ E ∇f(X) for f(x) = cos(<a, x> + b) + <c, x>^3, X in three dimensions.

    `covariance` takes the factors L of shape (draws, 3, rank), X = m + L g, to what is put for Σ.
    """
    import numpy as np

    nodes, weights = np.polynomial.hermite_e.hermegauss(30)
    grid = np.stack(np.meshgrid(*[nodes] * rank, indexing="ij"), axis=-1).reshape(-1, rank)
    mass = np.prod(np.stack(np.meshgrid(*[weights] * rank, indexing="ij"), axis=-1).reshape(-1, rank), axis=1)
    mass /= mass.sum()
    factor, mean = rng.normal(size=(draws, 3, rank)) / 2, rng.normal(size=(draws, 1, 3))
    a, c, b = rng.normal(size=(draws, 3)), rng.normal(size=(draws, 3)), rng.normal(size=(draws, 1))
    centred = grid @ factor.transpose(0, 2, 1)
    x = mean + centred
    angle, line = np.einsum("nki,ni->nk", x, a) + b, np.einsum("nki,ni->nk", x, c)
    left = np.einsum("k,nki,nk->ni", mass, centred, np.cos(angle) + line**3)
    gradient = -np.einsum("k,nk->n", mass, np.sin(angle))[:, None] * a
    gradient += np.einsum("k,nk->n", mass, 3 * line**2)[:, None] * c
    right = np.einsum("nij,nj->ni", covariance(factor), gradient)
    scale = 1 + np.abs(left).max(axis=1)
    return Attempt(np.abs(left - right).max(axis=1) / scale, 0.0)


@trial("stein-lemma")
def singular_covariance(rng: "Generator", draws: int) -> Attempt:
    """A trigonometric function plus a cubic one; covariances of rank 2 in three dimensions."""
    return _fault(rng, min(draws, 100), lambda factor: factor @ factor.transpose(0, 2, 1))


@trial("stein-lemma")
def kink(rng: "Generator", draws: int) -> Attempt:
    """f(x) = |x - c| and X normal with mean 0: both sides in closed form, s² (1 - 2 Φ(c / s)) and by quadrature."""
    import numpy as np
    from scipy.stats import norm

    s, c = rng.uniform(0.3, 2, size=(draws, 1)), rng.normal(size=(draws, 1))
    knots, weights = np.polynomial.legendre.leggauss(80)
    left, total = -12 * s, 0.0
    for start, end in ((left, c), (c, -left)):
        x = (start + end) / 2 + (end - start) / 2 * knots
        total = total + ((end - start) / 2 * weights * x * np.abs(x - c) * norm.pdf(x, scale=s)).sum(axis=1)
    return Attempt(np.abs(total - (s**2 * (1 - 2 * norm.cdf(c / s)))[:, 0]), 0.0, tolerance=1e-8)


@ablation("stein-lemma", breaks="regular")
def jump(rng: "Generator", draws: int) -> Attempt:
    """f(x) = 1 for x > 0: the gradient is 0 almost everywhere; means over a fine grid of quantiles."""
    import numpy as np
    from scipy.special import ndtri

    x = ndtri((np.arange(2000) + 0.5) / 2000) * rng.uniform(0.5, 2, size=(draws, 1))
    return Attempt(np.abs((x * (x > 0)).mean(axis=1)), 0.0)


@ablation("stein-lemma", breaks="constant")
def identity_for_covariance(rng: "Generator", draws: int) -> Attempt:
    """The identity in place of the covariance."""
    import numpy as np

    return _fault(rng, min(draws, 100), lambda factor: np.broadcast_to(np.eye(3), (len(factor), 3, 3)))


# Checked steps of the proof.


@step("stein-lemma", 3, mutant={"two": 3})
def density(two: Constant = 2) -> Verdict:
    r"""$\partial_i \varphi(z) = - z_i \varphi(z)$, but for the constant factor of the density."""
    return identity(lambda z: derivative(lambda x: exp(-(x**2) / two), z), lambda z: -z * exp(-(z**2) / 2))


@step("stein-lemma", 7, mutant={"two": 3})
def characteristic(two: Constant = 2) -> Verdict:
    r"""$\phi(t) = e^{- t^2 \inner{\xi}{\Sigma \xi} / 2}$ solves the equation `phi' = - t v phi`, `v` the quadratic form."""
    return identity(
        lambda t, v: derivative(lambda x: exp(-(x**2) * v / two), t), lambda t, v: -t * v * exp(-(t**2) * v / 2)
    )
