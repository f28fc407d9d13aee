"""Files that a user names, looked at before they are opened."""

import os
import stat
from pathlib import Path

from corollary.errors import InputError


def expect_file(path: Path, wanted: str) -> None:
    """Check that a path is an ordinary file that may be read; `wanted` says in a sentence what would be right.

    Raises:
        InputError: it does not exist, is a folder, a device or a pipe, or may not be read.
    """
    problem = _problem(path)
    if problem:
        raise InputError(f"{path} {problem}; {wanted}.")


def _problem(path: Path) -> str:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return "does not exist"
    except (OSError, ValueError) as why:  # ValueError: a NUL in the name
        return f"cannot be read ({(getattr(why, 'strerror', None) or str(why)).lower()})"
    if stat.S_ISDIR(mode):
        return "is a folder"
    if not stat.S_ISREG(mode):
        return "is no ordinary file"
    return "" if os.access(path, os.R_OK) else "cannot be read (permission denied)"
