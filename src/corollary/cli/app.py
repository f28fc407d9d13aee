"""The entry point: commands, and the one place where an error becomes a sentence and an exit code."""

import sys
from collections.abc import Callable
from typing import Annotated

import typer

from corollary import __version__
from corollary.cli import proving, reading
from corollary.errors import CorollaryError

app = typer.Typer(
    name="corollary",
    help="State what you have; get what follows. Machine-learning theory that runs.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"corollary {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """State what you have; get what follows."""


PANELS: dict[str, tuple[Callable[..., None], ...]] = {
    "Your model and your setting": (proving.demo, proving.explain, proving.derive, proving.try_),
    "The text": (reading.show, reading.search, reading.why, reading.path, reading.list_, reading.cite),
    "Writing": (reading.check, reading.new),
}
for panel, commands in PANELS.items():
    for command in commands:
        app.command(name=command.__name__.rstrip("_"), rich_help_panel=panel)(command)


def main() -> None:
    """Run the command line. Exit code 2 and one sentence for bad input, 130 for an interrupt."""
    try:
        app()
    except CorollaryError as why:
        sys.stderr.write(f"corollary: {why}\n")
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except KeyboardInterrupt:
        sys.stderr.write("corollary: interrupted.\n")
        sys.exit(130)
