"""Risk from empirical risk and gap."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.deviation import Gap
from corollary.corpus.learning.empirical_risk import EmpiricalRisk
from corollary.corpus.learning.risk import Risk
from corollary.logic import AtMost, Attempt, ablation, theorem, trial

if TYPE_CHECKING:
    from numpy.random import Generator


@theorem
def risk_from_gap(gap: AtMost[Gap], empirical: AtMost[EmpiricalRisk]) -> AtMost[Risk]:
    """R = R_n + (R − R_n)."""
    return empirical.value + gap.value


@trial(risk_from_gap)
def coin(rng: "Generator", draws: int) -> Attempt:
    """Coins of random bias tossed 20 times."""
    risk = rng.uniform(size=draws)
    empirical = rng.binomial(20, risk) / 20
    return Attempt(risk, risk_from_gap(AtMost[Gap](risk - empirical), AtMost[EmpiricalRisk](empirical)).value)


@ablation(risk_from_gap, breaks="empirical")
def other_sample(rng: "Generator", draws: int) -> Attempt:
    """The empirical risk is taken on another sample than the gap."""
    risk = rng.uniform(size=draws)
    first, second = rng.binomial(20, risk) / 20, rng.binomial(20, risk) / 20
    return Attempt(risk, risk_from_gap(AtMost[Gap](risk - first), AtMost[EmpiricalRisk](second)).value)
