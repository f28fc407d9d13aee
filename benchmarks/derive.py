"""Deriving: the corpus, and rule bases where few or many rules can matter; Corollary against clingo on the same rules.

    python benchmarks/derive.py [--sizes 1000 10000] [--repeat 5]

Loading is measured in a fresh process. In the generated bases every rule has two premises; those that cannot matter for the goal
could all fire forward from the facts. Corollary finds the derivations of the goal, splits delta, and evaluates every bound on
balls; clingo (backend interface: no parsing, no grounding) only closes the base. Both must find the same facts derivable. Times
are the least of the repeats.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from types import new_class
from typing import Any

from corollary.logic.derive import Result, derive
from corollary.logic.facts import AtMost, Fact
from corollary.logic.rules import RuleBook
from corollary.logic.theorem import Premise, Theorem
from corollary.logic.vocabulary import Quantity

LOAD = "import time; start = time.perf_counter(); from corollary import corpus; corpus.book(); print(time.perf_counter() - start)"
GIVEN = (
    "Iid(n=1000)", "ZeroOneLoss()", "LossRange <= 1", "ChosenBefore()", "ChosenBefore(hypotheses=predictor)", "Member()",
    "VCDimension <= 10", "EmpiricalRisk <= 0.05",
)  # fmt: skip


def bound(name: str) -> type[Fact]:
    """The type of an upper bound on a new quantity of one object."""
    body = {"says": f"the {name} of {{thing}}", "least": None}
    quantity: type[Quantity] = new_class(
        name, (Quantity,), body, lambda space: space.update({"__annotations__": {"thing": str}})
    )
    kind: type[Fact] = AtMost[quantity]  # type: ignore[valid-type]
    return kind


def rule(name: str, premises: list[type[Fact]], conclusion: type[Fact]) -> Theorem:
    """The sum of the premises bounds the conclusion."""
    named = tuple(Premise(f"p{i}", kind, ("thing",)) for i, kind in enumerate(premises))
    return Theorem(
        function=lambda **facts: sum(fact.value for fact in facts.values()),
        premises=named,
        confidences={},
        conclusion=Premise("return", conclusion, ("thing",)),
        parameters=tuple(premise.name for premise in named),
        name=name,
    )


def base(relevant: int, irrelevant: int) -> tuple[list[Theorem], list[Fact], type[Fact]]:
    """Rules, facts and goal: `relevant` rules in pairs (given to middle, middle to goal), the others away from the goal."""
    goal, given = bound("Goal"), [bound(f"Given{i}") for i in range(relevant // 2 + 1)]
    rules = []
    for i in range(relevant // 2):
        middle = bound(f"Middle{i}")
        rules += [
            rule(f"to_middle_{i}", [given[i], given[i + 1]], middle),
            rule(f"to_goal_{i}", [middle, given[i]], goal),
        ]
    for i in range(irrelevant):
        rules.append(rule(f"away_{i}", [given[i % len(given)], given[0]], bound(f"Away{i}")))
    return rules, [kind(1) for kind in given], goal  # type: ignore[call-arg, arg-type]


def clingo_closure(rules: list[Theorem], facts: list[Fact]) -> set[type[Fact]]:
    """The types of all facts that follow, by clingo."""
    import clingo

    control = clingo.Control(["--warn=none"])
    atoms: dict[type[Fact], int] = {}
    kinds: dict[str, type[Fact]] = {}
    with control.backend() as backend:

        def atom(kind: type[Fact]) -> int:
            if kind not in atoms:
                kinds[kind.__name__] = kind
                atoms[kind] = backend.add_atom(clingo.Function("holds", [clingo.String(kind.__name__)]))
            return atoms[kind]

        for one in rules:
            backend.add_rule([atom(one.conclusion.type)], [atom(premise.type) for premise in one.premises])
        for fact in facts:
            backend.add_rule([atom(type(fact))])
    found: set[type[Fact]] = set()
    control.solve(on_model=lambda model: found.update(kinds[s.arguments[0].string] for s in model.symbols(atoms=True)))
    return found


def least_time(work: Callable[[], Any], repeat: int) -> tuple[float, Any]:
    """Seconds of the fastest of `repeat` runs, and the result."""
    best, result = float("inf"), None
    for _ in range(repeat):
        start = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - start)
    return best, result


def corpus_times(repeat: int) -> None:
    """Loading the rules, and deriving bounds on the risk from eight facts."""
    from corollary import corpus
    from corollary.logic.parse import parse_fact, parse_goal

    loads = [
        float(subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True).stdout)
        for _ in range(repeat)
    ]
    names, rules = corpus.vocabulary(), corpus.book()
    facts, goal = [parse_fact(one, names) for one in GIVEN], parse_goal("Risk", names)[0]
    seconds, result = least_time(lambda: derive(goal, facts, rules), repeat)
    shape = (
        f"{len(rules.rules)} rules, {len(facts)} facts, {len(result.derivations)} derivations, {result.events} events"
    )
    print(f"loading the corpus's rules: {min(loads):.2g} s; deriving Risk: {1000 * seconds:.3g} ms ({shape})\n")


def main() -> None:
    """Prints a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--repeat", type=int, default=5)
    arguments = parser.parse_args()
    corpus_times(arguments.repeat)
    print("| rules that can matter | others | Corollary, ms | clingo, ratio |")
    print("| --- | --- | --- | --- |")
    for relevant, irrelevant in [(100, 0), *((100, n) for n in arguments.sizes), *((n, 0) for n in arguments.sizes)]:
        rules, facts, goal = base(relevant, irrelevant)
        book = RuleBook(rules)
        derive(goal, facts, book)  # the index of the rules is made once
        ours, result = least_time(lambda: derive(goal, facts, book, limit=10 * relevant), arguments.repeat)  # noqa: B023
        theirs, closure = least_time(lambda: clingo_closure(rules, facts), arguments.repeat)  # noqa: B023
        check(result, closure, relevant)
        print(f"| {relevant} | {irrelevant} | {1000 * ours:.3g} | {theirs / ours:.2g} |", flush=True)


def check(result: Result, closure: set[type[Fact]], relevant: int) -> None:
    """Both find the same facts, and every derivation is there with its number."""
    mine = {node.type for node in result.structure.nodes.values()}
    assert mine == {kind for kind in closure if not kind.quantity.__name__.startswith("Away")}  # type: ignore[attr-defined]
    assert result.complete and len(result.conclusions) == relevant // 2
    assert all(conclusion.number == 3 for conclusion in result.conclusions)


if __name__ == "__main__":
    main()
