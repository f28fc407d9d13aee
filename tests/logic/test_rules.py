"""Which rules can matter, contraposition, and the passage from all members to one; truth by truth tables."""

from itertools import product
from typing import Annotated

import pytest

from corollary.logic import AtLeast, AtMost, Equals, ForAll, Member, Not, Property, Quantity, role, theorem
from corollary.logic.derive import derive
from corollary.logic.rules import RuleBook, contrapositives, member_type, specialise
from tests.logic import toy


class Below(Property, says="{small} is below {large}"):
    small: str
    large: str


class Open(Property, says="{space} is open"):
    space: str


def test_relevant_rules_are_those_reached_backwards():
    @theorem
    def unrelated(loss: AtMost[toy.Range]) -> toy.Small:
        return None

    book = RuleBook([*toy.RULES, unrelated])
    names = {rule.name for rule in book.relevant([AtMost[toy.Mean]])}
    assert names == {"uniform", "mean_from_deviation", "rough", "for_all_to_one"}
    assert {rule.name for rule in book.relevant([Not[toy.Bounded]])} == {"closed_and_bounded"}
    assert book.relevant([AtLeast[toy.Mean]]) == []


def models(size):
    """Every way that two one-place properties and an order can be on a few objects."""
    things = range(size)
    pairs = list(product(things, things))
    for bits in product([False, True], repeat=2 * size + len(pairs)):
        yield bits[:size], bits[size : 2 * size], dict(zip(pairs, bits[2 * size :], strict=True))


def test_contrapositives_hold_in_every_model_where_the_rule_does():
    """The rule: P(x) and x < y give Q(y). Each contrapositive is checked as a sentence in all models on two objects."""

    class P(Property, says="P holds of {small}"):
        small: str

    class Q(Property, says="Q holds of {large}"):
        large: str

    @theorem
    def passes_on(p: P, below: Below) -> Q:
        return None

    turned = contrapositives(passes_on)
    assert {v.conclusion.type for v in turned} == {Not[P], Not[Below]}

    def true(kind, objects, model):
        p, q, below = model
        holds = {P: lambda x: p[x], Q: lambda y: q[y], Below: lambda x, y: below[x, y]}
        return holds[kind](*objects) if kind in holds else not holds[kind.of](*objects)

    def valid(rule, model):
        for small, large in product(range(2), repeat=2):
            value = {"small": small, "large": large}

            def says(premise, value=value):
                return true(premise.type, [value[v] for v in premise.variables], model)

            if all(map(says, rule.premises)) and not says(rule.conclusion):
                return False
        return True

    for model in models(2):
        if valid(passes_on, model):
            assert all(valid(rule, model) for rule in turned)


def test_no_contrapositive_where_an_object_would_be_unnamed_or_numbers_are_involved():
    @theorem
    def some(below: Below, closed: toy.Closed) -> toy.Compact:
        return None

    # not Compact(space) and Closed(space) says that nothing is below anything: no fact about named objects
    assert {v.conclusion.type for v in contrapositives(some)} == {Not[toy.Closed]}
    assert contrapositives(toy.uniform) == []


def test_repeated_objects_are_kept_by_contraposition():
    @theorem
    def below_itself(below: Annotated[Below, role(small="space", large="space")]) -> Open:
        return None

    book = RuleBook([below_itself])
    result = derive(Not[Below], [Not[Open]("a"), Not[Open]("b")], book)
    assert {tuple(c.fact.roles.values()) for c in result.conclusions} == {("a", "a"), ("b", "b")}
    assert not derive(Open, [Below("a", "b")], book).conclusions
    assert len(derive(Open, [Below("a", "a")], book).conclusions) == 1


@pytest.mark.parametrize("form", [AtMost, AtLeast, Equals])
def test_a_bound_for_all_gives_one_for_each_member_in_the_same_direction(form):
    uniform = form[ForAll[toy.Deviation, "hypotheses"]]
    assert member_type(uniform) is form[toy.Deviation]
    rule = specialise(uniform)
    assert specialise(uniform) is rule
    one = rule(uniform(0.25, hypotheses="H", law="P"), Member("h", "H"))
    assert one == form[toy.Deviation](0.25, predictor="h", law="P")
    given = [uniform(0.25, hypotheses="H"), Member("h", "H"), Member("g", "G")]
    wanted = AtMost if form is Equals else form
    found = derive(wanted[toy.Deviation], given, RuleBook([])).conclusions
    assert [c.fact.roles["predictor"] for c in found] == ["h"]
    other = {AtMost: AtLeast, AtLeast: AtMost, Equals: AtLeast}[form]
    assert len(derive(other[toy.Deviation], given, RuleBook([])).conclusions) == (form is Equals)


def test_what_holds_for_all_without_a_named_class_is_not_specialised():
    class Gibbs(Quantity, says="the risk of {posterior} under {law}"):
        posterior: str
        law: str

    kind = AtMost[ForAll[Gibbs, "posterior"]]
    assert kind.quantity.roles == ("law",) and member_type(kind) is None
    assert member_type(AtMost[Gibbs]) is None
    assert not derive(AtMost[Gibbs], [kind(0.1)], RuleBook([])).conclusions
