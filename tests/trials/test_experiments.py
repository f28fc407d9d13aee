"""Every question's experiment: a fast run against the shipped figure, and theory against measurement as the page says."""

import json
import re
from dataclasses import replace
from html import escape
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

import corollary as co
from corollary import corpus, drawing
from corollary.errors import InputError
from corollary.logic.experiment import Comparison, Lab, Outcome, Panel, Series, curve, repeated, standard_errors
from corollary.trials import experiment
from corollary.trials.experiment import Record, read, shipped
from corollary.trials.figure import as_png, as_svg
from tests.cli_run import run as run_cli

PAGES = sorted((corpus.HERE / "questions").glob("question_*.md"))
IDS = [path.stem.replace("_", "-") for path in PAGES]
FAST = "question-which-guarantees-survive-misspecification"


def _shipped(id_: str) -> Record:
    path = shipped(id_)
    assert path is not None, f"no figure ships for {id_}"
    return read(path)


@pytest.mark.parametrize("id_", IDS)
def test_a_fast_run_finds_the_curves_of_the_shipped_figure(id_):
    """Theory to rounding, measured means within Monte-Carlo error, at the places that both have."""
    full, fast = _shipped(id_), co.experiment(id_).run(seed=0, quick=True)
    met = 0
    for panel, other in zip(full.outcome.panels, fast.outcome.panels, strict=True):
        known = {(one.name, one.kind): one for one in panel.series}
        for one in other.series:
            if (one.name, one.kind) in known:
                met += _compare(known[one.name, one.kind], one, panel)
    assert met >= 4
    assert fast.outcome.as_expected, fast.verdict


def _compare(full: Series, fast: Series, panel: Panel) -> int:
    values = np.array([y for one in panel.series for y in one.y if np.isfinite(y)])
    at = {round(x, 6): place for place, x in enumerate(full.x)}
    shared = [(place, at[round(x, 6)]) for place, x in enumerate(fast.x) if round(x, 6) in at]
    for here, there in shared:
        a, b = fast.y[here], full.y[there]
        if full.error is not None and fast.error is not None:
            slack = 0.1 * abs(b) if panel.y_log else 0.03 * np.ptp(values)
            room = 6 * np.hypot(full.error[there], fast.error[here]) + slack
        elif full.kind == "measured":
            room = 0.35 * abs(b) + 1e-9
        else:
            room = 1e-4 * abs(b) + 1e-9
        assert abs(a - b) <= room, f"{panel.title}, {full.name}, at {fast.x[here]}: {a} here, {b} in the figure"
    return len(shared)


@pytest.mark.parametrize("kind, factor", [("theory", 1.001), ("measured", 1.5)])
def test_a_figure_with_another_curve_is_told_apart(kind, factor):
    """The comparison above can fail."""
    panel = _shipped(FAST).outcome.panels[0]
    one = next(one for one in panel.series if one.kind == kind)
    assert _compare(one, one, panel) == len(one.x)
    with pytest.raises(AssertionError):
        _compare(one, replace(one, y=tuple(factor * y for y in one.y)), panel)


@pytest.mark.parametrize("id_", IDS)
def test_the_shipped_figure_is_the_full_run_and_agrees_where_the_page_says(id_):
    record = _shipped(id_)
    assert (record.id, record.seed, record.quick) == (id_, 0, False)
    assert record.outcome.as_expected, record.verdict
    found = {one.found for one in record.outcome.comparisons}
    assert found == {"agree", "part"}
    path = shipped(id_)
    assert path is not None
    assert json.loads(path.read_text())["verdict"] == record.verdict
    for ending in ("json", "svg", "png"):
        assert 1000 < path.with_suffix(f".{ending}").stat().st_size < 150_000
    kinds = {one.kind for panel in record.outcome.panels for one in panel.series}
    assert "measured" in kinds and kinds & {"theory", "bound"}


@pytest.mark.parametrize("id_", IDS)
def test_the_shipped_svg_is_readable_in_print_and_in_the_dark(id_):
    path = shipped(id_)
    assert path is not None
    text = path.with_suffix(".svg").read_text()
    words = " ".join(" ".join(element.itertext()) for element in ElementTree.fromstring(text).iter())
    for panel in read(path).outcome.panels:
        assert panel.x_label.split()[0] in words and panel.y_label.split()[0] in words
    assert "prefers-color-scheme:dark" in text and "currentColor" in text
    assert "#000000" not in text and "<dc:date>" not in text


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


@pytest.mark.parametrize("colour", drawing.COLOURS)
def test_colours_are_seen_on_white_and_on_black(colour):
    light = _luminance(colour) + 0.05
    assert 1.05 / light >= 3 and light / (_luminance("#111111") + 0.05) >= 3


@pytest.mark.parametrize("path", PAGES, ids=IDS)
def test_the_page_says_what_is_run_and_ends_with_where_theory_and_measurement_part(path):
    section = re.split(r"^## Experiment\n", path.read_text(), flags=re.M)[1]
    assert re.search(r"agree|part", section.split("\n## ")[0].rsplit("\n- ", 1)[-1])


def test_the_greatest_margin_is_that_of_a_support_vector_machine():
    from sklearn.svm import LinearSVC

    from corollary.corpus.questions.question_why_logistic_regression_works import greatest_margin

    assert np.isclose(greatest_margin(np.array([[3.0, 0.0], [0.0, 4.0]])), 12 / 5)
    x = np.random.default_rng(0).normal(size=(20, 5))
    y = np.where(x[:, 0] > 0, 1.0, -1.0)
    x[:, 0] += y
    fit = LinearSVC(loss="hinge", C=1e4, fit_intercept=False, tol=1e-10, max_iter=1_000_000).fit(x, y).coef_[0]
    found = ((x * y[:, None]) @ fit).min() / np.linalg.norm(fit)
    assert np.isclose(greatest_margin(x * y[:, None]), found, rtol=1e-4)


def test_a_wrong_theory_is_found(monkeypatch):
    """The comparison can fail: an exact mean that is half too large is told from the measured one."""
    from corollary.corpus.questions import question_why_equivariance_saves_data as module

    right = module.gain
    monkeypatch.setattr(module, "gain", lambda n: 1.5 * right(n))
    outcome = module.averaging.function(Lab(quick=True))
    assert outcome.comparisons[0].found == "part" and not outcome.as_expected


def test_the_same_seed_gives_the_same_record_and_another_seed_another():
    one, two, other = (co.experiment(FAST).run(seed, quick=True) for seed in (3, 3, 4))
    assert one.as_data() == two.as_data()
    assert one.as_data()["panels"] != other.as_data()["panels"]
    assert as_svg(one.outcome) == as_svg(two.outcome) and as_png(one.outcome) == as_png(two.outcome)


def test_drawing_leaves_matplotlib_as_it_was():
    import matplotlib

    before = dict(matplotlib.rcParams)
    as_svg(_shipped(FAST).outcome)
    as_png(_shipped(FAST).outcome)
    assert dict(matplotlib.rcParams) == before


def test_what_is_saved_is_read_back(tmp_path):
    record = co.experiment(FAST).run(seed=1, quick=True)
    paths = record.save(tmp_path / "new")
    assert sorted(path.suffix for path in paths) == [".json", ".png", ".svg"]
    again = read(next(path for path in paths if path.suffix == ".json"))
    assert again.outcome == record.outcome and again.seed == 1 and again.quick
    assert again._repr_html_() == record._repr_html_()
    assert escape(record.verdict) in again._repr_html_() and "<svg" in again._repr_html_()


def test_it_can_be_interrupted():
    def stop(words: str, fraction: float | None = None) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        co.experiment(FAST).run(quick=True, say=stop)


def test_the_verdict_is_what_was_found():
    agree = Comparison("here", 0.5, 1.0, "units", "agree")
    part = Comparison("there", 20.0, 1.0, "units", "part")
    assert Outcome((), (agree, part)).verdict == (
        "Theory and measurement agree here (at most 0.5 units); they part there (20 units)."
    )
    assert Outcome((), (part,)).verdict == "Theory and measurement part there (20 units)."
    assert not Outcome((), (replace(agree, discrepancy=float("nan")),)).as_expected


def test_means_and_standard_errors_over_repeats():
    runs = np.random.default_rng(0).normal(2.0, 1.0, size=(400, 3))
    series = repeated("x", (1, 2, 3), runs)
    assert np.allclose(series.error, 0.05, rtol=0.15)
    assert standard_errors(series, [2, 2, 2]) < 4 < standard_errors(series, [2, 2, 2.5])


def test_a_series_of_unequal_lengths_is_refused():
    with pytest.raises(InputError, match="2 places and 1 values"):
        curve("x", [1, 2], [1])


@pytest.fixture
def corollary(monkeypatch, capsys):
    return lambda *arguments: run_cli(monkeypatch, capsys, *arguments)


def test_the_command_writes_the_figure_and_refuses_to_overwrite(corollary, tmp_path):
    first = corollary("experiment", FAST, "--quick", "--out", str(tmp_path))
    assert first.code == 0 and "Theory and measurement agree" in " ".join(first.out.split())
    assert {path.suffix for path in tmp_path.iterdir()} == {".svg", ".png", ".json"}
    again = corollary("experiment", FAST, "--quick", "--out", str(tmp_path))
    assert again.code == 2 and again.err.count("\n") == 1 and "--force" in again.err
    data = json.loads(corollary("experiment", FAST, "--quick", "--out", str(tmp_path), "--force", "--json").out)
    assert data["verdict"] and len(data["written"]) == 3 and data["version"] == co.__version__


@pytest.mark.parametrize("arguments", [("question-why-dept",), ("hoeffding-inequality",), ()])
def test_an_id_without_experiment_is_one_sentence(corollary, arguments):
    refused = corollary("experiment", *arguments)
    assert refused.code == 2 and refused.err.count("\n") == 1


def test_all_are_listed_and_why_tells_the_verdict(corollary):
    listed = json.loads(corollary("experiment", "--list", "--json").out)
    assert [row["id"] for row in listed] == IDS
    told = " ".join(corollary("why", "bias", "and", "variance").out.split())
    assert " ".join(_shipped("question-what-are-bias-and-variance").verdict.split()[:6]) in told
    assert "corollary experiment question-what-are-bias-and-variance" in told


def test_figures_are_package_data():
    assert Path(co.__file__).parent in (shipped(FAST) or Path()).parents


def test_a_question_without_experiment_is_a_warning(tmp_path):
    from corollary.text.check import examine

    (tmp_path / "questions").mkdir()
    page = tmp_path / "questions" / "question_why.md"
    page.write_text("---\nkind: question\ntitle: Why?\n---\nBecause.\n\n## Experiment\n- None.\n")
    assert any("no experiment" in one.message for one in examine(tmp_path).warnings)
    page.with_suffix(".py").write_text("")
    assert not any("no experiment" in one.message for one in examine(tmp_path).warnings)


def test_all_experiments_on_two_processes_and_the_rest_with_resume(monkeypatch, capsys, tmp_path):
    chosen = [co.experiment(FAST), co.experiment("question-why-depth")]
    monkeypatch.setattr(experiment, "listed", lambda: chosen)
    arguments = ["experiment", "--all", "--quick", "--out", str(tmp_path), "--json"]
    done = run_cli(monkeypatch, capsys, *arguments, "--workers", "2")
    assert done.code == 0 and {one["id"] for one in json.loads(done.out)} == {one.id for one in chosen}
    for one in chosen:
        data = json.loads((tmp_path / f"{one.id.replace('-', '_')}.json").read_text())
        assert data["panels"] == one.run(quick=True).as_data()["panels"]
    assert run_cli(monkeypatch, capsys, *arguments).code == 2
    (tmp_path / f"{FAST.replace('-', '_')}.png").unlink()
    again = run_cli(monkeypatch, capsys, *arguments, "--resume")
    assert again.code == 0 and [one["id"] for one in json.loads(again.out)] == [FAST]
