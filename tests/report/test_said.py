"""What a report says in words: nothing measured is called proved, no number is rounded to the wrong side, dangers are shown."""

import json
import re
from typing import Any

import numpy as np
import pytest

import corollary as co
from corollary.observe.network import Activation, Convolution, Dense, Layer, Network, Pooling, Reshape, chain
from corollary.report.model import Line, Report
from corollary.report.questions.generalise import _decimal
from corollary.report.terminal import summary
from corollary.report.write import as_data, markdown

rng = np.random.default_rng(0)


def lines(report: Report, section: str) -> list[Line]:
    return [line for one in report.subjects[0].sections if one.id == section for line in one.lines]


def answer(report: Report, section: str) -> str:
    return next(one.answer for one in report.subjects[0].sections if one.id == section)


def convolutional(*, stride: int = 1, pool: bool = False) -> Network:
    first: list[Layer] = [
        Convolution(rng.standard_normal((2, 1, 3, 3)), None, (stride, stride), ((1, 1), (1, 1)), (1, 1)),
        Activation("relu"),
    ]
    first += [Pooling("max", (2, 2), (2, 2), ((0, 0), (0, 0)), (1, 1), (0, 0))] if pool else []
    trunk = chain("trunk", (1, 12, 12), first)
    flat = int(np.prod(trunk.output_shape))
    return chain("network", (1, 12, 12), [*first, Reshape((flat,)), Dense(rng.standard_normal((3, flat)), None)])


@pytest.mark.parametrize(
    ("network", "status"), [({}, "proved"), ({"stride": 2}, "measured"), ({"pool": True}, "measured")]
)
def test_equivariance_is_proved_only_for_what_the_theorem_speaks_of(network: dict[str, Any], status: str) -> None:
    data = rng.standard_normal((20, 1, 12, 12)), rng.integers(0, 3, 20)
    report = co.explain(convolutional(**network), test=data)
    (line,) = [line for line in lines(report, "architecture") if "commutes with shifts" in line.sentence]
    assert line.status == status


def test_the_answer_on_architecture_does_not_speak_of_the_layers_after_the_windows() -> None:
    said = answer(co.explain(convolutional()), "architecture")
    assert said.startswith("Up to layer") and "may read everything" in said


@pytest.mark.parametrize("number", [0.99996, 1 - 1e-10, 1 - 2**-53, 0.3, 0.9994999])
def test_a_bound_below_1_is_printed_below_1_and_above_itself(number: float) -> None:
    for digits in (3, 4):
        assert number <= float(_decimal(number, digits)) < 1
    assert _decimal(1.2, 3) == "1.20" or float(_decimal(1.2, 3)) >= 1.2


def test_duplicates_endanger_the_assumption_in_every_format() -> None:
    data = rng.standard_normal((40, 4)), rng.integers(0, 3, 40)
    report = co.explain(chain("linear", (4,), [Dense(rng.standard_normal((3, 4)), None)]), train=data, test=data)
    assert "Endangered: 40 test examples" in markdown(report)
    assert "Endangered: 40 test examples" in json.dumps(as_data(report))
    from rich.console import Console

    console = Console(width=200, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.print(summary(report))
    said = console.export_text()
    assert "Endangered: 40 test examples" in said and "assumed is true" in said


def test_what_was_inferred_is_in_markdown() -> None:
    data = rng.standard_normal((40, 4)), np.array(["ant", "bee"])[rng.integers(0, 2, 40)]
    said = markdown(co.explain(lambda x: np.full(len(x), -1.0), test=data))
    assert "in sorted order (ant, bee)" in said
    assert "if what is assumed is true" in said


def test_one_score_for_the_other_class_is_noticed() -> None:
    x = rng.standard_normal((60, 4))
    labels = np.array(["yes", "no"])[(x[:, 0] < 0).astype(int)]
    right, swapped = (co.explain(lambda z, s=s: s * z[:, 0], test=(x, labels)) for s in (1, -1))
    notes = [[line.note for line in lines(r, "generalise") if "errors in" in line.sentence] for r in (right, swapped)]
    assert notes[0] == [""] and "second in order" in notes[1][0]


def test_regression_reports_its_error() -> None:
    x = rng.standard_normal((50, 3))
    targets = x @ np.array([1.0, 2.0, 3.0]) + 0.5
    report = co.explain(
        chain("linear", (3,), [Dense(np.array([[1.0, 2.0, 3.0]]), None)]), train=(x, targets), test=(x[:9], targets[:9])
    )
    said = [line for line in lines(report, "generalise") if "squared error" in line.sentence]
    assert [line.status for line in said] == ["measured"] * 2
    assert all(0.25 <= line.value <= 0.25 * (1 + 1e-12) for line in said)
    training = " ".join(line.sentence for line in lines(report, "training"))
    assert "half the mean squared error" in training and "is convex in its parameters" in training
    assert "not convex" not in training


def test_an_infinite_log_loss_is_said_to_be_so() -> None:
    data = rng.standard_normal((30, 2)), np.arange(30) % 3
    model = co.explain(_certain(), test=data)
    (line,) = [line for line in lines(model, "generalise") if "log loss" in line.sentence]
    assert "infinite" in line.sentence and not re.search(r"\binf\b", line.sentence)


def _certain() -> Any:
    from sklearn.tree import DecisionTreeClassifier

    return DecisionTreeClassifier(max_depth=1, random_state=0).fit(np.array([[0.0, 0], [1, 0], [2, 0]]), [0, 1, 2])
