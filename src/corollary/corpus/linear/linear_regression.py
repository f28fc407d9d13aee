"""Linear regression on a fixed and on a random design."""

from typing import TYPE_CHECKING

from corollary.logic import Property, Quantity

if TYPE_CHECKING:
    import numpy as np


class FixedDesign(
    Property,
    says="{sample} has {n} labels: those of {signal} at inputs fixed before the labels, the rows of its design, plus {noise}",
):
    """y = Xθ* + ε with X deterministic."""

    sample: str
    signal: str
    noise: str
    n: int


class WhiteNoise(Property, says="{noise} has mean 0, and its entries are uncorrelated and have the same variance"):
    """E ε = 0 and Cov ε = σ² I; not necessarily Gaussian, not necessarily independent."""

    noise: str


class NoiseVariance(Quantity, says="the variance of each entry of {noise}", tex=r"\sigma^2"):
    """σ², a variance and not a standard deviation."""

    noise: str


class SignalNorm(Quantity, says="the Euclidean norm of {signal}", tex=r"\lVert \theta_\star \rVert"):
    """‖θ*‖, of the truth; the norm of an estimator is another quantity."""

    signal: str


class Dimension(Quantity, says="the number of parameters of linear predictors on {sample}", tex="d", least=1.0):
    """Number of columns of the design."""

    sample: str


class DesignRank(Quantity, says="the rank of the design of {sample}", tex="r"):
    """rank X."""

    sample: str


class DesignTrace(
    Quantity, says="the mean squared norm of the inputs in {sample}", tex=r"\operatorname{tr} \hat\Sigma"
):
    """tr XᵀX/n = (1/n) Σ ‖x_i‖²."""

    sample: str


class InSampleExcessRisk(
    Quantity,
    says="the mean squared difference between {predictor} and {signal} at the inputs of {sample}",
    tex=r"\lVert \hat\theta - \theta_\star \rVert_{\hat\Sigma}^2",
):
    """(1/n) ‖X(θ̂ − θ*)‖²: on the design itself, not on fresh inputs."""

    predictor: str
    signal: str
    sample: str


class OutOfSampleExcessRisk(
    Quantity,
    says="the mean squared difference between {predictor} and {signal} at a fresh input from {law}",
    tex=r"\lVert \hat\theta - \theta_\star \rVert_{\Sigma}^2",
):
    """E⟨x, θ̂ − θ*⟩² for x independent of θ̂: on fresh inputs, not on the design."""

    predictor: str
    signal: str
    law: str


class ParameterError(
    Quantity,
    says="the squared distance between the parameters of {predictor} and {signal}",
    tex=r"\lVert \hat\theta - \theta_\star \rVert^2",
):
    """‖θ̂ − θ*‖²."""

    predictor: str
    signal: str


def white_points(n: int, variance: float) -> "np.ndarray":
    """Equally likely noise vectors, one a row, with mean 0 and covariance variance · I: ± sqrt(n · variance) e_i. For trials."""
    import numpy as np

    half = np.sqrt(n * variance) * np.eye(n)
    return np.asarray(np.concatenate([half, -half]))
