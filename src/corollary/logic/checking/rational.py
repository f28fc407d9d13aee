"""Rational certificates as checks of steps."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from random import Random
from typing import Any

from corollary.logic.certificate import Certificate, Term, Unproved, factorise, polynomial, variables
from corollary.logic.checking.formulas import names
from corollary.logic.checking.verdict import KINDS, Verdict

BY = KINDS["certified"]
TRIES = 20_000


def certified(
    goal: Callable[..., Any],
    terms: Callable[..., Sequence[Sequence[Any]]],
    given: Callable[..., Sequence[Any]] | None = None,
    positive: Callable[..., Any] | None = None,
    vectors: str = "",
) -> Verdict:
    """Whether the certificate proves `goal >= 0` wherever all of `given` are >= 0.

    `terms` are `(weight, square)` or `(weight, square, *indices)`: nonnegative rational weight, times the square of a polynomial, times
    the hypotheses with these indices in `given` (an index twice: squared). Their sum must be the goal, or the goal
    times `positive`, a product of hypotheses that are strictly positive (the caller's responsibility to name so).
    `vectors`: see `Certificate`.
    """
    known = names(*(one for one in (goal, terms, given, positive) if one is not None))
    at = variables(" ".join(known))
    certificate = Certificate(
        goal(*at),
        tuple(given(*at)) if given else (),
        tuple(Term(weight, square, tuple(factors)) for weight, square, *factors in terms(*at)),
        positive(*at) if positive else 1,
        tuple(vectors.split()),
    )
    try:
        certificate.verify()
    except Unproved as why:
        point = _counterexample(certificate, known)
        return Verdict("refuted" if point else "undecided", BY, f"the certificate is wrong: {why}", point)
    return Verdict("proved", BY, f"{len(certificate.terms)} terms")


def _counterexample(certificate: Certificate, known: tuple[str, ...]) -> dict[str, str] | None:
    """A rational point where all hypotheses hold and the goal is negative, if a few thousand tries find one."""
    random = Random(0)
    for _ in range(TRIES):
        top, bottom = random.choice(((3, 1), (6, 4), (30, 10), (4, 1)))
        point = {name: Fraction(random.randint(-top, top), bottom) for name in known}
        if (
            polynomial(certificate.goal).at(point)
            < 0
            <= min((polynomial(g).at(point) for g in certificate.given), default=0)
        ):
            return {name: str(value) for name, value in point.items()}
    return None


def semidefinite(matrix: Sequence[Sequence[int | Fraction]]) -> bool:
    """Whether a rational symmetric matrix is positive semidefinite, by its exact factorisation L D L^T."""
    try:
        factorise(matrix)
    except Unproved:
        return False
    return True
