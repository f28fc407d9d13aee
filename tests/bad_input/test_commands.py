"""The other commands: ids, words and folders that are none; and whole processes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bad_input.files import (
    LIMIT,
    refused,
)
from tests.cli_run import Outcome

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
