"""Directed rounding of scalars and arrays, against exact rational arithmetic."""

from fractions import Fraction
from math import inf, isinf, nextafter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corollary.errors import InputError
from corollary.observe.certified import arrays, directed, sums

FINITE = st.floats(allow_nan=False, allow_infinity=False)
POSITIVE = st.floats(min_value=0, allow_nan=False, allow_infinity=False)


@given(FINITE, FINITE)
def test_sums_of_two_are_the_nearest_floats_on_either_side(a: float, b: float) -> None:
    exact = Fraction(a) + Fraction(b)
    low, high = directed.add_down(a, b), directed.add_up(a, b)
    assert (isinf(low) or Fraction(low) <= exact) and (isinf(high) or exact <= Fraction(high))
    assert low == high or isinf(high) or isinf(low) or nextafter(low, inf) == high
    x, y = np.array([a]), np.array([b])
    assert arrays.add_up(x, y)[0] == high and arrays.add_down(x, y)[0] == low


@given(POSITIVE, POSITIVE)
def test_products_quotients_and_roots_are_bounds(a: float, b: float) -> None:
    exact = Fraction(a) * Fraction(b)
    high = directed.mul_up(a, b)
    assert isinf(high) or exact <= Fraction(high)
    assert Fraction(directed.mul_down(a, b)) <= exact
    if b > 0:
        high = directed.div_up(a, b)
        assert isinf(high) or Fraction(a) / Fraction(b) <= Fraction(high)
        assert Fraction(directed.div_down(a, b)) <= Fraction(a) / Fraction(b)
    low, high = directed.sqrt_down(a), directed.sqrt_up(a)
    assert Fraction(low) ** 2 <= Fraction(a) <= Fraction(high) ** 2
    assert low == high or nextafter(low, inf) == high


def test_exact_results_stay_exact() -> None:
    assert directed.mul_up(3.0, 1.0, 2.0) == 6.0 and directed.add_up(0.5, 0.25) == 0.75
    assert directed.sqrt_up(9.0) == directed.sqrt_down(9.0) == 3.0
    assert directed.sqrt_up(0.0) == 0.0 and directed.mul_up(0.0, inf) == 0.0
    assert directed.scale_up(5e-324, -1) == 5e-324 and directed.scale_down(5e-324, -1) == 0.0
    assert directed.up(Fraction(10) ** 400) == inf and directed.down(Fraction(10) ** 400) == directed.LARGEST


@settings(max_examples=60)
@given(st.lists(st.floats(-1e300, 1e300, allow_nan=False), max_size=40))
def test_euclidean_norms_hold_the_exact_sum_of_squares(values: list[float]) -> None:
    low, high = sums.norm_bounds(np.array(values))
    exact = sum((Fraction(v) ** 2 for v in values), Fraction(0))
    assert Fraction(low) ** 2 <= exact and (isinf(high) or exact <= Fraction(high) ** 2)
    assert high <= low * (1 + 1e-14) + 1e-320


def test_sums_by_halving_hold_the_exact_sum() -> None:
    rng = np.random.default_rng(0)
    for size in (1, 2, 3, 7, 1000):
        terms = np.exp(rng.uniform(-30, 0, size))
        low, high = sums.sum_bounds(terms)
        assert Fraction(float(low)) <= sums.exact_sum(terms) <= Fraction(float(high))
        assert high <= low * (1 + 1e-14)


def test_only_exact_real_numbers_are_accepted() -> None:
    assert arrays.as_array(np.array([1, 2], dtype=np.int8)).dtype == np.float64
    for bad in (np.array([np.nan]), np.array([inf]), np.array(["a"]), np.array([1j]), np.array([2**60 + 1])):
        with pytest.raises(InputError):
            arrays.as_array(bad)
    with pytest.raises(InputError, match="2 axes"):
        arrays.as_array(np.zeros(3), ndim=2)
