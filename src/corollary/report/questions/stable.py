"""Is it stable? Certified radii from the margin and the Lipschitz constant of each difference of scores."""

import numpy as np

from corollary.corpus.networks.adversarial_risk import AdversarialRisk
from corollary.corpus.networks.lipschitz_constant_of_network import LipschitzConstant, MarginLipschitz
from corollary.logic import AtMost
from corollary.logic.arithmetic import printed_lower, printed_upper
from corollary.logic.derive import Conclusion
from corollary.observe.setting import TEST, TRAIN
from corollary.report import figures
from corollary.report.case import Case
from corollary.report.model import Line, Section
from corollary.report.questions import measured

GOALS = (AtMost[LipschitzConstant], AtMost[MarginLipschitz], AtMost[AdversarialRisk])
QUESTION = "Is it stable?"


def answer(case: Case) -> Section:
    """The section."""
    setting = case.setting
    if setting.model.network is None or setting.lipschitz is None:
        words = "Its internals are not known: no change of the input, however small, is certified to leave the answer unchanged."
        return Section("stable", QUESTION, words, (Line("not known", words),))
    lines = [
        case.proved(c)
        for c in (case.best(AtMost[LipschitzConstant]), case.best(AtMost[MarginLipschitz]))
        if c is not None
    ]
    lines += measured.layers(setting)
    if setting.lipschitz.missing:
        lines.append(Line("not known", f"No finite Lipschitz constant: {setting.lipschitz.missing}."))
    sample = TEST if TEST in setting.data else TRAIN if TRAIN in setting.data else None
    if sample is None or not setting.classification:
        return Section("stable", QUESTION, "Its Lipschitz constant bounds how fast its scores change.", tuple(lines))
    certified = setting.radii(sample)
    middle, count, n = float(np.median(certified)), int(np.sum(certified > 0)), len(certified)
    words = f"On {count} of {n} examples of {sample} it is right, and no change of the input below a certified radius, in the median {printed_lower(middle, 3)}, changes its answer."
    note = "The radius is Euclidean, in units of the input; 0 where the answer is wrong counts in the median. "
    note += (
        "For the network in exact arithmetic: the rounding of its scores is bounded and taken off."
        if setting.rounding_bounded
        else "The rounding of its scores is not bounded for a network of this kind."
    )
    lines.insert(
        0,
        Line(
            "proved" if setting.rounding_bounded else "measured",
            words,
            "certified-radius-from-margin",
            middle,
            note=note,
        ),
    )
    robust = [c for c in case.result.of(AtMost[AdversarialRisk]) if not c.vacuous]
    lines += [case.proved(c, _robust(c)) for c in robust]
    finite = certified[np.isfinite(certified)]
    grid = np.linspace(0, max(float(np.quantile(finite, 0.995)) if len(finite) else 1.0, 1e-12), 200)
    fraction = np.array([np.mean(certified > r) for r in grid])
    points = sorted((_distance(c), 1 - float(c.number)) for c in robust)
    plot = figures.certified_accuracy(grid, fraction, points)
    return Section("stable", QUESTION, words, tuple(lines), (plot,))


def _robust(conclusion: Conclusion) -> str:
    number = printed_upper(conclusion.number, 3)
    return f"On new data it is wrong, or some change of the input within {conclusion.fact.roles['perturbation']} makes it wrong, with probability at most {number}"


def _distance(conclusion: Conclusion) -> float:
    return float(conclusion.fact.roles["perturbation"].rsplit(" ", 1)[1])
