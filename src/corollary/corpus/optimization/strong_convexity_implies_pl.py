"""Strong convexity implies the Polyak-Łojasiewicz inequality."""

from typing import TYPE_CHECKING

from corollary.corpus.optimization.polyak_lojasiewicz import PolyakLojasiewicz
from corollary.corpus.optimization.smooth_function import Smoothness
from corollary.corpus.optimization.strongly_convex_function import StrongConvexity
from corollary.logic import AtLeast, AtMost, Attempt, Constant, ablation, require, step, theorem, trial
from corollary.logic.checking import Verdict, certified

if TYPE_CHECKING:
    import numpy as np


@theorem
def strong_convexity_implies_pl(
    objective: AtLeast[StrongConvexity], smooth: AtMost[Smoothness]
) -> AtLeast[PolyakLojasiewicz]:
    """Minimise the quadratic lower bound."""
    require(objective.value > 0, "strong convexity > 0")
    require(objective.value <= smooth.value, "strong convexity <= L")
    return objective.value


def _quotients(rng: "np.random.Generator", draws: int, curvature: "np.ndarray", claimed: float) -> Attempt:
    """½ |f'|² / f for f(x) = Σ_j (c_j/2) x_j² + log cosh x_1 (minimum 0 at 0), near the flattest direction and elsewhere."""
    import numpy as np

    x = rng.normal(size=(draws, 3)) * np.exp(3 * rng.normal(size=(draws, 1)))
    x[: draws // 2, :2] *= 1e-3
    slope = curvature * x
    slope[:, 0] += np.tanh(x[:, 0])
    near = np.log1p(2 * np.sinh(np.clip(x[:, 0], -1, 1) / 2) ** 2)  # log cosh without cancellation at 0
    log_cosh = np.where(np.abs(x[:, 0]) < 1, near, np.logaddexp(x[:, 0], -x[:, 0]) - np.log(2))
    value = (curvature / 2 * x**2).sum(axis=1) + log_cosh
    given = AtLeast[StrongConvexity](claimed), AtMost[Smoothness](1 + float(curvature.max()))
    return Attempt((slope**2).sum(axis=1) / (2 * value), strong_convexity_implies_pl(*given).value, sense="at_least")


@trial(strong_convexity_implies_pl)
def quadratic_and_more(rng: "np.random.Generator", draws: int) -> Attempt:
    """Strong convexity 1/2, nearly attained along the flattest direction."""
    import numpy as np

    return _quotients(rng, draws, np.array([0.5, 2.0, 0.5]), 0.5)


@ablation(strong_convexity_implies_pl, breaks="objective")
def curvature_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """A fifth more than there is."""
    import numpy as np

    return _quotients(rng, draws, np.array([0.5, 2.0, 0.5]), 0.6)


# Checked steps of the proof.


@step(strong_convexity_implies_pl, 2, mutant={"two": 3})
def least_value(two: Constant = 2) -> Verdict:
    r"""The value at $y = x - \frac{1}{\mu} \nabla f(x)$ is $f(x) - \frac{1}{2 \mu} \norm{\nabla f(x)}^2$, the least; times `2 mu`."""
    return certified(
        lambda g, d, mu: 2 * mu * (g * d) + mu**2 * d**2 + 2 * g**2 / two,
        lambda g, d, mu: [(1, g + mu * d)],
        vectors="g d",
    )
