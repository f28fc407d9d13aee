"""Facts, goals and options that `derive` cannot use."""

import json

import pytest

from tests.bad_input.files import (
    GIVEN,
    refused,
)

BAD_FACTS = [
    ("", "no fact"), ("\0", "no fact"), ("__import__('os').system('touch ran')", "no fact"), ("lambda: 3", "no fact"),
    ("Iid(n=10)\nIid(n=3)", "no fact"), ("Iid", "needs n"), ("Iid(1000)", "takes a name"), ("Iid(n=3", "no fact"),
    ("Iid(n=-3)", "whole number"), ("Iid(n=1.5)", "whole number"), ("Iid(n=1e400)", "whole number"), ("Iid(n=True)", "number"),
    (f"Iid(n=1{'0' * 100})", "whole number"), ("Iid(n=nan)", "number"), ("Iid(n='a')", "number"), ("Iid(n=[1])", "number"),
    ("Iid(n={[]: 1})", "neither"), ("Iid(n=9**9**9)", "neither"), ("Iid(n=1, n=2)", "twice"), ("Iid(a, b, 3, 4)", "only"),
    ("Iid(sample, sample=a, n=3)", "twice"), ("Iid(n=3, m=4)", "no role or value m"), ("Iid(**{})", "no role"), ("Iid(*a)", "neither"),
    ("Idi(n=3)", "Iid"), ("EmpiricalRisk", "write EmpiricalRisk <= 0.1"), ("EmpiricalRisk <= nan", "neither"), ("EmpiricalRisk <= 1e-999999999", "too small"),
    ("VCDimension <= -1", "below 0"), ("VCDimension == -1", "below 0"), ("EmpiricalRisk <= 'a'", "no number"),
    ("0 <= EmpiricalRisk <= 1", "one comparison"), ("EmpiricalRisk != 1", "one comparison"),
    ("EmpiricalRisk(a, b, c, d) <= 1", "only"), ("EmpiricalRisk(foo=a) <= 1", "no role or value foo"), ("EmpiricalRisk(3) <= 1", "name"),
    ("EmpiricalRisk(__class__=a) <= 1", "no role"), ("Iid <= 3", "only a quantity"), ("not Risk", "only a property"),
    ("not Iid(n=3)", ""), ("Not[Risk]()", "only a property"), ("AtMost", "write for example"),
    ("AtMost[Risk]", "without a number"), ("AtMost[Iid](3)", "no quantity"), ("AtMost[Risk](x)", "number"), ("AtMost[3](1)", "no fact"),
    ("ForAll[Risk, 'zz'] <= 1", "no role"), ("ForAll[Iid, 'sample'] <= 1", "no quantity"), ("Expected[Risk, 3] <= 1", "no name"),
    ("ForAll", "write for example"), ("Confidence(0.5)", "no quantity or property"), ("Iid(n=(" + "(" * 400 + "1" + ")" * 401, "no fact"),
    ("-" * 900 + "1", "no fact"), ("x" * 100_000, "characters"), ("Iid(n=" + "9" * 5000 + ")", "characters"), ("a[" * 300, "no fact"),
    ("Iid(n=" + "-" * 900 + "1)", ""),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "says"), BAD_FACTS, ids=lambda value: repr(value)[:40])
def test_facts_that_are_none(corollary, files, fact, says):
    given = [part for one in [*GIVEN, fact] for part in ("--given", one)]
    refused(corollary("derive", "Risk", *given), says)


@pytest.mark.parametrize(
    ("goal", "says"),
    [
        ("", "no fact"), ("Rsk", "Risk"), ("__import__", "no quantity"), ("Risk <= nan", "neither"), ("Risk <= 'a'", "no number"),
        ("Risk < 1 < 2", "one comparison"), ("Risk(a, b, c, d)", "only"), ("Risk(zz=a)", "no role"), ("Risk(3)", "name"),
        ("AtMost", "write for example"), ("AtMost[Iid]", "no quantity"), ("AtMost[Risk](a)", "no number"), ("AtMost[Risk] <= 3", "quantity"),
        ("Quantity", "no quantity"), ("x" * 100_000, "characters"), ("(" * 900, "no fact"),
    ],
    ids=lambda value: repr(value)[:40],
)  # fmt: skip
def test_goals_that_are_none(corollary, files, goal, says):
    refused(corollary("derive", goal, "--given", "Iid(n=100)"), says)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--delta", "0"], "strictly between"), (["--delta", "1"], "strictly between"), (["--delta", "inf"], "strictly between"),
        (["--delta", ""], "not a valid float"), (["--depth", "0"], "--depth"), (["--depth", "99"], "--depth"),
        (["--solve", ""], "no fact"), (["--solve", "\0"], "no fact"), (["--solve", "__class__"], "no fact"),
        (["--commit", ""], "no rule"), (["--commit", "__class__"], "no rule"), (["--commit", "entropy"], "no rule"),
    ],
    ids=repr,
)  # fmt: skip
def test_options_of_derive(corollary, files, options, says):
    given = [part for one in [*GIVEN, "Iid(n=500)"] for part in ("--given", one)]
    refused(corollary("derive", "Risk <= 0.05", *given, *options), says)


def test_a_decimal_is_the_fraction_that_was_written(corollary, files):
    given = [part for one in [*GIVEN, "Iid(n=500)"] for part in ("--given", one)]
    assert "is at most 0.006 " in " ".join(corollary("derive", "Risk", *given).out.split())


def test_counts_as_large_as_they_may_be_do_not_hang(corollary, files):
    given = [part for one in [*GIVEN, "Iid(n=1000000000000000000)"] for part in ("--given", one)]
    outcome = corollary("derive", "Risk", *given, "--json")
    assert outcome.code == 0
    assert 0.006 <= json.loads(outcome.out)["conclusions"][0]["value"] <= 0.0060001
