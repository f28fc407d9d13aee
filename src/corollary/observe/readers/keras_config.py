"""Keras configurations → networks: sequential and functional models, nested ones included."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any, Protocol

from corollary.errors import InputError
from corollary.observe.network import Array, Network, Shape
from corollary.observe.readers.emit import Emitter, Unsupported
from corollary.observe.readers.keras_layers import read_layer
from corollary.observe.readers.keras_values import Context, Value

MAX_DEPTH = 32  # of models within models
MODELS = ("Sequential", "Functional", "Model")
SLIPS = (ValueError, TypeError, IndexError, KeyError, AttributeError, ArithmeticError, MemoryError)


class Weights(Protocol):
    """Where the weights of a model's layers are."""

    def arrays(self, layer: str) -> list[Array]:
        """The weights of the layer of this name, in Keras's order: the same arrays at each call."""

    def inside(self, layer: str) -> Weights:
        """Where the weights of the model that is this layer are."""


def read_config(config: Mapping[str, Any], weights: Weights, name: str, input_shape: Shape | None = None) -> Network:
    """The network of a serialised Keras model. `input_shape`, of one example, settles open dimensions.

    Raises Unsupported naming a layer that is beyond the representation, InputError when the configuration is malformed.
    """
    try:
        shape = _input_shape(config, input_shape, name)
        context = Context(Emitter(name, shape))
        result = _model(context, config, weights, Value(context.emitter.input), 0)
        return context.emitter.network(context.plain(result))
    except SLIPS as problem:
        raise InputError(f"The configuration of the Keras model {name} is malformed ({problem!r}).") from None


def own_layers(config: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The layers of a model's configuration."""
    kind = config["class_name"]
    if kind not in MODELS or not str(config.get("module", "keras")).startswith("keras"):
        raise Unsupported(f"Keras models of class {kind} are not supported; sequential and functional ones are.")
    layers = config["config"]["layers"]
    if not isinstance(layers, list):
        raise InputError("The model cannot be read: its configuration has no list of layers.")
    return layers


def _input_shape(config: Mapping[str, Any], given: Shape | None, name: str) -> Shape:
    layers = own_layers(config)
    inputs = [layer["config"] for layer in layers if layer["class_name"] == "InputLayer"]
    if len(inputs) > 1:
        raise Unsupported(f"The Keras model {name} has {len(inputs)} inputs; models with one input are supported.")
    first = inputs[0] if inputs else config["config"]
    declared = first.get("batch_shape") or first.get("batch_input_shape") or first.get("build_input_shape")
    sizes = list(declared[1:]) if declared else [None] * len(given or ())
    if given is not None and len(given) == len(sizes):
        sizes = [more if size is None else size for size, more in zip(sizes, given, strict=True)]
    shape = tuple(int(size) for size in sizes if size is not None)
    if not (declared or given) or len(shape) != len(sizes):
        raise Unsupported(f"The Keras model {name} leaves its input shape open; give the shape of one example.")
    return shape


def _model(context: Context, config: Mapping[str, Any], weights: Weights, value: Value, depth: int) -> Value:
    if depth > MAX_DEPTH:
        raise InputError(f"The model cannot be read: it nests models more than {MAX_DEPTH} deep.")
    layers = own_layers(config)
    if config["class_name"] == "Sequential":
        for layer in layers:
            value = _layer(context, layer, weights, [value], depth)
        return value
    return _functional(context, config["config"], layers, weights, value, depth)


def _functional(
    context: Context,
    config: Mapping[str, Any],
    layers: list[Mapping[str, Any]],
    weights: Weights,
    value: Value,
    depth: int,
) -> Value:
    """Evaluates the calls of a functional model's layers, each (layer, number of the call), in an order that works."""
    named = {_name(layer): layer for layer in layers}
    start, end = _only(config["input_layers"], "inputs"), _only(config["output_layers"], "outputs")
    sources = {
        (_name(layer), i): _history(node)
        for layer in layers
        for i, node in enumerate(layer.get("inbound_nodes", []))
        if layer["class_name"] != "InputLayer"
    }
    values = {start: value}
    try:
        order = list(TopologicalSorter(sources).static_order())
    except CycleError:
        raise InputError("The model cannot be read: its layers feed one another in a circle.") from None
    for call in order:
        if call not in values:
            if call not in sources:
                raise InputError(f"The model cannot be read: nothing computes call {call[1]} of layer {call[0]}.")
            values[call] = _layer(context, named[call[0]], weights, [values[source] for source in sources[call]], depth)
    return values[end]


def _layer(context: Context, layer: Mapping[str, Any], weights: Weights, inputs: list[Value], depth: int) -> Value:
    kind, name = layer["class_name"], _name(layer)
    module = str(layer.get("module") or "keras")
    if layer.get("registered_name") not in (None, kind) or module.split(".")[0] != "keras":
        raise Unsupported(f"The custom Keras layer {kind} ({name}) is not supported.")
    if kind in MODELS:
        if len(inputs) != 1:
            raise Unsupported(f"The Keras model {name} inside the model has {len(inputs)} inputs; one is supported.")
        return _model(context, layer, weights.inside(name), inputs[0], depth + 1)
    if kind == "InputLayer":
        return inputs[0]
    if not is_layer(layer) and kind not in ("Add", "Subtract"):
        raise Unsupported(f"The Keras operation {kind} ({name}) is not supported.")
    policy = layer["config"].get("dtype")
    if isinstance(policy, Mapping) and policy.get("class_name") not in (None, "DTypePolicy"):
        raise Unsupported(
            f"The Keras layer {name} has the data type {policy.get('class_name')}, which is not supported."
        )
    arrays = weights.arrays(name) if is_layer(layer) else []
    return read_layer(context, kind, layer["config"], arrays, inputs)


def is_layer(layer: Mapping[str, Any]) -> bool:
    """Whether an entry of a model's list of layers is a layer or model rather than a bare operation."""
    return ".ops" not in str(layer.get("module") or "keras.layers")


def _name(layer: Mapping[str, Any]) -> str:
    name = layer.get("name") or layer["config"]["name"]
    if not isinstance(name, str):
        raise InputError("The model cannot be read: a layer's name is not a string.")
    return name


def _only(entry: Any, what: str) -> tuple[str, int]:
    """The call (layer, number) that a model's input or output is."""
    while isinstance(entry, list) and len(entry) == 1:
        entry = entry[0]
    if isinstance(entry, Mapping):
        entry = next(iter(entry.values())) if len(entry) == 1 else []
    if not (isinstance(entry, list) and len(entry) == 3 and isinstance(entry[0], str)):
        raise Unsupported(f"A Keras model with several {what} is not supported.")
    return entry[0], int(entry[1])


def _history(node: Any) -> list[tuple[str, int]]:
    """The calls whose results an inbound node takes."""
    found: list[tuple[str, int]] = []

    def visit(entry: Any, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise InputError(f"The model cannot be read: a call nests its arguments more than {MAX_DEPTH} deep.")
        if isinstance(entry, Mapping):
            if entry.get("class_name") == "__keras_tensor__":
                layer, call, result = entry["config"]["keras_history"]
                if result != 0:
                    raise Unsupported(f"The Keras layer {layer} has several results; layers with one are supported.")
                found.append((str(layer), int(call)))
            else:
                raise Unsupported("A Keras layer called with something other than tensors is not supported.")
        elif isinstance(entry, list):
            for part in entry:
                visit(part, depth + 1)
        elif entry is not None:
            raise Unsupported("A Keras operation with a constant argument is not supported; use a Rescaling layer.")

    visit(node["args"], 0)
    extra = {
        key: value for key, value in node.get("kwargs", {}).items() if value not in (None, False) and key != "training"
    }
    if extra:
        raise Unsupported(f"A Keras layer called with the argument {next(iter(extra))} is not supported.")
    return found
