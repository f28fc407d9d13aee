"""Rational certificates, verified exactly. This module imports no solver, and no computer algebra: only fractions.

A certificate proves that a polynomial is nonnegative wherever others are (a Positivstellensatz certificate; with
constant squares, a dual solution): the polynomial is written out as a sum of rational weights >= 0 times squares times
products of the hypotheses, and the two sides are multiplied out and compared, coefficient by coefficient.
`factorise` does the same for a rational matrix: positive semidefinite if it is L D L^T with D >= 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from corollary.errors import CorollaryError, InputError

Monomial = tuple[tuple[str, int], ...]  # names in order, with exponents >= 1


class Unproved(CorollaryError):
    """The certificate does not prove its claim; the message says where it fails."""


@dataclass(frozen=True)
class Polynomial:
    """A polynomial with rational coefficients; zero coefficients are left out."""

    coefficients: Mapping[Monomial, Fraction]

    def __add__(self, other: Any) -> Polynomial:
        found = dict(self.coefficients)
        for monomial, value in polynomial(other).coefficients.items():
            found[monomial] = found.get(monomial, Fraction(0)) + value
        return Polynomial({monomial: value for monomial, value in found.items() if value})

    def __mul__(self, other: Any) -> Polynomial:
        found: dict[Monomial, Fraction] = {}
        for one, a in self.coefficients.items():
            for two, b in polynomial(other).coefficients.items():
                key = _times(one, two)
                found[key] = found.get(key, Fraction(0)) + a * b
        return Polynomial({monomial: value for monomial, value in found.items() if value})

    def __neg__(self) -> Polynomial:
        return self * -1

    def __sub__(self, other: Any) -> Polynomial:
        return self + -polynomial(other)

    def __rsub__(self, other: Any) -> Polynomial:
        return polynomial(other) - self

    def __truediv__(self, other: int | Fraction) -> Polynomial:
        return self * (Fraction(1) / Fraction(other))

    def __pow__(self, exponent: int) -> Polynomial:
        if not isinstance(exponent, int) or exponent < 0:
            raise InputError(f"A polynomial has whole powers, not {exponent!r}.")
        found = polynomial(1)
        for _ in range(exponent):
            found = found * self
        return found

    __radd__ = __add__
    __rmul__ = __mul__

    def at(self, point: Mapping[str, Fraction]) -> Fraction:
        """Its value at a rational point."""
        value = Fraction(0)
        for monomial, coefficient in self.coefficients.items():
            for name, power in monomial:
                coefficient *= point[name] ** power
            value += coefficient
        return value

    def degrees(self, names: Iterable[str]) -> set[int]:
        """The total degrees of its terms in these variables."""
        wanted = set(names)
        return {sum(power for name, power in monomial if name in wanted) for monomial in self.coefficients}


def _times(one: Monomial, two: Monomial) -> Monomial:
    powers = dict(one)
    for name, power in two:
        powers[name] = powers.get(name, 0) + power
    return tuple(sorted(powers.items()))


def polynomial(x: Any) -> Polynomial:
    """A polynomial, or an int or Fraction as one.

    Raises:
        InputError: anything else, floats above all.
    """
    if isinstance(x, Polynomial):
        return x
    if isinstance(x, bool) or not isinstance(x, int | Fraction):
        raise InputError(f"{x!r} is no polynomial with rational coefficients.")
    return Polynomial({(): Fraction(x)} if x else {})


def variables(names: str) -> tuple[Polynomial, ...]:
    """The variables of these names, separated by spaces."""
    return tuple(Polynomial({((name, 1),): Fraction(1)}) for name in names.split())


@dataclass(frozen=True)
class Term:
    """`weight` times `square`^2 times the hypotheses with the indices `factors`."""

    weight: int | Fraction
    square: Polynomial | int | Fraction
    factors: tuple[int, ...] = ()


@dataclass(frozen=True)
class Certificate:
    """A proof that `goal >= 0` wherever all of `given` are >= 0 and `positive` is > 0: `goal * positive` is the sum of the terms.

    `vectors` names variables that stand for vectors of a Hilbert space, `x * y` for their inner product. Then the goal
    and the hypotheses must be quadratic forms in them (beside terms without them), and each term a multiple of one such
    hypothesis or of the square of one linear form: an identity of numbers of this kind is one of inner products.
    """

    goal: Polynomial | int
    given: tuple[Polynomial | int, ...]
    terms: tuple[Term, ...]
    positive: Polynomial | int = 1
    vectors: tuple[str, ...] = ()

    def verify(self) -> None:
        """Multiply out and compare.

        Raises:
            Unproved: a weight is negative, or the two sides differ.
        """
        total = polynomial(0)
        for number, term in enumerate(self.terms, 1):
            if polynomial(term.weight).coefficients and Fraction(term.weight) < 0:
                raise Unproved(f"the weight of term {number} is negative")
            total = total + self._value(term, number)
        difference = polynomial(self.goal) * self.positive - total
        if difference.coefficients:
            monomial, value = next(iter(difference.coefficients.items()))
            raise Unproved(f"the two sides differ by {value} at {_words(monomial)}")
        self._forms()

    def _value(self, term: Term, number: int) -> Polynomial:
        square = polynomial(term.square)
        value = square * square * term.weight
        carriers = int(square.degrees(self.vectors) - {0} != set())
        if carriers and square.degrees(self.vectors) != {1}:
            raise Unproved(f"the square in term {number} is not of a linear form in the vectors")
        for index in term.factors:
            if not 0 <= index < len(self.given):
                raise Unproved(f"term {number} uses a hypothesis that is not there")
            value = value * self.given[index]
            carriers += int(polynomial(self.given[index]).degrees(self.vectors) - {0} != set())
        if carriers > 1:
            raise Unproved(f"term {number} multiplies two forms in the vectors")
        return value

    def _forms(self) -> None:
        for one in (self.goal, *self.given):
            if not polynomial(one).degrees(self.vectors) <= {0, 2}:
                raise Unproved("the goal or a hypothesis is no quadratic form in the vectors")
        if polynomial(self.positive).degrees(self.vectors) - {0}:
            raise Unproved("the positive factor contains a vector")


def _words(monomial: Monomial) -> str:
    return " ".join(name if power == 1 else f"{name}^{power}" for name, power in monomial) or "the constant"


def factorise(matrix: Sequence[Sequence[int | Fraction]]) -> tuple[list[list[Fraction]], list[Fraction]]:
    """L (unit lower triangular) and D (nonnegative) with `matrix` = L D L^T: an exact proof that it is positive semidefinite.

    Raises:
        Unproved: it is not symmetric, or not positive semidefinite.
    """
    size = len(matrix)
    rest = [[Fraction(x) for x in row] for row in matrix]
    if any(len(row) != size for row in rest) or any(rest[i][j] != rest[j][i] for i in range(size) for j in range(i)):
        raise Unproved("the matrix is not symmetric")
    lower = [[Fraction(int(i == j)) for j in range(size)] for i in range(size)]
    diagonal: list[Fraction] = []
    for k in range(size):
        pivot = rest[k][k]
        if pivot < 0 or (pivot == 0 and any(rest[i][k] for i in range(k + 1, size))):
            raise Unproved(f"the matrix is not positive semidefinite: pivot {k + 1} is {pivot}")
        diagonal.append(pivot)
        for i in range(k + 1, size) if pivot else ():
            lower[i][k] = rest[i][k] / pivot
            for j in range(k + 1, size):
                rest[i][j] -= lower[i][k] * rest[k][j]
    return lower, diagonal
