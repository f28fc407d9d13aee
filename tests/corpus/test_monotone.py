"""A worse bound on what a theorem assumes never gives a better one on what it concludes.

The engine rests on it: what is put in for a premise may itself be a bound read off the data or derived with some probability, and
one event is then paid for all such numbers. A bound that improves with a worse premise would have to be paid for each number.
"""

import math
from itertools import pairwise

import pytest

from corollary import corpus
from corollary.logic import theorem
from corollary.logic.arithmetic import OutOfRange
from corollary.logic.facts import AtLeast, AtMost, Bound
from tests.corpus.test_arithmetics import premises_from_trials
from tests.logic import toy

FACTORS = (0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 1, 1.1, 1.5, 2, 4, 10, 100)
RULES = [rule for rule in corpus.book().rules if rule.confidences and issubclass(rule.conclusion.type, Bound)]


def improvements(rule, given, name):
    """Pairs of values of a premise, the second a weaker claim, that gives the stronger conclusion."""
    base = float(given[name].value)
    larger_is_weaker = next(p.type.form for p in rule.premises if p.name == name) is AtMost
    found = []
    for factor in FACTORS if (base >= 0) == larger_is_weaker else reversed(FACTORS):
        value = base * factor
        try:
            number = float(rule(**{**given, name: given[name].with_values(value=value)}).value)
        except OutOfRange:
            continue
        found.append((value, number if rule.conclusion.type.form is not AtLeast else -number))
    return [
        (one, two) for one, two in pairwise(found) if two[1] < one[1] - 1e-12 * abs(one[1]) and not math.isnan(two[1])
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_weaker_premises_give_no_stronger_conclusion(rule, monkeypatch):
    given = premises_from_trials(rule, monkeypatch)
    for premise in rule.premises:
        if issubclass(premise.type, (AtMost, AtLeast)):
            assert improvements(rule, given, premise.name) == []


def test_this_test_can_fail():
    @theorem
    def improving(loss: AtMost[toy.Range]) -> AtMost[toy.Range]:
        return 1 / loss.value

    assert improvements(improving, {"loss": AtMost[toy.Range](1.0)}, "loss")
