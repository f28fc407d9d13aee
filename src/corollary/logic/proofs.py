"""Derivations: the proof trees of a node, and the events on which each holds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import product

from corollary.logic.evidence import Evidence, Known, Observation
from corollary.logic.facts import Fact
from corollary.logic.structure import Application, Leaf, Node
from corollary.logic.theorem import Theorem

# An event: one use of a theorem's confidence. Two derivations that share the event pay for it once.
Event = tuple[object, ...]


@dataclass(eq=False)
class Derivation:
    """A proof of one fact: a leaf with its evidence, or a rule with a derivation of each premise."""

    type: type[Fact]
    roles: dict[str, str]
    leaf: Leaf | None = None
    rule: Theorem | None = None
    premises: tuple["Derivation", ...] = ()
    binding: dict[str, str] = field(default_factory=dict)
    events: frozenset[Event] = frozenset()

    @property
    def depth(self) -> int:
        """Number of rules on the longest way from a leaf."""
        return 0 if self.rule is None else 1 + max((p.depth for p in self.premises), default=0)

    def walk(self) -> Iterator["Derivation"]:
        """The derivation and all that it uses, each once, conclusion first."""
        seen: set[int] = set()
        todo = [self]
        while todo:
            current = todo.pop()
            if id(current) not in seen:
                seen.add(id(current))
                yield current
                todo.extend(reversed(current.premises))

    @property
    def leaves(self) -> list[Leaf]:
        """The leaves, in order of use."""
        return [d.leaf for d in self.walk() if d.leaf is not None]

    @property
    def rules(self) -> list[Theorem]:
        """The theorems used, last one first, each once."""
        return list(dict.fromkeys(d.rule for d in self.walk() if d.rule is not None))

    @property
    def evidence(self) -> list[tuple[Fact, Evidence]]:
        """Every leaf with its evidence (measures what was not yet measured)."""
        known = [leaf.known if isinstance(leaf, Observation) else leaf for leaf in self.leaves]
        return [(k.fact, k.evidence) for k in known]

    @property
    def random(self) -> tuple[str, ...]:
        """The random objects over which the confidence of this derivation is spent."""
        names = [d.binding[v] for d in self.walk() if d.rule and d.rule.confidences for v in d.rule.random_variables]
        return tuple(dict.fromkeys(names))


class Prover:
    """Enumerates the acyclic proofs of nodes; equal derivations are one object, so what they share is evaluated once.

    `limit` bounds the number of rule applications; `truncated` says whether it was met, so that proofs are missing.
    """

    def __init__(self, depth: int, limit: int = 5000) -> None:
        self.depth, self.limit = depth, limit
        self.truncated = False
        self._shared: dict[tuple[object, ...], Derivation] = {}
        self._proved: dict[tuple[Node, int, frozenset[Node]], list[Derivation]] = {}
        self._circles: dict[Node, frozenset[Node]] = {}
        self._made = self._considered = 0

    def proofs(self, node: Node) -> list[Derivation]:
        """Every acyclic proof of the node whose depth is at most the prover's."""
        if node not in self._circles:
            self._circles |= circles(node)
        return self._proofs(node, self.depth, frozenset())

    def _proofs(self, node: Node, depth: int, above: frozenset[Node]) -> list[Derivation]:
        # Only nodes on a circle with this one can come again below it.
        above &= self._circles[node]
        key = (node, depth, above)
        if key not in self._proved:
            found = list(self._enumerated(node, depth, above))
            if self.truncated:
                return found  # not all: not to be taken for all by who comes next
            self._proved[key] = found
        return self._proved[key]

    def _enumerated(self, node: Node, depth: int, above: frozenset[Node]) -> Iterator[Derivation]:
        roles = dict(zip(node.type.role_names, node.objects, strict=True))
        for leaf in node.leaves:
            yield self._share(("leaf", id(leaf)), partial(Derivation, node.type, roles, leaf))
        below = above | {node}
        for application in node.applications if depth else ():
            if any(premise in below or premise.depth >= depth for premise in application.premises):
                continue
            ways = [self._proofs(premise, depth - 1, below) for premise in application.premises]
            for premises in product(*ways):
                self._considered += 1
                if self._made >= self.limit or self._considered >= 20 * self.limit:
                    self.truncated = True
                    return
                yield self._applied(node, roles, application, premises)

    def _applied(
        self, node: Node, roles: dict[str, str], application: Application, premises: tuple[Derivation, ...]
    ) -> Derivation:
        rule, binding = application.rule, application.binding

        def make() -> Derivation:
            self._made += 1
            mine = {_event(rule, name, shared, binding, self._made) for name, shared in rule.confidences.items()}
            events = frozenset(mine).union(*(p.events for p in premises))
            return Derivation(node.type, roles, None, rule, premises, binding, events)

        return self._share((rule, node, *map(id, premises)), make)

    def _share(self, key: tuple[object, ...], make: Callable[[], Derivation]) -> Derivation:
        found = self._shared.get(key)
        if found is None:
            found = self._shared[key] = make()
        return found


def _event(rule: Theorem, name: str, shared: tuple[str, ...] | None, binding: dict[str, str], count: int) -> Event:
    """The event of a rule's confidence: by the objects that it depends on, or of this application alone."""
    on = (count,) if shared is None else tuple(binding[v] for v in shared)
    return (rule, name, *on)


def circles(start: Node) -> dict[Node, frozenset[Node]]:
    """For each node below `start`, the nodes that lie on a circle with it: the strongly connected component (Kosaraju)."""
    users: dict[Node, list[Node]] = {start: []}
    finished: list[Node] = []
    path = [(start, iter(_premises(start)))]
    while path:
        node, rest = path[-1]
        for premise in rest:
            if premise in users:
                users[premise].append(node)
            else:
                users[premise] = [node]
                path.append((premise, iter(_premises(premise))))
                break
        else:
            finished.append(node)
            path.pop()
    found: dict[Node, frozenset[Node]] = {}
    for node in reversed(finished):
        if node in found:
            continue
        component, todo = {node}, [node]
        while todo:
            for user in users[todo.pop()]:
                if user not in found and user not in component:
                    component.add(user)
                    todo.append(user)
        found |= dict.fromkeys(component, frozenset(component))
    return found


def _premises(node: Node) -> list[Node]:
    return [premise for application in node.applications for premise in application.premises]


__all__ = ["Derivation", "Event", "Known", "Prover", "circles"]
