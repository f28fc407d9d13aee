"""Where a statement is machine-checked elsewhere: formal-links.yaml of the corpus."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent / "corpus" / "formal-links.yaml"
MATCHES = {
    "same": "the same statement",
    "stronger": "a stronger statement",
    "special": "a special case",
    "part": "a part of it",
    "definition": "the definition",
}
SYSTEMS = {
    "lean4": "Lean 4",
    "rocq": "Rocq",
    "isabelle": "Isabelle",
    "hol-light": "HOL Light",
    "mizar": "Mizar",
    "agda": "Agda",
}


@dataclass(frozen=True, slots=True)
class Link:
    """A declaration elsewhere: its system, project and name, how it compares, and a note on what differs."""

    system: str
    project: str
    declaration: str
    match: str
    note: str

    def __str__(self) -> str:
        note = f" ({self.note})" if self.note else ""
        return f"{self.system}, {self.project}: {self.declaration}, {self.match}{note}"


@cache
def links() -> dict[str, tuple[Link, ...]]:
    """The declarations by id of the statement."""
    import yaml

    found: dict[str, list[Link]] = {}
    given: Any = yaml.load(HERE.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    for one in given["links"]:
        link = Link(
            SYSTEMS.get(one["system"], one["system"]), one["project"], one["declaration"],
            MATCHES.get(one["match"], one["match"]), one.get("note", ""),
        )  # fmt: skip
        found.setdefault(one["id"], []).append(link)
    return {id: tuple(of) for id, of in found.items()}
