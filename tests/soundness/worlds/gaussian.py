"""A Gaussian posterior over the weights of a linear classifier whose inputs are unit vectors: every weight decides one input.

The Gibbs risk is a sum of values of the normal distribution function. `prior` is a mixture about the origin, `prior_of_train` the
same mixture about the weights that were trained; `grid` and `grid_of_train` are such mixtures with infinitely many variances.
The loss `tailored` was made when `train` had been seen: 0 on its observations, 1 on all others.
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
from corollary.corpus.networks.dziugaite_roy_pac_bayes import GaussianOnGrid
from corollary.corpus.probability.iid_sample import Iid
from tests.soundness.world import Between, World

POINTS, SPREAD, SCALES = 40, 0.5, (0.25, 0.5, 1.0, 2.0)
TOP, SPACING, LEVELS = (
    5.0,
    2.0,
    20,
)  # of the grid: variances TOP exp(-j / SPACING), of which the first LEVELS are looked at
STEPS = np.arange(1, LEVELS + 1)
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
        distance = np.zeros(draws) if prior.endswith("of_train") else np.sqrt((weights**2).sum(axis=1))
        scales = (np.sqrt(TOP * np.exp(-STEPS / SPACING)) if prior.startswith("grid") else np.array(SCALES))[:, None]
        spread = POINTS * (np.log(scales / SPREAD) + (SPREAD**2 / scales**2 - 1) / 2)
        return distance, scales, distance**2 / (2 * scales**2) + spread

    def divergence(posterior: str, prior: str) -> Any:
        # relative entropy is convex, and a mixture is at least its components times their weights
        _, _, each = parts(prior)
        price = np.log(np.pi**2 * STEPS**2 / 6)[:, None] if prior.startswith("grid") else np.log(len(SCALES))
        return Between(0.0, (each + price).min(axis=0))

    def pair(posterior: str, prior: str) -> Any:
        if prior.startswith("grid"):
            return None
        distance, scales, each = parts(prior)
        best = scales[each.argmin(axis=0), 0]
        return {"dimension": POINTS, "distance": distance, "deviation": SPREAD, "scale": best, "scales": len(SCALES)}

    def on_grid(posterior: str, prior: str) -> Any:
        if not prior.startswith("grid"):
            return None
        distance, _, each = parts(prior)
        return {
            "dimension": POINTS, "distance": distance, "variances": POINTS * SPREAD**2, "logarithms": 2 * POINTS * np.log(SPREAD),
            "top": TOP, "spacing": SPACING, "index": each.argmin(axis=0) + 1,
        }  # fmt: skip

    truths: dict[Any, Any] = {
        GibbsRisk: lambda posterior, loss, law: 1.0 if loss == "tailored" else risk(mass),
        EmpiricalGibbsRisk: lambda posterior, loss, sample: (
            float(sample != "train") if loss == "tailored" else risk(counts[sample] / SIZES[sample])
        ),
        KLDivergence: divergence,
        # the set where the first trained weight has its sign
        TotalVariation: lambda posterior, prior: Between(
            norm.cdf(1 / SPREAD) - 0.5 if not prior.endswith("of_train") else 0.0, 1.0
        ),
        LossRange: lambda loss: 1.0,
    }
    mass = law[None]
    properties: dict[Any, Any] = {
        Iid: lambda sample, law: {"n": SIZES[sample]},
        ZeroOneLoss: lambda loss: loss == "zero_one",
        UnitLoss: lambda loss: True,
        GaussianPair: pair,
        GaussianOnGrid: on_grid,
    }
    objects = {
        "posterior": ("normal",), "prior": ("prior", "prior_of_train", "grid", "grid_of_train"), "loss": ("zero_one", "tailored"), "law": ("law",), "sample": tuple(SIZES),
    }  # fmt: skip
    before = {(name, sample) for name in ("prior", "grid", "zero_one") for sample in SIZES}
    after = ("prior_of_train", "grid_of_train", "normal", "tailored")
    before |= {(name, "heldout") for name in after}
    made_from = dict.fromkeys(after, "train")
    return World("gaussian posterior", draws, objects, truths, properties, frozenset(before), made_from)
