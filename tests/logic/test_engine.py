"""The engine as a whole, on random toy theories with known truth: what it prints holds, as often as it says."""

from fractions import Fraction
from types import new_class

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from corollary.logic import AtLeast, AtMost, Confidence, Equals, Quantity, require, theorem
from corollary.logic.arithmetic import exact, log
from corollary.logic.derive import derive
from corollary.logic.evidence import Evidence, Known
from corollary.logic.rules import RuleBook
from corollary.logic.tree import printed
from tests.logic import toy

SIZE = 6
QUANTITIES = [
    new_class(
        f"X{i}",
        (Quantity,),
        {"says": f"X{i} of {{thing}}", "least": None},
        lambda s: s.update(__annotations__={"thing": str}),
    )
    for i in range(SIZE)
]


def difference(of, plus, minus, scale):
    """Rules for X_of = scale X_plus - X_minus, both ways."""
    whole, first, second = QUANTITIES[of], QUANTITIES[plus], QUANTITIES[minus]

    @theorem
    def above(first: AtMost[first], second: AtLeast[second]) -> AtMost[whole]:
        return exact(scale) * first.value - second.value

    @theorem
    def below(first: AtLeast[first], second: AtMost[second]) -> AtLeast[whole]:
        return exact(scale) * first.value - second.value

    return [above, below]


@st.composite
def theories(draw):
    """Exact values of the quantities, rules among them, and bounds on the first ones that are true (by how much is drawn)."""
    truth = [draw(st.fractions(-5, 5, max_denominator=997)) for _ in range(3)]
    rules = []
    for i in range(3, SIZE):
        plus, minus = draw(st.integers(0, i - 1)), draw(st.integers(0, i - 1))
        scale = draw(st.fractions(0, 3, max_denominator=13))
        truth.append(scale * truth[plus] - truth[minus])
        rules += difference(i, plus, minus, scale)
    facts = []
    for i in range(3):
        quantity, slack = QUANTITIES[i], draw(st.sampled_from([Fraction(0), Fraction(1, 10**9), Fraction(1, 7)]))
        if draw(st.booleans()):
            facts.append(Equals[quantity](truth[i]))
        else:
            facts += [AtMost[quantity](truth[i] + slack), AtLeast[quantity](truth[i] - slack)]
    return truth, rules, facts


@settings(max_examples=150, deadline=None)
@given(theories(), st.integers(0, SIZE - 1), st.integers(1, 6))
def test_every_printed_bound_holds(theory, goal, digits):
    truth, rules, facts = theory
    quantity = QUANTITIES[goal]
    result = derive([AtMost[quantity], AtLeast[quantity]], facts, RuleBook(rules))
    assert result.of(AtMost[quantity]) and result.of(AtLeast[quantity])
    for conclusion in result.conclusions:
        number = Fraction(conclusion.number)
        assert number <= truth[goal] if conclusion.is_lower else number >= truth[goal]
        if not isinstance(conclusion.fact, Equals):
            decimal = Fraction(printed(conclusion.fact, digits)["value"])
            assert decimal <= truth[goal] if conclusion.is_lower else decimal >= truth[goal]


class Noise(Quantity, says="the noise of {predictor}"):
    predictor: str


class Seen(Quantity, says="what was seen of {predictor}"):
    predictor: str


@theorem
def noise_is_exponential(sample: toy.Iid, seen: AtLeast[Seen], confidence: Confidence) -> AtMost[Noise]:
    """P(N > log(1 / delta)) = delta for an exponential N; it is applied only where much noise was seen."""
    require(seen.value >= sample.n, "enough was seen")
    return -log(confidence.delta)


DELTA, DRAWS, ITEMS = 0.3, 800, 2
LEAST = -np.log(DELTA / 1.5)  # the noise that must be seen: between what DELTA and what DELTA / ITEMS allow


def failures(seen, known):
    """On how many draws some conclusion is false, `known` making the facts."""
    rng, false = np.random.default_rng(3), 0
    for noise in rng.exponential(size=(DRAWS, ITEMS)):
        facts = [toy.Iid(n=1), *(known(AtLeast[Seen](float(seen(x)), predictor=f"f{i}")) for i, x in enumerate(noise))]
        result = derive(AtMost[Noise], facts, RuleBook([noise_is_exponential]), delta=DELTA)
        false += any(noise[int(c.fact.roles["predictor"][1])] > c.number for c in result.conclusions)
    return false


@pytest.mark.parametrize(
    "known",
    [lambda f: f, lambda f: Known(f, Evidence("measured", "the data", seen=frozenset({"sample"})))],
    ids=["assumed", "measured"],
)
def test_what_is_dropped_after_looking_is_paid_for(known):
    false = failures(lambda x: 1.0 if x >= LEAST else 0.0, known)
    assert binom.sf(false - 1, DRAWS, DELTA) > 1e-6


def test_that_test_can_fail(monkeypatch):
    """An engine that frees the share of every theorem that does not apply chooses after looking, and is caught."""
    from corollary.logic import evaluate

    monkeypatch.setattr(evaluate, "_fails_whatever_the_data", lambda derivation, given: True)
    false = failures(lambda x: 1.0 if x >= LEAST else 0.0, lambda f: f)
    assert binom.sf(false - 1, DRAWS, DELTA) < 1e-6


def test_all_conclusions_hold_together_with_the_probability_that_is_said():
    items = 7
    facts = [toy.Iid(n=1), *(AtLeast[Seen](2, predictor=f"f{i}") for i in range(items))]
    result = derive(AtMost[Noise], facts, RuleBook([noise_is_exponential]), delta=DELTA)
    assert result.events == items == len(result.conclusions)
    exact_failure = 1 - np.prod([1 - np.exp(-c.number) for c in result.conclusions])
    assert exact_failure == pytest.approx(1 - (1 - DELTA / items) ** items, rel=1e-9)
    assert exact_failure <= DELTA
