"""A book as a Jupyter notebook: text cells, and after each rule cells that call it and try it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import TYPE_CHECKING

from corollary.books.document import Document
from corollary.books.writers import markdown

if TYPE_CHECKING:
    from corollary.text.entry import Entry


def text(document: Document, advance: Callable[[int, int], None] = lambda done, of: None) -> str:
    """The notebook as JSON."""
    import nbformat
    from nbformat import v4

    cells = [v4.new_markdown_cell(markdown.front(document)), v4.new_code_cell("import corollary as co")]
    done = 0
    for at, chapter in enumerate(document.plan.chapters, 1):
        cells.append(v4.new_markdown_cell(f"# {at} {chapter.title}"))
        for id in chapter.ids:
            cells.append(v4.new_markdown_cell(markdown.statement(document, id, markdown.ATTACHED)))
            if one := document.figures.get(id):
                image = b64encode(one.png.read_bytes()).decode()
                cells[-1]["attachments"] = {one.png.name: {"image/png": image}}
            cells += [v4.new_code_cell(code) for code in _code(document, id)]
            done += 1
            advance(done, len(document.plan.ids))
    cells += [v4.new_markdown_cell(part) for part in markdown.back(document)]
    for at, cell in enumerate(cells):
        cell["id"] = f"cell-{at}"  # the same file each time
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return str(nbformat.writes(v4.new_notebook(cells=cells, metadata=kernel))) + "\n"


def _code(document: Document, id: str) -> list[str]:
    """A cell that calls the rule with facts to which it applies, and one that runs the trials; what a statement has of them."""
    entry = document.corpus.entry(id)
    cells = [_rule(entry)] if entry.rule else []
    if entry.trials:
        cells.append(f'for trial in co.trial("{id}"):\n    print(trial.name, trial.as_it_must(trial.run(0, 50)))')
    return [cell for cell in cells if cell]


def _rule(entry: Entry) -> str:
    """The call with the facts that a trial draws first; only the signature where no trial calls the rule."""
    from corollary import corpus
    from corollary.trials.example import example
    from corollary.trials.source import call

    rule = next((one for one in corpus.book().rules if one.id == entry.id), None)
    if rule is None:  # of a corpus that is not the package's
        return ""
    facts = example(rule)
    if facts:
        return f"{call(rule, facts)}\nprint({rule.name})\nprint(conclusion)"
    return f"from {rule.function.__module__} import {rule.name}\n\nprint({rule.name})"
