"""Certified spectral norms and singular values, against decompositions in 60 digits and exact rational tests."""

from fractions import Fraction
from itertools import pairwise

import mpmath
import numpy as np
import pytest
import scipy.linalg

from corollary.errors import InputError
from corollary.observe.certified.cholesky import spectral_upper
from corollary.observe.certified.gram_iteration import gram_iteration_upper
from corollary.observe.certified.singular import nuclear_norm, singular_values
from corollary.observe.certified.spectral import Method, spectral_norm

METHODS: tuple[Method, ...] = ("auto", "cholesky", "gram", "norms")


def exact_singular_values(matrix: np.ndarray) -> list[mpmath.mpf]:
    with mpmath.workdps(60):
        rows = mpmath.matrix(matrix.tolist())
        rows = rows if rows.rows >= rows.cols else rows.T
        return sorted(mpmath.svd_r(rows, compute_uv=False), reverse=True)


def small_matrices() -> list[np.ndarray]:
    rng = np.random.default_rng(1)
    random = [rng.standard_normal(shape) for shape in [(1, 1), (2, 2), (3, 5), (6, 4), (7, 7)]]
    spread = [np.diag([1e150, 1e-150]), 1e150 * rng.standard_normal((3, 3)), 1e-150 * rng.standard_normal((3, 4))]
    spread += [
        rng.standard_normal((4, 4)) * 10.0 ** rng.integers(-150, 150, (4, 4)),
        1e-310 * rng.standard_normal((3, 2)),
    ]
    special = [
        scipy.linalg.hilbert(8),
        np.ones((5, 3)),
        np.eye(6),
        np.full((4, 4), 1 / 3),
        scipy.linalg.hadamard(8) * 1.0,
    ]
    special += [np.array([[1.0, 1e-8], [0.0, 1.0]]), np.triu(np.ones((6, 6))), np.array([[0.0, -3.0]])]
    return random + spread + special


@pytest.mark.parametrize("index", range(len(small_matrices())))
def test_both_ends_hold_the_norm_in_60_digits(index: int) -> None:
    matrix = small_matrices()[index]
    truth = exact_singular_values(matrix)[0]
    for method in METHODS:
        found = spectral_norm(matrix, method)
        assert mpmath.mpf(found.lower) <= truth <= mpmath.mpf(found.upper)
    assert found.upper >= spectral_norm(matrix).upper
    if float(truth) > 1e-300:
        assert spectral_norm(matrix).relative_width < 1e-10
        assert gram_iteration_upper(matrix) <= float(truth) * 1.005


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0)])
def test_empty_and_zero_matrices_have_norm_0(shape: tuple[int, int]) -> None:
    assert spectral_norm(np.zeros(shape)).upper == 0
    assert spectral_norm(np.zeros((3, 2))).upper == 0
    assert len(singular_values(np.zeros(shape))) == 0 and nuclear_norm(np.zeros(shape)).upper == 0


def test_the_upper_end_is_proved_by_exact_elimination() -> None:
    """upper^2 I - A^T A is positive definite and lower^2 I - A^T A is not, in rational arithmetic."""
    rng = np.random.default_rng(2)
    for _ in range(10):
        matrix = rng.standard_normal((4, 4))
        found = spectral_norm(matrix)
        assert min(_pivots(matrix, found.upper)) > 0 >= min(_pivots(matrix, found.lower))


def _pivots(matrix: np.ndarray, value: float) -> list[Fraction]:
    rows = [[Fraction(x) for x in row] for row in matrix.tolist()]
    n = len(rows)
    gram = [[sum(rows[k][i] * rows[k][j] for k in range(n)) for j in range(n)] for i in range(n)]
    a = [[(Fraction(value) ** 2 if i == j else 0) - gram[i][j] for j in range(n)] for i in range(n)]
    pivots = []
    for k in range(n):
        pivots.append(a[k][k])
        if a[k][k] <= 0:
            return pivots
        for i in range(k + 1, n):
            for j in range(k + 1, n):
                a[i][j] -= a[i][k] * a[k][j] / a[k][k]
    return pivots


@pytest.mark.parametrize("shape", [(40, 60), (300, 280), (600, 500)])
def test_larger_matrices_are_within_1e_10(shape: tuple[int, int]) -> None:
    matrix = np.random.default_rng(3).standard_normal(shape)
    found = spectral_norm(matrix)
    truth = float(np.linalg.norm(matrix, 2))
    assert found.relative_width < 1e-10
    assert found.lower <= truth * (1 + 1e-13) and truth * (1 - 1e-13) <= found.upper


def test_a_wrong_guess_costs_sharpness_and_not_truth() -> None:
    matrix = np.random.default_rng(6).standard_normal((30, 20)) / 20
    truth = float(np.linalg.norm(matrix, 2))
    for factor in (0.1, 0.9, 1 - 1e-9, 1.0, 1.1, 100.0):
        found = spectral_upper(matrix, guess=truth**2 * factor)
        assert truth * (1 - 1e-14) <= found <= truth * max(3.0, factor)
    assert spectral_upper(matrix, guess=truth**2 * 1e-12) >= truth


@pytest.mark.parametrize("damage", [0.0, 0.5, 1e-6])
def test_a_wrong_factorisation_costs_sharpness_and_not_truth(monkeypatch: pytest.MonkeyPatch, damage: float) -> None:
    """The residual is what proves the bound: any matrix may come back from the routine."""
    matrix = np.random.default_rng(7).standard_normal((12, 9)) / 5
    truth = float(np.linalg.norm(matrix, 2))
    honest = np.linalg.cholesky
    monkeypatch.setattr(np.linalg, "cholesky", lambda a: damage * np.eye(a.shape[-1]))
    assert spectral_upper(matrix) >= truth
    monkeypatch.setattr(np.linalg, "cholesky", lambda a: honest(a + damage * np.eye(a.shape[-1])) * (1 - damage))
    assert spectral_upper(matrix) >= truth


def test_without_a_factorisation_gram_iteration_steps_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(a: np.ndarray) -> np.ndarray:
        raise np.linalg.LinAlgError

    monkeypatch.setattr(np.linalg, "cholesky", fails)
    matrix = np.random.default_rng(8).standard_normal((12, 9))
    found = spectral_norm(matrix)
    assert "Gram iteration" in found.method and found.contains(float(np.linalg.norm(matrix, 2)))


def test_close_leading_singular_values_do_not_deceive() -> None:
    """Power iteration stays below the norm here; the certified upper end does not."""
    rng = np.random.default_rng(4)
    u, v = (scipy.linalg.qr(rng.standard_normal((300, 300)))[0] for _ in range(2))
    values = np.linspace(1, 0.999, 300)
    matrix = u * values @ v.T
    x = rng.standard_normal(300)
    for _ in range(20):
        x = matrix.T @ (matrix @ x)
        x /= np.linalg.norm(x)
    assert np.linalg.norm(matrix @ x) < 0.9999
    found = spectral_norm(matrix)
    assert found.upper >= 1 - 1e-12 and found.relative_width < 1e-10


def test_gram_iteration_is_monotone_and_obeys_its_rate() -> None:
    matrix = np.random.default_rng(5).standard_normal((30, 20))
    truth = float(np.linalg.norm(matrix, 2))
    bounds = [gram_iteration_upper(matrix, k) for k in range(12)]
    assert all(later <= earlier * (1 + 1e-12) for earlier, later in pairwise(bounds))
    for k, bound in enumerate(bounds):
        assert truth * (1 - 1e-14) <= bound <= truth * 20 ** (2.0 ** -(k + 1)) * (1 + 1e-11)


def test_singular_values_are_enclosed() -> None:
    for matrix in small_matrices():
        truth = exact_singular_values(matrix)
        found = singular_values(matrix)
        for value, low, high in zip(truth, found.lower, found.upper, strict=True):
            assert mpmath.mpf(float(low)) <= value <= mpmath.mpf(float(high))
        total = nuclear_norm(matrix)
        assert mpmath.mpf(total.lower) <= mpmath.fsum(truth) <= mpmath.mpf(total.upper)
    assert np.max(singular_values(np.eye(50)).upper) < 1 + 1e-12


def test_what_is_no_matrix_of_numbers_is_refused() -> None:
    for bad in ([[np.nan]], [[np.inf]], [1.0, 2.0], [["a"]]):
        with pytest.raises(InputError):
            spectral_norm(bad)
