"""One model under question: its setting, its facts, and what the engine concluded from them with one delta for all."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from corollary import corpus
from corollary.logic.derive import Conclusion, Result, derive
from corollary.logic.evaluate import Evaluator
from corollary.logic.facts import Fact
from corollary.logic.solve import speaks_at
from corollary.logic.tree import sentence, tree
from corollary.observe.facts import Leaf
from corollary.observe.setting import Setting
from corollary.report.model import Line


@dataclass(frozen=True)
class Case:
    """What the sections share. `result` holds the conclusions for every goal, all of them true at once."""

    setting: Setting
    leaves: tuple[Leaf, ...]
    result: Result

    @cached_property
    def run(self) -> Evaluator:
        """Evaluates derivations at the confidence that each event was given."""
        return Evaluator(self.result.share)

    def best(self, goal: type[Fact]) -> Conclusion | None:
        """The strongest conclusion for a goal."""
        return next(iter(self.result.of(goal)), None)

    def best_by_statement(self, goal: type[Fact]) -> list[Conclusion]:
        """The strongest conclusion for a goal by each statement, best first."""
        found: dict[str, Conclusion] = {}
        for conclusion in self.result.of(goal):
            found.setdefault(conclusion.rule, conclusion)
        return list(found.values())

    def proved(self, conclusion: Conclusion, words: str | None = None, note: str = "") -> Line:
        """A conclusion as a line of the report; `words` replaces the engine's own sentence."""
        n = speaks_at(self.result, conclusion) if conclusion.vacuous else None
        if n is not None:
            note = f"{note} It would begin to speak at n = {n:,} examples, all else as measured.".strip()
        said = words or sentence(conclusion.fact)
        if conclusion.derivation.leaf is not None:
            evidence = str(conclusion.derivation.evidence[0][1])
            note = f"{evidence[:1].upper()}{evidence[1:]}."
            return Line("measured", said[:1].upper() + said[1:] + ".", value=conclusion.number, note=note)
        return Line(
            "proved",
            said[:1].upper() + said[1:].rstrip(".") + ".",
            conclusion.rule,
            conclusion.number,
            vacuous=conclusion.vacuous,
            note=note,
            derivation=tree(conclusion.derivation, self.run),
            formula=formula(conclusion),
        )


def conclude(setting: Setting, leaves: list[Leaf], goals: list[type[Fact]], delta: float, commit: str | None) -> Case:
    """Derive all goals together, so that delta covers everything the report says."""
    return Case(setting, tuple(leaves), derive(goals, leaves, corpus.book(), delta=delta, commit=commit))


def formula(conclusion: Conclusion) -> str:
    """TeX of the bound as its theorem gives it, empty where it has no formula."""
    import sympy

    for step in conclusion.derivation.walk():
        if step.rule is not None and step.rule.id == conclusion.rule:
            value: Any = step.rule.formula()
            return "" if value is None else str(sympy.latex(value))
    return ""
