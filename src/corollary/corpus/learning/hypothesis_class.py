"""Hypothesis classes: the names under which other modules look for their size."""

from corollary.corpus.learning.cardinality import LogCardinality as LogCardinality
