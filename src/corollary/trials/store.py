"""Results on disk: one row for each batch, in a small SQLite file in the user's data folder (or in $COROLLARY_LAB).

A row is keyed by statement, trial, version, seed, batch and mutant, and never changes: writing it again is nothing.
"""

from __future__ import annotations

import json
import os
import sqlite3
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING

from corollary.errors import InputError
from corollary.trials.batch import Batch, Seen
from corollary.trials.version import digest, sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corollary.logic.trial import Trial

SCHEMA = """
CREATE TABLE IF NOT EXISTS trial (
    id TEXT, name TEXT, breaks TEXT, version TEXT, sources TEXT, family INTEGER, PRIMARY KEY (id, name));
CREATE TABLE IF NOT EXISTS batch (
    id TEXT, name TEXT, seed INTEGER, number INTEGER, mutant TEXT,
    draws INTEGER, failures INTEGER, undefined INTEGER, delta REAL, tightest REAL, seconds REAL, error TEXT,
    applied INTEGER, stronger INTEGER,
    PRIMARY KEY (id, name, mutant, seed, number)) WITHOUT ROWID;
"""
COLUMNS = "draws, failures, undefined, delta, tightest, seconds, error, applied, stronger"
WAIT = 30.0  # seconds for another process to finish writing


def path() -> Path:
    """Where results are kept."""
    from platformdirs import user_data_path

    folder = os.environ.get("COROLLARY_LAB")
    return (Path(folder) if folder else user_data_path("corollary", appauthor=False)) / "trials.sqlite"


class Store:
    """The results of trials. A trial whose source has changed loses its old ones when it is next opened.

    Raises:
        InputError: the file cannot be opened or is none of ours.
    """

    def __init__(self, file: Path | None = None) -> None:
        self.file = file or path()
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self._base = sqlite3.connect(self.file, timeout=WAIT)
            self._base.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + SCHEMA)
        except (OSError, sqlite3.Error) as why:
            raise InputError(
                f"Results cannot be kept in {self.file} ({str(why).lower()}); set COROLLARY_LAB to another folder."
            ) from why

    def open(self, trial: Trial, family: int) -> None:
        """Make ready for a trial: forget what was found with another source."""
        files = sources(trial)
        version = digest(files)
        known = self._base.execute("SELECT version FROM trial WHERE (id, name) = (?, ?)", (trial.id, trial.name))
        if known.fetchone() != (version,):
            self._base.execute("DELETE FROM batch WHERE (id, name) = (?, ?)", (trial.id, trial.name))
        self._base.execute(
            "INSERT OR REPLACE INTO trial VALUES (?, ?, ?, ?, ?, ?)",
            (trial.id, trial.name, trial.breaks, version, json.dumps([str(file) for file in files]), family),
        )

    def put(self, batch: Batch, seen: Seen) -> None:
        """Keep the result of a batch; one that is there stays."""
        key = batch.id, batch.name, batch.seed, batch.number, batch.mutant
        marks = ", ".join("?" * (len(key) + len(astuple(seen))))
        self._base.execute(f"INSERT OR IGNORE INTO batch VALUES ({marks})", (*key, *astuple(seen)))

    def found(self, id_: str, name: str, seed: int, mutant: str = "") -> dict[int, Seen]:
        """The results of a trial under a seed, by number of the batch."""
        rows = self._base.execute(
            f"SELECT number, {COLUMNS} FROM batch WHERE (id, name, mutant, seed) = (?, ?, ?, ?) ORDER BY number",
            (id_, name, mutant, seed),
        )
        return {number: Seen(*rest) for number, *rest in rows}

    def every(self, id_: str) -> Iterator[tuple[str, str | None, int, list[tuple[Batch, Seen]]]]:
        """For each trial of a statement whose source is as it was: its name, what it breaks, the family, its batches of all seeds."""
        trials = self._base.execute(
            "SELECT name, breaks, version, sources, family FROM trial WHERE id = ? ORDER BY rowid", (id_,)
        )
        for name, breaks, version, files, family in trials.fetchall():
            if digest(tuple(map(Path, json.loads(files)))) == version:
                rows = self._base.execute(
                    f"SELECT seed, number, {COLUMNS} FROM batch WHERE (id, name, mutant) = (?, ?, '') ORDER BY seed, number",
                    (id_, name),
                )
                kept = [(Batch(id_, name, seed, number), Seen(*rest)) for seed, number, *rest in rows]
                yield name, breaks, family, kept

    def commit(self) -> None:
        """Write what was put."""
        self._base.commit()

    def close(self) -> None:
        """Write and close."""
        self._base.commit()
        self._base.close()
