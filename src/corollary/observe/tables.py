"""Tables and arrays in files: CSV, NPZ and Parquet, as plain numbers and words; never pickles."""

from __future__ import annotations

import csv
import warnings
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corollary.errors import InputError

Column = NDArray[Any]
LABELS = ("target", "label", "labels", "y", "class")
DELIMITERS = (",", ";", "\t")


def read_npz(path: Path) -> dict[str, Column]:
    """The arrays of an NPZ file. Raises InputError when it is corrupt or holds Python objects."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of sizes in a header that overflow
            archive = np.load(path, allow_pickle=False)
            if isinstance(archive, np.ndarray):
                raise InputError(f"{path} holds one array without a name; save it with numpy.savez.")
            with archive:
                return {name: archive[name] for name in archive.files}
    except InputError:
        raise
    except Exception as problem:  # NumPy has no error of its own for a header that is none
        objects = "allow_pickle" in str(problem) and zipfile.is_zipfile(path)
        reason = "holds Python objects, which are never loaded" if objects else "is not an NPZ file that can be read"
        raise InputError(f"{path} {reason}; save plain arrays with numpy.savez.") from None


def read_table(path: Path) -> tuple[list[str] | None, list[Column]]:
    """The header, if there is one, and the columns of a CSV file: float64 where all entries are numbers, else strings.

    Separated by commas, semicolons or tabs. The first line is a header if it has no numbers, or if one of its entries
    names the label. Raises InputError naming the line and column of an entry that is missing.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            first = file.readline()
    except (OSError, UnicodeDecodeError):
        raise InputError(f"{path} is not a text file that can be read.") from None
    if not first.strip() or "\0" in first:
        raise InputError(f"{path} is empty or no text; a CSV file with one row per example is expected.")
    delimiter = max(DELIMITERS, key=first.count)
    try:
        entries = [entry.strip() for entry in next(csv.reader([first], delimiter=delimiter))]
    except csv.Error as problem:
        raise InputError(f"{path} is not a CSV file that can be read ({problem}).") from None
    named = any(entry.lower() in LABELS for entry in entries)
    header = entries if named or not any(_is_number(entry) for entry in entries) else None
    columns = _numeric(path, delimiter, header is not None)
    if columns is None or (header is not None and len(header) != len(columns)):
        columns = _mixed(path, delimiter, header)
    return header, columns


def _numeric(path: Path, delimiter: str, skip: bool) -> list[Column] | None:
    """The columns if every entry is a number, by NumPy's fast reader."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an empty table is reported below, in our words
            table = np.loadtxt(
                path, delimiter=delimiter, skiprows=int(skip), ndmin=2, comments=None, encoding="utf-8-sig"
            )
    except (ValueError, UnicodeDecodeError):
        return None
    return list(table.T) if table.size else None


def _mixed(path: Path, delimiter: str, header: list[str] | None) -> list[Column]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = [(number, row) for number, row in enumerate(csv.reader(file, delimiter=delimiter), 1) if row]
    except (csv.Error, UnicodeDecodeError):
        raise InputError(f"{path} is not a CSV file that can be read.") from None
    rows = rows[1:] if header else rows
    if not rows:
        raise InputError(f"{path} has no rows.")
    width = len(header) if header else len(rows[0][1])
    for number, row in rows:
        if len(row) != width:
            raise InputError(f"Line {number} of {path} has {len(row)} entries where {width} are expected.")
        if any(not entry.strip() for entry in row):
            column = next(i for i, entry in enumerate(row) if not entry.strip())
            raise InputError(
                f"Line {number} of {path} has nothing in column {header[column] if header else column + 1}."
            )
    return [_column([row[i].strip() for _, row in rows]) for i in range(width)]


def read_parquet(path: Path) -> tuple[list[str], list[Column]]:
    """The names and columns of a Parquet file. Needs pyarrow. Raises InputError when an entry is missing."""
    try:
        from pyarrow import ArrowException, parquet
    except ImportError:
        raise InputError("Reading Parquet files needs pyarrow; install corollary[parquet].") from None
    try:
        table = parquet.read_table(path)
    except (ArrowException, OSError):
        raise InputError(f"{path} is not a Parquet file that can be read.") from None
    names = [str(name) for name in table.column_names]
    for name, column in zip(names, table.columns, strict=True):
        if column.null_count:
            raise InputError(f"Column {name} of {path} has {column.null_count} missing entries.")
    columns = [np.asarray(column.to_numpy()) for column in table.columns]
    return names, [_column(list(map(str, c))) if c.dtype.kind == "O" else c for c in columns]


def _column(entries: list[str]) -> Column:
    try:
        return np.asarray([float(entry) for entry in entries])
    except ValueError:
        return np.asarray(entries)


def _is_number(entry: str) -> bool:
    try:
        float(entry)
    except ValueError:
        return False
    return True
