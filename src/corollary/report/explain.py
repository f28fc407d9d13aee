"""From a model and its data to a report."""

from collections.abc import Callable
from typing import Any

from corollary.logic.evidence import Known
from corollary.logic.theorem import check_delta
from corollary.logic.tree import sentence
from corollary.observe.facts import facts
from corollary.observe.setting import Setting, read_setting
from corollary.report.case import conclude
from corollary.report.model import Line, Report, Subject
from corollary.report.questions import architecture, generalise, represent, stable, training

Say = Callable[[str, float | None], None]
QUESTIONS = (represent, training, generalise, stable, architecture)


def quietly(words: str, fraction: float | None = None) -> None:
    """Progress that nobody watches."""


def explain(
    model: Any,
    train: Any = None,
    test: Any = None,
    *,
    initial: Any = None,
    delta: float = 0.05,
    commit: str | None = None,
    say: Say = quietly,
) -> Report:
    """What the theorems allow one to conclude about a model.

    Args:
        model: a path (.onnx, .keras, or .csv and .npz with scores) or a live Keras, PyTorch or scikit-learn model.
        train: the data it was trained on, as a path, a pair of arrays or a scikit-learn bunch.
        test: held-out data.
        initial: the model before training.
        delta: probability in (0, 1) that anything the report calls proved is false.
        commit: id of a statement on which all of delta is spent.
        say: called with what is being done and the fraction done.

    Raises:
        InputError: something cannot be read, does not fit, or delta lies outside (0, 1).
    """
    check_delta(delta)
    say("reading the model and the data", 0.0)
    setting = read_setting(model, train, test, initial)
    subject = subject_of(setting, delta, commit, say)
    return Report(f"What can be proved about {setting.model.name}", (subject,), delta)


def subject_of(setting: Setting, delta: float, commit: str | None = None, say: Say = quietly) -> Subject:
    """One model's part of a report."""
    say("deriving what follows", 0.1)
    leaves = facts(setting)
    goals = [goal for question in QUESTIONS for goal in question.GOALS]
    case = conclude(setting, leaves, goals, delta, commit)
    sections = []
    for place, question in enumerate(QUESTIONS):
        say(question.QUESTION, 0.2 + 0.8 * place / len(QUESTIONS))
        sections.append(question.answer(case))
    assumed = [leaf for leaf in leaves if isinstance(leaf, Known) and leaf.evidence.kind == "assumed"]
    lines = tuple(Line("assumed", _said(leaf), note=_danger(setting, leaf)) for leaf in assumed)
    notes = [*setting.model.notes, *(note for data in setting.data.values() for note in data.notes)]
    return Subject(
        setting.model.name,
        tuple(_about(setting)),
        lines,
        tuple(sections),
        case.result.events,
        tuple(dict.fromkeys(notes)),
    )


def _said(leaf: Known) -> str:
    words = sentence(leaf.fact)
    return words[:1].upper() + words[1:] + f": {leaf.evidence.source}."


def _danger(setting: Setting, leaf: Known) -> str:
    found = setting.duplicates
    if (
        found is None
        or not found.count
        or type(leaf.fact).__name__ != "ChosenBefore"
        or "the test sample" not in leaf.fact.roles.values()
    ):
        return ""
    return f"Endangered: {found.count} test examples are in the training sample too."


def _about(setting: Setting) -> list[tuple[str, str]]:
    rows = [("model", setting.model.origin)]
    if setting.model.network is not None:
        network = setting.model.network
        rows += [("parameters", f"{network.parameter_count:,}"), ("input", " × ".join(map(str, network.input_shape)))]
    for name, data in setting.data.items():
        rows.append((name.removeprefix("the "), f"{len(data.labels):,} examples"))
    return rows
