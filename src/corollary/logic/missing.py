"""What is missing: the least sets of facts that would reach a goal, and what each would buy."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from corollary.logic.derive import Conclusion, Result, derive
from corollary.logic.evidence import Evidence, Known, Observation
from corollary.logic.facts import Bound, Fact, Property, negation
from corollary.logic.rules import RuleBook
from corollary.logic.structure import Node, Structure
from corollary.logic.theorem import Theorem, accepts

SUPPOSED = Evidence("assumed", "supposed, to see what it would buy")


@dataclass(frozen=True)
class Wanted:
    """A fact that is not known: its type and the objects it would be about."""

    type: type[Fact]
    objects: tuple[str, ...]

    def __str__(self) -> str:
        roles = dict(zip(self.type.role_names, self.objects, strict=True))
        return self.type.sentence(roles, dict.fromkeys(self.type.value_names, "…"))

    def supposed(self) -> Fact | None:
        """The fact with the numbers that its definition offers for supposing, None if it offers none."""
        roles = dict(zip(self.type.role_names, self.objects, strict=True))
        if issubclass(self.type, Bound):
            value = self.type.quantity.suppose
            return None if value is None else self.type._make(roles, {"value": value})
        assert issubclass(self.type, Property)
        values = {name: self.type.suppose.get(name) for name in self.type.value_names}
        return None if None in values.values() else self.type._make(roles, values)


@dataclass(frozen=True, eq=False)
class Missing:
    """A least set of facts that would reach the goal by `rule`; `buys` is what would follow, if numbers could be supposed."""

    facts: tuple[Wanted, ...]
    rule: str
    buys: Conclusion | None

    def __str__(self) -> str:
        wanted = "; ".join(str(self._with_numbers(fact)) for fact in self.facts)
        return f"{wanted}: would give {self.buys}" if self.buys else wanted

    def _with_numbers(self, wanted: Wanted) -> Fact | Wanted:
        return wanted.supposed() or wanted


def missing(result: Result, size: int = 3, depth: int = 3, limit: int = 12) -> list[Missing]:
    """The least sets of at most `size` unknown facts that would reach the first goal of a result, those that buy most first."""
    goal = result.goals[0]
    target = tuple(result.about.get(role) for role in goal.role_names)
    search = _Search(result.structure, result.book, depth, size)
    found: dict[frozenset[Wanted], Theorem] = {}
    for rule, wanted in search.ways(goal, target):
        if wanted and wanted not in found:
            found[wanted] = rule
    kinds = {w: {f.type for f in w} for w in found}
    least = [w for w in found if not any(kinds[other] < kinds[w] for other in found)]
    least.sort(key=lambda w: (len(w), sorted(map(str, w))))
    priced = [Missing(tuple(sorted(w, key=str)), found[w].id, _price(w, result)) for w in least[: 4 * limit]]
    return sorted(priced, key=_worth)[:limit]


def _worth(m: Missing) -> tuple[int, float, int]:
    number = m.buys.number if m.buys is not None else None
    return (number is None, number if isinstance(number, float) else 0.0, len(m.facts))


def _price(wanted: frozenset[Wanted], result: Result) -> Conclusion | None:
    """The best conclusion that uses every supposed fact, at the confidence of a single event."""
    facts = [w.supposed() for w in wanted]
    if None in facts:
        return None
    supposed = [Known(fact, SUPPOSED) for fact in facts if fact is not None]
    leaves = [leaf for node in result.structure.nodes.values() for leaf in node.leaves]
    again = derive(result.goals[0], [*leaves, *supposed], result.book, delta=result.delta, depth=result.depth)
    ours = {id(k) for k in supposed}
    return next((c for c in again.conclusions if ours <= {id(leaf) for leaf in c.derivation.leaves}), None)


class _Search:
    """Backward search over rules: which premises are known, which would have to be."""

    def __init__(self, structure: Structure, book: RuleBook, depth: int, size: int) -> None:
        self.structure, self.book, self.depth, self.size = structure, book, depth, size
        self.concluding = structure.rules

    def ways(self, goal: type[Fact], target: tuple[str | None, ...]) -> Iterator[tuple[Theorem, frozenset[Wanted]]]:
        for rule in self.concluding:
            if accepts(goal, rule.conclusion.type):
                binding = {v: o for v, o in zip(rule.conclusion.variables, target, strict=True) if o is not None}
                for wanted in self._rule(rule, binding, self.depth, frozenset({goal})):
                    yield rule, wanted

    def _rule(
        self, rule: Theorem, binding: Mapping[str, str], depth: int, above: frozenset[type]
    ) -> Iterator[frozenset[Wanted]]:
        states: list[tuple[dict[str, str], frozenset[Wanted], tuple[int, ...]]] = [(dict(binding), frozenset(), ())]
        # Known premises first: they name the objects that the unknown ones are about.
        for place, premise in enumerate(rule.premises):
            grown = []
            for bound, wanted, open_ in states:
                matched = [
                    b for n in self.structure.matching(premise.type) if (b := self._match(bound, premise.variables, n))
                ]
                grown += [(b, wanted, open_) for b in matched]
                grown.append((bound, wanted, (*open_, place)))
            states = [s for s in grown if len(s[2]) <= self.size][:400]
        for bound, _, open_ in states:
            yield from self._fill(rule, bound, open_, depth, above)

    def _fill(
        self, rule: Theorem, bound: dict[str, str], open_: tuple[int, ...], depth: int, above: frozenset[type]
    ) -> Iterator[frozenset[Wanted]]:
        choices: list[list[frozenset[Wanted]]] = []
        for place in open_:
            premise = rule.premises[place]
            if premise.type in above:
                return
            objects = tuple(bound.get(v) or f"the {v}" for v in premise.variables)
            if self._refuted(premise.type, objects):
                return
            options = [frozenset({Wanted(premise.type, objects)})] if self._assumable(premise.type) else []
            if depth > 1:
                for other in self.concluding:
                    if accepts(premise.type, other.conclusion.type):
                        inner = {
                            v: bound[w]
                            for v, w in zip(other.conclusion.variables, premise.variables, strict=True)
                            if w in bound
                        }
                        deeper = self._rule(other, inner, depth - 1, above | {premise.type})
                        options += [w for w in deeper if w][:20]
            choices.append(options)
        found = [frozenset[Wanted]()]
        for options in choices:
            found = [a | b for a in found for b in options if len(a | b) <= self.size][:200]
        yield from found

    def _refuted(self, kind: type[Fact], objects: tuple[str, ...]) -> bool:
        """Whether it is known to fail: then nobody can suppose it."""
        return issubclass(kind, Property) and (negation(kind), objects) in self.structure.nodes

    def _assumable(self, kind: type[Fact]) -> bool:
        """Whether one could know it without the theorem: not what is concluded only with some probability."""
        return not any(
            r.confidences or r.name == "for_all_to_one" for r in self.concluding if accepts(kind, r.conclusion.type)
        )

    @staticmethod
    def _match(bound: dict[str, str], variables: tuple[str, ...], node: Node) -> dict[str, str] | None:
        extended = dict(bound)
        for variable, object_ in zip(variables, node.objects, strict=True):
            if extended.setdefault(variable, object_) != object_:
                return None
        return extended


__all__ = ["Missing", "Observation", "Wanted", "missing"]
