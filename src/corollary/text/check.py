"""`check`: every promise that the format of a statement makes, held against a corpus folder; each fault has its file and line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from corollary.text import code, folder, notation, page, references
from corollary.text.lint import front, links, proofs, rules
from corollary.text.model import Code, Fault, Statement
from corollary.text.notation import Macro


@dataclass(frozen=True, slots=True)
class Findings:
    """What `examine` found: faults, warnings (candidates for a mistake), and notes on what could not be checked."""

    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    notes: tuple[str, ...]
    pages: int
    formulas: int


@dataclass(frozen=True)
class Source:
    """A corpus folder as it is read for a check: pages by id, macros, keys of references, faults of reading."""

    pages: dict[str, Statement]
    macros: dict[str, Macro]
    references: dict[str, references.Reference]
    faults: tuple[Fault, ...]


def read(root: Path) -> Source:
    """Everything in a corpus folder; what cannot be read is among the faults."""
    pages: dict[str, Statement] = {}
    faults: list[Fault] = []
    found = folder.files(root)
    codes: dict[Path, Code] = {}
    for file in found:
        if file.path.suffix == ".py":
            codes[file.path], wrong = code.read(file.path)
            faults += wrong
    for file in found:
        if file.path.suffix != ".md":
            continue
        one = page.read(file.path, file.area, codes.pop(file.path.with_suffix(".py"), None))
        faults += one.faults
        if one.id in pages:
            faults.append(Fault(file.path, 1, "duplicate", f"the id {one.id} is already that of {pages[one.id].path}"))
        else:
            pages[one.id] = one
    faults += [Fault(path, 1, "rule", f"there is no page {path.stem}.md beside this file") for path in codes]
    macros, wrong = notation.read(root / folder.NOTATION) if (root / folder.NOTATION).exists() else ({}, ())
    faults += wrong
    known, wrong = references.read(root / folder.REFERENCES) if (root / folder.REFERENCES).exists() else ({}, ())
    return Source(pages, macros, known, (*faults, *wrong))


def examine(directory: Path | str | None = None) -> Findings:
    """Everything that is wrong or suspect in a corpus folder (the packaged corpus for None)."""
    root = folder.resolve(directory)
    own = read(root)
    packaged = own if root == folder.PACKAGED else read(folder.PACKAGED)
    context = links.Context(root, own.pages, packaged.pages, own.macros, packaged.macros, {**packaged.references, **own.references})
    faults = list(own.faults)
    ids = {**packaged.pages, **own.pages}
    for one in own.pages.values():
        faults += front.faults(one, ids)
        if one.sections:
            faults += front.lines(one, one.path.read_text(encoding="utf-8-sig"))
        if one.kind != "redirect":
            faults += proofs.faults(one)
            faults += rules.faults(one, ids)
            faults += links.faults(one, context)
    faults += links.whole(context)
    found = sorted({*faults, *rules.warnings(own.pages)}, key=_place)
    wrong, warned = (tuple(fault for fault in found if fault.level == level) for level in ("fault", "warning"))
    return Findings(wrong, warned, (), len(own.pages), 0)


def _place(fault: Fault) -> tuple[str, int, str, str]:
    return str(fault.file), fault.line, fault.code, fault.message


def check(directory: Path | str | None = None) -> list[Fault]:
    """The faults of a corpus folder (of the packaged corpus for None), by file and line; empty if it keeps every promise."""
    return list(examine(directory).faults)


def main(arguments: list[str] | None = None) -> int:
    """Print the faults of a folder: `python -m corollary.text.check [DIR] [--only PATTERN] [--warnings]`."""
    import argparse
    import sys
    from fnmatch import fnmatch

    parser = argparse.ArgumentParser(prog="python -m corollary.text.check", description="Hold a corpus folder to the format of statements.")
    parser.add_argument("directory", nargs="?", default=None, help="a corpus folder; the packaged corpus if left out")
    parser.add_argument("--only", default="*", help="print only faults of files whose path contains or matches this pattern")
    parser.add_argument("--warnings", action="store_true", help="print warnings too")
    options = parser.parse_args(arguments)
    findings = examine(options.directory)

    def wanted(fault: Fault) -> bool:
        return options.only in str(fault.file) or fnmatch(str(fault.file), options.only)

    shown = [fault for fault in findings.faults if options.only == "*" or wanted(fault)]
    for fault in shown + [one for one in findings.warnings if options.warnings and (options.only == "*" or wanted(one))]:
        sys.stdout.write(f"{'warning: ' if fault.level == 'warning' else ''}{_relative(fault)}\n")
    for note in findings.notes:
        sys.stderr.write(f"{note}\n")
    sys.stderr.write(f"{findings.pages} pages, {findings.formulas} formulas: {len(shown)} faults, {len(findings.warnings)} warnings\n")
    return 1 if findings.faults else 0


def _relative(fault: Fault) -> str:
    from os.path import relpath

    return f"{relpath(fault.file)}:{fault.line}: {fault.code}: {fault.message}"


if __name__ == "__main__":
    raise SystemExit(main())
