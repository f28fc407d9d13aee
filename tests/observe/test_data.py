"""Data: files and objects read to the same arrays, what is inferred stated, what is wrong refused, duplicates found."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_diabetes, load_digits, load_iris

from corollary.errors import InputError
from corollary.observe.data import Data, aligned, duplicates, read_data, repeated
from corollary.observe.network import Dense, chain
from corollary.observe.readers import Model, read_model

rng = np.random.default_rng(0)
X = rng.normal(size=(12, 3))
WORDS = np.array(["cat", "ant", "bee"] * 4)


def same(data: Data, inputs: np.ndarray = X, labels: np.ndarray = WORDS) -> None:
    np.testing.assert_array_equal(data.inputs, inputs)
    assert data.inputs.dtype == np.float64 and data.labels.dtype == np.int64 and data.task == "classification"
    np.testing.assert_array_equal(data.classes[data.labels], labels)
    assert list(data.classes) == sorted(set(labels))


def write_csv(path: Path, header: str = "a,b,target,c", end: str = "\n") -> Path:
    rows = [f"{x[0]!r},{x[1]!r},{w},{x[2]!r}" for x, w in zip(X.tolist(), WORDS, strict=True)]
    path.write_text(end.join(([header] if header else []) + rows) + end)
    return path


def test_all_sources_give_the_same_data(tmp_path: Path) -> None:
    same(read_data((X, WORDS)))
    same(read_data([X, WORDS]))
    same(read_data(X, WORDS))
    same(read_data({"data": X, "target": WORDS}))
    same(read_data({"X": X.tolist(), "labels": list(WORDS)}))
    same(read_data({"x": X, "own": WORDS}, "own"))
    np.savez(tmp_path / "d.npz", x=X, y=WORDS)
    same(read_data(tmp_path / "d.npz"))
    same(read_data(str(write_csv(tmp_path / "d.csv"))))
    same(read_data(write_csv(tmp_path / "e.csv", "a,b,own,c"), "own"))
    same(read_data(write_csv(tmp_path / "f.csv", end="\r\n")))
    same(read_data(read_data((X, WORDS))))


def test_tables_without_a_header_have_their_labels_last(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text("1;2;yes\n3;4;no\n")
    data = read_data(tmp_path / "d.csv")
    same(data, np.array([[1.0, 2], [3, 4]]), np.array(["yes", "no"]))
    assert "its column 3, the last" in data.notes[0]
    (tmp_path / "d.csv").write_text("pixel0\tlabel\n0.5\t7\n0.25\t3\n")
    data = read_data(tmp_path / "d.csv")
    same(data, np.array([[0.5], [0.25]]), np.array([7, 3]))
    assert "its column 'label'" in data.notes[0]


def test_parquet(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    columns = {"a": X[:, 0], "y": WORDS, "b": X[:, 1], "c": X[:, 2]}
    parquet.write_table(pyarrow.table(columns), tmp_path / "d.parquet")
    same(read_data(tmp_path / "d.parquet"))
    same(read_data(tmp_path / "d.parquet", "y"))
    parquet.write_table(pyarrow.table({"a": [1.0, None], "y": [0, 1]}), tmp_path / "e.parquet")
    with pytest.raises(InputError, match="missing"):
        read_data(tmp_path / "e.parquet")
    (tmp_path / "f.parquet").write_bytes(b"PAR1 nothing")
    with pytest.raises(InputError, match="Parquet file that can be read"):
        read_data(tmp_path / "f.parquet")


def test_scikit_learn_bunches() -> None:
    for source in (load_iris(), load_iris(as_frame=False)):
        data = read_data(source)
        assert (data.size, data.shape, data.task, list(data.classes)) == (150, (4,), "classification", [0, 1, 2])
    assert read_data(load_digits()).shape == (64,)
    diabetes = read_data(load_diabetes())
    assert diabetes.task == "regression" and diabetes.classes is None
    assert diabetes.notes == ("The labels of the given data are numbers from 25 to 346: regression.",)


def test_tensors() -> None:
    torch = pytest.importorskip("torch")
    same(read_data((torch.tensor(X, requires_grad=True), torch.arange(12) % 3)), labels=np.arange(12) % 3)


def test_images_keep_their_shape_and_can_be_reshaped() -> None:
    data = read_data((rng.normal(size=(5, 4, 6)), np.arange(5)))
    assert data.shape == (4, 6) and data.shaped((24,)).shape == (24,)
    np.testing.assert_array_equal(data.shaped((1, 4, 6)).inputs[:, 0], data.inputs)
    with pytest.raises(InputError, match="the model takes"):
        data.shaped((5, 5))


def test_parts_of_one_file(tmp_path: Path) -> None:
    y = np.arange(12) % 2
    np.savez(tmp_path / "d.npz", x_train=X, y_train=y, x_test=X[:4], y_test=y[:4])
    assert read_data(tmp_path / "d.npz", part="train").size == 12
    assert read_data(tmp_path / "d.npz", part="test").size == 4
    with pytest.raises(InputError, match="x_train and y_train with the part named"):
        read_data(tmp_path / "d.npz")


@pytest.mark.parametrize(
    ("labels", "task", "classes"),
    [
        (np.array([0, 1] * 6), "classification", [0, 1]),
        (np.array([1.0, 3.0, 7.0] * 4), "classification", [1, 3, 7]),
        (np.array([True, False] * 6), "classification", [False, True]),
        (np.array(["b", "a"] * 6, dtype=object), "classification", ["a", "b"]),
        (np.array([[1], [0]] * 6), "classification", [0, 1]),
        (np.linspace(0, 1, 12), "regression", None),
        (np.arange(12) * 3, "regression", None),
    ],
)
def test_task_and_classes_are_inferred_and_stated(labels: np.ndarray, task: str, classes: Any) -> None:
    data = read_data((X, labels))
    assert data.task == task and task in data.notes[-1]
    assert (None if data.classes is None else data.classes.tolist()) == classes


def test_task_and_classes_can_be_given() -> None:
    assert read_data((X, np.arange(12)), task="classification").classes.tolist() == list(range(12))
    assert read_data((X, np.array([0, 1] * 6)), task="regression").labels.dtype == np.float64
    part = read_data((X[:2], WORDS[:2]), classes=["cat", "ant", "bee"])
    assert part.labels.tolist() == [0, 1] and part.classes.tolist() == ["cat", "ant", "bee"]
    with pytest.raises(InputError, match="contain eel, which is none of the 3 known classes"):
        read_data((X[:1], np.array(["eel"])), classes=["cat", "ant", "bee"])
    with pytest.raises(InputError, match="cannot be regression"):
        read_data((X, WORDS), task="regression")
    with pytest.raises(InputError, match="are words, but the classes are numbers"):
        read_data((X, WORDS), classes=[0, 1])


def changed(value: float) -> np.ndarray:
    x = X.copy()
    x[7, 1] = value
    return x


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ((changed(np.nan), WORDS), "not finite, first in example 7"),
        ((changed(np.inf), WORDS), "not finite"),
        ((X, np.where(np.arange(12) == 3, np.nan, 1.0)), "labels .* not finite, first in example 3"),
        ((X, WORDS[:-1]), "12 examples but labels of shape"),
        ((X, np.ones((12, 2))), "labels of shape"),
        ((X[:0], WORDS[:0]), "empty"),
        ((np.zeros((3, 0)), [1, 2, 3]), "empty"),
        ((np.array(3.0), [1]), "empty|one per example"),
        (([[1, 2], [3]], [0, 1]), "differ in shape"),
        ((np.array([{}, {}]), [0, 1]), "Python objects"),
        ((np.array(["a", "b"]), [0, 1]), "numbers are expected"),
        ((X.astype(complex), WORDS), "numbers are expected"),
        ((X, np.array([None] * 12)), "Python objects"),
        (X, "no labels"),
        ({"x": X}, "'x'; inputs named x and labels named y"),
        ({}, "no arrays"),
        (7, "no labels"),
        ((1, 2, 3), "no labels"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_arrays_that_are_wrong_are_refused(source: Any, word: str) -> None:
    with pytest.raises(InputError, match=word) as caught:
        read_data(source)
    assert "\n" not in str(caught.value) and str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("", "empty or no text"),
        ("\x00\x01", "empty or no text"),
        ("a,b,y\n", "no rows|one row"),
        ("a,b,y\n1,2,0\n3,1\n", "Line 3 .* 2 entries where 3"),
        ("a,b,y\n1,,0\n", "Line 2 .* nothing in column b"),
        ("a,b,y\n1,red,0\n2,blue,1\n", "Column b .* not of numbers"),
        ("1\n2\n", "one column"),
        ("a,b,y\n1,nan,0\n2,3,1\n", "not finite"),
        ("a,b,y\n1,inf,0\n2,3,1\n", "not finite"),
    ],
)
def test_tables_that_are_wrong_are_refused(tmp_path: Path, content: str, word: str) -> None:
    (tmp_path / "d.csv").write_text(content)
    with pytest.raises(InputError, match=word) as caught:
        read_data(tmp_path / "d.csv")
    assert "\n" not in str(caught.value)


def test_files_that_are_wrong_are_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "objects.npz", x=np.array([{}, []], dtype=object), y=np.zeros(2))
    with (tmp_path / "single.npz").open("wb") as file:
        np.save(file, X)
    (tmp_path / "corrupt.npz").write_bytes((tmp_path / "objects.npz").read_bytes()[:200])
    (tmp_path / "pickle.npz").write_bytes(b"cos\nsystem\n(S'echo never'\ntR.")
    (tmp_path / "latin.csv").write_bytes("a,y\n1,né\n".encode("latin-1"))
    (tmp_path / "data.xyz").write_bytes(b"1")
    for name, word in (
        ("objects.npz", "never loaded"),
        ("single.npz", "one array without a name"),
        ("corrupt.npz", "not an NPZ file|can be read"),
        ("pickle.npz", "never loaded|not an NPZ file"),
        ("latin.csv", "can be read"),
        ("data.xyz", "unknown ending"),
        ("missing.csv", "does not exist"),
        (".", "is a folder"),
    ):
        with pytest.raises(InputError, match=word):
            read_data(tmp_path / name)
    with pytest.raises(InputError, match="no column 'other'"):
        read_data(write_csv(tmp_path / "d.csv"), "other")


def model(outputs: int, **settings: Any) -> Model:
    from dataclasses import replace

    return replace(read_model(chain("linear", (3,), [Dense(np.ones((outputs, 3)))])), **settings)


def test_labels_are_aligned_with_the_outputs() -> None:
    whole = read_data((X[:4], np.array([0, 2, 5, 2])))
    assert aligned(whole, model(10), 10).labels.tolist() == [0, 2, 5, 2]
    counted = read_data((X, np.arange(12) % 3 + 1))
    found = aligned(counted, model(3), 3)
    np.testing.assert_array_equal(found.labels, np.arange(12) % 3)
    assert "in sorted order (1, 2, 3)" in found.notes[-1]
    known = model(3, classes=np.array(["cat", "ant", "bee"]))
    np.testing.assert_array_equal(known.classes[aligned(read_data((X, WORDS)), known, 3).labels], WORDS)
    signs = read_data((X, np.array([-1, 1] * 6)))
    assert aligned(signs, model(1), 1).labels.tolist() == [0, 1] * 6
    numbers = read_data((X, X[:, 0]))
    assert aligned(numbers, model(1), 1) is numbers


@pytest.mark.parametrize(
    ("labels", "outputs", "settings", "word"),
    [
        (np.arange(12) % 4, 3, {}, "4 classes, but the model has 3"),
        (np.arange(12) % 4 + 7, 3, {}, "4 classes, but the model has 3"),
        (WORDS, 2, {}, "3 classes, but the model has 2"),
        (WORDS, 3, {"classes": np.array(["cat", "ant", "cow"])}, "contain bee"),
        (X[:, 0], 3, {}, "are numbers, but the model has 3 outputs"),
        (X[:, 0], 1, {"kind": "classification"}, "not classes"),
        (WORDS, 1, {"kind": "regression"}, "predicts numbers"),
    ],
)
def test_labels_that_do_not_fit_the_model_are_refused(labels: Any, outputs: int, settings: Any, word: str) -> None:
    with pytest.raises(InputError, match=word):
        aligned(read_data((X, labels)), model(outputs, **settings), outputs)


def brute(train: Data, test: Data) -> tuple[list[int], list[int], list[int]]:
    """Duplicates by comparing every pair."""
    indices, partners, conflicting = [], [], []
    for i in range(test.size):
        equal = [j for j in range(train.size) if (train.inputs[j] == test.inputs[i]).all()]
        if equal:
            indices.append(i)
            partners.append(equal[0])
            given = test.classes[test.labels[i]]
            if all(train.classes[train.labels[j]] != given for j in equal):
                conflicting.append(i)
    return indices, partners, conflicting


@pytest.mark.parametrize("seed", range(20))
def test_duplicates_by_brute_force(seed: int) -> None:
    local = np.random.default_rng(seed)

    def sample(size: int) -> Data:
        return read_data(
            (local.integers(-1, 2, (size, 3)) * 1.0, np.array(["a", "b", "c"])[local.integers(0, 3, size)])
        )

    train, test = sample(20), sample(15)
    found = duplicates(train, test)
    indices, partners, conflicting = brute(train, test)
    assert found.indices.tolist() == indices and found.count == len(indices)
    assert found.partners.tolist() == partners and found.conflicting.tolist() == conflicting
    within = repeated(train)
    rows = [tuple(row) for row in train.inputs]
    assert within.indices.tolist() == [i for i in range(20) if rows[i] in rows[:i]]
    assert within.partners.tolist() == [rows.index(rows[i]) for i in within.indices]
    given = train.classes[train.labels].tolist()
    new = [i for i in within.indices if given[i] not in [given[j] for j in range(i) if rows[j] == rows[i]]]
    assert within.conflicting.tolist() == new


def test_duplicates_compare_values_exactly() -> None:
    train = read_data((np.array([[0.0, 1.0], [0.1 + 0.2, 1.0]]), [0, 1]))
    test = read_data((np.array([[-0.0, 1.0], [0.3, 1.0], [0.1 + 0.2, 1.0]]), [0, 1, 1]))
    assert duplicates(train, test).indices.tolist() == [0, 2]
    numbers = read_data((np.array([[0.0, 1.0]]), [0.25]), task="regression")
    assert duplicates(numbers, numbers).conflicting.tolist() == []
    with pytest.raises(InputError, match="shape"):
        duplicates(train, read_data((np.zeros((2, 3)), [0, 1])))


def test_duplicates_of_large_data_are_found_at_once() -> None:
    x = rng.normal(size=(20000, 50))
    x[15000:] = x[:5000]
    data = read_data((x, np.zeros(20000, dtype=int)))
    np.testing.assert_array_equal(repeated(data).partners, np.arange(5000))
