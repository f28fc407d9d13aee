"""A Gaussian posterior over the weights of a linear classifier whose inputs are unit vectors: every weight decides one input.

The Gibbs risk is a sum of values of the normal distribution function. `prior` is a mixture about the origin, `prior_of_train` the
same mixture about the weights that were trained.
"""

from typing import Any

import numpy as np
from scipy.stats import norm

from corollary.corpus.foundations.kl_divergence import KLDivergence
from corollary.corpus.foundations.total_variation_distance import TotalVariation
from corollary.corpus.learning.gibbs_predictor import EmpiricalGibbsRisk, GibbsRisk
from corollary.corpus.learning.loss_function import LossRange, UnitLoss
from corollary.corpus.learning.pac_bayes_gaussian import GaussianPair
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.corpus.probability.iid_sample import Iid
from tests.soundness.world import Between, World

POINTS, SPREAD, SCALES = 40, 0.5, (0.25, 0.5, 1.0, 2.0)
SIZES = {"train": 80, "heldout": 50}


def world(seed: int, draws: int) -> World:
    rng = np.random.default_rng(seed)
    eta = rng.uniform(0.3, 0.7, POINTS)  # P(y = 1 | x)
    law = np.stack([1 - eta, eta], axis=1) / POINTS
    counts = {s: rng.multinomial(n, law.ravel(), size=draws).reshape(draws, POINTS, 2) for s, n in SIZES.items()}
    weights = np.sign(counts["train"][..., 1] - counts["train"][..., 0]) * 1.0
    says_one = norm.cdf(weights / SPREAD)

    def risk(mass: np.ndarray) -> np.ndarray:
        return (mass[..., 0] * says_one + mass[..., 1] * (1 - says_one)).sum(axis=-1)

    def parts(prior: str) -> tuple[Any, np.ndarray, np.ndarray]:
        """Distance of the centres, and for each scale the relative entropy to that component."""
        distance = np.sqrt((weights**2).sum(axis=1)) if prior == "prior" else np.zeros(draws)
        scales = np.array(SCALES)[:, None]
        spread = POINTS * (np.log(scales / SPREAD) + (SPREAD**2 / scales**2 - 1) / 2)
        return distance, scales, distance**2 / (2 * scales**2) + spread

    def divergence(posterior: str, prior: str) -> Any:
        # a mixture is at least its component over their number, and relative entropy is convex
        _, _, each = parts(prior)
        return Between(0.0, each.min(axis=0) + np.log(len(SCALES)))

    def pair(posterior: str, prior: str) -> Any:
        distance, scales, each = parts(prior)
        best = scales[each.argmin(axis=0), 0]
        return {"dimension": POINTS, "distance": distance, "deviation": SPREAD, "scale": best, "scales": len(SCALES)}

    truths: dict[Any, Any] = {
        GibbsRisk: lambda posterior, loss, law: risk(mass),
        EmpiricalGibbsRisk: lambda posterior, loss, sample: risk(counts[sample] / SIZES[sample]),
        KLDivergence: divergence,
        # the set where the first trained weight has its sign
        TotalVariation: lambda posterior, prior: Between(norm.cdf(1 / SPREAD) - 0.5 if prior == "prior" else 0.0, 1.0),
        LossRange: lambda loss: 1.0,
    }
    mass = law[None]
    properties: dict[Any, Any] = {
        Iid: lambda sample, law: {"n": SIZES[sample]},
        ZeroOneLoss: lambda loss: True,
        UnitLoss: lambda loss: True,
        GaussianPair: pair,
    }
    objects = {
        "posterior": ("normal",), "prior": ("prior", "prior_of_train"), "loss": ("zero_one",), "law": ("law",), "sample": tuple(SIZES),
    }  # fmt: skip
    before = {(name, sample) for name in ("prior", "zero_one") for sample in SIZES}
    before |= {("prior_of_train", "heldout"), ("normal", "heldout")}
    made_from = {"prior_of_train": "train", "normal": "train"}
    return World("gaussian posterior", draws, objects, truths, properties, frozenset(before), made_from)
