"""Inverses stay on the safe side of the truth, and within 2 units in the last place of it.

The truth is the sign of kl(p, q) - c, or of the binomial tail less delta, at the answer and a little inside it: for 1e5
arguments in 300-bit ball arithmetic (the fast path uses none), for some in mpmath with 40 digits, for binomial tails in
exact rational arithmetic.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import flint
import mpmath
import numpy as np
import pytest
from numpy.typing import NDArray

from corollary.logic import arithmetic as A
from corollary.logic.arithmetic import double_double as dd
from corollary.logic.arithmetic import floats
from corollary.logic.inverse import binomial_lower, binomial_upper, kl_inverse, kl_inverse_lower

Array = NDArray[np.float64]
UNITS = 2


def arguments(count: int, seed: int) -> tuple[Array, Array]:
    """Arguments (p, c), half of them ordinary, half extreme."""
    rng = np.random.default_rng(seed)
    part = count // 10
    extreme = [
        (10 ** rng.uniform(-300, 0, part), 10 ** rng.uniform(-300, 3, part)),  # anything
        (1 - 10 ** rng.uniform(-16, 0, part), 10 ** rng.uniform(-30, 2, part)),  # p near 1
        (np.zeros(part), 10 ** rng.uniform(-200, 2, part)),
        (rng.random(part), 10 ** rng.uniform(-40, -14, part)),  # q next to p
        (10 ** rng.uniform(-12, 0, part), 10 ** rng.uniform(-12, 1.5, part)),
    ]
    ordinary = count - 5 * part
    p = np.concatenate([rng.random(ordinary), *(p for p, _ in extreme)])
    c = np.concatenate([10 ** rng.uniform(-8, 0.5, ordinary), *(c for _, c in extreme)])
    special = np.array(
        [(p, c) for p in (0, 5e-324, 1e-308, 0.5, 1 - 2**-53, 1) for c in (0, 5e-324, 1e-16, 1, 745, 1e308)]
    )
    return np.concatenate([p, special[:, 0]]), np.concatenate([c, special[:, 1]])


def kl_by_balls(p: float, q: float) -> Any:
    """kl(p, q) by its definition, as a 300-bit ball (or infinite); log1p since 1 - 1e-140 needs more bits."""
    from flint import arb

    x, y = arb(p), arb(q)
    if x == y:
        return arb(0)
    if y == 0 or y == 1:
        return arb.pos_inf()
    first = arb(0) if x == 0 else x * (x / y).log()
    return first + (arb(0) if x == 1 else (x - 1) * ((x - y) / (1 - x)).log1p())


def inward(p: Array, q: Array, side: int) -> Array:
    """q moved by UNITS toward p, but not beyond p."""
    for _ in range(UNITS):
        q = np.nextafter(q, -side * np.inf)
    return np.maximum(q, p) if side > 0 else np.minimum(q, p)


@pytest.mark.parametrize(("inverse", "side"), [(kl_inverse, 1), (kl_inverse_lower, -1)])
def test_a_kl_inverse_is_never_on_the_wrong_side(inverse: Callable[..., Array], side: int) -> None:
    p, c = arguments(100_000, 20)
    q = inverse(p, c)
    end = 1.0 if side > 0 else 0.0
    inside = inward(p, q, side)
    assert np.all((q >= p) & (q <= 1) if side > 0 else (q <= p) & (q >= 0))
    with A.rigorous(300):
        for a, radius, outer, inner in zip(p.tolist(), c.tolist(), q.tolist(), inside.tolist(), strict=True):
            limit = flint.arb(radius)
            # beyond q nothing satisfies kl <= c, as kl grows away from p ...
            assert outer == end or radius == 0 or kl_by_balls(a, outer) >= limit, (a, radius)
            # ... and a little before q it is satisfied
            assert kl_by_balls(a, inner) <= limit, (a, radius)


@pytest.mark.parametrize(("inverse", "side"), [(kl_inverse, 1), (kl_inverse_lower, -1)])
def test_a_kl_inverse_by_forty_digits_of_mpmath(inverse: Callable[..., Array], side: int) -> None:
    p, c = arguments(1000, 21)
    keep = (p > 1e-20) & (p < 1) & (c > 1e-28)
    p, c = p[keep], c[keep]
    q = inverse(p, c)
    inside = inward(p, q, side)

    def kl(a: float, b: float) -> Any:
        x, y = mpmath.mpf(a), mpmath.mpf(b)
        return x * mpmath.log(x / y) + (1 - x) * mpmath.log((1 - x) / (1 - y)) if 0 < b < 1 else mpmath.inf

    with mpmath.workdps(100):  # 40 correct digits of a difference that loses up to 56
        assert all(kl(a, b) >= r for a, b, r in zip(p, q, c, strict=True))
        assert all(kl(a, b) <= r for a, b, r in zip(p, inside, c, strict=True))


def test_floats_and_balls_agree_with_arrays() -> None:
    p, c = arguments(2000, 22)
    for array, name in ((kl_inverse(p, c), "kl_inverse"), (kl_inverse_lower(p, c), "kl_inverse_lower")):
        scalar = np.array([getattr(floats, name)(a, r) for a, r in zip(p.tolist(), c.tolist(), strict=True)])
        assert np.all(np.abs(array - scalar) <= UNITS * np.spacing(scalar))
        assert np.array_equal(getattr(A, name)(p, c), array)


def test_shapes_edges_and_nan() -> None:
    assert kl_inverse(np.zeros((2, 1)), np.ones(3)).shape == (2, 3) and kl_inverse([], []).shape == (0,)
    assert type(kl_inverse(0.1, 0.1)) is float
    assert kl_inverse([0.3, 1, 0.3], [0, 5, math.inf]).tolist() == [0.3, 1, 1]
    assert kl_inverse_lower([0.3, 0, 0.3], [0, 5, math.inf]).tolist() == [0.3, 0, 0]
    assert np.isnan(kl_inverse([math.nan, 0.1, -0.1, 1.1, 0.1], [1, math.nan, 1, 1, -1])).all()


def test_log_ratio_has_the_claimed_relative_error() -> None:
    rng = np.random.default_rng(3)
    above = np.concatenate([10 ** rng.uniform(-200, 200, 2000), rng.uniform(0.4, 2.5, 3000), np.ones(2000)])
    below = np.concatenate([10 ** rng.uniform(-70, 70, 2000), np.ones(3000), 1 + 10 ** rng.uniform(-15, -0.5, 2000)])
    zero = np.zeros_like(above)
    high, low = dd.log_ratio(dd.two_sum(above, -below), (above, zero), (below, zero))
    with mpmath.workdps(80):
        for a, b, h, l in zip(above, below, high, low, strict=True):  # noqa: E741
            truth = mpmath.log(mpmath.mpf(a) / mpmath.mpf(b))
            error = abs(mpmath.mpf(h) + mpmath.mpf(l) - truth)
            assert error <= min(abs(truth) * mpmath.mpf(2) ** -64, mpmath.mpf(2) ** -70)


def test_a_bisection_that_returns_its_middle_is_below_the_truth_and_ours_is_not() -> None:
    """What a PAC-Bayes library prints: of 30 values some lie below the true inverse, so they are no bounds."""

    def bisected(p: float, c: float) -> float:
        low, high = p, 1.0
        while high - low > 1e-9:
            middle = (low + high) / 2
            low, high = (low, middle) if float(A.kl(p, middle)) > c else (middle, high)
        return (low + high) / 2

    grid = [(p, c) for p in (0.0, 0.01, 0.05, 0.1, 0.2, 0.4) for c in (0.001, 0.01, 0.05, 0.2, 1.0)]
    too_low, wrong = 0, 0
    with A.rigorous(300):
        for p, c in grid:
            too_low += bool(kl_by_balls(p, bisected(p, c)) < flint.arb(c))
            wrong += not kl_by_balls(p, A.kl_inverse(p, c)) >= flint.arb(c)
    assert too_low > 5 and wrong == 0


def test_delta_stands_inside_the_logarithm_of_mcallesters_bound() -> None:
    """The other number of that library: dividing by delta outside the logarithm makes a vacuous bound of a good one."""
    from corollary.corpus.learning.pac_bayes_mcallester_bound import pac_bayes_mcallester_bound as bound
    from corollary.logic import Confidence

    n, divergence, empirical, delta = 10_000, 20.0, 0.1, 0.05
    kind = {premise.name: premise.type for premise in bound.premises}
    facts = {
        "sample": kind["sample"](n=n),
        "loss": kind["loss"](),
        "before": kind["before"]("prior"),
        "fixed": kind["fixed"]("loss"),
        "divergence": kind["divergence"](divergence),
        "empirical": kind["empirical"](empirical),
    }
    found = float(bound(**facts, confidence=Confidence(delta)).value)
    with mpmath.workdps(40):
        c = (divergence + mpmath.log(2 * mpmath.sqrt(n) / delta)) / n
        right = empirical + min(mpmath.sqrt(c / 2), mpmath.sqrt(2 * empirical * c) + 2 * c)
        outside = empirical + mpmath.sqrt((divergence + mpmath.log(2 * mpmath.sqrt(n)) / delta) / (2 * n))
        assert found == pytest.approx(float(right), rel=1e-12)
        assert found < outside - 0.01
        # and both lie above the bound that they relax
        assert A.kl_inverse(empirical, float(c)) <= right


def moved(x: float, toward: float) -> float:
    """x moved by UNITS."""
    for _ in range(UNITS):
        x = math.nextafter(x, toward)
    return x


def lower_tail(k: int, n: int, p: Fraction) -> Fraction:
    """P(Bin(n, p) <= k), exactly."""
    return sum((math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1)), Fraction(0))


@pytest.mark.parametrize("n", [1, 2, 3, 10, 25, 60])
def test_binomial_limits_by_exact_fractions(n: int) -> None:
    for k in range(n + 1):
        for delta in (0.5, 0.05, 1e-10, 1e-300, 0.999, 1 - 2**-53):
            above, below = A.binomial_upper(float(k), n, delta), A.binomial_lower(float(k), n, delta)
            assert 0 <= below <= 1 and 0 <= above <= 1
            if k == n:
                assert above == 1
            else:
                assert lower_tail(k, n, Fraction(above)) <= Fraction(delta)
                assert lower_tail(k, n, Fraction(moved(above, 0))) >= Fraction(delta)
            if k == 0:
                assert below == 0
            else:
                assert 1 - lower_tail(k - 1, n, Fraction(below)) <= Fraction(delta)
                assert 1 - lower_tail(k - 1, n, Fraction(moved(below, 1))) >= Fraction(delta)


def tail_by_summation(k: int, n: int, p: float, mirrored: bool = False) -> Any:
    """P(Bin(n, p) <= k) in mpmath, or P(Bin(n, 1 - p) <= k) if mirrored, from the largest term down to those too small."""
    p, q = (1 - mpmath.mpf(p), mpmath.mpf(p)) if mirrored else (mpmath.mpf(p), 1 - mpmath.mpf(p))
    odds, term, share = q / p, mpmath.mpf(1), mpmath.mpf(0)
    for i in range(k + 1):
        share += term
        term *= (k - i) * odds / (n - k + 1 + i)
        if term < share * mpmath.mpf(10) ** -45:
            break
    scale = mpmath.loggamma(n + 1) - mpmath.loggamma(k + 1) - mpmath.loggamma(n - k + 1)
    return mpmath.exp(scale + k * mpmath.log(p) + (n - k) * mpmath.log(q)) * share


LARGE = [
    (k, n, delta)
    for n in (1000, 10**6, 10**9)
    for k in (0, 1, 7, n // 100, n // 2, n - 2, n - 1)
    for delta in (0.3, 0.05, 1e-12, 1e-300)
    if not (n == 10**9 and n // 100 <= k <= n // 2 and delta > 1e-300)  # too long a sum for a test
]


@pytest.mark.parametrize(("k", "n", "delta"), LARGE)
def test_binomial_limits_of_large_samples_by_forty_digits(k: int, n: int, delta: float) -> None:
    above = A.binomial_upper(float(k), n, delta)
    with mpmath.workdps(70):
        assert above == 1 or tail_by_summation(k, n, above) <= delta
        assert tail_by_summation(k, n, math.nextafter(above, 0)) >= delta
        below = A.binomial_lower(float(n - k), n, delta)
        assert tail_by_summation(k, n, below, mirrored=True) <= delta
        assert tail_by_summation(k, n, math.nextafter(below, 1), mirrored=True) >= delta


def test_binomial_limits_on_arrays_are_those_of_their_entries() -> None:
    k = np.arange(21.0).reshape(3, 7)
    for name in ("binomial_upper", "binomial_lower"):
        array = getattr(A, name)(k, 20, 0.05)
        assert array.shape == (3, 7)
        assert array.ravel().tolist() == [getattr(A, name)(float(x), 20, 0.05) for x in k.ravel()]
    assert binomial_upper is A.binomial_upper and binomial_lower is A.binomial_lower


def test_a_count_that_was_measured_as_a_share_is_that_count() -> None:
    for k, n in ((3, 100), (29, 100), (7, 1000), (123_456_789, 10**9)):
        for function in (A.binomial_upper, A.binomial_lower):
            assert function(k / n * n, n, 0.05) == function(float(k), n, 0.05)
            assert function(A.exactly(k / n) * n, n, 0.05) == pytest.approx(function(float(k), n, 0.05), rel=1e-14)
    # between whole numbers a count goes to the safe one
    assert A.binomial_upper(3.5, 10, 0.05) == A.binomial_upper(3.0, 10, 0.05)
    assert A.binomial_lower(3.5, 10, 0.05) == A.binomial_lower(4.0, 10, 0.05)


def test_a_batch_is_fast() -> None:
    """About 1 microsecond a value; the benchmark holds it to 2, this only to a bound that a busy machine keeps."""
    rng = np.random.default_rng(0)
    p, c = rng.random(200_000), 10 ** rng.uniform(-6, 0, 200_000)
    kl_inverse(p, c)
    start = time.process_time()
    kl_inverse(p, c)
    assert (time.process_time() - start) / p.size < 10e-6
