"""Sweeps against closed forms; the table read back; places as written."""

import json
import os
import signal
from dataclasses import replace

import numpy as np
import pytest

from corollary.errors import InputError
from corollary.trials import grid, sweep, table
from corollary.trials.engine import Here, Processes
from tests.cli_run import run as run_cli


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("n=10:1e6:log:6", [10, 100, 1000, 10_000, 100_000, 1_000_000]),
        ("n=1:5", [1, 2, 3, 4, 5]),
        ("n=0:100:5", [0, 25, 50, 75, 100]),
        ("x=0:1:5", [0, 0.25, 0.5, 0.75, 1]),
        ("delta=0.1, 0.01", [0.1, 0.01]),
        ("n=1:3:log:50", [1, 2, 3]),
        ("r=1.0:4:log:3", [1.0, 2.0, 4.0]),
    ],
)
def test_places(text, places):
    name, found = grid.read(text)
    assert name == text.split("=")[0] and found.tolist() == pytest.approx(places)
    assert (found.dtype == np.int64) == all(isinstance(one, int) for one in places)


@pytest.mark.parametrize(
    "text",
    ["n", "n=", "=1:2", "n=1:2:3:4:5", "n=5:1", "n=0:10:log", "n=a:b", "n=1:nan", "n=1,inf", "n=1:9:1", "n=1:9:1e9"],
)
def test_places_written_wrongly_are_refused_with_the_right_form(text):
    with pytest.raises(InputError, match=r"--over"):
        grid.read(text)


def test_a_rule_over_a_grid_is_its_closed_form():
    n, delta = np.array([10, 100, 10**6]), np.array([0.01, 0.2])
    found = sweep.sweep("hoeffding-inequality", {"n": n, "delta": delta}, {"range": 3.0})
    expected = 3 * np.sqrt(np.log(2 / delta)[None, :] / (2 * n[:, None]))
    assert found.columns["value"] == pytest.approx(expected.ravel())
    assert found.columns["n"].tolist() == np.repeat(n, 2).tolist() and found.held == {"range.value": 3.0}


def test_outside_the_range_of_a_rule_there_is_no_number():
    found = sweep.sweep("hoeffding-inequality", {"n": np.array([0, 1])})
    assert np.isnan(found.columns["value"]).tolist() == [True, False]


def test_every_rule_with_a_confidence_can_be_swept_over_it():
    from corollary import corpus
    from corollary.logic.arithmetic import OutOfRange
    from corollary.logic.facts import Bound
    from corollary.logic.theorem import Confidence
    from corollary.trials.example import example

    swept = 0
    for rule in corpus.book().rules:
        if len(rule.confidences) == 1 and issubclass(rule.conclusion.type, Bound) and example(rule):
            values = sweep.sweep(rule.id, {"delta": np.array([0.01, 0.1])}).columns["value"]
            try:
                one = float(rule(**{**example(rule), next(iter(rule.confidences)): Confidence(0.1)}).value)
            except OutOfRange:
                one = float("nan")
            assert values[1] == pytest.approx(one, rel=1e-9, nan_ok=True), rule.id
            swept += 1
    assert swept > 20


def test_the_table_is_read_back_with_what_was_held(tmp_path):
    import pyarrow.parquet as pq

    found = sweep.sweep("hoeffding-inequality", {"n": np.array([10, 20]), "delta": np.array([0.1])})
    found.save(tmp_path / "table.parquet")
    table = pq.read_table(tmp_path / "table.parquet")
    assert (
        table.column_names == ["n", "delta", "value"] and table["value"].to_pylist() == found.columns["value"].tolist()
    )
    about = json.loads(table.schema.metadata[b"corollary"])
    assert about["id"] == "hoeffding-inequality" and about["held"] == found.held


def test_an_experiment_over_seeds_gives_a_row_for_each_comparison():
    import corollary as co

    id_ = "question-which-guarantees-survive-misspecification"
    found = sweep.sweep(id_, {"seed": np.array([4, 5])})
    expected = co.experiment(id_).run(5, quick=True).outcome.comparisons
    assert found.columns["discrepancy"][-len(expected) :].tolist() == [one.discrepancy for one in expected]
    assert found.size == 2 * len(expected)


EXPERIMENT = "question-which-guarantees-survive-misspecification"


def _rows(found):
    return [column.tolist() for column in found.columns.values()]


def test_seeds_of_an_experiment_on_several_processes_are_those_of_this_one():
    seeds = {"seed": np.array([0, 1, 2])}
    here = sweep.sweep(EXPERIMENT, seeds)
    assert here.complete and _rows(sweep.sweep(EXPERIMENT, seeds, engine=Processes(2))) == _rows(here)


class Interrupting(Here):
    """Ctrl-C comes while the first job runs; the jobs that were asked for are counted."""

    def __init__(self):
        self.asked = []

    def run(self, jobs):
        for job in jobs:
            self.asked.append(job.seed)
            os.kill(os.getpid(), signal.SIGINT)
            yield job, job.run()


def test_an_interrupted_sweep_goes_on_from_its_table(tmp_path):
    seeds, engine = {"seed": np.array([3, 4])}, Interrupting()
    begun = sweep.sweep(EXPERIMENT, seeds, engine=engine)
    assert not begun.complete and engine.asked == [3] and set(begun.columns["seed"].tolist()) == {3}
    begun.save(tmp_path / "t.parquet")
    rest = Interrupting()
    whole = sweep.sweep(EXPERIMENT, seeds, engine=rest, begun=table.read(tmp_path / "t.parquet"))
    assert whole.complete and rest.asked == [4]
    assert _rows(whole) == _rows(sweep.sweep(EXPERIMENT, seeds))
    with pytest.raises(InputError, match="another source"):
        sweep.sweep(EXPERIMENT, seeds, begun=replace(begun, version="old"))
    (tmp_path / "none.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match="no table of a sweep"):
        table.read(tmp_path / "none.parquet")


def test_the_command_goes_on_with_resume(monkeypatch, capsys, tmp_path):
    arguments = ["sweep", EXPERIMENT, "--out", str(tmp_path / "t.parquet"), "--json"]
    assert run_cli(monkeypatch, capsys, *arguments, "--over", "seed=0").code == 0
    assert run_cli(monkeypatch, capsys, *arguments, "--over", "seed=0:1").code == 2
    more = run_cli(monkeypatch, capsys, *arguments, "--over", "seed=0:1", "--resume")
    data = json.loads(more.out)
    assert more.code == 0 and data["complete"] and data["rows"] == table.read(tmp_path / "t.parquet").size


def test_the_command_writes_table_and_figures(monkeypatch, capsys, tmp_path):
    out = tmp_path / "t.parquet"
    arguments = [
        "sweep",
        "hoeffding-inequality",
        "--over",
        "n=10:1e6:log",
        "--over",
        "delta=0.01,0.1",
        "--out",
        str(out),
        "--json",
    ]
    done = run_cli(monkeypatch, capsys, *arguments)
    assert done.code == 0 and json.loads(done.out)["rows"] == 50
    assert out.with_suffix(".svg").read_text().count("delta = ") == 2 and out.with_suffix(".png").stat().st_size > 1000
    again = run_cli(monkeypatch, capsys, *arguments)
    assert again.code == 2 and "there already" in again.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nothing-like-it", "--over", "n=1:2"], "no statement"),
        (["entropy", "--over", "n=1:2"], "neither a rule nor an experiment"),
        (["hoeffding-inequality", "--over", "m=1:2"], "sample.n"),
        (["hoeffding-inequality", "--over", "n=1:2", "--over", "n=1:2"], "one name"),
        (["hoeffding-inequality", "--over", "n=1:1e7:1000000", "--over", "delta=0.1,0.2"], "at most"),
        (["hoeffding-inequality", "--over", "n=1:2", "--out", "t.csv"], ".parquet"),
        (["hoeffding-inequality", "--over", "delta=0.5,2"], "strictly between 0 and 1"),
        (["question-why-depth", "--over", "n=1:2"], "seed"),
    ],
)
def test_what_cannot_be_swept_is_said(monkeypatch, capsys, tmp_path, arguments, says):
    monkeypatch.chdir(tmp_path)
    done = run_cli(monkeypatch, capsys, "sweep", *arguments)
    assert done.code == 2 and says in done.err and done.err.count("\n") == 1
