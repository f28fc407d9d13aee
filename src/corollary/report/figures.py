"""The figures of a report, as SVG that takes its colours from the page (readable in print, light and dark)."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corollary.drawing import COLOURS, INK, render
from corollary.report.model import Figure

Floats = NDArray[np.float64]


def bounds_against_truth(
    rows: Sequence[tuple[str, float, bool]], measured: float | None, trivial: float = 1.0
) -> Figure:
    """Upper bounds on the risk, one bar each (name, value, vacuous), against the error measured on the test sample."""

    def draw(axes: Any) -> None:
        names = [name for name, _, _ in rows]
        values = [value for _, value, _ in rows]
        low = min([v for v in values if v > 0] + ([measured] if measured else []), default=0.01) / 2
        for place, (_, value, vacuous) in enumerate(rows):
            colour = COLOURS[0]
            axes.barh(place, value - low, left=low, height=0.55, color=colour, alpha=0.35 if vacuous else 0.9)
            axes.text(value * 1.08, place, f"{value:.3g}", va="center", ha="left", fontsize=9)
        axes.axvline(trivial, color=INK, linewidth=0.8, linestyle=(0, (4, 3)))
        axes.text(trivial, -0.65, " trivial", ha="left", va="center", fontsize=8)
        if measured:
            axes.axvline(measured, color=COLOURS[1], linewidth=1.4)
            axes.text(
                measured * 1.1,
                len(rows) - 0.45,
                "measured on the test sample",
                color=COLOURS[1],
                ha="left",
                va="center",
                fontsize=8,
            )
        axes.set_xscale("log")
        axes.set_xlim(low, max([*values, trivial]) * 4)
        axes.set_ylim(len(rows) - 0.1, -1.0)
        axes.set_yticks(range(len(rows)), names)
        axes.set_xlabel("upper bound on the probability of error (logarithmic scale)")

    data = {"bounds": [{"name": n, "value": v, "vacuous": x} for n, v, x in rows], "measured": measured}
    caption = "Every upper bound on the probability of error that applies, against the error measured on held-out data. Pale bars are vacuous."
    return Figure("bounds", caption, _svg(draw, 1.1 + 0.42 * len(rows)), data)


def margins(test: Floats | None, train: Floats | None) -> Figure:
    """Distribution functions of the margins on the samples; negative margins are errors."""
    series = [
        (name, np.sort(m))
        for name, m in (("training sample", train), ("test sample", test))
        if m is not None and len(m)
    ]

    def draw(axes: Any) -> None:
        for (name, values), colour in zip(series, COLOURS[::-1][1:] if len(series) == 2 else COLOURS, strict=False):
            axes.step(
                values,
                np.arange(1, len(values) + 1) / len(values),
                where="post",
                color=colour,
                label=name,
                linewidth=1.5,
            )
        axes.axvline(0, color=INK, linewidth=0.8, linestyle=(0, (4, 3)))
        axes.set_xlabel("margin: score of the true class minus the largest other score")
        axes.set_ylabel("fraction of examples at or below")
        axes.legend(frameon=False, loc="upper left")

    data = {name: [float(q) for q in np.quantile(v, np.linspace(0, 1, 21))] for name, v in series}
    return Figure(
        "margins", "Distribution of the margins. Examples at or below 0 are classified wrongly.", _svg(draw, 3.2), data
    )


def certified_accuracy(radii: Floats, certified: Floats, guaranteed: Sequence[tuple[float, float]]) -> Figure:
    """Fraction of a sample that is certified at each radius, and lower bounds on its probability at some (radius, bound)."""

    def draw(axes: Any) -> None:
        axes.step(radii, certified, where="post", color=COLOURS[0], label="certified on the sample")
        if guaranteed:
            axes.plot(
                *zip(*guaranteed, strict=True), "v", color=COLOURS[1], markersize=6, label="at least this for new data"
            )
        axes.set_ylim(0, 1.02)
        axes.set_xlim(0, float(radii[-1]))
        axes.set_xlabel("radius of the perturbation (Euclidean, in units of the input)")
        axes.set_ylabel("right and certified (fraction)")
        axes.legend(frameon=False)

    data = {
        "radius": radii.tolist(),
        "certified": certified.tolist(),
        "guaranteed": [list(point) for point in guaranteed],
    }
    caption = (
        "Fraction of inputs that are classified rightly and whose label no perturbation of this Euclidean norm changes."
    )
    return Figure("certified accuracy", caption, _svg(draw, 3.2), data)


def shown(number: float, digits: int = 3) -> str:
    """An upper bound as a decimal, rounded up."""
    from corollary.logic.arithmetic import printed_upper

    return printed_upper(number, digits)


def _svg(draw: Callable[[Any], None], height: float) -> str:
    """Draw on fresh axes."""

    def on(figure: Any) -> None:
        axes = figure.add_subplot()
        axes.patch.set_alpha(0)
        axes.spines[["top", "right"]].set_visible(False)
        draw(axes)

    return render(on, (7.2, height))
