"""Unstable spiral of a planar linear system."""

from typing import TYPE_CHECKING

from corollary.corpus.optimization.linear_dynamics_classification import PlanarSystem, agreement
from corollary.logic import Attempt, Property, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class PlanarUnstableSpiral(
    Property, says="{system} has an unstable spiral at 0: eigenvalues that are not real, with positive real part"
):
    """Of the matrix of x' = Ax in the plane."""

    system: str


@theorem
def planar_unstable_spiral(system: PlanarSystem) -> PlanarUnstableSpiral:
    """From trace and determinant."""
    require(system.trace > 0, "trace > 0")
    require(system.trace**2 < 4 * system.determinant, "trace^2 < 4 determinant")
    return PlanarUnstableSpiral()


@trial(planar_unstable_spiral)
def whole_numbers(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random matrices of whole numbers, exactly, against their eigenvalues."""
    return agreement(planar_unstable_spiral, "unstable spiral", rng, draws)


@ablation(planar_unstable_spiral, breaks="system")
def trace_mistaken(rng: "np.random.Generator", draws: int) -> Attempt:
    """The trace is told wrongly."""
    return agreement(planar_unstable_spiral, "unstable spiral", rng, draws, slip=6)
