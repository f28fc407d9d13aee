"""A real number, known to lie between two floats."""

from dataclasses import dataclass
from math import inf, isinf, isnan


@dataclass(frozen=True)
class Enclosure:
    """Certified bounds of a real number: ``lower <= number <= upper`` holds in exact arithmetic.

    ``lower`` is ``-inf`` or ``upper`` is ``inf`` where that side is not known. ``method`` says in words how the bounds
    were obtained.
    """

    lower: float
    upper: float
    method: str

    def __post_init__(self) -> None:
        if isnan(self.lower) or isnan(self.upper) or self.lower > self.upper:
            raise ValueError(f"not an enclosure: [{self.lower!r}, {self.upper!r}] ({self.method})")

    @property
    def relative_width(self) -> float:
        """(upper - lower) / upper, for a number that is at least 0; not itself a bound. 0 for [0, 0], infinite where
        a side is unknown.
        """
        if isinf(self.upper) or isinf(self.lower):
            return inf
        return (self.upper - self.lower) / self.upper if self.upper > 0 else 0.0

    def contains(self, number: float) -> bool:
        """Whether ``number`` lies between the bounds."""
        return self.lower <= number <= self.upper
