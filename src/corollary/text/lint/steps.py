"""Checked steps: each checks a step that the page has, and quotes what it checks as the page has it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corollary.text.model import CHECKS, Checked, Fault, Statement

QUOTE = re.compile(r"\$([^$]+)\$")


def faults(page: Statement) -> Iterator[Fault]:
    """Faults between the proof of a page and the checks of its steps in the Python file beside it."""
    for one in page.code.checked:
        for message in _faults(page, one):
            yield Fault(page.path.with_suffix(".py"), one.line, "step", f"{one.name}: {message}")


def _faults(page: Statement, one: Checked) -> Iterator[str]:
    if one.target.replace("_", "-") != page.id:
        yield f"it checks {one.target or 'nothing'}; a check stands beside the page whose step it checks, {page.id}"
        return
    steps = {step.number: step for step in page.steps}
    if one.number not in steps:
        yield f"the proof has no step {one.number}"
        return
    if one.kind not in CHECKS:
        yield f"it must end in return CHECK(…), where CHECK is one of {', '.join(CHECKS)}"
    if not one.mutant:
        yield "name in mutant= the constants that make the claim false"
    quotes = QUOTE.findall(one.claim)
    formulas = [
        _bare(node.text)
        for block in steps[one.number].body
        for node in block.walk()
        if node.kind in ("math", "display")
    ]
    if not quotes:
        yield "the docstring must quote a formula of the step, as $…$"
    for quote in quotes:
        if not any(_bare(quote) in formula for formula in formulas):
            yield f"step {one.number} of the page does not have ${quote}$"


def _bare(tex: str) -> str:
    return "".join(tex.split())
