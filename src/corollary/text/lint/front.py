"""Front matter, kind, status and sections of a page."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from corollary.text.folder import STEM
from corollary.text.model import KINDS, PROOF, STATEMENT, THEOREM_LIKE, Fault, Section, Statement

SECTIONS = (
    "Proof", "Necessity", "Sharpness", "Proved", "Observed", "Open", "Experiment", "Not claimed", "Known", "Examples",
    "Remarks", "Questions",
)  # fmt: skip
COMMON = ("Examples", "Remarks", "Questions")
ALLOWED = {
    **dict.fromkeys(THEOREM_LIKE, ("Proof", "Necessity", "Sharpness", *COMMON)),
    "definition": ("Proof", "Necessity", "Sharpness", *COMMON),
    "background": ("Necessity", "Sharpness", *COMMON),
    "observation": ("Experiment", "Not claimed", *COMMON),
    "open-problem": ("Proof", "Known", "Experiment", *COMMON),
    "question": ("Proved", "Observed", "Open", "Experiment", *COMMON),
    "redirect": (),
}
REQUIRED = {"observation": ("Experiment", "Not claimed"), "question": ("Proved", "Observed", "Open", "Experiment")}
STATUSES = {
    **dict.fromkeys(THEOREM_LIKE, ("cited",)),
    "open-problem": ("open", "refuted"),
    "observation": ("observed", "refuted"),
}
SOURCED = {
    "observation": "the source of what was observed",
    "background": "where it is proved",
    "open-problem": "where it is posed",
}
FILL = re.compile(r"\bFILL[ -]IN\b")


def faults(page: Statement, ids: Collection[str]) -> Iterator[Fault]:
    """Faults of the page as a whole; `ids` are the ids that a redirect may lead to."""

    def fault(code: str, message: str, line: int = 1) -> Fault:
        return Fault(page.path, line, code, message)

    if not STEM.match(page.path.stem):
        yield fault("id", f"the file name {page.path.name} must be lower-case words joined by underscores")
    if not page.kind and any(one.code in ("front-matter", "encoding", "kind") for one in page.faults):
        return
    if page.kind not in KINDS:
        yield fault(
            "kind",
            f"kind {page.kind!r} is none of {', '.join(KINDS)}"
            if page.kind
            else f"kind is missing; one of {', '.join(KINDS)}",
        )
        return
    if page.kind == "redirect":
        yield from _redirect(page, ids)
        return
    if not page.title:
        yield fault("title", "the title is missing or empty")
    if page.to:
        yield fault("redirect", "'to' is for pages of kind redirect")
    if not any(section.blocks for section in page.sections if section.name == STATEMENT):
        yield fault(
            "empty",
            "the page states nothing: the text before the first heading is empty",
            page.sections[0].line if page.sections else 1,
        )
    yield from _status(page)
    yield from _sections(page)


def _redirect(page: Statement, ids: Collection[str]) -> Iterator[Fault]:
    if not page.to:
        yield Fault(page.path, 1, "redirect", "a redirect needs 'to: id', the id that the statement has now")
    elif page.to == page.id or page.to not in ids:
        yield Fault(page.path, 1, "redirect", f"'to: {page.to}' is no statement")
    if any(section.blocks for section in page.sections):
        yield Fault(page.path, page.sections[0].line, "redirect", "a redirect has no text of its own")


def _status(page: Statement) -> Iterator[Fault]:
    proof, allowed = page.section(PROOF), STATUSES.get(page.kind, ())
    if page.declared and page.declared not in allowed:
        only = (
            f"only {' or '.join(map(repr, allowed))} may be declared" if allowed else "it is computed, never declared"
        )
        yield Fault(page.path, 1, "status", f"status {page.declared!r} for the kind {page.kind}: {only}")
    elif page.declared == "cited" and proof:
        yield Fault(
            page.path, proof.line, "status", "the page has a proof and says 'status: cited'; remove one of them"
        )
    elif page.declared == "cited" and not page.sources:
        yield Fault(page.path, 1, "status", "'status: cited' needs sources: where the proof is")
    elif page.kind in THEOREM_LIKE and not page.declared and proof is None:
        yield Fault(page.path, 1, "status", f"a {page.kind} needs a section '## Proof', or 'status: cited' and sources")
    elif page.kind in SOURCED and not page.sources:
        yield Fault(page.path, 1, "source", f"a page of kind {page.kind} needs sources: {SOURCED[page.kind]}")
    if page.declared == "refuted" and not (proof or page.sources):
        yield Fault(page.path, 1, "status", "'status: refuted' needs a proof or sources")


def _sections(page: Statement) -> Iterator[Fault]:
    named = [section for section in page.sections if section.name != STATEMENT]
    allowed = ALLOWED[page.kind]
    for section in named:
        if section.name not in allowed:
            yield Fault(
                page.path,
                section.line,
                "section",
                f"'## {section.name}' is no section of a {page.kind}; these are: {', '.join(allowed)}",
            )
        elif not section.blocks:
            yield Fault(page.path, section.line, "section", f"'## {section.name}' is empty")
    order = [section for section in named if section.name in SECTIONS]
    for before, after in pairwise(order):
        if SECTIONS.index(before.name) >= SECTIONS.index(after.name):
            again = "appears twice" if before.name == after.name else f"must come before '## {before.name}'"
            yield Fault(page.path, after.line, "section", f"'## {after.name}' {again}")
    for name in REQUIRED.get(page.kind, ()):
        if page.section(name) is None:
            yield Fault(page.path, 1, "section", f"a page of kind {page.kind} needs a section '## {name}'")


def lines(page: Statement, text: str) -> Iterator[Fault]:
    """Faults of the file as text: places still to be filled in, formulas whose dollars do not pair up, HTML."""
    for number, row in enumerate(text.split("\n"), 1):
        if FILL.search(row):
            yield Fault(page.path, number, "fill-in", "still to be filled in")
    for section in page.sections:
        yield from (_dollar(page, node.line) for node in section.walk() if node.kind == "text" and "$" in node.text)
        yield from _marks(page, section)


def _dollar(page: Statement, line: int) -> Fault:
    why = "it is not closed, a line of it begins with '+ ' or '- ' and so starts a list, or a blank line divides it"
    return Fault(
        page.path, line, "formula", f"a dollar sign without its partner: the formula is not read as one ({why})"
    )


def _marks(page: Statement, section: Section) -> Iterator[Fault]:
    for node in section.walk():
        if node.kind == "html":
            yield Fault(page.path, node.line, "html", "HTML is not used in pages")
        elif node.kind == "text" and ("[[" in node.text or "]]" in node.text):
            yield Fault(page.path, node.line, "link", "a link is [[id]] or [[id|words]], on one line up to the bar")
        elif node.kind == "code-block" and not node.text.strip():
            yield Fault(page.path, node.line, "empty", "an empty block of code")
