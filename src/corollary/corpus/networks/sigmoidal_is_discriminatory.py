"""Measures on finitely many points, told apart by steep units at the points themselves."""

from typing import TYPE_CHECKING

from corollary.corpus.networks.cybenko_theorem import logistic
from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np

    from corollary.corpus.networks.cybenko_theorem import Activation


def _seen(rng: "np.random.Generator", draws: int, activation: "Activation") -> Attempt:
    """Largest integral of a unit against a measure of variation 1 on five points of the plane that affine functions do not see."""
    import numpy as np

    largest = []
    for _ in range(draws):
        points = rng.normal(size=(5, 2))
        affine = np.linalg.qr(np.column_stack([points, np.ones(5)]), mode="complete")[0]
        mass = affine[:, 3:] @ rng.normal(size=2)
        mass /= np.abs(mass).sum()
        w = rng.normal(size=(40, 2))
        p = w @ points.T
        middle = (np.sort(p, axis=1)[:, 1:] + np.sort(p, axis=1)[:, :-1]) / 2
        gap = np.diff(np.sort(p, axis=1), axis=1)
        units = activation(30 * (p[:, None, :] - middle[:, :, None]) / gap[:, :, None])
        total = activation(np.full(5, 30.0)) @ mass
        largest.append(max(np.abs(units @ mass).max(), abs(total)))
    return Attempt(np.array(largest), 0.1, sense="at_least")


@trial("sigmoidal-is-discriminatory")
def five_points(rng: "np.random.Generator", draws: int) -> Attempt:
    """Half-spaces cut off every single point of five in order, so some unit sees a tenth of the variation."""
    return _seen(rng, draws, logistic)


@ablation("sigmoidal-is-discriminatory", breaks="sigmoidal")
def affine_units(rng: "np.random.Generator", draws: int) -> Attempt:
    """Units 1 + t, of which none sees such a measure."""
    return _seen(rng, draws, lambda t: 1 + t)
