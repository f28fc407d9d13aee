"""Keras 3 models, in memory and in files, against Keras's own predictions."""

import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("KERAS_BACKEND", "jax")

import numpy as np
import pytest

from corollary.errors import InputError
from corollary.observe.readers import Unsupported, read_model
from corollary.observe.readers.keras_file import read_keras_file, snake_case

keras = pytest.importorskip("keras")
h5py = pytest.importorskip("h5py")

pytestmark = pytest.mark.usefixtures("quick_compilation")
L = keras.layers
rng = np.random.default_rng(0)


def randomised(model: Any) -> Any:
    """The model with random weights; variances positive."""
    for layer in model._flatten_layers(include_self=False, recursive=True):
        values = [rng.normal(size=w.shape) / 2 for w in layer.get_weights()]
        if layer.__class__.__name__ == "BatchNormalization":
            values[-1] = np.abs(values[-1]) + 0.5
        if not isinstance(layer, keras.Model) and layer.__class__.__name__ != "Normalization":
            layer.set_weights(values)
    return model


def agrees(model: Any, folder: Path) -> Any:
    """Holds the model in memory and its file against Keras's predictions; gives the model read from the file."""
    randomised(model)
    path = folder / "model.keras"
    model.save(path)
    x = rng.normal(size=(4, *model.input_shape[1:])).astype(np.float32)
    expected = np.asarray(model(x, training=False))
    for read in (read_model(model), read_model(path)):
        assert read.network is not None, read.notes
        np.testing.assert_allclose(read.predict(x), expected.reshape(read.predict(x).shape), rtol=2e-4, atol=2e-5)
    return read


def test_a_perceptron(tmp_path: Path) -> None:
    model = keras.Sequential([L.Input((6,)), L.Dense(5, activation="relu"), L.Dropout(0.5), L.Dense(3), L.Softmax()])
    read = agrees(model, tmp_path)
    assert [type(n.layer).__name__ for n in read.network.nodes] == ["Dense", "Activation", "Dense", "Softmax"]
    assert read.network.is_feedforward_chain
    assert read.network.parameter_count == model.count_params()
    assert (read.kind, read.outputs) == ("classification", "probabilities")


def residual() -> Any:
    inner = keras.Sequential(
        [L.Input((8, 7, 4)), L.Conv2D(4, 3, padding="same"), L.PReLU(shared_axes=[1, 2])], name="inner"
    )
    x = start = keras.Input((8, 7, 2))
    x = L.ZeroPadding2D(((1, 0), (2, 1)))(x)
    x = L.Conv2D(4, (2, 4), activation="gelu")(x)
    y = L.BatchNormalization()(inner(x))
    x = L.ReLU(max_value=2.0, negative_slope=0.1)(L.Add()([x, y]))
    x = L.Concatenate()([L.AveragePooling2D(3, 2, padding="same")(x), L.MaxPooling2D(3, 2, padding="same")(x)])
    x = L.DepthwiseConv2D(3, depth_multiplier=2, strides=2, padding="same")(x)
    x = L.SeparableConv2D(6, 2, activation="silu")(x)
    x = L.LayerNormalization()(x)
    x = L.Flatten()(x)
    return keras.Model(start, L.Dense(1, activation="sigmoid")(x))


def test_a_residual_network_with_a_model_inside(tmp_path: Path) -> None:
    read = agrees(residual(), tmp_path)
    assert read.network.nodes[0].layer.axes == (2, 0, 1)  # channels first from here on, moved back only for the norm
    assert sum(type(n.layer).__name__ == "Transpose" for n in read.network.nodes) <= 3
    assert read.outputs == "probabilities" and read.threshold == 0.5


def test_one_dimension_three_dimensions_and_channels_first(tmp_path: Path) -> None:
    agrees(
        keras.Sequential(
            [
                L.Input((9, 2)),
                L.Conv1D(4, 3, padding="causal", dilation_rate=2),
                L.ELU(0.7),
                L.MaxPooling1D(2),
                L.GroupNormalization(2),
                L.GlobalAveragePooling1D(),
            ]
        ),
        tmp_path,
    )
    agrees(
        keras.Sequential(
            [
                L.Input((4, 4, 4, 2)),
                L.Conv3D(2, 2, groups=2),
                L.AveragePooling3D(2),
                L.GlobalMaxPooling3D(keepdims=True),
            ]
        ),
        tmp_path,
    )
    first = {"data_format": "channels_first"}
    agrees(
        keras.Sequential(
            [
                L.Input((2, 5, 6)),
                L.Conv2D(3, 3, **first),
                L.BatchNormalization(axis=1),
                L.MaxPooling2D(2, **first),
                L.Flatten(**first),
            ]
        ),
        tmp_path,
    )


def test_scalings_and_moves(tmp_path: Path) -> None:
    normal = L.Normalization()
    normal.adapt(rng.normal(3, 5, size=(50, 4, 6)))
    model = keras.Sequential(
        [
            L.Input((4, 6)),
            normal,
            L.Rescaling(0.5, offset=1.0),
            L.Permute((2, 1)),
            L.Reshape((3, -1)),
            L.Activation("log_softmax"),
            L.LeakyReLU(negative_slope=0.2),
            L.GaussianNoise(1.0),
            L.Dense(4, activation="hard_sigmoid", use_bias=False),
            L.Flatten(),
        ]
    )
    agrees(model, tmp_path)


def test_shared_layers_and_operations(tmp_path: Path) -> None:
    start = keras.Input((4,))
    shared = L.Dense(4, activation="tanh")
    x = shared(shared(start))
    x = L.Subtract()([x, L.Average()([x, start])])
    read = agrees(keras.Model(start, x + start), tmp_path)
    assert read.network.parameter_count == 20 + 2  # and the factor −1/2 with its offset


def test_every_named_activation(tmp_path: Path) -> None:
    names = ["relu", "relu6", "leaky_relu", "elu", "selu", "celu", "gelu", "tanh", "hard_tanh", "sigmoid", "softmax",
             "hard_sigmoid", "silu", "hard_silu", "softplus", "softsign", "mish", "exponential", "linear"]  # fmt: skip
    model = keras.Sequential([L.Input((5,)), *(L.Dense(5, activation=name) for name in names)])
    agrees(model, tmp_path)


def test_an_unsupported_layer_is_named_and_predictions_still_run(tmp_path: Path) -> None:
    model = keras.Sequential([L.Input((7, 3)), L.LSTM(4, name="memory"), L.Dense(2)])
    read = read_model(model)
    assert read.network is None
    assert read.notes[0].startswith("Keras layer LSTM (memory) is not supported.")
    x = rng.normal(size=(300, 7, 3)).astype(np.float32)
    np.testing.assert_allclose(read.predict(x), model(x), rtol=1e-4, atol=1e-5)
    model.save(tmp_path / "model.keras")
    with pytest.raises(InputError, match="LSTM"):
        read_model(tmp_path / "model.keras")


def test_code_in_a_file_is_named_and_never_run(tmp_path: Path) -> None:
    ran = []

    def spy(x: Any) -> Any:
        ran.append(1)
        return x

    model = keras.Sequential([L.Input((3,)), L.Lambda(spy)])
    model.save(tmp_path / "model.keras")
    ran.clear()
    with pytest.raises(Unsupported, match="Lambda"):
        read_model(tmp_path / "model.keras")
    assert not ran


@keras.saving.register_keras_serializable(package="test")
class Custom(L.Layer):
    def call(self, x: Any) -> Any:
        return 2 * x


def test_custom_layers_are_refused(tmp_path: Path) -> None:
    model = keras.Sequential([L.Input((3,)), Custom(name="own")])
    model.save(tmp_path / "model.keras")
    with pytest.raises(Unsupported, match="custom Keras layer Custom"):
        read_model(tmp_path / "model.keras")
    assert read_model(model).network is None


def test_a_model_in_memory_keeps_its_weights_to_itself() -> None:
    model = keras.Sequential([L.Input((3,)), L.Dense(2)])
    read = read_model(model)
    before = read.predict(np.ones((1, 3)))
    model.set_weights([w + 1 for w in model.get_weights()])
    np.testing.assert_array_equal(read.predict(np.ones((1, 3))), before)
    assert read_model(keras.Sequential([L.Input((3,)), L.Dense(2)])).kind == "unknown"
    with pytest.raises(InputError, match="no weights yet"):
        read_model(keras.Sequential([L.Dense(2)]))


def rewritten(
    path: Path, config: Callable[[Any], Any] | None = None, weights: bytes | None = None, drop: str = ""
) -> Path:
    """A copy of a file with its configuration or weights changed."""
    target = path.with_name("changed.keras")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            content = source.read(name)
            if name == "config.json" and config:
                value = config(json.loads(content))
                content = value if isinstance(value, bytes) else json.dumps(value).encode()
            if name == "model.weights.h5" and weights is not None:
                content = weights
            if name != drop:
                copy.writestr(name, content)
    return target


@pytest.fixture
def path(tmp_path: Path) -> Path:
    model = keras.Sequential([L.Input((6,)), L.Dense(5, activation="relu"), L.Dense(3)])
    model.save(tmp_path / "model.keras")
    return tmp_path / "model.keras"


def refused(path: Path, word: str) -> None:
    with pytest.raises(InputError, match=word) as caught:
        read_model(path)
    assert "\n" not in str(caught.value) and str(caught.value).endswith(".")


def with_layer(kind: str, **settings: Any) -> Callable[[Any], Any]:
    """A configuration with another layer in second place."""

    def change(config: Any) -> Any:
        layer = config["config"]["layers"][1]
        layer["class_name"] = kind
        layer["config"] |= settings
        return config

    return change


def test_configurations_that_are_malformed_are_refused(path: Path) -> None:
    refused(rewritten(path, lambda c: b"{"), "not JSON")
    refused(rewritten(path, lambda c: b"[" * 10**5), "not JSON")
    refused(rewritten(path, lambda c: []), "does not describe")
    refused(rewritten(path, lambda c: c | {"config": 3}), "malformed")
    refused(rewritten(path, lambda c: c | {"class_name": "Whatever"}), "Whatever")
    refused(rewritten(path, with_layer("Dense", activation="unheard")), "unheard")
    refused(rewritten(path, with_layer("Embedding")), "Embedding")
    refused(rewritten(path, with_layer("Dense", name=3)), "malformed|not a string")
    refused(rewritten(path, with_layer("Conv2D", strides=[0, 0])), "weights|stride|fit")

    def nested(config: Any) -> Any:
        inner, shape = config, {"build_input_shape": [None, 6]}
        for _ in range(40):
            inner = {"class_name": "Sequential", "module": "keras", "config": {"name": "s", "layers": [inner], **shape}}
        return inner

    refused(rewritten(path, nested), "nests|no weights")

    def circle(config: Any) -> Any:
        def node(name: str) -> Any:
            return [
                {"args": [{"class_name": "__keras_tensor__", "config": {"keras_history": [name, 0, 0]}}], "kwargs": {}}
            ]

        layers = config["config"]["layers"][:2]
        names = [layer["config"]["name"] for layer in layers]
        for layer, source in zip(layers, names[::-1], strict=True):
            layer |= {"name": layer["config"]["name"], "inbound_nodes": node(source), "class_name": "Dense"}
        layers.append(
            {"class_name": "InputLayer", "config": {"batch_shape": [None, 6], "name": "i"}, "inbound_nodes": []}
        )
        ends = {"input_layers": ["i", 0, 0], "output_layers": [names[0], 0, 0]}
        return config | {"class_name": "Functional", "config": {"name": "f", "layers": layers, **ends}}

    refused(rewritten(path, circle), "circle")


def test_archives_that_are_malformed_are_refused(path: Path, tmp_path: Path) -> None:
    refused(rewritten(path, drop="config.json"), "no config.json")
    refused(rewritten(path, drop="model.weights.h5"), "no model.weights.h5")
    refused(rewritten(path, weights=b"nothing"), "cannot be read|can be read")
    content = path.read_bytes()
    for broken in (b"", b"hello", content[: len(content) // 2], content[1000:]):
        (tmp_path / "broken.keras").write_bytes(broken)
        refused(tmp_path / "broken.keras", "Keras 3 file")
    bomb = tmp_path / "bomb.keras"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("config.json", bytes(10**8))
    refused(bomb, "implausible")


def changed_weights(path: Path, change: Callable[[Any], None]) -> Path:
    with zipfile.ZipFile(path) as archive:
        buffer = io.BytesIO(archive.read("model.weights.h5"))
    with h5py.File(buffer, "r+") as store:
        change(store)
    return rewritten(path, weights=buffer.getvalue())


def test_weights_that_are_malformed_are_refused(path: Path) -> None:
    def replace(key: str, value: Any = None, **settings: Any) -> Callable[[Any], None]:
        def change(store: Any) -> None:
            del store["layers/dense/vars"][key]
            if value is not None or settings:
                store["layers/dense/vars"].create_dataset(key, data=value, **settings)

        return change

    refused(changed_weights(path, replace("1")), "1 weights where 2")
    refused(changed_weights(path, replace("0")), "lacks weight 0")
    refused(changed_weights(path, replace("0", np.zeros((6, 4), np.float32))), "bias|width")
    refused(changed_weights(path, replace("0", np.full((6, 5), np.nan, np.float32))), "not finite")
    refused(changed_weights(path, replace("0", shape=(10**6, 10**5), dtype="f4", chunks=(100, 100))), "more than")
    refused(changed_weights(path, replace("0", np.array([b"text"]))), "plain numbers")

    def linked(store: Any) -> None:
        del store["layers/dense/vars/0"]
        store["layers/dense/vars/0"] = h5py.ExternalLink("/etc/passwd", "/")

    refused(changed_weights(path, linked), "link")

    def outside(store: Any) -> None:
        del store["layers/dense/vars/0"]
        store["layers/dense/vars"].create_dataset("0", (6, 5), "f4", external=[("/etc/passwd", 0, 120)])

    refused(changed_weights(path, outside), "plain numbers")


def test_files_need_their_input_shape(tmp_path: Path) -> None:
    model = keras.Sequential([L.Input((None, None, 3)), L.Conv2D(2, 3), L.GlobalAveragePooling2D()])
    model.save(tmp_path / "model.keras")
    with pytest.raises(InputError, match="open"):
        read_keras_file(tmp_path / "model.keras")
    assert read_keras_file(tmp_path / "model.keras", (5, 6, 3)).input_shape == (5, 6, 3)


def test_names_of_groups_are_those_of_keras() -> None:
    from keras.src.utils.naming import to_snake_case

    for name in (
        "Dense",
        "Conv2D",
        "MaxPooling2D",
        "PReLU",
        "ReLU",
        "GlobalAveragePooling1D",
        "SeparableConv1D",
        "ELU",
    ):
        assert snake_case(name) == to_snake_case(name)
