"""The rules of a corpus, found by what they conclude; and the generic rules that hold of any corpus."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from corollary.logic.facts import Bound, Fact, Member, Property, bound_type, negation
from corollary.logic.theorem import Premise, Theorem, accepted, is_property
from corollary.logic.vocabulary import MEMBER_OF, is_uniform


class RuleBook:
    """An indexed list of rules."""

    def __init__(self, rules: Iterable[Theorem]) -> None:
        self.rules = tuple(rules)

    @cached_property
    def concluding(self) -> dict[type[Fact], list[Theorem]]:
        """Rules by the type they conclude, with the contrapositives of those between properties."""
        index: dict[type[Fact], list[Theorem]] = defaultdict(list)
        for rule in self.rules:
            for variant in (rule, *contrapositives(rule)):
                index[variant.conclusion.type].append(variant)
        return index

    @cached_property
    def uniform(self) -> dict[type[Fact], list[type[Fact]]]:
        """For each bound on Q, the types of bounds on `ForAll[Q, …]` that some rule concludes."""
        index: dict[type[Fact], list[type[Fact]]] = defaultdict(list)
        for kind in self.concluding:
            single = member_type(kind)
            if single is not None and kind not in index[single]:
                index[single].append(kind)
        return index

    def relevant(self, goals: Sequence[type[Fact]], given: Iterable[type[Fact]] = ()) -> list[Theorem]:
        """The rules that can matter for the goals: those reached backwards through the premises' types."""
        extra: dict[type[Fact], list[type[Fact]]] = defaultdict(list)
        for kind in given:
            single = member_type(kind)
            if single is not None:
                extra[single].append(kind)
        found: dict[Theorem, None] = {}
        todo, seen = list(goals), set(goals)
        while todo:
            for kind in accepted(todo.pop()):
                uniform = dict.fromkeys((*self.uniform.get(kind, ()), *extra.get(kind, ())))
                for rule in (*self.concluding.get(kind, ()), *map(specialise, uniform)):
                    if rule not in found:
                        found[rule] = None
                        new = {premise.type: None for premise in rule.premises if premise.type not in seen}
                        seen.update(new)
                        todo.extend(new)
        return list(found)


def member_type(kind: type[Fact]) -> type[Fact] | None:
    """`AtMost[Q]` for `AtMost[ForAll[Q, …]]` over a named class (so too `AtLeast`, `Equals`), None for other types."""
    if not (issubclass(kind, Bound) and is_uniform(kind.quantity) and kind.quantity.over in MEMBER_OF):  # type: ignore[attr-defined]
        return None
    return bound_type(kind.form, kind.quantity.base)  # type: ignore[attr-defined,no-any-return]


_specialised: dict[type[Fact], Theorem] = {}


def specialise(kind: type[Fact]) -> Theorem:
    """The generic rule that a bound for all members at once holds for any one of them."""
    if kind in _specialised:
        return _specialised[kind]
    single = member_type(kind)
    assert single is not None
    quantity = kind.quantity  # type: ignore[attr-defined]
    member = Premise("member", Member, (quantity.member, quantity.over))
    rule = Theorem(
        function=lambda uniform, member: uniform.value,
        premises=(Premise("uniform", kind, kind.role_names), member),
        confidences={},
        conclusion=Premise("return", single, single.role_names),
        parameters=("uniform", "member"),
        name="for_all_to_one",
    )
    _specialised[kind] = rule
    return rule


def contrapositives(rule: Theorem) -> list[Theorem]:
    """If all premises but one hold and the conclusion fails, the remaining premise fails. Empty for rules with numbers."""
    plain = is_property(rule.conclusion.type) and all(is_property(p.type) for p in rule.premises)
    if not plain or rule.confidences:
        return []
    variants = []
    for place, turned in enumerate(rule.premises):
        rest = [p for i, p in enumerate(rule.premises) if i != place]
        fails = Premise("fails", _negation(rule.conclusion.type), rule.conclusion.variables)
        known = set(fails.variables).union(*(p.variables for p in rest))
        if not known.issuperset(turned.variables):
            continue  # some object would be unbound: the contrapositive speaks of all such objects, which is no fact of ours
        variants.append(
            Theorem(
                function=lambda **_: None,
                premises=(*rest, fails),
                confidences={},
                conclusion=Premise("return", _negation(turned.type), turned.variables),
                parameters=(*(p.name for p in rest), "fails"),
                name=rule.name,
            )
        )
    return variants


def _negation(kind: type[Fact]) -> type[Fact]:
    assert issubclass(kind, Property)
    return negation(kind)
