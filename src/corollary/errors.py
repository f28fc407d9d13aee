"""The errors that a user sees as one sentence."""


class CorollaryError(Exception):
    """Base of every error that Corollary raises on purpose."""


class InputError(CorollaryError):
    """What the user gave cannot be used. The message says what, where, and what to do; the command line exits with 2."""
