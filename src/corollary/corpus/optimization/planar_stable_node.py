"""Stable node of a planar linear system."""

from typing import TYPE_CHECKING

from corollary.corpus.optimization.linear_dynamics_classification import PlanarSystem, agreement
from corollary.logic import Attempt, Property, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class PlanarStableNode(Property, says="{system} has a stable node at 0: real, different, negative eigenvalues"):
    """Of the matrix of x' = Ax in the plane."""

    system: str


@theorem
def planar_stable_node(system: PlanarSystem) -> PlanarStableNode:
    """From trace and determinant."""
    require(system.trace < 0, "trace < 0")
    require(system.determinant > 0, "determinant > 0")
    require(system.trace**2 > 4 * system.determinant, "trace^2 > 4 determinant")
    return PlanarStableNode()


@trial(planar_stable_node)
def whole_numbers(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random matrices of whole numbers, exactly, against their eigenvalues."""
    return agreement(planar_stable_node, "stable node", rng, draws)


@ablation(planar_stable_node, breaks="system")
def trace_mistaken(rng: "np.random.Generator", draws: int) -> Attempt:
    """The trace is told wrongly."""
    return agreement(planar_stable_node, "stable node", rng, draws, slip=-6)
