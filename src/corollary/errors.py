"""The errors that a user sees as one sentence."""

MAX_MESSAGE = 500  # letters
END = 100  # letters of a longer message that are kept of its end, where it says what to do


class CorollaryError(Exception):
    """Base of every error that Corollary raises on purpose."""


class InputError(CorollaryError):
    """What the user gave cannot be used. The message says what, where, and what to do; the command line exits with 2."""


def tidy(text: str) -> str:
    """A sentence on one line of sane length: names in files and on the command line are of any length and any characters."""
    plain = "".join(letter if letter.isprintable() else "?" for letter in text)
    return plain if len(plain) <= MAX_MESSAGE else f"{plain[: MAX_MESSAGE - END]} … {plain[-END:]}"
