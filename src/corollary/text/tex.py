r"""The TeX of formulas: macros expanded, and the symbols by which a page can be found (`R_n`, `\mathcal{H}`, `\KL`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from corollary.text.notation import Macro, commands

TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
SCRIPTED = re.compile(r"(\\[A-Za-z]+(?:\{[^{}]*\})?|[A-Za-z])'*([_^])(\{[^{}]*\}|\\[A-Za-z]+|[^\s{}])")
LONGEST, DEEPEST = 20_000, 50  # tokens in all, macros within one another


def tokens(tex: str) -> list[str]:
    """Commands, single characters, and runs of white space."""
    return TOKEN.findall(tex)


def argument(found: list[str], at: int) -> tuple[list[str], int]:
    """The argument that begins at or after `at` (a group without its braces, or one token), and the place behind it."""
    while at < len(found) and found[at].isspace():
        at += 1
    if at >= len(found):
        return [], at
    if found[at] != "{":
        return [found[at]], at + 1
    depth, start = 0, at
    while at < len(found):
        depth += {"{": 1, "}": -1}.get(found[at], 0)
        at += 1
        if depth == 0:
            return found[start + 1 : at - 1], at
    return found[start + 1 :], at


def expand(tex: str, macros: Mapping[str, Macro]) -> str:
    """The formula with every macro replaced by what it stands for; what would grow without measure is left as it is."""
    return _expand(tex, macros, [LONGEST], 0)


def _expand(tex: str, macros: Mapping[str, Macro], left: list[int], depth: int) -> str:
    """`left` holds the number of tokens that may still be read, over all calls."""
    if depth > DEEPEST or not any(name in macros for name in commands(tex)):
        return tex
    given, out, at = tokens(tex), list[str](), 0
    left[0] -= len(given)
    while at < len(given) and left[0] > 0:
        macro = macros.get(given[at][1:]) if given[at].startswith("\\") else None
        at += 1
        if macro is None:
            out.append(given[at - 1])
            continue
        arguments = []
        for _ in range(macro.args):
            value, at = argument(given, at)
            arguments.append("".join(value))
        body = re.sub(r"#(\d)", lambda found, of=arguments: of[int(found.group(1)) - 1], macro.tex)  # type: ignore[misc]
        separator = " " if body[-1:].isalpha() and at < len(given) and given[at][:1].isalpha() else ""
        out.append(_expand(body, macros, left, depth + 1) + separator)
    return "".join(out) if left[0] > 0 else tex


def normal(tex: str) -> str:
    """The formula without spaces that mean nothing, and without braces around a single letter or command."""
    tex = re.sub(r"\\[,;:! ]", "", tex)
    tex = re.sub(r"(\\[A-Za-z]+)\s+(?=[A-Za-z])", r"\1 ", tex)
    tex = re.sub(r"(?<!\\[A-Za-z])\s+|\s+(?![A-Za-z])", "", tex)
    return re.sub(r"(?<=[_^])\{(\\[A-Za-z]+|[^\\{}])\}", r"\1", tex)


def symbols(tex: str, macros: Mapping[str, Macro]) -> Iterator[str]:
    r"""The symbols in a formula: commands as written, and letters with index or exponent after macros are expanded."""
    for name in commands(tex):
        yield f"\\{name}"
    full = normal(expand(tex, macros))
    for name in commands(full):
        yield f"\\{name}"
    for base, mark, script in SCRIPTED.findall(full):
        yield f"{base}{mark}{script}"
    for command, letter in re.findall(r"(\\math(?:bb|cal|frak|scr|bf|sf))\{([A-Za-z])\}", full):
        yield f"{command}{{{letter}}}"


def token(symbol: str) -> str:
    """A symbol as one word that a search index keeps whole, with its case."""
    return "y" + symbol.encode().hex()


def stands_for(macro: Macro, printed: str) -> bool:
    """Whether a normalised formula such as `R_n` is what a macro such as `R_{#1}` prints for some arguments."""
    pattern = re.escape(normal(re.sub(r"#\d", "Q", macro.tex))).replace("Q", r"(?:\{[^{}]*\}|\\[A-Za-z]+|\w)")
    return re.fullmatch(pattern, printed) is not None
