"""In-context linear regression by one layer of linear attention."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, Equals, Property, Quantity, ablation, require, theorem, trial
from corollary.logic.arithmetic import Number

if TYPE_CHECKING:
    import numpy as np


class GaussianContext(
    Property,
    says="{context} has {n} standard Gaussian inputs in {dimension} dimensions and labels of a random linear function, whose "
    "weights have the identity as second-moment matrix, plus independent white noise of variance {noise}",
    suppose={"n": 20, "dimension": 5, "noise": 1.0},
):
    """y_j = ⟨w, x_j⟩ + ξ_j with E w wᵀ = I, and a query from the same law."""

    context: str
    n: int
    dimension: int
    noise: float


class GradientStepAttention(
    Property,
    says="{predictor} is the layer of linear attention that makes one gradient step of length {step} on {context}",
    suppose={"step": 0.04},
):
    """η Σ y_j ⟨x_j, x⟩ with η fixed before the context."""

    predictor: str
    context: str
    step: float


class InContextRisk(
    Quantity,
    says="the mean squared error of {predictor} for the noiseless label of the query, over {context} and query",
    tex=r"\mathbb E (\langle w_1, x \rangle - \langle w, x \rangle)^2",
):
    """Averaged over weights, context, noise and query."""

    predictor: str
    context: str


@theorem
def in_context_linear_regression_by_linear_attention(
    context: GaussianContext, layer: GradientStepAttention
) -> Equals[InContextRisk]:
    """Wishart moments."""
    require(context.n >= 1, "n >= 1")
    require(context.dimension >= 1, "d >= 1")
    require(context.noise >= 0, "the variance is not negative")
    n, d, eta = context.n, context.dimension, layer.step
    risk: Number = d * (eta**2 * n * (n + d + 1 + context.noise) - 2 * eta * n + 1)
    return risk


def _monte_carlo(
    rng: "np.random.Generator", size: float, noise: float, claim: float, sparse: bool, factor: float
) -> Attempt:
    """Mean over many contexts against the formula, in standard errors, for several n and steps."""
    import numpy as np

    scores, d, runs = [], 5, 6000
    for n in (1, 5, 20):
        for share in (0.5, 1.0):
            for variance in (0.0, noise):
                eta = share / (n + d + 1 + variance)
                x = rng.normal(size=(runs, n, d))
                if sparse:
                    x = x * np.where(rng.uniform(size=x.shape) < 0.25, 2.0, 0.0)
                w = rng.normal(size=(runs, d)) * size
                y = np.einsum("rnd,rd->rn", x, w) + np.sqrt(variance) * rng.normal(size=(runs, n))
                query = rng.normal(size=(runs, d))
                keys = np.einsum("rnd,rd->rn", x, query)
                errors = ((eta * y * keys).sum(axis=1) - (w * query).sum(axis=1)) ** 2
                given = (
                    GaussianContext(n=n, dimension=d, noise=claim * variance),
                    GradientStepAttention(step=factor * eta),
                )
                risk = in_context_linear_regression_by_linear_attention(*given).value
                scores.append(abs(errors.mean() - risk) / (errors.std() / np.sqrt(runs)))
    return Attempt(np.array(scores), 6.0)


@trial(in_context_linear_regression_by_linear_attention)
def attention_layer(rng: "np.random.Generator", draws: int) -> Attempt:
    """The layer of (a) on Gaussian contexts: within six standard errors."""
    return _monte_carlo(rng, 1.0, 1.0, 1.0, False, 1.0)


@ablation(in_context_linear_regression_by_linear_attention, breaks="context")
def sparse_inputs(rng: "np.random.Generator", draws: int) -> Attempt:
    """Inputs with the same covariance and heavier tails."""
    return _monte_carlo(rng, 1.0, 1.0, 1.0, True, 1.0)


@ablation(in_context_linear_regression_by_linear_attention, breaks="layer")
def another_step(rng: "np.random.Generator", draws: int) -> Attempt:
    """Twice the step is claimed."""
    return _monte_carlo(rng, 1.0, 1.0, 1.0, False, 2.0)


@ablation(in_context_linear_regression_by_linear_attention, breaks="constant")
def noise_left_out(rng: "np.random.Generator", draws: int) -> Attempt:
    """Without the term of the noise, of variance 9."""
    return _monte_carlo(rng, 1.0, 9.0, 0.0, False, 1.0)
