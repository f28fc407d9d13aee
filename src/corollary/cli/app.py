"""The entry point: commands, and the one place where an error becomes a sentence and an exit code."""

import sys
from collections.abc import Callable
from typing import Annotated

import click
import typer

from corollary import __version__
from corollary.cli import binding, experimenting, proving, reading, serving, sweeping, trying
from corollary.errors import CorollaryError, tidy

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
    "Your model and your setting": (proving.demo, proving.explain, proving.derive),
    "Theory and measurement": (trying.try_, experimenting.experiment, sweeping.sweep),
    "The text": (
        reading.show,
        reading.search,
        reading.why,
        reading.path,
        reading.list_,
        reading.cite,
        binding.book,
        serving.serve,
    ),
    "Writing": (reading.check, reading.new),
}
for panel, commands in PANELS.items():
    for command in commands:
        app.command(name=command.__name__.rstrip("_"), rich_help_panel=panel)(command)


def main() -> None:
    """Run the command line. Exit code 2 and one sentence for bad input, 130 for an interrupt."""
    try:
        code = app(prog_name="corollary", standalone_mode=False)
    except CorollaryError as why:
        code = _refuse(str(why))
    except click.UsageError as why:
        helped = isinstance(why, click.exceptions.NoArgsIsHelpError)  # by its help, which has been printed
        code = 2 if helped else _refuse(_usage(why))
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    if code == 130:
        sys.stderr.write("corollary: interrupted.\n")
    sys.exit(code)


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"corollary: {tidy(sentence)}\n")
    return 2


def _usage(why: click.UsageError) -> str:
    """What is wrong with a command line, as a sentence that names the command's help."""
    said = " ".join(why.format_message().split()).rstrip(".")
    return f"{said}; see {why.ctx.command_path if why.ctx else 'corollary'} --help."
