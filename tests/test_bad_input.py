"""What cannot be used is refused: one sentence on standard error, exit code 2, nothing hangs, nothing is written.

Every command and the Python functions, end to end. The readers by themselves are tested in tests/observe (each fault of a
file in test_readers_onnx.py, test_readers_keras.py, test_readers_scores.py, test_data.py), pages in tests/text/test_hostile.py
and test_check.py, property bases in tests/logic/test_properties.py.
"""

import json
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import corollary as co
from tests.cli_run import Outcome, run

LIMIT = 30  # seconds that anything here may take
ROWS = 24
rng = np.random.default_rng(0)
X, Y = rng.standard_normal((ROWS, 4)), np.arange(ROWS) % 3
SCORES = rng.standard_normal((ROWS, 3))


@pytest.fixture(autouse=True)
def within_time() -> Iterator[None]:
    def late(*_: object) -> None:
        raise TimeoutError(f"took more than {LIMIT} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(LIMIT)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def corollary(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    return lambda *arguments: run(monkeypatch, capsys, *arguments)


# -- files ---------------------------------------------------------------------------------------------------------------


def onnx_model(**changes: Any) -> Any:
    """Three scores of four inputs; `weight` is its tensor, `nodes` its graph, `inputs` the shape of an input."""
    from onnx import TensorProto, helper, numpy_helper

    weight = numpy_helper.from_array(np.ones((4, 3), np.float32), "w")
    changes.get("weight", lambda tensor: None)(weight)
    nodes = [helper.make_node(*node) for node in changes.get("nodes", [("MatMul", ["x", "w"], ["y"])])]
    ends = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        for name, shape in (("x", changes.get("inputs", ["n", 4])), ("y", None))
    ]
    graph = helper.make_graph(nodes, "g", ends[:1], ends[1:], [weight])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


def shaped(*sizes: int) -> Callable[[Any], None]:
    def change(tensor: Any) -> None:
        del tensor.dims[:]
        tensor.dims.extend(sizes)

    return change


def outside(location: str) -> Callable[[Any], None]:
    def change(tensor: Any) -> None:
        tensor.ClearField("raw_data")
        tensor.data_location = type(tensor).EXTERNAL
        tensor.external_data.add(key="location", value=location)

    return change


def npz_header(path: Path, shape: str, descr: str = "'<f8'") -> None:
    """An NPZ file whose array x has a header that lies."""
    head = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}".encode()
    head += b" " * (64 - (len(head) + 11) % 64) + b"\n"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.npy", b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head + bytes(64))


def table(path: Path, x: np.ndarray, y: np.ndarray) -> None:
    lines = ["a,b,c,d,y", *(",".join(map(str, [*row, label])) for row, label in zip(x, y, strict=True))]
    path.write_text("\n".join(lines) + "\n")


def changed(x: np.ndarray, value: float) -> np.ndarray:
    out = np.array(x, dtype=float)
    out.flat[5] = value
    return out


def make_files(folder: Path) -> None:
    import pyarrow
    from pyarrow import parquet

    def put(name: str, content: bytes) -> None:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)

    good = onnx_model()
    put("m.onnx", good.SerializeToString())
    np.savez(folder / "d.npz", x=X, y=Y)
    table(folder / "d.csv", X, Y)
    parquet.write_table(
        pyarrow.table({**{name: X[:, i] for i, name in enumerate("abcd")}, "y": Y}), folder / "d.parquet"
    )
    np.savez(folder / "s.npz", SCORES)
    with zipfile.ZipFile(folder / "config.keras", "w") as archive:
        archive.writestr("config.json", "{")
    with zipfile.ZipFile(folder / "weights.keras", "w") as archive:
        archive.writestr("config.json", json.dumps({"class_name": "Sequential", "config": {"layers": []}}))
        archive.writestr("model.weights.h5", bytes(500))
    for name in ("m.onnx", "d.npz", "d.parquet", "weights.keras"):
        whole = (folder / name).read_bytes()
        put(f"half.{name.split('.')[-1]}", whole[: len(whole) // 2])
    whole = (folder / "d.csv").read_bytes()
    put("half.csv", whole[: whole.rindex(b",") - 1].rsplit(b",", 1)[0])
    for ending in ("onnx", "keras", "npz", "csv", "parquet"):
        put(f"junk.{ending}", np.random.default_rng(1).bytes(2000))
        put(f"nothing.{ending}", b"")
        put(f"zeros.{ending}", bytes(1000))
        (folder / f"folder.{ending}").mkdir()
    for ending in ("onnx", "csv", "npz"):
        os.mkfifo(folder / f"pipe.{ending}")
    put("pickle.npz", b"cos\nsystem\n(S'touch ran'\ntR.")
    put("pickle.pkl", b"cos\nsystem\n(S'touch ran'\ntR.")
    np.savez(folder / "objects.npz", x=np.array([{}, []], dtype=object), y=np.zeros(2))
    for number, (shape, descr) in enumerate(HEADERS):
        npz_header(folder / f"header{number}.npz", shape, descr)

    put("../secret.bin", bytes(48))
    for name, message in MODELS.items():
        put(f"{name}.onnx", message().SerializeToString())
    for name, (x, y) in DATA.items():
        np.savez(folder / f"{name}.npz", x=x, y=y)
    for name, scores in WRONG_SCORES.items():
        np.savez(folder / f"scores_{name}.npz", scores)
    put("wide_field.csv", b"a" * 200_000 + b",b\n1,2\n")
    put("quote.csv", b'"a,b\n1,2\n')
    put("missing_entry.csv", b"a,b,c,d,y\n1,2,,4,0\n")
    put("nan.csv", b"a,b,c,d,y\n1,2,nan,4,0\n1,2,3,4,1\n")
    put("utf16.csv", "a,y\n1,2\n".encode("utf-16"))

    put("corpus/a.md", np.random.default_rng(2).bytes(3000))
    put("corpus/zeros.md", bytes(100))
    put("corpus/deep.md", b"> " * 5000 + b"[" * 50_000)
    put("corpus/alias.md", b"---\n&a [*a]\n---\n")
    put("corpus/code.md", b"---\nkind: !!python/object/apply:os.system [touch ran]\n---\n")
    os.mkfifo(folder / "corpus" / "pipe.md")


HEADERS = [
    ("(1000000, 1000000)", "'<f8'"), ("(10000000000000000000, 10)", "'<f8'"), ("(-3, 4)", "'<f8'"), ("(3, 4", "'<f8'"),
    ("(3,)", "'|O'"), ("(3,)", "'zz'"), ("__import__('os')", "'<f8'"), ("(" + "1," * 100 + ")", "'<f8'"),
]  # fmt: skip
MODELS: dict[str, Callable[[], Any]] = {
    "trillion": lambda: onnx_model(weight=shaped(10**6, 10**6)),
    "negative": lambda: onnx_model(weight=shaped(-4, 3)),
    "other_shape": lambda: onnx_model(weight=shaped(5, 3)),
    "input_trillion": lambda: onnx_model(inputs=["n", 10**6, 10**6], nodes=[("Relu", ["x"], ["y"])]),
    "input_negative": lambda: onnx_model(inputs=["n", -4]),
    "cycle": lambda: onnx_model(nodes=[("Add", ["x", "b"], ["a"]), ("Relu", ["a"], ["b"]), ("Relu", ["b"], ["y"])]),
    "above": lambda: onnx_model(weight=outside("../secret.bin")),
    "absolute": lambda: onnx_model(weight=outside("/etc/passwd")),
    "absent": lambda: onnx_model(weight=outside("absent.bin")),
    "itself": lambda: onnx_model(weight=outside(".")),
}
DATA: dict[str, tuple[Any, Any]] = {
    "input_nan": (changed(X, np.nan), Y),
    "input_inf": (changed(X, -np.inf), Y),
    "label_nan": (X, changed(Y, np.nan)),
    "label_inf": (X, changed(Y, np.inf)),
    "narrow": (X[:, :3], Y),
    "line": (X[:, 0], Y),
    "short": (X, Y[:-1]),
    "no_examples": (X[:0], Y[:0]),
    "no_columns": (X[:, :0], Y),
    "five_classes": (X, np.arange(ROWS) % 5),
    "two_words": (X, np.array(["cat", "dog"])[Y % 2]),
    "numbers": (X, X[:, 0]),
    "one_hot": (X, np.eye(3)[Y]),
    "complex": (X * 1j, Y),
    "text": (X.astype(str), Y),
    "dates": (X, np.full(ROWS, "2020-01-01", dtype="M8[D]")),
}
WRONG_SCORES = {
    "nan": changed(SCORES, np.nan),
    "inf": changed(SCORES, np.inf),
    "short": SCORES[:-1],
    "binary": SCORES[:, 0],
    "cube": SCORES[..., None],
    "text": SCORES.astype(str),
    "complex": SCORES * 1j,
    "no_columns": SCORES[:, :0],
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bad") / "files"
    folder.mkdir()
    make_files(folder)
    return folder


@pytest.fixture
def files(made: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The files, in the current folder; whatever is done, none is changed and none is added."""
    monkeypatch.chdir(made)
    before = listing(made)
    yield made
    assert listing(made) == before


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in folder.parent.rglob("*")}


def refused(outcome: Outcome, says: str = "") -> None:
    assert outcome.code == 2, outcome
    assert outcome.out == ""
    lines = outcome.err.splitlines()
    assert len(lines) == 1 and lines[0].startswith("corollary: ") and lines[0].isprintable(), outcome.err
    assert len(lines[0]) < 600
    assert says.lower() in lines[0].lower(), lines[0]


# -- explain -------------------------------------------------------------------------------------------------------------

BAD_MODELS = [
    ("missing.onnx", "does not exist"), ("missing", "does not exist"), ("", "folder"), (".", "folder"),
    ("a\0b.onnx", "cannot be read"), ("é\u202e\n.onnx", "does not exist"), ("a" * 300 + ".onnx", "too long"),
    ("x" * 100_000, "too long"), ("https://example.org/m.onnx", "does not exist"),
    *((f"{what}.{ending}", word) for ending in ("onnx", "keras", "npz", "csv") for what, word in
      (("junk", "read"), ("nothing", "read" if ending != "csv" else "empty"), ("zeros", "" if ending == "csv" else "read"),
       ("folder", "is a folder"))),
    ("half.onnx", "not an ONNX model"), ("half.keras", "not a Keras 3 file"), ("half.npz", "not an NPZ file"),
    ("config.keras", "not JSON"), ("weights.keras", "weights.keras"), ("d.parquet", "unknown ending"), ("/etc/passwd", "unknown ending"),
    ("pipe.onnx", "no ordinary file"), ("pipe.csv", "no ordinary file"), ("pipe.npz", "no ordinary file"),
    ("/dev/zero", "no ordinary file"), ("pickle.pkl", "pickle"), ("pickle.npz", "not an NPZ file"),
    ("objects.npz", "never loaded"), ("d.npz", "name those with scores"), ("wide_field.csv", "CSV"), ("quote.csv", "no rows"),
    ("trillion.onnx", "entries"), ("negative.onnx", "negative"), ("other_shape.onnx", "another length"),
    ("input_trillion.onnx", "too large"), ("input_negative.onnx", "negative"), ("cycle.onnx", "cyclic"),
    ("above.onnx", "outside"), ("absolute.onnx", "outside"), ("absent.onnx", "not there"), ("itself.onnx", "outside"),
    *((f"header{number}.npz", "header") for number in range(len(HEADERS))),
    *((f"scores_{name}.npz", word) for name, word in (
        ("nan", "not finite"), ("inf", "not finite"), ("short", "23 examples"), ("binary", "3 classes"), ("cube", "table"),
        ("text", "table"), ("complex", "table"), ("no_columns", "table"))),
]  # fmt: skip


@pytest.mark.parametrize(("model", "says"), BAD_MODELS, ids=lambda value: repr(value)[:40])
def test_a_model_that_cannot_be_used(corollary, files, model, says):
    refused(corollary("explain", model, "--test", "d.npz", "--out", "out.json"), says)


BAD_DATA = [
    ("missing.npz", "does not exist"), ("", "folder"), ("a\0b.npz", "cannot be read"), ("a" * 300 + ".csv", "too long"),
    *((f"{what}.{ending}", word) for ending in ("npz", "csv", "parquet") for what, word in
      (("junk", "read"), ("nothing", ""), ("zeros", ""), ("folder", "is a folder"), ("half", "half"))),
    ("m.onnx", "unknown ending"), ("pipe.csv", "no ordinary file"), ("/dev/zero", "no ordinary file"),
    ("pickle.npz", "not an NPZ file"), ("pickle.pkl", "unknown ending"), ("objects.npz", "never loaded"),
    *((f"header{number}.npz", "header") for number in range(len(HEADERS))),
    ("wide_field.csv", "CSV"), ("quote.csv", "no rows"), ("missing_entry.csv", "nothing in column c"), ("nan.csv", "not finite"),
    ("utf16.csv", "text file"), ("s.npz", "inputs named x"),
    *((f"{name}.npz", word) for name, word in (
        ("input_nan", "not finite"), ("input_inf", "not finite"), ("label_nan", "not finite"), ("label_inf", "not finite"),
        ("narrow", "shape (3,)"), ("line", "shape ()"), ("short", "one per example"), ("no_examples", "empty"),
        ("no_columns", "empty"), ("five_classes", "5 classes"), ("two_words", "2 classes"), ("numbers", "3 outputs"),
        ("one_hot", "one per example"), ("complex", "numbers are expected"), ("text", "numbers are expected"),
        ("dates", "numbers or words"))),
]  # fmt: skip


@pytest.mark.parametrize("part", ["--train", "--test"])
@pytest.mark.parametrize(("data", "says"), BAD_DATA, ids=lambda value: repr(value)[:40])
def test_data_that_cannot_be_used(corollary, files, data, says, part):
    refused(corollary("explain", "m.onnx", part, data, "--out", "out.json"), says)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["m.onnx", "--train", "d.npz", "--test", "five_classes.npz"], "none of the 3 known classes"),
        (["m.onnx", "--train", "d.npz", "--test", "two_words.npz"], "words, but the classes are numbers"),
        (["m.onnx", "--test", "d.npz", "--delta", "0"], "strictly between 0 and 1"),
        (["m.onnx", "--test", "d.npz", "--delta", "1"], "strictly between 0 and 1"),
        (["m.onnx", "--test", "d.npz", "--delta", "nan"], "strictly between 0 and 1"),
        (["m.onnx", "--test", "d.npz", "--delta", "-inf"], "strictly between 0 and 1"),
        (["m.onnx", "--test", "d.npz", "--delta", "1e-400"], "strictly between 0 and 1"),
        (["m.onnx", "--test", "d.npz", "--delta", "x"], "not a valid float"),
        (["m.onnx", "--test", "d.npz", "--commit", "test-set-bond"], "no rule of that name"),
        (["m.onnx", "--test", "d.npz", "--commit", "markov-inequality"], "no derivation"),
        (["m.onnx", "--test", "d.npz", "--initial", "missing.onnx"], "does not exist"),
        (["m.onnx", "--test", "d.npz", "--initial", "half.onnx"], "not an ONNX model"),
        (["m.onnx", "--test", "d.npz", "--initial", "s.npz"], "cannot be read"),
        (["s.npz"], "give --test or --train"),
        (["m.onnx", "d.npz"], "unexpected extra argument"),
        (["m.onnx", "--tset", "d.npz"], "--tset"),
        ([], "Missing argument"),
    ],
)
def test_options_of_explain(corollary, files, arguments, says):
    refused(corollary("explain", *arguments, "--out", "out.json"), says)


def test_the_initial_model_must_have_the_same_architecture(corollary, files, tmp_path):
    other = onnx_model(
        weight=lambda tensor: tensor.CopyFrom(type(tensor)(name="w", dims=[4, 2], data_type=1, raw_data=bytes(32)))
    )
    (tmp_path / "other.onnx").write_bytes(other.SerializeToString())
    for part in ("--train", "--test"):
        arguments = (part, "d.npz", "--initial", str(tmp_path / "other.onnx"), "--out", "out.json")
        refused(corollary("explain", "m.onnx", *arguments), "architecture")


def test_one_example_is_enough_to_say_little(corollary, files, tmp_path):
    np.savez(tmp_path / "one.npz", x=X[:1], y=Y[:1])
    for part in ("--train", "--test"):
        outcome = corollary(
            "explain", "m.onnx", part, str(tmp_path / "one.npz"), "--out", str(tmp_path / f"{part}.json")
        )
        assert outcome.code == 0 and "Traceback" not in outcome.err
        report = json.loads((tmp_path / f"{part}.json").read_text())
        lines = [line for subject in report["subjects"] for section in subject["sections"] for line in section["lines"]]
        bounds = [
            line for line in lines if line["status"] == "proved" and "error on new data is at most" in line["sentence"]
        ]
        assert all(
            line["vacuous"] or line["value"] >= 0.95 for line in bounds
        )  # with one example, delta is all there is


# -- where the report goes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [["explain", "s.npz", "--test", "d.npz"], ["demo"]], ids=["explain", "demo"])
@pytest.mark.parametrize(
    ("out", "says"),
    [
        ("no/such/out.html", "no folder"), ("corpus", ".html, .md or .json"), ("", ".html, .md or .json"),
        ("out.pdf", ".html, .md or .json"), ("d.npz", ".html, .md or .json"), ("x" * 300 + ".html", "too long"),
    ],
    ids=lambda value: repr(value)[:30],
)  # fmt: skip
def test_reports_go_only_where_they_can(corollary, files, command, out, says):
    refused(corollary(*command, "--out", out, "--force"), says)


@pytest.fixture
def scored(tmp_path, monkeypatch):
    """A folder with scores and data, from which a report is quick."""
    monkeypatch.chdir(tmp_path)
    np.savez("d.npz", x=X, y=Y)
    np.savez("s.npz", SCORES)
    return ["explain", "s.npz", "--test", "d.npz", "--out"]


def test_a_folder_is_never_replaced(corollary, scored):
    for out in ("report.html", "report.json"):
        os.mkdir(out)
        refused(corollary(*scored, out), "is a folder")
        refused(corollary(*scored, out, "--force"), "is a folder")
        assert os.path.isdir(out)


def test_a_file_is_replaced_by_force_only(corollary, scored):
    os.symlink("nowhere", "link.json")
    for out in ("mine.json", "mine.html", "mine.md"):
        Path(out).write_text("mine")
        refused(corollary(*scored, out), "--force")
        assert Path(out).read_text() == "mine"
    refused(corollary(*scored, "link.json"), "--force")
    assert os.readlink("link.json") == "nowhere"
    assert corollary(*scored, "mine.json", "--force").code == 0
    assert json.loads(Path("mine.json").read_text())["subjects"]


def test_a_file_that_comes_into_being_meanwhile_is_kept(corollary, scored, monkeypatch):
    import importlib

    def slow(report):
        Path("out.md").write_text("mine")
        return "the report"

    monkeypatch.setattr(importlib.import_module("corollary.report.write"), "markdown", slow)
    refused(corollary(*scored, "out.md"), "--force")
    assert Path("out.md").read_text() == "mine"


@pytest.mark.parametrize("there", [True, False])
def test_a_full_disk_leaves_everything_as_it_was(corollary, scored, monkeypatch, there):
    if there:
        Path("out.md").write_text("mine")
    Path("out.md.partial").write_text("mine too")
    before = sorted(os.listdir())
    whole = Path.write_text

    def full(path, text, **named):
        whole(path, text[: len(text) // 2], **named)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    refused(corollary(*scored, "out.md", "--force"), "No space left")
    assert sorted(os.listdir()) == before
    assert Path("out.md.partial").read_text() == "mine too"
    assert not there or Path("out.md").read_text() == "mine"


# -- permissions ---------------------------------------------------------------------------------------------------------


@contextmanager
def nobody() -> Iterator[None]:
    """As a user whom permissions hold for."""
    if os.geteuid() != 0:
        yield
        return
    os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


def test_files_and_folders_without_permission(corollary, monkeypatch):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        monkeypatch.chdir(folder)
        (folder / "m.onnx").write_bytes(onnx_model().SerializeToString())
        np.savez("d.npz", x=X, y=Y)
        table(folder / "d.csv", X, Y)
        Path("base.json").write_text('{"properties": {}, "implications": [], "spaces": []}')
        for inner in ("closed", "open"):
            (folder / inner).mkdir()
        shutil.copy("d.npz", "closed/d.npz")
        # What is imported on the way is imported now: afterwards even Python's own files may be out of reach.
        for data in ("d.npz", "d.csv"):
            assert corollary("explain", "m.onnx", "--test", data, "--out", "warm.html", "--force").code == 0
        assert corollary("check", "open").code == 0
        for path in ("m.onnx", "d.npz", "d.csv", "base.json", "closed"):
            (folder / path).chmod(0)
        with nobody():
            refused(corollary("explain", "m.onnx", "--out", "open/o.json"), "nothing may be written")
            for command, says in (
                (("explain", "m.onnx"), "ermission denied"),
                (("check", "closed/corpus"), "not a folder"),
                (("list", "--corpus", "closed"), "not readable"),
                (("new", "some-lemma", "--corpus", "open"), "cannot be written"),
            ):
                where = ("--out", tempfile.gettempdir() + "/never-written.json") if command[0] == "explain" else ()
                refused(corollary(*command, *where), says)
            with pytest.raises(co.InputError, match="ermission denied"):
                co.properties.load("base.json")
        (folder / "m.onnx").chmod(0o644)
        with nobody():
            for data in ("d.npz", "d.csv", "closed/d.npz"):
                arguments = ("--test", data, "--out", tempfile.gettempdir() + "/never-written.json")
                refused(corollary("explain", "m.onnx", *arguments), "ermission denied")
        (folder / "closed").chmod(0o755)
    assert not os.path.exists(tempfile.gettempdir() + "/never-written.json")


# -- the other commands --------------------------------------------------------------------------------------------------

STRANGE = ["", "\0", "é\u202e", "__import__", "__class__", "../../etc/passwd", "x" * 100_000, "a\nb", "{0}", "%s", "-"]


@pytest.mark.parametrize("id_", STRANGE, ids=lambda value: repr(value)[:20])
@pytest.mark.parametrize(
    "command", [["show"], ["cite"], ["try"], ["path", "--goal"], ["path", "--goal=markov-inequality", "--know"]]
)
def test_ids_that_are_none(corollary, files, command, id_):
    if command[-1] == "--know" and not id_:
        return  # nothing is known: no mistake
    refused(corollary(*command, id_), "no statement")


@pytest.mark.parametrize("command", [["show"], ["cite"], ["try"], ["path", "--goal"]])
def test_the_nearest_ids_are_named(corollary, files, command):
    refused(corollary(*command, "hoefding-inequality"), "hoeffding-inequality")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["shw", "markov-inequality"], "No such command"),
        (["show"], "Missing argument"),
        (["show", "markov-inequality", "--corpus", "missing"], "not a folder"),
        (["show", "markov-inequality", "--corpus", "d.csv"], "not a folder"),
        (["show", "markov-inequality", "--corpus", "x" * 5000], "not a folder"),
        (["show", "markov-inequality", "--corpus", "~nobody-of-this-name"], "not a folder"),
        (["search"], "Missing argument"),
        (["search", ""], "Nothing to search for"),
        (["search", "bound", "--limit", "0"], "--limit"),
        (["search", "bound", "--limit", "9" * 30], "--limit"),
        (["search", "bound", "--corpus", "missing"], "not a folder"),
        (["why"], "Missing argument"),
        (["why", ""], "Nothing to search for"),
        (["why", "zzzz\0"], "No question"),
        (["path"], "Missing option"),
        (["path", "--goal", "markov-inequality", "--know", "markov"], "markov-inequality"),
        (["list", "--kind", "theorm"], "theorem"),
        (["list", "--area", "learn"], "learning"),
        (["list", "--corpus", "m.onnx"], "not a folder"),
        (["cite"], "Missing argument"),
        (["cite", "markov-inequality", "nothing-like-it"], "no statement"),
        (["check", "missing"], "not a folder"),
        (["check", "m.onnx"], "not a folder"),
        (["try"], "or --all"),
        (["try", "markov-inequality", "--all"], "or --all"),
        (["try", "entropy"], "no trial"),
        (["try", "markov-inequality", "--draws", "0"], "--draws"),
        (["try", "markov-inequality", "--draws", "many"], "--draws"),
        (["try", "markov-inequality", "--seed", "-1"], "--seed"),
        (["demo", "--seed", "-1"], "--seed"),
        (["demo", "--seed", "x"], "--seed"),
        (["demo", "--delta", "0", "--out", "out.html"], "strictly between 0 and 1"),
        (["demo", "--delta", "nan", "--out", "out.html"], "strictly between 0 and 1"),
        (["new"], "Missing argument"),
        (["new", "Bad Id", "--corpus", "corpus"], "no id"),
        (["new", "", "--corpus", "corpus"], "no id"),
        (["new", "x\n", "--corpus", "corpus"], "no id"),
        (["new", "\0", "--corpus", "corpus"], "no id"),
        (["new", "../x", "--corpus", "corpus"], "no id"),
        (["new", "x", "--corpus", "corpus", "--kind", "theorm"], "no kind"),
        (["new", "x", "--corpus", "corpus", "--area", "../../x"], "no area"),
        (["new", "x", "--corpus", "corpus", "--area", "x" * 3000], "no area"),
        (["new", "x" * 3000, "--corpus", "corpus"], "no id"),
        (["new", "x", "--corpus", "m.onnx"], "not a folder"),
        (["new", "x", "--corpus", "missing"], "not a folder"),
    ],
    ids=lambda value: repr(value)[:60],
)  # fmt: skip
def test_commands_that_cannot_be_carried_out(corollary, files, arguments, says):
    refused(corollary(*arguments), says)


def test_new_keeps_a_page_that_is_there(corollary, tmp_path):
    area = tmp_path / "learning"
    area.mkdir()
    (area / "mine.md").write_text("mine")
    refused(corollary("new", "mine", "--corpus", str(tmp_path)), "--force")
    assert (area / "mine.md").read_text() == "mine"
    (tmp_path / "proofs").write_text("a file, not an area")
    refused(corollary("new", "mine", "--corpus", str(tmp_path), "--area", "proofs"), "cannot be written")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["learning", "mine.md", "proofs"]


def test_a_corpus_of_binary_junk_has_faults_and_no_effect(corollary, files):
    checked = corollary("check", "corpus", "--json")
    assert checked.code == 1 and checked.err == ""
    faulty = {Path(fault["file"]).name for fault in json.loads(checked.out)["findings"]}
    assert faulty == {"a.md", "zeros.md", "deep.md", "alias.md", "code.md"}
    assert corollary("list", "--corpus", "corpus").code == 0
    for page in ("a", "deep", "code"):
        assert corollary("show", page, "--corpus", "corpus").code == 0


# -- derive --------------------------------------------------------------------------------------------------------------

GIVEN = ["ZeroOneLoss()", "ChosenBefore(hypotheses=predictor)", "EmpiricalRisk <= 0.006"]
BAD_FACTS = [
    ("", "no fact"), ("\0", "no fact"), ("__import__('os').system('touch ran')", "no fact"), ("lambda: 3", "no fact"),
    ("Iid(n=10)\nIid(n=3)", "no fact"), ("Iid", "needs n"), ("Iid(1000)", "takes a name"), ("Iid(n=3", "no fact"),
    ("Iid(n=-3)", "whole number"), ("Iid(n=1.5)", "whole number"), ("Iid(n=1e400)", "whole number"), ("Iid(n=True)", "number"),
    (f"Iid(n=1{'0' * 100})", "whole number"), ("Iid(n=nan)", "number"), ("Iid(n='a')", "number"), ("Iid(n=[1])", "number"),
    ("Iid(n={[]: 1})", "neither"), ("Iid(n=9**9**9)", "neither"), ("Iid(n=1, n=2)", "twice"), ("Iid(a, b, 3, 4)", "only"),
    ("Iid(sample, sample=a, n=3)", "twice"), ("Iid(n=3, m=4)", "no role or value m"), ("Iid(**{})", "no role"), ("Iid(*a)", "neither"),
    ("Idi(n=3)", "Iid"), ("EmpiricalRisk", "write EmpiricalRisk <= 0.1"), ("EmpiricalRisk <= nan", "neither"), ("EmpiricalRisk <= 1e-999999999", "too small"),
    ("EmpiricalRisk <= -0.1", "below 0"), ("EmpiricalRisk == -1", "below 0"), ("EmpiricalRisk <= 'a'", "no number"),
    ("0 <= EmpiricalRisk <= 1", "one comparison"), ("EmpiricalRisk != 1", "one comparison"),
    ("EmpiricalRisk(a, b, c, d) <= 1", "only"), ("EmpiricalRisk(foo=a) <= 1", "no role or value foo"), ("EmpiricalRisk(3) <= 1", "name"),
    ("EmpiricalRisk(__class__=a) <= 1", "no role"), ("Iid <= 3", "only a quantity"), ("not Risk", "only a property"),
    ("not Iid(n=3)", ""), ("Not[Risk]()", "only a property"), ("AtMost", "write for example"),
    ("AtMost[Risk]", "without a number"), ("AtMost[Iid](3)", "no quantity"), ("AtMost[Risk](x)", "number"), ("AtMost[3](1)", "no fact"),
    ("ForAll[Risk, 'zz'] <= 1", "no role"), ("ForAll[Iid, 'sample'] <= 1", "no quantity"), ("Expected[Risk, 3] <= 1", "no name"),
    ("ForAll", "write for example"), ("Confidence(0.5)", "no quantity or property"), ("Iid(n=(" + "(" * 400 + "1" + ")" * 401, "no fact"),
    ("-" * 900 + "1", "no fact"), ("x" * 100_000, "characters"), ("Iid(n=" + "9" * 5000 + ")", "characters"), ("a[" * 300, "no fact"),
    ("Iid(n=" + "-" * 900 + "1)", ""),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "says"), BAD_FACTS, ids=lambda value: repr(value)[:40])
def test_facts_that_are_none(corollary, files, fact, says):
    given = [part for one in [*GIVEN, fact] for part in ("--given", one)]
    refused(corollary("derive", "Risk", *given), says)


@pytest.mark.parametrize(
    ("goal", "says"),
    [
        ("", "no fact"), ("Rsk", "Risk"), ("__import__", "no quantity"), ("Risk <= nan", "neither"), ("Risk <= 'a'", "no number"),
        ("Risk < 1 < 2", "one comparison"), ("Risk(a, b, c, d)", "only"), ("Risk(zz=a)", "no role"), ("Risk(3)", "name"),
        ("AtMost", "write for example"), ("AtMost[Iid]", "no quantity"), ("AtMost[Risk](a)", "no number"), ("AtMost[Risk] <= 3", "quantity"),
        ("Quantity", "no quantity"), ("x" * 100_000, "characters"), ("(" * 900, "no fact"),
    ],
    ids=lambda value: repr(value)[:40],
)  # fmt: skip
def test_goals_that_are_none(corollary, files, goal, says):
    refused(corollary("derive", goal, "--given", "Iid(n=100)"), says)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--delta", "0"], "strictly between"), (["--delta", "1"], "strictly between"), (["--delta", "inf"], "strictly between"),
        (["--delta", ""], "not a valid float"), (["--depth", "0"], "--depth"), (["--depth", "99"], "--depth"),
        (["--solve", ""], "no fact"), (["--solve", "\0"], "no fact"), (["--solve", "__class__"], "no fact"),
        (["--commit", ""], "no rule"), (["--commit", "__class__"], "no rule"), (["--commit", "entropy"], "no rule"),
    ],
    ids=repr,
)  # fmt: skip
def test_options_of_derive(corollary, files, options, says):
    given = [part for one in [*GIVEN, "Iid(n=500)"] for part in ("--given", one)]
    refused(corollary("derive", "Risk <= 0.05", *given, *options), says)


def test_a_decimal_is_the_fraction_that_was_written(corollary, files):
    given = [part for one in [*GIVEN, "Iid(n=500)"] for part in ("--given", one)]
    assert "is at most 0.006 " in " ".join(corollary("derive", "Risk", *given).out.split())


def test_counts_as_large_as_they_may_be_do_not_hang(corollary, files):
    given = [part for one in [*GIVEN, "Iid(n=1000000000000000000)"] for part in ("--given", one)]
    outcome = corollary("derive", "Risk", *given, "--json")
    assert outcome.code == 0
    assert 0.006 <= json.loads(outcome.out)["conclusions"][0]["value"] <= 0.0060001


# -- Python --------------------------------------------------------------------------------------------------------------

FACTS = ["Iid(n=500)", *GIVEN]


def failing(inputs: np.ndarray) -> np.ndarray:
    raise MemoryError


def _named(value):
    """The value in words that do not change from run to run: test processes must agree on the names of tests."""
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))


def calls() -> dict[str, tuple[Callable[[], object], str]]:
    from sklearn.linear_model import LogisticRegression

    from corollary.corpus.learning.empirical_risk import EmpiricalRisk
    from corollary.corpus.learning.risk import Risk
    from corollary.corpus.probability.iid_sample import Iid
    from corollary.logic import AtMost

    data, fitted = (X, Y), LogisticRegression().fit(X, Y)
    deltas = {
        f"delta {value!r}": (lambda value=value: co.derive("Risk", FACTS, delta=value), "strictly between 0 and 1")
        for value in (
            0,
            1,
            -1,
            2.0,
            float("nan"),
            float("inf"),
            "0.1",
            None,
            True,
            1j,
            Fraction(3, 2),
            np.array([0.1, 0.2]),
        )
    }
    numbers = {
        f"a fact of {_named(value)}": (
            lambda value=value: co.derive("Risk", [AtMost[EmpiricalRisk](value)]),
            "number|below 0",
        )
        for value in ("a", None, float("nan"), 1j, [1], {}, object(), True, np.array(["a"]), -1)
    }
    counts = {
        f"{value!r} observations": (lambda value=value: Iid(n=value), "number")
        for value in ("a", None, float("nan"), float("inf"), 1.5, -1, True, 10**400, [1])
    }
    functions = {
        f"a function that {what}": (lambda function=function: co.explain(function, test=data), says)
        for what, function, says in (
            ("divides by zero", lambda x: 1 / 0, "ZeroDivisionError"),
            ("has no memory", failing, "MemoryError"),
            ("gives nothing", lambda x: None, "scores for 1 examples"),
            ("gives too few", lambda x: np.zeros((3, 3)), "scores for 3 examples"),
            ("gives NaN", lambda x: np.full((len(x), 3), np.nan), "not finite"),
            ("gives words", lambda x: np.full((len(x), 3), "a"), "ValueError"),
            ("gives tables", lambda x: np.zeros((len(x), 3, 2)), "one score per class"),
        )
    }
    return deltas | numbers | counts | functions | {
        "goal None": (lambda: co.derive(None, FACTS), "no goal"),
        "goal int": (lambda: co.derive(int, FACTS), "no goal"),
        "no goals": (lambda: co.derive([], FACTS), "no goal"),
        "a quantity as goal": (lambda: co.derive(Risk, FACTS), "no goal"),
        "given a number": (lambda: co.derive("Risk", [3]), "no fact"),
        "given nothing": (lambda: co.derive("Risk", [None]), "no fact"),
        "given bytes": (lambda: co.derive("Risk", [b"Iid(n=3)"]), "no fact"),
        "given nonsense": (lambda: co.derive("Risk", "Idi(n=3)"), "Iid"),
        "commit": (lambda: co.derive("Risk", FACTS, commit="zz"), "no rule"),
        "model None": (lambda: co.explain(None), "NoneType"),
        "model bytes": (lambda: co.explain(b"m.onnx"), "bytes"),
        "model NUL": (lambda: co.explain("a\0b.onnx"), "cannot be read"),
        "a class": (lambda: co.explain(LogisticRegression, test=data), "The class LogisticRegression"),
        "not fitted": (lambda: co.explain(LogisticRegression(), test=data), "fit it first"),
        "no data": (lambda: co.explain(lambda x: x), "give --test or --train"),
        "test 3": (lambda: co.explain(fitted, test=3), "no labels"),
        "test ragged": (lambda: co.explain(fitted, test=([[1, 2], [3]], [0, 1])), "differ in shape"),
        "test without labels": (lambda: co.explain(fitted, test=X), "no labels"),
        "test NUL": (lambda: co.explain(fitted, test="a\0b.npz"), "cannot be read"),
        "test narrow": (lambda: co.explain(fitted, test=(X[:, :2], Y)), r"shape \(2,\)"),
        "test empty": (lambda: co.explain(fitted, test=(X[:0], Y[:0])), "empty"),
        "test NaN": (lambda: co.explain(fitted, test=(changed(X, np.nan), Y)), "not finite"),
        "strange labels": (lambda: co.explain(fitted, test=(X, Y + 1)), "none of the 3 known classes"),
        "strange words": (lambda: co.explain(fitted, test=(X, np.array(["a", "b", "c"])[Y])), "words, but the classes are numbers"),
        "explain delta": (lambda: co.explain(fitted, test=data, delta="0.1"), "strictly between"),
        "explain commit": (lambda: co.explain(fitted, test=data, commit="zz"), "no rule"),
        "initial": (lambda: co.explain(fitted, train=data, initial=lambda x: x), "cannot be read"),
        "load missing": (lambda: co.properties.load("missing.json"), "missing.json"),
        "load folder": (lambda: co.properties.load("."), "directory"),
        "load NUL": (lambda: co.properties.load("a\0b"), "null byte"),
        "load model": (lambda: co.properties.load("m.onnx"), "JSON"),
        "load empty": (lambda: co.properties.load("nothing.csv"), "JSON"),
        "statement": (lambda: co.statement("hoefding-inequality"), "hoeffding-inequality"),
        "statement empty": (lambda: co.statement(""), "no statement"),
        "statement NUL": (lambda: co.statement("\0"), "no statement"),
        "statements": (lambda: co.statements("d.csv"), "not a folder"),
        "statements NUL": (lambda: co.statements("a\0b"), "not a folder"),
        "check": (lambda: co.check("missing"), "not a folder"),
        "search": (lambda: co.search(" "), "Nothing to search for"),
        "path": (lambda: co.path([], "zz"), "no statement"),
        "bibtex": (lambda: co.bibtex(["zz"]), "no statement"),
        "trial": (lambda: co.trial("zz"), "no statement"),
    }  # fmt: skip


CALLS = calls()


@pytest.mark.parametrize("name", CALLS)
def test_python_calls_that_cannot_be_carried_out(files, name):
    call, says = CALLS[name]
    with pytest.raises(co.InputError, match=says) as caught:
        call()
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    "content", ["", "{", "[" * 100_000, '{"a":' * 50_000, "NaN", "1" * 5000, "\0", "{}", "[]", "\ufeff"]
)
def test_property_bases_that_are_none(tmp_path, content):
    path = tmp_path / "base.json"
    path.write_text(content)
    with pytest.raises(co.InputError) as caught:
        co.properties.load(path).complete()
    assert len(str(caught.value).splitlines()) == 1


# -- as a process --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "nothing-like-it"],
        ["derive", "Risk", "--delta", "2"],
        ["explain", "half.onnx", "--test", "d.npz", "--out", "out.html"],
        ["explain", "m.onnx", "--test", "input_nan.npz", "--out", "out.html"],
        ["demo", "--out", "no/such/report.html"],
        ["no-such-command"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_process_ends_with_2_and_one_sentence(files, arguments):
    done = subprocess.run(
        [sys.executable, "-m", "corollary", *arguments], capture_output=True, text=True, timeout=LIMIT, check=False
    )
    refused(Outcome(done.returncode, done.stdout, done.stderr))


def test_a_reader_that_stops_reading_is_no_error(files):
    command = f"{sys.executable} -m corollary list --json | head -c 10"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=LIMIT, check=False)
    assert done.stderr == "" and len(done.stdout) == 10
