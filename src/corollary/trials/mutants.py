"""Tries mutants: which changes of a theorem its trials notice."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corollary.errors import InputError
from corollary.logic.trial import UNREFUTED
from corollary.trials.mutation import WITHOUT, mutants, rule_of, untouched, words
from corollary.trials.session import Stream

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corollary.logic.theorem import Theorem
    from corollary.logic.trial import Trial, Unrefuted

PARTS = ("mutants", "caught", "not_known", "proved", "true", "idle", "not_run")
FEWEST = 0.9  # a statement of which fewer false mutants are caught has weak trials


@dataclass(frozen=True)
class Fate:
    """What became of a mutant, with the reason: caught, missed, true (it claims less), idle (no instance tells it from the rule).

    What is said of it beside the rule: true by proof, or not known.
    """

    code: str
    fate: str
    why: str

    def as_dict(self) -> dict[str, str]:
        """As plain data."""
        return {"mutant": self.code, "words": words(self.code), "fate": self.fate, "why": self.why}


def rules(entries: Iterable[Trial]) -> list[Theorem]:
    """The rules that the trials belong to.

    Raises:
        InputError: none of them belongs to a rule.
    """
    from corollary import corpus

    known = {rule.id for rule in corpus.book().rules}
    found = [rule_of(id_) for id_ in dict.fromkeys(entry.id for entry in entries) if id_ in known]
    if not found:
        raise InputError("What was chosen has trials but no rule: there is no theorem to change.")
    return found


def streams(chosen: Iterable[Theorem], entries: list[Trial], family: int) -> list[Stream]:
    """One stream for each mutant and each trial (ablation, where a hypothesis is dropped) that may notice it."""
    return [
        Stream(entry, family, code)
        for rule in chosen
        for code in mutants(rule)
        for entry in entries
        if entry.id == rule.id and entry.breaks == (code.removeprefix(WITHOUT) if code.startswith(WITHOUT) else None)
    ]


def report(chosen: Iterable[Theorem], run: list[Stream]) -> dict[str, Any]:
    """Shares caught, of each statement and of all.

    `mutants` are those that a trial could have caught, among them the `not_known`, of which it is open whether they are false;
    `proved` claim more than the rule and are true, for a reason given beside it; `true` claim no more than the rule on any instance
    drawn; `idle` are the same there, or out of the rule's range, so that nothing is known of them; `unexamined` are hypotheses
    without a number that no ablation breaks, of which no mutant is made. `kinds` has the counts by what is changed: a hypothesis `without` is tried by its own
    ablations, which must be refuted anyway, so that the other kinds say more of the trials.
    """
    of: dict[tuple[str, str], list[Stream]] = {}
    for stream in run:
        of.setdefault((stream.trial.id, stream.mutant), []).append(stream)
    rows = []
    for rule in chosen:
        fates = [
            _fate(code, of.get((rule.id, code), []), UNREFUTED.get((rule.id, code)))
            for code in mutants(rule)
            if (rule.id, code) in of or (rule.id, code) in UNREFUTED
        ]
        rows.append(
            {"id": rule.id, **_counted(fates), "unexamined": untouched(rule), "list": [f.as_dict() for f in fates]}
        )
    total = {part: sum(row[part] for row in rows) for part in PARTS}
    weak = [row["id"] for row in rows if row["mutants"] and row["caught"] < FEWEST * row["mutants"]]
    share = total["caught"] / total["mutants"] if total["mutants"] else None
    unexamined = sum(len(row["unexamined"]) for row in rows)
    kinds = _by_kind([one for row in rows for one in row["list"]])
    return {**total, "share": share, "kinds": kinds, "unexamined": unexamined, "weak": weak, "statements": rows}


def _counted(fates: list[Fate]) -> dict[str, Any]:
    by = Counter(one.fate for one in fates)
    many = by["caught"] + by["missed"] + by["not known"]
    counts = many, by["caught"], by["not known"], by["true by proof"], by["true"], by["idle"], by["not run"]
    return dict(zip(PARTS, counts, strict=True))


def _by_kind(rows: list[dict[str, str]]) -> dict[str, dict[str, int]]:
    kinds: dict[str, Counter[str]] = {}
    for row in rows:
        first = row["mutant"].split(":")[0]
        kinds.setdefault("number" if "." in first else first, Counter())[row["fate"]] += 1
    return {kind: dict(counts) for kind, counts in sorted(kinds.items())}


def _fate(code: str, tried: list[Stream], said: Unrefuted | None) -> Fate:
    by = [stream.trial.name for stream in tried if stream.verdict == "refuted"]
    if by:
        return Fate(code, "caught", f"refuted by {', '.join(by)}")
    if said:
        return Fate(code, "true by proof" if said.proved else "not known", said.because)
    done = [stream for stream in tried if stream.tally.batches]
    errors = [stream.tally.error for stream in done if stream.tally.error]
    if len(done) < len(tried) or errors:
        return Fate(code, "not run", errors[0] if errors else "the budget was spent before")
    applied, stronger = (sum(getattr(s.tally, part) for s in done) for part in ("applied", "stronger"))
    if code.startswith(WITHOUT):
        return Fate(code, "missed", "the ablation survives")
    if not applied:
        return Fate(code, "idle", "the same number, or out of the rule's range, on every instance drawn")
    if not stronger:
        return Fate(code, "true", f"weaker than the rule, which implies it, on all {applied} numbers that changed")
    nearest = max((s.tally.tightest for s in done if s.tally.tightest is not None), default=None)
    return Fate(code, "missed", "survives" + ("" if nearest is None else f"; tightest ratio {nearest:.3g}"))
