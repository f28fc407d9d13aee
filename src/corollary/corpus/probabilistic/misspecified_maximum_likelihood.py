"""Maximum likelihood under misspecification."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.foundations.kl_divergence import KLDivergence
from corollary.logic import AtMost, Attempt, Property, Quantity, ablation, role, theorem, trial

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


class CompactContinuousModel(
    Property,
    says="{model} has a compact parameter space and, almost surely under {law}, log-densities that are continuous in the "
    "parameter with an integrable envelope; {law} has a density whose logarithm is integrable",
):
    """Wald's conditions with a two-sided envelope, and a finite entropy; the law need not belong to the model."""

    model: str
    law: str


class LikelihoodDeviation(
    Quantity,
    says="the greatest absolute difference over {model} between the mean log-likelihood on {sample} and its expectation under {law}",
    tex=r"\sup_\theta \lvert M_n(\theta) - M(\theta) \rvert",
):
    """sup |M_n − M| over the parameters, per observation."""

    model: str
    law: str
    sample: str


class LikelihoodSlack(
    Quantity,
    says="how far the mean log-likelihood of {estimate}, a law of {model}, on {sample} falls short of the supremum over {model}",
    tex=r"\sup_\theta M_n(\theta) - M_n(\hat\theta)",
):
    """0 for an exact maximum likelihood estimator, at least 0 for any law of the model."""

    estimate: str
    model: str
    sample: str


class DivergenceToModel(
    Quantity,
    says="the least relative entropy of {law} with respect to a member of {model}",
    tex=r"\min_\theta \operatorname{{KL}}({law} \Vert P_\theta)",
    unit="nats",
):
    """min KL(P‖P_θ): the misspecification."""

    law: str
    model: str


@theorem
def misspecified_maximum_likelihood(
    model: CompactContinuousModel,
    deviation: AtMost[LikelihoodDeviation],
    slack: AtMost[LikelihoodSlack],
    projection: AtMost[DivergenceToModel],
) -> Annotated[AtMost[KLDivergence], role(posterior="law", prior="estimate")]:
    """The excess of the divergence is paid twice by the deviation."""
    return projection.value + 2 * deviation.value + slack.value


def _choice(
    counts: "Any", law: "Any", model: "Any", chosen: "Any", counted: float = 1.0, said: "Any | None" = None
) -> Attempt:
    """Divergence of the chosen member from the law; counts (draws, X), law (draws, X), model (draws, parameters, X)."""
    import numpy as np

    logs = np.log(model)
    empirical = np.einsum("nx,ntx->nt", counts / counts.sum(axis=1, keepdims=True), logs)
    expected = np.einsum("nx,ntx->nt", law, logs)
    entropy = (law * np.log(law)).sum(axis=1)
    draw = np.arange(len(law))
    short = empirical.max(axis=1) - empirical[draw, chosen]
    bound = misspecified_maximum_likelihood(
        CompactContinuousModel(),
        AtMost[LikelihoodDeviation](counted * np.abs(empirical - expected).max(axis=1)),
        AtMost[LikelihoodSlack](short if said is None else said),
        AtMost[DivergenceToModel](entropy - expected.max(axis=1)),
    ).value
    return Attempt(entropy - expected[draw, chosen], bound)


def _random(rng: "Generator", draws: int) -> "tuple[Any, Any, Any]":
    """Counts of thirty observations on five points, laws, and models of six members."""
    import numpy as np

    law, model = rng.dirichlet(np.ones(5), size=draws), rng.dirichlet(np.ones(5), size=(draws, 6))
    return rng.multinomial(30, law), law, model


def _best(counts: "Any", model: "Any") -> "Any":
    import numpy as np

    return np.einsum("nx,ntx->nt", counts, np.log(model)).argmax(axis=1)


def _two_coins(rng: "Generator", draws: int) -> "tuple[Any, Any, Any]":
    """A coin of bias little more than one half, tossed 201 times with the wrong majority; coins of bias 0.3 and 0.7."""
    import numpy as np

    p = rng.uniform(0.5, 0.6, size=draws)
    heads = rng.integers(90, 101, size=draws)
    heads[::2] = 100
    counts, law = np.stack([201 - heads, heads], axis=1), np.stack([1 - p, p], axis=1)
    return counts, law, np.broadcast_to([[0.7, 0.3], [0.3, 0.7]], (draws, 2, 2))


@trial(misspecified_maximum_likelihood)
def random_models(rng: "Generator", draws: int) -> Attempt:
    """Laws on five points outside models of six members; the maximum likelihood estimate."""
    counts, law, model = _random(rng, draws)
    return _choice(counts, law, model, _best(counts, model))


@trial(misspecified_maximum_likelihood)
def approximate_maximum(rng: "Generator", draws: int) -> Attempt:
    """Any member of the model, with its slack."""
    counts, law, model = _random(rng, draws)
    return _choice(counts, law, model, rng.integers(0, 6, size=draws))


@trial(misspecified_maximum_likelihood)
def wrong_coin(rng: "Generator", draws: int) -> Attempt:
    """The wrong one of two coins is chosen by a narrow margin: nearly attained."""
    counts, law, model = _two_coins(rng, draws)
    return _choice(counts, law, model, _best(counts, model))


@ablation(misspecified_maximum_likelihood, breaks="deviation")
def deviation_understated(rng: "Generator", draws: int) -> Attempt:
    """Nine tenths of the deviation, as if the constant were 1.8."""
    counts, law, model = _two_coins(rng, draws)
    return _choice(counts, law, model, _best(counts, model), counted=0.9)


@ablation(misspecified_maximum_likelihood, breaks="slack")
def slack_left_out(rng: "Generator", draws: int) -> Attempt:
    """Any member of the model, said to be the best."""
    counts, law, model = _random(rng, draws)
    return _choice(counts, law, model, rng.integers(0, 6, size=draws), said=0.0)


@trial("misspecified-maximum-likelihood")
def decomposition(rng: "Generator", draws: int) -> Attempt:
    """(d) and (e), all 27 samples of three observations enumerated: the identity, and the two inequalities."""
    import itertools

    import numpy as np

    draws = min(draws, 100)
    law, logs = rng.dirichlet(np.ones(3), size=draws), np.log(rng.dirichlet(np.ones(3), size=(draws, 4)))
    best = ((law * np.log(law)).sum(axis=1)[:, None] - np.einsum("nx,ntx->nt", law, logs)).min(axis=1)
    entropy, draw = -(law * np.log(law)).sum(axis=1), np.arange(draws)
    fresh, training, excess = np.zeros(draws), np.zeros(draws), np.zeros(draws)
    for sample in itertools.product(range(3), repeat=3):
        weight, mean = law[:, sample].prod(axis=1), logs[:, :, sample].mean(axis=2)
        chosen = mean.argmax(axis=1)
        fresh -= weight * (law * logs[draw, chosen]).sum(axis=1)
        training -= weight * mean[draw, chosen]
        excess += weight * ((law * (np.log(law) - logs[draw, chosen])).sum(axis=1) - best)
    identity = np.abs(fresh - entropy - best - excess)
    order = np.maximum(training - entropy - best, entropy + best - fresh)
    return Attempt(np.maximum(identity, order), 0.0)


@ablation("misspecified-maximum-likelihood", breaks="model")
def covered_samples(rng: "Generator", draws: int) -> Attempt:
    """The example of the page, dyadic intervals of length 1/1024: the sample is covered, and the divergence of the better of
    the uniform law and that density does not fall below one tenth, although the law is in the model."""
    import numpy as np

    divergences = []
    for size in rng.integers(40, 101, size=draws):
        x = rng.random(size)
        cells = np.unique((1024 * x).astype(int))
        others = rng.permutation(np.setdiff1d(np.arange(1024), cells))
        density = np.full(1024, 0.5)
        density[np.concatenate([cells, others[: 256 - len(cells)]])] += 2
        better = np.log(density[(1024 * x).astype(int)]).sum() > 0
        divergences.append(-np.log(density).mean() if better else 0.0)
    return Attempt(divergences, 0.1)
