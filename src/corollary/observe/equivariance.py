"""How far a network's convolutional part is from commuting with translations, measured on given inputs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from math import inf
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from corollary.errors import InputError
from corollary.observe.layers import Activation, Affine, Clip, Convolution, Transpose
from corollary.observe.network import INPUT, Network
from corollary.observe.receptive import Field, Fields, receptive_fields, spatial_trunk

Array = NDArray[np.float64]
Mode = Literal["interior", "circular"]


@dataclass(frozen=True)
class EquivarianceDefect:
    """The largest ||f(S x) - S f(x)|| / ||f(x)|| over the inputs and shifts tried, f up to node ``node``: at most the
    supremum over all inputs.

    ``interior``: over the units that see no padding and no wrapped position, for which a stack of convolutions and
    pooling layers has defect 0 but for rounding. ``circular``: over all units, for cyclic shifts; zero padding shows
    here. ``shifts``: in input positions, per spatial axis.
    """

    value: float
    node: str
    mode: Mode
    shifts: tuple[tuple[int, ...], ...]
    units: int


def equivariance_defect(
    network: Network,
    inputs: ArrayLike,
    mode: Mode = "interior",
    node: str | None = None,
    shifts: Sequence[Sequence[int]] | None = None,
) -> EquivarianceDefect | None:
    """The defect on inputs (n, *input_shape) up to a node, by default the last with spatial axes. None where nothing
    can be compared.

    ``shifts``: multiples of the strides, one entry per spatial axis of the node; by default one stride along each axis
    and combinations. Nothing can be compared without a spatial part, without interior units, or, for ``circular``,
    where the strides do not divide the sizes.
    """
    name = spatial_trunk(network) if node is None else network.node(node).name
    if name is None:
        return None
    fields = {
        axis: field for axis, field in enumerate(receptive_fields(network)[name]) if axis > 0 and field is not None
    }
    if not fields:
        return None
    chosen = _shifts(list(fields.values()), shifts)
    examples = np.asarray(inputs, dtype=np.float64)
    if examples.shape[1:] != network.input_shape or len(examples) == 0:
        raise InputError(
            f"inputs of shape {examples.shape} do not fit the network's input {network.input_shape}, or there are none"
        )
    sizes = [(network.input_shape[field.input_axis], network.shape_of(name)[axis]) for axis, field in fields.items()]
    if mode == "circular" and any(
        n % f.stride or n // f.stride != m for f, (n, m) in zip(fields.values(), sizes, strict=True)
    ):
        return None
    run = _forward(network, name)
    before = run(examples)
    worst, units, tried = 0.0, 0, []
    for shift in chosen:
        moved = np.roll(examples, shift, axis=[field.input_axis + 1 for field in fields.values()])
        compared = (
            _compared(list(fields.values()), sizes, shift) if mode == "interior" else [np.arange(m) for _, m in sizes]
        )
        if min(map(len, compared)) == 0:
            continue
        wanted = _take(
            before,
            fields,
            [(t - s // f.stride) % m for t, s, f, (_, m) in zip(compared, shift, fields.values(), sizes, strict=True)],
        )
        found = _take(run(moved), fields, compared)
        worst = max(worst, float(np.max(_ratios(found - wanted, wanted))))
        units = max(units, found[0].size)
        tried.append(shift)
    return EquivarianceDefect(worst, name, mode, tuple(tried), units) if tried else None


def stacked_convolutions(network: Network, node: str) -> bool:
    """Whether up to a node there are only convolutions of stride 1 and entrywise layers that treat all positions alike.

    Then, away from the border, it commutes with shifts (statement zero-padding-breaks-equivariance, b).
    """
    fields = receptive_fields(network)
    alike = {INPUT: True}
    for one in network.nodes:
        layer = one.layer
        if isinstance(layer, Convolution):
            kept = all(step == 1 for step in layer.stride)
        elif isinstance(layer, Affine):
            kept = all(_constant(array, fields[one.name]) for array in (layer.scale, layer.shift))
        else:
            kept = isinstance(layer, Activation | Clip | Transpose)
        alike[one.name] = kept and all(alike[name] for name in one.inputs)
    return alike[node]


def _constant(array: NDArray[Any], fields: Fields) -> bool:
    """Whether an array that broadcasts to a tensor is the same at all positions."""
    sizes = (1,) * (len(fields) - array.ndim) + array.shape
    return all(size == 1 or field is None for size, field in zip(sizes, fields, strict=True))


def _shifts(fields: list[Field], given: Sequence[Sequence[int]] | None) -> list[tuple[int, ...]]:
    if given is None:
        return [shift for shift in product(*((-f.stride, 0, f.stride) for f in fields)) if any(shift)]
    chosen = [tuple(int(s) for s in shift) for shift in given]
    for shift in chosen:
        if len(shift) != len(fields) or any(s % f.stride for s, f in zip(shift, fields, strict=True)):
            strides = tuple(f.stride for f in fields)
            raise InputError(
                f"the shift {shift} does not fit: give multiples of the strides {strides}, one for each spatial axis"
            )
    return chosen


def _compared(fields: list[Field], sizes: list[tuple[int, int]], shift: tuple[int, ...]) -> list[NDArray[np.int64]]:
    """Per axis, the units t for which t and t - shift / stride see only positions inside the input.

    Then no path meets padding in any layer: a layer's positions before its first or after its last have fields that
    leave the input.
    """
    chosen = []
    for field, (n, m), s in zip(fields, sizes, shift, strict=True):
        low = -(field.offsets[0] // field.stride)
        high = (n - 1 - field.offsets[-1]) // field.stride
        step = s // field.stride
        chosen.append(np.arange(max(low, low + step, 0, step), min(high, high + step, m - 1, m - 1 + step) + 1))
    return chosen


def _forward(network: Network, name: str) -> Callable[[Array], Array]:
    import jax

    from corollary.observe.forward import apply_all

    compiled = jax.jit(lambda x: apply_all(network, {}, x)[name])

    def run(examples: Array) -> Array:
        with jax.enable_x64(True):
            return np.asarray(compiled(examples))

    return run


def _take(values: Array, fields: dict[int, Field], places: list[NDArray[np.int64]]) -> Array:
    for axis, place in zip(fields, places, strict=True):
        values = np.take(values, place, axis=axis + 1)
    return values


def _ratios(differences: Array, references: Array) -> Array:
    size, reference = (np.linalg.norm(x.reshape(len(x), -1), axis=1) for x in (differences, references))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(size == 0, 0.0, np.where(reference == 0, inf, size / reference))
