"""The sawtooth: what deep and shallow networks can compute, and what training finds."""

from typing import TYPE_CHECKING

from corollary.corpus.networks.linear_region import LinearPieces
from corollary.corpus.networks.relu_network_calculus import realise
from corollary.corpus.networks.sawtooth_gradient_signal import GradientVariation, sawtooth_gradient_signal
from corollary.corpus.networks.telgarsky_sawtooth_depth_separation import (
    Sawtooth,
    absolute_integral,
    sawtooth_network,
    telgarsky_sawtooth_depth_separation,
    triangle_wave,
)
from corollary.corpus.questions._training import adam, half_squared, initial, keys, scores
from corollary.logic import AtMost
from corollary.logic.experiment import Comparison, Lab, Outcome, Panel, curve, experiment, points, repeated

if TYPE_CHECKING:
    import numpy as np

FOLDS = 5
UNITS = (2, 4, 8, 16, 24, 32, 48, 64)


def _grid(points_: int = 4096) -> "np.ndarray":
    import numpy as np

    return np.arange(points_ + 1) / points_


def _distances(values: "np.ndarray", folds: int) -> "tuple[float, float]":
    """L1 and uniform distance from the sawtooth of a function given on the grid."""
    import numpy as np

    x = _grid(len(values) - 1)
    apart = values - triangle_wave(x, folds)
    return absolute_integral(x, apart), float(np.abs(apart).max())


def _teeth_then_half(pieces: int) -> "tuple[float, float]":
    """Distances of the function with so many pieces that follows the first teeth and is one half after them."""
    import numpy as np

    if pieces >= 2**FOLDS:
        return 0.0, 0.0
    teeth = max(0, (pieces - 1) // 2)
    x = _grid()
    edge = 2 * teeth / 2**FOLDS
    ramp = edge + 0.5 / 2**FOLDS  # the next tooth up to one half, where the constant takes over
    return _distances(np.where(x <= ramp if teeth else x < 0, triangle_wave(x, FOLDS), 0.5), FOLDS)


def _trained(lab: Lab, widths: tuple[int, ...], folds: int, runs: int, steps: int) -> "np.ndarray":
    """Predictions on the grid of networks trained by Adam on 513 points, shape (runs, grid)."""
    import jax
    import jax.numpy as jnp
    import numpy as np

    x = jnp.asarray(_grid(512), jnp.float32)[:, None]
    y = jnp.asarray(triangle_wave(_grid(512), folds), jnp.float32)[:, None]
    shape = (1, *widths, 1)

    def train(key: "jax.Array") -> "jax.Array":
        weights = adam(lambda w: half_squared(scores(w, x), y), initial(key, shape, bias=0.5), steps)
        return scores(weights, jnp.asarray(_grid(), jnp.float32)[:, None])[:, 0]

    return np.asarray(jax.jit(jax.vmap(train))(keys(lab.rng(f"{widths} {folds}"), runs)), float)


def _signals(lab: Lab, folds: "tuple[int, ...]") -> "tuple[np.ndarray, np.ndarray]":
    """For random hinges relu(w x + b): the greatest difference of gradients, and the bound from the variation."""
    import numpy as np

    rng = lab.rng("hinges")
    x = _grid(2**14)
    units = np.maximum(rng.normal(size=(64, 1)) * x + rng.normal(size=(64, 1)), 0)
    variation = np.abs(np.diff(units, axis=1)).sum(axis=1)
    measured, bound = [], []
    for k in folds:
        product = units * (triangle_wave(x, k) - 0.5)
        signal = np.abs((product[:, 1:] + product[:, :-1]).sum(axis=1) / 2 / (len(x) - 1))
        measured.append(signal.max())
        bound.append(
            sawtooth_gradient_signal(Sawtooth(folds=k), AtMost[GradientVariation](float(variation.max()))).value
        )
    return np.array(measured), np.array(bound, float)


@experiment("question-why-depth")
def sawtooth(lab: Lab) -> Outcome:
    """The sawtooth: distances of deep and shallow networks, built and trained, and the gradient that training sees."""
    import numpy as np

    runs, steps = lab.pick(8, 4), 1500
    units = lab.pick(UNITS, UNITS[2:5:2])
    folds = lab.pick(tuple(range(1, 8)), (1, 4))
    l1, uniform = [], []
    for place, m in enumerate(units):
        lab.say(f"training {m} units in one layer", 0.5 * place / len(units))
        found = [_distances(one, FOLDS) for one in _trained(lab, (m,), FOLDS, runs, steps)]
        l1.append([one[0] for one in found])
        uniform += [one[1] for one in found if m + 1 < 2**FOLDS]
    losses = []
    for place, k in enumerate(folds):
        lab.say(f"training {k} layers", 0.5 + 0.5 * place / len(folds))
        trained = _trained(lab, (8,) * k, k, runs, steps)
        losses.append(((trained - triangle_wave(_grid(), k)) ** 2).mean(axis=1) / 2)
    built = [_teeth_then_half(m + 1)[0] for m in UNITS]
    deep = [_distances(realise(sawtooth_network(k), _grid()[:, None])[:, 0], k) for k in range(1, 13)]
    bound = [
        float(telgarsky_sawtooth_depth_separation(Sawtooth(folds=FOLDS), AtMost[LinearPieces](m + 1)).value)
        for m in UNITS
    ]
    places = tuple(range(1, 13))
    measured, signal = _signals(lab, places)
    shallow = repeated("one hidden layer, trained", units, np.array(l1).T)
    panels = (
        Panel(
            f"{FOLDS}-fold tent: {2**FOLDS} pieces",
            "number of hidden units",
            "L1 distance from the sawtooth",
            (
                curve("least distance of one layer (proved)", UNITS, bound, group="one", bound=True),
                curve("two units a layer, built (theory: 0)", [2 * FOLDS], [0.0], group="deep"),
                points("first teeth, then one half", UNITS, built),
                shallow,
                points("two units a layer, built", [2 * FOLDS], [deep[FOLDS - 1][0]], group="deep"),
            ),
            x_log=True,
            level=((0.25, "the constant one half"),),
        ),
        Panel(
            "k-fold tent, k hidden layers of 8 units, trained",
            "number of folds k",
            "half the mean squared error",
            (
                curve("explicit network (theory: 0)", folds, [0.0] * len(folds)),
                repeated("trained by Adam", folds, np.array(losses).T),
            ),
            level=((1 / 24, "1/24, the constant one half"),),
            y_range=(-0.003, 0.055),
        ),
        Panel(
            "What the gradient sees of k folds",
            "number of folds k",
            "difference of the gradients on the sawtooth and on the constant one half",
            (
                curve("bound V/(8·2^k)", places, signal, group="signal", bound=True),
                points("greatest over 64 random hinges", places, measured),
            ),
            y_log=True,
        ),
    )
    exact = max(one[1] for one in deep)
    below = max(float(np.interp(m, UNITS, bound)) - min(row) for m, row in zip(units, l1, strict=True))
    within = max(0.0, 0.5 - min(uniform), float((measured - signal).max()), below)
    last = float(np.mean(losses[-1]))
    return Outcome(
        panels,
        (
            Comparison("on the explicit deep networks up to 12 folds", exact, 1e-12, "in the uniform distance from 0", "agree"),
            Comparison("on all lower bounds for one layer and the bound on the gradient", within, 1e-6, "beyond a bound", "agree"),
            Comparison(
                f"on what training finds with {folds[-1]} layers for {folds[-1]} folds, where a network without error exists",
                24 * last, 0.5, "of the loss of the constant one half", "part",
            ),
        ),
    )  # fmt: skip
