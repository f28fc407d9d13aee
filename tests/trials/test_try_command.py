"""The command `try`: its data, an interrupt and what follows, the command that shows a violation again."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time

import pytest

from tests.cli_run import run as run_cli

COMMAND = [sys.executable, "-m", "corollary", "try"]


def _without_time(data):
    if isinstance(data, dict):
        return {key: _without_time(value) for key, value in data.items() if key != "seconds"}
    return [_without_time(value) for value in data] if isinstance(data, list) else data


def test_the_data_of_a_run(monkeypatch, capsys):
    done = run_cli(monkeypatch, capsys, "try", "test-set-bound", "--json")
    data = json.loads(done.out)
    assert done.code == 0 and data["violations"] == 0 and data["as_they_must"]
    (statement,) = data["statements"]
    trials = [row for row in statement["trials"] if row["breaks"] is None]
    assert data["draws"] == statement["draws"] == sum(row["draws"] for row in trials)
    assert all(row["verdict"] == "refuted" for row in statement["trials"] if row["breaks"])
    table = run_cli(monkeypatch, capsys, "try", "test-set-bound")
    assert "Ville" in table.out and "survived" in table.out


def test_a_failing_ablation_is_shown_again_by_the_command_it_prints(monkeypatch, capsys):
    data = json.loads(run_cli(monkeypatch, capsys, "try", "hoeffding-inequality", "--seed", "5", "--json").out)
    row = next(row for row in data["statements"][0]["trials"] if row["trial"] == "understated")
    again = run_cli(monkeypatch, capsys, *shlex.split(row["again"])[1:], "--json")
    found = json.loads(again.out)
    assert again.code == 0 and found["failures"] == len(found["failing"]) == row["failures"]
    assert all(one["observed"] > one["bound"] for one in found["failing"])


def test_an_interrupted_run_keeps_what_is_done_and_ends_as_one_that_never_stopped(tmp_path):
    many = ["--area", "probability", "--draws", "1000", "--json"]
    environment = {**os.environ, "COROLLARY_LAB": str(tmp_path / "broken")}
    process = subprocess.Popen([*COMMAND, *many], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    file = tmp_path / "broken" / "trials.sqlite-wal"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (file.exists() and file.stat().st_size > 30_000):
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    stopped = json.loads(out)
    assert process.returncode == 130 and stopped["interrupted"] and b"interrupted" in err
    resumed = subprocess.run([*COMMAND, *many, "--resume"], env=environment, capture_output=True, check=True)
    environment["COROLLARY_LAB"] = str(tmp_path / "whole")
    whole = subprocess.run([*COMMAND, *many], env=environment, capture_output=True, check=True)
    assert 0 < stopped["draws"] < json.loads(whole.stdout)["draws"]
    assert _without_time(json.loads(resumed.stdout)) == _without_time(json.loads(whole.stdout))


def test_mutants_as_data(monkeypatch, capsys):
    done = run_cli(monkeypatch, capsys, "try", "--mutate", "hoeffding-inequality", "--json")
    data = json.loads(done.out)
    assert done.code == 0 and {"mutants", "caught", "statements"} <= set(data)
    assert data["caught"] == data["mutants"] > 3
    assert "stay true" in run_cli(monkeypatch, capsys, "try", "--mutate", "hoeffding-inequality").out


def test_what_was_found_is_shown_with_the_page(monkeypatch, capsys):
    assert "Tried on" not in run_cli(monkeypatch, capsys, "show", "markov-inequality").out
    run_cli(monkeypatch, capsys, "try", "markov-inequality", "--json")
    assert "Tried on" in run_cli(monkeypatch, capsys, "show", "markov-inequality").out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "or --all"),
        (["markov-inequality", "--area", "probability"], "or --all"),
        (["--area", "nowhere"], "probability"),
        (["entropy"], "no trial"),
        (["markov-inequality", "--trial", "nothing"], "no trial nothing"),
        (["markov-inequality", "--batch", "0"], "--trial"),
        (["markov-inequality", "--engine", "fast"], "local or dask"),
        (["markov-inequality", "--scheduler", "tcp://a:1"], "--engine dask"),
        (["markov-inequality", "--minutes", "-1"], "--minutes"),
    ],
)
def test_what_cannot_be_tried_is_said(monkeypatch, capsys, arguments, says):
    done = run_cli(monkeypatch, capsys, "try", *arguments)
    assert done.code == 2 and says in done.err and done.err.count("\n") == 1


def test_a_folder_that_cannot_be_written_is_said(monkeypatch, capsys, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("COROLLARY_LAB", str(tmp_path / "file"))
    done = run_cli(monkeypatch, capsys, "try", "markov-inequality")
    assert done.code == 2 and "COROLLARY_LAB" in done.err
