"""Formulas of pages and of the notation, held to KaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from corollary.text import katex, typst
from corollary.text.lint.links import Context
from corollary.text.model import Fault
from corollary.text.notation import Macro


@dataclass(frozen=True, slots=True)
class Placed:
    """A formula and where it stands."""

    formula: katex.Formula
    file: Path
    line: int


def formulas(context: Context) -> Iterator[Placed]:
    """Every formula of the folder's pages and titles, and every macro of its notation with letters for arguments."""
    for page in context.pages.values():
        for tex in re.findall(r"\$([^$]+)\$", page.title):
            yield Placed(katex.Formula(tex), page.path, 1)
        for node in page.formulas:
            yield Placed(katex.Formula(node.text, node.kind == "display"), page.path, node.line)
    for macro in context.macros.values():
        arguments = "".join("{" + letter + "}" for letter in "xyzuvwabc"[: macro.args])
        yield Placed(katex.Formula(f"\\{macro.name}{arguments}"), context.folder / "notation.yaml", macro.line)


def faults(placed: list[Placed], macros: Mapping[str, Macro]) -> Iterator[Fault]:
    """What KaTeX or the translation for print says against each formula; an undefined command is named once per file.

    Raises katex.Unavailable if KaTeX cannot be asked.
    """
    undefined: set[tuple[Path, str]] = set()
    for one, made in zip(placed, katex.render([one.formula for one in placed], macros), strict=True):
        if made.error.startswith("Undefined control sequence"):
            if (one.file, made.error) in undefined:
                continue
            undefined.add((one.file, made.error))
        if made.error:
            at = one.formula.tex[: max(made.position, 0)].count("\n") + (
                1 if one.formula.display and "\n" in one.formula.tex else 0
            )
            yield Fault(one.file, one.line + at, "tex", f"{made.error} in ${_short(one.formula.tex, made.position)}$")
        else:
            yield from _uncarried(one, macros)


def _uncarried(one: Placed, macros: Mapping[str, Macro]) -> Iterator[Fault]:
    """What KaTeX accepts and books cannot carry: a formula outside the TeX that is translated for print."""
    try:
        typst.formula(one.formula.tex, macros)
    except typst.Unknown as error:
        yield Fault(one.file, one.line, "print", f"{error} has no form in print, in ${_short(one.formula.tex, 0)}$")


def _short(tex: str, position: int, width: int = 60) -> str:
    """The formula on one line, cut to the neighbourhood of the error."""
    if len(tex) > width:
        start = max(0, min(position, len(tex)) - width // 2)
        tex = ("…" if start else "") + tex[start : start + width] + ("…" if start + width < len(tex) else "")
    return " ".join(tex.split())
