"""Runs the experiment of a question, and writes its figure and its data side by side."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corollary.errors import InputError
from corollary.logic.experiment import Comparison, Lab, Outcome, Panel, Say, Series, _nothing
from corollary.trials.figure import as_png, as_svg
from corollary.trials.house import one_thread
from corollary.trials.version import digest, sources

if TYPE_CHECKING:
    from corollary.logic.experiment import Experiment


@dataclass(frozen=True)
class Record:
    """What was run and what came out. Shows itself in notebooks."""

    id: str
    about: str
    seed: int
    quick: bool
    version: str
    outcome: Outcome

    @property
    def verdict(self) -> str:
        """Where theory and measurement agree and where they part."""
        return self.outcome.verdict

    def as_data(self) -> dict[str, Any]:
        """Everything as plain data: what `save` writes; a gap in a series is None."""
        return {
            "id": self.id, "about": self.about, "seed": self.seed, "quick": self.quick, "version": self.version,
            "verdict": self.verdict,
            "comparisons": [{**asdict(one), "found": one.found} for one in self.outcome.comparisons],
            "panels": _without_nan([asdict(panel) for panel in self.outcome.panels]),
        }  # fmt: skip

    def save(self, folder: Path | str) -> list[Path]:
        """Write NAME.svg, NAME.png and NAME.json into a folder; NAME is the id with underscores. Returns the paths.

        Raises:
            InputError: the folder cannot be written.
        """
        stem = self.id.replace("-", "_")
        data = json.dumps(self.as_data(), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        contents = {
            "svg": as_svg(self.outcome, standalone=True).encode(),
            "png": as_png(self.outcome),
            "json": (data.replace('},{"title"', '},\n{"title"').replace('{"name"', '\n{"name"') + "\n").encode(),
        }
        try:
            Path(folder).mkdir(parents=True, exist_ok=True)
            for ending, content in contents.items():
                Path(folder, f"{stem}.{ending}").write_bytes(content)
        except OSError as why:
            raise InputError(f"{folder} cannot be written ({(why.strerror or str(why)).lower()}).") from why
        return [Path(folder, f"{stem}.{ending}") for ending in contents]

    def _repr_html_(self) -> str:
        return f"<figure>{as_svg(self.outcome)}<figcaption>{escape(self.verdict)}</figcaption></figure>"


@dataclass(frozen=True)
class Runnable:
    """The experiment of a question, ready to run."""

    experiment: Experiment

    @property
    def id(self) -> str:
        """Id of the question."""
        return self.experiment.id

    @property
    def about(self) -> str:
        """What is run, in a line."""
        return self.experiment.about

    def run(self, seed: int = 0, quick: bool = False, say: Say = _nothing) -> Record:
        """Run it; the same seed gives the same record. `say(words, fraction)` is told the progress.

        Raises:
            InputError: the seed is negative.
        """
        from corollary import __version__

        if seed < 0:
            raise InputError(f"The seed {seed} is negative; use 0 or more.")
        with one_thread():  # many small problems: threads would only wait for each other
            outcome = self.experiment.function(Lab(seed, quick, say))
        return Record(self.id, self.about, seed, quick, __version__, outcome)


@dataclass(frozen=True)
class Seeded:
    """The experiment of a question under one seed, as a job for an engine."""

    id: str
    seed: int
    quick: bool

    def run(self) -> Record:
        """Run it here."""
        return find(self.id).run(self.seed, self.quick)

    def version(self) -> str:
        """A digest of its source and of what that depends on."""
        return digest(sources(find(self.id).experiment))


def find(id_: str) -> Runnable:
    """The experiment of a question, given by its id.

    Raises:
        InputError: there is no such statement, or it has no experiment.
    """
    from corollary import corpus, text

    known = corpus.experiment(id_)
    if known is None:
        entry = text.load().entry(id_)
        known = corpus.experiment(entry.id)
        if known is None:
            raise InputError(f"{entry.id} has no experiment; corollary experiment --list names those that have one.")
    return Runnable(known)


def listed() -> list[Runnable]:
    """All experiments, by id."""
    from corollary import corpus

    return [Runnable(one) for one in corpus.experiments()]


def shipped(id_: str) -> Path | None:
    """The data of the full run, seed 0, that ships beside the question's page; its figure has the endings svg and png."""
    from corollary import corpus

    found = corpus.beside(id_)
    path = found.parent / "figures" / f"{found.stem}.json" if found else None
    return path if path and path.is_file() else None


def read(path: Path) -> Record:
    """The record that `Record.save` wrote as JSON."""
    data = json.loads(path.read_text(encoding="utf-8"))
    panels = tuple(_panel(panel) for panel in data["panels"])
    comparisons = tuple(
        Comparison(one["where"], one["discrepancy"], one["limit"], one["unit"], one["expected"])
        for one in data["comparisons"]
    )
    return Record(data["id"], data["about"], data["seed"], data["quick"], data["version"], Outcome(panels, comparisons))


def _panel(data: dict[str, Any]) -> Panel:
    series = tuple(Series(**{key: _read(value) for key, value in one.items()}) for one in data["series"])
    level = tuple((float(height), str(words)) for height, words in data["level"])
    y_range = tuple(data["y_range"]) if data["y_range"] else None
    return Panel(**{**data, "series": series, "level": level, "y_range": y_range})


def _read(value: Any) -> Any:
    return tuple(float("nan") if one is None else float(one) for one in value) if isinstance(value, list) else value


def _without_nan(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _without_nan(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_without_nan(value) for value in data]
    return None if isinstance(data, float) and data - data != 0 else data
