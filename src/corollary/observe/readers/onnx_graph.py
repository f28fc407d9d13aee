"""ONNX files → networks: the graph is read node by node; nothing is executed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from corollary.errors import InputError
from corollary.observe.network import Network, Shape
from corollary.observe.readers.emit import BATCH, Emitter, Tensor, Unsupported
from corollary.observe.readers.onnx_tensors import read_tensor
from corollary.observe.readers.patterns import Erf

if TYPE_CHECKING:
    import onnx

Constant: TypeAlias = NDArray[Any]
Value: TypeAlias = Tensor | Constant | None
MAX_COMPUTED = 2**28  # entries of all constants that a graph computes
SLIPS = (ValueError, TypeError, IndexError, KeyError, AttributeError, ArithmeticError, MemoryError)


@dataclass
class Call:
    """A node of the graph, ready to be read: operator, inputs (None where left out), attributes, version of the set."""

    operator: str
    inputs: list[Value]
    attributes: dict[str, Any]
    version: int
    outputs: int  # how many of its results are used: the last one that is, counted from 1
    emitter: Emitter = field(repr=False)

    def get(self, name: str, default: Any = None) -> Any:
        """An attribute."""
        return self.attributes.get(name, default)

    def tensor(self, index: int = 0) -> Tensor:
        """An input that depends on the network's input; Unsupported if it is a constant."""
        value = self.inputs[index]
        if not isinstance(value, Tensor):
            raise Unsupported(f"Operator {self.operator} is supported with a computed input {index} only.")
        return value

    def constant(self, index: int) -> Constant | None:
        """An input that is constant, None if left out; Unsupported if it is computed from the network's input."""
        value = self.inputs[index] if index < len(self.inputs) else None
        if isinstance(value, Tensor):
            raise Unsupported(f"Operator {self.operator} is supported with a constant input {index} only.")
        return value

    def required(self, index: int) -> Constant:
        """As `constant`, not left out."""
        value = self.constant(index)
        if value is None:
            raise InputError(f"The model cannot be read: operator {self.operator} has no input {index}.")
        return value

    def integers(self, name: str, index: int, since: int) -> list[int] | None:
        """Integers that were an attribute before version `since` of the operator set and an input from then on."""
        value = self.constant(index) if self.version >= since else self.get(name)
        return None if value is None else [int(entry) for entry in np.reshape(np.asarray(value), -1)]

    @property
    def constants(self) -> list[Constant] | None:
        """The inputs if all that are given are constants, otherwise None."""
        given = [value for value in self.inputs if value is not None]
        arrays = [value for value in given if not isinstance(value, Tensor)]
        return arrays if len(arrays) == len(given) else None


def load_onnx(path: Path) -> onnx.ModelProto:
    """The file as a message, without its external data. Raises InputError when it is no ONNX model."""
    import onnx
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

    try:
        model = onnx.load_model_from_string(path.read_bytes())
    except (DecodeError, OSError, ValueError) as problem:
        raise InputError(
            f"{path} is not an ONNX model that can be read; export it again ({_first_line(problem)})."
        ) from None
    if not model.graph.node and not model.graph.output:
        raise InputError(f"{path} is not an ONNX model that can be read: it has no graph.")
    return model


def read_onnx(model: onnx.ModelProto, folder: Path, name: str, input_shape: Shape | None = None) -> Network:
    """The network of an ONNX model; `input_shape`, of one example, settles dimensions that the model leaves open.

    Raises Unsupported naming the first operator or node that is beyond the representation, InputError when the model is
    malformed: unordered or cyclic, names defined twice, absurd shapes, weights that are not finite.
    """
    graph = model.graph
    weights = {tensor.name for tensor in graph.initializer}
    if graph.sparse_initializer:
        raise Unsupported(f"The ONNX model {name} has sparse weights, which are not supported.")
    inputs = [value for value in graph.input if value.name not in weights]
    if len(inputs) != 1:
        raise Unsupported(f"The ONNX model {name} has {len(inputs)} inputs; models with one input are supported.")
    _require_floats(inputs[0], graph)
    batch, shape = example_shape(inputs[0], input_shape, name)
    emitter = Emitter(name, shape, batch)
    values: dict[str, Value] = {"": None, inputs[0].name: emitter.input}
    for tensor in graph.initializer:
        _define(values, tensor.name, read_tensor(tensor, folder), f"the initializer {tensor.name}")
    computed = 0
    versions = {entry.domain: entry.version for entry in model.opset_import}
    version = versions.get("", versions.get("ai.onnx", 1))
    used = {source for node in graph.node for source in node.input} | {value.name for value in graph.output[:1]}
    batched: set[str] = set()  # constants that depend on the size of the batch
    for number, node in enumerate(graph.node):
        title = f"node {node.name or number} ({node.op_type}) of {name}"
        depends = not batched.isdisjoint(node.input)
        if depends and node.op_type != "Reshape" and any(isinstance(values.get(key), Tensor) for key in node.input):
            raise Unsupported(f"A computation with the size of the batch is not supported ({title}).")
        for output, value in zip(
            node.output, _read_node(node, values, version, used, emitter, folder, title), strict=False
        ):
            if output:
                _define(values, output, value, title)
                computed += value.size if isinstance(value, np.ndarray) else 0
                if isinstance(value, np.ndarray) and _batched(node.op_type, value, depends):
                    batched.add(output)
        if computed > MAX_COMPUTED:
            raise InputError(f"The ONNX model {name} computes constants that are too large ({title}).")
    network = emitter.network(_result(graph, values, name))
    stage = next((node for node in network.nodes if isinstance(node.layer, Erf)), None)
    if stage:
        raise Unsupported(f"Operator Erf (node {stage.name}) is supported as a part of GELU only.")
    return network


def runs_in_half(model: onnx.ModelProto) -> bool:
    """Whether the model computes in 16 bits."""
    import onnx

    kinds = {value.type.tensor_type.elem_type for value in model.graph.input}
    kinds |= {tensor.data_type for tensor in model.graph.initializer}
    return bool(kinds & {onnx.TensorProto.FLOAT16, onnx.TensorProto.BFLOAT16})


def example_shape(value: onnx.ValueInfoProto, given: Shape | None, name: str) -> tuple[int | None, Shape]:
    """The batch size (None if open) and the shape of one example that a graph's input declares."""
    if not value.type.HasField("tensor_type") or not value.type.tensor_type.HasField("shape"):
        if given is None:
            raise Unsupported(f"The input of {name} declares no shape; give the shape of one example.")
        return None, given
    sizes = [dim.dim_value if dim.HasField("dim_value") else None for dim in value.type.tensor_type.shape.dim]
    if not sizes:
        raise Unsupported(f"The input of {name} is a single number, without a batch axis.")
    if any(size is not None and size < 0 for size in sizes):
        raise InputError(f"The input of {name} declares a negative dimension: {sizes}.")
    open_sizes = [size or None for size in sizes]  # exporters write 0 for "not known"
    if given is not None and len(given) == len(sizes) - 1:
        open_sizes[1:] = [size or more for size, more in zip(open_sizes[1:], given, strict=True)]
    shape = tuple(size for size in open_sizes[1:] if size is not None)
    if len(shape) != len(sizes) - 1:
        raise Unsupported(f"The input of {name} leaves dimensions open ({sizes}); give the shape of one example.")
    return open_sizes[0], shape


def _require_floats(value: onnx.ValueInfoProto, graph: onnx.GraphProto) -> None:
    """Refuses integer inputs, whose arithmetic is not that of real numbers, unless they are cast at once."""
    import onnx

    kinds = onnx.TensorProto
    real = value.type.tensor_type.elem_type in (kinds.FLOAT, kinds.DOUBLE, kinds.FLOAT16, kinds.BFLOAT16)
    readers = {node.op_type for node in graph.node if value.name in node.input}
    if not real and readers != {"Cast"}:
        raise Unsupported("An input of integers is supported only where it is cast to floating point first.")


def _read_node(
    node: onnx.NodeProto,
    values: dict[str, Value],
    version: int,
    used: set[str],
    emitter: Emitter,
    folder: Path,
    title: str,
) -> Sequence[Value]:
    from corollary.observe.readers.onnx_operators import OPERATORS  # which needs Call from here

    operator = OPERATORS.get(node.op_type) if node.domain in ("", "ai.onnx") else None
    if operator is None:
        domain = f"{node.domain}." if node.domain else ""
        raise Unsupported(f"Operator {domain}{node.op_type} (node {node.name or title}) is not supported.")
    late = [source for source in node.input if source not in values]
    if late:
        raise InputError(f"The {title} uses {late[0]}, which is not computed before it: the graph is broken or cyclic.")
    emitter.label = node.name or (node.output[0] if node.output else "")
    outputs = max((i + 1 for i, output in enumerate(node.output) if output in used), default=1)
    try:
        attributes = {attribute.name: _attribute(attribute, folder) for attribute in node.attribute}
        call = Call(node.op_type, [values[source] for source in node.input], attributes, version, outputs, emitter)
        return _results(operator, call)
    except InputError as problem:
        raise type(problem)(f"{str(problem).rstrip('.')} ({title}).") from None
    except SLIPS as problem:
        raise InputError(f"The {title} is malformed: {_first_line(problem)}.") from None


def _results(operator: Callable[[Call], Value | Sequence[Value]], call: Call) -> Sequence[Value]:
    result = operator(call)
    results = [result] if result is None or isinstance(result, Tensor | np.ndarray) else result
    if call.outputs > len(results):
        raise Unsupported(f"Only the first output of operator {call.operator} is supported")
    return results


def _batched(operator: str, value: Constant, depends: bool) -> bool:
    """Whether a constant depends on the size of the batch."""
    if operator in ("Shape", "Gather", "Slice"):  # which may leave it out
        return bool((value == BATCH).any()) and (depends or operator == "Shape")
    return depends or operator == "Size"


def _define(values: dict[str, Value], name: str, value: Value, title: str) -> None:
    if name in values:
        raise InputError(f"The ONNX model defines {name} twice ({title}).")
    values[name] = value


def _attribute(attribute: onnx.AttributeProto, folder: Path) -> Any:
    import onnx

    kinds = onnx.AttributeProto
    if attribute.type == kinds.TENSOR:
        return read_tensor(attribute.t, folder)
    if attribute.type == kinds.STRING:
        return attribute.s.decode("utf-8", "replace")
    if attribute.type in (kinds.FLOAT, kinds.INT, kinds.FLOATS, kinds.INTS):
        return onnx.helper.get_attribute_value(attribute)
    raise Unsupported(f"Attribute {attribute.name} of a kind beyond numbers and tensors is not supported")


def _result(graph: onnx.GraphProto, values: dict[str, Value], name: str) -> Tensor:
    """The first output that depends on the input."""
    computed = values.keys() | {output for node in graph.node for output in node.output}
    missing = [output.name for output in graph.output if output.name not in computed]
    if missing:
        raise InputError(f"The ONNX model {name} declares the output {missing[0]}, which nothing computes.")
    for output in graph.output:
        value = values.get(output.name)
        if isinstance(value, Tensor):
            return value
    raise InputError(f"The ONNX model {name} has no output that depends on its input.")


def _first_line(problem: BaseException) -> str:
    return (str(problem).strip().splitlines() or [type(problem).__name__])[0].rstrip(".")
