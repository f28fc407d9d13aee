"""Where a corpus is on disk, and which of its files are pages and rules."""

from __future__ import annotations

import glob
import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from corollary.errors import InputError

PACKAGED = Path(__file__).resolve().parent.parent / "corpus"
STEM = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*\Z")
NOTATION, REFERENCES = "notation.yaml", "references.bib"


@dataclass(frozen=True, slots=True)
class File:
    """A file of a corpus: its full name, its folder's name as area ("" at the top), what tells whether it changed."""

    name: str
    area: str
    mtime: int
    size: int

    @property
    def path(self) -> Path:
        """The file as a path."""
        return Path(self.name)

    @property
    def mark(self) -> str:
        """A short text that changes when the file does."""
        return f"{self.mtime}:{self.size}"


def resolve(folder: Path | str | None) -> Path:
    """The corpus folder asked for (the packaged one for None); raises InputError if it is no folder."""
    try:
        path = PACKAGED if folder is None else Path(folder).expanduser()
        there = path.is_dir()
    except (OSError, RuntimeError):  # a name that is too long, a folder that may not be entered, an unknown ~user
        path, there = Path(str(folder)), False
    if not there:
        raise InputError(f"{path} is not a folder; give the folder of a corpus, with one folder of pages per area.")
    return path.resolve()


def files(folder: Path) -> tuple[File, ...]:
    """Pages (.md), Python files, notation and references under the folder, sorted by path.

    Left out: README.md, names that begin with a dot or an underscore (such as __init__.py), and links to folders.
    """
    return tuple(sorted(_scan(str(folder), str(folder)), key=lambda file: file.name))


def _scan(folder: str, root: str) -> Iterator[File]:
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if name.startswith((".", "_")):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _scan(entry.path, root)
            elif not entry.is_file():
                continue
            elif name in (NOTATION, REFERENCES) and folder == root:
                yield _file(entry, "")
            elif name.endswith((".md", ".py")) and name != "README.md":
                yield _file(entry, "" if folder == root else os.path.basename(folder))


def _file(entry: os.DirEntry[str], area: str) -> File:
    stat = entry.stat()
    return File(entry.path, area, stat.st_mtime_ns, stat.st_size)


def installed() -> tuple[Path, ...]:
    """The folders of corpora that other packages add (entry point group `corollary.corpus`), found without import."""
    if not _declared():
        return ()
    from importlib.metadata import entry_points
    from importlib.util import find_spec

    found = []
    for point in sorted(entry_points(group="corollary.corpus"), key=lambda point: point.name):
        try:
            spec = find_spec(point.value.partition(":")[0])
        except (ImportError, ValueError):
            spec = None
        locations = spec.submodule_search_locations if spec else None
        found += [Path(location).resolve() for location in (locations or ()) if Path(location).is_dir()]
    return tuple(found)


def _declared() -> bool:
    """Whether any installed package names the group: a look into small files, much faster than importlib.metadata."""
    for place in dict.fromkeys(sys.path):
        for path in glob.iglob(os.path.join(glob.escape(place or "."), "*-info", "entry_points.txt")):
            with suppress(OSError), open(path, "rb") as file:
                if b"[corollary.corpus]" in file.read():
                    return True
    return False
