"""What a statement is: the plain data that the parser makes and everything else reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

THEOREM_LIKE = ("theorem", "lemma", "proposition", "corollary", "counterexample")
KINDS = (*THEOREM_LIKE, "definition", "open-problem", "observation", "background", "question", "redirect")

STATEMENT, PROOF, PROVED = "", "Proof", "Proved"

# By what each kind of check proves a step.
CHECKS = {
    "identity": "computer algebra",
    "inequality": "ball arithmetic",
    "entails": "SMT solver",
    "cases": "enumeration",
    "certified": "rational certificate",
}


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of a page: a block, or text within one.

    Blocks: paragraph, display, bullets, numbers, item, code-block, quote, table, row, cell, heading, rule.
    Inline: text, emph, strong, code, math, link, url, image, html, break.
    `text` is the TeX of display and math, the id of a link, the address of a url, the marker of a numbered item.
    """

    kind: str
    text: str = ""
    children: tuple[Node, ...] = ()
    line: int = 0

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def flat(self) -> str:
        """The words on one line: links as [[id]], code in backticks, each formula as the one character ∗."""
        match self.kind:
            case "text":
                return self.text
            case "math" | "display":
                return "∗" if self.kind == "math" else " ∗ "
            case "code":
                return f"`{self.text}`"
            case "link":
                return f"[[{self.text}]]"
            case "break":
                return " "
        inner = "".join(child.flat() for child in self.children)
        return f" {inner} " if self.kind in ("paragraph", "item", "cell") else inner


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page under one heading; the statement itself is the section named ""."""

    name: str
    line: int
    blocks: tuple[Node, ...]

    def walk(self) -> Iterator[Node]:
        """Every node of the section, in reading order."""
        for block in self.blocks:
            yield from block.walk()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement is from: a key of references.bib, and the place in it."""

    key: str
    place: str
    line: int

    def __str__(self) -> str:
        return f"{self.key}, {self.place}" if self.place else self.key


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another statement, with the section that has it."""

    id: str
    section: str
    line: int


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A named hypothesis: a bullet "`name`: …" of the statement."""

    name: str
    line: int
    body: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A numbered step of the proof."""

    number: int
    line: int
    body: tuple[Node, ...]

    def flat(self) -> str:
        """The words of the step on one line (see `Node.flat`)."""
        return " ".join("".join(node.flat() for node in self.body).split())


@dataclass(frozen=True, slots=True)
class Rule:
    """A function under @theorem, read from the syntax tree; `mentions` are the names in its signature."""

    name: str
    line: int
    parameters: tuple[str, ...]
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """A function under @trial or @ablation: the name or id it is about, and what an ablation breaks."""

    name: str
    line: int
    target: str
    breaks: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A function under @step: the step of the proof that it checks, by what kind of check, and its words for the claim.

    `kind` is the function that it returns the verdict of ("" if it cannot be read off), `mutant` whether it names one.
    """

    name: str
    line: int
    target: str
    number: int
    kind: str
    claim: str
    mutant: bool


@dataclass(frozen=True, slots=True)
class Quantity:
    """A class with `says`: a quantity or a property that a page introduces."""

    name: str
    line: int
    says: str


@dataclass(frozen=True, slots=True)
class Code:
    """What the Python file beside a page declares."""

    rules: tuple[Rule, ...] = ()
    trials: tuple[Trial, ...] = ()
    ablations: tuple[Trial, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    checked: tuple[Checked, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that `check` found, at a line (from 1) of a file. `level` is "fault" or "warning"."""

    file: Path
    line: int
    code: str
    message: str
    level: str = "fault"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.code}: {self.message}"


@dataclass(frozen=True)
class Statement:
    """One statement as its page has it, with what the Python file beside it declares."""

    id: str
    area: str
    path: Path
    kind: str = ""
    title: str = ""
    declared: str = ""
    to: str = ""
    sources: tuple[Source, ...] = ()
    sections: tuple[Section, ...] = ()
    code: Code = field(default_factory=Code)
    faults: tuple[Fault, ...] = ()

    @property
    def stem(self) -> str:
        """The name of the file and of the rule: the id with underscores."""
        return self.id.replace("-", "_")

    def section(self, name: str) -> Section | None:
        """The section of this name, or None."""
        return next((part for part in self.sections if part.name == name), None)

    @property
    def status(self) -> str:
        """How the statement stands: computed from its kind, its proof and what its front matter declares."""
        if self.kind in THEOREM_LIKE:
            return self.declared or ("proved here" if self.section(PROOF) else "")
        default = {"observation": "observed", "open-problem": "open"}
        return self.declared or default.get(self.kind, self.kind)

    @property
    def rule(self) -> Rule | None:
        """The rule with the page's name, if the Python file beside it has one."""
        return next((rule for rule in self.code.rules if rule.name == self.stem), None)

    @cached_property
    def checked(self) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """The steps of the proof that a machine checks, in whole or in part, each with what it checks them by."""
        mine = [one for one in self.code.checked if one.target.replace("_", "-") == self.id]
        numbers = sorted({one.number for one in mine})
        return tuple((n, unique([CHECKS.get(one.kind, "") for one in mine if one.number == n])) for n in numbers)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every link of the page, in reading order."""
        return tuple(
            Link(node.text, part.name, node.line)
            for part in self.sections
            for node in part.walk()
            if node.kind == "link"
        )

    @cached_property
    def formulas(self) -> tuple[Node, ...]:
        """Every formula of the text (nodes of kind math or display), in reading order."""
        return tuple(node for part in self.sections for node in part.walk() if node.kind in ("math", "display"))

    @cached_property
    def hypotheses(self) -> tuple[Hypothesis, ...]:
        """The bullets "`name`: …" of the statement, in order."""
        part = self.section(STATEMENT)
        items = [item for block in part.blocks if block.kind == "bullets" for item in block.children] if part else []
        found = (named_bullet(item) for item in items)
        return tuple(one for one in found if one is not None)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The numbered steps of the proof, in order."""
        part = self.section(PROOF)
        lists = [block for block in part.blocks if block.kind == "numbers"] if part else []
        return tuple(Step(int(item.text or 0), item.line, item.children) for block in lists for item in block.children)


def unreadable(path: Path, error: OSError) -> Fault:
    """The fault of a file that the system does not let us read."""
    return Fault(path, 1, "unreadable", f"the file cannot be read: {error.strerror or error}")


def named_bullet(item: Node) -> Hypothesis | None:
    """The hypothesis that a bullet "`name`: …" states, or None if it has another form."""
    if not item.children or item.children[0].kind != "paragraph":
        return None
    head = item.children[0].children
    if len(head) < 2 or head[0].kind != "code" or head[1].kind != "text" or not head[1].text.startswith(":"):
        return None
    first = Node("text", head[1].text[1:].lstrip(), (), head[1].line)
    opening = Node("paragraph", "", (first, *head[2:]), item.line)
    return Hypothesis(head[0].text, item.line, (opening, *item.children[1:]))


def unique(ids: Iterator[str] | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """The ids without repetitions, in order of first appearance."""
    return tuple(dict.fromkeys(ids))
