"""Double descent, exactly, for an isotropic Gaussian design."""

from math import inf
from typing import TYPE_CHECKING

from corollary.corpus.linear.inverse_wishart_mean import score
from corollary.corpus.linear.linear_regression import Dimension, NoiseVariance, OutOfSampleExcessRisk, SignalNorm
from corollary.corpus.linear.minimum_norm_interpolant import MinimumNorm
from corollary.corpus.linear.ols_gaussian_design_risk import ConditionallyWhiteNoise
from corollary.logic import Attempt, Constant, Equals, Expected, Property, ablation, require, step, theorem, trial
from corollary.logic.checking import Verdict, identity

if TYPE_CHECKING:
    import numpy as np


class IsotropicGaussianDesign(
    Property,
    says="{sample} has {n} labels: those of {signal}, fixed before the inputs, at independent inputs from {law}, "
    "the standard Gaussian law, plus {noise}",
):
    """Rows N(0, I); y = Xθ* + ε."""

    sample: str
    law: str
    signal: str
    noise: str
    n: int


@theorem
def double_descent_gaussian(
    design: IsotropicGaussianDesign,
    noise: ConditionallyWhiteNoise,
    variance: Equals[NoiseVariance],
    dimension: Equals[Dimension],
    signal: Equals[SignalNorm],
    algorithm: MinimumNorm,
) -> Equals[Expected[OutOfSampleExcessRisk, "sample"]]:
    """Beyond the interpolation threshold."""
    require(design.n >= 1, "n >= 1")
    require(dimension.value >= design.n + 2, "dimension >= n + 2")
    bias = signal.value**2 * (1 - design.n / dimension.value)
    return bias + variance.value * design.n / (dimension.value - design.n - 1)


def _claimed(n: int, dimension: int, norm: float, variance: float) -> float:
    facts = (
        IsotropicGaussianDesign(n=n),
        ConditionallyWhiteNoise(),
        Equals[NoiseVariance](variance),
        Equals[Dimension](dimension),
        Equals[SignalNorm](norm),
        MinimumNorm(),
    )
    return float(double_descent_gaussian(*facts).value)


def _attempt(
    rng: "np.random.Generator",
    draws: int,
    dimension: int,
    spectrum: "np.ndarray | None" = None,
    ridge: float = 0.0,
    aligned: bool = False,
) -> Attempt:
    """Six observations, a signal of norm 2, noise of variance 1.5; noise and design are simulated.

    `aligned`: the noise is a multiple of the means of the labels, with a random sign.

    `spectrum`: variances of the coordinates, of mean 1, and then the risk is weighed with them. `ridge`: added to XXᵀ.
    """
    import numpy as np

    n, shape = 6, (4, 30 * draws)
    scale = np.ones(dimension) if spectrum is None else np.sqrt(spectrum)
    signal = np.zeros(dimension)
    signal[:2] = np.sqrt(2)
    x = rng.normal(size=(*shape, n, dimension)) * scale
    noise = np.sqrt(1.5 / 4) * rng.choice([-1.0, 1.0], size=(*shape, 1)) * (x @ signal)
    y = x @ signal + (noise if aligned else np.sqrt(1.5) * rng.normal(size=(*shape, n)))
    gram = x @ x.transpose(0, 1, 3, 2) + ridge * np.eye(n)
    estimate = np.einsum("abij,abi->abj", x, np.linalg.solve(gram, y[..., None])[..., 0])
    return score((((estimate - signal) * scale) ** 2).sum(axis=2), _claimed(n, dimension, 2.0, 1.5))


@trial(double_descent_gaussian)
def twelve_parameters(rng: "np.random.Generator", draws: int) -> Attempt:
    """Twelve parameters, six observations: to Monte-Carlo error."""
    return _attempt(rng, draws, 12)


@trial(double_descent_gaussian)
def thirty_parameters(rng: "np.random.Generator", draws: int) -> Attempt:
    """Thirty parameters, six observations: to Monte-Carlo error."""
    return _attempt(rng, draws, 30)


@ablation(double_descent_gaussian, breaks="design")
def one_strong_direction(rng: "np.random.Generator", draws: int) -> Attempt:
    """Half of the trace of the covariance is in one direction."""
    import numpy as np

    return _attempt(rng, draws, 12, np.array([6.0] + [6 / 11] * 11))


@ablation(double_descent_gaussian, breaks="algorithm")
def with_a_penalty(rng: "np.random.Generator", draws: int) -> Attempt:
    """Ridge regression instead: lower."""
    return _attempt(rng, draws, 12, ridge=2.0)


@ablation(double_descent_gaussian, breaks="noise")
def aligned_noise(rng: "np.random.Generator", draws: int) -> Attempt:
    """Mean 0 given the inputs, and the same variance over them, but not white given them."""
    return _attempt(rng, draws, 12, aligned=True)


# Checked steps of the proof.


@step(double_descent_gaussian, 8, mutant={"one": 2})
def critical(one: Constant = 1) -> Verdict:
    r"""At $\gamma = \sqrt{\kappa} / (\sqrt{\kappa} - 1)$, $\gamma - 1 = \frac{1}{\sqrt{\kappa} - 1}$; `s` is the root."""
    return identity(lambda s: s / (s - 1) - one, lambda s: 1 / (s - 1), {"s": (1, inf)})


@step(double_descent_gaussian, 7, mutant={"two": 3})
def variance(two: Constant = 2) -> Verdict:
    r"""$(1 - \frac{n}{d}) - (1 - \frac{n}{d})^2 = \frac{n}{d} (1 - \frac{n}{d})$."""
    return identity(lambda w: (1 - w) - (1 - w) ** two, lambda w: w * (1 - w), {"w": (0, 1)})
