"""Will it generalise? Every bound on the risk that applies, sorted, against the measured error."""

from corollary import corpus
from corollary.corpus.learning.gibbs_predictor import GibbsRisk
from corollary.corpus.learning.risk import Risk
from corollary.logic import AtLeast, AtMost
from corollary.logic.arithmetic import printed_lower, printed_upper
from corollary.logic.derive import Conclusion, derive
from corollary.logic.missing import missing
from corollary.observe.setting import LAW, MODEL, TEST, TRAIN, ZERO_ONE
from corollary.report import figures
from corollary.report.case import Case
from corollary.report.model import Figure, Line, Section
from corollary.report.questions import measured

GOALS = (AtMost[Risk], AtLeast[Risk], AtMost[GibbsRisk])
QUESTION = "Will it generalise?"


def answer(case: Case) -> Section:
    """The section."""
    setting = case.setting
    if not setting.classification:
        words = "No theorem of this corpus bounds the risk of a regression without a bound on the loss."
        return Section("generalise", QUESTION, words, tuple(_measured(case)))
    above, below = case.best_by_statement(AtMost[Risk]), case.best_by_statement(AtLeast[Risk])
    lines = [_bound(case, c) for c in (*above[:1], *below[:1], *above[1:])] + _measured(case)
    lines += [_random(case, c) for c in case.best_by_statement(AtMost[GibbsRisk])]
    speaking = [c for c in above if not c.vacuous]
    if speaking:
        words = f"The probability of error on new data is at most {_decimal(speaking[0].number, 3)}"
        vacuous = len(above) - len(speaking)
        count = "none of them is" if not vacuous else "1 of them is" if vacuous == 1 else f"{vacuous} of them are"
        words += f", the smallest of {len(above)} bounds that apply; {count} vacuous." if len(above) > 1 else "."
    else:
        words = "Nothing that is known bounds the probability of error below 1."
    if TEST not in setting.data:
        lines.append(
            Line(
                "not known",
                "No held-out data were given; bounds from the training sample alone are mostly vacuous for networks.",
            )
        )
    plots: list[Figure] = []
    if above:
        rows = [(c.rule, float(c.number), c.vacuous) for c in above]
        plots.append(figures.bounds_against_truth(rows, _rate(case, TEST)))
    if setting.network_scores:
        parts = {name: setting.margins(name).lower for name in setting.data}
        plots.append(figures.margins(parts.get(TEST), parts.get(TRAIN)))
    return Section("generalise", QUESTION, words, tuple(lines), tuple(plots), _missing(case))


def _bound(case: Case, conclusion: Conclusion) -> Line:
    side, number = ("at least", conclusion.number) if conclusion.is_lower else ("at most", conclusion.number)
    decimal = printed_lower(number, 4) if conclusion.is_lower else _decimal(number, 4)
    return case.proved(conclusion, f"The probability of error on new data is {side} {decimal}")


def _decimal(number: float, digits: int) -> str:
    """An upper bound of a probability, rounded up; below 1 it is given as many digits as it takes to show that."""
    while number < 1 <= float(printed_upper(number, digits)):
        digits += 1
    return printed_upper(number, digits)


def _random(case: Case, conclusion: Conclusion) -> Line:
    assert case.setting.posterior is not None
    deviation = case.setting.posterior.deviation
    words = f"A network drawn anew for each input, every parameter normal around the trained one with standard deviation {deviation:.3g}, "
    words += f"errs on new data with probability at most {_decimal(conclusion.number, 4)}"
    return case.proved(conclusion, words, "Of the random network, not of the trained one.")


def _rate(case: Case, sample: str) -> float | None:
    if sample not in case.setting.data:
        return None
    wrong, n = case.setting.errors(sample)
    return wrong / n


def _measured(case: Case) -> list[Line]:
    lines = []
    for name in case.setting.data if case.setting.classification else ():
        wrong, n = case.setting.errors(name)
        words = f"{wrong} errors in {n} predictions on {name}: {100 * wrong / n:.2f} %."
        swapped = case.setting.scores(name).ndim == 1 and 2 * wrong > n
        note = "More than half: is the score that of the class which comes second in order?" if swapped else ""
        lines.append(Line("measured", words, value=wrong / n, note=note))
        loss = measured.log_loss(case.setting, name)
        lines += [] if loss is None else [loss]
    for name in () if case.setting.classification else case.setting.data:
        error = measured.squared_loss(case.setting, name)
        lines += [] if error is None else [error]
    duplicates = case.setting.duplicates
    if duplicates is not None and duplicates.count:
        words = (
            f"{duplicates.count} test examples are also in the training sample: the model is not independent of them."
        )
        lines.append(
            Line(
                "measured",
                words,
                value=float(duplicates.count),
                note="Bounds from the test sample are endangered; remove the duplicates.",
            )
        )
    return lines


def _missing(case: Case) -> tuple[str, ...]:
    """What held-out data would buy, where there are none."""
    if TEST in case.setting.data:
        return ()
    about = {"predictor": MODEL, "loss": ZERO_ONE, "law": LAW}
    alone = derive(AtMost[Risk], case.leaves, corpus.book(), delta=case.result.delta, about=about)
    found = [m for m in missing(alone, limit=4) if m.buys is not None and not m.buys.vacuous]
    return tuple(f"{m}." for m in found)
