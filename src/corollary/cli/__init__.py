"""The command line: one module for reading, one for proving, one for how things are shown."""

from corollary.cli.main import main as main
