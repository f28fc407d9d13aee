"""The engine's answers to the first questions about PAC bounds, against computations of their own."""

import math

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import logsumexp
from scipy.stats import beta, binom

import corollary as co
from corollary.logic.missing import missing

CLASSIFIER = ["ZeroOneLoss()", "BinaryClassifiers()", "VCDimension <= 10", "ChosenBefore()", "Member()"]


def best(goal, given, **options):
    return co.derive(goal, given, **options).conclusions[0]


def test_three_errors_on_five_hundred_held_out_examples():
    found = best(
        "Risk", ["Iid(n=500)", "ZeroOneLoss()", "ChosenBefore(hypotheses=predictor)", "EmpiricalRisk == 0.006"]
    )
    assert found.rule == "test-set-bound"
    assert found.number == pytest.approx(beta.ppf(0.95, 4, 497), rel=1e-9)


def test_what_a_file_of_20_kb_certifies_on_50_000_examples():
    result = co.derive(
        "Risk",
        [
            "Iid(n=50000)",
            "ZeroOneLoss()",
            "ChosenBefore(hypotheses=code)",
            "CompressedFile(size=20000, most=1000000)",
            "EmpiricalRisk == 0.01",
        ],
    )
    found = result.conclusions[0]
    share = 0.05 / result.events  # each of the bounds compared may fail
    nats = 160000 * math.log(2) + math.log(1_000_001)

    def log_tail(risk):  # of at most 500 errors among 50,000, minus the level; the tail itself is far below any float
        return logsumexp(binom.logpmf(np.arange(501), 50000, risk)) - (math.log(share) - nats)

    assert found.rule == "occam-binomial-bound" and not found.vacuous
    assert found.number == pytest.approx(brentq(log_tail, 0.02, 0.999), rel=1e-6)
    assert 0.89 < found.number < 0.91


def test_a_tenth_of_that_size_certifies_much_more():
    given = ["Iid(n=50000)", "ZeroOneLoss()", "ChosenBefore(hypotheses=code)", "EmpiricalRisk == 0.01"]
    small = best("Risk", [*given, "CompressedFile(size=2000, most=1000000)"]).number
    assert small < 0.27


def consistent(n):
    """log of the probability that a consistent classifier of a class of VC dimension 10 has risk above 0.05, bounded by pairs of samples."""
    growth = math.log(sum(math.comb(2 * n, k) for k in range(11)))
    return math.log(2) + growth - n * 0.05 / 2 * math.log(2)


def test_samples_for_vc_dimension_ten():
    found = co.derive(
        "RealizableSampleComplexity",
        ["VCDimension <= 10", "BinaryClassifiers()", "LearningTarget(epsilon=0.05, delta=0.05)"],
    )
    upper = found.conclusions[0].number
    least = next(n for n in range(1, 10_000) if consistent(n) <= math.log(0.05))
    assert (
        least <= upper <= 2 * least
    )  # the closed form is no smaller than the best n of the same argument, and not much larger
    below = best(
        "AtLeast[RealizableSampleComplexity]", ["VCDimension >= 10", "LearningTarget(epsilon=0.05, delta=0.05)"]
    ).number
    assert 30 < below < least


def test_the_sample_sizes_of_all_theorems_and_the_smallest(monkeypatch, capsys):
    import re

    from tests.cli_run import run

    given = [word for fact in [*CLASSIFIER, "Iid(n=1000)", "EmpiricalRisk == 0"] for word in ("--given", fact)]
    shown = run(monkeypatch, capsys, "derive", "Risk <= 0.05", *given, "--solve", "n").out
    sizes = [int(size.replace(",", "")) for size in re.findall(r"n = ([\d,]+)", shown)]
    assert len(sizes) >= 4 and sizes == sorted(sizes)
    events = int(re.search(r"(\d+) events share", shown).group(1))
    # vc-realizable-bound with Sauer's sum for the growth function, and δ shared by all bounds that are compared.
    wanted = next(n for n in range(100, 10_000) if consistent(n) <= math.log(0.05 / events))
    assert sizes[0] == wanted


def test_the_zero_one_loss_is_fixed_and_any_other_has_to_be_said_to_be():
    goal, given = "ForAll[Deviation, hypotheses]", ["Iid(n=500)", "LogCardinality <= 8", "ChosenBefore()"]
    (named,) = co.derive(goal, [*given, "ZeroOneLoss()"]).conclusions
    unnamed = co.derive(goal, [*given, "UnitLoss()"])
    assert not unnamed.conclusions
    (said,) = co.derive(goal, [*given, "UnitLoss()", "ChosenBefore(hypotheses=loss)"]).conclusions
    assert said.number == named.number
    assert ["the loss is independent of the sample, together with all else fixed before it was seen"] in told(unnamed)


def test_a_fixed_code_or_loss_is_not_told_to_become_a_prior():
    """What was chosen before a sample may be of any kind; what is missing is not."""
    given = [
        "Iid(n=500)",
        "ZeroOneLoss()",
        "ChosenBefore(hypotheses=C)",
        "DescriptionLength(code=C) <= 3",
        "EmpiricalGibbsRisk <= 0.1",
    ]
    wanted = [words for one in told(co.derive("GibbsRisk", given)) for words in one]
    assert any("with respect to the prior" in words for words in wanted)
    assert not any("with respect to C" in words or "with respect to the loss" in words for words in wanted)


def told(result):
    return [list(map(str, one.facts)) for one in missing(result)]
