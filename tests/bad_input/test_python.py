"""The Python functions raise InputError with one sentence."""

import re
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

import corollary as co
from tests.bad_input.files import GIVEN, X, Y, changed

FACTS = ["Iid(n=500)", *GIVEN]


def failing(inputs: np.ndarray) -> np.ndarray:
    raise MemoryError


def _named(value):
    """The value in words that do not change from run to run: test processes must agree on the names of tests."""
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))


def calls() -> dict[str, tuple[Callable[[], object], str]]:
    from sklearn.linear_model import LogisticRegression

    from corollary.corpus.learning.risk import Risk
    from corollary.corpus.learning.vc_dimension import VCDimension
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
            lambda value=value: co.derive("Risk", [AtMost[VCDimension](value)]),
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
        "statement 3": (lambda: co.statement(3), "no id"),
        "search 3": (lambda: co.search(3), "Nothing to search for"),
        "path 3": (lambda: co.path(3, "risk"), "no id"),
        "bibtex None": (lambda: co.bibtex(None), "no id"),
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
