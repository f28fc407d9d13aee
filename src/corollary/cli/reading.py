"""Commands that read the text: show, search, why, path, list, cite, check, new."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from corollary.cli.output import Json, console, count, print_json

Folder = Annotated[Path | None, typer.Option("--corpus", help="A corpus folder; the packaged corpus if left out.")]


def _corpus(folder: Path | None = None) -> Any:
    from corollary import text

    return text.load(folder)


def show(
    id_: Annotated[
        list[str],
        typer.Argument(metavar="ID", help="Identity of a statement, for example hoeffding-inequality, or its words."),
    ],
    json: Json = False,
    corpus: Folder = None,
) -> None:
    """Show a statement with its hypotheses, proof and sources."""
    _show(" ".join(id_), json, corpus)


def _show(id_: str, json: bool, corpus: Path | None) -> None:
    book = _corpus(corpus)
    known = book.entry(id_)
    if json:
        print_json({**known.as_dict(), "text": book.statement(known.id).path.read_text(encoding="utf-8-sig")})
        return
    from corollary.text import terminal

    console().print(terminal.statement(book, known.id))
    if corpus is None:
        from corollary.trials import record

        if (kept := record(known.id)) is not None:
            console().print(kept.words, style="dim", markup=False)


def search(
    words: Annotated[list[str], typer.Argument(help="Words, a symbol such as \\Risk, or an author.")],
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many to show.")] = 10,
    json: Json = False,
    corpus: Folder = None,
) -> None:
    """Find statements by words, by symbol, by author."""
    from dataclasses import asdict

    found = _corpus(corpus).search(" ".join(words), limit=limit)
    _listed([asdict(hit) for hit in found], json, f"Nothing fits {' '.join(words)!r}.")


def why(
    words: Annotated[list[str], typer.Argument(help="What you ask yourself, in words.")],
    json: Json = False,
    corpus: Folder = None,
) -> None:
    """Answer a why-question: in short, then what is proved, observed and open."""
    book = _corpus(corpus)
    found = book.search(" ".join(words), limit=1, kinds=["question"])
    if not found:
        from corollary.errors import InputError

        raise InputError(f"No question fits {' '.join(words)!r}; corollary list --kind question lists all.")
    _show(found[0].id, json, corpus)
    if not json:
        _say_experiment(book, found[0].id)


def _say_experiment(book: Any, id_: str) -> None:
    """That the question has an experiment, and what its shipped figure shows."""
    page = book.statement(id_).path
    shipped = page.parent / "figures" / f"{page.stem}.json"
    if shipped.is_file():
        import json

        verdict = json.loads(shipped.read_text(encoding="utf-8"))["verdict"]
        console().print(f"\n{verdict}", markup=False)
        console().print(
            f"Figure: {shipped.with_suffix('.svg')}; again: corollary experiment {id_}", style="dim", markup=False
        )


def path(
    goal: Annotated[str, typer.Option(help="Identity of what you want to understand.")],
    know: Annotated[str, typer.Option(help="Identities of what you know, separated by commas.")] = "",
    json: Json = False,
    corpus: Folder = None,
) -> None:
    """What to read, in order, and nothing else."""
    known = [one.strip() for one in know.split(",") if one.strip()]
    book = _corpus(corpus)
    _listed([book.entry(id_).as_dict() for id_ in book.path(known, goal)], json, "Nothing is left to read.")


def list_(
    kind: Annotated[str, typer.Option(help="Only statements of this kind, for example theorem.")] = "",
    area: Annotated[str, typer.Option(help="Only statements of this area, for example learning.")] = "",
    json: Json = False,
    corpus: Folder = None,
) -> None:
    """List the statements."""
    from corollary.text.model import KINDS

    rows = _corpus(corpus).list()
    _among(kind, KINDS, "kind")
    _among(area, sorted({row["area"] for row in rows}), "area")
    rows = [row for row in rows if kind in ("", row["kind"]) and area in ("", row["area"])]
    _listed(rows, json, "There is no such statement.")


def cite(
    ids: Annotated[list[str], typer.Argument(help="Identities of statements.")],
    json: Json = False,
    corpus: Folder = None,
) -> None:
    """BibTeX of the sources of statements."""
    entries = _corpus(corpus).bibtex(ids)
    if json:
        print_json({"ids": ids, "bibtex": entries})
    else:
        typer.echo(entries)


def check(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="A corpus folder; the packaged corpus if left out.")
    ] = None,
    json: Json = False,
) -> None:
    """Hold a corpus to the format of statements. Exit code 0 only without faults."""
    from corollary.text.check import examine

    found = examine(folder)
    if json:
        shown = [
            {"file": str(f.file), "line": f.line, "code": f.code, "level": f.level, "message": f.message}
            for f in (*found.faults, *found.warnings)
        ]
        print_json(
            {
                "pages": found.pages, "formulas": found.formulas, "steps": found.steps,
                "steps_checked": found.steps_checked, "notes": list(found.notes), "findings": shown,
            }
        )  # fmt: skip
    else:
        for fault in found.faults:
            typer.echo(str(fault))
        for fault in found.warnings:
            typer.echo(f"warning: {fault}")
        for note in found.notes:
            typer.echo(note)
        typer.echo(
            f"{found.pages} pages, {found.formulas} formulas, {found.steps_checked} of {found.steps} steps checked: {count(len(found.faults), 'fault')}, {count(len(found.warnings), 'warning')}."
        )
    if found.faults or found.notes:
        raise typer.Exit(1)


def new(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Identity of the new statement, lower case with hyphens.")],
    kind: Annotated[str, typer.Option(help="Kind of statement.")] = "theorem",
    area: Annotated[str, typer.Option(help="Area, a folder of the corpus.")] = "learning",
    folder: Annotated[Path, typer.Option("--corpus", help="The corpus folder to write into.")] = Path(
        "src/corollary/corpus"
    ),
    force: Annotated[bool, typer.Option(help="Overwrite a page that is there.")] = False,
    json: Json = False,
) -> None:
    """Scaffold a statement: its page and, where a rule belongs, its Python file."""
    from corollary.text import scaffold

    written = scaffold.new(id_, kind, area, folder, force=force)
    if json:
        print_json({"written": [str(one) for one in written]})
    else:
        for one in written:
            typer.echo(f"wrote {one}")


def _among(given: str, known: Iterable[str], what: str) -> None:
    if given and given not in known:
        from corollary.errors import InputError

        raise InputError(f"There is no {what} {given!r}; use one of {', '.join(known)}.")


def _listed(rows: list[dict[str, Any]], json: bool, nothing: str) -> None:
    if json:
        print_json(rows)
        return
    if not rows:
        typer.echo(nothing)
        return
    from rich.padding import Padding
    from rich.text import Text

    out = console()
    for row in rows:
        standing = row["kind"] if row["status"] == row["kind"] else f"{row['kind']}, {row['status']}"
        out.print(Text(row["id"], style="bold"), Text(f"  {standing}", style="dim"), sep="", soft_wrap=True)
        out.print(Padding(Text(row["title"]), (0, 0, 0, 4)))
