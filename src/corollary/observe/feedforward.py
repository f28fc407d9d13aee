"""A network as the page `feedforward-network` has it, and its products of norms.

Every maximal run of affine layers is one weight matrix. Where a run has several layers, its norms are bounded by
products, so only the upper ends are sharp. Biases are weights of a constant input (page `constant-input`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from corollary.errors import CorollaryError, InputError
from corollary.observe.architecture import maps_zero_to_zero
from corollary.observe.certified.box import Box
from corollary.observe.certified.directed import add_up, arb_up, div_up, mul_up, scale_up
from corollary.observe.certified.enclosure import Enclosure
from corollary.observe.certified.fold import fold
from corollary.observe.certified.operators import (
    LinearMap,
    Matrix,
    frobenius_of,
    linear_part,
    row_norm_bounds,
    spectral_norm_of,
)
from corollary.observe.certified.paths import path_sums
from corollary.observe.certified.propagate import layer_image
from corollary.observe.certified.spectral import spectral_norm
from corollary.observe.certified.sums import Array, norm_bounds, scaled, sum_bounds
from corollary.observe.layers import Activation, Clip, Layer
from corollary.observe.network import Network, Node


class NotFeedforward(CorollaryError):
    """The network is not an alternation of affine maps and entrywise activations; the message names the layer."""


@dataclass(frozen=True, eq=False)
class WeightMatrix:
    """One weight matrix: the nodes it is made of, its folded maps in order of application, and a box of its bias."""

    nodes: tuple[str, ...]
    maps: tuple[LinearMap, ...]
    bias: Box
    columns: int

    @property
    def bias_size(self) -> Array:
        """Upper bounds of the magnitudes of the bias, by row."""
        return np.maximum(np.abs(self.bias.lower), np.abs(self.bias.upper))

    @property
    def rows(self) -> int:
        """The number of rows of the matrix."""
        return self.bias.lower.size


@dataclass(frozen=True, eq=False)
class FeedforwardForm:
    """Weight matrices W_1, ..., W_D and the activations between them (D - 1)."""

    weights: tuple[WeightMatrix, ...]
    activations: tuple[Layer, ...]

    @property
    def depth(self) -> int:
        """The number D of weight matrices."""
        return len(self.weights)

    @property
    def widths(self) -> tuple[int, ...]:
        """d_0, ..., d_D."""
        return (self.weights[0].columns, *(weight.rows for weight in self.weights))

    @property
    def bias_free(self) -> bool:
        """Whether all biases are 0."""
        return not any(np.any(weight.bias_size) for weight in self.weights)

    @property
    def relu(self) -> bool:
        """Whether the only activation is the ReLU."""
        return all(isinstance(layer, Activation) and layer.kind == "relu" for layer in self.activations)


def feedforward_form(network: Network) -> FeedforwardForm:
    """The weight matrices and activations of the score map. Raises `NotFeedforward`, naming the first layer that is
    neither.
    """
    scores = network.without_link()
    if not scores.is_feedforward_chain:
        raise NotFeedforward(f"the network {network.name} is not a chain of layers")
    runs: list[list[Node]] = [[]]
    activations: list[Layer] = []
    for node in scores.nodes:
        if node.layer.affine:
            runs[-1].append(node)
        elif isinstance(node.layer, Activation | Clip):
            activations.append(node.layer)
            runs.append([])
        else:
            raise NotFeedforward(f"node {node.name} of {network.name} is neither affine nor an entrywise activation")
    if not all(runs):
        raise NotFeedforward(
            f"the network {network.name} does not alternate affine maps and activations, or ends in an activation"
        )
    return FeedforwardForm(tuple(_weight(scores, run) for run in runs), tuple(activations))


def _weight(network: Network, run: list[Node]) -> WeightMatrix:
    shape = network.shape_of(run[0].inputs[0])
    box = Box(np.zeros((1, *shape)), np.zeros((1, *shape)))
    for node in run:  # the affine map at 0 is its bias
        box = layer_image(node.layer, box)
    if all(maps_zero_to_zero(node.layer) for node in run):
        box = Box(np.zeros_like(box.lower), np.zeros_like(box.lower))
    maps = fold(linear_part(node.layer, network.shape_of(node.inputs[0])) for node in run)
    return WeightMatrix(tuple(node.name for node in run), tuple(maps), box.map(np.ravel), int(np.prod(shape)))


@dataclass(frozen=True)
class WeightProducts:
    """Upper bounds of the quantities of the page `feedforward-network`; the names there in brackets.

    ``frobenius`` (Pi_F), ``group`` (Pi_G), ``complexity`` (Pi_S): of the form with a constant input ``constants[0]``,
    if there are biases. ``spectral`` (Pi_2): of the matrices without biases. ``layers``: per matrix, spectral and
    Frobenius norm and row sum without biases.
    """

    frobenius: float
    spectral: float
    group: float
    complexity: float
    constants: tuple[float, ...] | None
    layers: tuple[tuple[float, float, float], ...]


def weight_products(form: FeedforwardForm, constants: Sequence[float] | None = None) -> WeightProducts:
    """The products of norms. ``constants`` c_0, ..., c_{D-1} > 0: the value of the constant coordinate in each layer
    (page `constant-input`).

    Default: all 1. They change nothing without biases, and with biases they need activations that are positively
    homogeneous with value 1 at 1.
    """
    values = tuple(float(c) for c in constants or (1.0,) * form.depth)
    if len(values) != form.depth or not all(0 < c < inf for c in values):
        raise InputError(f"a network with {form.depth} weight matrices needs as many constants, all positive")
    plain = [_plain_norms(weight) for weight in form.weights]
    lifted = plain
    if not form.bias_free:
        carried = [*values[1:], 0.0]  # the last matrix carries no constant on
        lifted = [
            _with_bias(*norms, w, c, d) for norms, w, c, d in zip(plain, form.weights, values, carried, strict=True)
        ]
    norms = [(spectral, frobenius, row_sum) for spectral, frobenius, row_sum, _ in lifted]
    return WeightProducts(
        frobenius=mul_up(*(f for _, f, _ in norms)),
        spectral=mul_up(*(s for s, _, _, _ in plain)),
        group=mul_up(*(f for _, f, _ in norms[:-1]), norms[-1][2]),
        complexity=_complexity(norms),
        constants=None if form.bias_free else values,
        layers=tuple((s, f, r) for s, f, r, _ in plain),
    )


def _plain_norms(weight: WeightMatrix) -> tuple[float, float, float, Array]:
    """Upper bounds of spectral norm, Frobenius norm, row sum and the row norms of the product of the maps.

    Rows: a row of A B has norm at most ||row of A|| ||B||. Frobenius: the least, over the factors, of its Frobenius
    norm times the spectral norms of the others.
    """
    spectra = [spectral_norm_of(linear).upper for linear in weight.maps]
    total = mul_up(*spectra)
    before = mul_up(1.0, *spectra[:-1])
    rows = np.nextafter(row_norm_bounds(weight.maps[-1])[1] * before, inf)
    if len(rows) != weight.rows:  # zeros added by padding
        rows = np.concatenate([rows, np.zeros(weight.rows - len(rows))])
    candidates = [
        mul_up(frobenius_of(linear).upper, *(s for j, s in enumerate(spectra) if j != i))
        for i, linear in enumerate(weight.maps)
    ]
    frobenius = min(candidates)
    return min(total, frobenius), frobenius, _sum_up(rows), rows


def _with_bias(
    spectral: float, frobenius: float, row_sum: float, rows: Array, weight: WeightMatrix, before: float, after: float
) -> tuple[float, float, float, Array]:
    """The same for [[W, b / before], [0, after / before]], or [W, b / before] if ``after`` is 0.

    The norm of a block matrix is at most that of the matrix of the norms of its blocks.
    """
    del row_sum
    bias = np.nextafter(weight.bias_size / before, inf)
    size, carried = norm_bounds(bias)[1], div_up(after, before)
    joint = min(_joint_norm(weight, before, carried), spectral_norm(np.array([[spectral, size], [0.0, carried]])).upper)
    longer = np.array([norm_bounds(np.array(pair))[1] for pair in zip(rows.tolist(), bias.tolist(), strict=True)])
    total = norm_bounds(np.array([frobenius, size, carried]))[1]
    return joint, total, add_up(_sum_up(longer), carried), longer


def _joint_norm(weight: WeightMatrix, before: float, carried: float) -> float:
    """The norm of the lifted matrix written out; infinite where W is not one plain matrix."""
    (first, *others) = weight.maps
    if others or not isinstance(first, Matrix) or first.copies != 1:
        return inf
    centre = weight.bias.lower / 2 + weight.bias.upper / 2
    width = np.nextafter(weight.bias.upper - weight.bias.lower, inf)
    # missing: the box around the centre, and the roundings of the centre and of the division
    rounding = mul_up(2.0**-50, norm_bounds(weight.bias_size / before)[1])
    missing = add_up(norm_bounds(np.nextafter(width / before, inf))[1], rounding)
    corner = np.append(np.zeros(weight.columns), carried)
    lifted = np.vstack([np.column_stack([first.weight, centre / before]), corner])
    return add_up(spectral_norm(lifted).upper, first.defect, missing)


def _sum_up(terms: Array) -> float:
    if not np.any(terms):
        return 0.0
    small, exponent, loss = scaled(terms)
    return scale_up(add_up(float(sum_bounds(small)[1]), mul_up(loss, float(terms.size))), exponent)


def _complexity(norms: list[tuple[float, float, float]]) -> float:
    """Pi_S = prod s_j (sum (b_j / s_j)^(2/3))^(3/2) = (sum over j of (b_j prod over i != j of s_i)^(2/3))^(3/2):
    increasing in every s and b.
    """
    from flint import arb

    terms = [
        mul_up(row_sum, *(s for i, (s, _, _) in enumerate(norms) if i != j)) for j, (_, _, row_sum) in enumerate(norms)
    ]
    if inf in terms:
        return inf
    total = sum(((arb(t) ** 2).root(3) for t in terms), arb(0))
    return arb_up((total**3).sqrt()) if any(terms) else 0.0


def path_norm(network: Network) -> Enclosure:
    """The largest over the outputs of the sum, over all paths from an input or a bias, of the product of the absolute
    weights on it.

    Of a chain of affine layers and entrywise activations, by one forward pass with absolute weights on the input of
    ones; biases are weights of a constant input of value 1. Raises `NotFeedforward` for other networks.
    """
    feedforward_form(network)
    sums = path_sums(network.without_link())
    return Enclosure(
        max(0.0, float(np.max(sums.lower))), float(np.max(sums.upper)), "forward pass with absolute weights"
    )


def balanced_constants(form: FeedforwardForm, first: float = 1.0) -> tuple[float, ...]:
    """Constants c_0 = ``first``, c_1, ..., c_{D-1} that make the product of Frobenius norms small (any positive ones
    are valid).

    The product of the squares F_j^2 + (B_j^2 + c_j^2) / c_{j-1}^2 is minimised numerically in the logarithms.
    """
    from scipy.optimize import minimize

    frobenius = np.array([min(_plain_norms(weight)[1], 1e150) for weight in form.weights])
    bias = np.array([norm_bounds(weight.bias_size)[1] for weight in form.weights])

    def objective(logs: Array) -> float:
        c = np.exp(np.concatenate([[np.log(first)], logs]))
        carried = np.concatenate([c[1:], [0.0]])
        return float(np.sum(np.log(frobenius**2 + (bias**2 + carried**2) / c**2)))

    if form.depth == 1 or form.bias_free:
        return (first,) * form.depth
    start = np.full(form.depth - 1, np.log(first))
    found = np.clip(minimize(objective, start, method="BFGS").x, -300, 300)
    best = found if objective(found) <= objective(start) else start
    return (first, *np.exp(best).tolist())
