"""Norms of convolutional layers against the dense matrix of the layer, built from its JAX forward pass."""

from math import prod

import numpy as np
import pytest

from corollary.errors import InputError
from corollary.observe.certified import convolution_norm as norms
from corollary.observe.certified.convolution import operator_of
from corollary.observe.certified.polyphase import half_frequencies, polyphase, symbol, unit_roots
from corollary.observe.forward import forward
from corollary.observe.network import Convolution, chain

Case = tuple[Convolution, tuple[int, ...]]


def layer(rng: np.random.Generator, out: int, width: int, window: tuple[int, ...], **settings: object) -> Convolution:
    space = len(window)
    given = {"stride": (1,) * space, "padding": ((0, 0),) * space, "dilation": (1,) * space, "groups": 1} | settings
    return Convolution(rng.standard_normal((out, width, *window)), None, **given)  # type: ignore[arg-type]


def random_cases(count: int) -> list[Case]:
    rng = np.random.default_rng(7)
    cases: list[Case] = []
    while len(cases) < count:
        space, groups = int(rng.integers(1, 4)), int(rng.integers(1, 3))
        out, width = groups * int(rng.integers(1, 4)), int(rng.integers(1, 3))
        window, stride, dilation = (tuple(int(x) for x in rng.integers(1, 4, space)) for _ in range(3))
        padding = tuple((int(a), int(b)) for a, b in rng.integers(0, 4, (space, 2)))
        made = layer(rng, out, width, window, stride=stride, padding=padding, dilation=dilation, groups=groups)
        shape = (groups * width, *(int(n) for n in rng.integers(3, 6 if space < 3 else 5, space)))
        try:
            made.output_shape(shape)
        except InputError:
            continue
        cases.append((made, shape))
    return cases


def dense_by_forward_pass(made: Convolution, shape: tuple[int, ...]) -> np.ndarray:
    size = prod(shape)
    return forward(chain("layer", shape, [made]))(np.eye(size).reshape(size, *shape)).reshape(size, -1).T


@pytest.mark.parametrize("index", range(12))
def test_the_operator_is_what_jax_computes(index: int) -> None:
    made, shape = random_cases(12)[index]
    operator = operator_of(made, shape)
    truth = dense_by_forward_pass(made, shape)
    rng = np.random.default_rng(index)
    x, y = (
        rng.standard_normal((1, *shape)),
        rng.standard_normal((1, len(operator.kernel) * operator.kernel.shape[1], *operator.output_space)),
    )
    assert np.allclose(operator.apply(x).ravel(), truth @ x.ravel(), atol=1e-12)
    assert np.allclose(operator.adjoint(y).ravel(), truth.T @ y.ravel(), atol=1e-12)
    blocks = operator.dense()
    assert np.allclose(np.linalg.norm(blocks, axis=(1, 2)) ** 2 @ np.ones(len(blocks)), np.linalg.norm(truth) ** 2)
    found = norms.convolution_norm(operator)
    norm = float(np.linalg.norm(truth, 2))
    assert found.lower <= norm * (1 + 1e-13) and norm * (1 - 1e-13) <= found.upper and found.relative_width < 1e-10


def test_every_bound_for_large_inputs_holds_on_small_ones() -> None:
    """Torus, coarse grid with Bernstein's inequality, and reshaped kernels, each for itself."""
    for made, shape in random_cases(60):
        operator = operator_of(made, shape)
        truth = max(float(np.linalg.norm(block, 2)) for block in operator.dense()) * (1 - 1e-13)
        taps = polyphase(operator)
        assert norms.grid_maximum_upper(taps, taps.torus) >= truth
        assert norms.grid_maximum_upper(taps, tuple(t + 3 for t in taps.torus)) >= truth
        assert norms.kernel_upper(taps) >= truth
        grid = tuple(4 * (int(span) + 1) for span in np.ptp(taps.offsets, axis=0))
        assert taps.bernstein_up(grid) * norms.grid_maximum_upper(taps, grid) >= truth
        lower, upper, _ = norms._large(operator)
        assert lower <= truth / (1 - 1e-13) ** 2 and upper >= truth


def test_the_coarse_grid_bounds_a_fine_one() -> None:
    """The supremum over all frequencies, seen on a grid of 200 x 200, stays below the Bernstein bound from a coarse
    one.
    """
    rng = np.random.default_rng(8)
    for _ in range(5):
        operator = operator_of(layer(rng, 3, 2, (3, 4)), (2, 9, 9))
        taps = polyphase(operator)
        real, imaginary = symbol(taps, (200, 200), half_frequencies((200, 200)))
        fine = float(np.linalg.norm((real + 1j * imaginary)[:, 0], 2, axis=(1, 2)).max())
        for size in (8, 16, 64):
            bound = taps.bernstein_up((size, size)) * norms.grid_maximum_upper(taps, (size, size))
            assert fine <= bound
        assert bound <= 1.2 * fine


def test_a_circular_grid_of_the_image_alone_is_no_bound() -> None:
    """A kernel whose spectrum peaks between the frequencies of the N-grid: the N-grid's maximum is below the padded
    layer's norm.
    """
    kernel = np.array([[[1.0, -1.0]]])
    made = Convolution(kernel, None, (1,), ((1, 1),), (1,))
    operator = operator_of(made, (1, 3))
    taps = polyphase(operator)
    truth = float(np.linalg.norm(operator.dense()[0], 2))
    assert norms.grid_maximum_upper(taps, (3,)) < truth <= norms.grid_maximum_upper(taps, taps.torus)


def test_strides_cost_nothing_in_the_bound() -> None:
    """Stride equal to the window: the layer is a matrix on disjoint patches, and the torus bound finds its norm."""
    rng = np.random.default_rng(9)
    made = layer(rng, 5, 2, (2, 2), stride=(2, 2))
    operator = operator_of(made, (2, 8, 8))
    truth = float(np.linalg.norm(made.kernel.reshape(5, -1), 2))
    upper = norms._large(operator)[1]
    assert truth * (1 - 1e-13) <= upper <= truth * (1 + 1e-11)


def test_a_large_layer_has_close_ends() -> None:
    operator = operator_of(layer(np.random.default_rng(10), 8, 8, (3, 3), padding=((1, 1), (1, 1))), (8, 32, 32))
    found = norms.convolution_norm(operator)
    assert "circular" in found.method and 0 < found.lower < found.upper < 1.05 * found.lower


def test_extreme_kernels() -> None:
    made = layer(np.random.default_rng(11), 2, 2, (3,), padding=((1, 1),))
    for factor in (1e-160, 1e150, 1e-310):
        scaled = Convolution(made.kernel * factor, None, made.stride, made.padding, made.dilation)
        operator = operator_of(scaled, (2, 6))
        truth = float(np.linalg.norm(operator.dense()[0] / factor, 2)) * factor
        found = norms.convolution_norm(operator)
        assert found.lower <= truth * (1 + 1e-12) and truth * (1 - 1e-12) <= found.upper
    zero = Convolution(np.zeros((2, 2, 3)), None, made.stride, made.padding, made.dilation)
    assert norms.convolution_norm(operator_of(zero, (2, 6))).upper == 0


def test_unit_roots_are_within_their_error() -> None:
    cosine, sine = unit_roots(12)
    assert abs(cosine[3]) < 2e-16 and abs(sine[3] - 1) < 2e-16
    assert np.allclose(cosine**2 + sine**2, 1, atol=1e-15)


def test_what_is_too_costly_falls_back_to_coarser_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    operator = operator_of(layer(np.random.default_rng(12), 3, 3, (3, 3), padding=((1, 1), (1, 1))), (3, 40, 40))
    fine = norms._large(operator)
    methods = []
    taps = polyphase(operator)
    coarse = norms._grid_work(taps, (24, 24))
    for work in (coarse, 0.0):
        monkeypatch.setattr(norms, "GRID_WORK", work)
        lower, upper, method = norms._large(operator)
        assert lower == fine[0] <= upper and fine[1] <= upper * (1 + 1e-9) and upper < 4 * lower
        methods.append(method)
    assert "Bernstein" in methods[0] and "reshaped" in methods[1]
