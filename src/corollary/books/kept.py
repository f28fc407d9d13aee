"""What a book needs and an earlier book has made: formulas translated to Typst, and whole PDFs. Losing it costs only time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from hashlib import blake2b
from importlib import resources
from typing import TYPE_CHECKING

from corollary.text import cache as files
from corollary.text import typst
from corollary.text.tex import expand

if TYPE_CHECKING:
    from corollary.text.notation import Macro

FORMULAS = "typst.sqlite"
BOOKS, MOST = "books", 12  # the folder of PDFs in the cache, and how many stay there


class Translations:
    """Formulas as Typst: those of an earlier book are taken from the cache."""

    def __init__(self, macros: Mapping[str, Macro], formulas: Iterable[str]) -> None:
        self.macros = macros
        self._keys = {tex: _key(tex, macros) for tex in formulas}
        self._known = files.lookup(FORMULAS, self._keys.values())
        self._new: dict[str, str] = {}

    def __call__(self, tex: str) -> str:
        """The Typst of a formula. Raises typst.Unknown for a construct that has no form there."""
        key = self._keys.get(tex) or _key(tex, self.macros)
        if key not in self._known:
            self._known[key] = self._new[key] = typst.formula(tex, self.macros)
        return self._known[key]

    def keep(self) -> None:
        """Put what is new into the cache."""
        if self._new:
            files.keep(FORMULAS, self._new)
            self._new = {}


def pdf(source: str, make: Callable[[], bytes]) -> bytes:
    """The PDF of a Typst source: kept from an earlier time, or made and kept."""
    import typst as compiler

    name = blake2b(f"{getattr(compiler, '__version__', '')}\0{source}".encode(), digest_size=16).hexdigest()
    folder = files.directory() / BOOKS
    place = folder / f"{name}.pdf"
    try:
        found = place.read_bytes()
        if found.startswith(b"%PDF-") and found.rstrip().endswith(b"%%EOF"):
            place.touch()
            return found
    except OSError:
        pass
    made = make()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part = place.with_suffix(".part")
        part.write_bytes(made)
        part.replace(place)
        for old in sorted(folder.glob("*.pdf"), key=lambda one: one.stat().st_mtime)[:-MOST]:
            old.unlink(missing_ok=True)
    except OSError:
        pass  # a cache that cannot be written
    return made


def _key(tex: str, macros: Mapping[str, Macro]) -> str:
    text = json.dumps([_version(), expand(tex, macros)])
    return blake2b(text.encode(), digest_size=16).hexdigest()


@cache
def _version() -> str:
    """A text that changes with the translation."""
    package = resources.files("corollary.text")
    parts = [(package / name).read_bytes() for name in ("typst.py", "symbols.py", "tex.py")]
    return blake2b(b"\0".join(parts), digest_size=8).hexdigest()
