"""The ONNX project's own backend tests, for every operator that the reader says it covers."""

import functools
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corollary.errors import InputError
from corollary.observe.forward import apply

onnx = pytest.importorskip("onnx")

from corollary.observe.readers.emit import Unsupported  # noqa: E402
from corollary.observe.readers.onnx_constants import ONLY_CONSTANT  # noqa: E402
from corollary.observe.readers.onnx_graph import read_onnx  # noqa: E402
from corollary.observe.readers.onnx_operators import OPERATORS  # noqa: E402

pytestmark = pytest.mark.usefixtures("quick_compilation")
Case = tuple[str, Any, np.ndarray, np.ndarray]
# Operators without a test of ours to pass: on constants, of two computed inputs, or part of a larger pattern.
WITHOUT = {*ONLY_CONSTANT, "Cast", "Concat", "Constant", "Erf", "Shape"}


def array(value: Any) -> Any:
    return onnx.numpy_helper.to_array(value) if isinstance(value, onnx.TensorProto) else value


def stored(folder: Path) -> tuple[Any, list[Any], list[Any]]:
    """A test that is kept in files."""

    def load(pattern: str) -> list[Any]:
        found = []
        for path in sorted((folder / "test_data_set_0").glob(pattern)):
            tensor = onnx.TensorProto()
            tensor.ParseFromString(path.read_bytes())
            found.append(array(tensor))
        return found

    return onnx.load(folder / "model.onnx"), load("input_*"), load("output_*")


@functools.lru_cache(maxsize=1)
def cases() -> list[Case]:
    """Name, model with all inputs but the first as weights, first input, first output."""
    from onnx.backend.test.loader import load_model_tests

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tests = [
            test for kind in ("node", "pytorch-converted", "pytorch-operator") for test in load_model_tests(kind=kind)
        ]
    found = []
    for test in tests:
        if test.model is None:
            model, inputs, outputs = stored(Path(test.model_dir))
        else:
            model = onnx.ModelProto()
            model.CopyFrom(test.model)
            inputs, outputs = ([array(value) for value in values] for values in test.data_sets[0])
        if {node.op_type for node in model.graph.node} - set(OPERATORS) or not inputs:
            continue
        arrays = [*inputs, outputs[0]]
        plain = all(isinstance(value, np.ndarray) and value.dtype.kind in "fiubV" for value in arrays)
        if not plain or any(not np.isfinite(value.astype(float)).all() for value in (inputs[0], outputs[0])):
            continue
        weights = {tensor.name for tensor in model.graph.initializer}
        names = [value.name for value in model.graph.input if value.name not in weights]
        for name, value in list(zip(names, inputs, strict=False))[1:]:
            model.graph.initializer.append(onnx.numpy_helper.from_array(value, name))
        found.append((test.name, model, inputs[0], outputs[0]))
    return found


def test_every_case_agrees_or_is_refused_by_name() -> None:
    networks, inputs, outputs = {}, {}, {}
    passed: dict[str, int] = {}
    refused = 0
    for name, model, x, expected in cases():
        if "_expanded" in name or "_large" in name or name.startswith("test_cast"):
            continue  # the same functions spelled out or on larger arrays; casts to narrow types round
        try:
            networks[name] = read_onnx(model, Path("nowhere"), name)
        except InputError as problem:
            refused += 1
            allowed = isinstance(problem, Unsupported) or "no output that depends" in str(problem) or "1d_1d" in name
            assert allowed and str(problem).endswith(".") and "\n" not in str(problem), problem
            continue
        inputs[name], outputs[name] = x.astype(np.float64), expected
        for node in model.graph.node:
            passed[node.op_type] = passed.get(node.op_type, 0) + 1
    found = evaluated(networks, inputs)
    loose = {np.dtype(np.float32): 1e-3, np.dtype(np.float64): 1e-7}  # 1e-3 is what the ONNX project asks for
    for name, expected in outputs.items():
        tolerance = loose.get(expected.dtype, 1e-2)
        np.testing.assert_allclose(found[name], expected.astype(float), tolerance, 1e-6, err_msg=name)
    assert set(OPERATORS) - WITHOUT <= set(passed)
    assert len(networks) > 200 and refused > 50


def evaluated(networks: dict[str, Any], inputs: dict[str, Any]) -> dict[str, np.ndarray]:
    """The outputs of all networks, compiled together, which is faster than one by one."""
    import jax

    with jax.enable_x64(True):
        together = jax.jit(lambda values: {name: apply(networks[name], {}, x) for name, x in values.items()})
        return {name: np.asarray(value) for name, value in together(inputs).items()}
