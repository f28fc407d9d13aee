"""The files beside the pages: what the build made (script, style, fonts), KaTeX's fonts, the icon, the figures."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
WEB, KATEX, FIGURES = PACKAGE / "_web", PACKAGE / "_katex", PACKAGE / "corpus" / "questions" / "figures"
FOLDERS = {"assets/katex/fonts/": KATEX / "fonts", "assets/": WEB, "figures/": FIGURES}  # by the start of the path
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#1b4a86"/>'
    '<path d="M21 11a7 7 0 1 0 0 10" fill="none" stroke="#fffefa" stroke-width="3" stroke-linecap="round"/></svg>'
)
TYPES = {
    ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".png": "image/png",
    ".json": "application/json", ".txt": "text/plain", ".csv": "text/csv",
}  # fmt: skip


def missing() -> str:
    """Why pages cannot be shown here, as one sentence; empty if they can."""
    if all((WEB / name).is_file() for name in ("reader.js", "reader.css")) and (KATEX / "fonts").is_dir():
        return ""
    return "The reader's script and style are not in this installation (npm was not reached when corollary was built); reinstall corollary with network."


def find(path: str) -> tuple[bytes, str] | None:
    """The content and type of an asset, by its path under the site's root; None if there is none."""
    if path == "assets/icon.svg":
        return ICON.encode(), "image/svg+xml"
    for prefix, folder in FOLDERS.items():
        if path.startswith(prefix):
            place = (folder / path.removeprefix(prefix)).resolve()
            if place.is_relative_to(folder.resolve()) and place.is_file() and place.suffix in TYPES:
                return place.read_bytes(), TYPES[place.suffix]
            return None
    return None


def digest(content: bytes) -> str:
    """A short text that changes with the content."""
    return blake2b(content, digest_size=12).hexdigest()


@cache
def version(path: str) -> str:
    """The digest of an asset, empty if there is none: in its address, so that a browser need not ask for it again."""
    found = find(path)
    return digest(found[0]) if found else ""


def paths() -> Iterator[str]:
    """The path of every asset."""
    yield "assets/icon.svg"
    for prefix, folder in FOLDERS.items():
        for place in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if place.is_file() and place.suffix in TYPES:
                yield prefix + place.relative_to(folder).as_posix()
