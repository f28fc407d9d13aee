"""Each kind of check on claims whose truth is known: true ones are proved, false ones refuted at a point that shows it."""

import math
from fractions import Fraction

import numpy as np
import pytest

from corollary.errors import CorollaryError, InputError
from corollary.logic.arithmetic import absolute, exp, log, maximum, sqrt
from corollary.logic.checking import (
    Verdict,
    cases,
    certified,
    derivative,
    entails,
    identity,
    inequality,
    integral,
    semidefinite,
    total,
)
from corollary.logic.step import STEPS, step

POSITIVE = (0, math.inf)


def at(verdict: Verdict) -> dict[str, float]:
    """The counterexample in numbers."""
    assert verdict.outcome == "refuted", str(verdict)
    return {name: float(Fraction(value)) for name, value in verdict.counterexample.items()}


# Identities.


@pytest.mark.parametrize(
    "verdict",
    [
        lambda: identity(lambda x, y: (x + y) ** 3, lambda x, y: x**3 + 3 * x**2 * y + 3 * x * y**2 + y**3),
        lambda: identity(lambda x: exp(log(x) / 2), lambda x: sqrt(x), {"x": POSITIVE}),
        lambda: identity(lambda x: derivative(lambda s: s**2 * exp(-s), x), lambda x: (2 * x - x**2) * exp(-x)),
        lambda: identity(lambda n: total(lambda k: k**3, 1, n), lambda n: (n * (n + 1) / 2) ** 2, whole="n"),
        lambda: identity(lambda a: integral(lambda t: t**2, 0, a), lambda a: a**3 / 3),
        lambda: identity(lambda u, v: (u + v) ** 2 + (u - v) ** 2, lambda u, v: 2 * u**2 + 2 * v**2, vectors="u v"),
    ],
)
def test_true_identities_are_proved(verdict):
    assert verdict().proved, str(verdict())


def test_false_identities_are_refuted_where_the_sides_differ():
    point = at(identity(lambda x, y: (x + y) ** 2, lambda x, y: x**2 + y**2))
    assert 2 * point["x"] * point["y"] != 0
    point = at(identity(lambda x: sqrt(x**2), lambda x: x))  # true for x >= 0 only
    assert point["x"] < 0
    assert identity(lambda x: sqrt(x**2), lambda x: x, {"x": POSITIVE}).proved
    off = Fraction(10**12 + 1, 10**12)
    assert identity(lambda x: off * exp(x), lambda x: exp(x)).outcome == "refuted"


def test_an_identity_of_no_point_is_not_proved():
    assert identity(lambda x: log(-(x**2) - 1), lambda x: log(-(x**2) - 1) + 0 * x).outcome != "refuted"
    assert not identity(lambda x: log(-(x**2) - 1), lambda x: log(-2 * x**2 - 2) - log(2)).proved


def test_a_product_of_inner_products_is_no_identity_of_vectors():
    with pytest.raises(InputError, match="quadratic"):
        identity(lambda u, v: (u * v) ** 2, lambda u, v: u**2 * v**2, vectors="u v")  # false in the plane


# Inequalities by balls.


@pytest.mark.parametrize(
    "verdict",
    [
        lambda: inequality(lambda x: x * (1 - x), lambda x: Fraction(1, 4) + Fraction(1, 10**9), {"x": (0, 1)}),
        lambda: inequality(lambda x: 1 + x, lambda x: exp(x), {"x": (0, 5)}),  # equality of order 2 at the left end
        lambda: inequality(lambda x: -x - 1, lambda x: -exp(x) + 2 * x**2, {"x": (-1, 0)}),  # at the right end
        lambda: inequality(lambda x: x - x**3 / 6, lambda x: (exp(x) - exp(-x)) / 2, {"x": (0, 3)}),
        lambda: inequality(lambda x, y: 2 * x * y, lambda x, y: x * y * (2 + x + y), {"x": (0, 1), "y": (0, 1)}),
        lambda: inequality(lambda: log(2), lambda: Fraction(6931472, 10**7), {}),
        lambda: inequality(lambda x: absolute(x), lambda x: maximum(x, -x) + Fraction(1, 9), {"x": (-1, 1)}),
    ],
)
def test_true_inequalities_are_proved(verdict):
    assert verdict().proved, str(verdict())


def test_false_inequalities_are_refuted_where_they_fail():
    point = at(inequality(lambda x: x * (1 - x), lambda x: Fraction(1, 4) - Fraction(1, 10**4), {"x": (0, 1)}))
    assert point["x"] * (1 - point["x"]) > 0.25 - 1e-4
    point = at(inequality(lambda x: 1 + x + x**2 / 2 + x**3 / 5, lambda x: exp(x), {"x": (0, 1)}))
    assert 1 + point["x"] + point["x"] ** 2 / 2 + point["x"] ** 3 / 5 > math.exp(point["x"])
    assert inequality(lambda: Fraction(6931471, 10**7), lambda: log(2), {}).proved
    assert inequality(lambda: Fraction(6931472, 10**7), lambda: log(2), {}).outcome == "refuted"


def test_a_touching_point_inside_is_undecided_and_not_proved():
    found = inequality(lambda x: 0 * x, lambda x: x**4 - x**2 + Fraction(1, 4), {"x": (0, 1)})
    assert found.outcome == "undecided"


def test_a_violation_next_to_a_touching_end_is_not_missed():
    # x^2 (x - c) is negative for 0 < x < c, and vanishes to order 2 at 0.
    c = Fraction(1, 1000)
    point = at(inequality(lambda x: 0 * x, lambda x: x**2 * (x - c), {"x": (0, 1)}))
    assert 0 < point["x"] < c
    # a corner where both faces touch: x y (x + y - c)
    point = at(
        inequality(lambda x, y: 0 * x, lambda x, y: x * y * (x + y - Fraction(1, 8)), {"x": (0, 1), "y": (0, 1)})
    )
    assert 0 < point["x"] + point["y"] < 1 / 8


def weighted(a, b, q):
    return lambda x: x**a * (1 - x) ** b * (q[0] + q[1] * x + q[2] * x**2 + q[3] * x**3)


def test_verdicts_on_random_polynomials_agree_with_a_fine_grid():
    rng = np.random.default_rng(3)
    grid = np.linspace(0, 1, 4001)
    seen = set()
    for _ in range(20):
        a, b = (int(k) for k in rng.integers(0, 4, 2))
        q = [int(k) for k in rng.integers(-4, 9, 4)]

        g = weighted(a, b, q)
        found = inequality(lambda x: 0 * x, g, {"x": (0, 1)})
        seen.add(found.outcome)
        if found.outcome == "refuted":
            assert g(Fraction(found.counterexample["x"])) < 0
        elif found.proved:
            assert g(grid).min() >= -1e-12
        assert found.proved or g(grid).min() < 1e-3
    assert {"proved", "refuted"} <= seen


def test_a_kink_at_an_end_gets_no_derivative():
    found = inequality(lambda x: absolute(x) / 2, lambda x: -x * Fraction(1, 4), {"x": (-1, 0)})
    assert found.outcome == "refuted"


def test_what_balls_cannot_check_is_said():
    with pytest.raises(InputError, match="bounded"):
        inequality(lambda x: x, lambda x: exp(x), {"x": (0, math.inf)})
    with pytest.raises(InputError, match="float"):
        inequality(lambda x: 0.5 * x, lambda x: x, {"x": (0, 1)})
    with pytest.raises(InputError, match="same parameters"):
        inequality(lambda x: x, lambda y: y, {"x": (0, 1)})
    assert inequality(lambda x: -1 / x, lambda x: 0 * x, {"x": (0, 1)}).outcome == "undecided"  # undefined at 0


# The solver.


def test_implications():
    given = lambda a, b: [a >= 0, b >= 0]  # noqa: E731
    assert entails(given, lambda a, b: sqrt(a * b) <= (a + b) / 2).proved
    found = entails(given, lambda a, b: sqrt(a * b) <= (a + b) / Fraction(21, 10))
    assert found.outcome == "refuted"
    assert entails(lambda x, y: [x**2 + y**2 <= 1], lambda x, y: absolute(x + y) <= Fraction(3, 2)).proved
    point = at(entails(lambda x, y: [x**2 + y**2 <= 1], lambda x, y: x + y <= Fraction(7, 5)))
    assert point["x"] + point["y"] > 1.4 and point["x"] ** 2 + point["y"] ** 2 <= 1


def test_a_conclusion_that_is_undefined_somewhere_is_not_proved():
    assert not entails(lambda x: [x >= -1], lambda x: sqrt(x) >= 0).proved
    assert not entails(lambda x: [x >= 0], lambda x: (x + 1) / x >= 0).proved
    assert entails(lambda x: [x > 0], lambda x: 1 / x > 0).proved


def test_premises_without_a_point_prove_nothing():
    assert entails(lambda x: [x > 0, x < 0], lambda x: x >= 7).outcome == "undecided"


def test_the_solver_takes_only_what_it_knows():
    with pytest.raises(InputError, match="exp"):
        entails(lambda x: [x > 0], lambda x: exp(x) > 1)


# Cases and certificates.


def prime(m: int) -> bool:
    return all(m % d for d in range(2, math.isqrt(m) + 1))


def test_cases():
    assert cases(((n,) for n in range(40)), lambda n: n * (n + 1) % 2 == 0).proved
    found = cases(((n,) for n in range(41)), lambda n: prime(n * n + n + 41))
    assert found.outcome == "refuted" and found.counterexample == {"1": "40"}  # Euler's polynomial
    assert not cases([], lambda: True).proved


def test_certificates():
    def motzkin(scale):  # x^4 y^2 + x^2 y^4 - 3 x^2 y^2 + 1 >= 0, a sum of squares after multiplying by x^2 + y^2
        return certified(
            lambda x, y: x**4 * y**2 + x**2 * y**4 - scale * x**2 * y**2 + 1,
            lambda x, y: [
                (1, x**2 * y * (x**2 + y**2 - 2)),
                (1, x * y**2 * (x**2 + y**2 - 2)),
                (1, x * y * (x**2 + y**2 - 2)),
                (1, x**2 - y**2),
            ],
            lambda x, y: [x**2 + y**2],
            positive=lambda x, y: (x**2 + y**2) ** 2,
        )

    assert motzkin(3).proved
    assert motzkin(4).outcome == "refuted" and motzkin(4).counterexample
    assert motzkin(Fraction(29, 10)).outcome == "undecided"  # true, but the certificate is not one


def test_semidefinite():
    assert semidefinite([[2, -1], [-1, Fraction(1, 2)]])
    assert not semidefinite([[2, -1], [-1, Fraction(499, 1000)]])


# Steps.


def test_a_step_needs_a_mutant_that_is_refuted():
    with pytest.raises(CorollaryError, match="mutant"):
        step("no-such-statement", 1, mutant={})(lambda: cases([(1,)], bool))

    @step("no-such-statement", 2, mutant={"two": 3})
    def doubling(two=2):
        """x + x."""
        return identity(lambda x: x + x, lambda x: two * x)

    @step("no-such-statement", 3, mutant={"one": 2})
    def cannot_fail(one=1):
        """1 = 1, whatever the constant."""
        return cases([(1,)], bool)

    try:
        assert doubling.as_it_must() and doubling.claim == "x + x." and doubling.run().seconds > 0
        assert not cannot_fail.as_it_must()
    finally:
        for name in ("doubling", "cannot_fail"):
            STEPS.pop(("no-such-statement", name))
