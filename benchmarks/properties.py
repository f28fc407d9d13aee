"""Closing a property base: Corollary against clingo, on the same generated bases.

    python benchmarks/properties.py [--sizes 1000 10000 100000] [--repeat 3]

Each base has one object and as many properties as implications, of one to three premises, drawn so that the base is
consistent and most properties follow: half of the implications fire forward, half by contraposition. clingo gets every
direction of every implication as a rule, once as text (parse, ground, solve), once through its backend interface (no
parsing, no grounding: rules over numbered atoms, then solve). Both must find the same literals. Times are the least of
the repeats; what is compared is the ratio.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from typing import Any

from corollary.logic.properties import Implication, Object, PropertyBase

Base = tuple[dict[str, str], list[tuple[str, list[str], str]], dict[str, bool]]


def generate(size: int, seed: int = 0) -> Base:
    """Properties, implications (id, premises, conclusion) and asserted traits of a consistent base."""
    rng = random.Random(seed)
    truth = [rng.random() < 0.5 for _ in range(size)]

    def literal(i: int, holds: bool) -> str:
        return f"P{i}" if truth[i] == holds else f"-P{i}"

    implications = []
    for i in range(1, size):
        earlier = [rng.randrange(max(0, i - 50), i) for _ in range(rng.randint(1, 3))]
        if rng.random() < 0.5:  # all premises true, the conclusion follows
            premises, conclusion = [literal(j, True) for j in earlier], literal(i, True)
        else:  # the conclusion fails, the others hold, so the negation of the last premise follows
            premises, conclusion = (
                [literal(j, True) for j in earlier[1:]] + [literal(i, False)],
                literal(earlier[0], False),
            )
        implications.append((f"T{i}", premises, conclusion))
    rng.shuffle(implications)
    return {f"P{i}": f"property {i}" for i in range(size)}, implications, {"P0": truth[0]}


def ours(base: Base) -> set[str]:
    """All literals that hold, by Corollary, from parsed data to values."""
    properties, implications, asserted = base
    rules = [Implication(id, tuple(premises), conclusion) for id, premises, conclusion in implications]
    traits = PropertyBase(properties, rules, [Object("S", "S", asserted)]).complete()["S"]
    return {id if trait.value else f"-{id}" for id, trait in traits.items()}


def negated(literal: str) -> str:
    """The opposite literal."""
    return literal[1:] if literal.startswith("-") else f"-{literal}"


def directions(base: Base) -> list[tuple[str, list[str]]]:
    """Every implication in every direction, as (head, body)."""
    rules = []
    for _, premises, conclusion in base[1]:
        clause = list(dict.fromkeys([negated(premise) for premise in premises] + [conclusion]))
        rules += [(head, [negated(other) for other in clause if other != head]) for head in clause]
    return rules


def as_text(base: Base) -> str:
    """A logic program: t(i) says that property i holds, f(i) that it fails."""

    def atom(literal: str) -> str:
        return f"f({literal[2:]})" if literal.startswith("-") else f"t({literal[1:]})"

    facts = [f"{atom(id if value else negated(id))}." for id, value in base[2].items()]
    rules = [f"{atom(head)} :- {', '.join(map(atom, body))}." for head, body in directions(base)]
    return "\n".join([*facts, *rules])


def clingo_text(program: str) -> set[str]:
    """All literals that hold, by clingo, from the text of the program."""
    import clingo

    control = clingo.Control(["--warn=none"])
    control.add("base", [], program)
    control.ground([("base", [])])
    found: set[str] = set()

    def read(model: Any) -> None:
        for symbol in model.symbols(atoms=True):
            found.add(f"{'-' if symbol.name == 'f' else ''}P{symbol.arguments[0].number}")

    control.solve(on_model=read)
    return found


def clingo_backend(base: Base, rules: list[tuple[str, list[str]]]) -> set[str]:
    """All literals that hold, by clingo, from rules over numbered atoms."""
    import clingo

    control = clingo.Control(["--warn=none"])
    atoms: dict[str, int] = {}
    with control.backend() as backend:
        for head, body in rules:
            for literal in (head, *body):
                if literal not in atoms:
                    atoms[literal] = backend.add_atom(clingo.Function("holds", [clingo.String(literal)]))
            backend.add_rule([atoms[head]], [atoms[literal] for literal in body])
        for id, value in base[2].items():
            backend.add_rule([atoms[id if value else negated(id)]])
    found: set[str] = set()
    control.solve(
        on_model=lambda model: found.update(symbol.arguments[0].string for symbol in model.symbols(atoms=True))
    )
    return found


def least_time(work: Callable[[], set[str]], repeat: int) -> tuple[float, set[str]]:
    """Seconds of the fastest of `repeat` runs, and the result."""
    best, result = float("inf"), set[str]()
    for _ in range(repeat):
        start = time.perf_counter()
        result = work()
        best = min(best, time.perf_counter() - start)
    return best, result


def main() -> None:
    """Prints a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    print("| implications | derived | Corollary, s | clingo from text, ratio | clingo through its backend, ratio |")
    print("| --- | --- | --- | --- | --- |")
    for size in arguments.sizes:
        base = generate(size)
        program, rules = as_text(base), directions(base)
        here, mine = least_time(lambda base=base: ours(base), arguments.repeat)  # type: ignore[misc]
        text, theirs = least_time(lambda program=program: clingo_text(program), arguments.repeat)  # type: ignore[misc]
        backend, again = least_time(lambda b=base, r=rules: clingo_backend(b, r), arguments.repeat)  # type: ignore[misc]
        assert mine == theirs == again, "the closures differ"
        print(f"| {size} | {len(mine)} | {here:.3g} | {text / here:.1f} | {backend / here:.1f} |", flush=True)


if __name__ == "__main__":
    main()
