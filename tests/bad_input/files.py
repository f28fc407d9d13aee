"""Files that no command can use, and what a refusal looks like: one sentence on standard error, exit code 2, nothing written.

The readers by themselves are tested in tests/observe, pages in tests/text/test_hostile.py and test_check.py, property bases in
tests/logic/test_properties.py.
"""

import json
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from tests.cli_run import Outcome

LIMIT = 30  # seconds that anything here may take
ROWS = 24
rng = np.random.default_rng(0)
X, Y = rng.standard_normal((ROWS, 4)), np.arange(ROWS) % 3
SCORES = rng.standard_normal((ROWS, 3))
GIVEN = ["ZeroOneLoss()", "ChosenBefore(hypotheses=predictor)", "EmpiricalRisk <= 0.006"]


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


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in folder.parent.rglob("*")}


def refused(outcome: Outcome, says: str = "") -> None:
    assert outcome.code == 2, outcome
    assert outcome.out == ""
    lines = outcome.err.splitlines()
    assert len(lines) == 1 and lines[0].startswith("corollary: ") and lines[0].isprintable(), outcome.err
    assert len(lines[0]) < 600
    assert says.lower() in lines[0].lower(), lines[0]
