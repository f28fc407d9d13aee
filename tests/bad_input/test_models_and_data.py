"""Models, data and options that `explain` cannot use."""

import json

import numpy as np
import pytest

from tests.bad_input.files import (
    HEADERS,
    X,
    Y,
    onnx_model,
    refused,
)

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
