"""The macros of a corpus: notation.yaml read and checked, and which macros a formula uses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corollary.text.model import Fault, unreadable

if TYPE_CHECKING:
    from yaml import YAMLError

COMMAND = re.compile(r"\\([A-Za-z]+)")
FIELDS = ("tex", "args", "denotes", "introduced", "letters")
LETTERS = "xyzuvwabc"  # that stand for the arguments where the entry names none


@dataclass(frozen=True, slots=True)
class Macro:
    """A TeX macro: its expansion, its number of arguments, what it denotes, the id of the page that introduces it.

    `letters` stand for its arguments where the macro itself is shown.
    """

    name: str
    tex: str
    args: int
    denotes: str
    introduced: str | None
    line: int
    letters: str = ""

    @property
    def shown(self) -> str:
        """The expansion with letters for the arguments."""
        return self._lettered(self.tex)

    @property
    def meaning(self) -> str:
        """What it denotes, with the same letters."""
        return self._lettered(self.denotes)

    def _lettered(self, words: str) -> str:
        names = self.letters or LETTERS
        return re.sub(r"#([1-9])", lambda found: names[int(found.group(1)) - 1], words)


def commands(tex: str) -> tuple[str, ...]:
    r"""The names of the commands in a formula, without the backslash, each once. A row end `\\` is no command."""
    return tuple(dict.fromkeys(COMMAND.findall(tex.replace("\\\\", " "))))


def read(path: Path) -> tuple[dict[str, Macro], tuple[Fault, ...]]:
    """The macros that a notation.yaml defines, by name; entries of another form are faults."""
    import yaml

    faults: list[Fault] = []
    try:
        text = path.read_text(encoding="utf-8")
        given: Any = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except OSError as error:
        return {}, (unreadable(path, error),)
    except RecursionError:
        return {}, (Fault(path, 1, "notation", "not YAML: nested too deeply"),)
    except UnicodeDecodeError:
        return {}, (Fault(path, 1, "encoding", "the file is not UTF-8; save it as UTF-8"),)
    except yaml.YAMLError as error:
        line, why = place(error)
        return {}, (Fault(path, line, "notation", f"not YAML: {why}"),)
    if given is None:
        return {}, ()
    if not isinstance(given, dict):
        return {}, (Fault(path, 1, "notation", "the file must be a mapping 'Name: {tex, args, denotes, introduced}'"),)
    lines = text.split("\n")
    macros: dict[str, Macro] = {}
    for name, entry in given.items():
        line = next((at for at, row in enumerate(lines, 1) if row.lstrip("'\"").startswith(str(name))), 1)
        macro = _macro(str(name), entry, line)
        if isinstance(macro, Macro):
            macros[macro.name] = macro
        else:
            faults.append(Fault(path, line, "notation", f"{name}: {macro}"))
        if len([row for row in lines if re.match(rf"['\"]?{re.escape(str(name))}['\"]?\s*:", row)]) > 1:
            faults.append(Fault(path, line, "notation", f"{name} is defined twice"))
    return macros, tuple(faults)


def place(error: YAMLError) -> tuple[int, str]:
    """The line of a YAML error, from 1 (where a bracket or quote opens, if that is the cause), and what is wrong."""
    within = str(getattr(error, "context", "") or "")
    mark = getattr(error, "problem_mark", None)
    if "flow" in within or "quoted" in within:
        mark = getattr(error, "context_mark", None) or mark
    return (mark.line + 1 if mark else 1), str(getattr(error, "problem", None) or "it cannot be read")


def _macro(name: str, entry: Any, line: int) -> Macro | str:
    """The macro, or what is wrong with its entry."""
    if not re.fullmatch(r"[A-Za-z]+", name):
        return "the name of a macro is letters only"
    if not isinstance(entry, Mapping):
        return "must be {tex: …, args: …, denotes: …, introduced: …}"
    wrong = [str(key) for key in entry if key not in FIELDS]
    if wrong:
        return f"unknown field {wrong[0]!r}; the fields are {', '.join(FIELDS)}"
    tex, args, introduced = entry.get("tex"), entry.get("args", 0), entry.get("introduced")
    if not isinstance(tex, str) or not tex:
        return "tex must be a text"
    if not isinstance(args, int) or isinstance(args, bool) or not 0 <= args <= 9:
        return "args must be a number from 0 to 9"
    if args < max((int(digit) for digit in re.findall(r"#(\d)", tex)), default=0):
        return f"tex uses #{max(re.findall(r'#([0-9])', tex))}, but args is {args}"
    if not isinstance(entry.get("denotes"), str) or not entry["denotes"].strip():
        return "denotes must say in words what the macro stands for"
    if introduced is not None and not isinstance(introduced, str):
        return "introduced must be the id of a page, or null for common mathematics"
    letters = entry.get("letters", "")
    if not isinstance(letters, str) or (letters and (len(letters) != args or not re.fullmatch("[A-Za-z]+", letters))):
        return "letters must be one letter for each argument"
    return Macro(name, tex, args, entry["denotes"].strip(), introduced, line, letters)
