"""Independent stochastic-gradient runs: Corollary against a NumPy loop over runs, NumPy and PyTorch batched over runs.

    python benchmarks/sgd_runs.py [--steps 10000000] [--repeat 5]

256 runs, n = 200, d = 20, float64, from the data to the mean squared norm of the last points: index generation and, for
Corollary, compilation in every repeat. The loop over runs takes a fiftieth of the steps; its time is multiplied. Each repeat
takes all four in turn; printed are medians over the repeats, of steps a second and of the ratios within a repeat. `cpu` is
the ratio of processor seconds over all threads, which other work on the machine disturbs less. All means are compared.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
N, D, RUNS, RIDGE, STEP = 200, 20, 256, 0.1, 0.01
CHUNK = 20 * N  # steps whose indices the batched peers draw at once
SHARE = 50  # the loop over runs takes one step of so many
Work = Callable[
    [str, bool, int, int], Array
]  # loss, replaced, steps a run, seed → squared norms of the last points (runs,)


def data(loss: str) -> tuple[Array, Array]:
    """Rows (N, D) and targets (N,); labels −1 and 1 for the logistic loss."""
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(N, D))
    targets = rows @ rng.normal(size=D) / 4 + rng.normal(size=N)
    return rows, np.sign(targets) if loss == "logistic" else targets


def corollary(loss: str, replaced: bool, steps: int, seed: int) -> Array:
    """Ours, compiled anew."""
    from corollary.descent import components, loop
    from corollary.descent.runs import run

    loop._compiled.cache_clear()
    make = components.logistic if loss == "logistic" else components.least_squares
    way = "with replacement" if replaced else "random reshuffling"
    found = run(make(*data(loss), RIDGE), way, STEP, steps, RUNS, seed=seed, measure=lambda x: (x**2).sum(axis=1))
    return np.asarray(found.values[0])


def one_by_one(loss: str, replaced: bool, steps: int, seed: int) -> Array:
    """A plain loop over runs and steps."""
    rows, targets = data(loss)
    rng, found = np.random.default_rng(seed), np.empty(RUNS)
    for run in range(RUNS):
        x = np.zeros(D)
        if replaced:
            order = rng.integers(0, N, size=steps)
        else:
            order = np.concatenate([rng.permutation(N) for _ in range(-(-steps // N))])[:steps]
        for i in order.tolist():
            a, y = rows[i], targets[i]
            pull = a @ x - y if loss == "quadratic" else -y / (1 + np.exp(y * (a @ x)))
            x = x - STEP * (pull * a + RIDGE * x)
        found[run] = x @ x
    return found


def numpy_batched(loss: str, replaced: bool, steps: int, seed: int) -> Array:
    """All runs in one array, nothing allocated in the loop."""
    rows, targets = data(loss)
    if loss == "logistic":
        rows = rows * targets[:, None]
    rng, x, near, pull, y = np.random.default_rng(seed), np.zeros((RUNS, D)), np.empty((RUNS, D)), *np.empty((2, RUNS))
    fixed = np.broadcast_to(np.arange(N, dtype=np.int64), (RUNS * (CHUNK // N), N))
    for first in range(0, steps, CHUNK):
        if replaced:
            order = rng.integers(0, N, size=(CHUNK, RUNS))
        else:
            order = np.ascontiguousarray(rng.permuted(fixed, axis=1).reshape(RUNS, CHUNK).T)
        for chosen in order[: steps - first]:
            np.take(rows, chosen, axis=0, out=near, mode="clip")
            np.einsum("rd,rd->r", near, x, out=pull)
            if loss == "quadratic":
                np.take(targets, chosen, out=y, mode="clip")
                pull -= y
                pull *= STEP
            else:
                np.exp(pull, out=pull)
                pull += 1
                np.divide(-STEP, pull, out=pull)
            near *= pull[:, None]
            x *= 1 - STEP * RIDGE
            x -= near
    return np.asarray((x**2).sum(axis=1))


def torch_batched(loss: str, replaced: bool, steps: int, seed: int) -> Array:
    """The same in PyTorch, without autograd."""
    import torch

    rows, targets = map(torch.from_numpy, data(loss))
    if loss == "logistic":
        rows = rows * targets[:, None]
    make = torch.Generator().manual_seed(seed)
    x = torch.zeros(RUNS, D, dtype=torch.float64)
    with torch.inference_mode():
        for first in range(0, steps, CHUNK):
            if replaced:
                order = torch.randint(N, (CHUNK, RUNS), generator=make)
            else:
                keys = torch.rand(CHUNK // N, RUNS, N, generator=make, dtype=torch.float64)
                order = keys.argsort(dim=2).transpose(1, 2).reshape(CHUNK, RUNS)
            for chosen in order[: steps - first]:
                near = rows.index_select(0, chosen)
                inside = torch.linalg.vecdot(near, x)
                if loss == "quadratic":
                    pull = inside.sub_(targets.index_select(0, chosen))
                else:
                    pull = inside.neg_().sigmoid_().neg_()
                x.mul_(1 - STEP * RIDGE).addcmul_(near, pull[:, None], value=-STEP)
    return np.asarray((x**2).sum(dim=1).numpy())


PEERS: dict[str, tuple[Work, int]] = {
    "Corollary": (corollary, 1),
    "loop over runs": (one_by_one, SHARE),
    "NumPy batched": (numpy_batched, 1),
    "PyTorch batched": (torch_batched, 1),
}


def timed(work: Work, share: int, loss: str, replaced: bool, steps: int, seed: int) -> tuple[float, float, Array]:
    """Seconds and processor seconds for all steps, and the squared norms."""
    start, used = time.perf_counter(), time.process_time()
    found = work(loss, replaced, steps // share, seed)
    return share * (time.perf_counter() - start), share * (time.process_time() - used), found


def same(one: Array, other: Array) -> bool:
    """Whether two means over independent runs agree to five standard errors."""
    error = np.hypot(one.std() / one.size**0.5, other.std() / other.size**0.5)
    return bool(abs(one.mean() - other.mean()) <= 5 * error)


def main() -> None:
    """Prints a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--steps", type=int, default=10_000_000, help="of all runs together")
    parser.add_argument("--repeat", type=int, default=5)
    arguments = parser.parse_args()
    steps = arguments.steps // RUNS
    import jax
    import torch

    print(
        f"JAX {jax.__version__}, NumPy {np.__version__}, PyTorch {torch.__version__}, {torch.get_num_threads()} threads\n"
    )
    print("| loss | replacement | " + " | ".join(f"{name}, M steps/s" for name in PEERS), end=" | ")
    print(" | ".join(f"ratio to {name} (cpu)" for name in list(PEERS)[1:]), "| means agree |")
    print("| --- " * (2 * len(PEERS) + 2) + "|")
    for loss in ("quadratic", "logistic"):
        for replaced in (True, False):
            rounds: list[dict[str, Any]] = []
            for seed in range(arguments.repeat):
                rounds.append({name: timed(*peer, loss, replaced, steps, seed) for name, peer in PEERS.items()})
            speeds = [np.median([RUNS * steps / one[name][0] / 1e6 for one in rounds]) for name in PEERS]
            ratios = [
                [float(np.median([one[name][at] / one["Corollary"][at] for one in rounds])) for at in (0, 1)]
                for name in list(PEERS)[1:]
            ]
            short = corollary(loss, replaced, steps // SHARE, 0)
            first = rounds[0]
            agree = same(short, first["loop over runs"][2]) and all(
                same(first["Corollary"][2], first[name][2]) for name in ("NumPy batched", "PyTorch batched")
            )
            cells = [f"{speed:.2g}" for speed in speeds] + [f"{wall:.2g} ({cpu:.2g})" for wall, cpu in ratios]
            print(f"| {loss} | {'with' if replaced else 'without'} |", " | ".join(cells), f"| {agree} |", flush=True)


if __name__ == "__main__":
    main()
