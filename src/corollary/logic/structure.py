"""Which facts follow from which, before any number is known: rules joined on types and objects.

Facts with one type and the same objects are one node. A node keeps every way to come by it (its sources).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from corollary.logic.evidence import Known, Observation
from corollary.logic.facts import Fact
from corollary.logic.rules import RuleBook
from corollary.logic.theorem import Premise, Theorem, accepted

Leaf = Known | Observation


@dataclass(eq=False)
class Node:
    """A sentence without its numbers: type and objects, and how it can be come by."""

    type: type[Fact]
    objects: tuple[str, ...]
    depth: int
    leaves: list[Leaf] = field(default_factory=list)
    applications: list["Application"] = field(default_factory=list)


@dataclass(eq=False)
class Application:
    """A rule with a node for each premise, and the object of each of its variables."""

    rule: Theorem
    premises: tuple[Node, ...]
    binding: dict[str, str]


class Structure:
    """All nodes that the leaves and the rules that can matter give, up to a depth."""

    def __init__(self, goals: Sequence[type[Fact]], leaves: Iterable[Leaf], book: RuleBook, depth: int) -> None:
        self.nodes: dict[tuple[type[Fact], tuple[str, ...]], Node] = {}
        self.by_type: dict[type[Fact], list[Node]] = defaultdict(list)
        self._about: dict[tuple[type[Fact], int, str], list[Node]] = defaultdict(list)
        given = list(leaves)
        types = {_type(leaf) for leaf in given}
        self.rules = book.relevant(goals, types)
        self.complete = True
        new = []
        for leaf in given:
            node = self._node(_type(leaf), _objects(leaf), 0)
            if not node.leaves:
                new.append(node)
            node.leaves.append(leaf)
        self._chain(new, depth)

    def matching(self, kind: type[Fact]) -> list[Node]:
        """Nodes that a premise of this type accepts."""
        return [node for accepted in accepted(kind) for node in self.by_type.get(accepted, ())]

    def _node(self, kind: type[Fact], objects: tuple[str, ...], depth: int) -> Node:
        node = self.nodes.get((kind, objects))
        if node is None:
            node = self.nodes[kind, objects] = Node(kind, objects, depth)
            self.by_type[kind].append(node)
            for place, object_ in enumerate(objects):
                self._about[kind, place, object_].append(node)
        return node

    def candidates(self, premise: Premise, binding: Mapping[str, str]) -> list[Node]:
        """Nodes that may fill the premise: those that agree with the binding in its most telling role."""
        bound = [(place, binding[v]) for place, v in enumerate(premise.variables) if v in binding]
        found = [[node for kind in accepted(premise.type) for node in self._about.get((kind, *at), ())] for at in bound]
        return min(found, key=len) if found else self.matching(premise.type)

    def _chain(self, new: list[Node], depth: int) -> None:
        uses: dict[type[Fact], list[tuple[Theorem, int]]] = defaultdict(list)
        for rule in self.rules:
            for place, premise in enumerate(rule.premises):
                for kind in accepted(premise.type):
                    uses[kind].append((rule, place))
        seen: set[tuple[Theorem, tuple[Node, ...]]] = set()
        for level in range(1, depth + 1):
            fresh: list[Node] = []
            for node in new:
                for rule, place in uses.get(node.type, ()):
                    for premises, binding in self._join(rule, place, node):
                        if (rule, premises) in seen:
                            continue
                        seen.add((rule, premises))
                        kind, objects = rule.conclusion.type, tuple(binding[v] for v in rule.conclusion.variables)
                        known = (kind, objects) in self.nodes
                        target = self._node(kind, objects, level)
                        target.applications.append(Application(rule, premises, binding))
                        if not known:
                            fresh.append(target)
            new = fresh
            if not new:
                return
        self.complete = not any(uses.get(node.type) for node in new)

    def _join(self, rule: Theorem, place: int, node: Node) -> Iterator[tuple[tuple[Node, ...], dict[str, str]]]:
        """Every way to fill the premises of a rule with `node` at `place`."""
        first = bind({}, rule.premises[place].variables, node.objects)
        if first is None:
            return
        partial: list[tuple[dict[int, Node], dict[str, str]]] = [({place: node}, first)]
        for other in _joined(rule, place):
            premise = rule.premises[other]
            partial = [
                ({**chosen, other: candidate}, extended)
                for chosen, binding in partial
                for candidate in self.candidates(premise, binding)
                if (extended := bind(binding, premise.variables, candidate.objects)) is not None
            ]
            if not partial:
                return
        for chosen, binding in partial:
            yield tuple(chosen[i] for i in range(len(rule.premises))), binding


def _type(leaf: Leaf) -> type[Fact]:
    return leaf.type if isinstance(leaf, Observation) else type(leaf.fact)


def _objects(leaf: Leaf) -> tuple[str, ...]:
    return tuple(leaf.roles.values() if isinstance(leaf, Observation) else leaf.fact.roles.values())


def _joined(rule: Theorem, place: int) -> list[int]:
    """The other premises, each after one that it shares an object with where there is one: joins stay small."""
    bound = set(rule.premises[place].variables)
    rest = [i for i in range(len(rule.premises)) if i != place]
    order: list[int] = []
    while rest:
        following = next((i for i in rest if not bound.isdisjoint(rule.premises[i].variables)), rest[0])
        rest.remove(following)
        order.append(following)
        bound.update(rule.premises[following].variables)
    return order


def bind(binding: Mapping[str, str], variables: tuple[str, ...], objects: tuple[str, ...]) -> dict[str, str] | None:
    """The binding extended by variable = object, or None where they disagree."""
    extended = dict(binding)
    for variable, object_ in zip(variables, objects, strict=True):
        if extended.setdefault(variable, object_) != object_:
            return None
    return extended
