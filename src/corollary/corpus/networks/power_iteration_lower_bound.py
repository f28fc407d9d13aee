"""Power iteration from a uniform start."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.networks.gram_iteration_spectral_bound import SpectralNorm
from corollary.logic import (
    AtMost,
    Attempt,
    Confidence,
    Equals,
    Property,
    Quantity,
    ablation,
    event,
    require,
    theorem,
    trial,
)
from corollary.logic.arithmetic import exp, log

if TYPE_CHECKING:
    import numpy as np


class UniformStart(
    Property,
    says="the power iteration of {matrix} starts at a uniform random point {seed} of the unit sphere, "
    "drawn independently of {matrix}",
):
    matrix: str
    seed: str


class PowerIterate(Quantity, says="the norm of {matrix} applied to its power iterate from {seed}", tex="s_k"):
    matrix: str
    seed: str


class PowerIterations(Quantity, says="the number of power iterations of {matrix} from {seed}", tex="k"):
    matrix: str
    seed: str


class Columns(Quantity, says="the number of columns of {matrix}", tex="n"):
    matrix: str


@theorem
def power_iteration_lower_bound(
    start: UniformStart,
    estimate: AtMost[PowerIterate],
    iterations: Equals[PowerIterations],
    dimension: Equals[Columns],
    confidence: Annotated[Confidence, event("matrix", "seed")],
) -> AtMost[SpectralNorm]:
    """An upper bound only with probability over the start."""
    require(iterations.value >= 0, "k >= 0")
    require(dimension.value >= 1, "n >= 1")
    return exp((log(dimension.value) / 2 - log(confidence.delta)) / (2 * iterations.value + 1)) * estimate.value


def _started(rng: "np.random.Generator", draws: int, uniform: bool) -> Attempt:
    import numpy as np

    n, k, delta = 3, 2, 0.2
    w = np.zeros((draws, n, n))
    w[:, range(n), range(n)] = np.concatenate(
        [np.full((draws, 1), 3.0), rng.uniform(0.5, 1.5, size=(draws, n - 1))], axis=1
    )
    v = rng.normal(size=(draws, n, 1))
    if not uniform:
        v[:, 0] *= 1e-8
    for _ in range(k):
        v = w @ (w @ v)
        v /= np.linalg.norm(v, axis=1, keepdims=True)
    v /= np.linalg.norm(v, axis=1, keepdims=True)
    estimate = np.linalg.norm(w @ v, axis=(1, 2))
    facts = (
        UniformStart(),
        AtMost[PowerIterate](estimate),
        Equals[PowerIterations](k),
        Equals[Columns](n),
        Confidence(delta),
    )
    return Attempt(truth=np.full(draws, 3.0), bound=power_iteration_lower_bound(*facts).value, delta=delta)


@trial(power_iteration_lower_bound)
def uniform_start(rng: "np.random.Generator", draws: int) -> Attempt:
    """Diagonal matrices with one large singular value."""
    return _started(rng, draws, True)


@ablation(power_iteration_lower_bound, breaks="start")
def nearly_orthogonal_start(rng: "np.random.Generator", draws: int) -> Attempt:
    """Starts almost orthogonal to the leading singular vector."""
    return _started(rng, draws, False)


@trial(power_iteration_lower_bound)
def two_singular_values(rng: "np.random.Generator", draws: int) -> Attempt:
    """Singular values 1, s, ..., s with the worst s, up to ten thousand columns: exact probabilities of failure.

    With F the factor of the bound, V^2 the squared leading coordinate of the start, and x = s^2, it fails if and only if
    V^2 / (1 - V^2) < x^(2k) (1 / F^2 - x) / (1 - 1 / F^2), where V^2 has a beta law; the right side is largest at (2k / (2k + 1)) / F^2.
    """
    import numpy as np
    from scipy.stats import beta

    fails, deltas = [], 10 ** -rng.uniform(0.3, 2, size=draws)
    for delta in deltas:
        n, k = int(2 ** rng.uniform(1, 13)), int(rng.integers(0, 3))
        facts = UniformStart(), AtMost[PowerIterate](1.0), Equals[PowerIterations](k), Equals[Columns](n)
        low = float(power_iteration_lower_bound(*facts, Confidence(float(delta))).value) ** -2
        x = 2 * k / (2 * k + 1) * low
        odds = x ** (2 * k) * (low - x) / (1 - low)
        fails.append(beta.cdf(odds / (1 + odds), 0.5, (n - 1) / 2))
    return Attempt(np.array(fails), deltas)
