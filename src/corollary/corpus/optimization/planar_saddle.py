"""Saddle of a planar linear system."""

from typing import TYPE_CHECKING

from corollary.corpus.optimization.linear_dynamics_classification import PlanarSystem, agreement
from corollary.logic import Attempt, Property, ablation, require, theorem, trial

if TYPE_CHECKING:
    import numpy as np


class PlanarSaddle(Property, says="{system} has a saddle at 0: real eigenvalues of opposite signs"):
    """Of the matrix of x' = Ax in the plane."""

    system: str


@theorem
def planar_saddle(system: PlanarSystem) -> PlanarSaddle:
    """From trace and determinant."""
    require(system.determinant < 0, "determinant < 0")
    return PlanarSaddle()


@trial(planar_saddle)
def whole_numbers(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random matrices of whole numbers, exactly, against their eigenvalues."""
    return agreement(planar_saddle, "saddle", rng, draws)


@ablation(planar_saddle, breaks="system")
def determinant_mistaken(rng: "np.random.Generator", draws: int) -> Attempt:
    """The determinant is told wrongly."""
    return agreement(planar_saddle, "saddle", rng, draws, lower=8)
