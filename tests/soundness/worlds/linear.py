"""Linear scorers in high dimension, labels that are fair coins: what is trained fits the sample and nothing else.

The law is uniform on finitely many points of the unit sphere, each with both labels. `ball` and `octahedron` are linear classes fixed before
the data, `fitted` contains what was trained and nothing else. The ramp loss `ramp_of_train` has a margin read off the sample.
"""

from typing import Any

import numpy as np

from corollary.corpus.learning.deviation import Deviation, Gap
from corollary.corpus.learning.empirical_risk import EmpiricalRisk
from corollary.corpus.learning.linear_class import (
    CoordinateNorm,
    InputDimension,
    InputRadius,
    LinearRadius,
    LinearRadiusL1,
    RootMeanSquareNorm,
)
from corollary.corpus.learning.loss_function import LossLipschitz, LossRange, UnitLoss
from corollary.corpus.learning.margin_loss import RampLoss
from corollary.corpus.learning.maurer_moment_lemma import ExponentialDivergence
from corollary.corpus.learning.rademacher_complexity import EmpiricalLossRademacher, EmpiricalRademacher, LossRademacher
from corollary.corpus.learning.rademacher_covering_bound import EmpiricalRadius
from corollary.corpus.learning.risk import Risk
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.corpus.probability.iid_sample import Iid
from corollary.corpus.probability.symmetrization import UniformGap
from corollary.logic.facts import Member
from corollary.logic.vocabulary import Expected, ForAll
from tests.soundness.world import Between, Spread, World, averaged, exponential_divergence

POINTS, DIMENSION, GAMMA = 800, 250, 0.01
SIZES = {"train": 250, "heldout": 60}
PREDICTORS = ("fixed", "trained", "coordinate")
MEMBERS = {"ball": PREDICTORS, "octahedron": ("fixed", "coordinate"), "fitted": ("trained",)}


class Linear:
    """The draws: samples, trained weights and their margins on all observations that have mass."""

    def __init__(self, seed: int, draws: int) -> None:
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(POINTS, DIMENSION))
        self.x = x / np.linalg.norm(x, axis=1, keepdims=True)
        self.draws = draws
        self.counts = {
            s: rng.multinomial(n, np.full(2 * POINTS, 0.5 / POINTS), size=draws).reshape(draws, 2, POINTS)
            for s, n in SIZES.items()
        }  # draw, label (-1, 1), point
        mean = (self.counts["train"][:, 1] - self.counts["train"][:, 0]) @ self.x
        best = np.abs(mean).argmax(axis=1)
        coordinate = np.zeros_like(mean)
        coordinate[np.arange(draws), best] = np.sign(mean[np.arange(draws), best])
        fixed = np.zeros_like(mean)
        fixed[:, 0] = 1.0
        trained = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        self.scores = {"fixed": fixed @ self.x.T, "trained": trained @ self.x.T, "coordinate": coordinate @ self.x.T}
        own = self.margins("trained")
        weights = self.counts["train"] / SIZES["train"]
        # the greatest margin that as many as half the mean of the positive ones exceed: chosen after looking
        self.gammas = {"ramp": GAMMA, "ramp_of_train": (weights * np.maximum(own, 0)).sum(axis=(1, 2)) / 2}

    def margins(self, predictor: str) -> np.ndarray:
        """Margins at each label and point: draws x 2 x points."""
        return np.stack([-self.scores[predictor], self.scores[predictor]], axis=1)

    def losses(self, predictor: str, loss: str) -> np.ndarray:
        m = self.margins(predictor)
        if loss == "zero_one":
            return (m <= 0).astype(float)
        if loss == "clipped":
            return np.clip(1 - m, 0, 2)
        return np.clip(1 - m / np.reshape(self.gammas[loss], (-1, 1, 1)), 0, 1)


def world(seed: int, draws: int) -> World:
    c = Linear(seed, draws)
    cache: dict[Any, Any] = {}

    def losses(predictor: str, loss: str) -> np.ndarray:
        if (predictor, loss) not in cache:
            cache[predictor, loss] = c.losses(predictor, loss)
        return cache[predictor, loss]

    def risk(predictor: str, loss: str, law: str = "law") -> np.ndarray:
        return losses(predictor, loss).mean(axis=(1, 2))

    def empirical(predictor: str, loss: str, sample: str) -> np.ndarray:
        return (losses(predictor, loss) * c.counts[sample]).sum(axis=(1, 2)) / SIZES[sample]

    def gap(predictor: str, loss: str, law: str, sample: str) -> np.ndarray:
        return risk(predictor, loss) - empirical(predictor, loss, sample)

    def moment(predictor: str, loss: str, law: str, sample: str) -> Any:
        if loss == "clipped":
            return None
        return exponential_divergence(SIZES[sample], empirical(predictor, loss, sample), risk(predictor, loss))

    def members(turn: Any) -> Any:
        """The values at the members that have names."""

        def spread(hypotheses: str, **of: str) -> Spread:
            values = [turn(gap(p, **of)) for p in MEMBERS[hypotheses]]
            return Spread(np.min(values, axis=0), np.max(values, axis=0), some=hypotheses != "fitted")

        return spread

    def largest_gap(hypotheses: str, loss: str, law: str, sample: str) -> Any:
        found = np.max([gap(p, loss, law, sample) for p in MEMBERS[hypotheses]], axis=0)
        return found if hypotheses == "fitted" else Between(found)

    def mean_gap(hypotheses: str, loss: str, law: str, sample: str) -> Any:
        found = np.max([gap(p, loss, law, sample) for p in MEMBERS[hypotheses]], axis=0)
        return averaged(found) if hypotheses == "fitted" else Between(averaged(found).low)

    def predictors(hypotheses: str, sample: str) -> Any:
        """E sup of the sum of sigma_i x_i: at least its root mean square by the square root of 2, at most that."""
        if hypotheses == "fitted":
            return 0.0
        squares = c.counts[sample].sum(axis=1) @ c.x**2  # draws x coordinates
        low = squares.sum(axis=1) if hypotheses == "ball" else squares.max(axis=1)
        return Between(np.sqrt(low / 2) / SIZES[sample], np.sqrt(squares.sum(axis=1)) / SIZES[sample])

    def of_losses(hypotheses: str, loss: str, sample: str) -> Any:
        """From below by two members: half of E |sum sigma_i (a_i - b_i)| / n, and Khintchine's inequality."""
        if hypotheses == "fitted":
            return 0.0
        a, b = (losses(p, loss) for p in MEMBERS[hypotheses][-2:])
        return Between(np.sqrt(((a - b) ** 2 * c.counts[sample]).sum(axis=(1, 2)) / 2) / 2 / SIZES[sample])

    def expected_losses(hypotheses: str, loss: str, law: str, sample: str) -> Any:
        return 0.0 if hypotheses == "fitted" else Between(averaged(of_losses(hypotheses, loss, sample).low).low)

    def norms(sample: str) -> np.ndarray:
        return c.counts[sample].sum(axis=1) @ c.x**2 / SIZES[sample]

    truths: dict[Any, Any] = {
        Risk: risk,
        EmpiricalRisk: empirical,
        Gap: gap,
        Deviation: lambda **roles: np.abs(gap(**roles)),
        ForAll[Gap, "hypotheses"]: members(lambda g: g),
        ForAll[Deviation, "hypotheses"]: members(np.abs),
        UniformGap: largest_gap,
        ExponentialDivergence: moment,
        Expected[ExponentialDivergence, "sample"]: lambda loss, **of: (
            None if loss == "clipped" else averaged(moment(loss=loss, **of))
        ),
        Expected[UniformGap, "sample"]: mean_gap,
        InputRadius: lambda law: 1.0,
        InputDimension: lambda sample: DIMENSION,
        RootMeanSquareNorm: lambda sample: np.sqrt(norms(sample).sum(axis=1)),
        CoordinateNorm: lambda sample: np.sqrt(norms(sample).max(axis=1)),
        LinearRadius: lambda hypotheses: 1.0,
        LinearRadiusL1: lambda hypotheses: (
            None if hypotheses == "fitted" else np.sqrt(DIMENSION) if hypotheses == "ball" else 1.0
        ),
        EmpiricalRademacher: predictors,
        EmpiricalRadius: lambda hypotheses, sample: Between(0.0, 1.0),
        EmpiricalLossRademacher: of_losses,
        LossRademacher: expected_losses,
        LossRange: lambda loss: 2.0 if loss == "clipped" else 1.0,
        LossLipschitz: lambda loss: 1.0 if loss == "clipped" else None if loss == "zero_one" else 1 / c.gammas[loss],
    }
    properties: dict[Any, Any] = {
        Iid: lambda sample, law: {"n": SIZES[sample]},
        Member: lambda predictor, hypotheses: predictor in MEMBERS[hypotheses],
        ZeroOneLoss: lambda loss: loss == "zero_one",
        UnitLoss: lambda loss: loss != "clipped",
        RampLoss: lambda loss: {"gamma": c.gammas[loss]} if loss in c.gammas else None,
    }
    fixed = ("fixed", "ball", "octahedron", "zero_one", "clipped", "ramp")
    trained = ("trained", "coordinate", "fitted", "ramp_of_train")
    before = {(name, sample) for name in fixed for sample in SIZES} | {(name, "heldout") for name in trained}
    objects = {
        "predictor": PREDICTORS,
        "hypotheses": tuple(MEMBERS),
        "loss": ("zero_one", "clipped", "ramp", "ramp_of_train"),
        "law": ("law",),
        "sample": tuple(SIZES),
    }
    return World(
        "linear scorers", draws, objects, truths, properties, frozenset(before), dict.fromkeys(trained, "train")
    )
