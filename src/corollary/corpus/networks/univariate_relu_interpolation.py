"""Error of the piecewise linear interpolant."""

from typing import TYPE_CHECKING

from corollary.corpus.networks.feedforward_network import HiddenUnits
from corollary.logic import AtMost, Attempt, Equals, Quantity, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class LipschitzOnInterval(Quantity, says="the Lipschitz constant of {target} on the unit interval", tex=r"\Lambda"):
    target: str


class ShallowError(
    Quantity,
    says="the uniform distance on [0, 1] of {target} from the shallow ReLU interpolant {network}",
    tex=r"\varepsilon",
):
    target: str
    network: str


@theorem
def univariate_relu_interpolation(
    lipschitz: AtMost[LipschitzOnInterval], units: Equals[HiddenUnits]
) -> AtMost[ShallowError]:
    """Half the Lipschitz constant divided by the width."""
    require(units.value >= 1, "at least one unit")
    return lipschitz.value / (2 * units.value)


def _zigzag(rng: "np.random.Generator", draws: int, steepness: float) -> Attempt:
    import numpy as np

    n = rng.integers(1, 10, size=draws)
    slope = rng.uniform(0.5, 2, size=draws)
    errors = []
    for units, constant in zip(n, slope, strict=True):
        x = np.linspace(0, 1, 40 * units + 1)
        f = steepness * constant * np.abs(x * units - np.round(x * units)) / units * rng.choice([-1, 1])
        g = np.interp(x, np.arange(units + 1) / units, f[::40])
        errors.append(np.abs(f - g).max())
    facts = AtMost[LipschitzOnInterval](slope), Equals[HiddenUnits](n.astype(float))
    return Attempt(truth=np.array(errors), bound=univariate_relu_interpolation(*facts).value)


@trial(univariate_relu_interpolation)
def zigzag(rng: "np.random.Generator", draws: int) -> Attempt:
    """The extreme function: the bound is attained."""
    return _zigzag(rng, draws, 1.0)


@ablation(univariate_relu_interpolation, breaks="lipschitz")
def steeper_zigzag(rng: "np.random.Generator", draws: int) -> Attempt:
    """Slopes larger than the constant."""
    return _zigzag(rng, draws, 1.1)
