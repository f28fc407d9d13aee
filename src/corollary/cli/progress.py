"""Progress for people, on standard error: one bar whose words say what is being done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

Say = Callable[[str, float | None], None]


def _nothing(words: str, fraction: float | None = None) -> None:
    """Say nothing."""


@contextmanager
def progress(quiet: bool) -> Iterator[Say]:
    """Yields `say(words, fraction)`: fraction in [0, 1] of what is now done, None where it is not known.

    Nothing is shown where standard error is no terminal.
    """
    from corollary.cli.output import progress_console

    if quiet or not progress_console().is_terminal:
        yield _nothing
        return
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=progress_console(), transient=True) as bars:
        task = bars.add_task("", total=None)

        def say(words: str, fraction: float | None = None) -> None:
            bars.update(task, description=words, total=None if fraction is None else 1.0, completed=fraction or 0.0)

        yield say
