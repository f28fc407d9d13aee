"""Bayes estimators and minimax risk."""

from typing import TYPE_CHECKING

from corollary.corpus.foundations.minimax_risk import MinimaxRisk
from corollary.logic import AtLeast, Attempt, Property, Quantity, ablation, theorem, trial

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


class RealSquaredErrorModel(
    Property, says="{model} is dominated, has a real parameter, real decisions, and the squared error as its loss"
):
    """Θ ⊂ R, decisions in R, L(θ, t) = (θ − t)², densities jointly measurable."""

    model: str


class MeanPosteriorVariance(
    Quantity,
    says="the mean of the posterior variance of the parameter of {model} under the prior {prior}",
    tex=r"\mathbb{{E}} \operatorname{{Var}}(\theta \mid x)",
):
    """E Var(θ | x) with θ drawn from the prior and x from its law."""

    model: str
    prior: str


@theorem
def bayes_estimator(model: RealSquaredErrorModel, spread: AtLeast[MeanPosteriorVariance]) -> AtLeast[MinimaxRisk]:
    """The Bayes risk of any prior is a lower bound."""
    return spread.value


def _binomial(rng: "Generator", draws: int, greatest: bool = False, loss: float = 1.0) -> Attempt:
    """Binomial with Beta priors; the first prior is the least favourable. The minimax risk is known."""
    import numpy as np

    n = rng.integers(1, 60, size=draws)
    a, b = rng.uniform(0.1, 5, size=(2, draws))
    a[0] = b[0] = np.sqrt(n[0]) / 2
    k = np.arange(60)[None, :]
    total = (a + b + n)[:, None]
    variance = (a[:, None] + k) * (b[:, None] + n[:, None] - k) / (total**2 * (total + 1))
    mean = a * b / ((a + b) * (a + b + 1) * (a + b + n))
    spread = np.where(k <= n[:, None], variance, 0).max(axis=1) if greatest else mean
    bound = bayes_estimator(RealSquaredErrorModel(), AtLeast[MeanPosteriorVariance](spread)).value
    return Attempt(loss / (4 * (1 + np.sqrt(n)) ** 2), bound, sense="at_least")


@trial(bayes_estimator)
def binomial(rng: "Generator", draws: int) -> Attempt:
    """Attained by the least favourable prior."""
    return _binomial(rng, draws)


@ablation(bayes_estimator, breaks="spread")
def greatest_posterior_variance(rng: "Generator", draws: int) -> Attempt:
    """The posterior variance at the worst outcome in place of its mean."""
    return _binomial(rng, draws, greatest=True)


@ablation(bayes_estimator, breaks="model")
def half_the_squared_error(rng: "Generator", draws: int) -> Attempt:
    """Another loss."""
    return _binomial(rng, draws, loss=0.5)


def _finite(rng: "Generator", draws: int, centre: str) -> Attempt:
    """Five parameters, four outcomes: the absolute-error Bayes risk of an estimator against that of random ones."""
    import numpy as np

    theta, prior = np.sort(rng.normal(size=(draws, 5)), axis=1), rng.dirichlet(np.ones(5), size=draws)
    joint = prior[:, :, None] * rng.dirichlet(np.ones(4), size=(draws, 5))
    posterior = joint / joint.sum(axis=1, keepdims=True)

    def risk(decision: "Any") -> "Any":
        return (joint * np.abs(theta[:, :, None] - decision[:, None, :])).sum(axis=(1, 2))

    mean = np.einsum("nt,ntx->nx", theta, posterior)
    median = np.take_along_axis(theta, (posterior.cumsum(axis=1) < 0.5).sum(axis=1), axis=1)
    chosen = median if centre == "median" else mean
    others = [mean, median] + [chosen + 0.1 * rng.normal(size=mean.shape) for _ in range(20)]
    return Attempt(risk(chosen), np.min([risk(other) for other in others], axis=0))


@trial("bayes-estimator")
def posterior_median(rng: "Generator", draws: int) -> Attempt:
    """The posterior median for the absolute error."""
    return _finite(rng, draws, "median")


@ablation("bayes-estimator", breaks="model")
def posterior_mean(rng: "Generator", draws: int) -> Attempt:
    """The posterior mean for the absolute error."""
    return _finite(rng, draws, "mean")
