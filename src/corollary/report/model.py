"""What a report is: five questions about each model, lines that answer them, and the figures beside them."""

from dataclasses import dataclass, field
from typing import Any, Literal

Status = Literal["proved", "measured", "assumed", "not known"]
STATUS_WORDS: dict[str, str] = {
    "proved": "proved for this model",
    "measured": "measured",
    "assumed": "assumed",
    "not known": "not known",
}


@dataclass(frozen=True)
class Line:
    """One thing said of the model.

    `statement` is the page that gives it (its proof), `derivation` the tree as nested dictionaries (see `logic.tree`),
    `value` the number with `unit`, on the safe side; `note` what a reader must know beside it.
    """

    status: Status
    sentence: str
    statement: str | None = None
    value: float | None = None
    unit: str = ""
    vacuous: bool = False
    note: str = ""
    derivation: dict[str, Any] | None = None
    formula: str = ""


@dataclass(frozen=True)
class Figure:
    """A plot as SVG, with the sentence that says what it shows and the numbers it is drawn from."""

    name: str
    caption: str
    svg: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    """One of the five questions, answered. `missing` says what would give a better answer."""

    id: str
    question: str
    answer: str
    lines: tuple[Line, ...]
    figures: tuple[Figure, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Subject:
    """One model with what was read of it and of the data."""

    name: str
    facts: tuple[tuple[str, str], ...]
    hypotheses: tuple[Line, ...]
    sections: tuple[Section, ...]
    events: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """Everything that was concluded, true at once with probability at least 1 - delta."""

    title: str
    subjects: tuple[Subject, ...]
    delta: float
    notes: tuple[str, ...] = ()

    @property
    def statements(self) -> tuple[str, ...]:
        """Ids of the statements that the report stands on, in order of first use."""
        found: dict[str, None] = {}
        for subject in self.subjects:
            for section in subject.sections:
                for line in section.lines:
                    if line.statement:
                        found[line.statement] = None
                    for id_ in _used(line.derivation):
                        found[id_] = None
        return tuple(found)


def _used(derivation: dict[str, Any] | None) -> list[str]:
    if not derivation:
        return []
    own = [derivation["statement"]] if derivation.get("statement") else []
    return own + [id_ for premise in derivation.get("premises", ()) for id_ in _used(premise)]
