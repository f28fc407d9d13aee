"""The error of a function asked for a value that it does not have."""

from corollary.errors import CorollaryError


class OutOfRange(CorollaryError):
    """A function was asked for a value outside its domain, or at a ball that is not certainly inside it.

    The engine reads it as "this rule does not apply here".
    """
