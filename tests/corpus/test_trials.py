"""Every trial survives and every ablation is refuted, at a small budget; every rule has both."""

import pytest

from corollary import corpus
from corollary.logic.facts import Bound
from corollary.logic.trial import LEVEL, Attempt

ENTRIES = corpus.trials()


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.id}:{entry.name}")
def test_trial_or_ablation_comes_out_as_it_must(entry):
    attempt = entry.run(seed=1, draws=300)
    assert attempt.draws > 0
    assert attempt.refuted == (entry.breaks is not None), f"{attempt.violations} of {attempt.draws} fail"


@pytest.mark.parametrize("rule", corpus.book().rules, ids=lambda rule: rule.id)
def test_every_rule_has_a_trial_and_an_ablation(rule):
    if issubclass(rule.conclusion.type, Bound):
        entries = corpus.trials(rule.id)
        assert any(entry.breaks is None for entry in entries)
        assert any(entry.breaks is not None for entry in entries)


def test_an_ablation_breaks_a_hypothesis_of_its_rule_or_a_constant():
    rules = {rule.id: {premise.name for premise in rule.premises} for rule in corpus.book().rules}
    for entry in ENTRIES:
        if entry.breaks is not None and entry.id in rules:
            assert entry.breaks in rules[entry.id] | {"constant"}, f"{entry.id}:{entry.name} breaks {entry.breaks}"


def test_an_attempt_is_judged_by_the_binomial_law():
    from scipy.stats import binom

    many = int(binom.isf(LEVEL, 1000, 0.1)) + 2
    truth = [1.0] * many + [0.0] * (1000 - many)
    assert Attempt(truth, 0.5, delta=0.1).refuted
    assert not Attempt([1.0] * 100 + [0.0] * 900, 0.5, delta=0.1).refuted
    assert Attempt([1.0], 0.5).refuted and not Attempt([0.5], 0.5).refuted
    assert Attempt([0.4], [0.5], sense="at_least").refuted
    assert Attempt([float("nan")], [1.0]).refuted, "a trial that computes nothing proves nothing"
    assert Attempt([], []).refuted
