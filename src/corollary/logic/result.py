"""What a derivation run found: conclusions, best first, with what must be said beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from corollary.logic.arithmetic import lower, upper
from corollary.logic.evaluate import Inapplicable
from corollary.logic.facts import AtLeast, Bound, Fact, spoken
from corollary.logic.proofs import Derivation
from corollary.logic.rules import RuleBook
from corollary.logic.structure import Structure
from corollary.logic.wording import probability, sentence

SHOWN = 5  # conclusions that `str` lists


@dataclass(frozen=True, eq=False)
class Conclusion:
    """One fact that follows, with the derivation that proves it. `fact` holds balls (or arrays); use `number` for the bound.

    `trivial` is the bound that holds without any theorem, None if there is none. `goal` is the goal that it answers: an equality
    answers a goal from above and one from below.
    """

    fact: Fact
    derivation: Derivation
    trivial: float | None = None
    goal: type[Fact] | None = None

    @property
    def number(self) -> Any:
        """The bound as a float on the safe side: an upper bound rounded up, a lower bound rounded down. None for a property."""
        value = getattr(self.fact, "value", None)
        if value is None or is_array(value):
            return value
        return lower(value) if self.is_lower else upper(value)

    @property
    def is_lower(self) -> bool:
        """Whether the bound is from below."""
        return issubclass(self.goal or type(self.fact), AtLeast)

    @property
    def vacuous(self) -> bool:
        """Whether the bound says no more than what holds of every object."""
        if not isinstance(self.fact, Bound) or is_array(self.fact.value):
            return False
        if self.trivial is None:
            return bool(self.number == (float("-inf") if self.is_lower else float("inf")))
        return bool(self.number <= self.trivial if self.is_lower else self.number >= self.trivial)

    @property
    def rule(self) -> str:
        """Id of the statement that bears the conclusion: the last one that spends confidence, else the last one."""
        for step in self.derivation.walk():
            if step.rule is not None and step.rule.confidences:
                return step.rule.id
        return self.derivation.rule.id if self.derivation.rule is not None else "given"

    def __str__(self) -> str:
        return sentence(self.fact)


@dataclass(frozen=True, eq=False)
class Result:
    """What follows for the goals, best first, all of it at once with probability at least 1 - delta.

    `share` is the confidence that each of `events` was given, `inapplicable` what failed at its numbers, `derivations` all that
    was compared, also what failed. `complete`: no derivation of depth at most `depth` is missing.
    """

    goals: tuple[type[Fact], ...]
    conclusions: tuple[Conclusion, ...]
    inapplicable: tuple[Inapplicable, ...]
    delta: float
    events: int
    share: Any
    depth: int
    complete: bool
    structure: Structure = field(repr=False)
    book: RuleBook = field(repr=False)
    derivations: tuple[Derivation, ...] = field(repr=False, default=())
    about: Mapping[str, str] = field(default_factory=dict)

    @property
    def best(self) -> Conclusion | None:
        """The strongest conclusion for the first goal, None if there is none."""
        return next(iter(self.of(self.goals[0])), None)

    def of(self, goal: type[Fact]) -> list[Conclusion]:
        """The conclusions for one of the goals, best first."""
        return [c for c in self.conclusions if c.goal is goal]

    def sentence(self, conclusion: Conclusion) -> str:
        """The conclusion as one sentence, with the confidence at which all conclusions of this result hold together."""
        plain = sentence(conclusion.fact)
        if not conclusion.derivation.events:
            return plain[:1].upper() + plain[1:] + "."
        over = " and ".join(map(spoken, conclusion.derivation.random)) or "the randomness named"
        return f"With probability at least {probability(self.delta)} over {over}: {plain}."

    @property
    def remarks(self) -> list[str]:
        """What holds of all conclusions together: how delta was spent, and whether they are all there are."""
        said = []
        if self.events:
            events = f"{self.events} events share" if self.events > 1 else "1 event shares"
            said.append(f"{events} δ = {self.delta!r}; all lines hold together.")
        if self.complete:
            said.append(
                f"These are all the bounds that follow from your facts in this corpus at depth at most {self.depth}."
            )
        return said

    def __str__(self) -> str:
        if not self.conclusions:
            return f"Nothing follows for {', '.join(goal.__name__ for goal in self.goals)} from these facts."
        lines = [f"{self.sentence(c)} By {c.rule}{', vacuous' if c.vacuous else ''}." for c in self.conclusions[:SHOWN]]
        more = len(self.conclusions) - SHOWN
        return "\n".join([*lines, *([f"And {more} more."] if more > 0 else []), *self.remarks])

    def _repr_html_(self) -> str:
        from corollary.logic.notebook import result_html

        return result_html(self)


def is_array(value: Any) -> bool:
    """Whether the value has entries."""
    return bool(getattr(value, "ndim", 0))
