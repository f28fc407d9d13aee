"""ONNX files: whole models against ONNX Runtime, spellings of exporters, and files that are malformed or unsafe."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corollary.errors import InputError
from corollary.observe.readers import read_model
from corollary.observe.readers.onnx_graph import read_onnx

onnx = pytest.importorskip("onnx")
onnxruntime = pytest.importorskip("onnxruntime")

from onnx import TensorProto, helper, numpy_helper  # noqa: E402

pytestmark = pytest.mark.usefixtures("quick_compilation")
rng = np.random.default_rng(0)
Weights = dict[str, np.ndarray]


def weights(**shapes: tuple[int, ...]) -> Weights:
    return {name: (rng.normal(size=shape) / 3).astype(np.float32) for name, shape in shapes.items()}


def model(nodes: list[Any], constants: Weights, shape: list[Any], opset: int = 17, out: str = "y") -> Any:
    graph = helper.make_graph(
        nodes,
        "test",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(out, TensorProto.FLOAT, None)],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)


def node(kind: str, inputs: str, output: str, **attributes: Any) -> Any:
    return helper.make_node(kind, inputs.split(), output.split(), name=f"{kind}_{output}", **attributes)


def saved(message: Any, folder: Path) -> Path:
    path = folder / "model.onnx"
    path.write_bytes(message.SerializeToString())
    return path


def agrees(message: Any, folder: Path, example: tuple[int, ...], count: int = 5) -> Any:
    """Reads the model and holds it against ONNX Runtime on `count` random inputs."""
    path = saved(message, folder)
    read = read_model(path)
    assert read.network is not None, read.notes
    x = rng.normal(size=(count, *example)).astype(np.float32)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    expected = session.run(None, {"x": x})[0]
    np.testing.assert_allclose(read.predict(x), expected.reshape(read.predict(x).shape), rtol=2e-4, atol=2e-5)
    return read


def residual_nodes() -> tuple[list[Any], Weights]:
    """Convolution, batch normalisation, a residual join, pooling, a flatten computed from the shape, GELU, dense."""
    constants = weights(k1=(4, 2, 3, 3), b1=(4,), k2=(4, 2, 3, 3), g=(4,), h=(4,), m=(4,), w=(10, 24), c=(10,))
    constants |= {"v": np.array([0.5, 1.0, 2.0, 3.0], np.float32), "zero": np.array(0), "axis": np.array([0])}
    constants |= {
        "minus": np.array([-1]),
        "root": np.float32(np.sqrt(2)),
        "one": np.float32(1),
        "half": np.float32(0.5),
    }
    nodes = [
        node("Conv", "x k1 b1", "a", auto_pad="SAME_UPPER"),
        node("BatchNormalization", "a g h m v", "b", epsilon=1e-3),
        node("Relu", "b", "r"),
        node("Conv", "r k2", "d", pads=[1, 1, 1, 1], group=2),
        node("Add", "d b", "e"),
        node("MaxPool", "e", "f", kernel_shape=[3, 3], strides=[2, 2], ceil_mode=1),
        node("Shape", "f", "s"),
        node("Gather", "s zero", "n"),
        node("Unsqueeze", "n axis", "u"),
        node("Concat", "u minus", "t", axis=0),
        node("Reshape", "f t", "flat"),
        node("Div", "flat root", "q"),
        node("Erf", "q", "erf"),
        node("Add", "erf one", "p"),
        node("Mul", "flat p", "o"),
        node("Mul", "o half", "gelu"),
        node("Gemm", "gelu w c", "z", transB=1),
        node("Softmax", "z", "y"),
    ]
    return nodes, constants


def test_a_residual_network(tmp_path: Path) -> None:
    nodes, constants = residual_nodes()
    read = agrees(model(nodes, constants, ["batch", 2, 5, 6]), tmp_path, (2, 5, 6))
    kinds = [type(node.layer).__name__ for node in read.network.nodes]
    assert kinds == ["Convolution", "Affine", "Activation", "Convolution", "Add", "Pooling", "Reshape", "Activation",
                     "Dense", "Softmax"]  # fmt: skip
    assert read.network.nodes[7].layer.kind == "gelu"
    assert (read.kind, read.outputs) == ("classification", "probabilities")
    assert any("agrees with its source" in note for note in read.notes)


def test_a_fixed_batch_of_three(tmp_path: Path) -> None:
    nodes, constants = residual_nodes()
    read = read_model(saved(model(nodes, constants, [3, 2, 5, 6]), tmp_path))
    open_batch = read_model(saved(model(nodes, constants, ["n", 2, 5, 6]), tmp_path))
    x = rng.normal(size=(7, 2, 5, 6))
    np.testing.assert_array_equal(read.predict(x), open_batch.predict(x))


@pytest.mark.parametrize("opset", [7, 9, 11, 13, 17, 21])
def test_operator_sets(tmp_path: Path, opset: int) -> None:
    """Axes, limits and pads are attributes in the older sets and inputs in the newer ones."""
    constants = weights(w=(6, 4), c=(4,))
    limits = {"low": np.float32(-0.5), "high": np.float32(0.8)}
    pads, axes = np.array([0, 0, 0, 0, 1, 2]), np.array([1])
    nodes = [node("MatMul", "x w", "a"), node("Add", "a c", "b")]
    if opset < 11:
        nodes += [node("Clip", "b", "d", min=-0.5, max=0.8), node("Unsqueeze", "d", "e", axes=[1]),
                  node("Pad", "e", "f", pads=pads.tolist())]  # fmt: skip
    else:
        constants |= limits | {"pads": pads}
        nodes += [node("Clip", "b low high", "d")]
        nodes += [node("Unsqueeze", "d axes", "e")] if opset >= 13 else [node("Unsqueeze", "d", "e", axes=[1])]
        nodes += [node("Pad", "e pads", "f")]
        constants |= {"axes": axes} if opset >= 13 else {}
    nodes += (
        [node("ReduceMean", "f", "g", axes=[1], keepdims=0)]
        if opset < 18
        else [node("ReduceMean", "f axes", "g", keepdims=0)]
    )
    nodes += [node("Softmax", "g", "y")]
    read = agrees(model(nodes, constants, ["n", 6], opset), tmp_path, (6,))
    assert read.network.nodes[0].layer.bias is not None


def test_old_softmax_runs_over_all_later_axes(tmp_path: Path) -> None:
    message = model([node("Softmax", "x", "a"), node("Flatten", "a", "y")], {}, ["n", 2, 3], 11)
    agrees(message, tmp_path, (2, 3))


def test_activations_spelled_out(tmp_path: Path) -> None:
    nodes = [
        node("Sigmoid", "x", "s"),
        node("Mul", "s x", "silu"),
        node("Softplus", "silu", "p"),
        node("Tanh", "p", "t"),
        node("Mul", "silu t", "mish"),
        node("Cast", "mish", "same", to=TensorProto.DOUBLE),
        node("Cast", "same", "back", to=TensorProto.FLOAT),
        node("Max", "back limit", "m"),
        node("Sub", "limit m", "d"),
        node("Dropout", "d", "e"),
        node("Concat", "e m", "y", axis=-1),
    ]
    read = agrees(model(nodes, weights(limit=(1, 6)), ["n", 6]), tmp_path, (6,))
    assert [n.layer.kind for n in read.network.activations] == ["silu", "mish", "relu"]


def test_constant_folding_of_shapes(tmp_path: Path) -> None:
    constants = {"start": np.array([1]), "end": np.array([2]), "two": np.array([2]), "minus": np.array([-1])}
    nodes = [
        node("Shape", "x", "s"),
        node("Slice", "s start end", "c"),
        node("Div", "c two", "h"),
        node("Shape", "x", "b", end=1),
        node("Concat", "b h two minus", "t", axis=0),
        node("Reshape", "x t", "r"),
        node("ReduceSum", "r minus", "q", keepdims=0),
        node("Flatten", "q", "y"),
    ]
    agrees(model(nodes, constants, ["n", 4, 6]), tmp_path, (4, 6))


def test_weights_in_a_file_beside_the_model(tmp_path: Path) -> None:
    message = model([node("MatMul", "x w", "y")], weights(w=(6, 4)), ["n", 6])
    onnx.save(message, tmp_path / "model.onnx", save_as_external_data=True, location="w.bin", size_threshold=0)
    read = read_model(tmp_path / "model.onnx")
    expected = numpy_helper.to_array(onnx.load(tmp_path / "model.onnx").graph.initializer[0])
    np.testing.assert_array_equal(read.network.nodes[0].layer.weight, expected.T)


def test_open_dimensions_are_settled_by_the_data(tmp_path: Path) -> None:
    nodes = [node("GlobalAveragePool", "x", "a"), node("Flatten", "a", "y")]
    path = saved(model(nodes, {}, ["n", 3, "h", "w"]), tmp_path)
    assert read_model(path, (3, 4, 5)).network.input_shape == (3, 4, 5)
    without = read_model(path)
    assert without.network is None and "leaves dimensions open" in without.notes[0]
    x = rng.normal(size=(2, 3, 4, 5))
    np.testing.assert_allclose(without.predict(x), x.mean((2, 3)), rtol=1e-4, atol=1e-6)


def test_an_unsupported_operator_is_named_and_predictions_still_run(tmp_path: Path) -> None:
    message = model([node("Sin", "x", "a"), node("MatMul", "a w", "y")], weights(w=(6, 4)), ["n", 6])
    read = read_model(saved(message, tmp_path))
    assert read.network is None
    assert read.notes[0].startswith("Operator Sin (node Sin_a) is not supported.")
    x = rng.normal(size=(600, 6))
    expected = np.sin(x) @ numpy_helper.to_array(message.graph.initializer[0])
    np.testing.assert_allclose(read.predict(x), expected, rtol=1e-4, atol=1e-5)


def test_the_batch_must_stay_apart(tmp_path: Path) -> None:
    for bad in (
        [node("Softmax", "x", "y", axis=0)],
        [node("Transpose", "x", "y", perm=[1, 0])],
        [node("ReduceSum", "x", "y")],
        [
            node("Shape", "x", "s"),
            node("Cast", "s", "f", to=1),
            node("Slice", "f zero one", "n"),
            node("Mul", "x n", "y"),
        ],
    ):
        constants = {"zero": np.array([0]), "one": np.array([1])}
        read = read_model(saved(model(bad, constants, [4, 4]), tmp_path))
        assert read.network is None and ("batch" in read.notes[0] or "mixes" in read.notes[0]), read.notes


def refused(message: Any, folder: Path, word: str) -> None:
    path = saved(message, folder)
    with pytest.raises(InputError, match=word) as caught:
        read_model(path)
    text = str(caught.value)
    assert "\n" not in text and text.endswith(".")


def simple() -> Any:
    return model([node("MatMul", "x w", "y")], weights(w=(6, 4)), ["n", 6])


@pytest.mark.parametrize("location", ["../secret.bin", "/etc/passwd", "", "missing.bin", "."])
def test_external_data_outside_the_folder_are_refused(tmp_path: Path, location: str) -> None:
    (tmp_path / "secret.bin").write_bytes(bytes(96))
    folder = tmp_path / "models"
    folder.mkdir()
    message = simple()
    tensor = message.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value=location)
    refused(message, folder, "outside the model's folder|not there")


def test_external_data_through_a_link_are_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.bin").write_bytes(bytes(96))
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "link.bin").symlink_to(tmp_path / "secret.bin")
    message = simple()
    tensor = message.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="link.bin")
    refused(message, folder, "outside the model's folder")


@pytest.mark.parametrize(("key", "value"), [("offset", "1"), ("length", "95"), ("offset", "-1"), ("length", "x")])
def test_external_data_of_the_wrong_length_are_refused(tmp_path: Path, key: str, value: str) -> None:
    (tmp_path / "w.bin").write_bytes(bytes(96))
    message = simple()
    tensor = message.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="w.bin")
    tensor.external_data.add(key=key, value=value)
    refused(message, tmp_path, "does not fit|no number")


def test_external_data_of_an_unsupported_model_are_refused_too(tmp_path: Path) -> None:
    message = model([node("Sin", "x", "a"), node("MatMul", "a w", "y")], weights(w=(6, 4)), ["n", 6])
    tensor = helper.make_tensor("inner", TensorProto.FLOAT, [1], [0.0])
    tensor.ClearField("float_data")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="../secret.bin")
    message.graph.node.append(helper.make_node("Constant", [], ["unused"], value=tensor))
    refused(message, tmp_path, "outside the model's folder")


@pytest.mark.parametrize("dims", [[10**6, 10**6], [-6, 4], [6, 5], [0, 0], [2**62, 4]])
def test_absurd_shapes_are_refused(tmp_path: Path, dims: list[int]) -> None:
    message = simple()
    del message.graph.initializer[0].dims[:]
    message.graph.initializer[0].dims.extend(dims)
    refused(message, tmp_path, "negative|entries|another length")


def test_absurd_computed_constants_are_refused(tmp_path: Path) -> None:
    shape = {"s": np.array([10**6, 10**6])}
    refused(model([node("ConstantOfShape", "s", "c"), node("Add", "x c", "y")], shape, ["n", 6]), tmp_path, "computes")
    doubling = [node("Concat", f"c{i} c{i}", f"c{i + 1}", axis=0) for i in range(60)]
    constants = {"c0": np.zeros(6, np.float32)}
    refused(model([*doubling, node("Add", "x c60", "y")], constants, ["n", 6]), tmp_path, "computes|too large")
    outer = [node("Add", "a b", "c"), node("Add", "x c", "y")]
    wide = {"a": np.zeros((10**6, 1), np.float32), "b": np.zeros((1, 10**6), np.float32)}
    refused(model(outer, wide, ["n", 6]), tmp_path, "computes")


def test_absurd_layers_are_refused(tmp_path: Path) -> None:
    kernel = weights(k=(1, 1, 1, 1))
    huge = [node("Conv", "x k", "y", pads=[10**9] * 4)]
    refused(model(huge, kernel, ["n", 1, 3, 3]), tmp_path, "too large")
    for attributes in ({"strides": [0, 1]}, {"dilations": [0, 0]}, {"pads": [-5] * 4}, {"group": 0}, {"pads": [1]}):
        refused(model([node("Conv", "x k", "y", **attributes)], kernel, ["n", 1, 3, 3]), tmp_path, "Conv")
    refused(model([node("Relu", "x", "y")], {}, ["n", 10**6, 10**6]), tmp_path, "too large")
    refused(model([node("Relu", "x", "y")], {}, ["n", -3]), tmp_path, "negative")


def test_weights_that_are_not_finite_are_refused(tmp_path: Path) -> None:
    for value in (np.nan, np.inf):
        message = simple()
        broken = weights(w=(6, 4))["w"]
        broken[2, 3] = value
        message.graph.initializer[0].CopyFrom(numpy_helper.from_array(broken, "w"))
        refused(message, tmp_path, "not finite")
    refused(model([node("Div", "x z", "y")], {"z": np.float32(0)}, ["n", 6]), tmp_path, "not finite")


def test_broken_graphs_are_refused(tmp_path: Path) -> None:
    cycle = [node("Add", "x b", "a"), node("Relu", "a", "b"), node("Relu", "b", "y")]
    refused(model(cycle, {}, ["n", 6]), tmp_path, "cyclic")
    twice = [node("Relu", "x", "y"), node("Tanh", "x", "y")]
    refused(model(twice, {}, ["n", 6]), tmp_path, "twice")
    refused(model([node("Relu", "x", "z")], {}, ["n", 6]), tmp_path, "nothing computes")
    refused(model([node("Gemm", "x", "y")], {}, ["n", 6]), tmp_path, "Gemm")


def test_files_that_are_no_models_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    whole = simple().SerializeToString()
    for content in (b"", b"hello", bytes(1000), whole[: len(whole) // 2], b"\x08\x07"):
        path.write_bytes(content)
        with pytest.raises(InputError, match=r"model\.onnx"):
            read_model(path)


def test_random_bytes_in_a_model_never_crash_the_reader(tmp_path: Path) -> None:
    nodes, constants = residual_nodes()
    whole = model(nodes, constants, ["batch", 2, 5, 6]).SerializeToString()
    for seed in range(300):
        local = np.random.default_rng(seed)
        changed = bytearray(whole)
        for place in local.integers(0, len(whole), 3):
            changed[place] = local.integers(0, 256)
        try:
            message = onnx.load_model_from_string(bytes(changed))
        except Exception:
            continue
        try:
            read_onnx(message, tmp_path, "changed")
        except InputError as problem:
            assert len(str(problem)) < 1000


def test_names_in_a_file_do_not_spoil_the_message(tmp_path: Path) -> None:
    strange = helper.make_node("\x1b[31mOdd\n", ["x"], ["y"], name="n\n" * 10**5)
    path = saved(model([strange], {}, ["n", 6]), tmp_path)
    with pytest.raises(InputError) as caught:
        read_model(path)
    assert str(caught.value).isprintable() and len(str(caught.value)) < 600


def test_loops_are_not_run(tmp_path: Path) -> None:
    body = helper.make_graph([], "body", [], [])
    message = model([helper.make_node("Loop", ["", ""], ["y"], body=body)], {}, ["n", 6])
    refused(message, tmp_path, "Loop")


def test_several_inputs_are_named(tmp_path: Path) -> None:
    message = simple()
    message.graph.input.append(helper.make_tensor_value_info("z", TensorProto.FLOAT, ["n", 6]))
    refused(message, tmp_path, "one input")
