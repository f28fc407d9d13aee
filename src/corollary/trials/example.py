"""An instance of a rule: the premises of the first conclusion that one of its trials draws."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from corollary.errors import CorollaryError

if TYPE_CHECKING:
    from corollary.logic.theorem import Theorem

DRAWS = 3  # enough for a trial to call its rule


class Found(Exception):
    """A trial has called the rule; there is no need to go on."""


@cache
def example(rule: Theorem) -> dict[str, Any]:
    """Facts (and confidences) by hypothesis, every value a plain number; empty if no trial calls the rule with numbers."""
    from corollary import corpus
    from corollary.logic.theorem import watched

    found: dict[str, Any] = {}

    def watch(theorem: Theorem, given: Any) -> None:
        if theorem is rule:
            found.update(given)
            raise Found

    for trial in corpus.trials(rule.id):
        if trial.breaks is None:
            try:
                with watched(watch):
                    trial.run(0, DRAWS)
            except Found:
                break
    try:
        facts = {name: _plain(fact) for name, fact in found.items()}
        if facts:
            rule(**facts)
    except (
        TypeError,
        ValueError,
        AttributeError,
        ArithmeticError,
        CorollaryError,
    ):  # it needs arrays, or lists of numbers
        return {}
    return facts


def _plain(fact: Any) -> Any:
    from corollary.logic.theorem import Confidence

    if isinstance(fact, Confidence):
        return Confidence(_number(fact.delta))
    return fact.with_values(**{name: _number(value) for name, value in fact.values.items()})


def _number(value: Any) -> Any:
    import numpy as np

    first = np.ravel(np.asarray(value, float))[0] if not isinstance(value, int) else value
    return int(first) if isinstance(value, int) or _whole(value) else float(first)


def _whole(value: Any) -> bool:
    import numpy as np

    return np.issubdtype(np.asarray(value).dtype, np.integer)
