"""Interpolation on Kuhn's triangulation by a ReLU network."""

from fractions import Fraction
from typing import TYPE_CHECKING

from corollary.corpus.networks.relu_maximum_network import maximum_network
from corollary.corpus.networks.relu_network_calculus import affine, fan_out, hidden_widths, merge, realise
from corollary.logic import AtMost, Attempt, Constant, Property, Quantity, ablation, require, step, theorem, trial
from corollary.logic.checking import Verdict, identity, integral

if TYPE_CHECKING:
    import numpy as np

    from corollary.corpus.networks.relu_network_calculus import Network


class LipschitzOnCube(
    Quantity, says="the Lipschitz constant of {target} on the unit cube for the maximum norm", tex=r"\Lambda"
):
    target: str


class KuhnInterpolant(
    Property,
    says="{network} computes the piecewise linear interpolant of {target} on the unit cube, "
    "on Kuhn's triangulation with {intervals} intervals a side",
):
    target: str
    network: str
    intervals: int


class CubeError(
    Quantity, says="the uniform distance on the unit cube [0, 1]^d of {network} from {target}", tex=r"\varepsilon"
):
    target: str
    network: str


@theorem
def lipschitz_relu_interpolation(lipschitz: AtMost[LipschitzOnCube], network: KuhnInterpolant) -> AtMost[CubeError]:
    """Three quarters of the oscillation over a mesh."""
    require(network.intervals >= 1, "N >= 1")
    return 3 * lipschitz.value / (4 * network.intervals)


def hat_network(dimension: int, intervals: int, node: "np.ndarray") -> "Network":
    """x to phi(N x - m), with ceil(log2(d + 1)) + 1 hidden layers."""
    import numpy as np

    numbers = np.vstack([np.zeros(dimension), intervals * np.eye(dimension)])
    shift = np.append(0.0, -node)
    tree = maximum_network(dimension + 1)
    largest, least = merge(affine(numbers, shift), tree), merge(affine(-numbers, -shift), tree)
    return merge(fan_out(largest, least), affine([[-1.0, -1.0]], [1.0]) + affine([[1.0]]))


def hats_network(dimension: int, intervals: int) -> "Network":
    """All phi(N x - m), m in {0, ..., N}^d in lexicographic order."""
    import numpy as np

    nodes = np.indices((intervals + 1,) * dimension).reshape(dimension, -1).T
    return fan_out(*(hat_network(dimension, intervals, node.astype(float)) for node in nodes))


def _cones(rng: "np.random.Generator", draws: int, steepness: float, factor: float) -> Attempt:
    """The functions max |z_i - x_i| that are worst at their tips x, at the tips with equal gaps and at random ones."""
    import numpy as np

    errors, bounds = [], []
    for d, n in [(1, 1), (1, 4), (2, 1), (2, 3), (3, 1), (3, 2)]:
        network = hats_network(d, n)
        widths = hidden_widths(network)
        fits = sum(widths) <= (12 * d - 5) * (n + 1) ** d and len(widths) == int(np.ceil(np.log2(d + 1))) + 1
        tips = rng.random(size=(max(1, min(draws, 40)), d))
        tips[0] = (rng.integers(n, size=d) + rng.permutation(np.arange(1, d + 1)) / (d + 1)) / n
        nodes = np.indices((n + 1,) * d).reshape(d, -1).T / n
        values = steepness * np.abs(nodes[None] - tips[:, None]).max(axis=2)
        error = np.abs((realise(network, tips) * values).sum(axis=1))
        errors.append(error if fits else np.full(len(tips), np.inf))
        facts = AtMost[LipschitzOnCube](np.ones(len(tips))), KuhnInterpolant(intervals=n)
        bounds.append(factor * lipschitz_relu_interpolation(*facts).value)
    return Attempt(np.concatenate(errors), np.concatenate(bounds))


@trial(lipschitz_relu_interpolation)
def cones(rng: "np.random.Generator", draws: int) -> Attempt:
    """One to three dimensions; five sixths of the bound are reached."""
    return _cones(rng, draws, 1.0, 1.0)


@trial("lipschitz-relu-interpolation")
def partition_of_unity(rng: "np.random.Generator", draws: int) -> Attempt:
    """The sum of the hats is 1 and none is negative."""
    import numpy as np

    faults = []
    for d, n in [(1, 5), (2, 3), (3, 2), (4, 1)]:
        values = realise(hats_network(d, n), rng.random(size=(max(1, min(draws, 50)), d)))
        faults.append(np.maximum(np.abs(values.sum(axis=1) - 1), -values.min(axis=1)))
    return Attempt(np.concatenate(faults), 1e-10, tolerance=0.0)


@ablation(lipschitz_relu_interpolation, breaks="constant")
def half_the_mesh(rng: "np.random.Generator", draws: int) -> Attempt:
    """1/2 in place of 3/4, which is right on the line only."""
    return _cones(rng, draws, 1.0, 2 / 3)


@ablation(lipschitz_relu_interpolation, breaks="lipschitz")
def steeper_cones(rng: "np.random.Generator", draws: int) -> Attempt:
    """Cones one and a half times as steep as claimed."""
    return _cones(rng, draws, 1.5, 1.0)


# Checked steps of the proof.


@step(lipschitz_relu_interpolation, 5, mutant={"three": 2})
def mean_distance(three: Constant = 3) -> Verdict:
    r"""$\int_0^1 \max(a, 1 - a) \, \dd a = \frac34$, the halves of the interval apart."""
    half = Fraction(1, 2)
    return identity(
        lambda: integral(lambda a: 1 - a, 0, half) + integral(lambda a: a, half, 1), lambda: Fraction(three, 4)
    )
