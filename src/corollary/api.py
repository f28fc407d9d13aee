"""The Python face of Corollary: what `import corollary as co` offers, one function a line of the command line."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corollary.books.document import Proofs
    from corollary.logic.derive import Result
    from corollary.logic.evidence import Known, Observation
    from corollary.logic.facts import Fact
    from corollary.logic.rules import RuleBook
    from corollary.logic.trial import Trial
    from corollary.report.model import Report
    from corollary.text.corpus import Corpus
    from corollary.text.model import Fault, Statement
    from corollary.trials.experiment import Runnable


def statements(directory: Path | str | None = None) -> "Corpus":
    """The corpus, or that in a folder.

    Raises:
        InputError: the folder is not there or holds no statement.
    """
    from corollary import text

    return text.load(directory)


def statement(id_: str) -> "Statement":
    """A statement by its id.

    Raises:
        InputError: there is none; the nearest ids are named.
    """
    return statements().statement(id_)


def search(words: str, limit: int = 20) -> Any:
    """Statements that fit the words (also symbols and authors), best first."""
    return statements().search(words, limit=limit)


def path(know: str | Iterable[str], goal: str | Iterable[str]) -> Any:
    """What to read, in order, to understand `goal` when `know` is known (an id or several each).

    Raises:
        InputError: there is no such statement; the nearest ids are named.
    """
    return statements().path(know, goal)


def bibtex(ids: str | Iterable[str]) -> str:
    """BibTeX of every source of a statement or of several."""
    return statements().bibtex(ids)


def check(directory: Path | str | None = None) -> "list[Fault]":
    """The faults of a corpus folder; empty if it keeps every promise of the format."""
    from corollary.text.check import check as faults

    return faults(directory)


def rules() -> "RuleBook":
    """Every rule of the corpus."""
    from corollary import corpus

    return corpus.book()


def derive(
    goal: "str | type[Fact] | Sequence[type[Fact]]",
    given: "Iterable[str | Fact | Known | Observation]" = (),
    *,
    delta: float = 0.05,
    commit: str | None = None,
    about: Mapping[str, str] | None = None,
    **options: Any,
) -> "Result":
    """Everything that the corpus's rules conclude for the goal from what is given; see `corollary.logic.derive.derive`.

    Goals and facts may be written as text: `derive("Risk", ["Iid(n=1000)", "VCDimension <= 10"])`.

    Raises:
        InputError: an unknown name, delta outside (0, 1), or contradictory facts.
    """
    from corollary import corpus
    from corollary.logic.derive import derive as run
    from corollary.logic.parse import parse_fact, parse_goal

    if isinstance(goal, str):
        goal, _, named = parse_goal(goal, corpus.vocabulary())
        about = {**named, **(about or {})}
    texts = [given] if isinstance(given, str) else given
    facts = [parse_fact(one, corpus.vocabulary()) if isinstance(one, str) else one for one in texts]
    return run(goal, facts, corpus.book(), delta=delta, commit=commit, about=about, **options)


def explain(model: Any, train: Any = None, test: Any = None, **options: Any) -> "Report":
    """What the theorems allow one to conclude about a model and its data; see `corollary.report.explain`."""
    from corollary.report import explain as run

    return run(model, train, test, **options)


def trial(id_: str) -> "list[Trial]":
    """The trials and ablations of a statement; call `.run(seed, draws)` on each.

    Raises:
        InputError: there is no such statement; the nearest ids are named.
    """
    from corollary import corpus

    return corpus.trials(statements().entry(id_).id)


def experiment(id_: str) -> "Runnable":
    """The experiment of a question; `.run(seed=0, quick=False)` gives a record that shows itself and can be saved.

    Raises:
        InputError: there is no such question, or it has no experiment.
    """
    from corollary.trials.experiment import find

    return find(id_)


def book(
    goals: "str | Iterable[str]",
    path: Path | str,
    know: Iterable[str] = (),
    title: str = "",
    proofs: "Proofs" = "full",
) -> Path:
    """Write the shortest self-contained book that leads to the goals from what the reader knows.

    Args:
        path: file to write; its suffix (.pdf, .tex, .html, .md, .ipynb, .epub, .typ) is the format.
        know: ids, areas, named readers ("measure-theory", "undergraduate", "physics") or files of readers.

    Raises:
        InputError: an unknown id or format, or a file that cannot be written; the sentence says which.
    """
    from corollary import books

    corpus = statements()
    planned = books.plan(corpus, [goals] if isinstance(goals, str) else goals, know, title, proofs != "none")
    return books.write(corpus, planned, Path(path), proofs)
