"""Is it stable? Certified radii from the margin and the Lipschitz constant of each difference of scores."""

import numpy as np

from corollary.corpus.networks.lipschitz_constant_of_network import LipschitzConstant, MarginLipschitz
from corollary.logic import AtMost
from corollary.observe.setting import TEST, TRAIN
from corollary.report import figures
from corollary.report.case import Case
from corollary.report.model import Line, Section

GOALS = (AtMost[LipschitzConstant], AtMost[MarginLipschitz])
QUESTION = "Is it stable?"


def answer(case: Case) -> Section:
    """The section."""
    setting = case.setting
    if setting.model.network is None or setting.lipschitz is None:
        words = "Its internals are not known: no change of the input, however small, is certified to leave the answer unchanged."
        return Section("stable", QUESTION, words, (Line("not known", words),))
    lines = [case.proved(c) for c in (case.best(AtMost[LipschitzConstant]), case.best(AtMost[MarginLipschitz])) if c is not None]
    if setting.lipschitz.missing:
        lines.append(Line("not known", f"No finite Lipschitz constant: {setting.lipschitz.missing}."))
    sample = TEST if TEST in setting.data else TRAIN if TRAIN in setting.data else None
    if sample is None or not setting.classification:
        return Section("stable", QUESTION, "Its Lipschitz constant bounds how fast its scores change.", tuple(lines))
    radii = _radii(case, sample)
    right = setting.margins(sample).lower > 0
    certified = np.where(right, radii, 0.0)
    middle = float(np.median(certified))
    n = len(certified)
    count = int(np.sum(certified > 0))
    words = f"On {count} of {n} examples of {sample} it is right and no change of the input below a certified radius, in the median {middle:.3g}, changes its answer."
    lines.insert(0, Line("proved", words, "certified-radius-from-margin", middle, note="For the network in exact arithmetic; the radius is Euclidean, in units of the input."))
    grid = np.linspace(0, max(float(np.quantile(certified[np.isfinite(certified)], 0.995)), 1e-12), 60)
    fraction = np.array([np.mean(certified > r) for r in grid])
    plot = figures.certified_accuracy(grid, fraction, None, "")
    return Section("stable", QUESTION, words, tuple(lines), (plot,))


def _radii(case: Case, sample: str) -> np.ndarray:
    from corollary.observe.lipschitz import certified_radii

    assert case.setting.lipschitz is not None
    return np.asarray(certified_radii(case.setting.network_scores[sample], case.setting.lipschitz.pairs))
