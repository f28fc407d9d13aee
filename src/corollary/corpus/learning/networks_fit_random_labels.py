"""Small networks on labels from coins."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    from numpy.random import Generator


def _errors(rng: "Generator", draws: int, width: int) -> Attempt:
    """Training error after 800 steps of gradient descent on 40 coin labels, several networks at once."""
    import numpy as np

    runs, n, d, rate = min(draws, 6), 40, 20, 0.5
    x, y = rng.normal(size=(runs, n, d)) / np.sqrt(d), rng.choice([-1.0, 1.0], size=(runs, n, 1))
    inner, outer = rng.normal(size=(runs, d, width)) * np.sqrt(2), rng.normal(size=(runs, width, 1))
    for _ in range(800):
        hidden = np.maximum(x @ inner, 0)
        residual = (hidden @ outer / np.sqrt(width) - y) / np.sqrt(width) / n
        back = (residual @ outer.transpose(0, 2, 1)) * (hidden > 0)
        outer = outer - rate * hidden.transpose(0, 2, 1) @ residual
        inner = inner - rate * x.transpose(0, 2, 1) @ back
    wrong = np.sign(np.maximum(x @ inner, 0) @ outer) != y
    return Attempt(wrong.mean(axis=(1, 2)), 0.0)


@trial("networks-fit-random-labels")
def coins(rng: "Generator", draws: int) -> Attempt:
    """200 units: no error is left."""
    return _errors(rng, draws, 200)


@ablation("networks-fit-random-labels", breaks="width")
def two_units(rng: "Generator", draws: int) -> Attempt:
    """Two units: some are."""
    return _errors(rng, draws, 2)
