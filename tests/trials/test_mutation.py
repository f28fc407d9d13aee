"""Mutants of rules with a known truth: caught by trials that are tight, missed by those that are not, true where they are weaker."""

import numpy as np
import pytest

from corollary import corpus
from corollary.logic import AtLeast, AtMost, Equals
from corollary.logic.trial import Attempt, trial
from corollary.trials import mutants
from corollary.trials.mutation import mutated, rule_of, untouched, words
from corollary.trials.session import Budget, Session


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


def test_totals_are_sums_over_statements():
    report = _report("markov-inequality", "chebyshev-inequality")
    for part in ("mutants", "caught", "true"):
        assert report[part] == sum(row[part] for row in report["statements"])
    for row in report["statements"]:
        fates = [one["fate"] for one in row["list"]]
        assert row["caught"] == fates.count("caught") and row["mutants"] == row["caught"] + fates.count("missed")
