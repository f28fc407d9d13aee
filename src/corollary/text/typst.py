r"""Formulas from TeX to Typst: a closed subset of TeX, translated atom by atom.

What is outside the subset raises `Unknown`, which `corollary check` reports: nothing is lost silently. Every character of the
output that Typst could read as markup is escaped, letters are kept apart, and delimiters grow only where TeX says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corollary.text.notation import Macro
from corollary.text.tex import expand, tokens
from corollary.text.typst_symbols import (
    BARS,
    CENTRED,
    FUNCTIONS,
    GRIDS,
    LIMITS,
    PLAIN,
    SIZES,
    SPACES,
    STYLES,
    SWITCHES,
    SYMBOLS,
)

# What makes the delimiters around it grow; around letters, with accents or scripts, they stay of the size of the line.
TALL = re.compile(
    r"\b(?:frac|sqrt|root|binom|mat|cases|limits|display|inline|underbrace|overbrace)\(|[∑∏∐∫∬∮⋃⋂⨁⨂⋁⋀⨆]|\\\s|limits:|#[123]\.?\d"
)


class Unknown(ValueError):
    """A construct outside the subset; the message names it."""


@dataclass
class Reader:
    """A formula's tokens and the place that is read."""

    found: list[str]
    at: int = 0

    def peek(self) -> str:
        """The next token that is not white space, without reading it; "" at the end."""
        while self.at < len(self.found) and self.found[self.at].isspace():
            self.at += 1
        return self.found[self.at] if self.at < len(self.found) else ""

    def next(self) -> str:
        """The next token that is not white space; raises Unknown at the end."""
        token = self.peek()
        if not token:
            raise Unknown("the formula ends where an argument is due")
        self.at += 1
        return token

    def raw(self) -> str:
        """The text of the group that follows, as written."""
        if self.next() != "{":
            self.at -= 1
            return self.next()
        depth, out = 1, list[str]()
        while True:
            if self.at >= len(self.found):
                raise Unknown("a group is not closed")
            token = self.found[self.at]
            self.at += 1
            depth += {"{": 1, "}": -1}.get(token, 0)
            if depth == 0:
                return "".join(out)
            out.append(token)


def formula(tex: str, macros: Mapping[str, Macro]) -> str:
    """The Typst of a formula, all on one line, to stand between dollars.

    Raises:
        Unknown: a construct that the translation does not carry.
    """
    reader = Reader(tokens(expand(tex, macros).strip()))
    try:
        out = _row(reader, "")
    except RecursionError as error:
        raise Unknown("a formula nested this deeply") from error
    if reader.peek():
        raise Unknown(f"an unexpected {reader.peek()}")
    return out


def lines(tex: str, macros: Mapping[str, Macro]) -> list[str]:
    """The Typst of a display, split where the source has a line end outside all groups: where it may be broken."""
    return [formula(part, macros) for part in broken(tex)]


def broken(tex: str) -> list[str]:
    r"""The lines of a display, where each stands by itself: no group, `\left` or environment is open at its end."""
    parts: list[str] = []
    depth, kept = 0, ""
    for token in tokens(tex.strip()):
        depth += {"{": 1, "\\left": 1, "\\begin": 1, "}": -1, "\\right": -1, "\\end": -1}.get(token, 0)
        if token.isspace() and "\n" in token and depth == 0:
            parts.append(kept)
            kept = ""
        else:
            kept += token
    return [part for part in (*parts, kept) if part.strip()]


def _row(reader: Reader, end: str) -> str:
    """Atoms with their scripts up to the token `end`, which is left to be read."""
    out: list[str] = []
    while (token := reader.peek()) and token not in (end, "}", "&", "\\\\", "\\right", "\\end"):
        if token[1:] in SWITCHES:
            reader.next()
            return _joined([*out, f"{SWITCHES[token[1:]]}({_row(reader, end)})"])
        out.append(_scripted(reader))
    return _joined(out)


def _joined(parts: list[str]) -> str:
    """The parts one after the other: apart, but for words, around which Typst would draw the space."""
    out = ""
    for part in parts:
        out += part if not out or out.endswith('"') or part.startswith('"') else f" {part}"
    return out


def _scripted(reader: Reader) -> str:
    base = '""' if reader.peek() in ("_", "^", "'") else _atom(reader)
    primes, below, above = 0, "", ""
    limits = ""
    while (token := reader.peek()) in ("_", "^", "'", "\\limits", "\\nolimits"):
        reader.next()
        match token:
            case "'":
                primes += 1
            case "_":
                below = _argument(reader)
            case "^":
                above = _argument(reader)
            case _:
                limits = token[1:]
    if limits:
        base = f"{'limits' if limits == 'limits' else 'scripts'}({base})"
    if primes:
        above = " ".join([*["′"] * primes, above]).strip()
    return base + (f"_({below})" if below else "") + (f"^({above})" if above else "")


def _argument(reader: Reader) -> str:
    """What one argument holds: a group without its braces, or one atom."""
    if reader.peek().isdigit():
        return reader.next()
    if reader.peek() != "{":
        return _atom(reader)
    reader.next()
    inner = _row(reader, "}")
    if reader.next() != "}":
        raise Unknown("a group is not closed")
    return inner or '""'


def _atom(reader: Reader) -> str:
    token = reader.peek()
    if token == "{":
        return f"attach({_argument(reader)})"
    reader.next()
    if token.startswith("\\"):
        return _command(token[1:], reader)
    if token.isdigit():
        return _number(token, reader)
    if token.isalpha():
        return token
    if token in PLAIN:
        return PLAIN[token]
    if ord(token) > 127:
        return f'"{token}"'
    raise Unknown(f"the character {token}")


def _number(first: str, reader: Reader) -> str:
    out = first
    while reader.at < len(reader.found):
        token = reader.found[reader.at]
        following = reader.found[reader.at + 1] if reader.at + 1 < len(reader.found) else ""
        if not (token.isdigit() or (token == "." and following.isdigit() and "." not in out)):
            break
        out += token
        reader.at += 1
    return out


def _command(name: str, reader: Reader) -> str:
    if name in SYMBOLS:
        return SYMBOLS[name]
    if name in SPACES:
        return SPACES[name]
    if name in STYLES:
        return STYLES[name].format(_argument(reader))
    if name in FUNCTIONS:
        return f'op("{name}")'
    if name in LIMITS:
        return f'op("{LIMITS[name]}", limits: #true)'
    if name.removesuffix("l").removesuffix("r").removesuffix("m") in SIZES:
        return f"lr({_delimiter(reader)}, size: #{SIZES[name.rstrip('lrm')]})"
    match name:
        case "frac" | "dfrac" | "cfrac":
            return f"frac({_argument(reader)}, {_argument(reader)})"
        case "tfrac":
            return f"inline(frac({_argument(reader)}, {_argument(reader)}))"
        case "binom":
            return f"binom({_argument(reader)}, {_argument(reader)})"
        case "sqrt":
            return _root(reader)
        case "left":
            return _left(reader)
        case "text" | "textit" | "mathrm" | "textrm":
            inner = reader.raw()
            return f"upright({inner})" if len(inner) == 1 and inner.isalpha() else _words(inner)
        case "operatorname":
            starred = reader.peek() == "*"
            if starred:
                reader.next()
            return f'op("{_plain(reader.raw())}"{", limits: #true" if starred else ""})'
        case "dots":
            return "⋯" if reader.peek() in CENTRED else "…"
        case "bmod":
            return 'med upright("mod") med'
        case "pmod":
            return f'quad \\( upright("mod") med {_argument(reader)} \\)'
        case "not":
            return f"cancel({_atom(reader)})"
        case "xrightarrow":
            return f"attach(limits(⟶), t: {_argument(reader)})"
        case "overset" | "underset":
            over, base = _argument(reader), _argument(reader)
            return f"attach(limits({base}), {'t' if name == 'overset' else 'b'}: {over})"
        case "substack":
            return _rows_of(Reader(tokens(reader.raw())))
        case "begin":
            return _environment(reader)
    raise Unknown(f"\\{name}")


def _root(reader: Reader) -> str:
    if reader.peek() != "[":
        return f"sqrt({_argument(reader)})"
    reader.next()
    degree = _row(reader, "]")
    reader.next()
    return f"root({degree}, {_argument(reader)})"


def _delimiter(reader: Reader) -> str:
    token = reader.next()
    if token == ".":
        return ""
    mark = BARS.get(token) or (SYMBOLS.get(token[1:]) if token.startswith("\\") else PLAIN.get(token))
    if mark is None:
        raise Unknown(f"the delimiter {token}")
    return mark


def _left(reader: Reader) -> str:
    opening = _delimiter(reader)
    inner = _row(reader, "\\right")
    if reader.next() != "\\right":
        raise Unknown("a \\left without its \\right")
    size = "" if TALL.search(inner) else ", size: #1em"
    return f"lr({' '.join(part for part in (opening, inner, _delimiter(reader)) if part)}{size})"


def _words(text: str) -> str:
    """Upright words; formulas within them, between dollars, are translated."""
    parts = text.split("$")
    out = [
        formula(part, {}) if at % 2 else f'"{_plain(part)}"' for at, part in enumerate(parts) if part
    ]  # macros were expanded before
    return f"attach({_joined(out)})" if len(out) > 1 else "".join(out) or '""'


def _plain(text: str) -> str:
    """Words for a Typst string: thin spaces and escapes of TeX resolved."""
    for mark, to in (
        ("\\,", "\u2009"),
        ("\\ ", " "),
        ("~", "\u00a0"),
        ("\\-", ""),
        ("---", "—"),
        ("--", "–"),
        ("''", "”"),
        ("``", "“"),
    ):
        text = text.replace(mark, to)
    if "\\" in text or "{" in text:
        raise Unknown(f"the words {text!r}")
    return text.replace('"', '\\"')


def _environment(reader: Reader) -> str:
    name = reader.raw()
    if name == "array":
        reader.raw()
    rows: list[list[str]] = [[]]
    while True:
        rows[-1].append(_row(reader, "&"))
        token = reader.next()
        if token == "\\\\":
            rows.append([])
        elif token == "\\end":
            break
    if reader.raw() != name:
        raise Unknown(f"\\begin{{{name}}} without its \\end")
    if len(rows) > 1 and rows[-1] in ([], [""]):
        rows.pop()
    match name:
        case "aligned" | "gathered" | "split":
            return " \\ ".join(" & ".join(row) for row in rows)
        case "cases":
            return f"cases({', '.join(' & quad '.join(row) for row in rows)})"
        case "array":
            return f"mat(delim: #none, {'; '.join(', '.join(cell or chr(34) * 2 for cell in row) for row in rows)})"
    if name in GRIDS:
        return f"mat(delim: {GRIDS[name]}, {'; '.join(', '.join(cell or chr(34) * 2 for cell in row) for row in rows)})"
    raise Unknown(f"the environment {name}")


def _rows_of(reader: Reader) -> str:
    rows = [_row(reader, "")]
    while reader.peek() == "\\\\":
        reader.next()
        rows.append(_row(reader, ""))
    return " \\ ".join(rows)
