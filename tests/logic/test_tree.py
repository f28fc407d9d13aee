"""What is printed: every decimal is a bound, probabilities are not rounded up, and results show themselves in notebooks."""

import json
import math
from fractions import Fraction
from html.parser import HTMLParser

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corollary.logic import AtLeast, AtMost, Equals, Property
from corollary.logic.arithmetic import exactly, log, lower, upper
from corollary.logic.derive import derive
from corollary.logic.evaluate import Evaluator
from corollary.logic.tree import conclusion_data, printed, sentence, tree
from corollary.logic.wording import probability
from tests.logic import toy
from tests.logic.test_derive import BOOK, GOAL
from tests.logic.test_derive import given as facts

numbers = st.one_of(
    st.fractions(),
    st.floats(allow_nan=False, allow_infinity=False, width=64),
    st.integers(),
    st.builds(lambda x: exactly(x) / 3 * 3, st.integers(-(10**6), 10**6)),  # balls around whole numbers, not exact
    st.builds(np.float32, st.floats(-1e6, 1e6, width=32)),
    st.builds(np.int64, st.integers(-(10**18), 10**18)),
)


def ends(value):
    """The number, or the ends of the ball, exactly (outward at worst)."""
    if isinstance(value, (int, float, Fraction, np.generic)):
        exact = Fraction(value.item() if isinstance(value, np.generic) else value)
        return exact, exact
    return Fraction(lower(value)), Fraction(upper(value))


@settings(max_examples=500, deadline=None)
@given(numbers, st.integers(1, 12))
def test_printed_numbers_are_bounds(value, digits):
    low, high = ends(value)
    assert Fraction(printed(AtMost[toy.Range](value), digits)["value"]) >= high
    assert Fraction(printed(AtLeast[toy.Range](value), digits)["value"]) <= low


@settings(max_examples=300, deadline=None)
@given(numbers)
def test_an_equality_is_printed_as_the_number_or_marked_as_rounded(value):
    text = printed(Equals[toy.Range](value))["value"]
    low, high = ends(value)
    number = Fraction(text.removesuffix(" (rounded)"))
    if text.endswith("(rounded)"):
        assert abs(number - low) <= Fraction(1, 1000) * max(abs(low), Fraction(1, 10**300))
    else:
        assert low <= number <= high or float(number) == float(low)  # 0.1 is printed for the float beside 1/10


def test_numbers_of_people_are_printed_as_people_wrote_them():
    assert printed(AtMost[toy.Range](Fraction(1, 10)))["value"] == "0.1"
    assert printed(toy.Iid(n=1000)) == {"n": "1000"}
    assert printed(AtMost[toy.Range](exactly(3)))["value"] == "3"
    assert printed(AtMost[toy.Range](math.inf))["value"] == "inf"
    assert printed(AtMost[toy.LogSize](log(8)))["value"] == "2.080"  # log 8 = 2.0794…
    assert sentence(AtMost[toy.LogSize](np.zeros((2, 3)))).endswith("at most an array of shape (2, 3)")


@pytest.mark.parametrize("delta", [0.05, 0.1, 1 / 3, 1e-7, 1e-12, 1e-30, 0.999, 5e-324])
def test_the_probability_that_is_printed_is_not_more_than_is_known(delta):
    text = probability(delta)
    said = eval(text.replace("1 - ", "Fraction(1) - Fraction('") + "')") if "-" in text else Fraction(text)
    assert said == 1 - Fraction(repr(delta))
    assert said < 1


def test_a_whole_ball_that_is_not_exact_is_not_rounded_to_the_wrong_side():
    ball = exactly(1) / 3 * 3
    assert lower(ball) < 1
    assert Fraction(printed(AtLeast[toy.Range](ball))["value"]) < 1


def test_the_tree_has_its_statements_its_evidence_and_safe_numbers():
    result = derive([GOAL, AtLeast[toy.EmpiricalMean]], facts(), BOOK)
    data = json.loads(json.dumps(conclusion_data(result, result.of(GOAL)[0])))
    assert data["value"] == result.of(GOAL)[0].number and data["events"] == 1
    root = data["derivation"]
    assert root["statement"] == "mean-from-deviation"
    assert {p["name"] for p in root["premises"]} == {"empirical", "deviation"}
    leaf = next(p for p in root["premises"] if p["name"] == "empirical")
    assert leaf["evidence"]["kind"] == "assumed" and "premises" not in leaf
    below = result.of(AtLeast[toy.EmpiricalMean])[0]
    assert below.is_lower and Fraction(below.number) <= Fraction(0.1)


def test_an_equality_answers_goals_on_both_sides_safely():
    third = Equals[toy.Range](Fraction(1, 3))
    result = derive([AtMost[toy.Range], AtLeast[toy.Range]], [third], BOOK)
    above, below = result.of(AtMost[toy.Range])[0], result.of(AtLeast[toy.Range])[0]
    assert Fraction(below.number) < Fraction(1, 3) < Fraction(above.number)


def test_a_derivation_that_fails_says_why():
    result = derive(GOAL, facts(n=49), BOOK)
    failed = result.inapplicable[0].derivation
    assert "n >= 50" in tree(failed, Evaluator(result.share))["fails"]


class Balanced(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.text = [], []

    def handle_starttag(self, tag, attrs):
        assert tag in {"div", "ol", "ul", "li", "p", "details", "summary", "strong", "em", "small"}, tag
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def test_a_result_shows_itself_as_html_with_names_escaped():
    class Odd(Property, says='{thing} is <odd> & "strange"'):
        thing: str

    for result in (
        derive(GOAL, facts(), BOOK),
        derive(Odd, [Odd("<script>alert(1)</script>")], BOOK),
        derive(Odd, [], BOOK),
        derive(GOAL, facts(n=49), BOOK),
    ):
        page = Balanced()
        page.feed(result._repr_html_())
        assert not page.open
        words = "".join(page.text)
        for conclusion in result.conclusions:
            assert result.sentence(conclusion) in words
        for line in str(result).splitlines():
            assert line.split(" By ")[0] in words


def test_a_result_prints_a_few_lines():
    text = str(derive(GOAL, facts(), BOOK, delta=0.05))
    assert text.startswith(
        "With probability at least 0.95 over the sample: the mean of f for the loss under the law is at most 0."
    )
    assert "By uniform." in text and "2 events share δ = 0.05" in text and "depth at most 8" in text
    assert "Nothing follows" in str(derive(GOAL, [], BOOK))
