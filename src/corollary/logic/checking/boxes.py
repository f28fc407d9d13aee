"""Inequalities on a box by ball arithmetic, with adaptive subdivision.

Where the two sides meet on a face of the box no enclosure of the difference can be nonnegative. There the difference
is replaced by its derivative into the box of the first order that does not vanish on the face: if all lower ones
vanish there, identically (by computer algebra), and this one is nonnegative on a cell that touches the face, so is the
difference, by Taylor's formula. The cell is drawn out to the face for this, if it lies near it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import heappop, heappush
from itertools import product
from typing import Any

from corollary.errors import InputError
from corollary.logic.arithmetic import rigorous
from corollary.logic.checking.formulas import Domain, ball, compiled, expression, names, shown, unknowns
from corollary.logic.checking.verdict import KINDS, Verdict

CELLS, ORDER, DEPTH, NEAR = 4000, 6, 3, 6
BY = KINDS["inequality"]
ROUGH = ("Abs", "Max", "Min", "sign")  # no derivatives are taken of these
Cell = tuple[tuple[Fraction, Fraction], ...]
Face = tuple[int, bool, Fraction]


def inequality(lower: Callable[..., Any], upper: Callable[..., Any], domain: Domain) -> Verdict:
    """Whether `lower <= upper` everywhere on the closed box `domain`, whose ends are rational.

    Raises:
        InputError: the sides have other parameters, a float, a function without enclosure, or the box is not bounded.
    """
    known = names(lower, upper)
    box = tuple(_interval(name, domain) for name in known)
    symbols = unknowns(known, domain)
    found = Difference(expression(upper(*symbols)) - expression(lower(*symbols)), symbols)
    with rigorous():
        return _decide(found, box)


def _interval(name: str, domain: Domain) -> tuple[Fraction, Fraction]:
    try:
        low, high = (Fraction(end) for end in domain[name])
    except (KeyError, OverflowError, ValueError):
        raise InputError(f"{name} needs an interval with rational ends; balls cover bounded boxes only.") from None
    if low > high:
        raise InputError(f"The interval of {name} is empty: {low} > {high}.")
    return low, high


@dataclass(eq=False)
class Difference:
    """A function that is to be nonnegative."""

    found: Any
    symbols: list[Any]
    _known: dict[Face, Difference | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        import sympy

        self.value = compiled(self.found, self.symbols)
        self.by_signs = bool(self.found.is_nonnegative and self.found.is_polynomial(*self.symbols))
        self.smooth = not any(
            type(part).__name__ in ROUGH for part in self.found.atoms(sympy.Function, sympy.Max, sympy.Min)
        )
        self._slopes: list[Callable[[list[Any]], Any]] | None = None

    def nonnegative(self, cell: Cell) -> bool:
        """Whether the signs of the parameters prove it, or an enclosure over the cell, direct or around its middle."""
        balls = [ball(*ends) for ends in cell]
        if self.by_signs or self.value(balls) >= 0:
            return True
        if not self.smooth:
            return False
        if self._slopes is None:
            import sympy

            self._slopes = [compiled(sympy.diff(self.found, symbol), self.symbols) for symbol in self.symbols]
        middle = [ball(m, m) for m in _middle(cell)]
        centred = self.value(middle)
        for slope, whole, point in zip(self._slopes, balls, middle, strict=True):
            centred += slope(balls) * (whole - point)
        return bool(centred >= 0)

    def at(self, face: Face) -> Difference | None:
        """The first derivative into the box that does not vanish on the face, if the function itself does."""
        if face not in self._known:
            self._known[face] = self._at(face)
        return self._known[face]

    def _at(self, face: Face) -> Difference | None:
        import sympy

        if not self.smooth:
            return None
        index, upper, value = face
        end = sympy.Rational(value.numerator, value.denominator)
        slope = self.found
        for order in range(ORDER + 1):
            there = slope.subs(self.symbols[index], end)
            if there.has(sympy.nan, sympy.zoo, sympy.oo):
                return None
            if not (there == 0 or sympy.simplify(there) == 0):
                return Difference((-1) ** (order * upper) * slope, self.symbols) if order else None
            slope = sympy.diff(slope, self.symbols[index])
        return None


def _decide(found: Difference, box: Cell) -> Verdict:
    queue: list[tuple[Fraction, int, Cell]] = []
    for point in product(*box):
        if _negative(found, list(point)):
            return Verdict("refuted", BY, "a corner", shown(found.symbols, list(point)))
    heappush(queue, (Fraction(0), 0, box))
    done = 0
    while queue:
        _, _, cell = heappop(queue)
        done += 1
        if any(one.nonnegative(part) for one, part in _forms(found, cell, box)):
            continue
        if _negative(found, _middle(cell)):
            return Verdict("refuted", BY, f"{done} cells", shown(found.symbols, _middle(cell)))
        if done >= CELLS:
            return Verdict("undecided", BY, f"no proof with {CELLS} cells; the last one was at {_middle(cell)}")
        for half in _halves(cell, box):
            heappush(queue, (-_size(half, box), done, half))
    return Verdict("proved", BY, f"{done} cell{'s' if done > 1 else ''}")


def _forms(found: Difference, cell: Cell, box: Cell) -> Iterator[tuple[Difference, Cell]]:
    """The function on the cell; then the derivatives that decide about it, on the cell drawn out to a face near it."""
    forms = [(found, cell)]
    yield found, cell
    for _ in range(DEPTH):
        forms = [
            (form, _drawn(part, face))
            for one, part in forms
            for face in _faces(part, box)
            if (form := one.at(face)) is not None
        ]
        yield from forms


def _faces(cell: Cell, box: Cell) -> Iterator[Face]:
    """The faces that the cell touches, or that are not much farther away than it is wide."""
    for index, ((low, high), (first, last)) in enumerate(zip(cell, box, strict=True)):
        near = NEAR * (high - low)
        if first < last and low - first <= near:
            yield index, False, first
        if first < last and last - high <= near:
            yield index, True, last


def _drawn(cell: Cell, face: Face) -> Cell:
    index, upper, value = face
    low, high = cell[index]
    return (*cell[:index], (low, value) if upper else (value, high), *cell[index + 1 :])


def _negative(found: Difference, point: list[Fraction]) -> bool:
    return bool(found.value([ball(x, x) for x in point]) < 0)


def _middle(cell: Cell) -> list[Fraction]:
    return [(low + high) / 2 for low, high in cell]


def _size(cell: Cell, box: Cell) -> Fraction:
    return max(
        ((c[1] - c[0]) / (b[1] - b[0]) for c, b in zip(cell, box, strict=True) if b[0] < b[1]), default=Fraction(0)
    )


def _halves(cell: Cell, box: Cell) -> Iterator[Cell]:
    sizes = [(c[1] - c[0]) / (b[1] - b[0]) if b[0] < b[1] else Fraction(0) for c, b in zip(cell, box, strict=True)]
    widest = sizes.index(max(sizes))
    low, high = cell[widest]
    for part in ((low, (low + high) / 2), ((low + high) / 2, high)):
        yield (*cell[:widest], part, *cell[widest + 1 :])
