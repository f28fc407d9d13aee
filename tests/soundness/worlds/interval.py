"""The scores x and -x on the interval [-1, 1], labels the sign of x: within distance r a share r of the law can be made wrong.

The distance `worst` is read off the sample: the one for which the count of uncertified points looks best against the truth.
"""

from typing import Any

import numpy as np
from scipy.stats import beta

from corollary.corpus.networks.adversarial_risk import (
    AdversarialRisk,
    CertifiedRadius,
    ScoreMargin,
    UncertifiedFraction,
)
from corollary.corpus.networks.feedforward_network import LipschitzActivations, SpectralNormProduct
from corollary.corpus.networks.lipschitz_constant_of_network import LipschitzConstant, MarginLipschitz
from corollary.corpus.probability.iid_sample import Iid
from tests.soundness.harness import DELTA
from tests.soundness.world import World

SIZE = 25
INPUTS = {"near": 0.1, "far": -0.7}


def world(seed: int, draws: int) -> World:
    rng = np.random.default_rng(seed)
    distances = np.sort(np.abs(rng.uniform(-1, 1, size=(draws, SIZE))), axis=1)
    counts = np.arange(SIZE)
    limits = beta.isf(DELTA, counts + 1, SIZE - counts)  # Clopper and Pearson's for these counts
    worst = np.take_along_axis(distances, (distances - limits).argmax(axis=1)[:, None], axis=1)[:, 0] - 1e-9
    radii = {"given": np.full(draws, 0.3), "worst": worst}
    truths: dict[Any, Any] = {
        UncertifiedFraction: lambda network, perturbation, sample: (distances <= radii[perturbation][:, None]).mean(
            axis=1
        ),
        AdversarialRisk: lambda network, perturbation, law: radii[perturbation],
        SpectralNormProduct: lambda network: np.sqrt(2),
        LipschitzConstant: lambda network: np.sqrt(2),
        MarginLipschitz: lambda network: 2.0,
        ScoreMargin: lambda network, input: 2 * abs(INPUTS[input]),
        CertifiedRadius: lambda network, input: abs(INPUTS[input]),
    }
    properties: dict[Any, Any] = {Iid: lambda sample, law: {"n": SIZE}, LipschitzActivations: lambda network: True}
    objects = {
        "network": ("x and -x",), "perturbation": tuple(radii), "law": ("law",), "sample": ("heldout",), "input": tuple(INPUTS),
    }  # fmt: skip
    before = frozenset({("x and -x", "heldout"), ("given", "heldout")})
    return World("interval", draws, objects, truths, properties, before, {"worst": "heldout"})
