"""Hypotheses and proof of a page: every step says what it uses, and what it names exists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corollary.text.model import PROOF, STATEMENT, THEOREM_LIKE, Fault, Node, Section, Statement, Step, named_bullet

BY = re.compile(r"(?:^|(?<=\s))By\s")
NEXT = re.compile(r"(?<!\bi\.e)(?<!\be\.g)(?<!\bcf)(?<!\bresp)(?<!\bThm)(?<!\bCh)[.?!]\s+(?=[A-Z∗\[`])")
STEPS = re.compile(r"\b[Ss]teps?\s+(\d+(?:\s*(?:,\s*and|,|and|or|to|–|-)\s*\d+)*)")
CODE = re.compile(r"`([^`]+)`")
PLAIN = re.compile(
    r"\b(definitions?|algebra\w*|calculus|choices?|arithmetic|induction|inductive|construction|assumption|convention|case|cases|rearrang\w+"
    r"|counting|contradiction|hypothes[ie]s|notation|symmetry|linearity|monotonicity|continuity|convexity|homogeneity)\b"
)
WEASELS = re.compile(
    r"\b(clearly|obviously|trivially|evidently|of course|straightforward(?:ly)?|without difficulty|needless to say"
    r"|it is (?:easy|easily|straightforward|immediate|clear|obvious|well[- ]known)|left to the reader"
    r"|(?:is|are) (?:easily|readily) (?:seen|checked|verified|shown)|easily (?:seen|checked|verified|follows?)"
    r"|one (?:easily|readily|can easily) \w+|one can show|it can be shown"
    r"|standard (?:arguments?|facts?|techniques?|calculations?|computations?|results?)"
    r"|well[- ]known (?:fact|result|that)"
    r"|(?:easy|routine|simple) (?:exercise|calculation|computation|check|to (?:see|check|show|verify)))\b",
    re.IGNORECASE,
)


def faults(page: Statement) -> Iterator[Fault]:
    """Faults of the hypotheses, of the proof, and of what the section Necessity names."""
    names = [one.name for one in page.hypotheses]
    yield from _hypotheses(page)
    proof = page.section(PROOF)
    if proof is not None:
        yield from _proof(page, proof, names)
    necessity = page.section("Necessity")
    for item in _named(necessity) if necessity else ():
        if names and item.text not in names and item.text != "confidence":
            yield Fault(
                page.path,
                item.line,
                "hypothesis",
                f"Necessity speaks of `{item.text}`, which is no hypothesis of the statement",
            )


def _named(section: Section) -> Iterator[Node]:
    """The names in backticks that head the bullets of a section."""
    for block in section.blocks:
        for item in block.children if block.kind == "bullets" else ():
            found = named_bullet(item)
            if found is not None:
                yield Node("code", found.name, (), found.line)


def _hypotheses(page: Statement) -> Iterator[Fault]:
    seen: set[str] = set()
    for one in page.hypotheses:
        if one.name in seen:
            yield Fault(page.path, one.line, "hypothesis", f"the hypothesis `{one.name}` appears twice")
        seen.add(one.name)
    body = page.section(STATEMENT)
    if page.kind not in THEOREM_LIKE or not page.hypotheses or body is None:
        return
    last = body.blocks[-1]
    if last.kind == "bullets" and named_bullet(last.children[-1]):
        yield Fault(page.path, last.line, "hypothesis", "the hypotheses come last; the conclusion must follow them")


def _proof(page: Statement, proof: Section, names: list[str]) -> Iterator[Fault]:
    steps = page.steps
    if not steps:
        yield Fault(page.path, proof.line, "proof", "the proof must be a numbered list of steps")
        return
    for block in proof.blocks:
        if block.kind not in ("numbers", "rule") and not _heading(block):
            yield Fault(
                page.path,
                block.line,
                "proof",
                "text outside the numbered steps; put it into a step, indented by three spaces",
            )
    for expected, step in enumerate(steps, 1):
        if step.number != expected:
            yield Fault(page.path, step.line, "step", f"step {step.number} should have the number {expected}")
        yield from _step(page, step, names, expected == len(steps), len(steps))
    for node in proof.walk():
        for found in WEASELS.finditer(node.text) if node.kind == "text" else ():
            yield Fault(page.path, node.line, "weasel", f"{found.group(0)!r} proves nothing; say why")


def _heading(block: Node) -> bool:
    """Whether a paragraph between lists of steps only names the part that follows."""
    return block.kind == "paragraph" and len(block.children) == 1 and block.children[0].kind in ("strong", "emph")


def _step(page: Statement, step: Step, names: list[str], last: bool, count: int) -> Iterator[Fault]:
    def fault(code: str, message: str) -> Fault:
        return Fault(page.path, step.line, code, f"step {step.number}: {message}")

    text = step.flat()
    if last and not text.endswith("∎"):
        yield fault("qed", "the proof must end in ∎")
    elif "∎" in text.removesuffix("∎") or (not last and "∎" in text):
        yield fault("qed", "∎ belongs at the end of the last step, once")
    text = text.replace("∎", "").rstrip()
    starts = [found.start() for found in BY.finditer(text)]
    tail = text[starts[-1] :] if starts else ""
    if not tail.endswith((".", ".)")) or NEXT.search(tail):
        yield fault("by", "the step must end with a sentence 'By ….' that names what it uses")
        tail = ""
    elif not (PLAIN.search(tail) or "[[" in tail or "`" in tail or STEPS.search(tail)):
        yield fault(
            "by",
            f"{tail!r} names nothing: use [[links]], `hypotheses`, 'step k', 'definition', 'algebra', 'choice of …'",
        )
    for name in dict.fromkeys(CODE.findall(tail)):
        if name not in names and name != "confidence":
            yield fault(
                "hypothesis",
                f"`{name}` is no hypothesis of the statement" + (f"; these are {', '.join(names)}" if names else ""),
            )
    for number in dict.fromkeys(int(digits) for found in STEPS.findall(tail) for digits in re.findall(r"\d+", found)):
        if number >= step.number:
            yield fault("step", f"step {number} comes later" if number <= count else f"there is no step {number}")
    others = {
        int(digits)
        for found in STEPS.findall(text[: starts[-1]] if starts else text)
        for digits in re.findall(r"\d+", found)
    }
    for number in sorted(others):
        if number > count or number < 1:
            yield fault("step", f"there is no step {number}")
