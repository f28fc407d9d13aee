"""Enclosures of eigenvalues, against 60-digit arithmetic and matrices with known spectra."""

import mpmath
import numpy as np
import pytest
import scipy.linalg

from corollary.errors import InputError
from corollary.observe.certified.symmetric import eigenvalue_enclosure, eigenvalue_near, trace


def exact_eigenvalues(matrix: np.ndarray) -> list[mpmath.mpf]:
    with mpmath.workdps(60):
        return sorted(mpmath.eigsy(mpmath.matrix(matrix.tolist()), eigvals_only=True))


def symmetric_matrices() -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    made = []
    for size in (1, 2, 5, 7):
        a = rng.standard_normal((size, size))
        made.append(a + a.T)
    made += [
        scipy.linalg.hilbert(8),
        np.ones((5, 5)),
        np.eye(4),
        np.diag([1e150, -1e150, 1e-150]),
        -np.ones((3, 3)) * 1e-200,
    ]
    return made


@pytest.mark.parametrize("index", range(len(symmetric_matrices())))
def test_all_eigenvalues_are_enclosed_in_order(index: int) -> None:
    matrix = symmetric_matrices()[index]
    truth = exact_eigenvalues(matrix)
    found = eigenvalue_enclosure(matrix)
    for value, low, high in zip(truth, found.lower, found.upper, strict=True):
        assert mpmath.mpf(float(low)) <= value <= mpmath.mpf(float(high))
    width = float(np.max(found.upper - found.lower))
    assert width <= 1e-12 * float(np.max(np.abs(matrix))) * len(matrix)


def test_a_matrix_with_multiple_eigenvalues() -> None:
    """K_n's adjacency: -1 with multiplicity n - 1, and n - 1."""
    found = eigenvalue_enclosure(np.ones((30, 30)) - np.eye(30))
    assert np.all(found.lower[:-1] <= -1) and np.all(found.upper[:-1] >= -1) and found[29].contains(29.0)


def test_any_vector_gives_an_interval_with_an_eigenvalue() -> None:
    rng = np.random.default_rng(1)
    matrix = scipy.linalg.hilbert(6)
    truth = exact_eigenvalues(matrix)
    for _ in range(20):
        found = eigenvalue_near(matrix, rng.standard_normal(6))
        assert any(mpmath.mpf(found.lower) <= value <= mpmath.mpf(found.upper) for value in truth)
    vector = np.linalg.eigh(matrix)[1][:, -1]
    assert eigenvalue_near(matrix, vector).relative_width < 1e-13


def test_a_residual_bound_where_the_eigenvalue_as_computed_is_wrong() -> None:
    """The smallest eigenvalue of a Hilbert matrix, computed, has no right digit in 13 x 13; its enclosure holds it
    and says so.
    """
    matrix = scipy.linalg.hilbert(13)
    found = eigenvalue_enclosure((matrix + matrix.T) / 2)[0]
    truth = exact_eigenvalues((matrix + matrix.T) / 2)[0]
    assert mpmath.mpf(found.lower) <= truth <= mpmath.mpf(found.upper)
    assert found.upper - found.lower > float(truth)


def test_the_trace_is_rounded_once() -> None:
    found = trace(np.diag([1e16, 1.0, -1e16]))
    assert found.lower == found.upper == 1.0
    tenth = trace(np.diag([0.1] * 3))
    assert tenth.lower < tenth.upper


def test_unsymmetric_matrices_are_refused() -> None:
    with pytest.raises(InputError, match="symmetric"):
        eigenvalue_enclosure([[1.0, 2.0], [3.0, 4.0]])
    with pytest.raises(InputError, match="non-zero"):
        eigenvalue_near(np.eye(2), np.zeros(2))
    assert eigenvalue_enclosure(np.zeros((2, 2)))[0].upper == 0 and len(eigenvalue_enclosure(np.zeros((0, 0)))) == 0
