"""Formulas as Unicode text for terminals: a small typesetter that spaces atoms by their class, as TeX does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

from corollary.text import symbols as table
from corollary.text.notation import Macro
from corollary.text.tex import argument, expand, tokens

ORD, OP, BIN, REL, OPEN, CLOSE, PUNCT, INNER, SIGN, SPACE = range(10)
SINGLE = {
    "+": BIN,
    "-": BIN,
    "*": BIN,
    "=": REL,
    "<": REL,
    ">": REL,
    ":": REL,
    "(": OPEN,
    "[": OPEN,
    ")": CLOSE,
    "]": CLOSE,
    ",": PUNCT,
    ";": PUNCT,
}
SPACED = {
    (ORD, OP), (OP, ORD), (OP, OP), (CLOSE, OP), (PUNCT, ORD), (PUNCT, OP), (PUNCT, OPEN), (PUNCT, PUNCT),
    (PUNCT, CLOSE), (INNER, ORD), (INNER, OP), (INNER, OPEN), (INNER, INNER), (ORD, INNER), (OP, INNER), (CLOSE, INNER),
    (PUNCT, INNER), (PUNCT, SIGN), (OP, SIGN),
}  # fmt: skip
GRID = {
    "pmatrix": "()",
    "bmatrix": "[]",
    "vmatrix": "||",
    "Vmatrix": "‖‖",
    "matrix": ("", ""),
    "smallmatrix": ("", ""),
    "array": ("", ""),
}

DEEPEST = 50  # groups within one another
FACTOR = re.compile(r"\w[₀-₉ₐ-ₜᵢ-ᵥ²³¹⁰-ⁿ′]*|d\w|\d+|[√‖|(].*[)‖|]|√\w")
CLASSES = (
    (table.ORDINARY, ORD), (table.BINARY, BIN), (table.RELATIONS, REL), (table.LARGE, OP), (table.OPENING, OPEN),
    (table.CLOSING, CLOSE),
)  # fmt: skip


@dataclass(slots=True)
class Atom:
    """A piece of a formula as text, with its class."""

    text: str
    kind: int = ORD


def convert(tex: str, macros: Mapping[str, Macro] | None = None) -> str:
    """The formula as text; rows of an environment are lines. What the tables lack stays in TeX."""
    found = tokens(expand(tex, macros or {}))
    depths = accumulate({"{": 1, "\\begin": 1, "}": -1, "\\end": -1}.get(token, 0) for token in found)
    return _join(_atoms(found)) if max(depths, default=0) <= DEEPEST else tex


def _join(atoms: list[Atom], tight: bool = False) -> str:
    """The atoms with spaces between them; with `tight`, for indices and exponents, without."""
    out = ""
    before: Atom | None = None
    for place, atom in enumerate(atoms):
        kind = atom.kind
        if kind == BIN and (before is None or before.kind in (BIN, OP, REL, OPEN, PUNCT, SIGN)):
            kind = SIGN
        if (
            before is not None
            and not tight
            and (kind in (BIN, REL) or before.kind in (BIN, REL) or (before.kind, kind) in SPACED)
        ):
            out += " "
        out += f"({atom.text})" if kind == INNER and not tight and _leans(atoms, place, before) else atom.text
        if kind != SPACE:
            before = Atom(atom.text, kind)
    return "\n".join(
        re.sub(r"(?<=\S)  +", lambda gap: " " if len(gap.group()) < 4 else "  ", line).strip()
        for line in out.split("\n")
    )


def _leans(atoms: list[Atom], place: int, before: Atom | None) -> bool:
    """Whether a fraction stands against something that it could be read together with."""
    after = next((atom.kind for atom in atoms[place + 1 :] if atom.kind != SPACE), CLOSE)
    return after in (ORD, OP, OPEN, INNER) or (before is not None and before.kind == OP)


def _atoms(found: list[str]) -> list[Atom]:
    atoms: list[Atom] = []
    at = 0
    while at < len(found):
        token = found[at]
        at += 1
        if token.isspace() or token in ("{", "}", "%"):
            if token == "{":
                inner, at = argument(found, at - 1)
                atoms += _group(_atoms(inner))
        elif token in ("^", "_"):
            inner, at = argument(found, at)
            if len(inner) == 1 and inner[0].startswith("\\"):
                inner, at = _with_arguments(inner[0], found, at)
            script = _script(token, _join(_atoms(inner), tight=True))
            if atoms:
                base = atoms[-1]
                text = f"({base.text})" if base.kind == INNER else base.text
                atoms[-1] = Atom(text + script, base.kind if base.kind not in (SPACE, INNER) else ORD)
            else:
                atoms.append(Atom(script))
        elif token == "'":
            if atoms:
                atoms[-1] = Atom(atoms[-1].text + "′", atoms[-1].kind)
        elif token in ("&", "~"):
            atoms.append(Atom(" ", SPACE))
        elif token.startswith("\\"):
            made, at = _command(token[1:], found, at)
            atoms += made
        else:
            atoms.append(Atom({"-": "−", "*": "∗"}.get(token, token), SINGLE.get(token, ORD)))
    return atoms


def _group(atoms: list[Atom]) -> list[Atom]:
    """The atoms of a group in braces; a group is ordinary unless it is a single atom."""
    return atoms if len(atoms) <= 1 else [Atom(_join(atoms))]


def _with_arguments(token: str, found: list[str], at: int) -> tuple[list[str], int]:
    r"""A command that is a script without braces, with its arguments: `x_\mathcal{H}`."""
    takes = 2 if token[1:] in ("frac", "tfrac", "dfrac", "binom") else 1
    name = token[1:]
    if not (takes == 2 or name in table.ALPHABETS or name in table.ACCENTS or name in table.UPRIGHT or name == "sqrt"):
        return [token], at
    taken = [token]
    for _ in range(takes):
        inner, at = argument(found, at)
        taken += ["{", *inner, "}"]
    return taken, at


def _script(mark: str, text: str) -> str:
    known = table.SUPER if mark == "^" else table.SUB
    if not text:
        return ""
    if all(char in known for char in text):
        return "".join(known[char] for char in text)
    return f"{mark}{text}" if len(text) == 1 else f"{mark}{{{text}}}"


def _command(name: str, found: list[str], at: int) -> tuple[list[Atom], int]:
    """The atoms of a command and the place behind its arguments."""
    for symbols, kind in CLASSES:
        if name in symbols and name != "xrightarrow":
            return [Atom(symbols[name], kind)], at
    if name in table.NEUTRAL:
        return [Atom(table.NEUTRAL[name])], at
    if name in table.SPACES:
        at = argument(found, at)[1] if name == "hspace" else at
        return [Atom(table.SPACES[name], SPACE)], at
    if name in table.SILENT:
        return [], _past_dot(found, at) if name in ("left", "right", "middle") else at
    if name in table.NAMED:
        return [Atom({"limsup": "lim sup", "liminf": "lim inf"}.get(name, name), OP)], at
    if name == "\\":
        return [Atom("\n", SPACE)], at
    if name == "begin":
        return _environment(found, at)
    if name == "sqrt":
        return _root(found, at)
    if name == "operatorname" and at < len(found) and found[at] == "*":
        at += 1
    if name in ("frac", "tfrac", "dfrac", "cfrac", "binom", "tbinom", "stackrel", "overset", "underset", "textcolor"):
        return _pair(name, found, at)
    return _one(name, found, at)


def _past_dot(found: list[str], at: int) -> int:
    return at + 1 if at < len(found) and found[at] == "." else at


def _one(name: str, found: list[str], at: int) -> tuple[list[Atom], int]:
    """A command with one argument, or one that is not known."""
    if name in table.UPRIGHT:
        inner, at = argument(found, at)
        if name.startswith("text") or name in ("mbox", "emph"):
            return [Atom("".join(inner).replace("$", ""))], at
        kind = (
            OP
            if name in ("operatorname", "mathop")
            else REL
            if name == "mathrel"
            else BIN
            if name == "mathbin"
            else ORD
        )
        return [Atom(_join(_atoms(inner)), kind)], at
    if name in table.ALPHABETS:
        inner, at = argument(found, at)
        text = _join(_atoms(inner))
        return [Atom("".join(table.letter(name, char) for char in text))], at
    if name in table.ACCENTS:
        inner, at = argument(found, at)
        return [Atom(_accented(_join(_atoms(inner)), table.ACCENTS[name], name in ("overline", "underline")))], at
    if name == "not":
        inner, at = argument(found, at)
        text = _join(_atoms(inner))
        return [Atom(table.NEGATED.get(text, text + "\u0338"), REL)], at
    if name in ("xrightarrow", "phantom", "vphantom", "hphantom", "mathstrut", "label", "tag"):
        inner, at = argument(found, at)
        text = (
            f"→[{_join(_atoms(inner))}]"
            if name == "xrightarrow"
            else f"({_join(_atoms(inner))})"
            if name == "tag"
            else ""
        )
        return [Atom(text, REL if name == "xrightarrow" else SPACE)], at
    if name in ("underbrace", "overbrace", "boxed", "mathclap", "smash", "substack", "mathllap", "mathrlap"):
        inner, at = argument(found, at)
        return _group([Atom(", ", PUNCT) if atom.text == "\n" else atom for atom in _atoms(inner)]), at
    if name == "bmod" or name == "pmod":
        inner, at = argument(found, at) if name == "pmod" else ([], at)
        return [Atom(f" (mod {_join(_atoms(inner))})" if inner else "mod", ORD if inner else BIN)], at
    return [Atom(f"\\{name}")], at


def _accented(text: str, mark: str, each: bool) -> str:
    if not text:
        return ""
    return "".join(char + mark for char in text) if each else text[0] + mark + text[1:]


def _compound(text: str) -> bool:
    """Whether a text must be put in parentheses when it stands beside a slash or under a root."""
    depth = 0
    for place, char in enumerate(text):
        depth += {"(": 1, "[": 1, "{": 1, "⟨": 1, ")": -1, "]": -1, "}": -1, "⟩": -1}.get(char, 0)
        if depth == 0 and (char in " +−·×/" and place > 0):
            return True
    return False


def _wrapped(text: str) -> str:
    return f"({text})" if _compound(text) else text


def _pair(name: str, found: list[str], at: int) -> tuple[list[Atom], int]:
    one, at = argument(found, at)
    two, at = argument(found, at)
    upper, lower = _join(_atoms(one)), _join(_atoms(two))
    if name in ("binom", "tbinom"):
        return [Atom(f"({upper} choose {lower})")], at
    if name in ("stackrel", "overset"):
        return [Atom(f"{lower}{_script('^', upper)}", REL)], at
    if name == "underset":
        return [Atom(f"{lower}{_script('_', upper)}", OP)], at
    if name == "textcolor":
        return [Atom(lower)], at
    if (upper, lower) in table.FRACTIONS:
        return [Atom(table.FRACTIONS[upper, lower])], at
    single = len(lower) <= 1 or FACTOR.fullmatch(lower)
    lower = f"({lower})" if _compound(lower) or not single else lower
    return [Atom(f"{_wrapped(upper)}/{lower}", INNER)], at


def _root(found: list[str], at: int) -> tuple[list[Atom], int]:
    degree = ""
    if at < len(found) and found[at] == "[":
        end = found.index("]", at) if "]" in found[at:] else at
        degree, at = _join(_atoms(found[at + 1 : end]), tight=True), end + 1
    inner, at = argument(found, at)
    text = _join(_atoms(inner))
    sign = {"": "√", "3": "∛", "4": "∜"}.get(degree) or f"{_script('^', degree)}√"
    return [Atom(f"{sign}{text}" if len(text) == 1 or text.isdigit() else f"{sign}({text})")], at


def _environment(found: list[str], at: int) -> tuple[list[Atom], int]:
    name, at = argument(found, at)
    kind = "".join(name).rstrip("*")
    if kind in ("array", "alignedat"):
        at = argument(found, at)[1]
    depth, start = 1, at
    while at < len(found) and depth:
        depth += {"\\begin": 1, "\\end": -1}.get(found[at], 0)
        at += 1
    body, at = found[start : at - 1 if depth == 0 else at], argument(found, at)[1]
    rows = [[_join(_atoms(cell)) for cell in _split(row, "&")] for row in _split(body, "\\\\")]
    rows = [row for row in rows if any(row)]
    if kind in GRID:
        left, right = GRID[kind]
        return [Atom(left + "; ".join(", ".join(row) for row in rows) + right)], at
    if kind in ("cases", "rcases"):
        return [Atom("{ " + "; ".join(" ".join(cell for cell in row if cell) for row in rows))], at
    return [Atom("\n".join(" ".join(cell for cell in row if cell) for row in rows))], at


def _split(found: list[str], mark: str) -> list[list[str]]:
    """The tokens between marks that are in no group and no inner environment."""
    parts: list[list[str]] = [[]]
    depth = 0
    for token in found:
        depth += {"{": 1, "\\begin": 1, "}": -1, "\\end": -1}.get(token, 0)
        if token == mark and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts
