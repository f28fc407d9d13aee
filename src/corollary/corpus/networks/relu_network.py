"""ReLU networks, and the Jacobian read off their pattern."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, Property, ablation, trial

if TYPE_CHECKING:
    import numpy as np


class ReluNetwork(Property, says="{network} is a feedforward network whose only activation is the ReLU"):
    network: str


def _difference_quotients(rng: "np.random.Generator", draws: int, masked: bool) -> Attempt:
    import numpy as np

    a, b, v = rng.normal(size=(draws, 6, 3)), rng.normal(size=(draws, 5, 6)), rng.normal(size=(draws, 1, 5))
    x, direction = rng.normal(size=(2, draws, 3, 1))

    def network(x: "np.ndarray") -> tuple["np.ndarray", "np.ndarray", "np.ndarray"]:
        first = a @ x
        second = b @ np.maximum(first, 0)
        return v @ np.maximum(second, 0), first, second

    step = 1e-9
    value, first, second = network(x)
    kept = (np.abs(first).min((1, 2)) > 1e-6) & (np.abs(second).min((1, 2)) > 1e-6)
    quotient = (network(x + step * direction)[0] - value) / step
    jacobian = v @ ((second > 0 if masked else 1) * b) @ ((first > 0) * a) @ direction
    error = np.abs(quotient - jacobian).ravel()[kept]
    return Attempt(truth=error, bound=np.full_like(error, 1e-4))


@trial("relu-network")
def jacobian_product(rng: "np.random.Generator", draws: int) -> Attempt:
    """Difference quotients equal the product formula where no pre-activation is near 0."""
    return _difference_quotients(rng, draws, True)


@ablation("relu-network", breaks="constant")
def jacobian_without_pattern(rng: "np.random.Generator", draws: int) -> Attempt:
    """Leaving out one pattern matrix."""
    return _difference_quotients(rng, draws, False)
