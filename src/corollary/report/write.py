"""A report as one HTML file, as Markdown or as JSON."""

import json
import os
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from corollary import __version__
from corollary.errors import InputError
from corollary.report.model import STATUS_WORDS, Line, Report

SCHEMA = "corollary-report-1"


def refuse_to_overwrite(path: Path, force: bool) -> None:
    """Fail early, before any work, if the report could not be written.

    Raises:
        InputError: the file is there and `force` is not given, its folder is not or may not be written into, or its
            ending is none we write.
    """
    if path.suffix not in (".html", ".md", ".json"):
        raise InputError(f"{path}: a report ends in .html, .md or .json.")
    try:
        if not path.parent.is_dir():
            raise InputError(f"{path}: there is no folder {path.parent}; make it first.")
        if path.is_dir():
            raise InputError(f"{path} is a folder; choose another name with --out.")
        there = os.path.lexists(path)
    except (OSError, ValueError) as why:  # ValueError: a NUL in the name
        reason = getattr(why, "strerror", None) or why
        raise InputError(f"{path}: the report cannot be written there ({reason}).") from None
    if there and not force:
        raise InputError(f"{path} is there already; choose another name with --out, or give --force to overwrite it.")
    if not os.access(path.parent, os.W_OK):
        raise InputError(f"{path}: nothing may be written into the folder {path.parent}; choose another with --out.")


def write(report: Report, path: Path, force: bool = False) -> None:
    """Write the report in the format that the file's ending names; all or nothing.

    Raises:
        InputError: as `refuse_to_overwrite`, also where the file has come into being meanwhile, or the disk is full.
    """
    refuse_to_overwrite(path, force)
    text = {".html": html, ".md": markdown, ".json": _json}[path.suffix](report)
    try:
        with TemporaryDirectory(
            dir=path.parent, prefix=".corollary-"
        ) as folder:  # so that no file but `path` is touched
            partial = Path(folder) / path.name
            partial.write_text(text, encoding="utf-8")
            refuse_to_overwrite(path, force)
            partial.replace(path)
    except OSError as why:
        raise InputError(
            f"{path}: the report cannot be written ({why.strerror}); choose another name with --out."
        ) from None


def as_data(report: Report) -> dict[str, Any]:
    """The report as plain data; `docs/report.schema.json` describes it. Figures are given by their numbers."""
    data = {"schema": SCHEMA, "version": __version__, **asdict(report), "statements": list(report.statements)}
    for subject in data["subjects"]:
        subject["facts"] = dict(subject["facts"])
        for section in subject["sections"]:
            for figure in section["figures"]:
                del figure["svg"]
    return _finite(data)  # type: ignore[no-any-return]


def _finite(data: Any) -> Any:
    if isinstance(data, dict):
        return {k: _finite(v) for k, v in data.items()}
    if isinstance(data, (list, tuple)):
        return [_finite(v) for v in data]
    if isinstance(data, float) and (data != data or abs(data) == float("inf")):
        return str(data)
    return data


def _json(report: Report) -> str:
    return json.dumps(as_data(report), indent=2, ensure_ascii=False)


def html(report: Report) -> str:
    """The report as one self-contained HTML file."""
    from jinja2 import Environment, PackageLoader

    from corollary.report.pages import Pages

    pages = Pages(report.statements, [line.formula for line in _lines(report) if line.formula])
    environment = Environment(
        loader=PackageLoader("corollary.report"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    one = environment.get_template("line.html")

    def show(line: Line) -> Any:
        from markupsafe import Markup

        return Markup(one.render(line=line, words=STATUS_WORDS, titles=pages.titles, formula=pages.formula))

    return environment.get_template("report.html").render(
        report=report,
        confidence=f"{1 - report.delta:g}",
        articles=pages.articles,
        show=show,
        css=files("corollary.report").joinpath("templates/report.css").read_text(encoding="utf-8"),
        katex_css=pages.stylesheet,
        version=__version__,
    )


def markdown(report: Report) -> str:
    """The report as Markdown, without the statements' texts."""
    out = [
        f"# {report.title}",
        "",
        f"Everything proved holds at once with probability at least {1 - report.delta:g} over the draw of the data, "
        "if what is assumed is true.",
        "",
    ]
    out += [f"> {note}\n" for note in report.notes]
    for subject in report.subjects:
        out += [f"## {subject.name}", "", *(f"- {name}: {value}" for name, value in subject.facts), ""]
        if subject.notes:
            out += ["### Read and inferred", "", *(f"- {note}" for note in subject.notes), ""]
        out += ["### Assumed", "", *(f"- {line.sentence} {line.note}".rstrip() for line in subject.hypotheses), ""]
        for section in subject.sections:
            out += [f"### {section.question}", "", section.answer, ""]
            for line in section.lines:
                mark = STATUS_WORDS[line.status] + (", vacuous" if line.vacuous else "")
                by = f" (`{line.statement}`)" if line.statement else ""
                out.append(f"- **{mark}**: {line.sentence}{by}" + (f" {line.note}" if line.note else ""))
            out += ["", *(f"- missing: {words}" for words in section.missing), ""]
    return "\n".join(out)


def _lines(report: Report) -> list[Line]:
    return [line for subject in report.subjects for section in subject.sections for line in section.lines]


__all__ = ["SCHEMA", "as_data", "html", "markdown", "refuse_to_overwrite", "write"]
