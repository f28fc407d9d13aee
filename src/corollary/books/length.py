"""About how many pages a book will have, before it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corollary.text.model import PROOF

if TYPE_CHECKING:
    from corollary.books.document import Proofs
    from corollary.books.plan import Plan
    from corollary.text.corpus import Corpus

# From books of 18 to 478 pages; an estimate from these was right to a sixth.
EACH, FIXED = 2600, 6  # characters of source a page; pages for title, notation, sources and dependencies
LISTED = 10  # statements that make a page of contents and index
SHORT = 120  # characters that stand for a proof of which only the uses are said


def pages(corpus: Corpus, plan: Plan, proofs: Proofs) -> int:
    """The pages of the PDF, good to about a fifth."""
    length = 0
    for id in plan.ids:
        source = corpus.statement(id).path.read_text(encoding="utf-8-sig")
        if proofs != "full":
            before, found, rest = source.partition(f"\n## {PROOF}\n")
            _, heading, after = rest.partition("\n## ")
            source = before + heading + after + " " * (SHORT if found and proofs == "short" else 0)
        length += len(source)
    return FIXED + round(length / EACH + len(plan.ids) / LISTED)
