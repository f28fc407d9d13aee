"""Upper bound on the number of activation regions."""

from typing import TYPE_CHECKING

from corollary.corpus.networks.feedforward_network import Depth, HiddenWidth, InputUnits
from corollary.corpus.networks.linear_region import LogActivationRegions
from corollary.corpus.networks.relu_network import ReluNetwork
from corollary.logic import AtMost, Attempt, Equals, ablation, require, theorem, trial
from corollary.logic.arithmetic import log_binomial_sum, minimum

if TYPE_CHECKING:
    import numpy as np


@theorem
def linear_regions_upper_bound(
    relu: ReluNetwork, inputs: AtMost[InputUnits], depth: Equals[Depth], width: AtMost[HiddenWidth]
) -> AtMost[LogActivationRegions]:
    """Each layer cuts each region like a hyperplane arrangement."""
    require(inputs.value >= 1, "at least one input")
    require(depth.value >= 2, "a hidden layer")
    require(width.value >= 1, "every hidden layer has a unit")
    return (depth.value - 1) * log_binomial_sum(width.value, minimum(inputs.value, width.value))


def _patterns(rng: "np.random.Generator", draws: int, inputs: int, waves: bool = False) -> Attempt:
    """Shallow networks with three units, and many random inputs: patterns seen against the bound for the plane."""
    import numpy as np

    seen = []
    x = 20 * rng.standard_cauchy(size=(4000, inputs))
    for _ in range(draws):
        z = x @ rng.normal(size=(inputs, 3)) + rng.normal(size=3)
        seen.append(np.log(np.unique(((np.sin(z) if waves else z) > 0) @ np.array([1, 2, 4])).size))
    facts = ReluNetwork(), AtMost[InputUnits](2.0), Equals[Depth](2.0), AtMost[HiddenWidth](3.0)
    return Attempt(truth=np.array(seen), bound=np.full(draws, float(linear_regions_upper_bound(*facts).value)))


@trial(linear_regions_upper_bound)
def plane(rng: "np.random.Generator", draws: int) -> Attempt:
    """At most seven of the eight patterns occur in the plane."""
    return _patterns(rng, min(draws, 100), 2)


@ablation(linear_regions_upper_bound, breaks="inputs")
def space(rng: "np.random.Generator", draws: int) -> Attempt:
    """Three inputs: all eight patterns occur."""
    return _patterns(rng, min(draws, 100), 3)


@ablation(linear_regions_upper_bound, breaks="relu")
def sine_units(rng: "np.random.Generator", draws: int) -> Attempt:
    """Units sin(z), active where they are positive, which is not a half-plane: all eight patterns occur in the plane."""
    return _patterns(rng, min(draws, 100), 2, waves=True)
