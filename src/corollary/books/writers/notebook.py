"""A book as a Jupyter notebook: text cells, and after each rule a cell that shows and tries it."""

from __future__ import annotations

from collections.abc import Callable

from corollary.books.document import Document
from corollary.books.writers import markdown


def text(document: Document, advance: Callable[[int, int], None] = lambda done, of: None) -> str:
    """The notebook as JSON."""
    import nbformat
    from nbformat import v4

    cells = [v4.new_markdown_cell(markdown.front(document)), v4.new_code_cell("import corollary as co")]
    done = 0
    for at, chapter in enumerate(document.plan.chapters, 1):
        cells.append(v4.new_markdown_cell(f"# {at} {chapter.title}"))
        for id in chapter.ids:
            cells.append(v4.new_markdown_cell(markdown.statement(document, id)))
            if code := _code(document, id):
                cells.append(v4.new_code_cell(code))
            done += 1
            advance(done, len(document.plan.ids))
    cells += [v4.new_markdown_cell(part) for part in markdown.back(document)]
    for at, cell in enumerate(cells):
        cell["id"] = f"cell-{at}"  # the same file each time
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return str(nbformat.writes(v4.new_notebook(cells=cells, metadata=kernel))) + "\n"


def _code(document: Document, id: str) -> str:
    """A cell that shows the rule's signature and runs the trials; empty for a statement without either."""
    entry = document.corpus.entry(id)
    lines = []
    if entry.rule:
        lines += [f"from corollary.corpus.{entry.area}.{entry.rule} import {entry.rule}", "", f"print({entry.rule})"]
    if entry.trials:
        lines += [f'for trial in co.trial("{id}"):', "    print(trial.name, trial.as_it_must(trial.run(0, 50)))"]
    return "\n".join(lines)
