"""How many hidden units fit given labels: what exists, and what training finds."""

from typing import TYPE_CHECKING

from corollary.corpus.networks.finite_sample_memorization import ShallowReluClass, finite_sample_memorization
from corollary.corpus.questions._training import adam, digits, initial, keys, scores
from corollary.logic.experiment import Comparison, Lab, Outcome, Panel, curve, experiment, repeated

if TYPE_CHECKING:
    import numpy as np

WIDTHS = (1, 2, 4, 8, 16, 32, 64, 128, 199)
RANKS = (25, 50, 100, 150, 200, 250, 300)
N = 200
STEPS = 2000


def units_enough(n: int) -> int:
    """The least number of hidden units from which on the rule of the page promises n points with any labels."""
    units = 1
    while finite_sample_memorization(ShallowReluClass(units=units)).value < n:
        units += 1
    return units


def _fitted(lab: Lab, width: int, x: "np.ndarray", y: "np.ndarray", name: str) -> "np.ndarray":
    """Fraction of labels ±1 with the right sign after training, one entry a row of `y` (runs, n)."""
    import jax
    import jax.numpy as jnp
    import numpy as np

    inputs = jnp.asarray(x)

    def train(key: "jax.Array", labels: "jax.Array") -> "jax.Array":
        def loss(weights: "object") -> "jax.Array":
            return jnp.logaddexp(0, -labels * scores(weights, inputs)[:, 0]).mean()  # type: ignore[arg-type]

        trained = adam(loss, initial(key, (x.shape[1], width, 1)), STEPS)
        return (labels * scores(trained, inputs)[:, 0] > 0).mean()

    return np.asarray(jax.jit(jax.vmap(train))(keys(lab.rng(f"{name} {width}"), len(y)), jnp.asarray(y)), float)


def _hinges(x: "np.ndarray", y: "np.ndarray", rng: "np.random.Generator") -> float:
    """Fraction fitted by the built network with n − 1 units: hinges between the projections to a random line."""
    import numpy as np

    line = np.sort(t := x @ rng.normal(size=x.shape[1]))
    values = y[np.argsort(t)]
    slopes = np.diff(values) / np.diff(line)
    outer = np.diff(slopes, prepend=0)  # n − 1 units with the corners line[0], …, line[n − 2]
    found = values[0] + np.maximum(t[:, None] - line[:-1], 0) @ outer
    return float((found * y > 0).mean())


def _rank(x: "np.ndarray", width: int, activation: str, rng: "np.random.Generator") -> int:
    """Rank of random features: weights and biases standard normal."""
    import numpy as np

    inside = x @ rng.normal(size=(x.shape[1], width)) + rng.normal(size=width)
    features = np.tanh(inside) if activation == "tanh" else np.maximum(inside, 0)
    return int(np.linalg.matrix_rank(features, tol=1e-10 * np.linalg.norm(features, 2)))


@experiment("question-why-can-networks-fit-anything")
def memorising(lab: Lab) -> Outcome:
    """200 digits, even against odd and with random labels: the fraction fitted by one hidden layer against its width."""
    import numpy as np

    widths, runs = lab.pick(WIDTHS, WIDTHS[2:5:2]), lab.pick(6, 3)
    images, classes = digits()
    chosen = lab.rng("digits").permutation(len(classes))[:N]
    x, even = images[chosen], np.where(classes[chosen] % 2, -1.0, 1.0).astype(np.float32)
    coins = lab.rng("labels").choice(np.array([-1.0, 1.0], np.float32), size=(6, N))[:runs]
    labels = {"even against odd": np.tile(even, (runs, 1)), "random labels": coins}
    measured = []
    for at, (name, y) in enumerate(labels.items()):
        table = []
        for place, width in enumerate(widths):
            lab.say(f"{name}, {width} units", (at + place / len(widths)) / 2)
            table.append(_fitted(lab, width, x, y, name))
        measured.append(repeated(f"{name}, trained", widths, np.array(table).T))
    enough = units_enough(N)
    built = [_hinges(x.astype(float), y.astype(float), lab.rng(f"line {i}")) for i, y in enumerate(coins)]
    ranks = {
        kind: np.array(
            [[_rank(x.astype(float), m, kind, lab.rng(f"{kind} {i} {m}")) for m in RANKS] for i in range(runs)]
        )
        for kind in ("tanh", "ReLU")
    }
    features = tuple(repeated(f"{kind} features", RANKS, table) for kind, table in ranks.items())
    most = [min(m, N) for m in RANKS]
    panels = (
        Panel(
            f"One hidden layer, {N} digits", "number of hidden units", "fraction of the labels fitted",
            (
                *measured,
                curve(f"any labels: {enough} units are enough (theory)", [enough, 2 * enough], [1, 1], group="exists"),
                repeated("random labels, built", [enough], np.array(built)[:, None], group="exists"),
            ),
            x_log=True, y_range=(0.45, 1.03),
        ),
        Panel(
            "Random features", "number of features", "rank of the features of the sample",
            (curve("min(features, 200) (theory: tanh)", RANKS, most), *features),
        ),
    )  # fmt: skip
    true, random = (np.array(one.y) for one in measured)
    first = next((w for w, y in zip(widths, random, strict=True) if y >= 0.999), widths[-1])
    short = float((np.array(most) - ranks["tanh"]).max())
    return Outcome(
        panels,
        (
            Comparison(f"on the built network with {enough} units", 1 - min(built), 0.0, "of the random labels missed", "agree"),
            Comparison("on the rank of random tanh features", short, 0, "short of full rank", "agree"),
            Comparison("on how many units random labels need: training did with far fewer", enough / first, 2, "times fewer", "part"),
            Comparison("on true and random labels, which the count does not tell apart", float((true - random).max()), 0.05, "in the fraction fitted", "part"),
        ),
    )  # fmt: skip
