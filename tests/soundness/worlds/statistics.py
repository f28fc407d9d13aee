"""Coins, martingales, Gaussian maxima, Fisher information and likelihood on finite spaces, by enumeration; low-rank approximation.

`law` is a law on {0, 1, 2} that no binomial law is: `estimate` is the best binomial law on a sample, `rough` a rounded one. The variable
`flattering` is heads or tails, whichever is on the sample more frequent than under the law.
"""

from typing import Any

import numpy as np
from scipy.integrate import quad
from scipy.stats import beta, binom, norm

from corollary.corpus.foundations.kl_divergence import KLDivergence
from corollary.corpus.foundations.minimax_risk import MinimaxRisk
from corollary.corpus.foundations.total_variation_distance import TotalVariation
from corollary.corpus.linear import eckart_young_mirsky as eckart
from corollary.corpus.linear import principal_component_analysis as pca
from corollary.corpus.linear import rashomon_ellipsoid as rashomon
from corollary.corpus.probabilistic import fisher_information as fisher
from corollary.corpus.probabilistic import misspecified_maximum_likelihood as wald
from corollary.corpus.probabilistic.bayes_estimator import MeanPosteriorVariance, RealSquaredErrorModel
from corollary.corpus.probabilistic.fisher_information_properties import WellSpecified
from corollary.corpus.probability import berry_esseen as berry
from corollary.corpus.probability import sudakov_fernique_inequality as sudakov
from corollary.corpus.probability import ville_inequality as ville
from corollary.corpus.probability.iid_sample import Iid
from corollary.corpus.probability.maximal_inequality_sub_gaussian import ExpectedMaximum
from tests.soundness.world import Between, World, table

COINS = {"one coin": (1, 0.5), "ten coins": (10, 0.3)}  # how many, and the probability of a head
MASS = np.array([0.5, 0.1, 0.4])
GRID = np.linspace(0.05, 0.95, 181)  # the parameters of the binomial laws of two coins
SIZE, TRIALS = 50, 9
RANKS = {"one": 1, "two": 2}


def kolmogorov(n: int, p: float) -> float:
    """Distance of the standardised number of heads from the normal law, at the jumps from both sides."""
    k = np.arange(n + 1)
    normal = norm.cdf((k - n * p) / np.sqrt(n * p * (1 - p)))
    return float(max(np.abs(binom.cdf(k, n, p) - normal).max(), np.abs(binom.cdf(k - 1, n, p) - normal).max()))


def third_moment(p: float) -> float:
    return (p**2 + (1 - p) ** 2) / np.sqrt(p * (1 - p))


def information(n: int, p: float) -> float:
    """Mean squared score of the number of heads."""
    k = np.arange(n + 1)
    return float(binom.pmf(k, n, p) @ (k / p - (n - k) / (1 - p)) ** 2)


def posterior_variance(a: float) -> float:
    """Of the probability of a head after some trials, averaged, with the prior Beta(a, a)."""
    k = np.arange(TRIALS + 1)
    weight = np.array([quad(lambda t, i=i: binom.pmf(i, TRIALS, t) * beta.pdf(t, a, a), 0, 1)[0] for i in k])
    return float(weight @ beta.var(a + k, a + TRIALS - k))


def world(seed: int, draws: int) -> World:
    rng = np.random.default_rng(seed)
    doublings = 2.0 ** (rng.geometric(0.5, size=draws) - 1)  # how often a fortune doubles before it is lost
    maximum = quad(lambda t: t * 5 * norm.pdf(t) * norm.cdf(t) ** 4, -9, 9)[0]

    laws = binom.pmf(np.arange(3), 2, GRID[:, None])
    counts = rng.multinomial(SIZE, MASS, size=draws) / SIZE
    likelihood = counts @ np.log(laws).T  # draw, parameter
    chosen = {"estimate": likelihood.argmax(axis=1), "rough": 20 * np.round(likelihood.argmax(axis=1) / 20).astype(int)}
    divergence = MASS @ np.log(MASS) - np.log(laws) @ MASS  # of each parameter

    matrix = rng.normal(size=(draws, 5, 4))
    u, s, v = np.linalg.svd(matrix, full_matrices=False)
    cut = {k: np.einsum("dij,dj,djk->dik", u[..., :r], s[..., :r], v[:, :r]) for k, r in RANKS.items()}
    cut["two rows"] = matrix * (np.arange(5) < 2)[:, None]
    ranks = {**RANKS, "two rows": 2}
    points = rng.normal(size=(40, 3)) * np.array([2.0, 1.0, 0.5])
    points -= points.mean(axis=0)
    covariance = points.T @ points / len(points)
    eigenvalues, axes = np.linalg.eigh(covariance)
    maps = {
        "best": axes[:, -1:] @ axes[:, -1:].T,
        "first axis": np.diag([1.0, 0, 0]),
        "skew": np.outer([1, 0, 1], [1, 0, 0]),
    }
    moved = {"along": 0.3 * axes[:, 0], "across": 0.3 * axes[:, -1], "random": rng.normal(size=(draws, 3))}

    truths: dict[Any, Any] = {
        berry.StandardisedThirdMoment: lambda variable, law: third_moment(COINS[law][1]) if law in COINS else None,
        berry.DistanceToNormal: lambda variable, law, sample: (
            None
            if sample != f"sample of {law}"
            else Between(0.5, 1.0)  # an average that is not negative
            if variable == "flattering"
            else kolmogorov(*COINS[law])
        ),
        fisher.DirectionalInformation: table({(c, "coins", "up"): information(1, p) for c, (_, p) in COINS.items()}),
        fisher.SampleInformation: table({(f"sample of {c}", "coins", "up"): information(*of) for c, of in COINS.items()}),
        MeanPosteriorVariance: table({("trials", "worst"): posterior_variance(np.sqrt(TRIALS) / 2), ("trials", "flat"): posterior_variance(1.0)}),
        MinimaxRisk: table({("trials",): 1 / (4 * (1 + np.sqrt(TRIALS)) ** 2)}),
        ville.InitialMean: lambda process: 1.0,
        ville.RunningSupremum: lambda process: doublings,
        ExpectedMaximum: table({("independent",): maximum, ("correlated",): np.sqrt(0.4) * maximum}),
        wald.LikelihoodDeviation: table({("binomial", "law", "sample"): np.abs(likelihood - np.log(laws) @ MASS).max(axis=1)}),
        wald.LikelihoodSlack: table({
            (e, "binomial", "sample"): likelihood.max(axis=1) - likelihood[np.arange(draws), i] for e, i in chosen.items()
        }),
        wald.DivergenceToModel: table({("law", "binomial"): divergence.min()}),
        KLDivergence: table({("law", e): divergence[i] for e, i in chosen.items()}),
        TotalVariation: table({("law", e): np.abs(laws[i] - MASS).sum(axis=1) / 2 for e, i in chosen.items()}),
        eckart.SquaredSingularTail: table({("matrix", k): (s[:, r:] ** 2).sum(axis=1) for k, r in RANKS.items()}),
        eckart.SquaredFrobeniusDistance: table({("matrix", k): ((matrix - b) ** 2).sum(axis=(1, 2)) for k, b in cut.items()}),
        pca.CovarianceTail: lambda law, rank: float(eigenvalues[: 3 - RANKS[rank]].sum()) if law == "points" else None,
        pca.ReconstructionError: lambda map, law: (
            float(((points - points @ maps[map].T) ** 2).sum(axis=1).mean()) if law == "points" else None
        ),
        rashomon.LeastDesignEigenvalue: table({("points",): float(eigenvalues[0])}),
        rashomon.MeanSquareExcess: table({(m, "points"): np.einsum("...i,ij,...j", d, covariance, d) for m, d in moved.items()}),
        rashomon.SquaredDistanceToFit: table({(m, "points"): (d**2).sum(axis=-1) for m, d in moved.items()}),
    }  # fmt: skip
    properties: dict[Any, Any] = {
        Iid: table(
            {**{(c, f"sample of {c}"): {"n": n} for c, (n, _) in COINS.items()}, ("law", "sample"): {"n": SIZE}}
        ),
        fisher.RegularModel: table({("coins",): True}),
        WellSpecified: table({(c, "coins"): True for c in COINS}),
        RealSquaredErrorModel: table({("trials",): True}),
        ville.NonnegativeSupermartingale: lambda process: True,
        sudakov.GaussianFamily: lambda family: True,
        sudakov.IncrementsDominated: lambda family, comparator: (
            (family, comparator) == ("correlated", "independent") or None
        ),
        wald.CompactContinuousModel: table({("binomial", "law"): True}),
        eckart.LowRank: lambda approximation, rank: ranks[approximation] <= RANKS[rank],
        pca.LowRankAffine: lambda map, rank: True,
    }
    objects = {
        "law": (*COINS, "law", "points"), "sample": (*(f"sample of {c}" for c in COINS), "sample", "points"), "variable": ("head", "flattering"),
        "model": ("coins", "trials", "binomial"), "direction": ("up",), "prior": ("worst", "flat", *chosen), "posterior": ("law",),
        "process": ("fortune",), "family": ("independent", "correlated"), "comparator": ("independent", "correlated"),
        "estimate": tuple(chosen), "matrix": ("matrix",), "rank": tuple(RANKS), "approximation": tuple(cut), "map": tuple(maps),
        "predictor": tuple(moved),
    }  # fmt: skip
    before = frozenset(("head", f"sample of {c}") for c in COINS)
    return World("statistics", draws, objects, truths, properties, before)
