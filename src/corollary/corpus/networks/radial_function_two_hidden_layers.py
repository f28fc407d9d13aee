"""Squares added and a profile interpolated."""

from typing import TYPE_CHECKING

from corollary.corpus.networks.relu_network_calculus import affine, hidden_widths, merge, parallel, realise
from corollary.logic import AtMost, Attempt, Property, Quantity, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np

    from corollary.corpus.networks.relu_network_calculus import Network


class ProfileLipschitz(
    Quantity, says="the Lipschitz constant of {target} as a function of the squared norm of its input", tex=r"\Lambda"
):
    target: str


class RadialNetwork(
    Property,
    says="{network} computes {target}, a function of the squared norm on the cube [-{radius}, {radius}]^d of dimension "
    "{inputs}, by interpolation of squares with {first} pieces and of the profile with {second} pieces",
):
    target: str
    network: str
    inputs: int
    radius: float
    first: int
    second: int


class CenteredCubeError(
    Quantity,
    says="the uniform distance of {network} from {target} on the cube around the origin on which {network} is built",
    tex=r"\varepsilon",
):
    target: str
    network: str


@theorem
def radial_function_two_hidden_layers(
    profile: AtMost[ProfileLipschitz], network: RadialNetwork
) -> AtMost[CenteredCubeError]:
    """The error of the squares and that of the profile."""
    require(profile.value >= 0, "a Lipschitz constant is not negative")
    require(network.inputs >= 1, "d >= 1")
    require(network.first >= 1, "N >= 1")
    require(network.second >= 1, "K >= 1")
    pieces = 1 / network.first**2 + 1 / (2 * network.second)
    return profile.value * network.inputs * network.radius**2 * pieces


def interpolant(low: float, high: float, values: "np.ndarray") -> "Network":
    """One hidden layer: piecewise linear on [low, high] with the values at equidistant points, one unit a piece."""
    import numpy as np

    points = np.linspace(low, high, len(values))
    slopes = np.diff(values) / np.diff(points)
    units = affine(np.ones((len(slopes), 1)), -points[:-1])
    return units + affine([np.diff(slopes, prepend=0.0)], values[:1])


def radial_network(dimension: int, radius: float, first: int, profile: "np.ndarray") -> "Network":
    """The network of the page, from the values of the profile at K + 1 points of [0, d R^2]."""
    import numpy as np

    square = interpolant(-radius, radius, np.linspace(-radius, radius, first + 1) ** 2)
    added = merge(parallel(*[square] * dimension), affine(np.ones((1, dimension))))
    return merge(added, interpolant(0, dimension * radius**2, profile))


def _profiles(rng: "np.random.Generator", draws: int, steepness: float, factor: float) -> Attempt:
    """Zigzags that vanish at the points of interpolation, and straight profiles."""
    import numpy as np

    errors, bounds = [], []
    for _ in range(min(draws, 50)):
        d, radius = int(rng.integers(1, 6)), float(rng.uniform(0.5, 2))
        zigzag = rng.random() < 0.5
        first, second = (30, int(rng.integers(1, 6))) if zigzag else (int(rng.integers(1, 6)), 300)
        step, constant = d * radius**2 / second, float(rng.uniform(0.5, 2))

        def profile(s: "np.ndarray", zigzag: bool = zigzag, step: float = step, c: float = constant) -> "np.ndarray":
            return np.asarray(steepness * c * (np.abs(s - step * np.round(s / step)) if zigzag else s))

        network = radial_network(d, radius, first, profile(np.arange(second + 1) * step))
        x = rng.uniform(-radius, radius, size=(200, d))
        x[0] = (np.arange(first)[first // 2] + 0.5) * 2 * radius / first - radius
        if zigzag:
            x[1:] *= np.sqrt(step * (rng.integers(second, size=199) + 0.5) / (x[1:] ** 2).sum(axis=1))[:, None]
            x = x[np.abs(x).max(axis=1) <= radius]
        fits = hidden_widths(network) == [d * first, second]
        error = np.abs(realise(network, x)[:, 0] - profile((x**2).sum(axis=1))).max()
        errors.append(error if fits else np.inf)
        fact = RadialNetwork(inputs=d, radius=radius, first=first, second=second)
        bounds.append(factor * float(radial_function_two_hidden_layers(AtMost[ProfileLipschitz](constant), fact).value))
    return Attempt(np.array(errors) / np.array(bounds), np.ones(len(bounds)))


@trial(radial_function_two_hidden_layers)
def profiles(rng: "np.random.Generator", draws: int) -> Attempt:
    """The networks built; either term nearly attained."""
    return _profiles(rng, draws, 1.0, 1.0)


@ablation(radial_function_two_hidden_layers, breaks="profile")
def steeper_profiles(rng: "np.random.Generator", draws: int) -> Attempt:
    """One and a half times as steep."""
    return _profiles(rng, draws, 1.5, 1.0)


@ablation(radial_function_two_hidden_layers, breaks="constant")
def three_quarters(rng: "np.random.Generator", draws: int) -> Attempt:
    """Three quarters of the bound."""
    return _profiles(rng, draws, 1.0, 0.75)
