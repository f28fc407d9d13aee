"""Experiments hold theory against measurement: what one reports is pure data, drawn and written elsewhere.

An experiment is a function `(lab) -> Outcome` beside the page of a question. It registers itself under the question's id.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from corollary.errors import InputError

if TYPE_CHECKING:
    import numpy as np

T = TypeVar("T")
Say = Callable[[str, float | None], None]
Numbers = tuple[float, ...]


def _nothing(words: str, fraction: float | None = None) -> None:
    """Say nothing."""


@dataclass(frozen=True)
class Lab:
    """What an experiment is given: a seed, the choice between the full and a fast version, a way to tell its progress."""

    seed: int = 0
    quick: bool = False
    say: Say = _nothing

    def rng(self, purpose: str) -> "np.random.Generator":
        """A generator for one purpose: the same for the same seed and purpose, whatever else was drawn."""
        import numpy as np

        return np.random.default_rng([self.seed, *purpose.encode()])

    def pick(self, full: T, quick: T) -> T:
        """`quick` in the fast version, else `full`: numbers of repeats, grids (the fast one a part of the full one)."""
        return quick if self.quick else full


@dataclass(frozen=True)
class Series:
    """One curve or one set of points. All tuples have the length of `x`; nan is a gap.

    `kind`: "theory" is drawn as a line, "bound" as a dashed line, "measured" as points. `low` and `high`: a band of
    quantiles over repeats, drawn as error bars. `error`: standard error of `y` where it is a mean over repeats; a
    second run with another seed agrees to a few of them. `group`: series of one group share a colour.
    """

    name: str
    kind: Literal["theory", "bound", "measured"]
    x: Numbers
    y: Numbers
    low: Numbers | None = None
    high: Numbers | None = None
    error: Numbers | None = None
    group: str = ""

    def __post_init__(self) -> None:
        for part in (self.y, self.low, self.high, self.error):
            if part is not None and len(part) != len(self.x):
                raise InputError(f"The series {self.name!r} has {len(self.x)} places and {len(part)} values.")


@dataclass(frozen=True)
class Panel:
    """One pair of axes. Labels name the quantity and its unit. `level`: heights of thin horizontal lines, with words."""

    title: str
    x_label: str
    y_label: str
    series: tuple[Series, ...]
    x_log: bool = False
    y_log: bool = False
    y_range: tuple[float, float] | None = None
    level: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Theory against measurement in one place.

    They agree if `discrepancy` ≤ `limit`, both in `unit`; `expected` is what the question's page says of this place.
    """

    where: str
    discrepancy: float
    limit: float
    unit: str
    expected: Literal["agree", "part"]

    @property
    def found(self) -> Literal["agree", "part"]:
        """What was found; a nan is no agreement."""
        return "agree" if self.discrepancy <= self.limit else "part"

    def words(self) -> str:
        """The place and the discrepancy, for the verdict."""
        sign = "at most " if self.found == "agree" else ""
        return f"{self.where} ({sign}{_shown(self.discrepancy)} {self.unit})"


@dataclass(frozen=True)
class Outcome:
    """What an experiment reports."""

    panels: tuple[Panel, ...]
    comparisons: tuple[Comparison, ...]

    @property
    def verdict(self) -> str:
        """One sentence: where theory and measurement agree and where they part, as found."""
        agree, part = ([one.words() for one in self.comparisons if one.found == found] for found in ("agree", "part"))
        if not agree:
            return f"Theory and measurement part {_joined(part)}."
        tail = f"; they part {_joined(part)}" if part else ""
        return f"Theory and measurement agree {_joined(agree)}{tail}."

    @property
    def as_expected(self) -> bool:
        """Whether every comparison came out as the page says."""
        return all(one.found == one.expected for one in self.comparisons)


def _joined(words: list[str]) -> str:
    return ", ".join(words[:-1]) + (" and " if len(words) > 1 else "") + words[-1] if words else "nowhere"


def _shown(number: float) -> str:
    return f"{number:.2g}" if abs(number) < 10 or number >= 1e4 else f"{number:.0f}"


@dataclass(frozen=True)
class Experiment:
    """A registered experiment of the question `id`."""

    id: str
    function: Callable[[Lab], Outcome]

    @property
    def about(self) -> str:
        """What is run, in a line."""
        return (self.function.__doc__ or "").strip().split("\n")[0]


EXPERIMENTS: dict[str, Experiment] = {}


def experiment(id_: str) -> Callable[[Callable[[Lab], Outcome]], Experiment]:
    """Register the experiment of a question, given by its id."""

    def decorate(function: Callable[[Lab], Outcome]) -> Experiment:
        EXPERIMENTS[id_] = Experiment(id_, function)
        return EXPERIMENTS[id_]

    return decorate


def curve(name: str, x: Any, y: Any, group: str = "", bound: bool = False) -> Series:
    """A theory curve, or a bound."""
    return Series(name, "bound" if bound else "theory", numbers(x), numbers(y), group=group)


def points(name: str, x: Any, y: Any, group: str = "") -> Series:
    """Measured numbers without a spread."""
    return Series(name, "measured", numbers(x), numbers(y), group=group)


def repeated(name: str, x: Any, runs: "Sequence[Sequence[float]] | np.ndarray", group: str = "") -> Series:
    """Measured means over repeats with the band from the 10% to the 90% quantile; `runs` has shape (repeats, len(x))."""
    import numpy as np

    table = np.asarray(runs, float)
    low, high = np.quantile(table, [0.1, 0.9], axis=0)
    error = table.std(axis=0, ddof=1) / np.sqrt(len(table))
    return Series(
        name, "measured", numbers(x), numbers(table.mean(axis=0)), numbers(low), numbers(high), numbers(error), group
    )


def predicted(name: str, x: Any, runs: Any, group: str = "", bound: bool = False) -> Series:
    """A theory curve, or a bound, that is itself a mean over random instances; `runs` has shape (instances, len(x))."""
    found = repeated(name, x, runs, group)
    return Series(name, "bound" if bound else "theory", found.x, found.y, error=found.error, group=group)


def standard_errors(measured: Series, theory: Any, where: Any = slice(None)) -> float:
    """The greatest distance of measured means from theory on the chosen places, in standard errors of the means."""
    import numpy as np

    if measured.error is None:
        raise InputError(f"The series {measured.name!r} has no standard errors.")
    expected = np.asarray(theory, float)
    error = np.maximum(measured.error, 1e-6 * np.abs(expected))  # what is written has seven digits
    return float((np.abs(np.asarray(measured.y) - expected) / error)[where].max())


def numbers(values: Any) -> Numbers:
    """A tuple of Python floats, rounded to seven digits: what is drawn and written."""
    import numpy as np

    return tuple(float(f"{value:.7g}") for value in np.asarray(values, float).ravel())
