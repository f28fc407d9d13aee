"""The version of a trial or an experiment: a digest of the source that its outcome depends on. Results belong to a version."""

from __future__ import annotations

import ast
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corollary.logic.experiment import Experiment
    from corollary.logic.trial import Trial


def sources(entry: Trial | Experiment) -> tuple[Path, ...]:
    """The files of the corpus that a trial or an experiment depends on: its own and those of the corpus that they import."""
    found: dict[str, Path] = {}
    waiting = [entry.function.__module__]
    corpus = entry.function.__module__.rsplit(".", 2)[0] + "."
    while waiting:
        name = waiting.pop()
        if name not in found and (path := _file(name)) is not None:
            found[name] = path
            waiting += [used for used in _imports(path) if used.startswith((corpus, "corollary.corpus."))]
    return tuple(sorted(found.values()))


def digest(paths: tuple[Path, ...]) -> str:
    """A digest of the contents of files; "" if one cannot be read."""
    try:
        return sha256("".join(map(_digest, paths)).encode()).hexdigest()[:20]
    except OSError:
        return ""


def _digest(path: Path) -> str:
    status = path.stat()
    return _content(path, status.st_mtime_ns, status.st_size)


@cache
def _content(path: Path, changed: int, size: int) -> str:
    return sha256(path.read_bytes()).hexdigest()


@cache
def _file(module: str) -> Path | None:
    found = find_spec(module)
    return Path(found.origin) if found and found.origin and not found.submodule_search_locations else None


@cache
def _imports(path: Path) -> tuple[str, ...]:
    """Modules named by the imports of a file, also those inside functions."""
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names += [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
        elif isinstance(node, ast.Import):
            names += [one.name for one in node.names]
    return tuple(name for name in names if _exists(name))


@cache
def _exists(name: str) -> bool:
    try:
        return name.startswith("corollary") and find_spec(name) is not None
    except ModuleNotFoundError:  # a name inside a module
        return False
