"""Mutants of rules with a known truth: caught by trials that are tight, missed by those that are not, true where they are weaker."""

import numpy as np
import pytest

from corollary import corpus
from corollary.logic import AtLeast, AtMost, Equals
from corollary.logic.trial import UNREFUTED, Attempt, trial, unrefuted
from corollary.trials import mutants
from corollary.trials.mutation import mutated, rule_of, untouched, words
from corollary.trials.session import Budget, Session, Stream


def _report(*ids, draws=400):
    entries = [entry for id_ in ids for entry in corpus.trials(id_)]
    rules = mutants.rules(entries)
    session = Session(mutants.streams(rules, entries, 1000), budget=Budget(draws))
    session.run()
    return mutants.report(rules, session.streams)


def _fates(id_, **options):
    return {one["mutant"]: one["fate"] for one in _report(id_, **options)["statements"][0]["list"]}


def test_every_false_mutant_of_a_tight_theorem_is_caught_and_weaker_ones_stay_true():
    fates = _fates("hoeffding-inequality")
    assert {code for code, fate in fates.items() if fate == "true"} == {"constant:2", "exponent:1/2"}  # bounds below 1
    assert {fates[code] for code in ("constant:1/2", "exponent:2", "without:sample", "without:range")} == {"caught"}


def test_an_equality_has_no_weaker_mutant():
    rule = next(
        r for r in corpus.book().rules if getattr(r.conclusion.type, "form", None) is Equals and corpus.trials(r.id)
    )
    fates = _fates(rule.id)
    assert "caught" in {fates["constant:2"], fates["constant:1/2"]}
    assert "true" not in {fates["constant:2"], fates["constant:1/2"]}


def test_a_trial_far_from_the_bound_misses_mutants_and_is_listed_as_weak(monkeypatch):
    """The same theorem, tried only on coins that never deviate."""
    from corollary.logic.trial import TRIALS
    from corollary.trials import batch

    rule = rule_of("hoeffding-inequality")
    from corollary.corpus.probability.hoeffding_inequality import _bound

    for key in [key for key in TRIALS if key[0] == rule.id]:
        monkeypatch.delitem(TRIALS, key)
    batch.find.cache_clear()

    @trial(rule)
    def sure_things(rng, draws):
        return Attempt(np.zeros(draws), _bound(20, 1.0, rng.uniform(0.1, 0.9, size=draws)))

    try:
        report = _report(rule.id)
    finally:
        TRIALS.pop((rule.id, "sure_things"))
        batch.find.cache_clear()
    row = report["statements"][0]
    assert (row["caught"], report["weak"]) == (0, [rule.id])
    assert row["unexamined"] == ["before"], "no ablation is left, and there is no number to change"


@pytest.mark.parametrize(
    ("code", "value", "stronger"), [("constant:1/2", 0.5, 1), ("constant:2", 2.0, 0), ("exponent:2", 1.0, 0)]
)
def test_a_mutant_changes_one_rule_and_counts_what_it_claims_beyond_it(code, value, stronger):
    from corollary.corpus.probability.hoeffding_inequality import _bound, hoeffding_inequality

    delta = 2 * np.exp(-2 * 20)  # so that the bound is 1
    with mutated("hoeffding-inequality", code) as change:
        assert float(_bound(20, 1.0, delta)) == pytest.approx(value)
    assert change.stronger == stronger
    assert float(_bound(20, 1.0, delta)) == pytest.approx(1.0), "the rule is as it was"
    assert hoeffding_inequality.formula().free_symbols


def test_numbers_of_hypotheses_are_believed_to_say_more_than_they_do():
    for rule in corpus.book().rules:
        for code in mutants.mutants(rule):
            name, _, value = code.split(":")[0].partition(".")
            if value:
                kind = next(p.type for p in rule.premises if p.name == name)
                form = getattr(kind, "form", None)
                assert not (form is AtMost and code.endswith(":2")) and not (form is AtLeast and code.endswith("1/2"))
                assert value in kind.value_names and words(code).startswith(name)
        assert not set(untouched(rule)) & {code.split(":")[1] for code in mutants.mutants(rule)}


@pytest.fixture
def said():
    """Register what is said of mutants of Hoeffding's inequality, for one test."""
    before = dict(UNREFUTED)
    yield lambda mutant, **about: unrefuted(rule_of("hoeffding-inequality"), mutant, **about)
    UNREFUTED.clear()
    UNREFUTED.update(before)


def test_what_is_true_by_proof_is_not_counted_and_what_is_not_known_is_not_caught(said):
    before = _report("hoeffding-inequality")
    said("constant:2", because="it claims less", proved=True)
    said("exponent:1/2", because="open")
    said("constant:1/2", because="a false proof", proved=True)
    row = _report("hoeffding-inequality")["statements"][0]
    fates = {one["mutant"]: (one["fate"], one["why"]) for one in row["list"]}
    assert fates["constant:2"] == ("true by proof", "it claims less")
    assert fates["exponent:1/2"] == ("not known", "open")
    assert fates["constant:1/2"][0] == "caught", "what is refuted is refuted, whatever is said of it"
    assert (row["proved"], row["not_known"], row["caught"]) == (1, 1, before["caught"])
    assert row["mutants"] == before["mutants"] + 1, "what is not known counts as not caught"


def test_a_hypothesis_that_nothing_can_drop_is_examined_where_it_is_said_why(said, monkeypatch):
    from corollary.logic.trial import TRIALS

    rule = rule_of("hoeffding-inequality")
    for key in [key for key, entry in TRIALS.items() if key[0] == rule.id and entry.breaks == "before"]:
        monkeypatch.delitem(TRIALS, key)
    assert untouched(rule) == ["before"]
    said("without:before", because="for the sake of this test", proved=True)
    row = _report(rule.id)["statements"][0]
    assert row["unexamined"] == [] and row["proved"] == 1


def test_the_text_lists_what_is_said_apart(said):
    from corollary.cli.trial_tables import of_mutants

    said("constant:2", because="it claims less", proved=True)
    lines = [part for part in of_mutants(_report("hoeffding-inequality")) if isinstance(part, str)]
    assert "hoeffding-inequality, constant times 2: true by proof, it claims less." in lines
    assert any("1 more are true by proof" in line for line in lines)


def test_what_the_corpus_says_of_mutants_is_said_of_mutants_and_no_trial_refutes_one():
    corpus.modules()
    for id_, mutant in UNREFUTED:
        assert mutant in mutants.mutants(rule_of(id_)), f"{id_} has no mutant {mutant}"
    streams = [
        Stream(entry, 1000, mutant)
        for id_, mutant in UNREFUTED
        for entry in corpus.trials(id_)
        if entry.breaks is None and not mutant.startswith("without:")
    ]
    if streams:
        Session(streams, budget=Budget(400)).run()
    assert [(s.trial.id, s.mutant, s.trial.name) for s in streams if s.verdict == "refuted" or s.tally.error] == []


def test_totals_are_sums_over_statements():
    report = _report("markov-inequality", "chebyshev-inequality")
    for part in ("mutants", "caught", "not_known", "proved", "true"):
        assert report[part] == sum(row[part] for row in report["statements"])
    for row in report["statements"]:
        fates = [one["fate"] for one in row["list"]]
        assert row["caught"] == fates.count("caught") and row["mutants"] == row["caught"] + fates.count("missed")
