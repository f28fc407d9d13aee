"""Networks and architectures: rules and lemmas against closed forms, brute force and explicit networks."""

import itertools
import math

import numpy as np
import pytest

from corollary.corpus.architecture.parameter_and_multiplication_count import (
    ConvolutionShape,
    parameter_and_multiplication_count,
)
from corollary.corpus.architecture.receptive_field import LayerStack
from corollary.corpus.architecture.receptive_field_recursion import receptive_field_recursion
from corollary.corpus.learning.vc_dimension import VCDimension
from corollary.corpus.networks.adversarial_risk import ScoreMargin
from corollary.corpus.networks.certified_radius_from_margin import certified_radius_from_margin
from corollary.corpus.networks.feedforward_network import Depth, HiddenWidth, InputUnits
from corollary.corpus.networks.finite_sample_memorization import ShallowReluClass, finite_sample_memorization
from corollary.corpus.networks.gram_iteration_spectral_bound import (
    GramFrobeniusNorm,
    GramIterations,
    gram_iteration_spectral_bound,
)
from corollary.corpus.networks.linear_regions_upper_bound import linear_regions_upper_bound
from corollary.corpus.networks.lipschitz_constant_of_network import MarginLipschitz
from corollary.corpus.networks.network_description_length_bound import CodebookNetwork, network_description_length_bound
from corollary.corpus.networks.relu_network import ReluNetwork
from corollary.corpus.networks.relu_network_vc_dimension import ReluArchitecture, relu_network_vc_dimension
from corollary.logic import AtLeast, AtMost, Equals
from corollary.logic.arithmetic import OutOfRange

RNG = np.random.default_rng(0)


def forward(weights: list[np.ndarray], biases: list[np.ndarray], x: np.ndarray) -> np.ndarray:
    """A ReLU network, columns of x are inputs."""
    h = x
    for j, (w, b) in enumerate(zip(weights, biases, strict=True)):
        h = w @ (np.maximum(h, 0) if j else h) + b[:, None]
    return h


def test_biases_are_weights_of_a_constant_input() -> None:
    dims, c = (3, 5, 4, 2), (0.5, 2.0, 7.0)
    weights = [RNG.normal(size=(b, a)) for a, b in itertools.pairwise(dims)]
    biases = [RNG.normal(size=b) for b in dims[1:]]
    carried = []
    for j, (w, b) in enumerate(zip(weights, biases, strict=True)):
        block = np.hstack([w, b[:, None] / c[j]])
        if j < 2:
            block = np.vstack([block, np.append(np.zeros(w.shape[1]), c[j + 1] / c[j])])
        carried.append(block)
    x = RNG.normal(size=(3, 20))
    free = forward(carried, [np.zeros(len(w)) for w in carried], np.vstack([x, np.full(20, c[0])]))
    assert np.allclose(free, forward(weights, biases, x), rtol=1e-12, atol=1e-12)


def test_the_last_units_receptive_field_of_dilated_pairs_doubles() -> None:
    dilations = 2 ** np.arange(6)
    size = receptive_field_recursion(LayerStack(sizes=np.full(6, 2), dilations=dilations, jumps=np.ones(6))).value
    assert float(size) == 2**6


def test_three_small_layers_see_as_far_as_one_large_with_fewer_weights() -> None:
    def weights(side: int) -> float:
        shape = ConvolutionShape(inputs=64, outputs=64, side=side, dimensions=2, groups=1)
        return float(parameter_and_multiplication_count(shape).value) - 64

    assert 3 * weights(3) == 27 * 64**2
    assert weights(7) == 49 * 64**2


@pytest.mark.parametrize(("inputs", "width"), [(1, 5), (2, 4), (3, 3), (9, 4)])
def test_region_bound_of_one_layer_is_the_number_of_regions_of_an_arrangement(inputs: int, width: int) -> None:
    facts = ReluNetwork(), AtMost[InputUnits](inputs), Equals[Depth](2), AtMost[HiddenWidth](width)
    expected = sum(math.comb(width, j) for j in range(min(inputs, width) + 1))
    assert float(linear_regions_upper_bound(*facts).value) == pytest.approx(math.log(expected))


def test_upper_and_lower_bounds_of_the_vc_dimension_agree_in_order() -> None:
    for units in (1, 3, 10, 100):
        lower = finite_sample_memorization(ShallowReluClass(units=units)).value
        total = units * 2 + (units * 2 + units + 1)  # first layer on the line; both layers
        upper = relu_network_vc_dimension(
            ReluArchitecture(depth=2, cumulative_parameters=total, weighted_units=units + 2)
        ).value
        assert float(lower) == units + 1 <= float(upper)


def test_one_hidden_unit_shatters_two_points_and_no_more_than_the_bound_says() -> None:
    x = np.linspace(-1, 1, 3)
    grid = [-3.0, -1.0, -0.3, 0.3, 1.0, 3.0]
    seen = {tuple(v * np.maximum(w * x + b, 0) + c > 0) for w, b, v, c in itertools.product(grid, repeat=4)}
    assert {pattern[:2] for pattern in seen} == set(itertools.product((False, True), repeat=2))
    assert (True, False, True) not in seen and (False, True, False) not in seen


def test_a_certified_radius_needs_a_positive_margin() -> None:
    with pytest.raises(OutOfRange):
        certified_radius_from_margin(AtLeast[ScoreMargin](0.0), AtMost[MarginLipschitz](1.0))


def test_gram_iteration_is_exact_for_rank_one() -> None:
    w = np.outer([3.0, 4.0], [1.0, 2.0, 2.0])
    gram = w.T @ w
    facts = AtMost[GramFrobeniusNorm](float(np.linalg.norm(gram))), Equals[GramIterations](1)
    assert float(gram_iteration_spectral_bound(*facts).value) == pytest.approx(15.0)


def test_a_network_of_zeros_costs_its_header_only() -> None:
    fact = CodebookNetwork(weights=99, nonzero=0, levels=1, bits=8, most_levels=16)
    expected = math.log(16) + math.log(100) + 8 * math.log(2)
    assert float(network_description_length_bound(fact).value) == pytest.approx(expected)


def test_an_equality_gives_the_vc_bound_only_from_below() -> None:
    fact = finite_sample_memorization(ShallowReluClass(units=4))
    assert isinstance(fact, AtLeast[VCDimension])
