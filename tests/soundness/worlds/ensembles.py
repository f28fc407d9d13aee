"""Averages of predictions, neighbours, votes and splits on finite probability spaces: every variance by enumeration."""

from itertools import product
from typing import Any

import numpy as np

from corollary.corpus.learning import bias_variance_knn as knn
from corollary.corpus.learning import bregman_bias_variance as bregman
from corollary.corpus.learning import ensemble_variance_formula as ensemble
from corollary.corpus.learning import variance_over_data_and_seed as seeds
from corollary.corpus.learning.bias_and_variance_of_a_learning_algorithm import PredictionVariance
from corollary.corpus.learning.loss_function import LossRange, UnitLoss
from corollary.corpus.learning.risk import Risk
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.corpus.linear import bagging_variance as bagging
from corollary.corpus.linear import decision_tree_splitting as splitting
from corollary.corpus.linear import forest_strength_correlation as forest
from corollary.corpus.linear.linear_regression import NoiseVariance, WhiteNoise
from corollary.logic.vocabulary import Expected
from tests.soundness.world import World, table

SAMPLES, SEEDS, TREES = 3, 4, 3  # equally likely samples and seeds of one algorithm, and trees of a forest
INPUTS, VARIANCE = np.array([0.1, 0.25, 0.4, 0.8, 0.9]), 0.6
TARGETS = {"line": lambda x: 2 * x, "bowl": lambda x: x**2}
POINTS = {"end": 0.0, "middle": 0.5}
NEIGHBOURS = {"nearest": 1, "three nearest": 3}
HEAD = 0.3  # mean of a label in {0, 1}
SPLITS = {"good split": [0, 0, 1, 1, 1], "poor split": [1, 0, 1, 0, 0]}
LABELS = np.array([0.1, 0.3, 2.0, 1.7, 2.4])


def entropic(label: float, prediction: np.ndarray) -> np.ndarray:
    """Relative entropy of coins."""
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = [np.where(a > 0, a * np.log(a / b), 0.0) for a, b in ((label, prediction), (1 - label, 1 - prediction))]
    return sum(parts)


def world(seed: int, draws: int) -> World:
    rng = np.random.default_rng(seed)
    tree = rng.normal(size=(2, SAMPLES, 1)) + rng.normal(size=(2, SAMPLES, SEEDS))  # point, sample, seed
    averages = np.stack([tree[..., list(s)].mean(axis=-1) for s in product(range(SEEDS), repeat=TREES)], axis=-1)
    members = rng.normal(size=(2, 7)) @ rng.normal(
        size=(7, 7)
    )  # predictions at one point on seven equally likely outcomes
    covariances = np.cov(members, bias=True)
    guesses = np.array([0.2, 0.5, 0.6])
    odds = np.log(guesses / (1 - guesses)).mean()
    centre = 1 / (1 + np.exp(-odds))
    # Whether each of five voters is right at each of ten points: rarely a majority is wrong.
    right = np.array([[1, 1, 1, 1, 0]] * 4 + [[0, 1, 1, 1, 1]] * 4 + [[0, 0, 0, 1, 1]] * 2)
    margins = 2 * right - 1

    def distances(point: str) -> np.ndarray:
        return np.abs(INPUTS - POINTS[point])

    def nearest(point: str, predictor: str) -> np.ndarray:
        return np.argsort(distances(point), kind="stable")[: NEIGHBOURS[predictor]]

    def error(predictor: str, target: str, point: str) -> Any:
        if predictor not in NEIGHBOURS or point not in POINTS:
            return None
        bias = TARGETS[target](INPUTS[nearest(point, predictor)]).mean() - TARGETS[target](POINTS[point])
        return float(bias**2 + VARIANCE / NEIGHBOURS[predictor])

    def steepest(target: str, point: str, sample: str) -> Any:
        if point not in POINTS or sample != "fixed":
            return None
        return float((np.abs(TARGETS[target](INPUTS) - TARGETS[target](POINTS[point])) / distances(point)).max())

    def split(name: str) -> tuple[float, float, float]:
        """Share on the left, squared difference of the means, gain."""
        left = np.array(SPLITS[name]) == 0
        parts = LABELS[left], LABELS[~left]
        within = sum(((p - p.mean()) ** 2).sum() for p in parts) / len(LABELS)
        return float(left.mean()), float((parts[0].mean() - parts[1].mean()) ** 2), float(LABELS.var() - within)

    between = tree.mean(axis=2)
    truths: dict[Any, Any] = {
        bagging.TreeVariance: table({("trees", "train", "corner"): tree[0].var()}),
        bagging.TreeCorrelation: table({("trees", "train", "corner"): between[0].var() / tree[0].var()}),
        ensemble.VarianceAtPoint: table({("forest", "corner"): averages[0].var(), ("pair", "corner"): members.mean(axis=0).var()}),
        ensemble.MeanMemberVariance: table({("both", "corner"): np.diag(covariances).mean()}),
        ensemble.MeanPairCovariance: table({("both", "corner"): covariances[0, 1]}),
        seeds.SeedVariance: table({("trees", "train", "points"): tree.var(axis=2).mean()}),
        seeds.DataVariance: table({("trees", "train", "points"): between.var(axis=1).mean()}),
        PredictionVariance: table({("forest", "train", "points"): averages.reshape(2, -1).var(axis=1).mean()}),
        NoiseVariance: lambda noise: VARIANCE,
        knn.LipschitzAtPoint: steepest,
        knn.NeighbourDistance: lambda point, sample, predictor: (
            float(distances(point)[nearest(point, predictor)].max())
            if point in POINTS and predictor in NEIGHBOURS and sample == "fixed"
            else None
        ),
        Expected[knn.PointError, "noise"]: error,
        bregman.BregmanNoise: table({("coin", "entropy"): HEAD * entropic(1.0, HEAD) + (1 - HEAD) * entropic(0.0, HEAD)}),
        bregman.BregmanBias: table({("guess", "corner", "coin", "entropy"): entropic(HEAD, centre)}),
        bregman.BregmanVariance: table({("guess", "corner", "entropy"): entropic(centre, guesses).mean()}),
        Expected[bregman.BregmanLoss, "sample"]: table(
            {("guess", "corner", "coin", "entropy"): (HEAD * entropic(1.0, guesses) + (1 - HEAD) * entropic(0.0, guesses)).mean()}
        ),
        splitting.SquaredMeanDifference: table({(name,): split(name)[1] for name in SPLITS}),
        splitting.VarianceGain: table({(name,): split(name)[2] for name in SPLITS}),
        forest.Strength: table({("voters", "law"): margins.mean()}),
        forest.RawMarginCorrelation: table({("voters", "law"): margins.mean(axis=1).var() / margins.std(axis=0).mean() ** 2}),
        Risk: table({("vote", "zero_one", "law"): (margins.mean(axis=1) <= 0).mean()}),
        LossRange: lambda loss: 1.0,
    }  # fmt: skip
    properties: dict[Any, Any] = {
        bagging.RandomisedEnsemble: table({("forest", "trees", "train"): {"trees": TREES}}),
        ensemble.AverageOf: table({("pair", "both"): {"members": 2}}),
        seeds.SeedAverage: table({("forest", "trees", "train"): {"runs": TREES}}),
        knn.FixedInputs: lambda sample, target, noise: sample == "fixed" or None,
        WhiteNoise: lambda noise: True,
        knn.NearestNeighbours: table({(name, "fixed"): {"k": k} for name, k in NEIGHBOURS.items()}),
        bregman.IndependentPrediction: table({("guess", "corner", "coin"): True}),
        bregman.DualMean: table({("guess", "corner", "entropy"): True}),
        splitting.TwoChildren: table({(name,): {"left": split(name)[0]} for name in SPLITS}),
        ZeroOneLoss: lambda loss: True,
        UnitLoss: lambda loss: True,
        forest.Vote: table({("vote", "voters"): True}),
    }
    objects = {
        "predictor": ("forest", "pair", *NEIGHBOURS, "guess", "vote"), "algorithm": ("trees",), "sample": ("train", "fixed"),
        "point": ("corner", *POINTS), "ensemble": ("both", "voters"), "law": ("points", "law"), "target": tuple(TARGETS),
        "noise": ("errors",), "label": ("coin",), "divergence": ("entropy",), "split": tuple(SPLITS), "loss": ("zero_one",),
    }  # fmt: skip
    return World("ensembles", 1, objects, truths, properties)
