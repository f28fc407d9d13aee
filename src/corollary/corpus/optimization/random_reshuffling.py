"""Random reshuffling and shuffle-once as methods, and their exact moments on quadratic sums for trials."""

from typing import TYPE_CHECKING

from corollary.corpus.optimization.finite_sum import QuadraticSum, second_moment
from corollary.logic import Property, Quantity

if TYPE_CHECKING:
    import numpy as np


class Shuffled(
    Property,
    says="{method} passes through the components of {objective} {epochs} times with constant step {step} (both numbers "
    "fixed in advance), each time in a uniformly random order without repetition",
):
    """Each epoch's order is uniform; epochs may depend on each other (drawn afresh, or once for all)."""

    method: str
    objective: str
    step: float
    epochs: int


class FreshOrders(Property, says="the orders of different epochs of {method} are independent"):
    """With `Shuffled`: random reshuffling. Shuffle-once does not have it."""

    method: str


class EpochAverageSuboptimality(
    Quantity,
    says="the value of {objective} at the average of the points where the epochs of {method} end, minus its minimum",
    tex=r"f(\hat x) - f_\star",
):
    """f((x_1 + … + x_T) / T) − min f, with x_t the point after t epochs."""

    method: str
    objective: str


def reshuffled_error(sums: QuadraticSum, start: "np.ndarray", step: "np.ndarray", epochs: int) -> "np.ndarray":
    """E ‖x_T‖² of random reshuffling, exactly; the minimiser is 0. `start` (draws, d), `step` (draws,)."""
    import numpy as np

    d = start.shape[1]
    first = np.concatenate([start, np.ones((len(start), 1))], axis=1)
    moment = second_moment(sums.epochs(step), first, epochs)
    return np.asarray(np.trace(moment[:, :d, :d], axis1=1, axis2=2))


def shuffled_once_errors(sums: QuadraticSum, start: "np.ndarray", step: "np.ndarray", epochs: int) -> "np.ndarray":
    """‖x_T‖² for each of the n! orders used in every epoch, shape (draws, n!); their mean is that of shuffle-once."""
    import numpy as np

    d = start.shape[1]
    first = np.concatenate([start, np.ones((len(start), 1))], axis=1)
    last = np.einsum("bmij,bj->bmi", np.linalg.matrix_power(sums.epochs(step), epochs), first)
    return np.asarray((last[..., :d] ** 2).sum(axis=2))
