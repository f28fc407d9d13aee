"""Theorems made wrong on purpose: what the trials of a statement must notice.

A mutant is named by a code, so that it can be made again on another machine:
`constant:1/2` the conclusion's number times 1/2; `exponent:2` its square; `NAME.VALUE:2` the rule believes twice the number that
its hypothesis NAME states; `without:NAME` the rule without its hypothesis, tried by the ablations that break it.
A change that claims no more than the rule does, on any instance that a trial draws, leaves a true statement. Of one that claims
more, and is true none the less or not known to be false, `unrefuted` says so beside the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from corollary.logic.arithmetic import OutOfRange
from corollary.logic.facts import AtLeast, AtMost, Bound, Equals
from corollary.logic.trial import UNREFUTED

if TYPE_CHECKING:
    from corollary.logic.theorem import Premise, Theorem

WITHOUT = "without:"
FACTORS = {"2": 2.0, "1/2": 0.5}
UNCHANGED = 1e-12  # relative


@dataclass
class Change:
    """How many numbers a mutant changed while it was tried, and how many of them claim more than the rule does."""

    applied: int = 0
    stronger: int = 0


def mutants(rule: Theorem) -> list[str]:
    """The codes of the mutants of a rule: its constant, its exponent, each hypothesis."""
    from corollary import corpus

    broken = {trial.breaks for trial in corpus.trials(rule.id)}
    codes = [f"{part}:{by}" for part in ("constant", "exponent") for by in FACTORS] if _bounds(rule) else []
    for premise in rule.premises:
        if premise.name in broken or (rule.id, WITHOUT + premise.name) in UNREFUTED:
            codes.append(WITHOUT + premise.name)
        else:
            codes += [f"{premise.name}.{value}:{by}" for value in premise.type.value_names for by in _believed(premise)]
    return codes


def untouched(rule: Theorem) -> list[str]:
    """Hypotheses without a number that no ablation breaks, and nothing says why: nothing here tries to drop them."""
    tried = {code.split(":")[1] for code in mutants(rule) if code.startswith(WITHOUT)}
    return [p.name for p in rule.premises if p.name not in tried and not p.type.value_names]


def words(code: str) -> str:
    """A mutant in words."""
    if code.startswith(WITHOUT):
        return f"without {code.removeprefix(WITHOUT)}"
    part, by = code.split(":")
    if part in ("constant", "exponent"):
        return f"{part} times {by}"
    return (
        f"{part.removesuffix('.value')} taken as {by} of what it is"
        if by == "1/2"
        else f"{part.removesuffix('.value')} taken twice"
    )


@contextmanager
def mutated(id_: str, code: str) -> Iterator[Change]:
    """Within it the rule of a statement is its mutant."""
    from corollary.logic.theorem import replaced

    rule, change = rule_of(id_), Change()
    with replaced(rule, _body(rule, code, change)):
        yield change


@cache
def rule_of(id_: str) -> Theorem:
    """The rule of a statement."""
    from corollary import corpus

    return next(rule for rule in corpus.book().rules if rule.id == id_)


def _bounds(rule: Theorem) -> bool:
    return issubclass(rule.conclusion.type, Bound)


def _believed(premise: Premise) -> tuple[str, ...]:
    """By what to change the number of a hypothesis so that more is believed than is stated; both ways where that is not known."""
    form = getattr(premise.type, "form", None)
    return ("1/2",) if form is AtMost else ("2",) if form is AtLeast else ("2", "1/2")


def _body(rule: Theorem, code: str, change: Change) -> Callable[..., Any]:
    part, by = code.split(":")

    def body(**given: Any) -> Any:
        right = rule.function(**given)
        if part == "constant":
            wrong = right * FACTORS[by]
        elif part == "exponent":
            wrong = _power(right, FACTORS[by])
        else:
            try:
                wrong = rule.function(**_with(given, part, FACTORS[by]))
            except OutOfRange:  # there the mutant claims nothing
                return right
        _compare(rule, right, wrong, change)
        return wrong

    return body


def _with(given: dict[str, Any], part: str, factor: float) -> dict[str, Any]:
    """The hypotheses with one number changed; a whole number stays one."""
    import numpy as np

    name, value = part.split(".")
    old = getattr(given[name], value)
    new = old * factor
    if isinstance(old, int) or np.issubdtype(np.asarray(old).dtype, np.integer):
        new = int(new) if np.ndim(new) == 0 else np.asarray(new).astype(int)
    return {**given, name: given[name].with_values(**{value: new})}


def _power(value: Any, power: float) -> Any:
    """The power of a number, with its sign."""
    import numpy as np

    plain = np.asarray(value, float)
    return np.sign(plain) * np.abs(plain) ** power


def _compare(rule: Theorem, right: Any, wrong: Any, change: Change) -> None:
    """Count what changed. A conclusion that is a property is compared by its numbers, any change counting as stronger."""
    import numpy as np

    form = getattr(rule.conclusion.type, "form", Equals)
    pairs = [(right, wrong)] if _bounds(rule) else _numbers(right, wrong)
    for one, other in pairs:
        a, b = np.broadcast_arrays(np.asarray(one, float), np.asarray(other, float))
        with np.errstate(invalid="ignore"):
            differ = ~((np.abs(a - b) <= UNCHANGED * np.abs(a)) | (a == b) | np.isnan(a))
        more = {AtMost: ~(b >= a), AtLeast: ~(b <= a)}.get(form, differ)
        change.applied += int(differ.sum())
        change.stronger += int((differ & more).sum())


def _numbers(right: Any, wrong: Any) -> list[tuple[Any, Any]]:
    if right is None or wrong is None:
        return []
    return [(getattr(right, name), getattr(wrong, name)) for name in right.value_names]
