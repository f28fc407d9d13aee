"""Rules made wrong on purpose, and what the worlds say of them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from corollary.logic.facts import AtLeast
from corollary.logic.rules import RuleBook, member_type
from corollary.logic.theorem import Theorem
from tests.soundness.harness import Verdict, derivations, judge, together
from tests.soundness.world import World


def without(rule: Theorem, premise: str) -> Theorem:
    """The rule without one of its hypotheses, a property without values."""
    dropped = next(p for p in rule.premises if p.name == premise)
    holds = dropped.type._make({}, {})

    def body(**given: Any) -> Any:
        return rule.function(**{premise: holds}, **given)

    kept = tuple(p for p in rule.premises if p is not dropped)
    return replace(rule, function=body, premises=kept, parameters=tuple(p for p in rule.parameters if p != premise))


def scaled(rule: Theorem, factor: float) -> Theorem:
    """The rule with its bound divided by the factor (multiplied, if it is one from below): stronger than what was proved."""
    times = factor if rule.conclusion.type.form is AtLeast else 1 / factor

    def body(**given: Any) -> Any:
        return rule.function(**given) * times

    return replace(rule, function=body)


def turned(rule: Theorem, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Theorem:
    """The rule with its hypotheses changed before its body runs."""
    return replace(rule, function=lambda **given: rule.function(**change(given)))


def refuting(book: RuleBook, old: Theorem | None, new: Theorem, worlds: list[World], depth: int = 2) -> list[Verdict]:
    """What refutes the new rule, put in the place of the old one (added, if None): false conclusions of derivations that use it.

    In the first world that refutes it; empty if none does.
    """
    changed = RuleBook([rule for rule in book.rules if rule is not old] + [new])
    single = member_type(new.conclusion.type)
    goals = [new.conclusion.type] + ([] if single is None else [single])
    for world in worlds:
        if all(world.knows(premise.type) for premise in new.premises):
            verdicts = judge(world, derivations(world.facts(book), changed, goals, depth, using=new))
            found = [v for v in (*verdicts, *together(verdicts)) if v.refuted]
            if found:
                return found
    return []
