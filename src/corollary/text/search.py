"""Search by words, symbols and authors: SQLite FTS5 ranked by BM25; title and id weigh most."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corollary.text import tex
from corollary.text.notation import Macro
from corollary.text.store import Index

WEIGHTS = "12.0, 10.0, 2.0, 1.0, 6.0, 4.0"  # id, title, kind and area, body, symbols, authors
SQL = f"""
SELECT id, bm25(words, {WEIGHTS}), snippet(words, 3, '', '', '…', 16) FROM words WHERE words MATCH ? ORDER BY 2 LIMIT ?
"""
SYMBOL = re.compile(r"[\\_^]")


@dataclass(frozen=True, slots=True)
class Hit:
    """A statement that a search found; a greater score is a better match."""

    id: str
    kind: str
    area: str
    title: str
    status: str
    score: float
    excerpt: str


def search(found: Index, words: str, limit: int, macros: Mapping[str, Macro]) -> list[Hit]:
    """The best matches, best first: those that have all of the words; if there are none, those that have some."""
    terms = [_term(part, macros) for part in words.split()]
    terms = [term for term in terms if term]
    for joined in (" AND ".join(terms), " OR ".join(terms)) if len(terms) > 1 else terms:
        rows = found.query(SQL, [joined, limit])
        if rows:
            return [_hit(found, *row) for row in rows]
    return []


def _hit(found: Index, id: str, rank: float, excerpt: str) -> Hit:
    one = found.entries[id]
    return Hit(
        id, one.kind, one.area, one.title, one.status, -rank, " ".join(re.sub(r"\[\[|\]\]|`", "", excerpt).split())
    )


def _term(part: str, macros: Mapping[str, Macro]) -> str:
    """One word of a query as an FTS5 expression; empty if it has nothing to look for."""
    part = part.strip("$")
    if SYMBOL.search(part):
        wanted = _symbols(part, macros)
        return "(" + " OR ".join(f'symbols : "{tex.token(symbol)}"' for symbol in wanted) + ")" if wanted else ""
    pieces = re.findall(r"\w+", part)
    if not pieces:
        return ""
    phrase = f'"{" ".join(pieces)}"'
    return f"({phrase} OR {phrase} *)"


def _symbols(part: str, macros: Mapping[str, Macro]) -> list[str]:
    r"""The symbols that stand for a piece of TeX: itself, its macros, and letters with index or exponent."""
    known = [one for one in tex.symbols(part, macros) if "_" in one or "^" in one or one[1:] in macros]
    return list(dict.fromkeys([tex.normal(part), *known]))
