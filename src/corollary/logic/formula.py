"""Formulas over properties, such as ``p & ~q | r``, read into functions of three values: true, false and unknown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from corollary.errors import InputError

# From what is known of an object to whether the formula is known to hold (True) or to fail (False).
Formula = Callable[[Mapping[str, bool]], bool | None]

_TOKEN = re.compile(r"""\s*(?:(?P<mark>[&|~()])|"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<word>[^\s&|~()"']+))""")
_DEEPEST = 100


def parse_formula(text: str, property_id: Callable[[str], str]) -> Formula:
    """The formula that `text` writes; `property_id` turns an id or a name into an id. ~ binds before &, & before |.

    A word that begins with '-' is negated, as in a property base. Raises InputError for text that is no formula.
    """
    return _Parser(text, property_id).formula()


class _Parser:
    def __init__(self, text: str, property_id: Callable[[str], str]) -> None:
        self.text = text
        self.property_id = property_id
        self.depth = 0
        self.tokens = self._tokens()

    def _tokens(self) -> list[tuple[str, str]]:
        """Pairs (kind, text), the last of kind "end"; in reverse, to pop from."""
        tokens, place, text = [], 0, self.text.rstrip()
        while place < len(text):
            match = _TOKEN.match(text, place)
            if match is None or match.lastgroup is None:
                raise InputError(f"formula {self.text!r}: a quote is not closed.")
            tokens.append((match.lastgroup, match[match.lastgroup]))
            place = match.end()
        return [("end", ""), *reversed(tokens)]

    def formula(self) -> Formula:
        result = self._either()
        kind, token = self.tokens[-1]
        if kind != "end":
            raise InputError(f"formula {self.text!r}: & or | is missing before {token!r}.")
        return result

    def _either(self) -> Formula:
        parts = [self._both()]
        while self.tokens[-1] == ("mark", "|"):
            self.tokens.pop()
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else lambda known: _any(part(known) for part in parts)

    def _both(self) -> Formula:
        parts = [self._one()]
        while self.tokens[-1] == ("mark", "&"):
            self.tokens.pop()
            parts.append(self._one())
        # a and b fails if one fails, and holds if both hold
        return parts[0] if len(parts) == 1 else lambda known: _not(_any(_not(part(known)) for part in parts))

    def _one(self) -> Formula:
        kind, token = self.tokens[-1]
        if kind == "end":
            raise InputError(f"formula {self.text!r}: a property is missing at the end.")
        self.tokens.pop()
        self.depth += 1
        if self.depth > _DEEPEST:
            raise InputError(f"formula {self.text[:40]!r}...: nested more than {_DEEPEST} deep.")
        try:
            if (kind, token) == ("mark", "~"):
                inner = self._one()
                return lambda known: _not(inner(known))
            if (kind, token) == ("mark", "("):
                return self._closed()
            if kind == "mark":
                raise InputError(f"formula {self.text!r}: a property is missing before {token!r}.")
            return self._property(kind, token)
        finally:
            self.depth -= 1

    def _closed(self) -> Formula:
        inner = self._either()
        if self.tokens[-1] != ("mark", ")"):
            raise InputError(f"formula {self.text!r}: a parenthesis is not closed.")
        self.tokens.pop()
        return inner

    def _property(self, kind: str, token: str) -> Formula:
        negated = kind == "word" and token.startswith("-")
        id = self.property_id(token[1:] if negated else token)
        return (lambda known: _not(known.get(id))) if negated else lambda known: known.get(id)


def _not(value: bool | None) -> bool | None:
    return None if value is None else not value


def _any(values: object) -> bool | None:
    unknown = False
    for value in values:  # type: ignore[attr-defined]
        if value:
            return True
        unknown = unknown or value is None
    return None if unknown else False
