"""Linear dynamics classified by the matrix: trace and determinant of planar systems, and exact facts of a matrix."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from corollary.errors import InputError
from corollary.logic import Attempt, Constant, Equals, Property, Quantity, ablation, step, theorem, trial
from corollary.logic.arithmetic import maximum, sqrt
from corollary.logic.checking import Verdict, entails
from corollary.logic.theorem import Theorem

if TYPE_CHECKING:
    import numpy as np


class PlanarSystem(
    Property,
    says="{system} is x' = Ax with a real 2 x 2 matrix A of trace {trace} and determinant {determinant}",
):
    """Two real unknowns."""

    system: str
    trace: float
    determinant: float

    @classmethod
    def from_matrix(cls, matrix: Sequence[Sequence[float]], system: str = "system") -> "PlanarSystem":
        """The fact about a 2 x 2 matrix: `PlanarSystem(matrix=[[0, 1], [-1, 0]])` on the command line."""
        return planar_system(matrix, system)


class GrowthRate(
    Quantity, says="the greatest real part of an eigenvalue of the matrix of {system}", tex=r"\alpha", least=None
):
    """The exponential rate of growth of the solution from almost every start; negative: all solutions decay."""

    system: str


@theorem
def linear_dynamics_classification(system: PlanarSystem) -> Equals[GrowthRate]:
    """Roots of the characteristic polynomial."""
    return (system.trace + sqrt(maximum(system.trace**2 - 4 * system.determinant, 0))) / 2


def planar_system(matrix: Sequence[Sequence[float]], system: str = "system") -> PlanarSystem:
    """The exact fact about a 2 x 2 matrix of numbers (floats are taken as the numbers they are).

    Raises:
        InputError: it is no 2 x 2 matrix of finite numbers.
    """
    try:
        (a, b), (c, d) = [[Fraction(entry) for entry in row] for row in matrix]
    except (TypeError, ValueError, OverflowError):
        raise InputError(f"{matrix!r} is no matrix of two rows with two finite numbers each.") from None
    return PlanarSystem(system=system, trace=a + d, determinant=a * d - b * c)


def planar_type(matrix: "np.ndarray") -> str:
    """The type by its definition, from the eigenvalues as NumPy computes them."""
    import numpy as np

    first, second = np.linalg.eigvals(matrix)
    if abs(first.imag) > 1e-9:
        return "centre" if abs(first.real) < 1e-9 else "stable spiral" if first.real < 0 else "unstable spiral"
    low, high = sorted((first.real, second.real))
    return "saddle" if low * high < 0 else "stable node" if high < 0 else "unstable node"


def agreement(
    rule: Theorem, kind: str, rng: "np.random.Generator", draws: int, slip: int = 0, lower: int = 0
) -> Attempt:
    """For random matrices of small whole numbers, where the rule applies: 1 if the eigenvalues are as it says, else 0.

    `slip` is added to the trace that the rule is told, `lower` is taken off the determinant.
    """
    import numpy as np

    from corollary.logic.arithmetic import OutOfRange

    found: list[float] = []
    while len(found) < min(draws, 100):
        matrix = rng.integers(-4, 5, size=(2, 2))
        fact = planar_system(matrix.tolist())
        try:
            rule(fact.with_values(trace=fact.trace + slip, determinant=fact.determinant - lower))
        except OutOfRange:
            continue
        found.append(float(planar_type(matrix.astype(float)) == kind))
    return Attempt(np.array(found), 1.0, sense="at_least")


def _rates(rng: "np.random.Generator", draws: int, share: float) -> Attempt:
    import numpy as np

    matrices = rng.normal(size=(draws, 2, 2))
    truth = np.linalg.eigvals(matrices).real.max(axis=1)
    trace, determinant = matrices[:, 0, 0] + matrices[:, 1, 1], np.linalg.det(matrices)
    rate = linear_dynamics_classification(PlanarSystem(trace=trace, determinant=share * determinant)).value
    return Attempt(np.abs(truth - rate), 1e-6)


@trial(linear_dynamics_classification)
def eigenvalues(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random matrices."""
    return _rates(rng, draws, 1.0)


@trial("linear-dynamics-classification")
def euler(rng: "np.random.Generator", draws: int) -> Attempt:
    """(b) for random stable matrices of size 4: the spectral radius on both sides of the threshold."""
    import numpy as np

    a = rng.normal(size=(draws, 4, 4)) - 3 * np.eye(4)
    values = np.linalg.eigvals(a)
    stable = (values.real < -0.05).all(axis=1)
    a, values = np.asarray(a[stable]), values[stable]
    threshold = (-2 * values.real / np.abs(values) ** 2).min(axis=1)[:, None, None]
    radius = [np.abs(np.linalg.eigvals(np.eye(4) + f * threshold * a)).max(axis=1) for f in (0.99, 1.01)]
    return Attempt(np.concatenate([radius[0], 1 / radius[1]]), 1.0)


@trial("linear-dynamics-classification")
def decay(rng: "np.random.Generator", draws: int) -> Attempt:
    """(a): the norm of exp(tA) is at most exp(−λ_min(H) t)."""
    import numpy as np
    from scipy.linalg import expm

    a = rng.normal(size=(min(draws, 100), 3, 3))
    least = np.linalg.eigvalsh(-(a + a.transpose(0, 2, 1)) / 2)[:, 0]
    return Attempt(np.linalg.norm(expm(0.7 * a), ord=2, axis=(1, 2)), np.exp(-0.7 * least))


@ablation(linear_dynamics_classification, breaks="system")
def determinant_halved(rng: "np.random.Generator", draws: int) -> Attempt:
    """Half of the determinant is claimed."""
    return _rates(rng, draws, 0.5)


@step("linear-dynamics-classification", 6, mutant={"four": -4})
def saddle(four: Constant = 4) -> Verdict:
    r"""$\Delta < 0$ (then $\tau^2 - 4 \Delta > 0$): real roots with this sum and product have opposite signs."""
    return entails(
        lambda trace, det: [det < 0],
        lambda trace, det: trace**2 - four * det > 0,
    )


@step("linear-dynamics-classification", 6, mutant={"sign": -1})
def node(sign: Constant = 1) -> Verdict:
    r"""The same sign, that of $\tau$, if $\Delta > 0$: for a positive trace; `r`, `s` are the roots."""
    return entails(lambda r, s: [r * s > 0, r + s > 0], lambda r, s: sign * r > 0)
