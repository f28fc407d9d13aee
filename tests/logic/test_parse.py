"""Facts and goals as text: what is written is what is meant, exactly."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corollary.errors import InputError
from corollary.logic import AtLeast, AtMost, Equals, Expected, ForAll, Not, Quantity
from corollary.logic.parse import parse_fact, parse_goal
from tests.logic import toy

WORDS = {name: item for name, item in vars(toy).items() if isinstance(item, type)}


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Iid(n=1000)", toy.Iid(n=1000)),
        ("Iid(S, P, n=1000)", toy.Iid(sample="S", law="P", n=1000)),
        ("Iid('the training sample', n=10)", toy.Iid(sample="the training sample", n=10)),
        (" Closed ", toy.Closed()),
        ("not Closed(X)", Not[toy.Closed]("X")),
        ("Not[Closed](X)", Not[toy.Closed]("X")),
        ("Range <= 2", AtMost[toy.Range](2)),
        ("Range < 2", AtMost[toy.Range](2)),
        ("Range(l) >= 2", AtLeast[toy.Range](2, loss="l")),
        ("Range > -2", AtLeast[toy.Range](-2)),
        ("Range == 0.1", Equals[toy.Range](Fraction(1, 10))),
        ("Range == 1e-3", Equals[toy.Range](Fraction(1, 1000))),
        ("Range <= 3/500", AtMost[toy.Range](Fraction(3, 500))),
        ("Range <= 0.3/50", AtMost[toy.Range](Fraction(3, 500))),
        ("AtMost[Range](2, loss=l)", AtMost[toy.Range](2, loss="l")),
        (
            "AtMost[ForAll[Deviation, 'hypotheses']](1, sample=S)",
            AtMost[ForAll[toy.Deviation, "hypotheses"]](1, sample="S"),
        ),
        ("AtLeast[Expected[Range, loss]](1)", AtLeast[Expected[toy.Range, "loss"]](1)),
    ],
)
def test_facts(text, fact):
    found = parse_fact(text, WORDS)
    assert type(found) is type(fact) and found == fact


@given(st.decimals(min_value=-(10**6), max_value=10**6, allow_nan=False, places=12))
def test_a_decimal_is_the_fraction_that_was_written(number):
    fact = parse_fact(f"Range <= {number:f}", WORDS)
    assert Fraction(fact.value) == Fraction(number)


@pytest.mark.parametrize(
    ("text", "kind", "target", "about"),
    [
        ("Mean", AtMost[toy.Mean], None, {}),
        ("Mean <= 0.05", AtMost[toy.Mean], 0.05, {}),
        ("Mean >= 0.05", AtLeast[toy.Mean], 0.05, {}),
        ("Mean == 1", Equals[toy.Mean], 1, {}),
        ("AtLeast[Mean]", AtLeast[toy.Mean], None, {}),
        ("Mean(f, law=P) <= 1", AtMost[toy.Mean], 1, {"predictor": "f", "law": "P"}),
        ("Not[Closed]", Not[toy.Closed], None, {}),
        ("Closed(X)", toy.Closed, None, {"space": "X"}),
    ],
)
def test_goals(text, kind, target, about):
    assert parse_goal(text, WORDS) == (kind, target, about)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Rnge <= 1", "did you mean Range"),
        ("Range", "is a quantity, not a fact"),
        ("Range(a, b) <= 1", "it has only loss"),
        ("Range(a, loss=b) <= 1", "given twice"),
        ("Range(size=3) <= 1", "no role or value size"),
        ("Closed <= 1", "only a quantity can be compared"),
        ("not Range", "only a property can be negated"),
        ("1 <= Range <= 2", "one comparison"),
        ("Range <= x", "neither a number|no number"),
        ("Range <= 1/0", "1/0 is no number"),
        ("Range <= 'a'/2", "no number"),
        ("Range = 3/500", "Range == 3/500, with two signs"),
        ("Iid(n=1, m=2)", "no role or value m, only sample, law, n"),
        ("ForAll[Range, 'hypotheses'] <= 1", "has no role 'predictor'"),
        ("Iid(n=", "is no fact"),
        ("__import__('os').system('true')", "is no fact"),
    ],
)
def test_what_is_no_fact_is_refused_in_a_sentence(text, words):
    with pytest.raises(InputError, match=words):
        parse_fact(text, WORDS)


def test_a_sentence_is_unambiguous_about_objects():
    one, other = parse_fact("Mean(f, l, P) <= 1", WORDS), parse_fact("Mean(P, l, f) <= 1", WORDS)
    assert str(one) == "the mean of f for l under P is at most 1" != str(other)
    assert issubclass(type(one).quantity, Quantity)


def test_a_matrix_gives_the_planar_system_exactly():
    from corollary import corpus

    kind = corpus.vocabulary()["PlanarSystem"]
    fact = parse_fact("PlanarSystem(matrix=[[-1, 2], [-2, 1/2]], system=pendulum)", corpus.vocabulary())
    assert fact == kind(trace=Fraction(-1, 2), determinant=Fraction(7, 2), system="pendulum")
    for wrong in ("[[1, 2], [3]]", "[[1, 2]]", "3", "[['a', 1], [1, 1]]"):
        with pytest.raises(InputError):
            parse_fact(f"PlanarSystem(matrix={wrong})", corpus.vocabulary())


def test_a_star_asks_for_what_rules_conclude_and_is_not_given():
    from corollary import corpus
    from corollary.logic.parse import parse_goals

    words, book = corpus.vocabulary(), corpus.book()
    system = words["PlanarSystem"](trace=-2, determinant=5)
    goals = parse_goals("Planar*", words, book, [system])
    assert words["PlanarStableSpiral"] in goals and words["PlanarSystem"] not in goals
    assert AtMost[words["GrowthRate"]] in parse_goals("Growth*", words, book)
    with pytest.raises(InputError, match="No rule concludes"):
        parse_goals("Zork*", words, book)
