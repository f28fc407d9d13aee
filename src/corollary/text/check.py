"""`check`: every promise of the statement format held against a corpus folder; each fault has its file and line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corollary.text import folder, katex, store
from corollary.text.lint import formulas, front, links, proofs, rules, steps
from corollary.text.model import Fault


@dataclass(frozen=True, slots=True)
class Findings:
    """What `examine` found: faults, warnings (candidates for a mistake), notes on what could not be checked, and counts.

    `steps` are the steps of all proofs, `steps_checked` those of them that a machine checks, in whole or in part.
    """

    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    notes: tuple[str, ...]
    pages: int
    formulas: int
    steps: int = 0
    steps_checked: int = 0


def examine(directory: Path | str | None = None) -> Findings:
    """Everything that is wrong or suspect in a corpus folder (the packaged corpus for None)."""
    root = folder.resolve(directory)
    own = store.index(root)
    packaged = own if root == folder.PACKAGED else store.index(folder.PACKAGED)
    pages = own.statements()
    behind = pages if packaged is own else packaged.statements()
    context = links.Context(root, pages, behind, own.macros, packaged.macros, {**packaged.references, **own.references})
    faults = list(own.faults)
    ids = {**behind, **pages}
    for one in pages.values():
        faults += front.faults(one, ids)
        if one.sections:
            faults += front.lines(one, one.path.read_text(encoding="utf-8-sig"))
        if one.kind != "redirect":
            faults += proofs.faults(one)
            faults += rules.faults(one, ids)
            faults += steps.faults(one)
            faults += links.faults(one, context)
    faults += links.whole(context)
    placed = list(formulas.formulas(context))
    notes = []
    macros = {**packaged.macros, **own.macros}
    try:
        faults += formulas.faults(placed, macros)
    except katex.Unavailable as error:
        notes.append(f"The {len(placed)} formulas were not checked. {error}")
    found = sorted({*faults, *rules.warnings(pages)}, key=_place)
    wrong, warned = (tuple(fault for fault in found if fault.level == level) for level in ("fault", "warning"))
    counts = sum(len(page.steps) for page in pages.values()), sum(len(page.checked) for page in pages.values())
    return Findings(wrong, warned, tuple(notes), len(pages), len(placed), *counts)


def _place(fault: Fault) -> tuple[str, int, str, str]:
    return str(fault.file), fault.line, fault.code, fault.message


def check(directory: Path | str | None = None) -> list[Fault]:
    """The faults of a corpus folder (None: the packaged corpus), by file and line; empty if all promises are kept."""
    return list(examine(directory).faults)


def main(arguments: list[str] | None = None) -> int:
    """Print the faults of a folder: `python -m corollary.text.check [DIR] [--only PATTERN] [--warnings]`."""
    import argparse
    import sys
    from fnmatch import fnmatch

    parser = argparse.ArgumentParser(
        prog="python -m corollary.text.check", description="Hold a corpus folder to the format of statements."
    )
    parser.add_argument("directory", nargs="?", default=None, help="a corpus folder; the packaged corpus if left out")
    parser.add_argument(
        "--only", default="*", help="print only faults of files whose path contains or matches this pattern"
    )
    parser.add_argument("--warnings", action="store_true", help="print warnings too")
    options = parser.parse_args(arguments)
    findings = examine(options.directory)

    def wanted(fault: Fault) -> bool:
        return options.only in str(fault.file) or fnmatch(str(fault.file), options.only)

    shown = [fault for fault in findings.faults if options.only == "*" or wanted(fault)]
    for fault in shown + [
        one for one in findings.warnings if options.warnings and (options.only == "*" or wanted(one))
    ]:
        sys.stdout.write(f"{'warning: ' if fault.level == 'warning' else ''}{_relative(fault)}\n")
    for note in findings.notes:
        sys.stderr.write(f"{note}\n")
    sys.stderr.write(
        f"{findings.pages} pages, {findings.formulas} formulas: "
        f"{len(shown)} faults shown, {len(findings.faults)} in all, {len(findings.warnings)} warnings\n"
    )
    return 1 if findings.faults else 0


def _relative(fault: Fault) -> str:
    from os.path import relpath

    return f"{relpath(fault.file)}:{fault.line}: {fault.code}: {fault.message}"


if __name__ == "__main__":
    raise SystemExit(main())
