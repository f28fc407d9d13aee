"""The tangent matrix of a wide two-layer ReLU network at initialisation."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.networks.neural_tangent_kernel import TangentEigenvalue, tangent_matrix
from corollary.logic import (
    AtLeast,
    AtMost,
    Attempt,
    Confidence,
    Property,
    Quantity,
    ablation,
    event,
    require,
    theorem,
    trial,
)
from corollary.logic.arithmetic import log, maximum, sqrt

if TYPE_CHECKING:
    from typing import Any

    import numpy as np


class UnitInputs(Property, says="the {n} inputs of {sample} are fixed vectors of norm 1", suppose={"n": 100}):
    """‖x_i‖ = 1, not random."""

    sample: str
    n: int


class GaussianFirstLayer(
    Property,
    says="{network} is a two-layer ReLU network without biases with {width} units, output weights plus or minus "
    "width^(-1/2), and independent standard Gaussian first-layer weights, which are the trained parameters",
    suppose={"width": 1000},
):
    """w_r ~ N(0, I), independent; the signs are fixed or independent of them."""

    network: str
    width: int


class LimitTangentEigenvalue(
    Quantity,
    says="the least eigenvalue of the infinite-width tangent matrix, in the first layer, of two-layer ReLU networks with "
    "standard Gaussian first-layer weights at the inputs of {sample}",
    tex=r"\lambda_0",
):
    """λ_min(H^∞), over the first-layer weights."""

    sample: str


class InputMatrixNorm(
    Quantity, says="the spectral norm of the matrix of the inputs of {sample}", tex=r"\lVert X \rVert"
):
    """‖X‖, the greatest singular value."""

    sample: str


@theorem
def ntk_concentration_at_initialisation(
    inputs: UnitInputs,
    initialisation: GaussianFirstLayer,
    limit: AtLeast[LimitTangentEigenvalue],
    norm: AtMost[InputMatrixNorm],
    confidence: Annotated[Confidence, event("network", "sample")],
) -> AtLeast[TangentEigenvalue]:
    """Lower tail of a sum of independent positive semidefinite matrices."""
    require(inputs.n >= 1, "n >= 1")
    require(initialisation.width >= 1, "m >= 1")
    require(limit.value >= 0, "the eigenvalue bound is >= 0")
    level = log(inputs.n) - log(confidence.delta)
    loss = norm.value * sqrt(2 * limit.value * level / initialisation.width)
    return maximum(0, limit.value - loss)


def limit_matrix(x: "np.ndarray") -> "np.ndarray":
    """H^∞ of unit inputs (…, n, d)."""
    import numpy as np

    gram = x @ x.swapaxes(-1, -2)
    return np.asarray(gram * (np.pi - np.arccos(np.clip(gram, -1, 1))) / (2 * np.pi))


def _bound(n: int, m: int, least: "Any", norm: "Any", delta: "Any") -> "Any":
    return ntk_concentration_at_initialisation(
        UnitInputs(n=n),
        GaussianFirstLayer(width=m),
        AtLeast[LimitTangentEigenvalue](least),
        AtMost[InputMatrixNorm](norm),
        Confidence(delta),
    ).value


def _one_input(
    rng: "np.random.Generator",
    draws: int,
    least: float = 0.5,
    norm: float = 1.0,
    copies: int = 1,
    share: float = 1.0,
    inputs: int = 1,
) -> Attempt:
    """One input: H is the mean of m fair coins; exact failure probabilities. For orthogonal inputs such means are the eigenvalues."""
    import numpy as np
    from scipy.stats import binom

    m, delta = 10_000, 10.0 ** -rng.uniform(0.1, 8, size=draws)
    deviation = share * (least - _bound(1, m, least, norm, delta))
    fails = binom.logcdf(np.ceil((least - deviation) * m / copies) - 1, m // copies, 0.5)
    if inputs > 1:
        fails = np.log(-np.expm1(inputs * np.log1p(-np.exp(fails))))
    return Attempt(fails, np.log(delta))


@trial(ntk_concentration_at_initialisation)
def one_input(rng: "np.random.Generator", draws: int) -> Attempt:
    """Logarithms of exact failure probabilities."""
    return _one_input(rng, draws)


def _inputs(rng: "np.random.Generator", repeated: bool) -> "np.ndarray":
    import numpy as np

    x = rng.normal(size=(6, 4))
    if repeated:
        x[1] = x[0]
    return np.asarray(x / np.linalg.norm(x, axis=1, keepdims=True))


def _networks(rng: "np.random.Generator", draws: int, repeated: bool) -> Attempt:
    """Six inputs in R⁴, many networks; `repeated` hides that two inputs are equal."""
    import numpy as np

    x = _inputs(rng, False)
    least, norm = float(np.linalg.eigvalsh(limit_matrix(x))[0]), float(np.linalg.norm(x, 2))
    m = int(30 / least)
    seen = x.copy()
    if repeated:
        seen[1] = seen[0]
    found = [np.linalg.eigvalsh(tangent_matrix(rng.normal(size=(m, 4)), seen))[0] for _ in range(min(draws, 200))]
    return Attempt(found, _bound(6, m, least, norm, 0.3), delta=0.3, sense="at_least")


@trial(ntk_concentration_at_initialisation)
def six_inputs(rng: "np.random.Generator", draws: int) -> Attempt:
    """Networks that are so wide that the bound is positive."""
    return _networks(rng, draws, False)


@trial("ntk-concentration-at-initialisation")
def whole_matrix(rng: "np.random.Generator", draws: int) -> Attempt:
    """The Frobenius distance from the limit."""
    import numpy as np

    x, m = _inputs(rng, False), 400
    limit, size = limit_matrix(x), np.linalg.norm(x @ x.T)
    found = [np.linalg.norm(tangent_matrix(rng.normal(size=(m, 4)), x) - limit) for _ in range(min(draws, 200))]
    return Attempt(found, size * np.sqrt(np.log(42 / 0.3) / (2 * m)), delta=0.3)


@ablation(ntk_concentration_at_initialisation, breaks="limit")
def two_equal_inputs(rng: "np.random.Generator", draws: int) -> Attempt:
    """The eigenvalue of other inputs; two are equal."""
    return _networks(rng, draws, True)


@ablation(ntk_concentration_at_initialisation, breaks="initialisation")
def copied_units(rng: "np.random.Generator", draws: int) -> Attempt:
    """Every unit is there ten times."""
    return _one_input(rng, draws, copies=10)


@ablation(ntk_concentration_at_initialisation, breaks="norm")
def norm_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Half of the norm."""
    return _one_input(rng, draws, norm=0.5)


@ablation(ntk_concentration_at_initialisation, breaks="constant")
def two_thirds_of_the_deviation(rng: "np.random.Generator", draws: int) -> Attempt:
    """The deviation could be divided by √2 for one input, but not by 3/2."""
    return _one_input(rng, draws, share=0.6)


@ablation(ntk_concentration_at_initialisation, breaks="inputs")
def inputs_not_counted(rng: "np.random.Generator", draws: int) -> Attempt:
    """A million orthogonal inputs, said to be one."""
    return _one_input(rng, draws, inputs=10**6)
