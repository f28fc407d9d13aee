"""The sequential test against exact probabilities: dynamic programming over (draws, failures), and numerical integration."""

from bisect import bisect_left
from math import exp, log

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import binom

from corollary.trials.batch import Seen
from corollary.trials.sequential import LEVEL, Tally, log_against, log_for


@pytest.mark.parametrize("delta", [0.05, 0.3])
@pytest.mark.parametrize(("draws", "failures"), [(1, 0), (1, 1), (20, 3), (200, 19)])
def test_the_martingales_are_averages_of_likelihood_ratios(delta, draws, failures):
    def ratio(q):
        return binom.pmf(failures, draws, q) / binom.pmf(failures, draws, delta)

    above = quad(ratio, delta, 1, points=[failures / draws] if failures / draws > delta else None)[0] / (1 - delta)
    below = quad(ratio, 0, delta)[0] / delta
    assert exp(log_against(draws, failures, delta)) == pytest.approx(above, rel=1e-6)
    assert exp(log_for(draws, failures, delta)) == pytest.approx(below, rel=1e-6)


def _crossing(of, delta, p, level, steps, falls=False):
    """The exact probability that a martingale reaches 1/level within some steps, when each draw fails with probability p.

    It is monotone in the number of failures: from `edge` on (below it, if it falls) it has reached 1/level.
    """
    law, crossed = np.array([1.0]), 0.0
    for n in range(1, steps + 1):
        law = np.append(law * (1 - p), 0) + np.append(0, law * p)
        edge = bisect_left(range(n + 1), True, key=lambda v: (of(n, v, delta) >= log(1 / level)) != falls)
        out = slice(0, edge) if falls else slice(edge, None)
        crossed += law[out].sum()
        law[out] = 0
    return crossed


@pytest.mark.parametrize(("delta", "level"), [(0.1, 0.05), (0.4, 0.2)])
def test_wrong_decisions_are_as_rare_as_said_although_one_looks_after_every_draw(delta, level):
    at = _crossing(log_against, delta, delta, level, 300)
    assert level / 20 < at <= level
    assert _crossing(log_against, delta, delta / 2, level, 300) <= at
    assert level / 20 < _crossing(log_for, delta, delta, level, 300, falls=True) <= level
    assert _crossing(log_against, delta, 2 * delta, level, 300) > 0.75


def test_looking_with_a_fixed_sample_test_would_be_wrong():
    """What the martingale is for: the exact binomial test, looked at after every draw, errs far more often than its level."""

    def naive(n, v, delta):
        return -float(binom.logsf(v - 1, n, delta))

    assert _crossing(naive, 0.1, 0.1, 0.05, 300) > 0.15


def _tally(draws, failures, delta):
    tally = Tally()
    tally.add(Seen(draws, failures, 0, delta, None, 0.0), 0)
    return tally


def test_verdicts():
    assert _tally(10_000, 0, None).verdict(100) == "survived"
    assert _tally(10_000, 1, None).verdict(100) == "refuted"
    assert _tally(2000, 100, 0.1).verdict(100) == "confirmed"
    assert _tally(2000, 200, 0.1).verdict(100) == "survived"
    assert _tally(2000, 300, 0.1).verdict(100) == "refuted"
    assert _tally(2000, 300, 1.0).verdict(100) == "confirmed", "a claim of nothing holds"
    assert _tally(20, 1, -0.1).verdict(100) == "refuted", "less than never cannot be"
    assert Tally().verdict(100) == "not run"


def test_survival_without_failure_says_which_share_would_have_shown():
    words = _tally(1000, 0, None).means(10)
    share = float(words.split("more than ")[1].split(" ")[0])
    assert (1 - share) ** 1000 == pytest.approx(LEVEL / 10, rel=0.2)


def test_claims_with_several_deltas_are_held_against_each():
    tally = _tally(1000, 50, 0.1)
    tally.add(Seen(1000, 400, 0, 0.2, 1.5, 1.0), 1)
    assert tally.verdict(100) == "refuted" and (tally.draws, tally.failures, tally.tightest) == (2000, 450, 1.5)
