"""The command that makes books."""

from pathlib import Path
from typing import Annotated

import typer

from corollary.cli.output import Json, count, print_json


def book(
    goal: Annotated[list[str], typer.Option(help="Identity of what the book leads to; may be given more than once.")],
    know: Annotated[
        list[str] | None,
        typer.Option(
            help="What the reader knows: an id, an area, measure-theory, undergraduate, physics, or a file of readers."
        ),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", "-o", help="File to write: .pdf, .tex, .html, .md, .ipynb, .epub or .typ.")
    ] = Path("book.pdf"),
    title: Annotated[str, typer.Option(help="Title; that of the first goal if left out.")] = "",
    proofs: Annotated[str, typer.Option(help="none, short (what each proof uses) or full.")] = "full",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what the book would hold.")] = False,
    json: Json = False,
    corpus: Annotated[
        Path | None, typer.Option("--corpus", help="A corpus folder; the packaged corpus if left out.")
    ] = None,
) -> None:
    """Make the shortest self-contained book that leads to a goal from what the reader knows."""
    from corollary import books, text
    from corollary.books.figures import FOLDER
    from corollary.books.length import pages
    from corollary.books.write import check
    from corollary.cli.progress import progress
    from corollary.errors import InputError

    if proofs not in ("none", "short", "full"):
        raise InputError(f"--proofs {proofs} is not known; use none, short or full.")
    loaded = text.load(corpus)
    known = [one.strip() for entry in know or [] for one in entry.split(",") if one.strip()]
    goals = [one.strip() for entry in goal for one in entry.split(",") if one.strip()]
    planned = books.plan(loaded, goals, known, title, proofs != "none")
    if not dry_run:
        check(out)
        with progress(json) as say:
            books.write(loaded, planned, out, proofs, lambda done, of: say(f"writing {out.name}", done / of))  # type: ignore[arg-type]
    about = pages(loaded, planned, proofs)  # type: ignore[arg-type]
    if json:
        print_json({**planned.as_dict(), "pages": about, "proofs": proofs, "written": None if dry_run else str(out)})
        return
    for at, chapter in enumerate(planned.chapters, 1):
        typer.echo(f"{at:>3}  {chapter.title}: {count(len(chapter.ids), 'statement')}")
    proved = f", {count(planned.steps, 'step')} of proof" if planned.steps else ""
    typer.echo(f"{count(len(planned.ids), 'statement')}{proved}; {len(planned.assumed)} assumed known.")
    if dry_run:
        typer.echo(f"About {about} pages as PDF.")
        return
    beside = out.parent / FOLDER
    figures = f" and its figures, {beside}" if out.suffix.lower() in (".tex", ".md") and beside.is_dir() else ""
    typer.echo(f"wrote {out}{figures}")
