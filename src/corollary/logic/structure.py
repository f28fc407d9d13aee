"""Which facts follow from which, before any number is known: rules joined on types and objects.

Facts with one type and the same objects are one node. A node keeps every way to come by it (its sources).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from corollary.logic.evidence import Known, Observation
from corollary.logic.facts import Bound, Equals, Fact, bound_type
from corollary.logic.rules import RuleBook
from corollary.logic.theorem import Theorem

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
        found = self.by_type.get(kind, [])
        if issubclass(kind, Bound) and kind.form is not Equals:
            found = found + self.by_type.get(bound_type(Equals, kind.quantity), [])
        return found

    def _node(self, kind: type[Fact], objects: tuple[str, ...], depth: int) -> Node:
        node = self.nodes.get((kind, objects))
        if node is None:
            node = self.nodes[kind, objects] = Node(kind, objects, depth)
            self.by_type[kind].append(node)
        return node

    def _chain(self, new: list[Node], depth: int) -> None:
        uses: dict[type[Fact], list[tuple[Theorem, int]]] = defaultdict(list)
        for rule in self.rules:
            for place, premise in enumerate(rule.premises):
                uses[premise.type].append((rule, place))
                if issubclass(premise.type, Bound) and premise.type.form is not Equals:
                    uses[bound_type(Equals, premise.type.quantity)].append((rule, place))
        seen: set[tuple[Theorem, tuple[Node, ...]]] = set()
        for level in range(1, depth + 1):
            fresh: list[Node] = []
            for node in new:
                for rule, place in uses.get(node.type, ()):
                    for premises, binding in self._join(rule, place, node):
                        if (rule, premises) in seen:
                            continue
                        seen.add((rule, premises))
                        objects = tuple(binding[v] for v in rule.conclusion.variables)
                        known = (rule.conclusion.type, objects) in self.nodes
                        target = self._node(rule.conclusion.type, objects, level)
                        target.applications.append(Application(rule, premises, binding))
                        if not known:
                            fresh.append(target)
            new = fresh
            if not new:
                return
        self.complete = not any(uses.get(node.type) for node in new)

    def _join(self, rule: Theorem, place: int, node: Node) -> Iterator[tuple[tuple[Node, ...], dict[str, str]]]:
        """Every way to fill the premises of a rule with `node` at `place`."""
        first = _bind({}, rule.premises[place].variables, node.objects)
        if first is None:
            return
        partial: list[tuple[dict[int, Node], dict[str, str]]] = [({place: node}, first)]
        for other, premise in enumerate(rule.premises):
            if other == place:
                continue
            candidates = self.matching(premise.type)
            partial = [
                ({**chosen, other: candidate}, extended)
                for chosen, binding in partial
                for candidate in candidates
                if (extended := _bind(binding, premise.variables, candidate.objects)) is not None
            ]
            if not partial:
                return
        for chosen, binding in partial:
            yield tuple(chosen[i] for i in range(len(rule.premises))), binding


def _type(leaf: Leaf) -> type[Fact]:
    return leaf.type if isinstance(leaf, Observation) else type(leaf.fact)


def _objects(leaf: Leaf) -> tuple[str, ...]:
    return tuple(leaf.roles.values() if isinstance(leaf, Observation) else leaf.fact.roles.values())


def _bind(binding: dict[str, str], variables: tuple[str, ...], objects: tuple[str, ...]) -> dict[str, str] | None:
    """The binding extended by variable = object, or None where they disagree."""
    extended = dict(binding)
    for variable, object_ in zip(variables, objects, strict=True):
        if extended.setdefault(variable, object_) != object_:
            return None
    return extended
