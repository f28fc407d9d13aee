"""A corpus folder read as a whole: pages with the code beside them, notation, references, and the faults of reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corollary.text import code, folder, notation, page, references
from corollary.text.model import Code, Fault, Statement
from corollary.text.notation import Macro
from corollary.text.references import Reference

Known = Callable[[str, str], Statement | None]


@dataclass(frozen=True)
class Contents:
    """What a corpus folder holds. `marks` has, for each page's path, a text that changes with the page or its code."""

    pages: Mapping[str, Statement]
    marks: Mapping[str, str]
    macros: Mapping[str, Macro]
    references: Mapping[str, Reference]
    faults: tuple[Fault, ...]


def contents(root: Path, files: Sequence[folder.File], known: Known = lambda path, mark: None) -> Contents:
    """Everything in the folder; `known` may give a page that was read before, by path and mark."""
    code_files = {file.path: file for file in files if file.path.suffix == ".py"}
    pages: dict[str, Statement] = {}
    marks: dict[str, str] = {}
    faults: list[Fault] = []
    for file in files:
        if file.path.suffix != ".md":
            continue
        beside = code_files.pop(file.path.with_suffix(".py"), None)
        mark = f"{file.mark}/{beside.mark if beside else ''}"
        one = known(str(file.path), mark) or _page(file, beside)
        faults += one.faults
        marks[str(file.path)] = mark
        if one.id in pages:
            faults.append(Fault(file.path, 1, "duplicate", f"the id {one.id} is already that of {pages[one.id].path}"))
        else:
            pages[one.id] = one
    for path in code_files:
        faults += code.read(path)[1]
        faults.append(Fault(path, 1, "rule", f"there is no page {path.stem}.md beside this file"))
    macros, wrong = notation.read(root / folder.NOTATION) if (root / folder.NOTATION).is_file() else ({}, ())
    known_references, broken = (
        references.read(root / folder.REFERENCES) if (root / folder.REFERENCES).is_file() else ({}, ())
    )
    return Contents(pages, marks, macros, known_references, (*faults, *wrong, *broken))


def _page(file: folder.File, beside: folder.File | None) -> Statement:
    declared, wrong = code.read(beside.path) if beside else (Code(), ())
    return page.read(file.path, file.area, declared, wrong)
