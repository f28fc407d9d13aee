"""Why a fact is believed: evidence travels with facts from the leaves of a derivation to its conclusion."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from corollary.errors import InputError
from corollary.logic.facts import Fact
from corollary.logic.theorem import Premise, read_premise

Kind = Literal["assumed", "measured", "certified", "definition"]


@dataclass(frozen=True)
class Evidence:
    """Evidence for a leaf.

    `kind`: assumed (nobody checked it), measured (read off data or a model), certified (measured, with a proved error bound) or
    definition (true by how the objects were made). `source` says by whom, from what, by which method. `seen` names the samples
    that were looked at; what was seen cannot have been chosen before.
    """

    kind: Kind
    source: str
    error: str = ""
    seen: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.kind}: {self.source}" + (f" ({self.error})" if self.error else "")


ASSUMED = Evidence("assumed", "by you")


@dataclass(frozen=True, eq=False)
class Known:
    """A fact with its evidence: a leaf of derivations."""

    fact: Fact
    evidence: Evidence = ASSUMED


@dataclass(eq=False)
class Observation:
    """A fact that can be measured: its type and objects are known now, its numbers only when a derivation needs them."""

    type: type[Fact]
    roles: Mapping[str, str]
    measure: Callable[[], Known]
    name: str = ""
    _outcome: Known | InputError | None = field(default=None, init=False, repr=False)

    @property
    def known(self) -> Known:
        """The measured fact; measured once, also if the measurement fails.

        Raises:
            InputError: it cannot be measured.
        """
        if self._outcome is None:
            try:
                self._outcome = self.measure()
            except InputError as why:
                self._outcome = why
        if isinstance(self._outcome, InputError):
            raise self._outcome
        return self._outcome

    @property
    def measured(self) -> Known | None:
        """The measured fact if it has been measured already, None otherwise; measures nothing."""
        return self._outcome if isinstance(self._outcome, Known) else None


@dataclass(frozen=True)
class Observe:
    """A typed measurement; `of(...)` names the objects, then calling it gives a lazy `Observation`."""

    function: Callable[..., tuple[Any, Evidence]]
    conclusion: Premise

    def of(self, **roles: str) -> Callable[..., Observation]:
        """Name the objects that the measured fact is about."""
        kind = self.conclusion.type
        full = {name: roles.get(name, name) for name in kind.role_names}

        def lazily(*arguments: Any, **named: Any) -> Observation:
            def measure() -> Known:
                value, evidence = self.function(*arguments, **named)
                values = value if isinstance(value, dict) else {"value": value}
                return Known(kind._make(full, values if kind.value_names else {}), evidence)

            return Observation(kind, full, measure, self.function.__name__)

        return lazily


def observation(kind: Any) -> Callable[[Callable[..., tuple[Any, Evidence]]], Observe]:
    """`@observation(AtMost[Q])`: make a measurement of a function that returns a number (a dict for several) and its evidence."""
    return lambda function: Observe(function, read_premise("return", kind))
