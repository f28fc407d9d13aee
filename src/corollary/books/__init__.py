"""The shortest self-contained book for a reader: closure of the goals, minus what is known, in reading order, in a format.

`plan` chooses and orders, `parts` says what stands in each place, one module of `writers` for each format puts it on paper.
"""

from corollary.books.plan import Plan, plan
from corollary.books.write import FORMATS, write

__all__ = ["FORMATS", "Plan", "plan", "write"]
