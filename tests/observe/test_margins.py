"""Margins and empirical risks, against exact rational arithmetic and high precision."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corollary.errors import InputError
from corollary.observe.margins import (
    log_loss,
    log_losses,
    margin_bounds,
    margins,
    ramp_risk,
    squared_loss,
    zero_one_errors,
)

SCORE = st.floats(-1e6, 1e6, allow_nan=False) | st.sampled_from([0.1, 0.2, 0.3, 1.0, -1.0])


def exact_margins(scores: np.ndarray, labels: np.ndarray) -> list[Fraction]:
    rows = [[Fraction(s) for s in row] for row in scores.tolist()]
    return [row[y] - max(s for k, s in enumerate(row) if k != y) for row, y in zip(rows, labels.tolist(), strict=True)]


@settings(max_examples=100)
@given(st.lists(st.tuples(SCORE, SCORE, SCORE, st.integers(0, 2)), min_size=1, max_size=20), st.floats(1e-3, 1e3))
def test_margins_errors_and_ramp_losses_are_bounds(rows: list[tuple[float, float, float, int]], gamma: float) -> None:
    scores, labels = np.array([row[:3] for row in rows]), np.array([row[3] for row in rows])
    truth, found, n = exact_margins(scores, labels), margin_bounds(scores, labels), len(rows)
    for value, low, high in zip(truth, found.lower.tolist(), found.upper.tolist(), strict=True):
        assert Fraction(low) <= value <= Fraction(high) and (low == high or np.nextafter(low, np.inf) == high)
    errors = sum(value <= 0 for value in truth)
    assert found.errors == found.certain_errors == zero_one_errors(margins(scores, labels)) == errors
    assert Fraction(found.zero_one_risk.lower) <= Fraction(errors, n) <= Fraction(found.zero_one_risk.upper)
    assert found.below(gamma) == sum(value < Fraction(gamma) for value in truth)
    ramp = sum(min(Fraction(1), max(Fraction(0), 1 - value / Fraction(gamma))) for value in truth) / n
    risk = found.ramp_risk(gamma)
    assert Fraction(risk.lower) <= ramp <= Fraction(risk.upper) and risk.upper - risk.lower <= 1e-13
    assert ramp <= Fraction(ramp_risk(found.lower, gamma))
    assert found.zero_one_risk.lower <= risk.upper and risk.lower <= found.margin_risk(gamma).upper


def test_a_tie_with_the_true_class_is_an_error() -> None:
    assert margin_bounds([[1.0, 1.0, 0.0], [1.0, 0.0, 0.0]], [0, 0]).errors == 1
    assert margin_bounds([[1.0, 0.5, 0.5]], [0]).errors == 0


def test_a_margin_that_rounds_to_zero_keeps_its_sign() -> None:
    tiny = np.nextafter(1.0, 2.0)
    assert margin_bounds([[tiny, 1.0]], [0]).errors == 0 and margin_bounds([[1.0, tiny]], [0]).errors == 1
    assert margin_bounds([[1e300, -1e300], [-1e300, 1e300]], [0, 0]).errors == 1


def test_one_score_decides_by_its_sign() -> None:
    scores = [0.5, -0.5, 0.0]
    assert list(margins(scores, [1, 1, 1])) == [0.5, -0.5, 0.0]
    assert list(margins(np.array(scores)[:, None], [-1, -1, 1])) == [-0.5, 0.5, 0.0]
    assert margin_bounds(scores, [1, 0, 0]).errors == 1


def test_slack_covers_every_function_within_it() -> None:
    rng = np.random.default_rng(0)
    scores, labels = rng.standard_normal((50, 4)), rng.integers(0, 4, 50)
    bounds = margin_bounds(scores, labels, slack=0.05)
    for _ in range(50):
        other = margin_bounds(scores + rng.uniform(-0.05, 0.05, scores.shape), labels)
        assert np.all(bounds.lower <= other.lower) and np.all(other.upper <= bounds.upper)
        assert bounds.certain_errors <= other.errors <= bounds.errors
        assert bounds.ramp_risk(0.5).lower <= other.ramp_risk(0.5).upper <= bounds.ramp_risk(0.5).upper
    assert bounds.certain_errors < bounds.errors


def test_the_distribution_is_sorted() -> None:
    found = margin_bounds([[3.0, 0.0], [0.0, 1.0], [2.0, 0.0]], [0, 0, 0]).distribution()
    assert list(found) == [-1.0, 2.0, 3.0]


def test_no_risk_is_exactly_none() -> None:
    found = margin_bounds([[3.0, 0.0]], [0])
    assert found.zero_one_risk.upper == 0 and found.ramp_risk(1.0).upper == 0 and found.ramp_risk(3.0).upper == 0


def test_log_losses_are_enclosed() -> None:
    rng = np.random.default_rng(1)
    scores, labels = rng.standard_normal((20, 3)) * 30, rng.integers(0, 3, 20)
    with mpmath.workdps(50):
        truth = [
            mpmath.log(mpmath.fsum(mpmath.exp(mpmath.mpf(s)) for s in row)) - mpmath.mpf(row[y])
            for row, y in zip(scores.tolist(), labels.tolist(), strict=True)
        ]
        lower, upper = log_losses(scores, labels)
        for value, low, high in zip(truth, lower.tolist(), upper.tolist(), strict=True):
            assert mpmath.mpf(low) <= value <= mpmath.mpf(high) and high - low <= 1e-14 * max(1, high)
        mean = log_loss(scores, labels)
        assert mpmath.mpf(mean.lower) <= mpmath.fsum(truth) / 20 <= mpmath.mpf(mean.upper)
    assert log_loss([[0.0, 1e5]], [0]).upper >= 1e5 and log_loss([[1e308, -1e308]], [1]).upper == np.inf


def test_log_losses_of_one_score_and_of_probabilities() -> None:
    assert log_loss([0.0, 0.0], [0, 1]).contains(float(np.log(2)))
    assert log_loss([2.0], [-1]).contains(float(np.log1p(np.exp(2.0))))
    half = log_loss([[0.5, 0.5]], [1], "probabilities")
    assert half.contains(float(np.log(2))) and half.relative_width < 1e-14
    assert log_loss([0.25], [0], "probabilities").contains(float(-np.log(0.75)))
    zero = log_loss([[1.0, 0.0], [0.5, 0.5]], [1, 0], "probabilities")
    assert zero.upper == np.inf and zero.lower > 0
    with pytest.raises(InputError, match="probabilities"):
        log_loss([[2.0, -1.0]], [0], "probabilities")


def test_squared_losses_are_enclosed() -> None:
    rng = np.random.default_rng(2)
    for shape in ((7,), (7, 3)):
        values, targets = rng.standard_normal(shape), rng.standard_normal(shape)
        truth = (
            sum(
                (Fraction(a) - Fraction(b)) ** 2
                for a, b in zip(values.ravel().tolist(), targets.ravel().tolist(), strict=True)
            )
            / 7
        )
        found = squared_loss(values, targets)
        assert Fraction(found.lower) <= truth <= Fraction(found.upper) and found.relative_width < 1e-13
    assert squared_loss([1.0, 2.0], [1.0, 2.0]).upper == 0


@pytest.mark.parametrize(
    ("scores", "labels"),
    [
        (np.zeros((0, 3)), []), ([[1.0, 2.0]], [2]), ([[1.0, 2.0]], [-1]), ([[1.0, 2.0]], [0.5]),
        ([[1.0, 2.0]], [0, 1]),
        ([[np.nan, 2.0]], [0]), ([1.0, 2.0], [0, 2]), (np.zeros((1, 0)), [0]), (np.zeros((1, 2, 2)), [0]),
        ([[1.0, 2.0]], ["a"]),
    ],
)  # fmt: skip
def test_unfit_data_are_refused(scores: object, labels: object) -> None:
    with pytest.raises(InputError):
        margin_bounds(scores, labels)  # type: ignore[arg-type]


def test_unfit_settings_are_refused() -> None:
    for gamma in (0.0, -1.0, float("nan"), float("inf")):
        with pytest.raises(InputError, match="ramp"):
            ramp_risk([1.0], gamma)
    with pytest.raises(InputError, match="slack"):
        margins([[1.0, 2.0]], [0], slack=-1.0)
    with pytest.raises(InputError, match="targets"):
        squared_loss([1.0], [[1.0]])
