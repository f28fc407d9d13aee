"""Efron-Stein inequality."""

from typing import TYPE_CHECKING, Annotated

from corollary.corpus.probability.iid_sample import Iid
from corollary.corpus.probability.mcdiarmid_inequality import SquaredDifferences
from corollary.logic import AtMost, Attempt, ChosenBefore, Quantity, ablation, require, role, theorem, trial

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


class StatisticVariance(
    Quantity,
    says="the variance of {statistic} over {sample} from {law}",
    tex=r"\operatorname{{Var}} {statistic}({sample})",
):
    """Var f(Z_1, …, Z_n)."""

    statistic: str
    law: str
    sample: str


@theorem
def efron_stein_inequality(
    sample: Iid,
    differences: AtMost[SquaredDifferences],
    before: Annotated[ChosenBefore, role(hypotheses="statistic")],
) -> AtMost[StatisticVariance]:
    """Orthogonal martingale differences."""
    require(sample.n >= 1, "n >= 1")
    return differences.value / 4


def _bound(differences: "Any") -> "Any":
    facts = Iid(n=8), AtMost[SquaredDifferences](differences), ChosenBefore(hypotheses="statistic")
    return efron_stein_inequality(*facts).value


def _variance(rng: "Generator", draws: int, claimed: float, equal: bool) -> Attempt:
    """Σ a_i z_i, or its absolute value, of eight fair coins, independent or all equal: exact variances."""
    import numpy as np

    signs = np.indices((2,) * 8).reshape(8, -1) - 0.5
    if equal:
        signs = np.stack([np.full(8, -0.5), np.full(8, 0.5)], axis=1)
    a = rng.uniform(size=(draws, 8))
    value = a @ signs
    value[::2] = abs(value + 0.5)[::2]
    return Attempt(value.var(axis=1), _bound(claimed * (a**2).sum(axis=1)))


@trial(efron_stein_inequality)
def eight_coins(rng: "Generator", draws: int) -> Attempt:
    """Functions of eight fair coins, with equality for the linear ones."""
    return _variance(rng, draws, 1.0, False)


@ablation(efron_stein_inequality, breaks="sample")
def equal_coins(rng: "Generator", draws: int) -> Attempt:
    """Eight coins that always agree."""
    return _variance(rng, draws, 1.0, True)


@ablation(efron_stein_inequality, breaks="differences")
def understated(rng: "Generator", draws: int) -> Attempt:
    """Nine tenths of the sum of the squared differences."""
    return _variance(rng, draws, 0.9, False)


@ablation(efron_stein_inequality, breaks="before")
def constant_chosen(rng: "Generator", draws: int) -> Attempt:
    """A constant, chosen to be the number of heads that came out: its differences vanish, its value varies."""
    heads = rng.binomial(8, 0.5, size=(draws, 50))
    return Attempt(heads.var(axis=1), _bound(0.0))
