"""How attempts are judged: by the binomial law, and never in favour of what computed nothing."""

import numpy as np
import pytest
from scipy.stats import binom

from corollary.logic.trial import LEVEL, Attempt, Trial


@pytest.mark.parametrize("sense", ["at_most", "at_least"])
def test_a_certain_claim_is_refuted_by_one_draw(sense):
    sign = 1 if sense == "at_most" else -1
    truth = sign * np.array([1.0, 2.0, 3.0])
    assert not Attempt(truth, truth, sense=sense).refuted
    assert not Attempt(truth, truth + sign, sense=sense).refuted
    assert Attempt(truth, truth - sign * np.array([0, 0, 1e-3]), sense=sense).refuted


@pytest.mark.parametrize("failures", [0, 50, 100, 120, 150, 200])
def test_a_probable_claim_is_refuted_when_the_binomial_law_says_so(failures):
    truth = np.concatenate([np.ones(failures), np.zeros(1000 - failures)])
    exact = sum(binom.pmf(k, 1000, 0.1) for k in range(failures, 1001))
    assert Attempt(truth, 0.5, delta=0.1).refuted == (exact < LEVEL)


def test_infinite_bounds_hold_and_what_is_no_number_proves_nothing():
    assert not Attempt([1.0, np.inf], np.inf).refuted
    nothing = Attempt([np.nan, 1.0], [1.0, np.nan])
    assert nothing.refuted and nothing.undefined == 2
    assert Attempt([], []).refuted


def test_an_ablation_is_not_refuted_by_what_is_no_number():
    tried, broken = (
        Trial("x", "trial", lambda rng, draws: nothing),
        Trial("x", "ablation", lambda rng, draws: nothing, "before"),
    )
    nothing, false, true = Attempt([np.nan], [1.0]), Attempt([2.0], [1.0]), Attempt([0.0], [1.0])
    assert [tried.as_it_must(a) for a in (nothing, false, true)] == [False, False, True]
    assert [broken.as_it_must(a) for a in (nothing, false, true)] == [False, True, False]
