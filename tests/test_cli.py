"""Commands as a newcomer uses them: what they print, and how they refuse what cannot be used."""

import json
import resource
import subprocess
import sys

import pytest

from tests.cli_run import run


@pytest.fixture
def corollary(monkeypatch, capsys):
    return lambda *arguments: run(monkeypatch, capsys, *arguments)


def test_list_json_has_what_programs_need(corollary):
    rows = json.loads(corollary("list", "--json").out)
    assert len(rows) >= 60
    for row in rows:
        assert {"id", "kind", "area", "title", "status", "checking", "proof_steps", "links", "rule", "trials"} <= set(
            row
        )
        assert row["status"]


def test_show_prints_the_proof_typeset(corollary):
    shown = corollary("show", "markov-inequality")
    assert shown.code == 0
    assert "∎" in shown.out
    assert "\\frac" not in shown.out and "$" not in shown.out


def test_show_takes_the_words_of_a_statement(corollary):
    for words in (["Jensen's", "inequality"], ["zero-one", "loss"], ["i.i.d.", "sample"], ["VC", "dimension"]):
        shown = corollary("show", *words)
        assert shown.code == 0, shown.err
    assert "learning/vc-dimension" in shown.out


def test_a_list_is_whole_in_a_narrow_terminal(corollary, monkeypatch):
    from corollary.cli import output

    monkeypatch.setenv("COLUMNS", "60")
    output.console.cache_clear()
    seen = corollary("search", "compression", "bound").out
    output.console.cache_clear()
    assert "compression-bound  theorem, proved here\n    Risk of a compression scheme" in seen


def test_derive_lists_the_names_that_can_be_given(corollary):
    assert "CompressedFile(size=…, most=…)   about predictor, code" in corollary("derive", "--names", "compress").out
    rows = json.loads(corollary("derive", "--names", "VCDimension", "--json").out)
    assert [row["name"] for row in rows] == ["VCDimension"] and rows[0]["about"] == ["hypotheses"]
    asked = corollary("derive")
    assert asked.code == 2 and "A goal is needed" in asked.err


def test_a_stronger_hypothesis_that_buys_nothing_says_so(corollary):
    given = ["Smoothness <= 10", "Convex()", "InitialSquaredDistance <= 1", "GradientDescent(step=0.1, iterations=50)"]
    facts = [part for fact in given for part in ("--given", fact)]
    seen = " ".join(corollary("derive", "LastSuboptimality <= 0.000001", *facts).out.split())
    assert "the strong convexity constant of the objective is at least" in seen and "no gain at this value" in seen


def test_search_finds_by_words_by_symbol_and_by_author(corollary):
    def ids(*words):
        return [row["id"] for row in json.loads(corollary("search", *words, "--json").out)]

    assert "mcdiarmid-inequality" in ids("bounded", "differences")
    assert any("vc" in id_ for id_ in ids("\\VCdim"))
    assert "hoeffding-inequality" in ids("Hoeffding")


def test_why_answers_a_question(corollary):
    answer = corollary("why", "bias", "variance")
    assert answer.code == 0
    assert "question-what-are-bias-and-variance" in answer.out


def test_path_ends_at_its_goal_and_leaves_out_what_is_known(corollary):
    rows = [row["id"] for row in json.loads(corollary("path", "--goal", "hoeffding-inequality", "--json").out)]
    assert rows[-1] == "hoeffding-inequality"
    less = [
        row["id"]
        for row in json.loads(
            corollary("path", "--goal", "hoeffding-inequality", "--know", "hoeffding-lemma", "--json").out
        )
    ]
    assert "hoeffding-lemma" not in less and set(less) < set(rows)


def test_cite_gives_bibtex(corollary):
    assert "@" in corollary("cite", "hoeffding-inequality").out


def test_the_packaged_corpus_has_no_fault(corollary):
    checked = corollary("check", "--json")
    data = json.loads(checked.out)
    assert [f for f in data["findings"] if f["level"] == "fault"] == []
    assert data["notes"] == [] and checked.code == 0


def test_derive_gives_the_exact_binomial_bound(corollary):
    facts = ["Iid(n=500)", "ZeroOneLoss()", "ChosenBefore(hypotheses=predictor)", f"EmpiricalRisk <= {3 / 500}"]
    given = [part for fact in facts for part in ("--given", fact)]
    data = json.loads(corollary("derive", "Risk", *given, "--commit", "test-set-bound", "--json").out)
    from scipy.stats import beta

    exact = beta.ppf(0.95, 4, 497)
    best = data["conclusions"][0]
    assert best["statement"] == "test-set-bound"
    assert exact * (1 - 1e-9) <= best["value"] <= exact * (1 + 1e-6)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["show", "hoefding-inequality"], "hoeffding-inequality"),
        (["path", "--goal", "nothing-like-it"], "no statement"),
        (["cite", "nothing-like-it"], "no statement"),
        (["try", "nothing-like-it"], "no statement"),
        (["why", "zzzz"], "No question"),
        (["check", "no-such-folder"], "no-such-folder"),
        (["derive", "Rsk"], "Risk"),
        (["derive", "Risk", "--given", "Iid(n=)"], "no fact"),
        (["derive", "Risk", "--given", "Iid()"], "needs n"),
        (["derive", "Risk", "--given", "Iid(m=3)"], "Iid"),
        (["derive", "Risk", "--given", "Risk"], "write Risk <= 0.1"),
        (["derive", "Risk", "--given", "__import__('os')"], "no quantity"),
        (["derive", "Risk", "--delta", "0"], "strictly between 0 and 1"),
        (["derive", "Risk", "--delta", "nan"], "strictly between 0 and 1"),
        (["derive", "Risk", "--commit", "nothing"], "no rule of that name"),
        (["derive", "Risk", "--solve", "n"], "needs a value to reach"),
        (["derive", "Risk", "--given", "LossRange <= 1", "--given", "LossRange >= 2"], "contradict"),
        (["explain", "missing.onnx"], "missing.onnx"),
        (["explain", "missing.onnx", "--out", "report.pdf"], ".html, .md or .json"),
        (["explain", "missing.onnx", "--out", "no/such/folder/report.html"], "no folder"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(corollary, tmp_path, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    outcome = corollary(*arguments)
    assert outcome.code == 2
    assert says.lower() in outcome.err.lower()
    assert "Traceback" not in outcome.err
    assert len(outcome.err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("command", "words"), [("explain", "scores as .csv"), ("show", "hoeffding-inequality"), ("derive", "Risk <= 0.05")]
)
def test_help_says_what_an_argument_is(corollary, monkeypatch, command, words):
    monkeypatch.setenv("COLUMNS", "200")
    assert words in corollary(command, "--help").out


def test_nothing_is_overwritten_without_force(corollary, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "report.html").write_text("mine")
    outcome = corollary("demo")
    assert outcome.code == 2 and "--force" in outcome.err
    assert (tmp_path / "report.html").read_text() == "mine"


@pytest.mark.parametrize("arguments", [["show", "markov-inequality"], ["search", "hoeffding"], ["list", "--json"]])
def test_reading_starts_fast(arguments):
    command = [sys.executable, "-m", "corollary", *arguments]
    subprocess.run(command, check=True, capture_output=True)  # fills the cache
    times = []
    for _ in range(5):  # processor time: other load on the machine must not decide
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(times) < 0.3


@pytest.mark.parametrize("tried", [False, True])
def test_reading_imports_nothing_heavy(tried):
    """Nor where results of trials are on record, which `show` sums up: they need flint alone."""
    if tried:
        subprocess.run([sys.executable, "-m", "corollary", "try", "markov-inequality"], capture_output=True, check=True)
    code = """
import sys
from corollary.cli import main
sys.argv = ["corollary", "show", "markov-inequality"]
try:
    main()
except SystemExit:
    pass
print([name for name in ("numpy", "jax", "sympy", "scipy", "matplotlib", "flint") if name in sys.modules])
"""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip().endswith(("[]", "['flint']") if tried else "[]")


def test_importing_changes_no_global_state():
    code = (
        "import warnings, logging, numpy as np; before = (list(warnings.filters), logging.getLogger().level, np.geterr());"
        "import corollary, corollary.api, corollary.corpus as c; c.book();"
        "import jax; assert not jax.config.jax_enable_x64;"
        "assert before[1:] == (logging.getLogger().level, np.geterr())"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
