"""Surrogate excess risk controls classification excess risk: finite laws and several surrogates."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray


def _logistic(m: "Array") -> "Array":
    import numpy as np

    return np.asarray(np.logaddexp(0, -m))


def _entropy(eta: "Array") -> "Array":
    from scipy.special import entr

    return entr(eta) + entr(1 - eta)


def _attempt(
    rng: "np.random.Generator",
    draws: int,
    phi: "Callable[[Array], Array]",
    least: "Callable[[Array], Array]",
    psi: "Callable[[Array], Array]",
) -> Attempt:
    """Four inputs; half of the draws have all scores 0, where the wrong sign costs least, and one value of η."""
    import numpy as np

    weights, eta = rng.dirichlet(np.ones(4), size=draws), rng.uniform(0, 1, size=(draws, 4))
    f = rng.normal(size=(draws, 4))
    f[::2], eta[::2] = 0, eta[::2, :1] / 2
    wrong = (f >= 0) != (eta >= 0.5)
    excess = np.sum(weights * wrong * np.abs(2 * eta - 1), axis=1)
    surrogate = np.sum(weights * (eta * phi(f) + (1 - eta) * phi(-f) - least(eta)), axis=1)
    return Attempt(psi(excess), surrogate)


@trial("psi-transform-bound")
def logistic(rng: "np.random.Generator", draws: int) -> Attempt:
    """ψ(θ) = log 2 − h((1 + θ)/2); equality for scores 0 and one value of η."""
    import numpy as np

    return _attempt(rng, draws, _logistic, _entropy, lambda t: np.asarray(np.log(2) - _entropy((1 + t) / 2)))


@trial("psi-transform-bound")
def hinge(rng: "np.random.Generator", draws: int) -> Attempt:
    """ψ(θ) = θ."""
    import numpy as np

    return _attempt(rng, draws, lambda m: np.maximum(0, 1 - m), lambda eta: 2 * np.minimum(eta, 1 - eta), lambda t: t)


@trial("psi-transform-bound")
def exponential(rng: "np.random.Generator", draws: int) -> Attempt:
    """ψ(θ) = 1 − (1 − θ²)^½."""
    import numpy as np

    return _attempt(
        rng,
        draws,
        lambda m: np.exp(-m),
        lambda eta: 2 * np.sqrt(eta * (1 - eta)),
        lambda t: 1 - np.sqrt(1 - np.minimum(t, 1) ** 2),
    )


@ablation("psi-transform-bound", breaks="constant")
def logistic_with_the_transform_of_the_hinge(rng: "np.random.Generator", draws: int) -> Attempt:
    """ψ(θ) = θ for the logistic loss."""
    return _attempt(rng, draws, _logistic, _entropy, lambda t: t)


@ablation("psi-transform-bound", breaks="constant")
def perceptron_loss(rng: "np.random.Generator", draws: int) -> Attempt:
    """max(0, −m) is not calibrated: no positive multiple of θ² is a bound."""
    import numpy as np

    return _attempt(rng, draws, lambda m: np.maximum(0, -m), lambda eta: 0 * eta, lambda t: 0.01 * t**2)


@ablation("psi-transform-bound", breaks="constant")
def best_constant_score(rng: "np.random.Generator", draws: int) -> Attempt:
    """The excess over a class: three inputs, constant scores; the best of them misclassifies the first input."""
    import numpy as np

    eta = np.array([1, 2 / 5, 0])
    score = np.log(eta.mean() / (1 - eta.mean()))
    excess = np.mean(((score >= 0) != (eta >= 0.5)) * np.abs(2 * eta - 1))
    return Attempt(np.full(draws, excess**2 / 2), 0.0)
