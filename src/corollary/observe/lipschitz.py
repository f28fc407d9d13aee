"""Upper bounds of the Lipschitz constants of a network, for Euclidean norms on inputs and outputs."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import ArrayLike, NDArray

from corollary.errors import InputError
from corollary.observe.certified.arrays import add_down, as_array
from corollary.observe.certified.constants import join_constant, layer_constant
from corollary.observe.certified.directed import mul_up, sqrt_up
from corollary.observe.certified.fold import fold
from corollary.observe.certified.operators import LinearMap, Matrix, Rearrangement, linear_part, spectral_norm_of
from corollary.observe.certified.sums import TINY, Array, outward_down, outward_up, row_norms, scaled
from corollary.observe.margins import slack_column
from corollary.observe.network import INPUT, Add, Concatenate, Network, Node

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Factor:
    """One factor of a Lipschitz bound: the nodes it covers, an upper bound of their constant, and how it was found."""

    nodes: tuple[str, ...]
    upper: float
    method: str


@dataclass(frozen=True, eq=False)
class LipschitzBounds:
    """Certified upper bounds for the score map of a network (without a final softmax or sigmoid).

    ``network``: of the score map. ``pairs`` (K, K): of the difference of scores k and l; (1, 1) with ``network`` itself
    for one score. ``factors``: what they are made of, in the order of the nodes. ``missing``: why a bound is infinite,
    or None.
    """

    network: float
    pairs: NDArray[np.float64]
    factors: tuple[Factor, ...]
    missing: str | None

    @property
    def margin(self) -> float:
        """An upper bound of the largest constant of a difference of two different scores (of the score itself if
        there is one).
        """
        return float(np.max(self.pairs))


def lipschitz_bounds(network: Network, progress: Progress | None = None) -> LipschitzBounds:
    """The composition rule: products along chains, sums at additions, roots of sums of squares at concatenations.

    Neighbouring affine layers that nothing else reads are composed first (`fold`). In exact arithmetic, for the
    parameters as given: nothing is said about the rounding of a forward pass. ``progress`` is called with the name of
    each node.
    """
    walk = _Walk(network.without_link(), progress)
    last = walk.network.output
    start, maps, names = walk.segment(last)
    factors = [walk.factor(linear, names) for linear in maps]
    total = mul_up(walk.constant(start), *(factor.upper for factor in factors))
    pairs = _pairs(walk, start, maps, factors, total)
    walk.factors.extend(factor for factor in factors if factor.method != "isometry")
    missing = next((factor.method for factor in walk.factors if factor.upper == inf), None)
    return LipschitzBounds(total, pairs, tuple(walk.factors), missing)


class _Walk:
    """Constants of the nodes of a network with respect to its input, each computed once."""

    def __init__(self, network: Network, progress: Progress | None) -> None:
        self.network = network
        self.factors: list[Factor] = []
        self._progress = progress or (lambda name: None)
        self._readers = Counter(name for node in network.nodes for name in node.inputs)
        self._known: dict[str, float] = {INPUT: 1.0}
        self._nodes = {node.name: node for node in network.nodes}
        for node in network.nodes:
            last = node.name == network.output and self._affine(node.name)
            if not last and not self._continued(node):
                self._known[node.name] = self._constant(node)

    def constant(self, name: str) -> float:
        return self._known[name]

    def segment(self, name: str) -> tuple[str, list[LinearMap], tuple[str, ...]]:
        """The chain of affine maps that ends in a node, folded: the name it starts from, the maps in order, the
        nodes covered.
        """
        covered: list[Node] = []
        while self._affine(name) and (not covered or self._readers[name] == 1):
            covered.append(self._nodes[name])
            name = covered[-1].inputs[0]
        covered.reverse()
        maps = fold(linear_part(node.layer, self.network.shape_of(node.inputs[0])) for node in covered)
        return name, maps, tuple(node.name for node in covered)

    def factor(self, linear: LinearMap, names: tuple[str, ...]) -> Factor:
        found = spectral_norm_of(linear)
        return Factor(names, found.upper, found.method)

    def _affine(self, name: str) -> bool:
        node = self._nodes.get(name)
        return node is not None and node.layer.affine and not isinstance(node.layer, Add | Concatenate)

    def _continued(self, node: Node) -> bool:
        """Whether the node is affine and read by one affine node only: it is then part of that node's segment."""
        readers = [other for other in self.network.nodes if node.name in other.inputs]
        return self._affine(node.name) and self._readers[node.name] == 1 and self._affine(readers[0].name)

    def _constant(self, node: Node) -> float:
        self._progress(node.name)
        if isinstance(node.layer, Add | Concatenate):
            return join_constant([self._known[name] for name in node.inputs], isinstance(node.layer, Concatenate))
        if self._affine(node.name):
            start, maps, names = self.segment(node.name)
            factors = [self.factor(linear, names) for linear in maps]
        else:
            start = node.inputs[0]
            factors = [Factor((node.name,), *layer_constant(node.layer, self.network.shape_of(start)))]
        self.factors.extend(factor for factor in factors if factor.method != "isometry")
        return mul_up(self._known[start], *(factor.upper for factor in factors))


def _pairs(walk: _Walk, start: str, maps: list[LinearMap], factors: list[Factor], total: float) -> NDArray[np.float64]:
    """||w_k - w_l|| times the constant of what comes before, where the last map is a matrix with rows w; sqrt 2
    times the whole otherwise.
    """
    count = walk.network.output_size
    if count == 1:
        return np.full((1, 1), total)
    bounds = np.full((count, count), mul_up(sqrt_up(2.0), total))
    while maps and isinstance(maps[-1], Rearrangement):
        maps, factors = maps[:-1], factors[:-1]
    last = maps[-1] if maps else None
    if isinstance(last, Matrix) and last.copies == 1:
        before = mul_up(walk.constant(start), *(factor.upper for factor in factors[:-1]))
        distances = row_distances(last.weight) + mul_up(sqrt_up(2.0), last.defect)
        with np.errstate(invalid="ignore"):
            refined = np.where(distances == 0, 0.0, outward_up(distances * before, 4))
        bounds = np.fmin(bounds, refined)
    np.fill_diagonal(bounds, 0.0)
    return bounds


def row_distances(matrix: Array) -> Array:
    """Upper bounds of the Euclidean distances between the rows of a finite matrix (K, d): symmetric, 0 on the
    diagonal.
    """
    small, exponent, loss = scaled(matrix) if np.any(matrix) else (matrix, 0, 0.0)
    distances = np.zeros((len(matrix), len(matrix)))
    for k, row in enumerate(small):
        # fl(a - b) is within a relative u of a - b
        upper = row_norms(small - row)[1] * (1 + 2.0**-51) + 2 * loss
        distances[k] = np.nextafter(np.nextafter(upper, inf), inf)
    distances = np.minimum(distances, distances.T)
    bounds = np.ldexp(distances, exponent)
    bounds = np.where((distances > 0) & (bounds < TINY), TINY, bounds)
    np.fill_diagonal(bounds, 0.0)
    return bounds


def certified_radii(scores: ArrayLike, pairs: ArrayLike, slack: ArrayLike = 0.0) -> NDArray[np.float64]:
    """For scores (n, K) and constants (K, K): lower bounds of min over k of (f_y - f_k) / L_yk, y the predicted class.
    Shape (n,).

    For one score, (n,) or (n, 1) with constants (1, 1): |f| / L, the distance to a change of sign. A tie has radius 0;
    a constant of 0 gives no limit. ``slack`` bounds the error of each score with respect to the function meant: margins
    are lowered by twice as much.
    """
    values, constants = as_array(scores, "the scores"), np.asarray(pairs, dtype=np.float64)
    values = values[:, None] if values.ndim == 1 else values
    if values.ndim != 2 or constants.shape != (values.shape[1], values.shape[1]) or not np.all(constants >= 0):
        raise InputError(
            f"scores of shape {values.shape} need Lipschitz constants (K, K) that are at least 0, not {constants.shape}"
        )
    amount = slack_column(slack, len(values))
    if values.shape[1] == 1:
        return _quotients(add_down(np.abs(values), -amount), constants)[:, 0]
    predicted = np.argmax(values, axis=1)
    gaps = add_down(add_down(values[np.arange(len(values)), predicted][:, None], -values), -2 * amount)
    radii = _quotients(gaps, constants[predicted])
    radii[np.arange(len(values)), predicted] = inf
    return np.asarray(radii.min(axis=1))


def _quotients(gaps: Array, constants: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        quotients = outward_down(gaps / constants, 1)
    quotients = np.where(constants == 0, inf, quotients)
    return np.where(gaps > 0, np.maximum(quotients, 0.0), 0.0)
