"""The book: one folder per area; NAME.md is a statement, NAME.py beside it its type or rule and its trials."""

import importlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corollary.logic.experiment import Experiment
    from corollary.logic.facts import Fact
    from corollary.logic.rules import RuleBook
    from corollary.logic.step import Step
    from corollary.logic.trial import Trial
    from corollary.logic.vocabulary import Quantity

HERE = Path(__file__).parent


def packages() -> list[str]:
    """The packaged corpus and every corpus that another package offers through the entry point group `corollary.corpus`."""
    from importlib.metadata import entry_points

    return [__name__, *(point.value for point in entry_points(group="corollary.corpus"))]


@cache
def modules() -> tuple[ModuleType, ...]:
    """Every module beside a page, imported."""
    return tuple(_modules())


def _modules() -> Iterator[ModuleType]:
    return (importlib.import_module(name) for name, _ in _files())


def _files() -> Iterator[tuple[str, Path]]:
    """Name and path of every module beside a page."""
    for package in packages():
        folder = Path(str(importlib.import_module(package).__path__[0]))
        for path in sorted(folder.glob("*/*.py")):
            if not path.stem.startswith("_"):
                yield f"{package}.{path.parent.name}.{path.stem}", path


@cache
def book() -> "RuleBook":
    """All rules of the corpus."""
    from corollary.logic.rules import RuleBook
    from corollary.logic.theorem import Theorem

    found = (item for module in modules() for item in vars(module).values() if isinstance(item, Theorem))
    return RuleBook(dict.fromkeys(found))


@cache
def vocabulary() -> "dict[str, type[Quantity] | type[Fact]]":
    """Every quantity and property of the corpus, by name.

    Raises:
        CorollaryError: two definitions have one name.
    """
    from corollary.errors import CorollaryError
    from corollary.logic.facts import ChosenBefore, Member, Property
    from corollary.logic.vocabulary import Quantity

    names: dict[str, type[Quantity] | type[Fact]] = {"ChosenBefore": ChosenBefore, "Member": Member}
    for module in modules():
        for name, item in vars(module).items():
            mine = getattr(item, "__module__", "") == module.__name__
            if not (mine and isinstance(item, type) and issubclass(item, (Quantity, Property))):
                continue
            if name in names:
                raise CorollaryError(
                    f"{name} is defined in {names[name].__module__} and in {module.__name__}; rename one."
                )
            names[name] = item
    return names


def module_of(id_: str) -> ModuleType | None:
    """The module beside the page of this id, None if it has none."""
    stem = id_.replace("-", "_")
    return next((m for m in modules() if m.__name__.rsplit(".", 1)[1] == stem), None)


def trials(id_: str | None = None) -> "list[Trial]":
    """The registered trials and ablations, of one statement or of all."""
    from corollary.logic.trial import TRIALS

    modules()
    return [entry for entry in TRIALS.values() if id_ is None or entry.id == id_]


def steps(id_: str | None = None) -> "list[Step]":
    """The registered checks of proof steps, of one statement or of all."""
    from corollary.logic.step import STEPS

    modules()
    return [entry for entry in STEPS.values() if id_ is None or entry.id == id_]


def beside(id_: str) -> Path | None:
    """The Python file beside the page of this id, None if it has none; nothing is imported but the corpora."""
    return next((path for _, path in _files() if path.stem == id_.replace("-", "_")), None)


def experiment(id_: str) -> "Experiment | None":
    """The experiment of this question; only the module beside its page is imported. None if it has none."""
    from corollary.logic.experiment import EXPERIMENTS

    for name, path in _files():
        if path.stem == id_.replace("-", "_"):
            importlib.import_module(name)
    return EXPERIMENTS.get(id_)


def experiments() -> "list[Experiment]":
    """The experiments of all questions, by id."""
    found = (experiment(path.stem.replace("_", "-")) for _, path in _files() if path.stem.startswith("question_"))
    return sorted((one for one in found if one is not None), key=lambda one: one.id)


__all__ = [
    "HERE",
    "beside",
    "book",
    "experiment",
    "experiments",
    "module_of",
    "modules",
    "packages",
    "steps",
    "trials",
    "vocabulary",
]
