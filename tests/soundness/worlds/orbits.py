"""A group that turns a clock of six hours by two: averages over it of statistics, predictors and kernel fits, by enumeration."""

from typing import Any

import numpy as np

from corollary.corpus.architecture import augmentation_variance_reduction as augmentation
from corollary.corpus.architecture import invariant_kernel_regression_gain as kernels
from corollary.corpus.architecture import orbit_averaging_reduces_convex_risk as averages
from corollary.corpus.architecture.invariant_map import CompactGroup, InvariantLaw
from corollary.corpus.learning.risk import Risk
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic.vocabulary import Expected
from tests.soundness.world import World, averaged, table

HOURS, COPIES, SIZE, PENALTY, VARIANCE = np.arange(6), 2, 1, 0.1, 0.8
ORBITS = np.array([[h, (h + 2) % 6, (h + 4) % 6] for h in HOURS])
MEAN = np.array([0.0, 1.0] * 3)  # of the label given the input: it does not change under the group
PREDICTORS = {"by the hour": np.array([0.2, 0.9, 0.5, 1.3, -0.4, 0.6]), "parity": np.array([0.1, 0.9] * 3)}


def world(seed: int, draws: int) -> World:
    rng = np.random.default_rng(seed)
    statistic = rng.normal(size=(6, 2))  # of the data, uniform on the clock
    along = statistic[ORBITS]  # hour, element, coordinate
    moved = (along[:, :, None] + along[:, None]) / COPIES  # two independent elements
    angle = 2 * np.pi * (HOURS[:, None] - HOURS) / 6
    kernel = np.exp(np.cos(angle)) + np.cos(3 * angle)
    invariant = kernel[:, ORBITS].mean(axis=2)

    x = rng.integers(0, 6, size=(draws, SIZE))
    y = MEAN[x] + np.sqrt(VARIANCE) * rng.choice([-1.0, 1.0], size=x.shape)
    gram = kernel[x[:, :, None], x[:, None]] + PENALTY * np.eye(SIZE)
    fit = np.einsum("dnh,dn->dh", kernel[x], np.linalg.solve(gram, y[..., None])[..., 0])

    def trace(values: np.ndarray) -> float:
        """Of the covariance of equally likely vectors."""
        return float(values.reshape(-1, 2).var(axis=0).sum())

    def risk(predictor: np.ndarray) -> Any:
        return ((predictor - MEAN) ** 2).mean(axis=-1) + VARIANCE

    risks = {(name, "squared", "law"): risk(f) for name, f in PREDICTORS.items()}
    risks |= {(f"average of {name}", "squared", "law"): risk(f[ORBITS].mean(axis=1)) for name, f in PREDICTORS.items()}
    truths: dict[Any, Any] = {
        augmentation.TotalVariance: table({("plain", "law"): trace(statistic), ("augmented", "law"): trace(moved)}),
        augmentation.OrbitVariance: table({("plain", "turns", "law"): float(along.var(axis=1).sum(axis=1).mean())}),
        Risk: table(risks),
        kernels.KernelBound: table({("kernel",): float(np.diag(kernel).max())}),
        kernels.ConditionalLabelVariance: lambda law: VARIANCE,
        kernels.MovedKernel: table({("kernel", "turns", "law"): float(((kernel - invariant) ** 2).mean())}),
        Expected[kernels.AveragingGain, "sample"]: table(
            {("fit", "turns", "law"): averaged(risk(fit) - risk(fit[:, ORBITS].mean(axis=2)))}
        ),
    }

    properties: dict[Any, Any] = {
        CompactGroup: lambda group: True,
        InvariantLaw: lambda law, group: True,
        augmentation.InvariantDataLaw: lambda law, group: True,
        augmentation.AugmentedStatistic: table({("augmented", "plain", "turns"): {"copies": COPIES}}),
        averages.ConvexInPrediction: lambda loss: True,
        averages.OrbitAverage: lambda predictor, comparator, group: predictor == f"average of {comparator}" or None,
        Iid: lambda sample, law: {"n": SIZE},
        kernels.KernelRidgeFit: table({("fit", "kernel", "sample"): {"penalty": PENALTY}}),
    }
    objects = {
        "group": ("turns",), "law": ("law",), "statistic": ("plain", "augmented"), "comparator": ("plain", *PREDICTORS),
        "predictor": (*PREDICTORS, *(f"average of {name}" for name in PREDICTORS), "fit"), "loss": ("squared",),
        "kernel": ("kernel",), "sample": ("sample",),
    }  # fmt: skip
    return World("orbits", draws, objects, truths, properties)
