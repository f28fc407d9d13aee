"""One entry for every model: a file's path, or an object of a framework."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from corollary.errors import InputError, tidy
from corollary.files import expect_file
from corollary.observe.network import Network, Shape
from corollary.observe.readers.emit import Unsupported
from corollary.observe.readers.model import HALF, TOLERANCE, Model, confirmed, network_model, source_model

MODAL = ("Dropout", "AlphaDropout", "BatchNorm", "SyncBatchNorm", "InstanceNorm")  # PyTorch's, by how their names begin
PICKLES = (".pt", ".pth", ".pkl", ".pickle", ".joblib", ".ckpt", ".bin")


def read_model(source: str | Path | object, input_shape: Shape | None = None) -> Model:
    """The model in a file (.onnx, .keras, .csv or .npz with scores) or in memory.

    In memory: a Keras 3 model, a PyTorch module, a fitted scikit-learn estimator, a Network, or a function from inputs
    to scores. `input_shape` is the shape of one example, needed where the model leaves it open (PyTorch modules with
    convolutions; open dimensions in files). Nothing in a file is executed and no pickle is loaded. Where the internals
    cannot be read, the network is None, a note says why, and predictions still run; InputError if they cannot either.
    """
    if isinstance(source, str | Path):
        with _tidy_messages():
            return _file(Path(source), input_shape)
    if isinstance(source, Model):
        return source
    if isinstance(source, Network):
        return network_model(source, f"the network {source.name}")
    if _is(source, "keras", "Model"):
        return _keras(source, input_shape)
    if _is(source, "torch.nn", "Module"):
        return _torch(source, input_shape)
    if _is(source, "sklearn.base", "BaseEstimator"):
        from corollary.observe.readers.sklearn_estimator import read_estimator

        return read_estimator(source)
    if callable(source) and not isinstance(source, type):
        return _function(source)
    what = f"The class {source.__name__}" if isinstance(source, type) else f"An object of type {type(source).__name__}"
    raise InputError(
        f"{what} is not a model; give a path, a Keras, PyTorch or scikit-learn "
        "model, or a function from inputs to scores."
    )


@contextmanager
def _tidy_messages() -> Iterator[None]:
    """Keeps what a file says (names of any length and any characters) from spoiling the one sentence of an error."""
    try:
        yield
    except InputError as problem:
        raise type(problem)(tidy(str(problem))) from None


def _is(source: object, module: str, name: str) -> bool:
    """Whether an object is of a class of a framework, without importing the framework."""
    loaded = sys.modules.get(module)
    kind = getattr(loaded, name, None)
    return isinstance(kind, type) and isinstance(source, kind)


def _file(path: Path, input_shape: Shape | None) -> Model:
    expect_file(path, "a model file (.onnx, .keras, or .csv and .npz with scores) is expected")
    kind = path.suffix.lower()
    if kind == ".onnx":
        return _onnx(path, input_shape)
    if kind == ".keras":
        from corollary.observe.readers.keras_file import read_keras_file

        return network_model(read_keras_file(path, input_shape), f"the Keras file {path}")
    if kind in (".csv", ".npz"):
        from corollary.observe.readers.scores import read_scores

        return read_scores(path)
    if kind in PICKLES:
        raise InputError(
            f"{path} is a pickle, which can run any code and is never loaded; export the model with torch.onnx.export "
            "(PyTorch) or skl2onnx (scikit-learn), or pass the model object from Python."
        )
    if kind in (".h5", ".hdf5"):
        raise InputError(f"{path} is in the old Keras format; load it in Keras and save it as a .keras file.")
    raise InputError(f"{path} has an unknown ending; .onnx, .keras, or .csv and .npz with scores can be read.")


def _onnx(path: Path, input_shape: Shape | None) -> Model:
    from corollary.observe.readers.onnx_graph import load_onnx, read_onnx, runs_in_half
    from corollary.observe.readers.onnx_runtime import runtime

    message, origin = load_onnx(path), f"the ONNX file {path}"
    try:
        model = network_model(read_onnx(message, path.parent, path.name, input_shape), origin)
    except Unsupported as problem:
        predict = runtime(message, path)
        if predict is None:
            raise InputError(
                f"{str(problem).rstrip('.')}; with onnxruntime installed it could still predict."
            ) from None
        return source_model(path.name, predict, origin, str(problem))
    try:
        predict = runtime(message, path)
    except InputError:  # the network was read; what ONNX Runtime makes of the file does not matter
        predict = None
    half = runs_in_half(message)
    return confirmed(model, predict, HALF if half else TOLERANCE) if predict else model


def _keras(source: Any, input_shape: Shape | None) -> Model:
    from corollary.observe.readers.keras_live import predict, read_keras_model

    origin = f"the Keras model {source.name}"
    try:
        model = network_model(read_keras_model(source, input_shape), origin)
    except Unsupported as problem:
        return source_model(source.name, lambda x: predict(source, x), origin, str(problem))
    return confirmed(model, lambda x: predict(source, x))


def _torch(source: Any, input_shape: Shape | None) -> Model:
    from corollary.observe.readers.torch_graph import predict, read_module

    name = type(source).__name__
    origin = f"a PyTorch {name}"
    training = any(part.training and type(part).__name__.startswith(MODAL) for part in source.modules())
    notes = ("The module is in training mode; what is read is what it computes after .eval().",) if training else ()
    try:
        model = network_model(read_module(source, input_shape), origin, notes=notes)
    except Unsupported as problem:
        return source_model(name, lambda x: predict(source, x), origin, str(problem), notes=notes)
    half = any(parameter.element_size() < 4 for parameter in source.parameters())
    return confirmed(model, lambda x: predict(source, x), HALF if half else TOLERANCE)


def _function(source: Any) -> Model:
    name = getattr(source, "__name__", type(source).__name__)

    def predict(inputs: ArrayLike) -> NDArray[np.float64]:
        return np.asarray(source(np.asarray(inputs)), dtype=np.float64)

    return source_model(name, predict, f"the function {name}", "A function does not show its internals.")
