"""The page on `corollary derive` says what the commands answer; its numbers are recomputed here by other means."""

import re
import shlex
from math import comb, log, log2
from pathlib import Path

import pytest

from tests.cli_run import run

PAGE = Path(__file__).parents[1] / "docs" / "derive.md"


def asked():
    """Each command of the page with the first line of its answer ("" where none is shown)."""
    lines = [
        line
        for block in re.findall(r"```\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
        for line in block.strip().split("\n")
    ]
    for at, line in enumerate(lines):
        if line.startswith("corollary "):
            after = lines[at + 1] if at + 1 < len(lines) else ""
            yield line, "" if after.startswith("corollary ") else after


@pytest.mark.parametrize(("command", "answer"), list(asked()))
def test_the_page_shows_what_is_answered(monkeypatch, capsys, command, answer):
    from corollary.cli import output

    monkeypatch.setenv("COLUMNS", "400")
    output.console.cache_clear()
    seen = run(monkeypatch, capsys, *shlex.split(command)[1:])
    output.console.cache_clear()
    assert seen.code == 0, seen.err
    assert answer.strip() in ("", seen.out.split("\n")[0].strip())


def shown(part):
    """The number that the page shows at the end of the answer to the command with this part."""
    answer = next(answer for command, answer in asked() if part in command)
    found = re.match(r"\w+ = ([\d.,]+)", answer) or re.search(
        r".*(?:at most|at least|equals) ([\d.,]+(?:e-\d+)?)", answer
    )
    return float(found[1].replace(",", "").rstrip("."))


def test_the_held_out_bound_is_the_quantile_of_the_beta_law():
    from scipy.stats import beta

    exact = beta.ppf(0.95, 4, 497)
    assert exact <= shown("3/500") <= 1.001 * exact
    assert (1 - 0.01) ** 299 <= 0.05 < (1 - 0.01) ** 298


def test_sample_sizes_of_a_vc_class():
    """The least n with (2 / (n log 2)) (log of the Sauer sum at 2n + log(2/δ)) ≤ ε, and the closed forms."""

    def reaches(n, delta):
        return 2 / (n * log(2)) * (log(sum(comb(2 * n, i) for i in range(11))) + log(2 / delta)) <= 0.05

    assert reaches(4701, 0.05 / 4) and not reaches(4700, 0.05 / 4)
    assert reaches(4610, 0.05) and not reaches(4609, 0.05)
    closed = max(8 / 0.05 * log2(2 / 0.05), 40 / 0.05 * log2(24 / 0.05)) + 1
    assert closed <= shown("derive RealizableSampleComplexity") <= 1.001 * closed
    agnostic = max(40 / 0.05**2 * log(32 / 0.05**2), 32 / 0.05**2 * log(2 / 0.05)) + 1
    assert agnostic <= shown("derive SampleComplexity") <= 1.001 * agnostic


def test_what_a_compression_certifies():
    """Where the binomial lower tail is δ times the prior weight of the file, in logarithms."""
    import numpy as np
    from scipy.optimize import brentq
    from scipy.special import gammaln, logsumexp

    count = np.arange(501)
    ways = gammaln(50001) - gammaln(count + 1) - gammaln(50001 - count)
    for size in (20000, 2000):
        weight = 8 * size * log(2) + log(20001)
        risk = brentq(
            lambda p, w=weight: logsumexp(ways + count * np.log(p) + (50000 - count) * np.log1p(-p)) + w + log(20),
            0.011,
            0.99999,
        )
        assert risk <= shown(f"size={size},") <= 1.001 * risk


def test_rates_of_descent():
    strong = "'StrongConvexity >= 1' --given 'InitialSquaredDistance <= 1' --given 'GradientDescent(step=0.1, iterations=50)'"
    assert shown("Convex()") == pytest.approx(10 / (4 * 50 + 2), rel=1e-3)
    assert shown("PolyakLojasiewicz") == pytest.approx(0.9**50, rel=1e-3)
    assert shown(strong) == pytest.approx(10 / 2 * 0.9**100, rel=1e-3)
    assert 5 * 0.9 ** (2 * 41) <= 0.001 < 5 * 0.9 ** (2 * 40)
    assert shown(f"{strong} --solve step") == pytest.approx(2 / 11, rel=1e-5)
    assert shown("StochasticGradientDescent") == pytest.approx(0.996**5000 + 0.008 * (1 - 0.996**5000), rel=1e-3)
    assert shown("Shuffled") == pytest.approx(1e6 * 0.004**2 * 20 / (4 * 999), rel=1e-3)
