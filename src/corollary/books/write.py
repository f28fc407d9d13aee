"""A planned book to a file, in the format that the file's name asks for."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from corollary.books.document import Document, Proofs
from corollary.errors import InputError

if TYPE_CHECKING:
    from corollary.books.plan import Plan
    from corollary.text.corpus import Corpus

FORMATS = {
    ".pdf": "typst", ".typ": "typst", ".tex": "latex", ".html": "html", ".md": "markdown", ".ipynb": "notebook",
    ".epub": "epub",
}  # fmt: skip
BINARY = (".pdf", ".epub")


def write(
    corpus: Corpus,
    plan: Plan,
    path: Path,
    proofs: Proofs = "full",
    advance: Callable[[int, int], None] = lambda done, of: None,
) -> Path:
    """Write the book; the file is replaced as a whole or not at all. Figures that it cannot hold go into a folder beside it.

    Args:
        advance: told how many statements are written, and of how many.

    Raises:
        InputError: the suffix is no known format, a construct cannot be carried, or the file cannot be written.
    """
    from corollary.text.typst import Unknown

    check(path)
    writer = importlib.import_module(f"corollary.books.writers.{FORMATS[path.suffix.lower()]}")
    document = Document(corpus, plan, proofs)
    try:
        if path.suffix.lower() in BINARY:
            made: bytes = writer.content(document, advance)
        else:
            made = writer.text(document, advance).encode()
    except Unknown as error:
        raise InputError(f"The book cannot be written as {path.suffix}: {error} has no form there.") from error
    beside = writer.beside(document) if hasattr(writer, "beside") else {}
    temporary = path.with_name(f".{path.name}.part")
    try:
        temporary.write_bytes(made)
        for name, content in beside.items():
            (path.parent / name).parent.mkdir(exist_ok=True)
            (path.parent / name).write_bytes(content)
        temporary.replace(path)
    except OSError as error:
        raise InputError(
            f"{path} cannot be written ({(error.strerror or str(error)).lower()}); choose another place."
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
    return path


def check(path: Path) -> None:
    """Raise InputError unless the path names a known format in a folder that is there."""
    if path.suffix.lower() not in FORMATS:
        raise InputError(f"{path} has no known format; end the name in {', '.join(FORMATS)}.")
    if not path.parent.is_dir():
        raise InputError(f"The folder {path.parent} does not exist; create it or choose another place.")
