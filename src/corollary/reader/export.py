"""The site as files that any web server can serve, search included."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from corollary.errors import InputError
from corollary.reader import assets, data

if TYPE_CHECKING:
    from corollary.reader.site import Site


def export(
    site: Site, folder: Path, base: str = "", advance: Callable[[int, int], None] = lambda done, of: None
) -> int:
    """Write every page, asset and JSON file; returns their number. Files that are there are replaced.

    Args:
        base: address at which the site will stand, for the sitemap; without it the sitemap has relative addresses.

    Raises:
        InputError: the folder cannot be written.
    """
    site.bodies.make_ahead().join()
    todo = list(files(site, base))
    try:
        for done, (name, make) in enumerate(todo, 1):
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(make())
            advance(done, len(todo))
    except OSError as error:
        raise InputError(
            f"{folder} cannot be written ({(error.strerror or str(error)).lower()}); choose another place."
        ) from error
    return len(todo)


def files(site: Site, base: str = "") -> Iterator[tuple[str, Callable[[], bytes]]]:
    """The name of every file of the site and what makes its content."""
    for path in site.paths():
        name = f"{path}index.html" if path == "" or path.endswith("/") else path
        yield name, lambda path=path: site.page(path).encode()  # type: ignore[misc]
    for path in assets.paths():
        yield path, lambda path=path: (assets.find(path) or (b"", ""))[0]  # type: ignore[misc]
    corpus = site.corpus
    for name, of in data.MAKERS.items():
        yield f"data/{name}.json", lambda of=of: _json(of(corpus))  # type: ignore[misc]
    for id in corpus.entries:
        yield f"data/statement/{id}.json", lambda id=id: _json(data.statement(corpus, id))  # type: ignore[misc]
    yield "objects.inv", lambda: inventory(site)
    yield "sitemap.xml", lambda: sitemap(site, base)


def _json(of: object) -> bytes:
    return json.dumps(of, ensure_ascii=False, separators=(",", ":")).encode()


def inventory(site: Site) -> bytes:
    """What Sphinx's intersphinx reads, so that other projects can link to a statement by its id."""
    from corollary import __version__

    head = f"# Sphinx inventory version 2\n# Project: Corollary\n# Version: {__version__}\n# The remainder of this file is compressed using zlib.\n"
    rows = [
        f"{entry.id} std:label -1 statement/$/ {' '.join(entry.title.replace('$', '').split())}"
        for entry in site.corpus.entries.values()
    ]
    return head.encode() + zlib.compress("".join(row + "\n" for row in rows).encode(), 9)


def sitemap(site: Site, base: str) -> bytes:
    """The addresses of all pages."""
    root = base.rstrip("/") + "/" if base else ""
    rows = "".join(
        f"<url><loc>{escape(root + path)}</loc></url>" for path in site.paths() if not path.startswith("knowl/")
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode()
