"""Bounded differences inequality."""

from typing import TYPE_CHECKING

from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, Attempt, Confidence, Quantity, ablation, require, theorem, trial
from corollary.logic.arithmetic import log, sqrt

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


class SquaredDifferences(
    Quantity,
    says="the sum, over the observations of {sample}, of the squared greatest change of {statistic} if it is replaced",
    tex=r"\sum_i c_i^2({statistic})",
):
    """Σ c_i², c_i the greatest change of f when its i-th argument is changed."""

    statistic: str
    sample: str


class StatisticExcess(
    Quantity,
    says="the value of {statistic} on {sample} from {law} minus its mean",
    tex=r"{statistic} - \mathbb{{E}} {statistic}",
    least=None,
):
    """f(Z_1, …, Z_n) − E f(Z_1, …, Z_n): signed."""

    statistic: str
    law: str
    sample: str


@theorem
def mcdiarmid_inequality(
    sample: Iid, differences: AtMost[SquaredDifferences], confidence: Confidence
) -> AtMost[StatisticExcess]:
    """Hoeffding's lemma for one argument after the other."""
    require(sample.n >= 1, "n >= 1")
    return sqrt(-differences.value * log(confidence.delta) / 2)


def _failure(rng: "Generator", draws: int, claimed: float, equal: bool) -> Attempt:
    """The exact probability of failure for |Σ a_i z_i + b| and Σ a_i z_i, ten fair coins, independent or equal."""
    import numpy as np

    signs = np.indices((2,) * 10).reshape(10, -1) - 0.5
    if equal:
        signs = np.stack([np.full(10, -0.5), np.full(10, 0.5)], axis=1)
    a, b, delta = rng.uniform(size=(draws, 10)), rng.uniform(-1, 1, size=(draws, 1)), rng.uniform(0.01, 0.9, size=draws)
    value: Any = a @ signs
    value[::2] = abs(value + b)[::2]
    facts = Iid(n=10), AtMost[SquaredDifferences](claimed * (a**2).sum(axis=1))
    bound = np.asarray(mcdiarmid_inequality(*facts, Confidence(delta)).value)
    return Attempt((value - value.mean(axis=1, keepdims=True) > bound[:, None]).mean(axis=1), delta)


@trial(mcdiarmid_inequality)
def ten_coins(rng: "Generator", draws: int) -> Attempt:
    """Functions of ten fair coins, all outcomes enumerated."""
    return _failure(rng, draws, 1.0, False)


@ablation(mcdiarmid_inequality, breaks="sample")
def equal_coins(rng: "Generator", draws: int) -> Attempt:
    """Ten coins that always agree."""
    return _failure(rng, draws, 1.0, True)


@ablation(mcdiarmid_inequality, breaks="differences")
def understated(rng: "Generator", draws: int) -> Attempt:
    """A tenth of the sum of the squared differences."""
    return _failure(rng, draws, 0.1, False)
