"""Corollary: state what you have; get what follows.

The public names, nothing else; each is imported when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corollary.api import bibtex as bibtex
    from corollary.api import book as book
    from corollary.api import check as check
    from corollary.api import derive as derive
    from corollary.api import experiment as experiment
    from corollary.api import explain as explain
    from corollary.api import path as path
    from corollary.api import rules as rules
    from corollary.api import search as search
    from corollary.api import statement as statement
    from corollary.api import statements as statements
    from corollary.api import trial as trial
    from corollary.errors import CorollaryError as CorollaryError
    from corollary.errors import InputError as InputError
    from corollary.logic import properties as properties

__version__ = "0.1.0"

_WHERE = {
    "CorollaryError": "corollary.errors",
    "InputError": "corollary.errors",
}
__all__ = [
    "CorollaryError", "InputError", "bibtex", "book", "check", "derive", "experiment", "explain", "path", "properties", "rules",
    "search", "statement", "statements", "trial",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name == "properties":
        return import_module("corollary.logic.properties")
    if name in __all__:
        return getattr(import_module(_WHERE.get(name, "corollary.api")), name)
    raise AttributeError(f"corollary has no attribute {name!r}")
