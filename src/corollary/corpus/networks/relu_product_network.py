"""Approximate multiplication by a ReLU network."""

from fractions import Fraction
from typing import TYPE_CHECKING

from corollary.corpus.networks.relu_network_calculus import affine, hidden_widths, identity, merge, parallel, realise
from corollary.corpus.networks.yarotsky_squaring_network import squaring_network
from corollary.logic import (
    AtMost,
    Attempt,
    Constant,
    Property,
    Quantity,
    ablation,
    checking,
    require,
    step,
    theorem,
    trial,
)
from corollary.logic.arithmetic import power
from corollary.logic.checking import Verdict

if TYPE_CHECKING:
    import numpy as np

    from corollary.corpus.networks.relu_network_calculus import Network


class ProductNetwork(
    Property,
    says="{network} is the product network of {factors} factors in [-1, 1], from squares with {layers} hidden layers",
):
    network: str
    factors: int
    layers: int


class ProductError(
    Quantity,
    says="the uniform distance on the cube [-1, 1]^k of {network} from the product of its k inputs",
    tex=r"\varepsilon",
):
    network: str


@theorem
def relu_product_network(network: ProductNetwork) -> AtMost[ProductError]:
    """The errors of the pairwise products add."""
    require(network.factors >= 2, "k >= 2")
    require(network.layers >= 1, "m >= 1")
    return (network.factors - 1) / power(4, network.layers + 1)


def pair_network(layers: int) -> "Network":
    """(x, y) in [-1, 1]^2 to their approximate product, with `layers` + 1 hidden layers."""
    import numpy as np

    half = np.array([[0.5, 0.5], [-0.5, -0.5], [0.5, -0.5], [-0.5, 0.5]])
    moduli = affine(half) + affine([[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0]])
    square = squaring_network(layers)
    return merge(moduli, parallel(square, square), affine([[1.0, -1.0]]))


def product_network(factors: int, layers: int) -> "Network":
    """The approximate product of at least two inputs, with (factors - 1)(layers + 1) hidden layers."""
    pair = pair_network(layers)
    stages = [parallel(pair, identity(waiting, layers + 1)) for waiting in range(factors - 2, 0, -1)]
    return merge(*stages, pair)


def _attempt(rng: "np.random.Generator", draws: int, factor: float) -> Attempt:
    """Largest errors over dyadic inputs, among them the worst pair, with the widths and depth checked."""
    import numpy as np

    errors, bounds = [], []
    for k, m in [(2, 1), (2, 2), (2, 5), (3, 1), (3, 4), (5, 2), (5, 3)]:
        network = product_network(k, m)
        widths = hidden_widths(network)
        as_claimed = len(widths) == (k - 1) * (m + 1) and max(widths) <= 2 * k + 2
        x = rng.integers(-1024, 1025, size=(draws, k)) / 1024
        x[0], x[0, :2] = 1.0, 2.0 ** -(m + 1)
        error = np.abs(realise(network, x)[:, 0] - x.prod(axis=1))
        errors.append(error.max() if as_claimed else np.inf)
        bounds.append(factor * float(relu_product_network(ProductNetwork(factors=k, layers=m)).value))
    scale = np.array(bounds)
    return Attempt(np.array(errors) / scale, np.ones(len(scale)))


@trial(relu_product_network)
def random_factors(rng: "np.random.Generator", draws: int) -> Attempt:
    """Two, three and five factors; attained for two."""
    return _attempt(rng, draws, 1.0)


@trial("relu-product-network")
def zero_factor(rng: "np.random.Generator", draws: int) -> Attempt:
    """A factor 0 gives the product 0."""
    import numpy as np

    x = rng.integers(-64, 65, size=(draws, 4)) / 64
    x[np.arange(draws), rng.integers(4, size=draws)] = 0
    return Attempt(np.abs(realise(product_network(4, 3), x)[:, 0]), 0.0)


@ablation(relu_product_network, breaks="network")
def factors_beyond_one(rng: "np.random.Generator", draws: int) -> Attempt:
    """Inputs in [-2, 2] given to the network for [-1, 1]."""
    import numpy as np

    x = rng.uniform(-2, 2, size=(draws, 2))
    error = np.abs(realise(product_network(2, 4), x)[:, 0] - x.prod(axis=1))
    return Attempt(error, float(relu_product_network(ProductNetwork(factors=2, layers=4)).value))


@ablation(relu_product_network, breaks="constant")
def errors_not_added(rng: "np.random.Generator", draws: int) -> Attempt:
    """Half the bound."""
    return _attempt(rng, draws, 0.5)


@step(relu_product_network, 1, mutant={"two": 3})
def polarisation(two: Constant = 2) -> Verdict:
    r"""$xy = (\frac{x + y}{2})^2 - (\frac{x - y}{2})^2$."""
    return checking.identity(lambda x, y: x * y, lambda x, y: ((x + y) / two) ** 2 - ((x - y) / two) ** 2)


@step(relu_product_network, 1, mutant={"one": Fraction(1, 2)})
def error_of_a_pair(one: Constant = 1) -> Verdict:
    r"""A difference of two numbers in $[0, B^2 4^{-(m+1)}]$ is at most that."""
    return checking.entails(
        lambda e, f, most: [e >= 0, f >= 0, e <= most, f <= most], lambda e, f, most: abs(e - f) <= one * most
    )


@step(relu_product_network, 4, mutant={"one": Fraction(1, 2)})
def errors_add(one: Constant = 1) -> Verdict:
    r"""The first term is at most $4^{-(m+1)}$, the second at most $(j - 1) 4^{-(m+1)}$: added, `j` times; `p`, `q` approximate, `t` exact."""
    return checking.entails(
        lambda p, q, t, x, j, most: [
            j >= 1, abs(x) <= 1, most >= 0, abs(q - p * x) <= most, abs(p - t) <= (j - 1) * most,
        ],
        lambda p, q, t, x, j, most: abs(q - t * x) <= one * j * most,
    )  # fmt: skip
