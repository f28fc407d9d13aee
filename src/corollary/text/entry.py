"""What the index knows of a statement without its text."""

from __future__ import annotations

from dataclasses import dataclass, replace

from corollary.text.model import PROOF, PROVED, STATEMENT, Statement, unique


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index knows of a statement without its text. Links are ids, each once, in the order of the text."""

    id: str
    kind: str
    area: str
    title: str
    status: str
    path: str
    to: str
    sources: tuple[str, ...]
    hypotheses: tuple[str, ...]
    proof_steps: int
    statement_links: tuple[str, ...]
    proof_links: tuple[str, ...]
    other_links: tuple[str, ...]
    rule: str
    trials: tuple[str, ...]
    ablations: tuple[str, ...]
    steps_checked: tuple[str, ...] = ()

    @property
    def uses(self) -> tuple[str, ...]:
        """The ids that must come before this one: those its statement links, then those its proof links."""
        return unique((*self.statement_links, *self.proof_links))

    @property
    def checking(self) -> str:
        """The level of checking that can be read off the files, such as "proof in text, 1 of 3 steps checked, 2 trials"."""
        proof = {"proved here": "proof in text", "cited": "proof in the cited source"}.get(self.status, "")
        steps = f"{len(self.steps_checked)} of {self.proof_steps} steps checked" if self.steps_checked else ""
        counts = [
            f"{len(of)} {word}{'s' if len(of) != 1 else ''}"
            for of, word in ((self.trials, "trial"), (self.ablations, "ablation"))
            if of
        ]
        return ", ".join(part for part in (proof, steps, *counts) if part) or "none"

    def as_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return {
            "id": self.id, "kind": self.kind, "area": self.area, "title": self.title, "status": self.status,
            "checking": self.checking,
            "proof_steps": self.proof_steps, "links": list(self.statement_links), "proof_links": list(self.proof_links),
            "other_links": list(self.other_links), "hypotheses": list(self.hypotheses), "rule": self.rule or None,
            "trials": list(self.trials), "ablations": list(self.ablations),
            "steps_checked": list(self.steps_checked), "sources": list(self.sources),
        }  # fmt: skip


def entry(page: Statement) -> Entry:
    """What the index keeps of a page. Links to the page itself are left out.

    A question is understood when what it names as proved is: those links count as links of its statement.
    """
    links = [link for link in page.links if link.id != page.id]
    if page.kind == "question":
        links = [replace(link, section=STATEMENT) if link.section == PROVED else link for link in links]
    by = {name: unique([link.id for link in links if link.section == name]) for name in (STATEMENT, PROOF)}
    return Entry(
        page.id, page.kind, page.area, page.title, page.status, str(page.path), page.to,
        tuple(str(source) for source in page.sources), tuple(one.name for one in page.hypotheses), len(page.steps),
        by[STATEMENT], by[PROOF], unique([link.id for link in links if link.section not in by]),
        page.rule.name if page.rule else "", tuple(one.name for one in page.code.trials),
        tuple(one.name for one in page.code.ablations),
        tuple(f"{number}: {', '.join(by)}" for number, by in page.checked),
    )  # fmt: skip
