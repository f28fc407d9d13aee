"""The report of the demonstration: complete, self-contained, typeset, true to its schema."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

import corollary as co
from corollary.errors import InputError
from corollary.report import as_data, write
from corollary.report.demo import demo
from corollary.report.write import html

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="module")
def report():
    return demo(seed=0)


@pytest.fixture(scope="module")
def page(report):
    return html(report)


def lines(report):
    return [line for subject in report.subjects for section in subject.sections for line in section.lines]


def test_json_follows_the_documented_schema(report):
    import jsonschema

    schema = json.loads((ROOT / "docs" / "report.schema.json").read_text())
    data = json.loads(json.dumps(as_data(report), allow_nan=False))
    jsonschema.validate(data, schema)


def test_both_models_are_asked_all_five_questions(report):
    assert len(report.subjects) == 2
    for subject in report.subjects:
        assert len(subject.sections) == 5
        assert all(section.answer and section.lines for section in subject.sections)


def test_the_same_seed_gives_the_same_report(report):
    assert as_data(demo(seed=0)) == as_data(report)


def test_every_proved_line_names_a_statement_that_is_embedded(report, page):
    for line in lines(report):
        if line.status == "proved":
            assert line.statement is not None
            assert f'id="{line.statement}"' in page


def test_nothing_measured_is_called_proved(report):
    for line in lines(report):
        if line.status == "measured":
            assert line.derivation is None


def test_the_test_set_bound_is_the_exact_binomial_limit(report):
    from scipy.stats import beta

    for subject in report.subjects:
        generalise = next(s for s in subject.sections if s.id == "generalise")
        bound = next(line for line in generalise.lines if line.statement == "test-set-bound")
        rate = next(line.value for line in generalise.lines if "on the test sample" in line.sentence)
        n = 797
        errors = round(rate * n)
        exact = beta.ppf(1 - report.delta / 2 / subject.events, errors + 1, n - errors)
        assert exact * (1 - 1e-9) <= bound.value <= exact * (1 + 1e-4)


def test_vacuous_bounds_are_called_vacuous(report):
    for subject in report.subjects:
        for line in next(s for s in subject.sections if s.id == "generalise").lines:
            if line.status == "proved":
                assert line.vacuous == (line.value >= 1)


def test_the_page_is_one_file(page):
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", page.split('class="statements"')[0])
    assert "<script src" not in page and "<link" not in page and "@import" not in page
    assert not re.search(r"url\((?!data:|#)", page)


def test_formulas_are_typeset(page):
    assert page.count('class="katex"') > 100
    visible = re.sub(r"<(style|script|annotation)[^>]*>.*?</\1>", "", page, flags=re.S)
    assert "\\frac" not in visible and "$" not in re.sub(r"<[^>]+>", "", visible)


def test_links_within_the_page_lead_somewhere(page):
    targets = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= targets


def test_figures_take_their_colours_from_the_page(page):
    assert page.count("<svg") >= 6
    assert "currentColor" in page and "#000000" not in page


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_it_renders_in_chromium_at_phone_width(page, tmp_path):
    file = tmp_path / "report.html"
    probe = "<script>document.title = String(document.documentElement.scrollWidth)</script></body>"
    file.write_text(page.replace("</body>", probe), encoding="utf-8")
    command = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
        f"--user-data-dir={tmp_path / 'profile'}", "--window-size=500,900", "--dump-dom", file.as_uri(),
    ]  # fmt: skip
    dom = subprocess.run(command, capture_output=True, text=True, timeout=120).stdout
    assert int(re.search(r"<title>(\d+)</title>", dom).group(1)) <= 500, "the page is wider than the window"


def test_markdown_has_every_line(report, tmp_path):
    write(report, tmp_path / "report.md")
    text = (tmp_path / "report.md").read_text()
    assert all(line.sentence in text for line in lines(report))


def test_an_existing_report_is_not_overwritten(report, tmp_path):
    (tmp_path / "report.md").write_text("mine")
    with pytest.raises(InputError, match="--force"):
        write(report, tmp_path / "report.md")
    assert (tmp_path / "report.md").read_text() == "mine"


def test_duplicates_between_training_and_test_are_an_endangered_hypothesis():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(60, 2)), np.arange(60) % 2
    report = co.explain(lambda inputs: np.asarray(inputs)[:, 0], (x[:40], y[:40]), (x[30:], y[30:]))
    data = as_data(report)
    assert any("Endangered: 10 test examples" in line["note"] for line in data["subjects"][0]["hypotheses"])


def test_without_held_out_data_it_says_what_they_would_buy():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(60, 2)), np.arange(60) % 2
    report = co.explain(lambda inputs: np.asarray(inputs)[:, 0], (x, y))
    section = next(s for s in report.subjects[0].sections if s.id == "generalise")
    assert any("1000" in words and "at most" in words for words in section.missing)


def test_commit_spends_all_of_delta_on_one_bound():
    from scipy.stats import beta

    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(100, 2)), np.arange(100) % 2
    report = co.explain(lambda inputs: np.asarray(inputs)[:, 0], None, (x, y), commit="test-set-bound", delta=0.05)
    line = next(line for line in lines(report) if line.statement == "test-set-bound")
    errors = int(np.sum((x[:, 0] > 0) != y))
    assert line.value == pytest.approx(beta.ppf(0.95, errors + 1, 100 - errors), rel=1e-4)


def test_scores_in_a_file_are_a_model_too(tmp_path):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(50, 4)), rng.integers(0, 3, 50)
    np.savez(tmp_path / "scores.npz", test=np.eye(3)[y])
    np.savez(tmp_path / "test.npz", x=x, y=y)
    report = co.explain(tmp_path / "scores.npz", test=tmp_path / "test.npz")
    bound = next(line for line in lines(report) if line.statement == "test-set-bound")
    assert bound.value == pytest.approx(1 - 0.05 ** (1 / 50), rel=1e-9)
