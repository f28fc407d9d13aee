"""One page: front matter, then the sections of its Markdown. What cannot be read becomes a fault with its line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from corollary.text import notation
from corollary.text.model import STATEMENT, Code, Fault, Node, Section, Source, Statement, unreadable

KEYS = ("kind", "title", "sources", "status", "to")
KEY = re.compile(r"[A-Za-z0-9][\w.:+/-]*$")


def read(path: Path, area: str, code: Code | None = None, wrong: tuple[Fault, ...] = ()) -> Statement:
    """The statement in `path`, whose id is the file's stem with hyphens; `wrong` are faults of the code beside it.

    Never raises on what the file contains.
    """
    id = path.stem.replace("_", "-")
    faults = list(wrong)

    def fault(line: int, code: str, message: str) -> None:
        faults.append(Fault(path, line, code, message))

    try:
        raw = path.read_bytes()
    except OSError as error:
        return Statement(id, area, path, code=code or Code(), faults=(*wrong, unreadable(path, error)))
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        fault(raw[: error.start].count(b"\n") + 1, "encoding", "the file is not UTF-8; save it as UTF-8")
        return Statement(id, area, path, code=code or Code(), faults=tuple(faults))
    front, body, offset = _split(text)
    if offset == 0:
        fault(1, "front-matter", "the page must begin with front matter between two lines ---")
    meta = _yaml(front, fault)
    lines = front.split("\n")
    for key in meta:
        if key not in KEYS:
            fault(_line_of(lines, str(key)), "front-matter", f"unknown key {key!r}; the keys are {', '.join(KEYS)}")
    from corollary.text import markdown

    values = {key: _string(meta, key, lines, fault) for key in ("kind", "title", "status", "to")}
    sources = _sources(meta.get("sources"), lines, fault)
    sections = _sections(markdown.parse(body, offset), offset, fault)
    return Statement(
        id,
        area,
        path,
        values["kind"],
        values["title"],
        values["status"],
        values["to"],
        sources,
        sections,
        code or Code(),
        tuple(faults),
    )


def _split(text: str) -> tuple[str, str, int]:
    """Front matter, body, and the number of lines before the body (0 if there is no front matter)."""
    if not text.startswith("---\n"):
        return "", text, 0
    end = re.compile(r"^---[ \t]*$", re.MULTILINE).search(text, 4)
    if end is None:
        return "", text, 0
    front, body = text[4 : end.start()], text[end.end() :]
    return front, body.removeprefix("\n"), text.count("\n", 0, end.end()) + 1


def _yaml(front: str, fault: Any) -> dict[str, Any]:
    import yaml

    try:
        meta = yaml.load(front, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except RecursionError:
        fault(1, "front-matter", "not YAML: nested too deeply")
        return {}
    except yaml.YAMLError as error:
        line, why = notation.place(error)
        fault(line + 1, "front-matter", f"not YAML: {why}")
        return {}
    if meta is None:
        return {}
    if not isinstance(meta, dict):
        fault(1, "front-matter", "the front matter must be a mapping of keys to values")
        return {}
    return meta


def _line_of(lines: list[str], start: str) -> int:
    """The line in the file of the first line of the front matter that begins so."""
    return next((index + 2 for index, line in enumerate(lines) if line.lstrip("- ").strip("'\"").startswith(start)), 1)


def _string(meta: dict[str, Any], key: str, lines: list[str], fault: Any) -> str:
    value = meta.get(key, "")
    if value is None or isinstance(value, dict | list):
        fault(
            _line_of(lines, key),
            key if key in ("kind", "title", "status") else "front-matter",
            f"{key} must be one line of text",
        )
        return ""
    return str(value).strip()


def _sources(given: Any, lines: list[str], fault: Any) -> tuple[Source, ...]:
    if given is None:
        return ()
    if not isinstance(given, list):
        fault(_line_of(lines, "sources"), "source", "sources must be a list: one line '- key' or '- key, place' each")
        return ()
    found = []
    for item in given:
        key, _, place = item.partition(",") if isinstance(item, str) else ("", "", "")
        line = _line_of(lines, key.strip() or "sources")
        if not KEY.match(key.strip()):
            fault(line, "source", "a source is 'key' or 'key, place'")
        else:
            found.append(Source(key.strip(), place.strip(), line))
    return tuple(found)


def _sections(blocks: tuple[Node, ...], offset: int, fault: Any) -> tuple[Section, ...]:
    name, line, body = STATEMENT, offset + 1, list[Node]()
    found: list[Section] = []
    for block in blocks:
        if block.kind != "heading":
            body.append(block)
            continue
        title = "".join(child.flat() for child in block.children).strip()
        if block.text != "h2":
            fault(block.line, "section", f"heading {title!r}: only headings of the form '## Name' are used")
        found.append(Section(name, line, tuple(body)))
        name, line, body = title, block.line, []
    return (*found, Section(name, line, tuple(body)))
