"""The squaring network."""

from math import inf
from typing import TYPE_CHECKING, Literal

from corollary.corpus.networks.relu_network_calculus import hidden_widths, realise
from corollary.logic import Attempt, Constant, Equals, Property, Quantity, ablation, require, step, theorem, trial
from corollary.logic.arithmetic import power
from corollary.logic.checking import Verdict, certified, identity

if TYPE_CHECKING:
    import numpy as np

    from corollary.corpus.networks.relu_network_calculus import Network


class SquaringNetwork(Property, says="{network} is the squaring network with {layers} hidden layers"):
    network: str
    layers: int


class SquaringError(Quantity, says="the uniform distance on [0, 1] of {network} from the square", tex=r"\varepsilon"):
    network: str


@theorem
def yarotsky_squaring_network(network: SquaringNetwork) -> Equals[SquaringError]:
    """A quarter for every layer."""
    require(network.layers >= 1, "m >= 1")
    return 1 / power(4, network.layers + 1)


def squaring_network(layers: int) -> "Network":
    """The network of the page, weights in hand; exact in floating point at dyadic inputs as long as digits last."""
    import numpy as np

    hidden = [(np.array([[1.0], [1.0]]), np.array([0.0, -0.5]))]
    carried = [1.0, 0.0]  # c_s in terms of the units of layer s
    for s in range(1, layers):
        tooth = [2.0, -4.0] + [0.0] * (len(carried) - 2)
        square = [c - t / 4**s for c, t in zip(carried, tooth, strict=True)]
        hidden.append((np.array([tooth, tooth, square]), np.array([0.0, -0.5, 0.0])))
        carried = [0.0, 0.0, 1.0]
    tooth = [2.0, -4.0] + [0.0] * (len(carried) - 2)
    output = [c - t / 4**layers for c, t in zip(carried, tooth, strict=True)]
    return [*hidden, (np.array([output]), np.zeros(1))]


def _errors(layers: int) -> "np.ndarray":
    """Network minus square at all multiples of 2^-(layers + 1), where the error is least and greatest."""
    import numpy as np

    x = np.arange(2 ** (layers + 1) + 1) / 2 ** (layers + 1)
    return np.asarray(realise(squaring_network(layers), x[:, None])[:, 0] - x**2)


def _attempt(rng: "np.random.Generator", draws: int, claimed: int, sense: "Literal['at_most', 'at_least']") -> Attempt:
    import numpy as np

    layers = rng.integers(2 if claimed < 0 else 1, 11, size=draws)
    bound = yarotsky_squaring_network(SquaringNetwork(layers=layers.astype(float) + claimed)).value
    scale = 4.0**layers  # so that the tolerance of an attempt is relative
    return Attempt(np.array([np.abs(_errors(int(m))).max() for m in layers]) * scale, bound * scale, sense=sense)


@trial(yarotsky_squaring_network)
def largest_error(rng: "np.random.Generator", draws: int) -> Attempt:
    """Up to ten layers: not above the number claimed."""
    return _attempt(rng, draws, 0, "at_most")


@trial(yarotsky_squaring_network)
def attained(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nor below it."""
    return _attempt(rng, draws, 0, "at_least")


@trial("yarotsky-squaring-network")
def one_sided(rng: "np.random.Generator", draws: int) -> Attempt:
    """The network is at least the square, has width at most 3 and weights at most 4."""
    import numpy as np

    least = []
    for layers in rng.integers(1, 11, size=draws):
        network = squaring_network(int(layers))
        small = max(hidden_widths(network)) <= 3 and max(np.abs(weight).max() for weight, _ in network) <= 4
        least.append(_errors(int(layers)).min() if small else -1.0)
    return Attempt(least, 0.0, sense="at_least", tolerance=0.0)


@ablation(yarotsky_squaring_network, breaks="network")
def a_layer_less(rng: "np.random.Generator", draws: int) -> Attempt:
    """One layer less than claimed."""
    return _attempt(rng, draws, 1, "at_most")


@ablation(yarotsky_squaring_network, breaks="constant")
def a_layer_more(rng: "np.random.Generator", draws: int) -> Attempt:
    """The error of one layer less, as a lower bound."""
    return _attempt(rng, draws, -1, "at_least")


# Checked steps of the proof.


@step(yarotsky_squaring_network, 1, mutant={"one": 2})
def interpolant(one: Constant = 1) -> Verdict:
    r"""$I_s(ih + u) - (ih + u)^2 = u (h - u) \in [0, h^2 / 4]$, the chord written out; `a` is `i h`."""
    return identity(
        lambda a, h, u: a**2 + u * ((a + h) ** 2 - a**2) / h - (a + u) ** 2,
        lambda a, h, u: u * (one * h - u),
        {"a": (0, inf), "h": (0, inf), "u": (0, inf)},
    )


@step(yarotsky_squaring_network, 1, mutant={"four": 5})
def greatest(four: Constant = 4) -> Verdict:
    r"""$u (h - u) \in [0, h^2 / 4]$, its upper end."""
    return certified(lambda h, u: h**2 / four - u * (h - u), lambda h, u: [(1, h / 2 - u)])
