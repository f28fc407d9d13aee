"""Bumps of all signs, and functions near them."""

from typing import TYPE_CHECKING

from corollary.corpus.learning.vc_dimension import VCDimension, all_labelings
from corollary.logic import AtLeast, Attempt, Property, ablation, require, theorem, trial
from corollary.logic.arithmetic import ceil, power

if TYPE_CHECKING:
    import numpy as np


class ApproximatesLipschitz(
    Property,
    says="{hypotheses} consists of the indicators of g > 0 for real functions g on the unit cube of dimension {inputs}; "
    "every function with Lipschitz constant {lipschitz} for the maximum norm is uniformly within {accuracy} of one of these g",
):
    hypotheses: str
    inputs: int
    lipschitz: float
    accuracy: float


@theorem
def approximation_lower_bound_vc(approximation: ApproximatesLipschitz) -> AtLeast[VCDimension]:
    """As many points as bumps."""
    require(approximation.inputs >= 1, "d >= 1")
    require(approximation.accuracy > 0, "the accuracy is positive")
    require(2 * approximation.accuracy < approximation.lipschitz, "the accuracy is less than half the constant")
    return power(ceil(approximation.lipschitz / (2 * approximation.accuracy)), approximation.inputs)


def grid(inputs: int, intervals: int) -> "np.ndarray":
    """The points of {0, 1/N, ..., 1}^d, one a row."""
    import numpy as np

    return np.asarray(np.indices((intervals + 1,) * inputs).reshape(inputs, -1).T / intervals)


def bumps(x: "np.ndarray", inputs: int, intervals: int, lipschitz: float) -> "np.ndarray":
    """The functions beta_p at the rows of x, one column for each point p of the grid."""
    import numpy as np

    distance = np.abs(x[:, None] - grid(inputs, intervals)[None]).max(axis=2)
    return np.maximum(0, lipschitz * (1 / (2 * intervals) - distance))


def is_lipschitz(
    rng: "np.random.Generator", coefficients: "np.ndarray", inputs: int, intervals: int, constant: float
) -> bool:
    """No pair of random points, near and far, shows a combination of bumps of height 1 not to be Lipschitz."""
    import numpy as np

    x = rng.random((60, inputs))
    y = np.clip(x + rng.normal(size=x.shape) * rng.choice([0.01, 0.3, 1.0], size=(60, 1)), 0, 1)
    unit = 2.0 * intervals  # the slope of bumps of height 1
    change = np.abs((bumps(x, inputs, intervals, unit) - bumps(y, inputs, intervals, unit)) @ coefficients.T)
    return bool(np.all(change <= constant * np.abs(x - y).max(axis=1)[:, None] * (1 + 1e-9) + 1e-12))


def _shattered(rng: "np.random.Generator", draws: int, error: float) -> Attempt:
    """Functions within `error` times epsilon of the sums of bumps, their signs on the grid counted as patterns."""
    import numpy as np

    truth, bounds = [], []
    for _ in range(min(draws, 60)):
        d, n = [(1, 1), (1, 4), (1, 9), (2, 1), (2, 2), (3, 1)][int(rng.integers(6))]
        constant = float(rng.uniform(0.5, 2))
        accuracy = constant / (2 * n) * float(rng.uniform(n / (n + 1) + 1e-3, 1 - 1e-3))
        signs = 2.0 * all_labelings((n + 1) ** d) - 1
        heights = signs * constant / (2 * n)
        near = heights + error * accuracy * rng.choice([-1, 1], size=heights.shape)
        patterns = len(np.unique(near > 0, axis=0)) == len(signs)
        sample = heights[rng.integers(len(heights), size=20)]
        allowed = is_lipschitz(rng, sample, d, n, constant)
        truth.append((n + 1.0) ** d if patterns and allowed else 0.0)
        fact = ApproximatesLipschitz(inputs=d, lipschitz=constant, accuracy=accuracy)
        bounds.append(float(approximation_lower_bound_vc(fact).value))
    return Attempt(np.array(truth), np.array(bounds), sense="at_least")


@trial(approximation_lower_bound_vc)
def signed_bumps(rng: "np.random.Generator", draws: int) -> Attempt:
    """The grid is shattered, whatever the errors; as many points as claimed."""
    return _shattered(rng, draws, 1.0)


@ablation(approximation_lower_bound_vc, breaks="approximation")
def thrice_the_error(rng: "np.random.Generator", draws: int) -> Attempt:
    """Errors of three times the accuracy claimed may cover up the bumps."""
    return _shattered(rng, draws, 3.0)
