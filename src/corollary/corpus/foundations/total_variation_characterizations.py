"""Equivalent forms of total variation, tried on finite laws."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np

LARGEST_LINEAR_PROGRAM = 40
"""Draws solved by linear programming (each takes milliseconds)."""


def _laws(rng: "np.random.Generator", draws: int, points: int) -> "np.ndarray":
    """Pairs of random laws, some with zeros; shape (2, draws, points)."""
    import numpy as np

    laws = rng.dirichlet(np.ones(points), size=(2, draws))
    laws[0, ::3, 0] = 0
    return np.asarray(laws / laws.sum(axis=2, keepdims=True))


def _largest_difference(p: "np.ndarray", q: "np.ndarray") -> "np.ndarray":
    """The definition: the greatest P(A) - Q(A) over all sets A, by enumeration."""
    import numpy as np

    points = p.shape[-1]
    events = np.indices((2,) * points).reshape(points, -1)
    return np.asarray(((p - q) @ events).max(axis=-1))


@trial("total-variation-characterizations")
def overlap_and_tests(rng: "np.random.Generator", draws: int) -> Attempt:
    """One less the overlap, and one less the least sum of errors over all deterministic tests."""
    import numpy as np

    p, q = _laws(rng, draws, 4)
    tests = np.indices((2,) * 4).reshape(4, -1)
    errors = (p @ tests + q @ (1 - tests)).min(axis=1)
    distance = _largest_difference(p, q)
    return Attempt(np.maximum(np.abs(distance - 1 + np.minimum(p, q).sum(axis=1)), np.abs(distance - 1 + errors)), 0.0)


def _least_mismatch(p: "np.ndarray", q: "np.ndarray") -> float:
    """The least P(X != Y) over couplings of two laws on the same points, by linear programming."""
    import numpy as np
    from scipy.optimize import linprog

    points = len(p)
    rows, columns = np.kron(np.eye(points), np.ones(points)), np.kron(np.ones(points), np.eye(points))
    cost = 1 - np.eye(points).ravel()
    return float(linprog(cost, A_eq=np.vstack([rows, columns]), b_eq=np.concatenate([p, q])).fun)


@trial("total-variation-characterizations")
def couplings(rng: "np.random.Generator", draws: int) -> Attempt:
    """The least mismatch over all couplings of laws on four points."""
    import numpy as np

    p, q = _laws(rng, min(draws, LARGEST_LINEAR_PROGRAM), 4)
    found = np.array([_least_mismatch(a, b) for a, b in zip(p, q, strict=True)])
    return Attempt(np.abs(found - _largest_difference(p, q)), 1e-7)


def _products(rng: "np.random.Generator", draws: int, counted: int) -> Attempt:
    """Products of three pairs of laws on three points, half of the pairs close together."""
    import numpy as np

    p = rng.dirichlet(np.ones(3), size=(draws, 3))
    q = p + rng.choice([0.01, 1.0], size=(draws, 1, 1)) * (rng.dirichlet(np.ones(3), size=(draws, 3)) - p)
    joint = [np.einsum("ni,nj,nk->nijk", *np.moveaxis(law, 1, 0)).reshape(draws, -1) for law in (p, q)]
    sum_of_distances = _largest_difference(p, q)[:, :counted].sum(axis=1)
    return Attempt(np.abs(joint[0] - joint[1]).sum(axis=1) / 2, sum_of_distances)


@trial("total-variation-characterizations")
def products(rng: "np.random.Generator", draws: int) -> Attempt:
    """The distance of the products against the sum of the distances."""
    return _products(rng, draws, 3)


@ablation("total-variation-characterizations", breaks="constant")
def one_factor_forgotten(rng: "np.random.Generator", draws: int) -> Attempt:
    """Two of the three distances."""
    return _products(rng, draws, 2)
