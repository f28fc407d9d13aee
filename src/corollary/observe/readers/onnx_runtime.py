"""Predictions of an ONNX file by ONNX Runtime, where it is installed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from corollary.errors import InputError
from corollary.observe.readers.model import Predict
from corollary.observe.readers.onnx_tensors import check_tensor

if TYPE_CHECKING:
    import onnx

CHUNK = 256
TYPES = {"tensor(float)": np.float32, "tensor(double)": np.float64, "tensor(float16)": np.float16}
ENDLESS = ("Loop", "Scan")


def runtime(model: onnx.ModelProto, path: Path) -> Predict | None:
    """The file's function as ONNX Runtime computes it; None where that is not installed.

    Raises InputError when the file is unsafe (see `check_graph`), has more than one input or no output of scores.
    """
    try:
        import onnxruntime
    except ImportError:
        return None
    check_graph(model.graph, path.parent)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4  # its messages come as exceptions; nothing is printed
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as problem:  # of classes that onnxruntime does not export
        raise InputError(f"ONNX Runtime cannot load {path}: {_first_line(problem)}.") from None
    inputs = session.get_inputs()
    outputs = [output.name for output in session.get_outputs() if output.type in TYPES]
    if len(inputs) != 1 or inputs[0].type not in TYPES or not outputs:
        raise InputError(f"{path} does not map one input of real numbers to scores.")
    batch = inputs[0].shape[0] if inputs[0].shape and isinstance(inputs[0].shape[0], int) else None
    kind = TYPES[inputs[0].type]

    def run(part: NDArray[Any]) -> NDArray[Any]:
        try:
            return np.asarray(session.run(outputs[:1], {inputs[0].name: part.astype(kind)})[0])
        except Exception as problem:
            raise InputError(f"ONNX Runtime cannot run {path}: {_first_line(problem)}.") from None

    def predict(given: ArrayLike) -> NDArray[np.float64]:
        examples = np.asarray(given)
        size = batch or CHUNK
        parts = []
        for start in range(0, len(examples), size):
            part = examples[start : start + size]
            missing = np.zeros((size - len(part) if batch else 0, *examples.shape[1:]))
            parts.append(run(np.concatenate([part, missing]))[: len(part)])
        if not parts:
            raise InputError(f"{path} was given no examples.")
        return np.concatenate(parts).astype(np.float64)

    return predict


def check_graph(graph: onnx.GraphProto, folder: Path) -> None:
    """Refuses, with InputError, tensors of wrong length or kept outside the folder, and loops that might not end."""
    for tensor in graph.initializer:
        check_tensor(tensor, folder)
    for node in graph.node:
        if node.op_type in ENDLESS:
            raise InputError(
                f"The ONNX model contains the operator {node.op_type}, which might not end; it is not run."
            )
        for attribute in node.attribute:
            for tensor in (attribute.t, *attribute.tensors):
                check_tensor(tensor, folder)
            for inner in (attribute.g, *attribute.graphs):
                check_graph(inner, folder)


def _first_line(problem: Exception) -> str:
    return (str(problem).strip().splitlines() or [type(problem).__name__])[0].rstrip(".")
