"""What is missing: the least sets of facts that would reach a goal, and what each would buy."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, islice

from corollary.errors import InputError
from corollary.logic.consistency import ContradictionError
from corollary.logic.derive import Conclusion, Result, derive
from corollary.logic.evidence import Evidence, Known, Observation
from corollary.logic.facts import Bound, ChosenBefore, Fact, Property, negation
from corollary.logic.structure import Leaf, Structure, bind
from corollary.logic.theorem import Premise, Theorem, accepted
from corollary.logic.vocabulary import ROLES

SUPPOSED = Evidence("assumed", "supposed, to see what it would buy")
WIDTH = 200  # partial answers kept at each step of the search


@dataclass(frozen=True)
class Wanted:
    """A fact that is not known: its type and the objects it would be about."""

    type: type[Fact]
    objects: tuple[str, ...]

    @property
    def roles(self) -> dict[str, str]:
        """The object in each role."""
        return dict(zip(self.type.role_names, self.objects, strict=True))

    def __str__(self) -> str:
        supposed = self.supposed()
        return str(supposed) if supposed else self.type.sentence(self.roles, dict.fromkeys(self.type.value_names, "…"))

    def supposed(self) -> Fact | None:
        """The fact with the numbers that its definition offers for supposing, None if it offers none."""
        if issubclass(self.type, Bound):
            value = self.type.quantity.suppose
            return None if value is None else self.type._make(self.roles, {"value": value})
        assert issubclass(self.type, Property)
        values = {name: self.type.suppose.get(name) for name in self.type.value_names}
        return None if None in values.values() else self.type._make(self.roles, values)

    def leaf(self) -> Leaf:
        """The fact as if it were known: with the supposed numbers, or with none, so that nothing can be computed from it."""
        fact = self.supposed()
        return Known(fact, SUPPOSED) if fact else Observation(self.type, self.roles, self._unknown)

    def _unknown(self) -> Known:
        raise InputError(f"No number is known: {self}.")


@dataclass(frozen=True, eq=False)
class Missing:
    """A least set of facts that would reach the goal by `rule`; `buys` is what would follow, if numbers could be supposed."""

    facts: tuple[Wanted, ...]
    rule: str
    buys: Conclusion | None

    def __str__(self) -> str:
        wanted = "; ".join(map(str, self.facts))
        return f"{wanted}: would give {self.buys}" if self.buys else wanted


def missing(result: Result, size: int = 3, depth: int = 3, limit: int = 12) -> list[Missing]:
    """The least sets of unknown facts that would reach the first goal of a result, those that buy most first.

    Sets of at most `size` facts; if there are none, of more (up to three more). Each is tried: with it the goal is derived from
    all of its facts, and not from a part of them. `depth` bounds the rules between a missing fact and the goal; what was given
    stays given, and delta is split as it would be then.
    """
    for most in range(size, size + 4):
        tried = (_tried(wanted, result) for wanted in islice(_least(result, most, depth), 4 * limit))
        found = sorted((m for m in tried if m is not None), key=_worth)
        if found:
            return found[:limit]
    return []


def _least(result: Result, size: int, depth: int) -> list[frozenset[Wanted]]:
    """The sets that no other is part of, small ones first."""
    goal = result.goals[0]
    found = set(_Search(result.structure, depth, size).ways(goal, tuple(result.about.get(r) for r in goal.role_names)))
    least = [w for w in found if w and not any(other and other < w for other in found)]
    return sorted(least, key=lambda w: (len(w), sorted(map(str, w))))


def _worth(one: Missing) -> tuple[bool, float, int]:
    """What buys most first; what buys nothing that has a number last."""
    if one.buys is None or not isinstance(one.buys.number, float):
        return (True, 0.0, len(one.facts))
    return (False, -one.buys.number if one.buys.is_lower else one.buys.number, len(one.facts))


def _tried(wanted: frozenset[Wanted], result: Result) -> Missing | None:
    """The set with its price; None if the goal does not follow from it, or from less, or what is known excludes it."""
    supposed = [w.leaf() for w in wanted]
    leaves = [leaf for node in result.structure.nodes.values() for leaf in node.leaves]
    with suppress(ContradictionError):
        again = derive(
            result.goals[0],
            [*leaves, *supposed],
            result.book,
            delta=result.delta,
            depth=result.depth,
            about=result.about,
        )
        ours = {id(leaf) for leaf in supposed}
        used = {d: ours.intersection(map(id, d.leaves)) for d in again.derivations}
        if any(part and part < ours for part in used.values()):
            return None
        buys = next((c for c in again.conclusions if used[c.derivation] == ours), None)
        proof = buys.derivation if buys else next((d for d, part in used.items() if part == ours), None)
        if proof is not None:
            return Missing(tuple(sorted(wanted, key=str)), proof.rules[0].id if proof.rules else "given", buys)
    return None


class _Search:
    """Backward search over rules: which premises are known, which would have to be."""

    def __init__(self, structure: Structure, depth: int, size: int) -> None:
        self.structure, self.depth, self.size = structure, depth, size
        self.concluding: dict[type[Fact], list[Theorem]] = defaultdict(list)
        for rule in structure.rules:
            self.concluding[rule.conclusion.type].append(rule)
        self.kinds: dict[str, set[str]] = defaultdict(set)  # the roles in which an object is known
        for node in structure.nodes.values():
            if node.type is not ChosenBefore:
                for role, object_ in zip(node.type.role_names, node.objects, strict=True):
                    self.kinds[object_].add(role)
            for object_ in node.objects:
                self.kinds[object_] |= {object_} & ROLES

    def rules(self, kind: type[Fact]) -> Iterator[Theorem]:
        """The rules whose conclusion would do for a fact of this type."""
        return chain.from_iterable(self.concluding.get(found, ()) for found in accepted(kind))

    def ways(self, goal: type[Fact], target: tuple[str | None, ...]) -> Iterator[frozenset[Wanted]]:
        """Sets of facts that would reach the goal about the objects of `target`, None where any will do."""
        for rule in self.rules(goal):
            binding = {v: o for v, o in zip(rule.conclusion.variables, target, strict=True) if o is not None}
            yield from self._by(rule, binding, self.depth, frozenset({goal}))

    def _by(
        self, rule: Theorem, binding: Mapping[str, str], depth: int, above: frozenset[type[Fact]]
    ) -> Iterator[frozenset[Wanted]]:
        """Sets of facts that would let the rule apply. Known premises first: they name the objects that the others are about."""
        states: list[tuple[dict[str, str], tuple[Premise, ...]]] = [(dict(binding), ())]
        for premise in rule.premises:
            grown = []
            for bound, open_ in states:
                grown += [(b, open_) for b in self._matched(rule, premise, bound)]
                grown.append((bound, (*open_, premise)))
            states = [state for state in grown if len(state[1]) <= self.size][: 2 * WIDTH]
        for bound, open_ in states:
            yield from self._filled(rule, bound, open_, depth, above)

    def _matched(self, rule: Theorem, premise: Premise, bound: dict[str, str]) -> Iterator[dict[str, str]]:
        for node in self.structure.candidates(premise, bound):
            if premise.type is ChosenBefore and not self._fits(node.objects[0], rule, premise):
                continue
            extended = bind(bound, premise.variables, node.objects)
            if extended is not None:
                yield extended

    def _fits(self, object_: str, rule: Theorem, premise: Premise) -> bool:
        """Whether an object that was chosen before a sample can be what the rule asks it of: a code is no prior, and a loss no class."""
        known = self.kinds[object_]
        return not known or not known.isdisjoint(_kinds(rule, premise.variables[0]))

    def _filled(
        self, rule: Theorem, bound: dict[str, str], open_: tuple[Premise, ...], depth: int, above: frozenset[type[Fact]]
    ) -> Iterator[frozenset[Wanted]]:
        """Sets of facts that would give all open premises: each supposed itself, or concluded by a rule from supposed ones."""
        named = {v: v for premise in open_ for v in premise.variables} | bound
        found = [frozenset[Wanted]()]
        for premise in open_:
            wanted = Wanted(premise.type, tuple(named[v] for v in premise.variables))
            if premise.type in above or self._known(wanted) or self._refuted(wanted):
                return
            options = [frozenset({wanted})] if self._assumable(premise.type) else []
            for giving in self.rules(premise.type) if depth > 1 else ():
                if premise.type is ChosenBefore and _kinds(rule, premise.variables[0]).isdisjoint(
                    _kinds(giving, giving.conclusion.variables[0])
                ):
                    continue
                inner = dict(zip(giving.conclusion.variables, wanted.objects, strict=True))
                deeper = self._by(giving, inner, depth - 1, above | {premise.type})
                options += islice((w for w in deeper if w), WIDTH // 10)
            found = [a | b for a in found for b in options if len(a | b) <= self.size][:WIDTH]
        yield from found

    def _known(self, wanted: Wanted) -> bool:
        """Whether it need not be supposed."""
        return any((kind, wanted.objects) in self.structure.nodes for kind in accepted(wanted.type))

    def _refuted(self, wanted: Wanted) -> bool:
        """Whether it is known to fail: then nobody can suppose it."""
        if not issubclass(wanted.type, Property) or wanted.type.value_names:
            return False
        return (negation(wanted.type), wanted.objects) in self.structure.nodes

    def _assumable(self, kind: type[Fact]) -> bool:
        """Whether one could know it without the theorem: not what is concluded only with some probability."""
        return not any(rule.confidences or rule.name == "for_all_to_one" for rule in self.rules(kind))


def _kinds(rule: Theorem, variable: str) -> set[str]:
    """The roles that a variable of the rule has; what was chosen before a sample can be of any kind, so that does not count."""
    spoken = [p for p in (*rule.premises, rule.conclusion) if p.type is not ChosenBefore]
    roles = (pair for p in spoken for pair in zip(p.type.role_names, p.variables, strict=True))
    return {variable} | {role for role, name in roles if name == variable}


__all__ = ["Missing", "Wanted", "missing"]
