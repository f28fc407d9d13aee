"""PyTorch modules in memory → networks, by symbolic tracing (torch.fx) of their forward pass in inference mode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from corollary.errors import InputError
from corollary.observe.network import Network, Shape
from corollary.observe.readers.emit import Emitter, Tensor, Unsupported
from corollary.observe.readers.torch_modules import MODULES
from corollary.observe.readers.torch_operators import Parameters, functions, methods

if TYPE_CHECKING:
    import torch

CHUNK = 256
SLIPS = (ValueError, TypeError, IndexError, KeyError, AttributeError, ArithmeticError, RuntimeError)


def read_module(module: torch.nn.Module, input_shape: Shape | None = None) -> Network:
    """The network of a PyTorch module; `input_shape` is the shape of one example, channels first.

    Without it the module must begin with a Linear layer, whose width it then is. The module's training flags are left
    as they were. Raises Unsupported naming the first module or function beyond the representation, or saying that
    the forward pass cannot be traced.
    """
    name = type(module).__name__
    shape = _first_width(module) if input_shape is None else input_shape
    graph = _trace(module, name)
    emitter = Emitter(name, shape)
    parameters = Parameters()
    values: dict[Any, Any] = {}
    inputs = [node for node in graph.nodes if node.op == "placeholder" and not node.args]
    if len(inputs) != 1:
        raise Unsupported(f"The forward pass of {name} has {len(inputs)} inputs; modules with one are supported.")
    for node in graph.nodes:
        emitter.label = str(node.target if node.op == "call_module" else node.name)
        try:
            if node.op == "output":
                return emitter.network(_tensor(_lookup(node.args[0], values), name))
            values[node] = _evaluate(node, values, module, emitter, parameters)
        except InputError as problem:
            raise type(problem)(f"{str(problem).rstrip('.')} (node {node.name} of {name}).") from None
        except SLIPS as problem:
            raise Unsupported(f"Node {node.name} of {name} could not be read ({problem!r}).") from None
        if _in_place(node, module):
            _overwrite(values, node)
    raise Unsupported(f"The forward pass of {name} gives nothing.")


def predict(module: torch.nn.Module, inputs: ArrayLike) -> NDArray[np.float64]:
    """What the module itself gives in inference mode, in its own precision; its training flags are left alone."""
    import torch

    first = next(iter(module.parameters()), torch.zeros(()))
    flags = _to_inference(module)
    try:
        with torch.no_grad():
            examples = torch.as_tensor(np.array(inputs), dtype=first.dtype, device=first.device)
            starts = range(0, max(1, len(examples)), CHUNK)
            results = [module(examples[start : start + CHUNK]) for start in starts]
            parts = [result.to(device="cpu", dtype=torch.float64).numpy() for result in results]
    finally:
        _restore(flags)
    return np.concatenate(parts)


def _trace(module: torch.nn.Module, name: str) -> Any:
    from torch import fx

    flags = _to_inference(module)
    try:
        return fx.Tracer().trace(module)
    except Exception as problem:  # user code runs here, on symbols, and may fail in any way
        line = (str(problem).splitlines() or [type(problem).__name__])[0]
        raise Unsupported(f"The forward pass of {name} cannot be traced: {line}") from None
    finally:
        _restore(flags)


def _to_inference(module: torch.nn.Module) -> list[tuple[torch.nn.Module, bool]]:
    flags = [(part, part.training) for part in module.modules()]
    module.eval()
    return flags


def _restore(flags: list[tuple[torch.nn.Module, bool]]) -> None:
    for part, training in flags:
        part.training = training


def _first_width(module: torch.nn.Module) -> Shape:
    import torch

    for part in module.modules():
        if isinstance(part, torch.nn.Linear):
            return (part.in_features,)
        if next(part.children(), None) is None and not isinstance(part, torch.nn.Dropout | torch.nn.Identity):
            break
    raise Unsupported(f"A {type(module).__name__} does not say what shape it takes; give the shape of one example.")


def _evaluate(node: Any, values: dict[Any, Any], module: Any, emitter: Emitter, parameters: Parameters) -> Any:
    arguments = [_lookup(argument, values) for argument in node.args]
    keywords = {key: _lookup(argument, values) for key, argument in node.kwargs.items()}
    if node.op == "placeholder":
        return node.args[0] if node.args else emitter.input
    if node.op == "get_attr":
        value = module
        for part in node.target.split("."):
            value = getattr(value, part)
        return parameters(value)
    if node.op == "call_module":
        part = module.get_submodule(node.target)
        kind = type(part).__name__
        reader = MODULES.get(kind) if type(part).__module__.startswith("torch.nn.") else None
        if reader is None:
            raise Unsupported(f"The PyTorch module {kind} is not supported")
        return reader(emitter, part, _tensor(arguments[0], kind), parameters)
    table = functions() if node.op == "call_function" else methods()
    function = table.get(node.target)
    if function is None:
        title = getattr(node.target, "__name__", node.target)
        raise Unsupported(f"The PyTorch function {title} is not supported")
    return function(emitter, *arguments, **keywords)


def _lookup(argument: Any, values: dict[Any, Any]) -> Any:
    """An argument with the nodes in it replaced by their values."""
    from torch import fx

    if isinstance(argument, fx.Node):
        return values[argument]
    if isinstance(argument, tuple | list):
        return type(argument)(_lookup(part, values) for part in argument)
    if isinstance(argument, slice):
        return slice(*(_lookup(part, values) for part in (argument.start, argument.stop, argument.step)))
    return argument


def _tensor(value: Any, name: str) -> Tensor:
    if isinstance(value, tuple | list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, Tensor):
        raise Unsupported(f"{name} gives or takes something other than one tensor that depends on the input")
    return value


def _in_place(node: Any, module: Any) -> bool:
    """Whether a node also changes its first argument."""
    if node.op == "call_module":
        return bool(getattr(module.get_submodule(node.target), "inplace", False))
    title = node.target if isinstance(node.target, str) else getattr(node.target, "__name__", "")
    own = title.endswith("_") and not title.endswith("__")
    return node.op in ("call_function", "call_method") and bool(
        own or node.kwargs.get("inplace") or title in ("iadd", "imul")
    )


def _overwrite(values: dict[Any, Any], node: Any) -> None:
    """What was changed in place has its new value under every name."""
    old, new = values.get(node.args[0]), values[node]
    for key, value in values.items():
        if isinstance(value, Tensor) and isinstance(old, Tensor) and value.name == old.name:
            values[key] = new
