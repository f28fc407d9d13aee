"""Relative entropy between Gaussian laws."""

from typing import TYPE_CHECKING

from corollary.corpus.foundations.kl_divergence import KLDivergence
from corollary.logic import Attempt, Equals, Property, ablation, theorem, trial

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


class GaussianLaws(
    Property,
    says="{posterior} and {prior} are Gaussian laws in dimension {dimension} with positive definite covariances S, T; "
    "tr(T^-1 S) = {trace}, the squared distance of the means in the norm of T^-1 is {distance}, and "
    "log(det T / det S) = {log_ratio}",
    suppose={"dimension": 1, "trace": 1, "distance": 1, "log_ratio": 0},
):
    """P = N(m_0, S), Q = N(m_1, T): what their relative entropy depends on."""

    posterior: str
    prior: str
    dimension: int
    trace: float
    distance: float
    log_ratio: float


@theorem
def gaussian_kl(laws: GaussianLaws) -> Equals[KLDivergence]:
    """The mean of the difference of two quadratic forms."""
    value: Any = laws.trace - laws.dimension + laws.distance + laws.log_ratio
    return value / 2


def _laws(rng: "Generator", draws: int) -> "tuple[Any, Any, Any, Any]":
    """Means and factors of the covariances of two plane laws."""
    means = rng.normal(size=(2, draws, 2))
    factors = rng.normal(size=(2, draws, 2, 2))
    return means[0], means[1], factors[0], factors[1]


def _bound(m: "Any", k: "Any", a: "Any", b: "Any") -> "Any":
    """The formula for N(m, a a') and N(k, b b')."""
    import numpy as np

    whitened = np.linalg.solve(b, a)
    shift = np.linalg.solve(b, (k - m)[..., None])[..., 0]
    ratio = 2 * np.log(np.abs(np.linalg.det(b) / np.linalg.det(a)))
    trace, distance = (whitened**2).sum(axis=(1, 2)), (shift**2).sum(axis=1)
    return gaussian_kl(GaussianLaws(dimension=2, trace=trace, distance=distance, log_ratio=ratio)).value


def _quadrature(m: "Any", k: "Any", a: "Any", b: "Any") -> "Any":
    """The integral of the log-density ratio under N(m, a a') by Gauss-Hermite quadrature."""
    import numpy as np

    nodes, weights = np.polynomial.hermite_e.hermegauss(8)
    z = np.stack(np.meshgrid(nodes, nodes), axis=-1).reshape(-1, 2)
    mass = np.outer(weights, weights).ravel() / (2 * np.pi)
    x = m[:, None] + z @ a.swapaxes(1, 2)

    def log_density(mean: "Any", factor: "Any") -> "Any":
        white = np.linalg.solve(factor[:, None], (x - mean[:, None])[..., None])[..., 0]
        return -(white**2).sum(axis=2) / 2 - np.log(np.abs(np.linalg.det(factor)))[:, None]

    return (log_density(m, a) - log_density(k, b)) @ mass


@trial(gaussian_kl)
def plane(rng: "Generator", draws: int) -> Attempt:
    """Random laws in the plane against quadrature of the definition: relative difference, which is to vanish."""
    laws = _laws(rng, draws)
    truth = _quadrature(*laws)
    return Attempt(abs(_bound(*laws) / truth - 1), 0.0)


@ablation(gaussian_kl, breaks="laws")
def exchanged(rng: "Generator", draws: int) -> Attempt:
    """Posterior and prior exchanged."""
    m, k, a, b = _laws(rng, draws)
    return Attempt(abs(_bound(k, m, b, a) / _quadrature(m, k, a, b) - 1), 0.0)
