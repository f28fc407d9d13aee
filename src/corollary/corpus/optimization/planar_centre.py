"""Centre of a planar linear system."""

from typing import TYPE_CHECKING

from corollary.corpus.optimization.linear_dynamics_classification import PlanarSystem, agreement
from corollary.logic import Attempt, Property, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class PlanarCentre(Property, says="{system} has a centre at 0: imaginary eigenvalues that are not 0"):
    """Of the matrix of x' = Ax in the plane."""

    system: str


@theorem
def planar_centre(system: PlanarSystem) -> PlanarCentre:
    """From trace and determinant."""
    require(system.trace == 0, "trace = 0")
    require(system.determinant > 0, "determinant > 0")
    return PlanarCentre()


@trial(planar_centre)
def whole_numbers(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random matrices of whole numbers, exactly, against their eigenvalues."""
    return agreement(planar_centre, "centre", rng, draws)


@ablation(planar_centre, breaks="system")
def trace_mistaken(rng: "np.random.Generator", draws: int) -> Attempt:
    """The trace is told wrongly."""
    return agreement(planar_centre, "centre", rng, draws, slip=1)
