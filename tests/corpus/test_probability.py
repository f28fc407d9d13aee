"""Rules of foundations and probability against closed forms and other libraries."""

import math

import numpy as np
import pytest
from scipy.stats import beta

from corollary.corpus.foundations.gaussian_kl import GaussianLaws, gaussian_kl
from corollary.corpus.foundations.kl_divergence import KLDivergence
from corollary.corpus.foundations.pinsker_inequality import pinsker_inequality
from corollary.corpus.probability.bennett_inequality import bennett_inequality
from corollary.corpus.probability.bernstein_inequality import bernstein_inequality
from corollary.corpus.probability.binomial_kl_bound import binomial_kl_bound
from corollary.corpus.probability.clopper_pearson_interval import clopper_pearson_interval
from corollary.corpus.probability.empirical_bernstein import SampleVariance, empirical_bernstein
from corollary.corpus.probability.hoeffding_inequality import hoeffding_inequality
from corollary.corpus.probability.hoeffding_lemma import hoeffding_lemma
from corollary.corpus.probability.iid_sample import (
    EmpiricalMean,
    Iid,
    Level,
    SuccessCount,
    UnitVariable,
    VariableRange,
    Variance,
)
from corollary.corpus.probability.sub_gaussian_sum import sub_gaussian_sum
from corollary.logic import AtLeast, AtMost, ChosenBefore, Confidence
from corollary.logic.arithmetic import OutOfRange

VARIABLE = ChosenBefore(hypotheses="variable")


@pytest.mark.parametrize(("k", "n", "delta"), [(0, 1, 0.5), (0, 100, 0.05), (3, 50, 0.01), (49, 50, 0.2)])
def test_clopper_pearson_is_a_beta_quantile(k: int, n: int, delta: float) -> None:
    facts = Iid(n=n), AtMost[SuccessCount](k), ChosenBefore(hypotheses="event")
    value = clopper_pearson_interval(*facts, Confidence(delta)).value
    assert value == pytest.approx(beta.ppf(1 - delta, k + 1, n - k), rel=1e-9)


def test_clopper_pearson_says_nothing_after_failures_only() -> None:
    facts = Iid(n=7), AtMost[SuccessCount](7), ChosenBefore(hypotheses="event")
    assert clopper_pearson_interval(*facts, Confidence(0.1)).value == 1


def test_kl_bound_without_successes_and_above_clopper_pearson() -> None:
    facts = Iid(n=40), UnitVariable(), AtMost[EmpiricalMean](0.0), VARIABLE
    assert binomial_kl_bound(*facts, Confidence(0.05)).value == pytest.approx(1 - 0.05 ** (1 / 40))
    for k in range(41):
        kl = binomial_kl_bound(Iid(n=40), UnitVariable(), AtMost[EmpiricalMean](k / 40), VARIABLE, Confidence(0.05))
        count = AtMost[SuccessCount](k)
        exact = clopper_pearson_interval(Iid(n=40), count, ChosenBefore(hypotheses="event"), Confidence(0.05))
        assert exact.value <= kl.value + 1e-9


def test_hoeffding_is_its_lemma_and_the_sum_at_half_of_delta() -> None:
    width = AtMost[VariableRange](3.0)
    two_sided = hoeffding_inequality(Iid(n=17), width, VARIABLE, Confidence(0.1)).value
    one_sided = sub_gaussian_sum(Iid(n=17), hoeffding_lemma(width), VARIABLE, Confidence(0.05)).value
    assert two_sided == pytest.approx(one_sided)


def test_bennett_at_the_bernstein_level_is_at_most_delta() -> None:
    for delta in (0.5, 0.1, 1e-6):
        premises = Iid(n=30), AtMost[Variance](0.02), AtMost[VariableRange](1.0)
        level = bernstein_inequality(*premises, VARIABLE, Confidence(delta)).value
        assert bennett_inequality(*premises, AtLeast[Level](level), VARIABLE).value <= delta


def test_empirical_bernstein_needs_two_observations() -> None:
    with pytest.raises(OutOfRange):
        empirical_bernstein(Iid(n=1), UnitVariable(), AtMost[SampleVariance](0.0), VARIABLE, Confidence(0.1))


def test_gaussian_divergence_of_scaled_standard_laws() -> None:
    """KL(N(0, s² I) ‖ N(0, I)) = d (s² − 1 − log s²) / 2."""
    d, s = 5, 0.3
    laws = GaussianLaws(dimension=d, trace=d * s**2, distance=0.0, log_ratio=-d * math.log(s**2))
    assert gaussian_kl(laws).value == pytest.approx(d * (s**2 - 1 - math.log(s**2)) / 2)


def test_pinsker_for_shifted_gaussians() -> None:
    """The total variation distance of N(0, 1) and N(m, 1) is erf(m / √8)."""
    shift = np.linspace(0.01, 3, 50)
    truth = np.array([math.erf(m / math.sqrt(8)) for m in shift])
    assert (truth <= pinsker_inequality(AtMost[KLDivergence](shift**2 / 2)).value).all()
