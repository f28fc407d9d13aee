"""Run the command line in this process, as a user would see it."""

import sys
from dataclasses import dataclass

import pytest


@dataclass
class Outcome:
    code: int
    out: str
    err: str


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> Outcome:
    """Exit code, standard output and standard error of `corollary ARGUMENTS`."""
    from corollary.cli import main

    monkeypatch.setattr(sys, "argv", ["corollary", *arguments])
    code = 0
    try:
        main()
    except SystemExit as stop:
        code = int(stop.code or 0)
    seen = capsys.readouterr()
    return Outcome(code, seen.out, seen.err)
