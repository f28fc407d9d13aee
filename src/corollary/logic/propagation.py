"""Unit propagation in linear time, with a reason for every conclusion.

Literals are whole numbers: property i holds is 2i, property i fails is 2i + 1, so that `literal ^ 1` is the negation.
An implication is its clause, the negated premises and the conclusion: to use it by contraposition in every direction is
to conclude the last literal of a clause once all others are false. After Dowling and Gallier, each clause keeps the
number of its literals that are not yet false, and their exclusive or, which is the last one when one is left.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

# In place of a clause's number as the reason of a literal.
_UNKNOWN, _ASSERTED = -1, -2


@contextmanager
def without_collection() -> Iterator[None]:
    """Run the body without the cyclic garbage collector: building many small objects costs a third of the time so."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class Clauses:
    """Clauses over the literals 0 .. 2 * properties - 1, each without repetitions, prepared for propagation."""

    def __init__(self, properties: int, clauses: Sequence[tuple[int, ...]]) -> None:
        self.clauses = clauses
        self.literals = 2 * properties
        self.falsified_by: list[list[int]] = [[] for _ in range(self.literals)]
        self.lengths: list[int] = []
        self.parities: list[int] = []
        self.units: list[int] = []
        for number, clause in enumerate(self.clauses):
            parity = 0
            for literal in clause:
                parity ^= literal
                self.falsified_by[literal ^ 1].append(number)
            self.lengths.append(len(clause))
            self.parities.append(parity)
            if len(clause) == 1:
                self.units.append(number)


class Conflict(Exception):
    """A property was concluded to hold and to fail: `proofs` of its positive and of its negative literal."""

    def __init__(self, property: int, proofs: tuple[list[int], list[int]]) -> None:
        super().__init__(property, proofs)
        self.property = property
        self.proofs = proofs


class Closure:
    """All literals that follow from the asserted ones: `trail`, in the order of their derivation. Raises Conflict."""

    def __init__(self, clauses: Clauses, asserted: Iterable[int]) -> None:
        self.of = clauses
        self.reason = [_UNKNOWN] * clauses.literals
        self.trail: list[int] = []
        self._place: dict[int, int] | None = None
        for literal in asserted:
            self.reason[literal] = _ASSERTED
            self.trail.append(literal)
        for number in clauses.units:
            self._conclude(clauses.clauses[number][0], number)
        self._propagate()

    def __contains__(self, literal: int) -> bool:
        return self.reason[literal] != _UNKNOWN

    def is_asserted(self, literal: int) -> bool:
        """Whether the literal was given, not derived."""
        return self.reason[literal] == _ASSERTED

    def proof(self, literal: int) -> list[int]:
        """The clauses that derive a literal of the closure, each after those it needs; none can be left out.

        None can be left out because a clause that served as a reason has exactly one true literal, the one it
        concluded, and every literal has one reason: without it no other clause of the proof concludes that literal.
        """
        if self._place is None:
            self._place = {known: place for place, known in enumerate(self.trail)}
        place = self._place
        found = {literal}
        pending = [literal]
        while pending:
            current = pending.pop()
            number = self.reason[current]
            if number == _ASSERTED:
                continue
            for other in self.of.clauses[number]:
                premise = other ^ 1
                if other != current and premise not in found:
                    found.add(premise)
                    pending.append(premise)
        derived = sorted((known for known in found if self.reason[known] != _ASSERTED), key=place.__getitem__)
        return [self.reason[known] for known in derived]

    def _propagate(self) -> None:
        left, parity = self.of.lengths.copy(), self.of.parities.copy()
        falsified_by, reason, trail = self.of.falsified_by, self.reason, self.trail
        for literal in trail:  # grows while it is read
            negated = literal ^ 1
            for number in falsified_by[literal]:
                parity[number] ^= negated
                left[number] -= 1
                if left[number] == 1 and reason[parity[number]] == _UNKNOWN:
                    last = parity[number]
                    if reason[last ^ 1] != _UNKNOWN:
                        self._conflict(last, number)
                    reason[last] = number
                    trail.append(last)

    def _conclude(self, literal: int, number: int) -> None:
        if self.reason[literal] == _UNKNOWN:
            if self.reason[literal ^ 1] != _UNKNOWN:
                self._conflict(literal, number)
            self.reason[literal] = number
            self.trail.append(literal)

    def _conflict(self, literal: int, number: int) -> None:
        """The clause `number` concludes `literal`, whose negation is known already."""
        against = self.proof(literal ^ 1)
        self.reason[literal] = number
        self.trail.append(literal)
        self._place = None
        proofs = self.proof(literal), against
        raise Conflict(literal >> 1, proofs if literal % 2 == 0 else proofs[::-1])
