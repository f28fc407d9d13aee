"""The entry point: commands, and the one place where an error becomes a sentence and an exit code."""

import sys
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
def root(version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False) -> None:
    """State what you have; get what follows."""


for command in (proving.demo, proving.explain, proving.derive, proving.try_):
    app.command(name=command.__name__.rstrip("_"), rich_help_panel="Your model and your setting")(command)
for command in (reading.show, reading.search, reading.why, reading.path, reading.list_, reading.cite):
    app.command(name=command.__name__.rstrip("_"), rich_help_panel="The text")(command)
for command in (reading.check, reading.new):
    app.command(name=command.__name__.rstrip("_"), rich_help_panel="Writing")(command)


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
