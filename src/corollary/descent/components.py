"""Finite sums whose components are a loss of one linear form: what `runs` descends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from corollary.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

Loss = Literal["squared", "logistic", "linear"]


@dataclass(frozen=True, eq=False)
class Components:
    """f_i(x) = φ(⟨a_i, x⟩, y_i) + ridge/2 ‖x‖² for i = 0, …, n − 1; their mean is the objective.

    `rows` (n, d), float64, are the a_i; `targets` (n,), float64, the y_i. φ(u, y) is (u − y)²/2 for the squared loss,
    log(1 + exp(−y u)) for the logistic one (nats), and −y u for the linear one.
    """

    loss: Loss
    rows: Array
    targets: Array
    ridge: float = 0.0

    def __post_init__(self) -> None:
        import numpy as np

        if self.rows.ndim != 2 or self.targets.shape != self.rows.shape[:1] or not self.rows.size:
            shapes = f"{self.rows.shape} and {self.targets.shape}"
            raise InputError(
                f"The rows and targets have the shapes {shapes}; give (n, d) and (n,), n and d at least 1."
            )
        if not (np.isfinite(self.rows).all() and np.isfinite(self.targets).all() and np.isfinite(self.ridge)):
            raise InputError("The rows, targets and ridge contain a value that is not finite; give finite numbers.")
        if self.loss == "logistic" and not np.isin(self.targets, (-1, 1)).all():
            raise InputError("The logistic loss takes labels −1 and 1; the targets contain another value.")

    def gradient(self, i: int, x: Array) -> Array:
        """∇f_i at x (d,); shape (d,)."""
        u, y = self.rows[i] @ x, self.targets[i]
        slope: Array = self._pull(u, y) * self.rows[i] + self.ridge * x
        return slope

    def value(self, x: Array) -> Array:
        """The objective at each of the points x (m, d); shape (m,)."""
        import numpy as np

        u, y = x @ self.rows.T, self.targets
        if self.loss == "squared":
            losses = (u - y) ** 2 / 2
        elif self.loss == "logistic":
            losses = np.logaddexp(0, -y * u)
        else:
            losses = -y * u
        return np.asarray(losses.mean(axis=1) + self.ridge / 2 * (x**2).sum(axis=1))

    def _pull(self, u: Array, y: Array) -> Array:
        """∂φ/∂u."""
        import numpy as np

        if self.loss == "squared":
            return np.asarray(u - y)
        if self.loss == "logistic":
            with np.errstate(over="ignore"):
                return np.asarray(-y / (1 + np.exp(y * u)))
        return np.asarray(-y)


def least_squares(rows: ArrayLike, targets: ArrayLike, ridge: float = 0.0) -> Components:
    """f_i(x) = (⟨a_i, x⟩ − y_i)²/2 + ridge/2 ‖x‖² from rows (n, d) and targets (n,).

    Raises:
        InputError: the shapes do not fit, or a value is not finite.
    """
    return Components("squared", *_arrays(rows, targets), float(ridge))


def logistic(rows: ArrayLike, labels: ArrayLike, ridge: float = 0.0) -> Components:
    """f_i(x) = log(1 + exp(−y_i ⟨a_i, x⟩)) + ridge/2 ‖x‖² from rows (n, d) and labels (n,) that are −1 or 1.

    Raises:
        InputError: the shapes do not fit, a value is not finite, or a label is neither −1 nor 1.
    """
    return Components("logistic", *_arrays(rows, labels), float(ridge))


def parabolas(centres: ArrayLike) -> Components:
    """f_i(x) = ‖x − b_i‖²/2 − ‖b_i‖²/2 from the centres b_i (n, d): all curvatures are 1.

    Raises:
        InputError: the shape is not (n, d), or a value is not finite.
    """
    import numpy as np

    return Components("linear", *_arrays(centres, np.ones(len(np.atleast_1d(np.asarray(centres))))), 1.0)


def _arrays(rows: ArrayLike, targets: ArrayLike) -> tuple[Array, Array]:
    import numpy as np

    return np.asarray(rows, np.float64), np.asarray(targets, np.float64)
