"""What a check says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

# The functions that check a step, and by what each proves.
KINDS = {
    "identity": "computer algebra",
    "inequality": "ball arithmetic",
    "entails": "SMT solver",
    "cases": "enumeration",
    "certified": "rational certificate",
}


@dataclass(frozen=True)
class Verdict:
    """A claim is proved, refuted (by `counterexample` where there is a point), or undecided. `detail` says how far it got.

    `seconds` is filled in by `Step.run`.
    """

    outcome: Literal["proved", "refuted", "undecided"]
    by: str
    detail: str = ""
    counterexample: Mapping[str, str] | None = None
    seconds: float = 0.0

    def __str__(self) -> str:
        at = ", ".join(f"{name} = {value}" for name, value in (self.counterexample or {}).items())
        return " ".join(
            filter(
                None, (self.outcome, "by", self.by, f"at {at}" if at else "", f"({self.detail})" if self.detail else "")
            )
        )

    @property
    def proved(self) -> bool:
        """Whether the claim is proved."""
        return self.outcome == "proved"
