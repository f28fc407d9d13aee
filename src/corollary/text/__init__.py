"""The text: what a statement is; read, index, link, search and check it. Knows no mathematics.

`load(directory)` gives a `Corpus`; `corollary.text.check`, `.terminal`, `.html`, `.katex` and `.scaffold` are modules of their own.
"""

from corollary.text.corpus import Corpus, load
from corollary.text.model import Entry, Fault, Statement
from corollary.text.search import Hit

__all__ = ["Corpus", "Entry", "Fault", "Hit", "Statement", "load"]
