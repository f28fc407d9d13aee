"""Unstable node of a planar linear system."""

from typing import TYPE_CHECKING

from corollary.corpus.optimization.linear_dynamics_classification import PlanarSystem, agreement
from corollary.logic import Attempt, Property, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class PlanarUnstableNode(Property, says="{system} has an unstable node at 0: real, different, positive eigenvalues"):
    """Of the matrix of x' = Ax in the plane."""

    system: str


@theorem
def planar_unstable_node(system: PlanarSystem) -> PlanarUnstableNode:
    """From trace and determinant."""
    require(system.trace > 0, "trace > 0")
    require(system.determinant > 0, "determinant > 0")
    require(system.trace**2 > 4 * system.determinant, "trace^2 > 4 determinant")
    return PlanarUnstableNode()


@trial(planar_unstable_node)
def whole_numbers(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random matrices of whole numbers, exactly, against their eigenvalues."""
    return agreement(planar_unstable_node, "unstable node", rng, draws)


@ablation(planar_unstable_node, breaks="system")
def trace_mistaken(rng: "np.random.Generator", draws: int) -> Attempt:
    """The trace is told wrongly."""
    return agreement(planar_unstable_node, "unstable node", rng, draws, slip=6)
