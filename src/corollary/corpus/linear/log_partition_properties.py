"""Convexity and derivatives of the log-partition function, on finite spaces and on the Poisson family."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _finite(rng: "np.random.Generator", draws: int) -> "tuple[np.ndarray, np.ndarray, np.ndarray]":
    """Weights ν on six points, shape (draws, 6); statistics, shape (draws, 6, 2); natural parameters (draws, 2)."""
    return rng.uniform(0.2, 3, size=(draws, 6)), rng.normal(size=(draws, 6, 2)), rng.normal(size=(draws, 2))


def _partition(nu: "np.ndarray", t: "np.ndarray", eta: "np.ndarray") -> "np.ndarray":
    import numpy as np

    return np.asarray(np.log(np.sum(nu * np.exp(np.einsum("nxj,nj->nx", t, eta)), axis=1)))


def _law(nu: "np.ndarray", t: "np.ndarray", eta: "np.ndarray") -> "np.ndarray":
    import numpy as np

    return np.asarray(nu * np.exp(np.einsum("nxj,nj->nx", t, eta) - _partition(nu, t, eta)[:, None]))


@trial("log-partition-properties")
def derivatives(rng: "np.random.Generator", draws: int) -> Attempt:
    """Central differences against mean and covariance."""
    import numpy as np

    nu, t, eta = _finite(rng, draws)
    p, h = _law(nu, t, eta), 1e-3
    shift = h * np.eye(2)[0]
    mean = np.einsum("nx,nxj->nj", p, t)
    covariance = np.einsum("nx,nxj,nxk->njk", p, t, t) - np.einsum("nj,nk->njk", mean, mean)
    up, down = _partition(nu, t, eta + shift), _partition(nu, t, eta - shift)
    first = np.abs((up - down) / (2 * h) - mean[:, 0])
    second = np.abs((up - 2 * _partition(nu, t, eta) + down) / h**2 - covariance[:, 0, 0])
    return Attempt(np.maximum(first, second), 0.0, tolerance=1e-4)


def _divergence(rng: "np.random.Generator", draws: int, order: int) -> Attempt:
    """(c); order -1 exchanges the two parameters on one side."""
    import numpy as np

    nu, t, eta = _finite(rng, draws)
    other = eta + rng.normal(size=eta.shape)
    p, q = _law(nu, t, eta), _law(nu, t, other)
    divergence = np.sum(p * np.log(p / q) if order > 0 else q * np.log(q / p), axis=1)
    gradient = np.einsum("nx,nxj->nj", p, t)
    bregman = _partition(nu, t, other) - _partition(nu, t, eta) - np.sum(gradient * (other - eta), axis=1)
    return Attempt(np.abs(divergence - bregman), 0.0)


@trial("log-partition-properties")
def divergence(rng: "np.random.Generator", draws: int) -> Attempt:
    """The relative entropy as a sum."""
    return _divergence(rng, draws, 1)


@trial("log-partition-properties")
def poisson(rng: "np.random.Generator", draws: int) -> Attempt:
    """A(η) = e^η: the divergence by summation against (c)."""
    import numpy as np
    from scipy.stats import poisson as law

    eta, other = rng.uniform(-2, 2, size=(2, draws, 1))
    k = np.arange(120)
    p, q = law.logpmf(k, np.exp(eta)), law.logpmf(k, np.exp(other))
    bregman = (np.exp(other) - np.exp(eta) - np.exp(eta) * (other - eta))[:, 0]
    return Attempt(np.abs(np.sum(np.exp(p) * (p - q), axis=1) - bregman), 0.0)


@ablation("log-partition-properties", breaks="constant")
def wrong_order(rng: "np.random.Generator", draws: int) -> Attempt:
    """The divergence in the other order."""
    return _divergence(rng, draws, -1)
