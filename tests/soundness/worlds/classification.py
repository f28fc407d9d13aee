"""Binary classification on a finite input space: classes, predictors chosen before and on the data, codes, Gibbs predictors.

Observations are (x, y, ticket). All functions of the points x to {-1, 1} form the class `cube`, the thresholds the class `thresholds`;
the classes `candidates`, `pair` and `fitted` were made when the sample `train` had been seen. Only one predictor reads the ticket: the
memoriser, which knows the labels of `train` and is wrong elsewhere. The loss `tailored` is 1 where the ticket does not occur in `train`:
chosen on that sample, it is 0 on all of it and 1 almost everywhere else.
"""

from typing import Any

import numpy as np

from corollary.corpus.foundations.kl_divergence import KLDivergence
from corollary.corpus.foundations.total_variation_distance import TotalVariation
from corollary.corpus.learning.agnostic_pac_learnable import AgnosticPacLearnable
from corollary.corpus.learning.bayes_risk import BayesRisk
from corollary.corpus.learning.cardinality import LogCardinality
from corollary.corpus.learning.compression_scheme import Compression, OffCompressionRisk
from corollary.corpus.learning.description_length import DescriptionLength
from corollary.corpus.learning.deviation import Deviation, Gap
from corollary.corpus.learning.empirical_risk import EmpiricalRisk
from corollary.corpus.learning.excess_risk import ApproximationError, EstimationError, ExcessRisk, OptimizationError
from corollary.corpus.learning.gibbs_predictor import EmpiricalGibbsRisk, GibbsRisk
from corollary.corpus.learning.gibbs_risk_monte_carlo import DrawnEmpiricalRisk, PosteriorDraws
from corollary.corpus.learning.growth_function import LogGrowth, LogGrowthDouble
from corollary.corpus.learning.learning_algorithm import Output
from corollary.corpus.learning.loss_function import LossLipschitz, LossRange, UnitLoss
from corollary.corpus.learning.maurer_moment_lemma import ExponentialDivergence
from corollary.corpus.learning.rademacher_complexity import EmpiricalLossRademacher, EmpiricalRademacher, LossRademacher
from corollary.corpus.learning.rademacher_covering_bound import EmpiricalNet, EmpiricalRadius
from corollary.corpus.learning.risk import Risk
from corollary.corpus.learning.uniform_convergence import UniformConvergence
from corollary.corpus.learning.uniform_stability import StabilityCoefficient
from corollary.corpus.learning.vc_dimension import BinaryClassifiers, VCDimension
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.corpus.learning.zero_one_loss_rademacher import SignLabels
from corollary.corpus.networks.fitting_random_labels_makes_uniform_bounds_vacuous import RandomLabelError
from corollary.corpus.probability.iid_sample import Iid
from corollary.corpus.probability.symmetrization import UniformGap
from corollary.logic.facts import Member
from corollary.logic.vocabulary import Expected, ForAll
from tests.soundness.world import Between, Spread, World, averaged, exponential_divergence
from tests.soundness.worlds.classification_draws import CHOSEN, DRAWS_FROM_POSTERIOR, POINTS, SIZES, WEIGHTS, Draws

PREDICTORS = ("fixed", "erm_thresholds", "erm_cube", "selected", "memoriser")
MEMBERS = {
    "thresholds": ("fixed", "erm_thresholds"),
    "cube": ("fixed", "erm_thresholds", "erm_cube", "selected"),
    "candidates": ("fixed", "erm_thresholds", "erm_cube", "selected"),
    "pair": CHOSEN["pair"],
    "fitted": CHOSEN["fitted"],
}
# What an algorithm returns on `train`. `rigged` returns it whatever the sample: it was made when `train` had been seen.
RETURNED = {"threshold_erm": "erm_thresholds", "cube_erm": "erm_cube", "rigged": "erm_cube"}
BITS = {"threshold_erm": 5, "rigged": 0}  # a threshold is one of POINTS + 1
FIXED = ("fixed", "thresholds", "cube", "zero_one", "cost", "code", "prior", "threshold_erm", "cube_erm")
AFTER_TRAIN = (
    "erm_thresholds", "erm_cube", "memoriser", "candidates", "pair", "fitted", "code_of_train", "code_of_candidates",
    "prior_of_train", "rigged", "tailored", "gibbs", "point", "sampling",
)  # fmt: skip
RANGES = {"zero_one": 1.0, "cost": 3.0, "tailored": 1.0}
STEPS = {"zero_one": 0.5, "cost": 1.5, "tailored": 0.0}  # Lipschitz constants: predictions are -1 and 1
UNITS = {"zero_one": True, "cost": False, "tailored": True}


def world(seed: int, draws: int, noise: str = "much") -> World:
    """`noise`: "much" (labels are nearly fair coins) or "none" (a threshold decides)."""
    c = Draws(seed, draws, noise)
    suprema: dict[Any, Any] = {}

    def supremum(hypotheses: str, sample: str, weights: tuple[int, int] = (1, 1)) -> Any:
        key = hypotheses, sample, weights
        if key not in suprema:
            suprema[key] = c.supremum(*key)
        return suprema[key]

    def of_losses(hypotheses: str, loss: str, sample: str) -> Any:
        if loss == "tailored":
            return 0.0
        value = supremum(hypotheses, sample, WEIGHTS[loss])
        return Between(value.low / 2, value.high / 2) if isinstance(value, Between) else value / 2

    def expected_losses(hypotheses: str, loss: str, law: str, sample: str) -> Any:
        value = of_losses(hypotheses, loss, sample)
        if isinstance(value, Between):
            return Between(np.min(value.low), np.max(value.high))
        return value if np.ndim(value) == 0 else averaged(value)

    def uniform(which: Any) -> Any:
        return lambda hypotheses, loss, law, sample: which(*c.extremes(hypotheses, loss, law, sample))

    def gap(predictor: str, loss: str, law: str, sample: str) -> np.ndarray:
        return c.mean_loss(predictor, loss, law) - c.mean_loss(predictor, loss, sample)

    def optimization(predictor: str, hypotheses: str, loss: str, sample: str) -> np.ndarray:
        return np.maximum(c.mean_loss(predictor, loss, sample) - c.extremes(hypotheses, loss, sample)[0], 0)

    def estimation(predictor: str, hypotheses: str, loss: str, law: str) -> np.ndarray:
        return c.mean_loss(predictor, loss, law) - c.extremes(hypotheses, loss, law)[0]

    def moment(predictor: str, loss: str, law: str, sample: str) -> Any:
        if loss == "cost":
            return None
        return exponential_divergence(
            SIZES[sample], c.mean_loss(predictor, loss, sample), c.mean_loss(predictor, loss, law)
        )

    def length(predictor: str, code: str) -> Any:
        if code == "code_of_train":
            return 0.0 if predictor == "erm_cube" else None
        if predictor == "memoriser":
            return None
        if code == "code_of_candidates":
            return np.log(3)
        threshold = np.any(np.all(c.predictors[predictor][:, None] == c.thresholds[None], axis=2), axis=1)
        return -np.log(0.5 * 2.0**-POINTS + np.where(threshold, 0.5 / (POINTS + 1), 0))

    def divergence(posterior: str, prior: str) -> Any:
        if prior == "prior_of_train":
            return 0.0 if posterior == "point" else None
        q = np.clip(c.posteriors[posterior], 1e-300, 1)
        rest = np.clip(1 - c.posteriors[posterior], 1e-300, 1)
        return (np.log(2) + q * np.log(q) + rest * np.log(rest)).sum(axis=1)

    def variation(posterior: str, prior: str) -> Any:
        if posterior == "point":
            return 0.0 if prior == "prior_of_train" else 1 - 2.0**-POINTS
        if prior == "prior_of_train":
            return 1 - np.prod(np.where(c.predictors["erm_cube"], c.gibbs, 1 - c.gibbs), axis=1)
        return Between(np.abs(c.gibbs - 0.5).max(axis=1), 1.0)

    def off_compression(algorithm: str, loss: str, sample: str) -> Any:
        return c.mean_loss(RETURNED[algorithm], loss, sample) if algorithm in BITS and sample == "train" else None

    def learnable(hypotheses: str, loss: str) -> Any:
        return None if loss == "tailored" else True

    truths: dict[Any, Any] = {
        Risk: lambda predictor, loss, law: c.mean_loss(predictor, loss, law),
        EmpiricalRisk: lambda predictor, loss, sample: c.mean_loss(predictor, loss, sample),
        Gap: gap,
        Deviation: lambda **of: np.abs(gap(**of)),
        ForAll[Gap, "hypotheses"]: uniform(Spread),
        ForAll[Deviation, "hypotheses"]: uniform(lambda low, high: Spread(0.0, np.maximum(high, -low))),
        UniformGap: uniform(lambda low, high: high),
        Expected[UniformGap, "sample"]: uniform(lambda low, high: averaged(high)),
        Expected[Gap, "sample"]: lambda **of: averaged(gap(**of)),
        ExponentialDivergence: moment,
        Expected[ExponentialDivergence, "sample"]: lambda loss, **of: (
            None if loss == "cost" else averaged(moment(loss=loss, **of))
        ),
        OptimizationError: optimization,
        EstimationError: estimation,
        BayesRisk: lambda loss, law: c.extremes("cube", loss, law)[0],
        ExcessRisk: lambda predictor, loss, law: estimation(predictor, "cube", loss, law),
        ApproximationError: lambda hypotheses, loss, law: (
            c.extremes(hypotheses, loss, law)[0] - c.extremes("cube", loss, law)[0]
        ),
        LogCardinality: lambda hypotheses: np.log(c.distinct(hypotheses)),
        LogGrowth: lambda hypotheses, sample: np.log(c.distinct(hypotheses)),  # n >= POINTS, so all points can occur
        LogGrowthDouble: lambda hypotheses, sample: np.log(c.distinct(hypotheses)),
        VCDimension: c.vc_dimension,
        EmpiricalRademacher: supremum,
        EmpiricalLossRademacher: of_losses,
        LossRademacher: expected_losses,
        RandomLabelError: lambda hypotheses, sample: (
            None if hypotheses == "candidates" else (1 - supremum(hypotheses, sample)) / 2
        ),
        EmpiricalRadius: lambda hypotheses, sample: 1.0,
        LossRange: lambda loss: RANGES[loss],
        LossLipschitz: lambda loss: STEPS[loss],
        OffCompressionRisk: off_compression,
        StabilityCoefficient: lambda algorithm, loss, sample: (
            0.0 if algorithm == "rigged" or loss == "tailored" else Between(0.0, RANGES[loss])
        ),
        DescriptionLength: length,
        KLDivergence: divergence,
        TotalVariation: variation,
        GibbsRisk: lambda posterior, loss, law: c.mean_loss(c.posteriors[posterior], loss, law),
        EmpiricalGibbsRisk: lambda posterior, loss, sample: c.mean_loss(c.posteriors[posterior], loss, sample),
        DrawnEmpiricalRisk: lambda sampling, loss, sample: c.mean_loss(c.drawn.mean(axis=1), loss, sample),
    }
    properties: dict[Any, Any] = {
        Iid: lambda sample, law: {"n": SIZES[sample]},
        Member: lambda predictor, hypotheses: predictor in MEMBERS[hypotheses],
        ZeroOneLoss: lambda loss: loss == "zero_one",
        UnitLoss: lambda loss: UNITS[loss],
        BinaryClassifiers: lambda hypotheses: True,
        SignLabels: lambda hypotheses: True,
        UniformConvergence: learnable,
        AgnosticPacLearnable: learnable,
        PosteriorDraws: lambda sampling, posterior, loss, sample: (
            {"count": DRAWS_FROM_POSTERIOR} if posterior == "gibbs" else None
        ),
        EmpiricalNet: lambda hypotheses, sample: {"distance": 1e-3, "log_size": np.log(c.distinct(hypotheses))},
        Output: lambda predictor, algorithm, sample: sample == "train" and RETURNED[algorithm] == predictor,
        Compression: lambda algorithm: {"size": 0, "bits": BITS[algorithm]} if algorithm in BITS else None,
    }
    objects = {
        "predictor": PREDICTORS, "hypotheses": tuple(MEMBERS), "loss": tuple(RANGES), "law": ("law",), "sample": tuple(SIZES),
        "code": ("code", "code_of_train", "code_of_candidates"), "prior": ("prior", "prior_of_train"),
        "posterior": ("gibbs", "point"), "sampling": ("sampling",), "algorithm": tuple(RETURNED),
    }  # fmt: skip
    before = {(name, sample) for name in FIXED for sample in SIZES} | {(name, "heldout") for name in AFTER_TRAIN}
    made_from = dict.fromkeys(AFTER_TRAIN, "train") | {"selected": "heldout"}
    return World(f"classification, noise {noise}", draws, objects, truths, properties, frozenset(before), made_from)
