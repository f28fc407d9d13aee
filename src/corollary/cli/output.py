"""How commands show what they found: JSON for programs, typeset text for people."""

import json
import sys
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Delta = Annotated[float, typer.Option(help="Probability that anything concluded is false, strictly between 0 and 1.")]


def print_json(data: Any) -> None:
    """Print data as JSON; infinities and nans, which JSON lacks, as strings."""
    sys.stdout.write(json.dumps(_plain(data), ensure_ascii=False, indent=2, allow_nan=False) + "\n")


def _plain(data: Any) -> Any:
    if isinstance(data, dict):
        return {str(k): _plain(v) for k, v in data.items()}
    if isinstance(data, (list, tuple)):
        return [_plain(v) for v in data]
    if isinstance(data, float) and (data != data or data in (float("inf"), float("-inf"))):
        return str(data)
    return data


def count(number: int, noun: str) -> str:
    """A number with its noun: "1 step", "2 steps"."""
    return f"{number} {noun}" + ("" if number == 1 else "s")


@cache
def console() -> "Console":
    """The console for people."""
    from rich.console import Console

    return Console(highlight=False)


@cache
def progress_console() -> "Console":
    """The console for progress: standard error, so that what is printed can be piped."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)
