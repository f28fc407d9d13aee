"""Receptive fields, by exact recursion over the positions that each layer reads (page `receptive-field-recursion`)."""

from dataclasses import dataclass

from corollary.observe.layers import (
    Activation,
    Add,
    Affine,
    Clip,
    Concatenate,
    Convolution,
    Dense,
    Layer,
    LayerNorm,
    Pad,
    Pooling,
    Reshape,
    Shape,
    Softmax,
    Transpose,
)
from corollary.observe.network import INPUT, Network


@dataclass(frozen=True)
class Field:
    """Along one axis of the input: unit t of the layer depends only on the positions t * ``stride`` + o, o in
    ``offsets`` (ascending).

    Positions outside the input are padding. With padding on the way the dependence can be on fewer positions; without,
    generic weights reach all.
    """

    input_axis: int
    stride: int
    offsets: tuple[int, ...]

    @property
    def size(self) -> int:
        """The number of positions from the first to the last."""
        return self.offsets[-1] - self.offsets[0] + 1

    @property
    def start(self) -> int:
        """The first position that unit 0 depends on (negative: padding)."""
        return self.offsets[0]

    @property
    def has_gaps(self) -> bool:
        """Whether positions between the first and the last are not read (dilation, or a stride larger than the
        field).
        """
        return len(self.offsets) < self.size


Fields = tuple[Field | None, ...]
"""One entry per axis of a tensor: where its units sit in the input; None for an axis whose units all depend on
everything along some axes.
"""


def receptive_fields(network: Network) -> dict[str, Fields]:
    """For every node (and ``"input"``), by name: the field along each axis of its tensor.

    A unit depends on all of an input axis that none of its tensor's axes leads to: channels after a convolution,
    everything after a flattening.
    """
    fields: dict[str, Fields] = {INPUT: tuple(Field(axis, 1, (0,)) for axis in range(len(network.input_shape)))}
    for node in network.nodes:
        given = [fields[name] for name in node.inputs]
        if isinstance(node.layer, Reshape):
            fields[node.name] = _reshaped(given[0], network.shape_of(node.inputs[0]), node.shape)
        else:
            fields[node.name] = _through(node.layer, given, len(node.shape))
    return fields


def _reshaped(fields: Fields, before: Shape, after: Shape) -> Fields:
    """Axes of one position may come and go; any other reshaping mixes positions."""
    if [size for size in before if size != 1] != [size for size in after if size != 1]:
        return (None,) * len(after)
    kept = iter([field for field, size in zip(fields, before, strict=True) if size != 1])
    return tuple(next(kept) if size != 1 else None for size in after)


def spatial_trunk(network: Network) -> str | None:
    """The last node, in order, that still has an axis along which its units see part of the input only and move over
    it by convolution or pooling.
    """
    fields = receptive_fields(network)
    sliding: set[str] = set()
    last = None
    for node in network.nodes:
        slides = isinstance(node.layer, Convolution | Pooling) or bool(sliding & set(node.inputs))
        if slides and any(field is not None for field in fields[node.name][1:]):
            sliding.add(node.name)
            last = node.name
    return last


def _through(layer: Layer, inputs: list[Fields], axes: int) -> Fields:
    if isinstance(layer, Add | Concatenate):
        joined = [_joined(entries) for entries in zip(*inputs, strict=True)]
        if isinstance(layer, Concatenate):
            joined[layer.axis] = None
        return tuple(joined)
    (fields,) = inputs
    if isinstance(layer, Affine | Activation | Clip):
        return fields
    if isinstance(layer, Convolution):
        padding = [low for low, _ in layer.padding]
        return (None, *_window(fields[1:], layer.kernel.shape[2:], layer.stride, padding, layer.dilation))
    if isinstance(layer, Pooling):
        padding = [low for low, _ in layer.padding]
        return (fields[0], *_window(fields[1:], layer.window, layer.stride, padding, layer.dilation))
    if isinstance(layer, Dense):
        return (*fields[:-1], None)
    if isinstance(layer, Transpose):
        return tuple(fields[axis] for axis in layer.axes)
    if isinstance(layer, Pad):
        return tuple(_moved(field, (0,), 1, low) for field, (low, _) in zip(fields, layer.widths, strict=True))
    if isinstance(layer, LayerNorm):
        return tuple(None if axis in layer.axes else field for axis, field in enumerate(fields))
    if isinstance(layer, Softmax):
        return tuple(None if axis == layer.axis else field for axis, field in enumerate(fields))
    return (None,) * axes


def _window(
    fields: Fields, window: tuple[int, ...], stride: tuple[int, ...], padding: list[int], dilation: tuple[int, ...]
) -> Fields:
    settings = zip(fields, window, stride, padding, dilation, strict=True)
    return tuple(_moved(field, tuple(d * k for k in range(size)), s, p) for field, size, s, p, d in settings)


def _moved(field: Field | None, taps: tuple[int, ...], stride: int, padding: int) -> Field | None:
    """Unit t reads the units stride t + tap - padding of a layer whose unit u reads the inputs u j + o."""
    if field is None:
        return None
    offsets = {(tap - padding) * field.stride + offset for tap in taps for offset in field.offsets}
    return Field(field.input_axis, field.stride * stride, tuple(sorted(offsets)))


def _joined(entries: tuple[Field | None, ...]) -> Field | None:
    first = entries[0]
    if first is None or any(e is None or (e.input_axis, e.stride) != (first.input_axis, first.stride) for e in entries):
        return None
    return Field(
        first.input_axis,
        first.stride,
        tuple(sorted({o for entry in entries if entry is not None for o in entry.offsets})),
    )
