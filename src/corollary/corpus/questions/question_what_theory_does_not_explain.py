"""One figure of failures: a network that reads digits, next to what theory says of it while it trains."""

from typing import TYPE_CHECKING

from corollary.corpus.questions._training import adam, cross_entropy, digits, initial, keys, scores
from corollary.corpus.questions.question_what_do_pac_guarantees_mean import (
    DELTA,
    error_rate,
    held_out,
    norm_margin,
    pac_bayes,
    parameter_count,
)
from corollary.logic.experiment import Comparison, Lab, Outcome, Panel, experiment, predicted, repeated

if TYPE_CHECKING:
    import numpy as np

STEPS = (10, 30, 100, 300, 1000, 3000)
SIZES = (50, 100, 200, 400, 800)
N, TEST, WIDTH = 1000, 797, 64
NAMES = (
    "error on held-out digits",
    "bound: held-out set",
    "bound: PAC-Bayes, prior at the start",
    "bound: norms and margin",
    "bound: number of parameters",
)


def _trained(lab: Lab, x: "np.ndarray", y: "np.ndarray", steps: int, name: str) -> "tuple[list[object], list[object]]":
    """Weights at the start and after Adam with so many steps; biases stay 0."""
    import jax
    import jax.numpy as jnp

    start = [w for w, _ in initial(keys(lab.rng(name), 1)[0], (x.shape[1], WIDTH, 10))]

    def loss(free: "object") -> "jax.Array":
        pairs = [(w, jnp.zeros(w.shape[1])) for w in free]  # type: ignore[attr-defined]
        return cross_entropy(scores(pairs, jnp.asarray(x)), jnp.asarray(y))

    last = jax.jit(lambda w: adam(loss, w, steps, 3e-3))(start)
    return tuple([(w, jnp.zeros(w.shape[1])) for w in one] for one in (start, last))  # type: ignore[return-value]


def tangent_kernel(a: "np.ndarray", b: "np.ndarray") -> "np.ndarray":
    """Infinite-width tangent kernel of one hidden ReLU layer (He initialisation, both layers trained), in closed form."""
    import numpy as np

    norms = np.outer(np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1))
    inner = a @ b.T
    angle = np.arccos(np.clip(inner / norms, -1, 1))
    lazy = inner * (np.pi - angle)
    return np.asarray((norms * np.sin(angle) + 2 * lazy) / np.pi)


def _kernel_error(x: "np.ndarray", y: "np.ndarray", fresh: "np.ndarray", labels: "np.ndarray") -> float:
    import numpy as np

    gram = tangent_kernel(x, x) + 1e-8 * np.eye(len(x))
    guess = tangent_kernel(fresh, x) @ np.linalg.solve(gram, np.eye(10)[y] - 0.1)
    return error_rate(guess, labels)


@experiment("question-what-theory-does-not-explain")
def failures(lab: Lab) -> Outcome:
    """Digits, two layers: the error over training next to every bound, and learning curves next to the tangent kernel's."""
    import numpy as np

    x, y = digits()
    x = np.column_stack([x, np.ones(len(x), np.float32)])
    steps, splits = lab.pick(STEPS, STEPS[1:4:2]), lab.pick(4, 2)
    sizes = lab.pick(SIZES, SIZES[::4])
    table = np.zeros((splits, len(steps), len(NAMES)))
    curves = np.zeros((splits, len(sizes), 2))
    for split in range(splits):
        order = lab.rng(f"split {split}").permutation(len(y))
        a, b, fresh, labels = x[order[:N]], y[order[:N]], x[order[N:]], y[order[N:]]
        for at, count in enumerate(steps):
            lab.say(f"split {split + 1}, {count} steps", (split + 0.6 * at / len(steps)) / splits)
            start, last = _trained(lab, a, b, count, f"start {split}")
            wrong = error_rate(np.asarray(scores(last, fresh)), labels)  # type: ignore[arg-type]
            table[split, at] = (
                wrong,
                held_out(wrong, TEST),
                pac_bayes(start, last, a, b, lab.rng(f"draws {split} {count}"))[0],  # type: ignore[arg-type]
                norm_margin(last, a, b),  # type: ignore[arg-type]
                parameter_count(75 * WIDTH, error_rate(np.asarray(scores(last, a)), b), N),  # type: ignore[arg-type]
            )
        for at, n in enumerate(sizes):
            lab.say(f"split {split + 1}, n = {n}", (split + 0.6 + 0.4 * at / len(sizes)) / splits)
            _, last = _trained(lab, a[:n], b[:n], 1000, f"curve {split}")
            curves[split, at] = (
                error_rate(np.asarray(scores(last, fresh)), labels),  # type: ignore[arg-type]
                _kernel_error(a[:n].astype(float), b[:n], fresh.astype(float), labels),
            )
    network = repeated("network, 1000 steps", sizes, curves[:, :, 0])
    panels = (
        Panel(
            f"Two layers of {WIDTH} units, n = {N}", "steps of Adam", f"probability of error (bounds: confidence {1 - DELTA:.0%})",
            (
                repeated(NAMES[0], steps, table[:, :, 0]),
                *(predicted(name, steps, table[:, :, at], bound=True) for at, name in enumerate(NAMES) if at),
            ),
            x_log=True, y_log=True, level=((1.0, "1: above it a bound says nothing"),),
        ),
        Panel(
            "Learning curve", "number of training examples n", "error on held-out digits (fraction)",
            (network, predicted("tangent kernel, infinite width (theory)", sizes, curves[:, :, 1], group=network.name)),
            x_log=True, y_log=True,
        ),
    )  # fmt: skip
    last_ = table.mean(axis=0)[-1]
    apart = float(np.exp(np.abs(np.log(curves.mean(axis=0)[:, 0] / curves.mean(axis=0)[:, 1])).max()))
    ratio = last_[1:] / last_[0]
    return Outcome(
        panels,
        (
            Comparison("on the order: every bound lies above the error", max(0.0, float((table[:, :, :1] - table[:, :, 1:]).max())), 0.0, "below", "agree"),
            Comparison("on the error within a factor two only with the held-out bound", float(ratio[0]), 2, "times", "agree"),
            Comparison("on the learning curve with the tangent kernel", apart, 2, "times either way", "part"),
            Comparison("with every bound from the training sample alone", float(ratio[1:].min()), 2, "times the error and more", "part"),
        ),
    )  # fmt: skip
