"""Certificates are verified by multiplying out; whatever is tampered with is rejected."""

import ast
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from corollary.errors import InputError
from corollary.logic import certificate
from corollary.logic.certificate import Certificate, Term, Unproved, factorise, polynomial, variables

A, B, P, R = variables("a b p r")
# r^2 - 2 (1 - b) p r + (1 - a b) p^2 >= 0 for b >= 0, a + b <= 2: a square plus b (2 - a - b) p^2.
GENUINE = Certificate(
    R**2 - 2 * (1 - B) * P * R + (1 - A * B) * P**2,
    (B, 2 - A - B),
    (Term(1, R - (1 - B) * P), Term(1, P, (0, 1))),
    vectors=("p", "r"),
)


def test_a_genuine_certificate_passes():
    GENUINE.verify()


@pytest.mark.parametrize(
    "tampered",
    [
        replace(GENUINE, terms=(Term(Fraction(999_999, 1_000_000), R - (1 - B) * P), Term(1, P, (0, 1)))),
        replace(GENUINE, terms=(Term(1, R - (1 - B) * P), Term(Fraction(10**9 + 1, 10**9), P, (0, 1)))),
        replace(GENUINE, terms=(Term(1, R - (1 + B) * P), Term(1, P, (0, 1)))),
        replace(GENUINE, terms=GENUINE.terms[:1]),
        replace(GENUINE, given=(B, 3 - A - B)),
        replace(GENUINE, goal=GENUINE.goal - Fraction(1, 10**12)),
        replace(GENUINE, positive=2),
        replace(GENUINE, terms=(*GENUINE.terms, Term(1, 1, (7,)))),
    ],
)
def test_a_tampered_certificate_is_rejected(tampered):
    with pytest.raises(Unproved):
        tampered.verify()


def test_weights_that_cancel_must_still_be_nonnegative():
    (x,) = variables("x")
    with pytest.raises(Unproved, match="negative"):
        Certificate(-(x**2), (), (Term(-1, x),)).verify()


def test_an_identity_of_numbers_that_is_none_of_vectors_is_rejected():
    u, v = variables("u v")
    numbers = Certificate(u**2 * v**2, (), (Term(1, u * v),))
    numbers.verify()
    with pytest.raises(Unproved, match="vectors"):
        replace(numbers, vectors=("u", "v")).verify()


def test_polynomials_agree_with_arithmetic_at_random_points():
    rng = np.random.default_rng(0)
    value = (A - 2 * B) ** 3 * (P + Fraction(1, 3)) - R / 7 + 5
    for _ in range(20):
        a, b, p, r = (Fraction(int(x), 9) for x in rng.integers(-50, 50, 4))
        assert value.at({"a": a, "b": b, "p": p, "r": r}) == (a - 2 * b) ** 3 * (p + Fraction(1, 3)) - r / 7 + 5
    with pytest.raises(InputError):
        polynomial(0.5)
    with pytest.raises(InputError):
        A**-1


def test_factorisation_agrees_with_eigenvalues():
    rng = np.random.default_rng(1)
    for _ in range(50):
        square = rng.integers(-3, 4, (4, rng.integers(2, 6)))
        matrix = square @ square.T
        lower, diagonal = factorise([[int(x) for x in row] for row in matrix])
        product = np.array(lower, float) @ np.diag(np.array(diagonal, float)) @ np.array(lower, float).T
        assert np.allclose(product, matrix)
        shifted = matrix - np.eye(4, dtype=int) * (int(np.linalg.eigvalsh(matrix)[0]) + 1)
        with pytest.raises(Unproved):
            factorise([[int(x) for x in row] for row in shifted])
    with pytest.raises(Unproved, match="symmetric"):
        factorise([[1, 2], [0, 1]])


def test_the_module_imports_no_solver():
    imported = {
        name.split(".")[0] if not name.startswith("corollary") else name
        for node in ast.walk(ast.parse(Path(certificate.__file__).read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    assert imported <= {"__future__", "collections", "dataclasses", "fractions", "typing", "corollary.errors"}
