"""The folder where Corollary keeps what it can make again, with small SQLite files. Losing them costs only time."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path


def directory() -> Path:
    """The cache folder: $COROLLARY_CACHE, else the platform's place for caches. It need not exist."""
    chosen = os.environ.get("COROLLARY_CACHE")
    if chosen:
        return Path(chosen).absolute()
    from platformdirs import user_cache_path

    return user_cache_path("corollary", appauthor=False)


def lookup(name: str, keys: Iterable[str]) -> dict[str, str]:
    """Those of the keys that the cache file has, with their values; nothing if the file is missing or damaged."""
    path = directory() / name
    wanted = list(keys)
    found: dict[str, str] = {}
    if not path.is_file():
        return found
    try:
        with closing(sqlite3.connect(path, timeout=1)) as connection:
            for start in range(0, len(wanted), 500):
                part = wanted[start : start + 500]
                marks = ",".join("?" * len(part))
                found.update(connection.execute(f"SELECT key, value FROM kept WHERE key IN ({marks})", part))
    except sqlite3.Error:
        return {}
    return found


def keep(name: str, values: Mapping[str, str]) -> None:
    """Add values to the cache file; a damaged file is replaced, and a place that cannot be written is left alone."""
    path = directory() / name
    for attempt in range(2):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(path, timeout=1)) as connection, connection:
                connection.execute("CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID")
                connection.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?)", values.items())
            return
        except sqlite3.OperationalError:
            return
        except sqlite3.DatabaseError:
            if attempt == 0:
                path.unlink(missing_ok=True)
        except OSError:
            return
