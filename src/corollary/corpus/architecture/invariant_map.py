"""Groups acting on data, and laws that do not change under them."""

from corollary.logic import Property


class CompactGroup(Property, says="{group} is a compact group acting measurably"):
    """Finite groups among them."""

    group: str


class InvariantLaw(Property, says="{law}, a law of pairs, does not change when {group} acts on the inputs alone"):
    """(gX, Y) has the law of (X, Y) for every g."""

    law: str
    group: str
