"""Theorems called by hand: joins, renaming, range conditions in every arithmetic, formulas, and rules that are refused."""

import math
from typing import Annotated

import numpy as np
import pytest

from corollary.errors import InputError
from corollary.logic import AtLeast, AtMost, Confidence, Equals, Property, Quantity, event, require, role, theorem
from corollary.logic.arithmetic import OutOfRange, exactly, log, lower, sqrt, upper
from corollary.logic.theorem import TheoremError, accepts
from tests.logic import toy


@theorem
def paired(
    train: toy.Iid,
    test: Annotated[toy.Iid, role(sample="heldout")],
    loss: AtMost[toy.Range],
    confidence: Annotated[Confidence, event("heldout")],
) -> AtMost[toy.LossMean]:
    require(test.n >= train.n, "as many held out as trained on")
    return loss.value * sqrt(-log(confidence.delta) / test.n)


FACTS = (toy.Iid(n=5), toy.Iid("heldout", n=50), AtMost[toy.Range](2.0), Confidence(0.1))


def test_roles_are_renamed_and_joined():
    assert paired.premises[1].variables == ("heldout", "law")
    assert paired.variables == ("sample", "law", "heldout", "loss")
    assert paired.random_variables == ("sample", "heldout")
    assert paired.confidences == {"confidence": ("heldout",)}
    assert paired(*FACTS).value == pytest.approx(2 * math.sqrt(math.log(10) / 50), rel=1e-14)
    with pytest.raises(InputError, match="law is"):
        paired(toy.Iid(n=5), toy.Iid("heldout", "another law", n=50), *FACTS[2:])


def test_an_equality_serves_both_inequalities_and_nothing_else_is_coerced():
    assert accepts(AtMost[toy.Range], Equals[toy.Range]) and accepts(AtLeast[toy.Range], Equals[toy.Range])
    for wanted, found in [(AtMost, AtLeast), (AtLeast, AtMost), (Equals, AtMost), (Equals, AtLeast)]:
        assert not accepts(wanted[toy.Range], found[toy.Range])
    assert not accepts(AtMost[toy.Range], Equals[toy.LogSize])
    assert paired(*FACTS[:2], Equals[toy.Range](2.0), FACTS[3]).value == paired(*FACTS).value


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (FACTS[:3], "needs confidence"),
        ((*FACTS, FACTS[0]), "nothing else"),
        ((*FACTS[:3], 0.1), "must be a Confidence"),
        ((*FACTS[:2], AtLeast[toy.Range](2.0), FACTS[3]), "loss must be"),
        ((*FACTS[:2], 2.0, FACTS[3]), "loss must be"),
    ],
)
def test_wrong_calls_are_refused_in_a_sentence(facts, words):
    with pytest.raises(InputError, match=words):
        paired(*facts)
    with pytest.raises(InputError, match="nothing else"):
        paired(*FACTS, other=FACTS[0])


@theorem
def ranged(loss: AtMost[toy.Range], size: AtMost[toy.LogSize]) -> AtMost[toy.Spread]:
    require(loss.value >= size.value, "large enough")
    return loss.value + size.value


def test_range_conditions_on_floats_balls_and_arrays():
    def value(loss, size):
        return ranged(AtMost[toy.Range](loss), AtMost[toy.LogSize](size)).value

    assert value(2.0, 1.0) == 3.0
    third = exactly(1) / 3
    assert lower(value(exactly(1), third)) <= 4 / 3 <= upper(value(exactly(1), third))
    assert (
        lower(value(third * 3, exactly(1))) <= 2 <= upper(value(third * 3, exactly(1)))
    )  # fractions are exact, so the edge is certain
    root = sqrt(exactly(2))
    for loss, size in [
        (1.0, 2.0),
        (third, exactly(1)),
        (root * root / 2, exactly(1)),
    ]:  # the last: true, but not certain
        with pytest.raises(OutOfRange, match="large enough"):
            value(loss, size)
    assert np.array_equal(value(np.array([1.0, 2.0, 3.0]), 2.0), [np.nan, 4.0, 5.0], equal_nan=True)
    assert np.array_equal(value(2.0, np.array([[1.0], [9.0]])), [[3.0], [np.nan]], equal_nan=True)


def test_a_range_condition_on_arrays_is_kept_for_properties_too():
    @theorem
    def sized(loss: AtMost[toy.Range]) -> toy.Sized:
        require(loss.value >= 1, "at least 1")
        return toy.Sized(size=loss.value * 2)

    @theorem
    def plain(loss: AtMost[toy.Range]) -> toy.Small:
        require(loss.value >= 1, "at least 1")

    good, bad = AtMost[toy.Range](np.array([1.0, 2.0])), AtMost[toy.Range](np.array([0.5, 2.0]))
    assert np.array_equal(sized(bad).size, [np.nan, 4.0], equal_nan=True)
    assert plain(good) == toy.Small()
    with pytest.raises(OutOfRange):
        plain(bad)


def test_a_condition_on_arrays_does_not_leak_into_the_next_call():
    ranged(AtMost[toy.Range](np.array([0.0])), AtMost[toy.LogSize](1.0))
    assert ranged(AtMost[toy.Range](np.array([3.0])), AtMost[toy.LogSize](1.0)).value == [4.0]


def test_the_formula_has_the_values_of_the_rule():
    formula = paired.formula()
    assert {str(s) for s in formula.free_symbols} >= {"n", "delta"}
    numbers = {s: {"n": 50, "delta": 0.1}.get(str(s), 2.0) for s in formula.free_symbols}
    assert float(formula.subs(numbers)) == pytest.approx(paired(*FACTS).value, rel=1e-12)


def test_rules_written_wrongly_are_refused():
    with pytest.raises(TheoremError, match="no type of fact"):

        @theorem
        def no_fact(loss: float) -> AtMost[toy.Range]:
            return loss

    with pytest.raises(TheoremError, match="has no role"):

        @theorem
        def no_role(loss: Annotated[AtMost[toy.Range], role(sample="x")]) -> AtMost[toy.Range]:
            return loss.value

    with pytest.raises(TheoremError, match="event depends on"):

        @theorem
        def no_event(loss: AtMost[toy.Range], confidence: Annotated[Confidence, event("sample")]) -> AtMost[toy.Range]:
            return loss.value


def test_only_a_property_without_numbers_can_be_negated():
    from corollary.logic import Not

    assert Not[Not[toy.Closed]] is toy.Closed
    with pytest.raises(InputError, match="goes with numbers"):
        Not[toy.Iid]


def test_definitions_that_say_nothing_are_refused():
    with pytest.raises(TypeError, match="say what"):

        class Silent(Quantity):
            thing: str

    with pytest.raises(TypeError, match="say what"):

        class Mute(Property):
            thing: str
