"""The text: what a statement is; read, index, link, search and check it. Knows no mathematics.

`load(directory)` gives a `Corpus`; the modules `check`, `terminal`, `html`, `katex`, `scaffold` are imported by name.
"""

from corollary.text.corpus import Corpus, load
from corollary.text.entry import Entry
from corollary.text.model import Fault, Statement
from corollary.text.search import Hit

__all__ = ["Corpus", "Entry", "Fault", "Hit", "Statement", "load"]
