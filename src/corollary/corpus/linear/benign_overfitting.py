"""Benign overfitting: the two regimes, simulated on spectra far inside each."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np


def _excess(rng: "np.random.Generator", draws: int, spectrum: "np.ndarray") -> "np.ndarray":
    """Excess risk, given design and noise, of the interpolant of least norm: 20 observations, unit noise, signal e_1."""
    import numpy as np

    draws = min(draws, 40)
    x = rng.normal(size=(draws, 20, spectrum.size)) * np.sqrt(spectrum)
    y = x[:, :, 0] + rng.normal(size=(draws, 20))
    dual = np.linalg.solve(x @ x.transpose(0, 2, 1), y[..., None])[..., 0]
    estimate = np.einsum("nij,ni->nj", x, dual)
    estimate[:, 0] -= 1
    return np.asarray(estimate**2 @ spectrum)


@trial("benign-overfitting")
def many_weak_directions(rng: "np.random.Generator", draws: int) -> Attempt:
    """One strong direction and two thousand weak ones: the mean excess risk is a small part of the noise."""
    import numpy as np

    return Attempt(_excess(rng, draws, np.concatenate([[1.0], np.full(2000, 1e-3)])).mean(), 0.2)


@trial("benign-overfitting")
def fast_decay(rng: "np.random.Generator", draws: int) -> Attempt:
    """A geometric spectrum, whose effective ranks are bounded: the mean excess risk is of the order of the noise."""
    import numpy as np

    return Attempt(_excess(rng, draws, 0.8 ** np.arange(100)).mean(), 0.5, sense="at_least")


@ablation("benign-overfitting", breaks="constant")
def no_weak_directions(rng: "np.random.Generator", draws: int) -> Attempt:
    """Twice as many directions as observations: not benign."""
    import numpy as np

    return Attempt(_excess(rng, draws, np.concatenate([[1.0], np.full(40, 1e-3)])).mean(), 0.2)
