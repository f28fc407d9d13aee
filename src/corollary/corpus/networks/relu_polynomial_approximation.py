"""ReLU approximation of polynomials."""

from typing import TYPE_CHECKING

from corollary.corpus.networks.relu_network_calculus import affine, fan_out, hidden_widths, merge, prolong, realise
from corollary.corpus.networks.relu_product_network import product_network
from corollary.logic import AtMost, Attempt, Property, Quantity, ablation, require, theorem, trial
from corollary.logic.arithmetic import power

if TYPE_CHECKING:
    import numpy as np

    from corollary.corpus.networks.relu_network_calculus import Network


class Polynomial(
    Property,
    says="{target} is a polynomial of degree at most {degree}, "
    "the moduli of whose coefficients have a sum of at most {coefficients}",
):
    target: str
    degree: int
    coefficients: float


class PolynomialNetwork(
    Property,
    says="{network} adds, with the coefficients of {target}, the outputs of product networks "
    "from squares with {layers} hidden layers",
):
    target: str
    network: str
    layers: int


class PolynomialError(
    Quantity, says="the uniform distance on the cube [-1, 1]^d of {network} from {target}", tex=r"\varepsilon"
):
    target: str
    network: str


@theorem
def relu_polynomial_approximation(polynomial: Polynomial, network: PolynomialNetwork) -> AtMost[PolynomialError]:
    """The errors of the monomials, weighted with the coefficients."""
    require(polynomial.degree >= 2, "r >= 2")
    require(polynomial.coefficients >= 0, "a sum of moduli")
    require(network.layers >= 1, "m >= 1")
    return (polynomial.degree - 1) * polynomial.coefficients / power(4, network.layers + 1)


def polynomial_network(terms: "dict[tuple[int, ...], float]", degree: int, layers: int) -> "Network":
    """The network of the page for a polynomial {exponents: coefficient} of degree at most `degree`, at least 2."""
    import numpy as np

    depth, blocks = (degree - 1) * (layers + 1), []
    for exponents in terms:
        order, eye = sum(exponents), np.eye(len(exponents))
        factors = np.repeat(eye, exponents, axis=0) if order else 0 * eye[:1]
        monomial = merge(affine(factors), product_network(order, layers)) if order > 1 else affine(factors)
        missing = depth - len(hidden_widths(monomial))
        block = prolong(monomial, missing) if missing else monomial
        if order == 0:
            block = [*block[:-1], (block[-1][0], block[-1][1] + 1)]
        blocks.append(block)
    return merge(fan_out(*blocks), affine([list(terms.values())]))


def _cases(rng: "np.random.Generator", draws: int, factor: float) -> Attempt:
    """Polynomials in two variables with random coefficients, and x_1^r alone; errors at random points."""
    import numpy as np

    errors, bounds = [], []
    for degree, layers in [(2, 1), (2, 4), (3, 2), (4, 1), (4, 3)]:
        for alone in (True, False):
            every = [(i, j) for i in range(degree + 1) for j in range(degree + 1 - i)]
            chosen = [(degree, 0)] if alone else every
            size = 10 ** rng.uniform(0, 4)
            terms: dict[tuple[int, ...], float] = {exponents: float(size * rng.normal()) for exponents in chosen}
            network = polynomial_network(terms, degree, layers)
            width = (2 * degree + 2) * len(every)
            widths = hidden_widths(network)
            as_claimed = len(widths) == (degree - 1) * (layers + 1) and max(widths) <= width
            x = rng.uniform(-1, 1, size=(draws, 2))
            x[0] = 2.0 ** -(layers + 1)
            truth = sum(c * np.prod(x**exponents, axis=1) for exponents, c in terms.items())
            total = sum(abs(c) for c in terms.values())
            facts = Polynomial(degree=degree, coefficients=total), PolynomialNetwork(layers=layers)
            errors.append(np.abs(realise(network, x)[:, 0] - truth).max() if as_claimed else np.inf)
            bounds.append(factor * float(relu_polynomial_approximation(*facts).value))
    return Attempt(np.array(errors) / np.array(bounds), np.ones(len(bounds)))


@trial(relu_polynomial_approximation)
def random_polynomials(rng: "np.random.Generator", draws: int) -> Attempt:
    """Degrees two to four; attained by the square."""
    return _cases(rng, draws, 1.0)


@ablation(relu_polynomial_approximation, breaks="constant")
def half_the_bound(rng: "np.random.Generator", draws: int) -> Attempt:
    """Half the bound."""
    return _cases(rng, draws, 0.5)


@ablation(relu_polynomial_approximation, breaks="polynomial")
def larger_cube(rng: "np.random.Generator", draws: int) -> Attempt:
    """x^2 with x in [-2, 2]."""
    import numpy as np

    x = rng.uniform(-2, 2, size=(draws, 1))
    facts = Polynomial(degree=2, coefficients=1), PolynomialNetwork(layers=4)
    error = np.abs(realise(polynomial_network({(2,): 1.0}, 2, 4), x)[:, 0] - x[:, 0] ** 2)
    return Attempt(error, float(relu_polynomial_approximation(*facts).value))
