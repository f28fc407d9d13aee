"""Finite sums, their constants, and random quadratic ones with known moments for trials."""

from itertools import permutations
from typing import TYPE_CHECKING

from corollary.logic import Property, Quantity

if TYPE_CHECKING:
    import numpy as np


class FiniteSum(
    Property, says="{objective} is the mean of {n} differentiable functions, its components", suppose={"n": 1000}
):
    """f = (f_1 + … + f_n) / n on R^d."""

    objective: str
    n: int


class ConvexComponents(Property, says="every component of {objective} is convex"):
    """f_i is convex on R^d, for every i."""

    objective: str


class ComponentSmoothness(
    Quantity, says="the greatest Lipschitz constant of the gradients of the components of {objective}", tex=r"L_\max"
):
    """max_i of the Lipschitz constant of ∇f_i; the objective itself may be smoother."""

    objective: str


class ComponentStrongConvexity(
    Quantity, says="the least strong convexity constant among the components of {objective}", tex=r"\mu_\min"
):
    """min_i of the strong convexity constant of f_i; the objective itself may be more strongly convex."""

    objective: str


class ComponentNoise(
    Quantity,
    says="the mean squared norm of the gradients of the components of {objective} at a minimiser of {objective}",
    tex=r"\sigma_\star^2",
):
    """σ_*² = (1/n) Σ ‖∇f_i(x_*)‖², squared; that there is a minimiser is part of it."""

    objective: str


class QuadraticSum:
    """Finite sums of f_i(x) = ½ ⟨x − p_i, A_i (x − p_i)⟩ whose mean has its minimiser at 0, one a draw.

    `curvatures` has shape (draws, n, d, d), `centres` (draws, n, d). All moments below are exact, up to rounding.
    """

    def __init__(self, curvatures: "np.ndarray", centres: "np.ndarray") -> None:
        import numpy as np

        total = np.einsum("bnij,bnj->bi", curvatures, centres)
        minimiser = np.linalg.solve(curvatures.sum(axis=1), total[..., None])[..., 0]
        self.curvatures, self.centres = curvatures, centres - minimiser[:, None]

    @classmethod
    def random(cls, rng: "np.random.Generator", draws: int, n: int, flattest: float) -> "QuadraticSum":
        """In the plane, eigenvalues of each component: one is 1, one is `flattest`."""
        import numpy as np

        angle = rng.uniform(0, np.pi, size=(draws, n))
        axis = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
        steep = axis[..., :, None] * axis[..., None, :]
        return cls(flattest * np.eye(2) + (1 - flattest) * steep, rng.normal(size=(draws, n, 2)))

    @property
    def noise(self) -> "np.ndarray":
        """σ_*², shape (draws,)."""
        import numpy as np

        gradients = np.einsum("bnij,bnj->bni", self.curvatures, self.centres)
        return np.asarray((gradients**2).sum(axis=2).mean(axis=1))

    @property
    def mean_curvature(self) -> "np.ndarray":
        """Hessian of the objective, shape (draws, d, d)."""
        import numpy as np

        return np.asarray(self.curvatures.mean(axis=1))

    def steps(self, step: "np.ndarray") -> "np.ndarray":
        """x ↦ x − step ∇f_i(x) as matrices acting on (x, 1), shape (draws, n, d + 1, d + 1)."""
        import numpy as np

        draws, n, d = self.centres.shape
        maps = np.zeros((draws, n, d + 1, d + 1))
        scaled = step[:, None, None, None] * self.curvatures
        maps[..., :d, :d] = np.eye(d) - scaled
        maps[..., :d, d] = np.einsum("bnij,bnj->bni", scaled, self.centres)
        maps[..., d, d] = 1
        return maps

    def epochs(self, step: "np.ndarray") -> "np.ndarray":
        """The map of an epoch for every order of the components, shape (draws, n!, d + 1, d + 1)."""
        import numpy as np

        maps = self.steps(step)
        found = []
        for order in permutations(range(maps.shape[1])):
            whole = maps[:, order[0]]
            for i in order[1:]:
                whole = maps[:, i] @ whole
            found.append(whole)
        return np.stack(found, axis=1)


def second_moment(maps: "np.ndarray", start: "np.ndarray", count: int) -> "np.ndarray":
    """E z zᵀ after `count` independent uniform draws among the affine maps, shape (draws, D, D).

    `maps` (draws, m, D, D) act on z; `start` (draws, D) is the first z.
    """
    import numpy as np

    draws, m, size, _ = maps.shape
    lifted = np.einsum("bmij,bmkl->bikjl", maps, maps).reshape(draws, size**2, size**2) / m
    first = np.einsum("bi,bj->bij", start, start).reshape(draws, size**2, 1)
    return np.asarray((np.linalg.matrix_power(lifted, count) @ first).reshape(draws, size, size))


def with_running_sum(maps: "np.ndarray", after: bool) -> "np.ndarray":
    """The maps on (x, 1, sum of the points before the step, or after it), for `second_moment`."""
    import numpy as np

    draws, m, size, _ = maps.shape
    d = size - 1
    wide = np.zeros((draws, m, size + d, size + d))
    wide[..., :size, :size] = maps
    wide[..., size:, :size] = maps[..., :d, :] if after else np.eye(d, size)
    wide[..., size:, size:] = np.eye(d)
    return wide
