"""Azuma-Hoeffding inequality."""

from math import inf
from typing import TYPE_CHECKING

from corollary.logic import AtMost, Attempt, Confidence, Constant, Property, Quantity, ablation, step, theorem, trial
from corollary.logic.arithmetic import exp, log, sqrt
from corollary.logic.checking import Verdict, identity

if TYPE_CHECKING:
    from typing import Any

    from numpy.random import Generator


class MartingaleDifferences(Property, says="{noise} is a finite sequence of martingale differences"):
    """E[D_k | F_{k−1}] = 0."""

    noise: str


class SquaredRanges(
    Quantity,
    says="the sum of the squared greatest lengths of the conditional ranges of {noise} given the past",
    tex=r"\sum_k c_k^2({noise})",
):
    """Σ c_k² with A_k ≤ D_k ≤ A_k + c_k, A_k known at time k − 1 and c_k constant."""

    noise: str


class MaximalSum(
    Quantity, says="the greatest partial sum of {noise}", tex=r"\max_m \sum_{{k \le m}} {noise}_k", least=None
):
    """max over m ≥ 1 of D_1 + … + D_m."""

    noise: str


@theorem
def azuma_hoeffding_inequality(
    differences: MartingaleDifferences, ranges: AtMost[SquaredRanges], confidence: Confidence
) -> AtMost[MaximalSum]:
    """An exponential supermartingale, stopped."""
    return sqrt(-ranges.value * log(confidence.delta) / 2)


def _bound(ranges: float, delta: "Any") -> "Any":
    facts = MartingaleDifferences(), AtMost[SquaredRanges](ranges)
    return azuma_hoeffding_inequality(*facts, Confidence(delta)).value


def _walks(rng: "Generator", draws: int) -> "Any":
    """Greatest partial sums of 200 centred coins whose bias depends on the walk so far; range 1 each."""
    import numpy as np

    position, greatest = np.zeros(draws), np.full(draws, -np.inf)
    for _ in range(200):
        bias = np.where(position > 0, 0.5, 0.4)
        position += (rng.uniform(size=draws) < bias) - bias
        greatest = np.maximum(greatest, position)
    return greatest


@trial(azuma_hoeffding_inequality)
def adaptive_coins(rng: "Generator", draws: int) -> Attempt:
    """Coins whose bias depends on the past."""
    return Attempt(_walks(rng, draws), _bound(200.0, 0.3), 0.3)


@trial(azuma_hoeffding_inequality)
def simple_walk(rng: "Generator", draws: int) -> Attempt:
    """Ten thousand steps of +-1/2: the tail of the maximum by reflection; logarithms, down to 1e-40."""
    import numpy as np
    from scipy.stats import binom

    log_delta = -rng.uniform(1, 92, size=draws)
    # Twice the walk is an integer; the walk ends at the number of heads minus 5000.
    level = np.floor(2 * _bound(1e4, np.exp(log_delta)) + 1e-9) + 1
    tail = [binom.sf(np.ceil(5000 + level / 2) - 1, 10**4, 0.5), binom.sf(np.floor(5000 + level / 2), 10**4, 0.5)]
    return Attempt(np.log(tail[0] + tail[1]), log_delta)


@ablation(azuma_hoeffding_inequality, breaks="differences")
def one_sign(rng: "Generator", draws: int) -> Attempt:
    """One random sign, repeated: every term is centred and bounded, given nothing."""
    return Attempt(rng.choice([100.0, -0.5], size=draws), _bound(200.0, 0.1), 0.1)


@ablation(azuma_hoeffding_inequality, breaks="ranges")
def understated(rng: "Generator", draws: int) -> Attempt:
    """A twentieth of the sum of the squared ranges."""
    return Attempt(_walks(rng, draws), _bound(10.0, 0.3), 0.3)


# Checked steps of the proof.


@step(azuma_hoeffding_inequality, 5, mutant={"four": 3})
def exponent(four: Constant = 4) -> Verdict:
    r"""The choice $\lambda = 4 t / C$ in step 4 gives $\Prob(\max_m S_m \ge t) \le e^{-2 t^2 / C}$."""
    return identity(
        lambda t, c: -(four * t / c) * t + (four * t / c) ** 2 * c / 8,
        lambda t, c: -2 * t**2 / c,
        {"t": (0, inf), "c": (0, inf)},
    )


@step(azuma_hoeffding_inequality, 5, mutant={"two": 3})
def level(two: Constant = 2) -> Verdict:
    r"""With $t = \sqrt{C \log(1/\delta) / 2}$ the bound is delta."""
    return identity(
        lambda c, delta: exp(-2 * (sqrt(c * log(1 / delta) / two)) ** 2 / c),
        lambda c, delta: delta,
        {"c": (0, inf), "delta": (0, 1)},
    )
