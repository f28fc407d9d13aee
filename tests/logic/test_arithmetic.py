"""The functions of rules: enclosures against 60-digit mpmath, the four arithmetics against each other, domains, constants."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import flint
import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from corollary.errors import InputError
from corollary.logic import arithmetic as A
from corollary.logic.arithmetic import Ball, Exact, OutOfRange, exact, exactly, least_integer, lower, upper

rationals = st.fractions(min_value=-50, max_value=50, max_denominator=1000)
dyadic = st.integers(-400, 400).map(lambda k: Fraction(k, 8))
positive = st.fractions(min_value=Fraction(1, 1000), max_value=50, max_denominator=1000)
unit = st.fractions(min_value=0, max_value=1, max_denominator=1000)


def mp(x: Fraction) -> Any:
    return mpmath.mpf(x.numerator) / x.denominator


def kl_by_definition(p: Any, q: Any) -> Any:
    """By mpmath, or by any numbers whose logarithm mpmath takes."""

    def term(a: Any, b: Any) -> Any:
        if a == 0:
            return mpmath.mpf(0)
        return mpmath.inf if b == 0 else a * mpmath.log(a / b)

    return term(p, q) + term(1 - p, 1 - q)


# name, the function by mpmath, the strategy of each argument
REFERENCE: list[tuple[str, Callable[..., Any], tuple[st.SearchStrategy[Fraction], ...]]] = [
    ("exp", mpmath.exp, (rationals,)),
    ("expm1", mpmath.expm1, (rationals,)),
    ("log", mpmath.log, (positive,)),
    ("log1p", mpmath.log1p, (positive,)),
    ("log2", lambda x: mpmath.log(x, 2), (positive,)),
    ("log_positive_part", lambda x: mpmath.log(max(x, mpmath.mpf(1))), (positive,)),
    ("sqrt", mpmath.sqrt, (positive,)),
    ("absolute", abs, (rationals,)),
    ("ceil", mpmath.ceil, (dyadic,)),
    ("floor", mpmath.floor, (dyadic,)),
    ("power", mpmath.power, (positive, st.fractions(min_value=-5, max_value=5, max_denominator=50))),
    ("maximum", max, (rationals, rationals)),
    ("minimum", min, (rationals, rationals)),
    ("kl", kl_by_definition, (unit, unit)),
    ("log_factorial", lambda n: mpmath.loggamma(n + 1), (positive,)),
    ("log_binomial", lambda n, k: mpmath.log(mpmath.binomial(n, k)), (st.fractions(10, 50), st.fractions(0, 10))),
]
NAMES = [name for name, _, _ in REFERENCE]


def contains(ball: Ball, value: Any) -> bool:
    """Whether an mpmath number, right to 60 digits, lies in the ball up to its own error."""
    if mpmath.isinf(value):
        return upper(ball) == math.inf
    man, exp = value.man_exp if value != 0 else (0, 0)
    exact_value = flint.arb(int(man) * (-1 if value < 0 and man > 0 else 1)) * flint.arb(2) ** int(exp)
    slack = flint.arb(0, (abs(exact_value) + 1) * flint.arb(10) ** -50)
    return bool((exact_value + slack).overlaps(ball.arb))


@pytest.mark.parametrize(("name", "reference", "strategies"), REFERENCE, ids=NAMES)
def test_a_ball_contains_the_value_at_each_of_its_points(
    name: str, reference: Callable[..., Any], strategies: tuple[st.SearchStrategy[Fraction], ...]
) -> None:
    @given(st.tuples(*strategies), st.sampled_from([0, Fraction(1, 10**12), Fraction(1, 7)]), st.integers(-10, 10))
    @settings(max_examples=60, deadline=None)
    def check(middles: tuple[Fraction, ...], radius: Fraction, where: int) -> None:
        with mpmath.workdps(60), A.rigorous(256):
            balls = [Ball(exactly(middle).arb + flint.arb(0, exactly(radius).arb)) for middle in middles]
            points = [middle + radius * Fraction(where, 10) for middle in middles]
            if name == "kl" and not all(0 <= point <= 1 for point in points):
                return
            try:
                value = reference(*map(mp, points))
            except (ValueError, ZeroDivisionError):
                return
            if isinstance(value, mpmath.mpc) or mpmath.isnan(value):
                return
            try:
                found = getattr(A, name)(*balls)
            except OutOfRange:
                assert radius > 0  # the ball reaches out of the domain
                return
            assert contains(found, value)
            if radius == 0 and not mpmath.isinf(value):
                assert upper(found) - lower(found) <= 1e-14 * (1 + abs(float(value)))

    check()


@pytest.mark.parametrize(("name", "reference", "strategies"), REFERENCE, ids=NAMES)
def test_the_arithmetics_agree(
    name: str, reference: Callable[..., Any], strategies: tuple[st.SearchStrategy[Fraction], ...]
) -> None:
    import jax

    @given(st.tuples(*strategies))
    @settings(max_examples=25, deadline=None)
    def check(arguments: tuple[Fraction, ...]) -> None:
        floats = [float(argument) for argument in arguments]
        function = getattr(A, name)
        ball = float(function(*map(exactly, arguments)))
        others = [
            float(function(*arguments)),
            function(*floats),
            float(function(*[np.array([x]) for x in floats])[0]),
            float(function(np.array(floats[0]), *floats[1:])),
        ]
        with jax.enable_x64(True):
            others.append(float(function(*[jax.numpy.array(x) for x in floats])))
            others.append(float(jax.jit(function)(*floats)))
        if name not in ("kl", "log_positive_part"):  # those have no rule in SymPy
            others.append(float(function(*map(sympy.sympify, arguments))))
        for other in others:
            assert other == pytest.approx(ball, rel=1e-9, abs=1e-11)

    check()


@given(rationals, rationals)
@settings(max_examples=200, deadline=None)
def test_balls_compute_with_every_kind_of_number(x: Fraction, y: Fraction) -> None:
    ball = exactly(x)
    rounded, whole = Fraction(float(y)), Fraction(y.numerator)
    others: list[tuple[Any, Fraction]] = [(y, y), (exactly(y), y), (exact(y), y), (y.numerator, whole)]
    others += [(np.int64(y.numerator), whole), (float(y), rounded), (np.float64(y), rounded)]
    for other, value in others:
        for left, right, truth in (
            (ball + other, other + ball, x + value),
            (ball * other, other * ball, x * value),
            (ball - other, -(other - ball), x - value),
        ):
            for found in (left, right):
                assert isinstance(found, Ball)
                assert Fraction(lower(found)) <= truth <= Fraction(upper(found))
        if value != 0:
            quotient = ball / other
            assert Fraction(lower(quotient)) <= x / value <= Fraction(upper(quotient))
        if x != 0:
            quotient = other / ball
            assert Fraction(lower(quotient)) <= value / x <= Fraction(upper(quotient))
        assert (ball < other) == (x < value) or abs(x - value) < Fraction(1, 10**20)
        assert not (ball <= other and ball > other)


def wide(low: int, high: int) -> Ball:
    """The ball [low, high], and a little more: radii are rounded up."""
    return Ball(flint.arb(low + high, high - low) / 2)


def test_comparisons_of_balls_are_true_only_if_certain() -> None:
    x = wide(0, 2)
    assert not (x < 1 or x > 1 or x <= 1 or x >= 1 or x == 1)
    assert x > -1 and x < 3 and exactly(3) == 3 and exactly(3) != 4
    with pytest.raises(OutOfRange):
        bool(x)


@pytest.mark.parametrize(
    ("function", "low", "high"),
    [
        (lambda: A.ceil(Ball(flint.arb(1.5, 1))), 1, 3),
        (lambda: A.floor(Ball(flint.arb(1.5, 1))), 0, 2),
        (lambda: A.power(wide(-1, 2), 2), 0, 4),
        (lambda: wide(-2, 1) ** 3, -8, 1),
        (lambda: wide(1, 4) ** Fraction(1, 2), 1, 2),
        (lambda: A.maximum(wide(0, 2), 1), 1, 2),
        (lambda: A.minimum(wide(0, 2), 1, wide(-1, 5)), -1, 1),
        (lambda: A.log_positive_part(wide(0, 1)), 0, 0),
        (lambda: A.kl(wide(0, 1), exactly("0.5")), 0, math.log(2)),
        (lambda: A.kl_inverse(wide(0, 1), 1), 1 - math.exp(-1), 1),
        (lambda: A.kl_inverse_lower(wide(0, 1), 1), 0, math.exp(-1)),
        (lambda: A.log_binomial_sum(Ball(flint.arb(3.75, 0.5)), 1), math.log(4), math.log(5)),
    ],
)
def test_a_wide_ball_gives_the_hull(function: Callable[[], Ball], low: float, high: float) -> None:
    found = function()
    assert lower(found) <= low + 1e-12 and high - 1e-12 <= upper(found)
    assert lower(found) >= low - 1e-6 and upper(found) <= high + 1e-6


UNDEFINED: list[tuple[str, tuple[Any, ...]]] = [
    ("log", (-1,)), ("log", (0,)), ("log1p", (-1,)), ("log2", (-2,)), ("sqrt", (-1,)), ("log_positive_part", (-1,)),
    ("power", (-1, 0.5)), ("power", (0, -1)), ("kl", (-0.5, 0.5)), ("kl", (0.5, 1.5)), ("kl_inverse", (1.5, 1)),
    ("kl_inverse", (0.5, -1)), ("kl_inverse_lower", (-0.5, 1)), ("binomial_upper", (5, 3, 0.1)),
    ("binomial_upper", (-1, 3, 0.1)), ("binomial_upper", (1, 3, 0)), ("binomial_upper", (1, 3, 1)),
    ("binomial_upper", (1, 2.5, 0.1)), ("binomial_lower", (5, 3, 0.1)), ("binomial_lower", (1, 0, 0.1)),
    ("log_binomial", (3, 4)), ("log_binomial_sum", (-1, 2)), ("log_factorial", (-1,)), ("divide", (1, 0)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "arguments"), UNDEFINED)
def test_outside_its_domain_a_scalar_is_refused_and_an_array_is_nan(name: str, arguments: tuple[Any, ...]) -> None:
    def evaluate(*xs: Any) -> Any:
        return xs[0] / xs[1] if name == "divide" else getattr(A, name)(*xs)

    with pytest.raises(OutOfRange):
        evaluate(*map(exactly, arguments))
    if name == "divide":
        return
    with pytest.raises(OutOfRange):
        evaluate(*map(float, arguments))
    with pytest.raises(OutOfRange):
        evaluate(*map(exact, map(str, arguments)))
    array = evaluate(*[np.array([float(x)]) for x in arguments])
    assert not np.isfinite(array).any()
    assert np.isnan(array).all() or name in ("log", "log1p", "power")  # -inf at 0, as everywhere


def test_a_ball_that_may_lie_outside_the_domain_is_refused() -> None:
    for name, ball in (
        ("log", wide(0, 1)),
        ("sqrt", wide(-1, 1)),
        ("log1p", wide(-1, 1)),
        ("log_factorial", wide(-1, 1)),
    ):
        with pytest.raises(OutOfRange):
            getattr(A, name)(ball)
    with pytest.raises(OutOfRange):
        1 / wide(-1, 1)
    with pytest.raises(OutOfRange):
        exactly(math.inf) - exactly(math.inf)


def test_infinity_is_a_number() -> None:
    infinite = exactly(math.inf)
    assert upper(infinite) == lower(infinite) == math.inf
    assert [upper(f(infinite)) for f in (A.log, A.sqrt, A.exp, A.log1p, A.log2, A.log_positive_part)] == [math.inf] * 6
    assert upper(A.exp(-infinite)) == 0 and upper(1 / infinite) == 0
    assert upper(A.minimum(infinite, 1)) == 1 and upper(A.kl(0.5, exactly(0))) == math.inf
    assert A.kl_inverse(0.5, math.inf) == 1 and A.kl_inverse_lower(0.5, math.inf) == 0


def test_constants_stay_exact_until_an_arithmetic_asks() -> None:
    import jax.numpy as jnp

    x = sympy.Symbol("x")
    two = A.log(2)
    assert isinstance(two, Exact) and isinstance(two / 2 + A.sqrt(2) - 1, Exact)
    assert isinstance(two + exactly(1), Ball) and upper(two + exactly(1)) - lower(two + exactly(1)) < 1e-15
    assert type(two * 1.0) is float and two * 1.0 == math.log(2)
    assert x * two == x * sympy.log(2) and two**x == sympy.log(2) ** x
    assert (np.ones(3) * two).dtype == np.float64 and (two - np.ones(3)).shape == (3,)
    assert jnp.allclose(jnp.ones(2) / two, 1 / math.log(2)) and (jnp.ones(2) / two).dtype == jnp.ones(2).dtype
    assert float(exact(1, 3)) == 1 / 3 and float(exact("0.1")) == 0.1 and exact(1, 3) * 3 == 1
    assert 0.69 < two < 0.7 and float(A.pi()) == math.pi and float(-A.pi()) == -math.pi
    with pytest.raises(OutOfRange):
        A.log(-1)


def test_sums_and_products_of_every_kind() -> None:
    import jax.numpy as jnp

    a, b, s = sympy.symbols("a b s")
    assert A.sum_of([]) == 0 and A.product_of([]) == 1
    assert upper(A.sum_of([exactly("0.1"), Fraction(1, 10), 1])) == pytest.approx(1.2, abs=1e-15)
    assert A.sum_of([a, 2, b]) == a + b + 2 and A.product_of([a, b]) == a * b
    assert A.product_of(np.array([[1.0, 2.0], [3.0, 4.0]])).tolist() == [3, 8]
    assert A.sum_of([np.ones(2), 1]).tolist() == [2, 2] and float(A.sum_of(jnp.ones(3))) == 3
    assert sympy.latex(A.sum_of(s)) == r"\sum\left(s\right)"


@given(st.fractions(), st.integers(-1200, 1200))
@settings(max_examples=300, deadline=None)
def test_upper_and_lower_enclose_within_one_unit(x: Fraction, exponent: int) -> None:
    value = x * Fraction(2) ** exponent
    above, below = upper(value), lower(value)
    assert above == math.inf or Fraction(above) >= value
    assert below == -math.inf or Fraction(below) <= value
    assert above == below or math.nextafter(below, math.inf) == above
    assert upper(exactly(value)) >= above and lower(exactly(value)) <= below


def test_upper_and_lower_at_the_ends_of_float64() -> None:
    greatest, least = sys.float_info.max, 5e-324
    huge, tiny = exactly(2) ** 5000, exactly(2) ** -5000
    assert (upper(huge), lower(huge)) == (math.inf, greatest)
    assert (upper(-huge), lower(-huge)) == (-greatest, -math.inf)
    assert (upper(tiny), lower(tiny)) == (least, 0)
    assert (upper(-tiny), lower(-tiny)) == (0, -least)
    assert (upper(10**400), lower(-(10**400)), upper("1e400"), lower("-1e-400")) == (
        math.inf,
        -math.inf,
        math.inf,
        -least,
    )
    assert (upper(math.nan), lower(math.nan)) == (math.inf, -math.inf)
    assert (upper(flint.arb.nan()), lower(flint.arb.nan())) == (math.inf, -math.inf)
    assert (upper(flint.arb(0, math.inf)), lower(flint.arb(0, math.inf))) == (math.inf, -math.inf)
    assert (upper(0.1), lower(0.1), upper(np.float32(0.5)), upper(7)) == (0.1, 0.1, 0.5, 7)


@given(st.fractions(), st.integers(-30, 30), st.integers(1, 8))
@settings(max_examples=300, deadline=None)
def test_printed_bounds_are_bounds(x: Fraction, exponent: int, digits: int) -> None:
    value = x * Fraction(10) ** exponent
    above, below = Fraction(A.printed_upper(value, digits)), Fraction(A.printed_lower(value, digits))
    assert below <= value <= above
    if value != 0:
        assert above - below <= abs(value) * Fraction(10) ** (1 - digits)
    ball = exactly(value)
    assert Fraction(A.printed_lower(ball, digits)) <= value <= Fraction(A.printed_upper(ball, digits))


def test_printed_forms() -> None:
    assert A.printed_upper(Fraction(3, 100)) == "0.03" and A.printed_upper(0.05) == "0.0501"
    assert A.printed_upper(Fraction(1, 3), 2) == "0.34" and A.printed_lower(Fraction(1, 3), 2) == "0.33"
    assert A.printed_upper(math.inf) == "inf" and A.printed_lower(-math.inf) == "-inf" and A.printed_upper(0) == "0"
    assert A.printed_upper(123456, 3) == "124000" and A.printed_upper(10**20, 3) == "1e20"
    assert A.printed_lower(Fraction(-1, 3), 2) == "-0.34"
    with pytest.raises(InputError):
        A.printed_upper(1, 0)


@pytest.mark.parametrize("wrong", [math.nan, "nan", "", "one", None, [1], np.ones(2), 1j, object()])
def test_what_is_no_number_is_an_input_error(wrong: Any) -> None:
    with pytest.raises(InputError):
        exactly(wrong)


@pytest.mark.parametrize("wrong", [None, "1", [1.0], object()])
def test_a_function_of_what_is_no_number_is_an_input_error(wrong: Any) -> None:
    with pytest.raises(InputError):
        A.log(wrong)


@pytest.mark.parametrize("x", [0.1, Fraction(1, 3), "0.05", 10**30 + 1, np.float32(0.1), np.int64(7), True])
def test_exactly_encloses(x: Any) -> None:
    ball, value = exactly(x), Fraction(x) if isinstance(x, str | int | Fraction) else Fraction(float(x))
    assert Fraction(lower(ball)) <= value <= Fraction(upper(ball))
    assert flint.arb(flint.fmpq(value.numerator, value.denominator)).overlaps(ball.arb)


@given(st.integers(0, 300), st.integers(0, 320))
@settings(max_examples=100, deadline=None)
def test_sums_of_binomials_are_those_of_whole_numbers(n: int, d: int) -> None:
    total = sum(math.comb(n, i) for i in range(min(n, d) + 1))
    with mpmath.workdps(60):
        assert contains(A.log_binomial_sum(exactly(n), exactly(d)), mpmath.log(total))


def test_a_large_sum_of_binomials_lies_between_known_bounds() -> None:
    n = 10**9
    half = A.log_binomial_sum(exactly(n), n // 2 - 1)  # (2^n - binomial(n, n/2)) / 2
    with mpmath.workdps(60):
        central = mpmath.loggamma(n + 1) - 2 * mpmath.loggamma(n // 2 + 1) - n * mpmath.log(2)
        assert contains(half, (n - 1) * mpmath.log(2) + mpmath.log1p(-mpmath.exp(central)))
    few = A.log_binomial_sum(exactly(n), 3)
    with mpmath.workdps(60):
        assert contains(few, mpmath.log(1 + n + n * (n - 1) // 2 + n * (n - 1) * (n - 2) // 6))


@pytest.mark.parametrize("k", range(1, 60))
def test_a_class_of_known_size_keeps_its_dimension_when_the_logarithm_is_rounded(k: int) -> None:
    with mpmath.workdps(60):
        full = (k + 5) * mpmath.log(2) + mpmath.log1p(
            -sum(mpmath.binomial(k + 5, i) for i in range(5)) / mpmath.mpf(2) ** (k + 5)
        )
        assert contains(A.log_binomial_sum(exactly(k + 5), exactly(math.log(2**k)) / A.log(exactly(2))), full)


@pytest.mark.parametrize("d", [1e300, math.inf])
def test_all_subsets_are_as_many_as_those_of_at_most_any_larger_size(d: float) -> None:
    assert A.log_binomial_sum(10.0, d) == pytest.approx(10 * math.log(2))


def test_flint_keeps_its_precision() -> None:
    before = flint.ctx.prec
    A.kl_inverse(exactly("0.1"), A.log(3) / 7)
    with pytest.raises(OutOfRange), A.rigorous(300):
        A.log(exactly(-1))
    assert flint.ctx.prec == before


def test_jax_traces_differentiates_and_batches() -> None:
    import jax
    import jax.numpy as jnp

    with jax.enable_x64(True):
        slope = jax.grad(lambda p: A.kl_inverse(p, 0.05))(0.1)
        assert slope == pytest.approx(
            (A.kl_inverse(0.1 + 1e-6, 0.05) - A.kl_inverse(0.1 - 1e-6, 0.05)) / 2e-6, rel=1e-6
        )
        assert jax.grad(lambda c: A.kl_inverse(0.0, c))(0.3) == pytest.approx(math.exp(-0.3), rel=1e-12)
        p, c = jnp.linspace(0, 1, 11), jnp.logspace(-6, 1, 11)
        for name in ("kl_inverse", "kl_inverse_lower"):
            values = jax.jit(getattr(A, name))(p, c)
            assert np.allclose(values, getattr(A, name)(np.array(p), np.array(c)), rtol=1e-12, atol=1e-13)
        limits = jax.vmap(lambda k: A.binomial_upper(k, 20, 0.05))(jnp.arange(21.0))
        assert np.array_equal(limits, A.binomial_upper(np.arange(21.0), 20, 0.05))
        assert bool(jnp.isnan(A.sqrt(jnp.array(-1.0)))) and bool(jnp.isnan(A.kl_inverse(jnp.array(2.0), 1)))


def test_functions_without_a_rule_print_in_tex() -> None:
    p, c, n, d = sympy.symbols("p c n d")
    assert sympy.latex(A.kl_inverse(p, c)) == r"\operatorname{kl}^{-1}\left(p, c\right)"
    assert sympy.latex(A.kl(p, c)) == r"\operatorname{kl}\left(p \,\|\, c\right)"
    assert sympy.latex(A.log_positive_part(p)) == r"\log^{+}\left(p\right)"
    assert r"\sum_{i=0}^{d} {\binom{n}{i}}" in sympy.latex(A.log_binomial_sum(n, d))
    assert A.maximum(p, c) == sympy.Max(p, c) and A.log(exact(1, 2) * n) == sympy.log(n / 2)


@given(st.integers(0, 10**6), st.integers(-5, 50), st.integers(0, 10**6))
@settings(max_examples=200, deadline=None)
def test_least_integer_is_the_least(threshold: int, low: int, length: int) -> None:
    high = low + length
    expected = None if threshold > high else max(threshold, low)
    assert least_integer(lambda k: k >= threshold, low, high) == expected


def test_least_integer_goes_on_where_the_condition_jumps() -> None:
    assert least_integer(lambda k: k >= 30 or k == 17, 1, 10**6) in (30, 17)
    assert least_integer(lambda k: k >= 30 or k == 16, 1, 10**6) == 30  # doubling meets 16
    with pytest.raises(InputError):
        least_integer(lambda k: k % 2 == 0, 1, 10**6)
    assert least_integer(lambda k: True, 5, 4) is None


def test_importing_the_arithmetic_imports_no_heavy_library() -> None:
    code = "import sys, corollary.logic.arithmetic as A; A.exp(1.0); print([m for m in HEAVY if m in sys.modules])"
    code = code.replace("HEAVY", "['numpy', 'sympy', 'jax', 'scipy', 'mpmath']")
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_fractions_are_compared_exactly_beside_their_balls():
    tenth = exactly(Fraction(1, 10))
    assert tenth * 10 <= 1 and tenth * 10 == 1 and not (tenth * 10 < 1)
    assert not exactly(0.1) * 10 <= 1, "the float beside 1/10 is greater"
    assert exactly(Fraction(1, 3)) / exactly(Fraction(1, 3)) >= 1
