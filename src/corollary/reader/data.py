"""The JSON files of the site: what search, map and paths read in the browser."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corollary.text import tex

if TYPE_CHECKING:
    from corollary.text.corpus import Corpus

KEPT = "reader.sqlite"
WORD = re.compile(r"[^\W\d_]{3,}")


def search(corpus: Corpus) -> list[dict[str, Any]]:
    """One record a statement: its title, the words of its text, its symbols, the authors of its sources."""
    rows = []
    found: dict[str, Iterable[str]] = {}  # the symbols of each formula
    for entry in corpus.entries.values():
        page = corpus.statement(entry.id)
        words = {
            word.lower()
            for part in page.sections
            for node in part.walk()
            if node.kind == "text"
            for word in WORD.findall(node.text)
        }
        symbols: set[str] = set()
        for formula in {node.text for node in page.formulas}:
            if formula not in found:
                found[formula] = tex.symbols(formula, corpus.macros)
            symbols.update(found[formula])
        authors = {
            name.split()[-1] for reference, _, _ in corpus.sources(entry.id) if reference for name in reference.authors
        }
        rows.append(
            {
                "id": entry.id, "kind": entry.kind, "area": entry.area, "title": entry.title, "status": entry.status,
                "words": " ".join(sorted(words)), "symbols": " ".join(sorted(symbols)), "authors": " ".join(sorted(authors)),
            }
        )  # fmt: skip
    return rows


def kept_search(corpus: Corpus) -> list[dict[str, Any]]:
    """The records of `search`, from the cache if no page changed since they were made."""
    from corollary.text import cache as kept

    mark = f"{corpus.mark} {_code()}"
    known = kept.lookup(KEPT, ["search"]).get("search", "") if corpus.mark else ""
    if known.startswith(mark + "\n"):
        rows: list[dict[str, Any]] = json.loads(known.removeprefix(mark))
        return rows
    made = search(corpus)
    if corpus.mark:
        kept.keep(KEPT, {"search": f"{mark}\n{json.dumps(made, ensure_ascii=False)}"})
    return made


@cache
def _code() -> str:
    """A text that changes with this file."""
    return blake2b(Path(__file__).read_bytes(), digest_size=8).hexdigest()


def graph(corpus: Corpus) -> dict[str, Any]:
    """Nodes with their length in steps and edges from a statement to what it needs."""
    nodes, edges = [], []
    for entry in corpus.entries.values():
        nodes.append(
            {
                "id": entry.id, "kind": entry.kind, "area": entry.area, "title": entry.title.replace("$", ""),
                "status": entry.status, "steps": entry.proof_steps,
            }
        )  # fmt: skip
        in_statement = set(corpus.uses(entry.id, proofs=False))
        for to in corpus.uses(entry.id):
            if to in corpus.entries:
                edges.append([entry.id, to, "statement" if to in in_statement else "proof"])
    return {"nodes": nodes, "edges": edges}


def notation(corpus: Corpus) -> dict[str, Any]:
    """What each macro denotes, and the page that introduces it, if one does."""
    found = {name: corpus.find(macro.introduced or "") for name, macro in corpus.macros.items()}
    return {
        name: {
            "denotes": corpus.macros[name].meaning,
            "id": entry.id if entry else None,
            "title": entry.title.replace("$", "") if entry else "",
        }
        for name, entry in found.items()
    }


@cache
def order(corpus: Corpus) -> list[str]:
    """Every statement, each after all it needs; a chapter keeps this order. Observations come after what can be proved."""
    late = ("observation", "open-problem", "question")
    return list(corpus.closure(sorted(corpus.entries, key=lambda id: corpus.entries[id].kind in late)))


def statement(corpus: Corpus, id: str) -> dict[str, Any]:
    """A statement as plain data, its text in Markdown."""
    return dict(corpus.record(id))


def zoo(corpus: Corpus) -> dict[str, Any]:
    """The zoo for the search by formula."""
    from corollary.reader.pages import zoo_data

    del corpus  # the zoo is the package's own
    return zoo_data()


# The files under data/, by name.
MAKERS: dict[str, Callable[[Corpus], Any]] = {
    "search": kept_search, "graph": graph, "order": order, "notation": notation, "zoo": zoo,
}  # fmt: skip
