"""Scores instead of a model, functions instead of a model, and what is no model."""

from pathlib import Path

import numpy as np
import pytest

from corollary.errors import InputError
from corollary.observe.network import Activation, Dense, Network, chain
from corollary.observe.readers import read_model
from corollary.observe.readers.model import confirmed, network_model

rng = np.random.default_rng(0)


def test_scores_in_a_csv_file_with_the_names_of_the_classes(tmp_path: Path) -> None:
    scores = rng.dirichlet(np.ones(3), 7)
    np.savetxt(tmp_path / "s.csv", scores, delimiter=",", header="ant,bee,cow", comments="", fmt="%.17g")
    model = read_model(tmp_path / "s.csv")
    assert (model.network, model.kind, model.outputs) == (None, "classification", "probabilities")
    assert list(model.classes) == ["ant", "bee", "cow"]
    np.testing.assert_array_equal(model.scores(np.zeros((7, 2)), "test"), scores)
    np.testing.assert_array_equal(model.decide(scores), scores.argmax(1))
    with pytest.raises(InputError, match="7 test examples, not for 8"):
        model.predict(np.zeros((8, 2)))
    with pytest.raises(InputError, match="7 examples; the test data have 8"):
        model.scores(np.zeros((8, 2)), "test")


def test_scores_of_both_parts_in_an_npz_file(tmp_path: Path) -> None:
    parts = {"train": rng.normal(size=(5, 2)), "test": rng.normal(size=(5, 2))}
    np.savez(tmp_path / "s.npz", classes=np.array([3, 8]), **parts)
    model = read_model(str(tmp_path / "s.npz"))
    for part, scores in parts.items():
        np.testing.assert_array_equal(model.scores(np.zeros(5), part), scores)
    assert model.outputs == "scores" and list(model.classes) == [3, 8]
    with pytest.raises(InputError, match="5 train and 5 test"):
        model.predict(np.zeros(5))


def test_single_scores_decide_at_a_threshold(tmp_path: Path) -> None:
    for scores, outputs, expected in (
        (np.array([0.2, 0.7]), "probabilities", [0, 1]),
        (np.array([-0.2, 0.7]), "scores", [0, 1]),
    ):
        np.savez(tmp_path / "s.npz", scores)
        model = read_model(tmp_path / "s.npz")
        assert model.outputs == outputs
        assert list(model.decide(model.predict(np.zeros(2)))) == expected


@pytest.mark.parametrize(
    "arrays",
    [
        {},
        {"a": np.zeros((2, 2)), "b": np.zeros((2, 2))},
        {"test": np.array([[1.0, np.nan]])},
        {"test": np.zeros((0, 3))},
        {"test": np.array(["a", "b"])},
        {"test": np.zeros((2, 2, 2))},
        {"train": np.zeros((2, 3)), "test": np.zeros((2, 2))},
        {"test": np.zeros((2, 3)), "classes": np.array([1, 2])},
        {"test": np.array([{}, {}], dtype=object)},
    ],
    ids=str,
)
def test_scores_that_are_malformed_are_refused(tmp_path: Path, arrays: dict[str, np.ndarray]) -> None:
    np.savez(tmp_path / "s.npz", **arrays)
    with pytest.raises(InputError, match=r"s\.npz"):
        read_model(tmp_path / "s.npz")


def test_a_function_predicts() -> None:
    model = read_model(lambda x: x @ np.ones((3, 2)))
    assert model.network is None and "does not show its internals" in model.notes[0]
    np.testing.assert_array_equal(model.predict(np.ones((4, 3))), 3 * np.ones((4, 2)))


def network() -> Network:
    return chain("one", (3,), [Dense(rng.normal(size=(1, 3))), Activation("sigmoid")])


def test_a_network_is_a_model() -> None:
    model = read_model(network())
    assert (model.kind, model.outputs, model.predict(np.ones((4, 3))).shape) == (
        "classification",
        "probabilities",
        (4,),
    )
    assert read_model(model) is model


def test_a_network_that_differs_from_its_source_is_dropped() -> None:
    model = network_model(network(), "a test")
    right, wrong = (confirmed(model, lambda x, more=more: model.predict(x) + more) for more in (1e-6, 1e-2))
    assert right.network is not None and "agrees" in right.notes[-1]
    assert wrong.network is None and "does not give what its source gives" in wrong.notes[0]
    failing = confirmed(model, lambda x: 1 / 0)
    assert failing.network is not None and "ZeroDivisionError" in failing.notes[-1]


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.xyz").write_bytes(b"")
    (tmp_path / "model.h5").write_bytes(b"")
    for source, word in (
        (tmp_path / "missing.onnx", "does not exist"),
        (tmp_path, "is a folder"),
        (tmp_path / "model.xyz", "unknown ending"),
        (tmp_path / "model.h5", "old Keras format"),
        (3, "type int"),
        (None, "NoneType"),
    ):
        with pytest.raises(InputError, match=word):
            read_model(source)
