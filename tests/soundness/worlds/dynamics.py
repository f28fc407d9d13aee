"""Linear differential equations: planar systems by the eigenvalues of their matrices, and modes of a least-squares flow."""

from typing import Any

import numpy as np
from scipy.linalg import expm

from corollary.corpus.optimization import least_squares_training_modes as modes
from corollary.corpus.optimization.linear_dynamics_classification import GrowthRate, PlanarSystem
from corollary.corpus.optimization.momentum_damped_oscillator import DampedOscillator
from corollary.corpus.optimization.planar_centre import PlanarCentre
from corollary.corpus.optimization.planar_saddle import PlanarSaddle
from corollary.corpus.optimization.planar_stable_node import PlanarStableNode
from corollary.corpus.optimization.planar_stable_spiral import PlanarStableSpiral
from corollary.corpus.optimization.planar_unstable_node import PlanarUnstableNode
from corollary.corpus.optimization.planar_unstable_spiral import PlanarUnstableSpiral
from tests.soundness.world import World, table

OSCILLATORS = {"free": (0.0, 2.0), "damped": (0.5, 2.0), "strongly damped": (3.0, 2.0), "critical": (2.0, 1.0)}
MATRICES = {
    "saddle": [[1.0, 2.0], [3.0, -1.0]], "away": [[2.0, 1.0], [0.5, 1.0]], "out": [[0.5, 2.0], [-1.0, 0.25]],
    "star": [[-1.0, 0.0], [0.0, -1.0]], "shear": [[0.0, 1.0], [0.0, 0.0]], "line": [[-1.0, 2.0], [1.0, -2.0]],
    **{name: [[0.0, 1.0], [-curvature, -damping]] for name, (damping, curvature) in OSCILLATORS.items()},
}  # fmt: skip
TIMES = {"start": 0.0, "end": 1.5}
MODES = {"steep mode": 1.2, "flat mode": 0.4}  # singular values


def world(seed: int, draws: int) -> World:
    rng = np.random.default_rng(seed)
    eigenvalues = {name: np.linalg.eigvals(np.array(a)) for name, a in MATRICES.items()}
    left, right = (np.linalg.qr(rng.normal(size=(k, k)))[0] for k in (3, 2))
    design = left[:, :2] * list(MODES.values()) @ right.T

    def residual(method: str, mode: str) -> float:
        """Of the parameter away from the solution, along a right singular vector."""
        direction = right[:, list(MODES).index(mode)]
        return float(abs(direction @ expm(-TIMES[method] * design.T @ design) @ direction))

    def kind(real: bool, signs: tuple[float, float]) -> Any:
        """Whether the eigenvalues are real and different, or not real, and their real parts have these signs."""

        def truth(system: str) -> bool:
            found = eigenvalues[system]
            apart = abs(found[0] - found[1]) > 1e-7
            return bool(
                apart and np.isreal(found).all() == real and sorted(np.sign(np.round(found.real, 9))) == sorted(signs)
            )

        return truth

    truths: dict[Any, Any] = {
        GrowthRate: lambda system: float(eigenvalues[system].real.max()),
        modes.ModeSingularValue: lambda design, mode: MODES[mode],
        modes.ModeResidual: lambda method, design, mode: residual(method, mode),
    }
    properties: dict[Any, Any] = {
        PlanarSystem: lambda system: {
            "trace": MATRICES[system][0][0] + MATRICES[system][1][1],
            "determinant": MATRICES[system][0][0] * MATRICES[system][1][1]
            - MATRICES[system][0][1] * MATRICES[system][1][0],
        },
        DampedOscillator: table(
            {(m,): dict(zip(("damping", "curvature"), of, strict=True)) for m, of in OSCILLATORS.items()}
        ),
        PlanarCentre: kind(False, (0.0, 0.0)),
        PlanarSaddle: kind(True, (-1.0, 1.0)),
        PlanarStableNode: kind(True, (-1.0, -1.0)),
        PlanarUnstableNode: kind(True, (1.0, 1.0)),
        PlanarStableSpiral: kind(False, (-1.0, -1.0)),
        PlanarUnstableSpiral: kind(False, (1.0, 1.0)),
        modes.LeastSquaresFlow: lambda method, design: {"time": TIMES[method]},
    }
    objects = {"system": tuple(MATRICES), "method": tuple(TIMES), "design": ("design",), "mode": tuple(MODES)}
    return World("dynamics", 1, objects, truths, properties)
