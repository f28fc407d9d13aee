"""The command line: one module for reading, one for proving, one for how things are shown."""

from corollary.cli.app import main as main
