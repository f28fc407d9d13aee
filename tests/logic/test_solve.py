"""Inverse problems: the least n against exhaustive search, also where bounds go up and down, and what was held fixed."""

import math

import pytest

from corollary.errors import InputError
from corollary.logic import AtLeast, AtMost, Confidence, require, theorem
from corollary.logic.arithmetic import floor, sqrt
from corollary.logic.derive import derive
from corollary.logic.rules import RuleBook
from corollary.logic.solve import full_share, solve, speaks_at
from tests.logic import toy


@theorem
def falling(sample: toy.Iid, loss: AtMost[toy.Range], confidence: Confidence) -> AtMost[toy.LossMean]:
    return loss.value / sqrt(sample.n * confidence.delta)


@theorem
def late(sample: toy.Iid, loss: AtMost[toy.Range], confidence: Confidence) -> AtMost[toy.LossMean]:
    require(sample.n >= 1000, "n >= 1000")
    return loss.value / (sample.n * confidence.delta)


@theorem
def sawtooth(sample: toy.Iid, loss: AtMost[toy.Range]) -> AtMost[toy.LossMean]:
    """Falls with n but jumps up at every multiple of 10."""
    return loss.value * (10 / sample.n + floor(sample.n / 10) / sample.n)


@theorem
def level(sample: toy.Iid, loss: AtMost[toy.Range]) -> AtMost[toy.LossMean]:
    return loss.value


@theorem
def growing(sample: toy.Iid, loss: AtLeast[toy.Range], confidence: Confidence) -> AtLeast[toy.LossMean]:
    return loss.value - 1 / sqrt(sample.n * confidence.delta)


def result(*rules, n=10, goal=AtMost, delta=0.04):
    return derive(goal[toy.LossMean], [toy.Iid(n=n), goal[toy.Range](1.0)], RuleBook(rules), delta=delta)


def test_the_least_n_is_that_of_exhaustive_search():
    solved = solve(result(falling), "n", 0.2503)[0]
    assert solved.least == next(n for n in range(1, 10**4) if 1 / math.sqrt(n * 0.04) <= 0.2503)
    assert (
        solve(result(falling, delta=0.0625), "n", 0.25)[0].least == 256
    )  # exactly reached: 1 / sqrt(256 / 16) = 1 / 4


def test_every_theorem_is_paid_also_one_that_does_not_apply_at_the_start():
    given = result(falling, late)
    assert given.events == 1  # at n = 10 one of the two does not apply, whatever the data
    by = {s.conclusion.rule: s.least for s in solve(given, "n", 0.01)}
    assert by == {"late": 5000, "falling": 500_000}
    for name, least in by.items():
        reached = result(falling, late, n=least)
        assert next(c.number for c in reached.conclusions if c.rule == name) <= 0.01
        before = result(falling, late, n=least - 1)
        assert next(c.number for c in before.conclusions if c.rule == name) > 0.01
    assert float(full_share(given)) == pytest.approx(0.02)


@pytest.mark.parametrize("target", [0.15, 0.13, 0.11])
def test_where_the_bound_goes_up_and_down_it_stays_reached_from_the_answer_on(target):
    solved = solve(result(sawtooth), "n", target)[0].least

    def reaches(n):
        return 10 / n + (n // 10) / n <= target

    assert reaches(solved) and all(reaches(n) for n in range(solved, solved + 2000))
    stays = next(n for n in range(1, 10**4) if all(reaches(m) for m in range(n, n + 2000)))
    assert solved == stays


def test_what_is_never_reached_is_said():
    assert [s.least for s in solve(result(level), "n", 0.5)] == [None]
    assert speaks_at(result(level), result(level).conclusions[0]) is None
    with pytest.raises(InputError, match="no fact in a derivation"):
        solve(result(level), "m", 0.5)


def test_lower_bounds_are_solved_from_below():
    solved = solve(result(growing, goal=AtLeast), "n", 0.503)[0]
    assert solved.least == next(n for n in range(1, 10**4) if 1 - 1 / math.sqrt(n * 0.04) >= 0.503)


def test_what_was_held_fixed_is_named():
    @theorem
    def fitted(sample: toy.Iid, fit: AtMost[toy.EmpiricalMean], loss: AtMost[toy.Range]) -> AtMost[toy.Mean]:
        return fit.value + loss.value / sample.n

    facts = [toy.Iid(n=10), AtMost[toy.EmpiricalMean](0.25), AtMost[toy.Range](1.0)]
    solved = solve(derive(AtMost[toy.Mean], facts, RuleBook([fitted])), "n", 0.5)[0]
    assert solved.least == 4
    assert solved.held == ("the empirical mean of the predictor for the loss on the sample is at most 0.25",)


def test_the_n_at_which_a_bound_speaks_is_the_first_that_is_not_vacuous():
    given = result(falling)
    n = speaks_at(given, given.conclusions[0])
    assert not result(falling, n=n).conclusions[0].vacuous
    assert result(falling, n=n - 1).conclusions[0].vacuous
