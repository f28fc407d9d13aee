"""Reports go only where they can: endings, folders, files that are there, full disks, permissions."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

import corollary as co
from tests.bad_input.files import (
    SCORES,
    X,
    Y,
    onnx_model,
    refused,
    table,
)


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
