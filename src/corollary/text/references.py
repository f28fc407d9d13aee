"""The sources of a corpus: references.bib read through pybtex, once; what is kept needs no library to read."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from corollary.text.model import Fault, unreadable


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of references.bib: what a page shows of it, and its BibTeX."""

    key: str
    authors: tuple[str, ...]
    title: str
    year: str
    venue: str
    bibtex: str

    @property
    def by(self) -> str:
        """The authors in words."""
        return " and ".join([", ".join(self.authors[:-1]), self.authors[-1]] if len(self.authors) > 1 else self.authors)

    def __str__(self) -> str:
        return " ".join(part for part in self.parts() if part)

    def parts(self) -> tuple[str, str, str]:
        """Authors and year, the title, the rest: each ends in its mark, and an unknown one is empty."""
        names = " and ".join(
            [", ".join(self.authors[:-1]), self.authors[-1]] if len(self.authors) > 1 else self.authors
        )
        head = f"{names} ({self.year})" if self.year else names
        first, second, third = (f"{part}." if part else "" for part in (head, self.title, self.venue))
        return first, second, third


def read(path: Path) -> tuple[dict[str, Reference], tuple[Fault, ...]]:
    """The references of a .bib file by key; if it cannot be parsed, no references and the fault with its line."""
    from pybtex.database import BibliographyData, BibliographyDataError
    from pybtex.database.input.bibtex import Parser
    from pybtex.database.output.bibtex import Writer
    from pybtex.scanner import PybtexSyntaxError

    faults: list[Fault] = []
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        return {}, (unreadable(path, error),)
    except UnicodeDecodeError:
        return {}, (Fault(path, 1, "encoding", "the file is not UTF-8; save it as UTF-8"),)
    keys = [
        (found.group(1), text.count("\n", 0, found.start()) + 1)
        for found in re.finditer(r"^@\w+\s*\{\s*([^,\s]+)", text, re.MULTILINE)
    ]
    seen: dict[str, int] = {}
    for key, line in keys:
        if key.lower() in seen:
            faults.append(Fault(path, line, "references", f"{key} is already defined in line {seen[key.lower()]}"))
        seen.setdefault(key.lower(), line)
    if faults:
        text = _without_repetitions(text)
    try:
        data = Parser().parse_string(text)
    except (PybtexSyntaxError, BibliographyDataError) as error:
        line = getattr(error, "lineno", None) or 1
        return {}, (*faults, Fault(path, line, "references", f"BibTeX cannot be read: {str(error).splitlines()[0]}"))
    found = {}
    for key, entry in data.entries.items():
        people = entry.persons.get("author") or entry.persons.get("editor") or []
        names = tuple(
            _plain(" ".join([*p.first_names, *p.middle_names, *p.prelast_names, *p.last_names, *p.lineage_names]))
            for p in people
        )
        fields = {name.lower(): _plain(str(value)) for name, value in entry.fields.items()}
        venue = next(
            (fields[name] for name in ("journal", "booktitle", "publisher", "institution", "school") if name in fields),
            "",
        )
        raw = Writer().to_string(BibliographyData(entries={key: entry}))
        found[key] = Reference(key, names, fields.get("title", ""), fields.get("year", ""), venue, raw.strip() + "\n")
    return found, tuple(faults)


def _without_repetitions(text: str) -> str:
    """The text with later entries of a repeated key left out."""
    parts = re.split(r"(?m)^(?=@)", text)
    kept: dict[str, str] = {}
    for index, part in enumerate(parts):
        found = re.match(r"@\w+\s*\{\s*([^,\s]+)", part)
        kept.setdefault(found.group(1).lower() if found else f" {index}", part)
    return "".join(kept.values())


def _plain(text: str) -> str:
    """LaTeX accents and braces of a field as Unicode."""
    import codecs

    import latexcodec  # noqa: F401  (registers the codec; pybtex uses it too)

    if "\\" in text:
        with suppress(ValueError):
            text = str(codecs.lookup("ulatex").decode(text)[0])  # type: ignore[arg-type]  # from text to text
    return " ".join(re.sub(r"[{}]", "", text).split())
