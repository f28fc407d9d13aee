"""Rules on classes fixed before the sample against closed forms, enumeration and numerical inversion."""

import math

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import comb
from scipy.stats import binom

from corollary.corpus.learning.agnostic_pac_learnable import SampleComplexity
from corollary.corpus.learning.cardinality import LogCardinality
from corollary.corpus.learning.description_length import DescriptionLength
from corollary.corpus.learning.empirical_risk import EmpiricalRisk
from corollary.corpus.learning.finite_class_realizable_bound import finite_class_realizable_bound
from corollary.corpus.learning.finite_class_uniform_convergence import finite_class_uniform_convergence
from corollary.corpus.learning.fundamental_theorem_of_pac_learning import fundamental_theorem_of_pac_learning
from corollary.corpus.learning.growth_function import LogGrowthDouble
from corollary.corpus.learning.loss_function import LossRange, UnitLoss
from corollary.corpus.learning.no_free_lunch import AllFunctions, no_free_lunch
from corollary.corpus.learning.occam_binomial_bound import occam_binomial_bound
from corollary.corpus.learning.occam_bound import occam_bound
from corollary.corpus.learning.occam_kl_bound import occam_kl_bound
from corollary.corpus.learning.pac_learnable import LearningTarget, SampleBudget
from corollary.corpus.learning.rademacher_complexity import mean_absolute_walk, rademacher_of
from corollary.corpus.learning.sauer_shelah_lemma import sauer_shelah_lemma
from corollary.corpus.learning.vc_dimension import VCDimension, all_labelings, realised_by_signs, vc_dimension_of
from corollary.corpus.learning.vc_dimension_finite_class import vc_dimension_finite_class
from corollary.corpus.learning.vc_generalization_bound import threshold_deviation
from corollary.corpus.learning.vc_realizable_bound import vc_realizable_bound
from corollary.corpus.learning.zero_one_loss import ZeroOneLoss
from corollary.corpus.probability.iid_sample import Iid
from corollary.logic import AtMost, ChosenBefore, Confidence, Member
from corollary.logic.arithmetic import OutOfRange, exactly
from corollary.logic.derive import derive
from corollary.logic.rules import RuleBook

CODE, FIXED = ChosenBefore(hypotheses="code"), ChosenBefore(hypotheses="loss")


def occam(length: float, empirical: float, n: int, delta: float) -> tuple[float, float, float]:
    """The risk bounds of the three Occam rules: Hoeffding, relative entropy, binomial."""
    described, measured = AtMost[DescriptionLength](length), AtMost[EmpiricalRisk](empirical)
    gap = occam_bound(Iid(n=n), AtMost[LossRange](1.0), CODE, FIXED, described, Confidence(delta)).value
    entropy = occam_kl_bound(Iid(n=n), UnitLoss(), CODE, FIXED, described, measured, Confidence(delta)).value
    exact = occam_binomial_bound(Iid(n=n), ZeroOneLoss(), CODE, described, measured, Confidence(delta)).value
    return empirical + float(gap), float(entropy), float(exact)


@pytest.mark.parametrize(("length", "errors", "n"), [(0.0, 0, 1), (5.0, 0, 100), (30.0, 7, 400), (400.0, 100, 5000)])
def test_occam_bounds_are_ordered_and_the_binomial_one_is_exact(length: float, errors: int, n: int) -> None:
    hoeffding, entropy, exact = occam(length, errors / n, n, 0.05)
    assert exact <= entropy <= hoeffding + 1e-12
    assert binom.logcdf(errors, n, exact) == pytest.approx(math.log(0.05) - length, rel=1e-6)


def test_occam_without_errors_is_the_bound_for_a_finite_class() -> None:
    facts = (
        Iid(n=50),
        UnitLoss(),
        AtMost[LogCardinality](math.log(64)),
        ChosenBefore(),
        FIXED,
        Member(),
        AtMost[EmpiricalRisk](0),
    )
    consistent = float(finite_class_realizable_bound(*facts, Confidence(0.1)).value)
    assert consistent == pytest.approx(1 - (0.1 / 64) ** (1 / 50), rel=1e-12)
    assert occam(math.log(64), 0.0, 50, 0.1)[1:] == (pytest.approx(consistent), pytest.approx(consistent))


def test_a_description_of_a_megabit_is_no_underflow_on_balls() -> None:
    length = exactly(1_000_000) * math.log(2)
    facts = Iid(n=exactly(60_000)), ZeroOneLoss(), CODE, AtMost[DescriptionLength](length)
    bound = occam_binomial_bound(*facts, AtMost[EmpiricalRisk](exactly(0)), Confidence(exactly(0.05))).value
    assert float(bound) == pytest.approx(1 - math.exp(-(float(length) + math.log(20)) / 60_000), rel=1e-12)


def test_finite_class_by_a_table() -> None:
    facts = Iid(n=200), AtMost[LossRange](2.0), AtMost[LogCardinality](math.log(1000)), ChosenBefore(), FIXED
    bound = finite_class_uniform_convergence(*facts, Confidence(0.01)).value
    assert float(bound) == pytest.approx(2 * math.sqrt(math.log(200_000) / 400), rel=1e-12)


def test_consistent_rules_refuse_errors() -> None:
    growth = AtMost[LogGrowthDouble](1.0)
    with pytest.raises(OutOfRange, match="empirical risk"):
        vc_realizable_bound(
            Iid(n=10), ZeroOneLoss(), ChosenBefore(), growth, Member(), AtMost[EmpiricalRisk](0.1), Confidence(0.05)
        )


@pytest.mark.parametrize(("n", "d"), [(1, 0), (1, 5), (7, 3), (30, 29), (400, 12), (400, 12.9)])
def test_sauer_shelah_counts_small_sets(n: int, d: float) -> None:
    value = sauer_shelah_lemma(Iid(n=n), AtMost[VCDimension](d)).value
    assert float(value) == pytest.approx(math.log(comb(n, np.arange(int(d) + 1)).sum()), abs=1e-9)


def test_agnostic_sample_size_for_dimension_ten() -> None:
    facts = ZeroOneLoss(), AtMost[VCDimension](10), LearningTarget(epsilon=0.05, delta=0.05)
    size = float(fundamental_theorem_of_pac_learning(*facts).value)
    assert size == pytest.approx(151_316.2, abs=0.1)

    def excess(n: float) -> float:
        return math.sqrt(20 * math.log(math.e * n / 10) / n) + math.sqrt(2 * math.log(40) / n) - 0.05

    least = brentq(excess, 100, 1e8)
    assert least <= size <= 1.3 * least


def test_sample_size_needs_an_accuracy_below_one() -> None:
    with pytest.raises(OutOfRange, match="epsilon"):
        fundamental_theorem_of_pac_learning(
            ZeroOneLoss(), AtMost[VCDimension](10), LearningTarget(epsilon=1.0, delta=0.05)
        )


def test_no_vc_dimension_of_a_class_with_many_labels() -> None:
    book = RuleBook([vc_dimension_finite_class, sauer_shelah_lemma, fundamental_theorem_of_pac_learning])
    given = [AtMost[LogCardinality](math.log(10)), ZeroOneLoss(), LearningTarget(epsilon=0.1, delta=0.1)]
    assert not derive(AtMost[SampleComplexity], given, book).conclusions


@pytest.mark.parametrize(("k", "n"), [(1, 1), (2, 1), (4, 2), (100, 30)])
def test_no_free_lunch_by_counting_unseen_points(k: int, n: int) -> None:
    bound = float(no_free_lunch(AllFunctions(points=k), SampleBudget(n=n)).value)
    rng = np.random.default_rng(0)
    unseen = [k - len(set(row)) for row in rng.integers(k, size=(20_000, n)).tolist()]
    assert bound == pytest.approx(np.mean(unseen) / k / 2, abs=4 * np.std(unseen) / k / 2 / math.sqrt(20_000) + 1e-12)


def test_vc_dimension_by_enumeration() -> None:
    cube = all_labelings(4)
    assert vc_dimension_of(cube) == 4
    assert vc_dimension_of(cube[cube.sum(axis=1) <= 2]) == 2
    assert vc_dimension_of(cube[:1]) == 0
    assert vc_dimension_of(np.tril(np.ones((4, 4), int))) == 1


def test_exclusive_or_is_not_linear() -> None:
    corners = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
    assert not realised_by_signs(corners, np.array([0, 1, 1, 0]))
    assert realised_by_signs(corners, np.array([0, 0, 0, 1]))


def test_rademacher_averages_known_in_closed_form() -> None:
    assert rademacher_of(2 * all_labelings(5) - 1) == pytest.approx(1.0)
    assert rademacher_of(np.ones((1, 5))) == pytest.approx(0.0)
    assert rademacher_of(np.array([[1.0] * 6, [-1.0] * 6])) == pytest.approx(mean_absolute_walk(6)[6] / 6)
    assert mean_absolute_walk(4) == pytest.approx([0, 1, 1, 1.5, 1.5])


def test_threshold_deviation_against_a_grid() -> None:
    found = threshold_deviation(np.random.default_rng(5), 3, 9, 0.3)
    rng = np.random.default_rng(5)
    x = np.sort(rng.uniform(size=(3, 9)), axis=1)
    y = (x >= 0.5) ^ (rng.uniform(size=(3, 9)) < 0.3)
    t = np.linspace(0, 1, 200_001)[:, None, None]
    empirical = ((x >= t) != y).mean(axis=2)
    grid = np.abs(0.3 + 0.4 * np.abs(t[:, :, 0] - 0.5) - empirical).max(axis=0)
    assert found == pytest.approx(grid, abs=1e-4)
