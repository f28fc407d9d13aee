"""Linear autoencoders: critical points and minima."""

from typing import TYPE_CHECKING

from corollary.logic import Attempt, ablation, trial

if TYPE_CHECKING:
    import numpy as np

VALUES = (3.0, 2.2, 1.5, 1.0, 0.6)


def _descend(rng: "np.random.Generator", draws: int, penalty: float, steps: int = 3000) -> "tuple[np.ndarray, ...]":
    """Gradient descent with k = 2 from random starts, in the coordinates of the eigenvectors: W, V and F."""
    import numpy as np

    values = np.array(VALUES)
    w, v = 0.3 * rng.normal(size=(draws, 5, 2)), 0.3 * rng.normal(size=(draws, 2, 5))
    for _ in range(steps):
        rest = (np.eye(5) - w @ v) * values
        w, v = (
            w + 0.05 * (rest @ v.swapaxes(1, 2) - penalty * w),
            v + 0.05 * (w.swapaxes(1, 2) @ rest - penalty * v),
        )
    error = ((np.eye(5) - w @ v) ** 2 * values).sum(axis=(1, 2))
    return w, v, error


@trial("linear-autoencoder-is-pca")
def every_start_reaches_the_tail(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random starts end at the sum of the last three eigenvalues."""
    import numpy as np

    error = _descend(rng, min(draws, 60), 0.0)[2]
    return Attempt(np.abs(error - sum(VALUES[2:])), 1e-6)


@trial("linear-autoencoder-is-pca")
def penalised_minimum(rng: "np.random.Generator", draws: int) -> Attempt:
    """With penalty 0.4: W = Vᵀ, and W Wᵀ is diagonal with the entries 1 − 0.4/λ."""
    import numpy as np

    w, v, _ = _descend(rng, min(draws, 60), 0.4)
    target = np.diag([1 - 0.4 / VALUES[0], 1 - 0.4 / VALUES[1], 0, 0, 0])
    gram = np.abs(w @ w.swapaxes(1, 2) - target).max(axis=(1, 2))
    return Attempt(np.stack([gram, np.abs(w - v.swapaxes(1, 2)).max(axis=(1, 2))]), 1e-6)


@ablation("linear-autoencoder-is-pca", breaks="constant")
def not_identified(rng: "np.random.Generator", draws: int) -> Attempt:
    """Without penalty W Wᵀ is not diagonal."""
    import numpy as np

    w = _descend(rng, min(draws, 60), 0.0)[0]
    return Attempt(np.abs((w @ w.swapaxes(1, 2))[:, 0, 1]), 1e-6)


def _curvatures(rng: "np.random.Generator", draws: int, chosen: tuple[int, ...]) -> "np.ndarray":
    """Least eigenvalue of the Hessian (second differences) at critical points with the index set `chosen`, k = 2."""
    import numpy as np

    values, least = np.array(VALUES), []
    for _ in range(min(draws, 20)):
        c = rng.normal(size=(2, 2)) + 2 * np.eye(2)
        keep = np.arange(2) < len(chosen)
        u = np.zeros((5, 2))
        u[list(chosen), np.arange(len(chosen))] = 1
        inside = np.linalg.inv(c) * keep[:, None].T
        point = np.concatenate([(u @ c).ravel(), (inside @ u.T).ravel()])
        point = point if len(chosen) == 2 else np.concatenate([u.ravel(), u.T.ravel()])

        def error(p: "np.ndarray") -> "np.ndarray":
            w, v = p[..., :10].reshape(*p.shape[:-1], 5, 2), p[..., 10:].reshape(*p.shape[:-1], 2, 5)
            return np.asarray(((np.eye(5) - w @ v) ** 2 * values).sum(axis=(-2, -1)))

        h, e = 1e-3, np.eye(20)
        pairs = e[:, None] + e[None], e[:, None] - e[None]
        plus, minus = (error(point + h * p) + error(point - h * p) for p in pairs)
        least.append(np.linalg.eigvalsh((plus - minus) / (4 * h * h))[0])
    return np.array(least)


@trial("linear-autoencoder-is-pca")
def wrong_components_are_saddles(rng: "np.random.Generator", draws: int) -> Attempt:
    """The Hessian has a negative eigenvalue at other index sets, also at one of size 1."""
    import numpy as np

    return Attempt(np.concatenate([_curvatures(rng, draws, j) for j in ((0, 2), (1, 3), (0,), (4,))]), -1e-7)


@ablation("linear-autoencoder-is-pca", breaks="constant")
def the_right_components(rng: "np.random.Generator", draws: int) -> Attempt:
    """At the minimum it has none."""
    return Attempt(_curvatures(rng, draws, (0, 1)), -1e-7)
