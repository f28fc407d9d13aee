"""The sawtooth needs depth."""

from typing import TYPE_CHECKING

from corollary.corpus.networks.linear_region import LinearPieces
from corollary.corpus.networks.relu_network_calculus import affine, hidden_widths, merge, realise
from corollary.logic import AtLeast, AtMost, Attempt, Property, Quantity, ablation, require, theorem, trial
from corollary.logic.arithmetic import maximum, power

if TYPE_CHECKING:
    import numpy as np

    from corollary.corpus.networks.relu_network_calculus import Network


class Sawtooth(Property, says="{target} is the {folds}-fold composition of the tent function on [0, 1]"):
    """min(2x, 2 - 2x) composed with itself."""

    target: str
    folds: int


class SawtoothDistance(
    Quantity,
    says="the L1 distance on [0, 1] of {network}, a function of one variable, from {target}",
    tex=r"\int_0^1 \lvert {network} - {target} \rvert",
):
    target: str
    network: str


@theorem
def telgarsky_sawtooth_depth_separation(sawtooth: Sawtooth, pieces: AtMost[LinearPieces]) -> AtLeast[SawtoothDistance]:
    """A breakpoint spoils one tooth; an affine function misses a tooth by a quarter."""
    require(sawtooth.folds >= 1, "k >= 1")
    require(pieces.value >= 1, "p >= 1")
    return maximum(0, (1 - (pieces.value - 1) / power(2, sawtooth.folds - 1)) / 4)


def tent() -> "Network":
    """2 relu(x) - 4 relu(x - 1/2)."""
    return affine([[1.0], [1.0]], [0.0, -0.5]) + affine([[2.0, -4.0]])


def sawtooth_network(folds: int) -> "Network":
    """The network of the sawtooth: `folds` hidden layers of width 2."""
    return merge(*[tent()] * folds)


def triangle_wave(x: "np.ndarray", folds: int) -> "np.ndarray":
    """The sawtooth in closed form: twice the distance of 2^(folds - 1) x to the nearest whole number."""
    import numpy as np

    y = x * 2.0 ** (folds - 1)
    return np.asarray(2 * np.abs(y - np.round(y)))


def absolute_integral(x: "np.ndarray", y: "np.ndarray") -> float:
    """The integral of the modulus of the piecewise linear function with values y at the knots x."""
    import numpy as np

    left, right, width = y[:-1], y[1:], np.diff(x)
    total = np.abs(left) + np.abs(right)
    crossing = (left * right < 0) & (total > 0)
    mean = np.where(crossing, (left**2 + right**2) / np.where(total > 0, total, 1), total) / 2
    return float(np.sum(width * mean))


def _distance(knots: "np.ndarray", values: "np.ndarray", folds: int) -> float:
    """L1 distance of a piecewise linear function on [0, 1] from the sawtooth, exactly."""
    import numpy as np

    x = np.union1d(knots, np.arange(2**folds + 1) / 2**folds)
    return absolute_integral(x, np.interp(x, knots, values) - triangle_wave(x, folds))


@trial("telgarsky-sawtooth-depth-separation")
def deep_network(rng: "np.random.Generator", draws: int) -> Attempt:
    """The deep network is the triangle wave at dyadic points, exactly, with two units a layer."""
    import numpy as np

    errors = []
    for folds in rng.integers(1, 11, size=draws):
        network, x = sawtooth_network(int(folds)), rng.integers(0, 2**14 + 1, size=100) / 2**14
        error = np.abs(realise(network, x[:, None])[:, 0] - triangle_wave(x, int(folds))).max()
        errors.append(error if hidden_widths(network) == [2] * folds else np.inf)
    return Attempt(errors, 0.0)


def _functions(rng: "np.random.Generator", draws: int, counted: float) -> Attempt:
    """Functions with few breakpoints: some follow the first teeth and then are one half, some are random."""
    import numpy as np

    distances, folds, pieces = [], rng.integers(1, 8, size=draws), np.ones(draws)
    for draw, k in enumerate(folds):
        teeth = int(rng.integers(0, 2 ** (k - 1)))
        if rng.random() < 0.5:
            knots = np.append(np.arange(2 * teeth + 1) / 2**k, [(2 * teeth + rng.uniform(0, 0.1)) / 2**k, 1.0])
            values = np.append(triangle_wave(knots[:-2], int(k)), [0.5, 0.5])
            knots, values = (knots, values) if teeth else (np.array([0.0, 1.0]), np.array([0.5, 0.5]))
        else:
            knots = np.concatenate([[0.0], np.sort(rng.random(2 * teeth)), [1.0]])
            values = triangle_wave(knots, int(k)) if rng.random() < 0.5 else rng.random(len(knots))
        pieces[draw] = len(knots) - 1
        distances.append(_distance(knots, values, int(k)))
    given = Sawtooth(folds=folds.astype(float)), AtMost[LinearPieces](np.maximum(1, counted * pieces))
    return Attempt(distances, telgarsky_sawtooth_depth_separation(*given).value, sense="at_least")


@trial(telgarsky_sawtooth_depth_separation)
def few_breakpoints(rng: "np.random.Generator", draws: int) -> Attempt:
    """Distances in closed form; attained by the constant one half."""
    return _functions(rng, draws, 1.0)


@trial(telgarsky_sawtooth_depth_separation)
def shallow_networks(rng: "np.random.Generator", draws: int) -> Attempt:
    """One hidden layer of random units, the outer weights fitted to the sawtooth with 64 teeth by least squares."""
    import numpy as np

    folds, units = 7, rng.integers(1, 30, size=min(draws, 60))
    x, distances = np.arange(2**9 + 1) / 2**9, []
    for number in units:
        breaks = np.sort(rng.random(number))
        features = np.column_stack([np.ones_like(x), x, np.maximum(x[:, None] - breaks, 0)])
        weights = np.linalg.lstsq(features, triangle_wave(x, folds), rcond=None)[0]
        knots = np.concatenate([[0.0], breaks, [1.0]])
        values = np.column_stack([np.ones_like(knots), knots, np.maximum(knots[:, None] - breaks, 0)]) @ weights
        distances.append(_distance(knots, values, folds))
    given = Sawtooth(folds=folds), AtMost[LinearPieces](units + 1.0)
    return Attempt(distances, telgarsky_sawtooth_depth_separation(*given).value, sense="at_least")


def _uniform_distances(rng: "np.random.Generator", draws: int, pieces_left_out: int) -> Attempt:
    """Interpolants of the sawtooth with so many pieces too few, random knots left out or moved: distance at knots."""
    import numpy as np

    distances = []
    for k in rng.integers(1, 8, size=draws):
        x = np.arange(2**k + 1) / 2**k
        inner = rng.choice(x[1:-1], size=len(x) - 2 - pieces_left_out, replace=False)
        if pieces_left_out and rng.random() < 0.5:
            inner = rng.random(len(inner))
        knots = np.concatenate([[0.0], np.sort(inner), [1.0]])
        f = np.interp(x, knots, triangle_wave(knots, int(k)))
        distances.append(np.abs(f - triangle_wave(x, int(k))).max())
    return Attempt(distances, 0.5, sense="at_least")


@trial("telgarsky-sawtooth-depth-separation")
def uniform_distance(rng: "np.random.Generator", draws: int) -> Attempt:
    """With 2^k - 1 pieces at most, the uniform distance is at least one half."""
    return _uniform_distances(rng, draws, 1)


@ablation("telgarsky-sawtooth-depth-separation", breaks="constant")
def all_the_pieces(rng: "np.random.Generator", draws: int) -> Attempt:
    """With 2^k pieces."""
    return _uniform_distances(rng, draws, 0)


@ablation(telgarsky_sawtooth_depth_separation, breaks="pieces")
def pieces_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """A third of the pieces are counted."""
    return _functions(rng, draws, 1 / 3)


@ablation(telgarsky_sawtooth_depth_separation, breaks="sawtooth")
def two_folds_too_many(rng: "np.random.Generator", draws: int) -> Attempt:
    """Networks that compute the sawtooth exactly, of two folds less than claimed."""
    import numpy as np

    folds = rng.integers(2, 8, size=draws)
    given = Sawtooth(folds=folds + 2.0), AtMost[LinearPieces](2.0**folds)
    distances = [_distance(np.arange(2**k + 1) / 2**k, triangle_wave(np.arange(2**k + 1) / 2**k, k), k) for k in folds]
    return Attempt(distances, telgarsky_sawtooth_depth_separation(*given).value, sense="at_least")
