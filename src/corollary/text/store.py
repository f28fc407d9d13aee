"""The index of a corpus folder, kept in SQLite in the cache folder, keyed on the times and sizes of the files.

A missing, damaged or unwritable cache costs time only: the index is then made anew, in memory if need be.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import astuple
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

from corollary.text import build, cache, folder, serial, tex
from corollary.text.build import Contents
from corollary.text.entry import Entry, entry
from corollary.text.model import Fault, Statement
from corollary.text.notation import Macro
from corollary.text.references import Reference

SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE pages (path TEXT PRIMARY KEY, id TEXT, mark TEXT, data TEXT);
CREATE INDEX by_id ON pages (id);
CREATE VIRTUAL TABLE words USING fts5 (
    id, title, about, body, symbols, authors, tokenize = "porter unicode61 remove_diacritics 2"
);
"""


class Index:
    """What is known of a corpus folder: entries, macros and references at once, statements and words when asked for."""

    def __init__(self, root: Path, files: tuple[folder.File, ...], connection: sqlite3.Connection) -> None:
        self.root, self._files, self._connection = root, files, connection
        self._meta = dict(connection.execute("SELECT key, value FROM meta"))

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Every statement by id, redirects included."""
        return {row[0]: _entry(row) for row in json.loads(self._meta["entries"])}

    @cached_property
    def macros(self) -> dict[str, Macro]:
        """The macros of notation.yaml by name."""
        return {row[0]: Macro(*row) for row in json.loads(self._meta["macros"])}

    @cached_property
    def references(self) -> dict[str, Reference]:
        """The references of references.bib by key."""
        rows = json.loads(self._meta["references"])
        return {key: Reference(key, tuple(authors), *rest) for key, authors, *rest in rows}

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What could not be read."""
        return tuple(
            Fault(Path(file), line, code, message) for file, line, code, message in json.loads(self._meta["faults"])
        )

    @property
    def mark(self) -> str:
        """Changes with any file of the folder and with the code that reads it; empty for an index that is not kept."""
        return str(self._meta["current"]) if self._meta.get("current") else ""

    def query(self, sql: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of the index; if the file turns out to be damaged, the index is first made anew in memory."""
        try:
            return self._connection.execute(sql, tuple(values)).fetchall()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            self._connection = _memory(self.root, self._files)
            return self._connection.execute(sql, tuple(values)).fetchall()

    def statement(self, id: str) -> Statement:
        """The statement with its text; KeyError if the folder has none of this id."""
        rows = self.query("SELECT data FROM pages WHERE path = ?", [self.entries[id].path])
        return serial.load(rows[0][0])

    def statements(self) -> dict[str, Statement]:
        """Every statement with its text, by id."""
        return {id: self.statement(id) for id in self.entries}


def index(root: Path) -> Index:
    """The index of a corpus folder (see `folder.resolve`), from the cache if no file changed since."""
    files = folder.files(root)
    place = cache.directory() / f"corpus-{_digest(str(root))}.sqlite"
    current = _digest(_version(), *(f"{file.name}|{file.mark}" for file in files))
    known: dict[str, tuple[str, str]] = {}
    try:
        connection = _opened(place)
        meta = dict(connection.execute("SELECT key, substr(value, 1, 99) FROM meta"))
        if meta.get("current") == current and meta.keys() >= {"entries", "macros", "references", "faults"}:
            return Index(root, files, connection)
        with closing(connection):
            if meta.get("version") == _version():
                known = {
                    path: (mark, data) for path, mark, data in connection.execute("SELECT path, mark, data FROM pages")
                }
    except (sqlite3.Error, OSError, ValueError):
        known = {}

    def reuse(path: str, mark: str) -> Statement | None:
        return serial.load(known[path][1]) if path in known and known[path][0] == mark else None

    found = build.contents(root, files, reuse)
    connection = _written(place, found, current) or _filled(
        sqlite3.connect(":memory:", check_same_thread=False), found, current
    )
    return Index(root, files, connection)


def _entry(row: list[Any]) -> Entry:
    cells: list[Any] = [tuple(cell) if isinstance(cell, list) else cell for cell in row]
    return Entry(*cells)


def _opened(place: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{place.as_uri()}?mode=ro", uri=True, check_same_thread=False)


def _memory(root: Path, files: tuple[folder.File, ...]) -> sqlite3.Connection:
    return _filled(sqlite3.connect(":memory:", check_same_thread=False), build.contents(root, files), "")


def _written(place: Path, found: Contents, current: str) -> sqlite3.Connection | None:
    """A connection to the index written to its place in one move; None if that place cannot be written."""
    temporary = place.with_name(f"{place.name}.{os.getpid()}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary.unlink(missing_ok=True)
        with closing(sqlite3.connect(temporary)) as connection:
            _filled(connection, found, current)
        temporary.replace(place)
        return _opened(place)
    except (sqlite3.Error, OSError):
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        return None


def _filled(connection: sqlite3.Connection, found: Contents, current: str) -> sqlite3.Connection:
    connection.executescript(SCHEMA)
    entries = {id: entry(page) for id, page in found.pages.items()}
    meta = {
        "version": _version(),
        "current": current,
        "entries": [astuple(one) for one in entries.values()],
        "macros": [astuple(one) for one in found.macros.values()],
        "references": [astuple(one) for one in found.references.values()],
        "faults": [(str(one.file), one.line, one.code, one.message) for one in found.faults],
    }
    with connection:
        rows = (
            (key, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
            for key, value in meta.items()
        )
        connection.executemany("INSERT INTO meta VALUES (?, ?)", rows)
        pages = ((str(one.path), one.id, found.marks[str(one.path)], serial.dump(one)) for one in found.pages.values())
        connection.executemany("INSERT INTO pages VALUES (?, ?, ?, ?)", pages)
        words = (_words(one, found) for one in found.pages.values() if one.kind != "redirect")
        connection.executemany("INSERT INTO words VALUES (?, ?, ?, ?, ?, ?)", words)
    return connection


def _words(page: Statement, found: Contents) -> tuple[str, ...]:
    """What a search looks at: id, title, kind and area, text, symbols, authors and keys of the sources."""
    body = " ".join(block.flat() for part in page.sections for block in part.blocks).replace("∗", " ")
    formulas = {node.text for node in page.formulas}
    symbols = {tex.token(symbol) for formula in formulas for symbol in tex.symbols(formula, found.macros)}
    cited = [found.references[one.key] for one in page.sources if one.key in found.references]
    authors = [
        *(name for one in cited for name in one.authors),
        *(one.key for one in page.sources),
        *(one.year for one in cited),
    ]
    return page.id, page.title, f"{page.kind} {page.area}", body, " ".join(sorted(symbols)), " ".join(authors)


def _digest(*parts: str) -> str:
    return blake2b("\n".join(parts).encode(), digest_size=12).hexdigest()


def _version() -> str:
    """Changes whenever the code that reads pages does, so that a newer Corollary never trusts an older index."""
    stats = (os.stat(path) for path in sorted(Path(__file__).parent.glob("*.py")))
    return _digest(*(f"{stat.st_mtime_ns}:{stat.st_size}" for stat in stats))
