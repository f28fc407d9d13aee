"""Contradictory facts fail when declared or measured; facts that can all be true do not."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corollary.errors import InputError
from corollary.logic import AtLeast, AtMost, ChosenBefore, Equals, Not
from corollary.logic.arithmetic import exactly
from corollary.logic.consistency import ContradictionError, check_consistent
from corollary.logic.derive import derive
from corollary.logic.evidence import Evidence, Known, Observation
from corollary.logic.rules import RuleBook
from tests.logic import toy

FORMS = {AtMost: lambda q, v: q <= v, AtLeast: lambda q, v: q >= v, Equals: lambda q, v: q == v}
SEEN = Evidence("measured", "after training", seen=frozenset({"sample"}))


def contradict(*facts):
    try:
        check_consistent([f if isinstance(f, Known) else Known(f) for f in facts])
    except ContradictionError:
        return True
    return False


@given(st.lists(st.tuples(st.sampled_from(list(FORMS)), st.integers(0, 4)), max_size=5))
def test_bounds_contradict_each_other_when_no_number_satisfies_them(bounds):
    possible = any(all(FORMS[form](q, v) for form, v in bounds) for q in [x / 2 for x in range(-1, 11)])
    assert contradict(*(form[toy.Range](v) for form, v in bounds)) == (not possible)


@pytest.mark.parametrize("kind", [float, Fraction, np.float64, np.float32, np.int64, exactly])
def test_numbers_of_every_kind_are_compared(kind):
    assert contradict(AtMost[toy.Range](kind(1)), AtLeast[toy.Range](2))
    assert not contradict(AtMost[toy.Range](kind(2)), AtLeast[toy.Range](1))


def test_other_objects_contradict_nothing():
    assert not contradict(AtMost[toy.Range](1, loss="a"), AtLeast[toy.Range](2, loss="b"))
    assert not contradict(toy.Closed("a"), Not[toy.Closed]("b"))
    assert not contradict(toy.Iid("a", n=3), toy.Iid("b", n=4))


def test_properties_that_hold_and_fail_or_have_two_numbers():
    assert contradict(toy.Closed(), Not[toy.Closed]())
    assert contradict(toy.Iid(n=3), toy.Iid(n=4))
    assert not contradict(toy.Iid(n=3), toy.Iid(n=3))


def test_what_was_seen_was_not_chosen_before():
    measured = Known(AtMost[toy.LogSize](1.0), SEEN)
    assert contradict(ChosenBefore(), measured)
    assert not contradict(ChosenBefore(sample="another"), measured)
    assert not contradict(ChosenBefore("f"), Known(AtMost[toy.EmpiricalMean](0.1, predictor="f"), SEEN))


def test_what_is_measured_is_held_against_what_was_declared():
    def measure():
        return Known(Equals[toy.Range](2.0), SEEN)

    lazy = Observation(Equals[toy.Range], {"loss": "loss"}, measure)
    with pytest.raises(ContradictionError, match="measured: after training"):
        derive(AtMost[toy.Range], [AtMost[toy.Range](1.0), lazy], RuleBook([]))


def test_a_measurement_that_fails_is_tried_once_and_costs_what_it_would():
    ran = []

    def measure():
        ran.append(1)
        raise InputError("no data.")

    lazy = Observation(Equals[toy.EmpiricalMean], {"predictor": "f", "loss": "loss", "sample": "sample"}, measure)
    facts = [toy.Iid(n=100), AtMost[toy.Range](1.0), lazy]
    result = derive(AtMost[toy.Mean], facts, RuleBook(toy.RULES))
    assert not result.conclusions and result.events == 1 and ran == [1]
    assert [o.reason for o in result.inapplicable] == ["no data."]
