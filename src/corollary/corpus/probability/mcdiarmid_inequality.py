"""Bounded differences inequality."""

from math import inf
from typing import TYPE_CHECKING, Annotated

from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import (
    AtMost,
    Attempt,
    ChosenBefore,
    Confidence,
    Constant,
    Quantity,
    ablation,
    require,
    role,
    step,
    theorem,
    trial,
)
from corollary.logic.arithmetic import exp, log, sqrt
from corollary.logic.checking import Verdict, identity

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


class SquaredDifferences(
    Quantity,
    says="the sum, over the observations of {sample}, of the squared greatest change of {statistic}, at any data, "
    "if that observation is replaced",
    tex=r"\sum_i c_i^2({statistic})",
):
    """Σ c_i², c_i the greatest change of f, over all arguments, when the i-th one is changed."""

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
    sample: Iid,
    differences: AtMost[SquaredDifferences],
    before: Annotated[ChosenBefore, role(hypotheses="statistic")],
    confidence: Confidence,
) -> AtMost[StatisticExcess]:
    """Hoeffding's lemma for one argument after the other."""
    require(sample.n >= 1, "n >= 1")
    return sqrt(-differences.value * log(confidence.delta) / 2)


def _bound(n: int, differences: "Any", delta: "Any") -> "Any":
    facts = Iid(n=n), AtMost[SquaredDifferences](differences), ChosenBefore(hypotheses="statistic")
    return mcdiarmid_inequality(*facts, Confidence(delta)).value


def _failure(rng: "Generator", draws: int, claimed: float, equal: bool) -> Attempt:
    """The exact probability of failure for |Σ a_i z_i + b| and Σ a_i z_i, ten fair coins, independent or equal."""
    import numpy as np

    signs = np.indices((2,) * 10).reshape(10, -1) - 0.5
    if equal:
        signs = np.stack([np.full(10, -0.5), np.full(10, 0.5)], axis=1)
    a, b, delta = rng.uniform(size=(draws, 10)), rng.uniform(-1, 1, size=(draws, 1)), rng.uniform(0.01, 0.9, size=draws)
    scale = 10 ** rng.uniform(-2, 1, size=(draws, 1))
    a, b = scale * a, scale * b
    value: Any = a @ signs
    value[::2] = abs(value + b)[::2]
    bound = np.asarray(_bound(10, claimed * (a**2).sum(axis=1), delta))
    return Attempt((value - value.mean(axis=1, keepdims=True) > bound[:, None]).mean(axis=1), delta)


@trial(mcdiarmid_inequality)
def ten_coins(rng: "Generator", draws: int) -> Attempt:
    """Functions of ten fair coins, small and large, all outcomes enumerated."""
    return _failure(rng, draws, 1.0, False)


@trial(mcdiarmid_inequality)
def many_coins(rng: "Generator", draws: int) -> Attempt:
    """The number of heads of a million fair coins: logarithms of exact tails, down to 1e-40."""
    import numpy as np
    from scipy.stats import binom

    n, log_delta = 10**6, -rng.uniform(1, 92, size=draws)
    return Attempt(binom.logsf(np.floor(n / 2 + _bound(n, float(n), np.exp(log_delta)) + 1e-9), n, 0.5), log_delta)


@ablation(mcdiarmid_inequality, breaks="sample")
def equal_coins(rng: "Generator", draws: int) -> Attempt:
    """Ten coins that always agree."""
    return _failure(rng, draws, 1.0, True)


@ablation(mcdiarmid_inequality, breaks="differences")
def understated(rng: "Generator", draws: int) -> Attempt:
    """A tenth of the sum of the squared differences."""
    return _failure(rng, draws, 0.1, False)


@ablation(mcdiarmid_inequality, breaks="before")
def seen_points(rng: "Generator", draws: int) -> Attempt:
    """The share of points that lie in the set of those seen, for the uniform law: 1 on the sample, 0 in the mean."""
    seen, fresh = rng.uniform(size=(draws, 20)), rng.uniform(size=(draws, 50))
    mean = (fresh[:, :, None] == seen[:, None, :]).any(axis=2).mean(axis=1)
    return Attempt(1 - mean, _bound(20, 1 / 20, 0.1), 0.1)


# Checked steps of the proof.


@step(mcdiarmid_inequality, 6, mutant={"two": 3})
def level(two: Constant = 2) -> Verdict:
    r"""The case $t = \sqrt{C \log(1/\delta) / 2}$ has the probability delta."""
    return identity(
        lambda c, delta: exp(-2 * sqrt(c * log(1 / delta) / two) ** 2 / c),
        lambda c, delta: delta,
        {"c": (0, inf), "delta": (0, 1)},
    )
