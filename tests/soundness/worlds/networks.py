"""Small bias-free ReLU networks in the plane that read (x, 1), chosen from a pool on the sample; labels that are nearly fair coins.

The law is uniform on finitely many points with both (all) labels. Norms, margins and risks are computed for the network of each draw;
Lipschitz constants, adversarial risks and suprema over infinite classes are known from below, by points and members that show so much.
"""

from functools import cached_property

import numpy as np

from tests.soundness.world import Between

POINTS, POOL, WIDTH, DEPTH = 60, 250, 6, 3
GRID = 31  # the square [-1.5, 1.5]^2, in which attacks are looked for
INPUTS = {"a": 0, "b": 7}  # two of the points


class Pool:
    """All networks of the pool on all points: weights (pool x rows x columns), scores, slopes. `classes` 1: one output, labels -1, 1."""

    def __init__(self, rng: np.random.Generator, classes: int) -> None:
        self.classes = classes
        angle, radius = rng.uniform(0, 2 * np.pi, POINTS), np.sqrt(rng.uniform(0.05, 1, POINTS))
        self.points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
        shapes = [(WIDTH, 3), (WIDTH, WIDTH), (classes, WIDTH)]
        weights = [rng.normal(size=(POOL, *shape)) for shape in shapes]
        self.weights = [w / np.linalg.norm(w, axis=(1, 2), keepdims=True) for w in weights]  # Frobenius norms 1
        self.labels = 2 if classes == 1 else classes

    def scores(self, x: np.ndarray) -> np.ndarray:
        """pool x points x outputs."""
        h = np.broadcast_to(np.hstack([x, np.ones((len(x), 1))]), (POOL, len(x), 3))
        for w in self.weights[:-1]:
            h = np.maximum(h @ w.transpose(0, 2, 1), 0)
        return h @ self.weights[-1].transpose(0, 2, 1)

    def margins(self, scores: np.ndarray) -> np.ndarray:
        """pool x points x labels: the margin that each label would have."""
        if self.classes == 1:
            return np.concatenate([-scores, scores], axis=2)
        others = np.stack([np.delete(scores, k, axis=2).max(axis=2) for k in range(self.classes)], axis=2)
        return scores - others

    @cached_property
    def at_points(self) -> np.ndarray:
        return self.margins(self.scores(self.points))

    @cached_property
    def grid(self) -> np.ndarray:
        line = np.linspace(-1.5, 1.5, GRID)
        return np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)

    @cached_property
    def on_grid(self) -> np.ndarray:
        """Predicted label on the grid: pool x grid."""
        return self.margins(self.scores(self.grid)).argmax(axis=2)

    @cached_property
    def distances(self) -> np.ndarray:
        return np.linalg.norm(self.points[:, None] - self.grid[None], axis=2)

    def jacobians(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Slopes at the points (pool x points x outputs x 2), and which units are active there (pool x points x units)."""
        h = np.broadcast_to(np.hstack([points, np.ones((len(points), 1))]), (POOL, len(points), 3))
        jacobian, active = np.broadcast_to(np.eye(3)[:, :2], (POOL, len(points), 3, 2)), []
        for w in self.weights[:-1]:
            z = h @ w.transpose(0, 2, 1)
            h = np.maximum(z, 0)
            active.append(z > 0)
            jacobian = (w[:, None] @ jacobian) * active[-1][..., None]
        return self.weights[-1][:, None] @ jacobian, np.concatenate(active, axis=2)

    @cached_property
    def on_the_grid(self) -> tuple[np.ndarray, np.ndarray]:
        return self.jacobians(self.grid)

    @property
    def slopes(self) -> np.ndarray:
        return self.on_the_grid[0]

    @cached_property
    def log_regions(self) -> np.ndarray:
        """Logarithm of the number of activation patterns seen on the grid."""
        codes = self.on_the_grid[1] @ 2.0 ** np.arange(self.on_the_grid[1].shape[2])
        return np.log([len(np.unique(row)) for row in codes])

    @cached_property
    def pieces(self) -> np.ndarray:
        """One more than the number of changes of slope of the first output seen along a line."""
        line = np.linspace(-4, 4, 1500)[:, None] * np.array([[0.8, 0.6]]) + np.array([[0.1, -0.3]])
        slope = self.jacobians(line)[0][:, :, 0] @ np.array([0.8, 0.6])
        return 1.0 + (np.abs(np.diff(slope, axis=1)) > 1e-9).sum(axis=1)

    @cached_property
    def lipschitz(self) -> np.ndarray:
        """Greatest slope seen of the scores."""
        return np.linalg.norm(self.slopes, ord=2, axis=(2, 3)).max(axis=1)

    @cached_property
    def margin_lipschitz(self) -> np.ndarray:
        """Greatest slope seen of a difference of two scores (of the score itself, if there is one)."""
        if self.classes == 1:
            return self.lipschitz
        pairs = [(k, j) for k in range(self.classes) for j in range(k)]
        return np.max(
            [np.linalg.norm(self.slopes[:, :, k] - self.slopes[:, :, j], axis=2).max(axis=1) for k, j in pairs], axis=0
        )

    @cached_property
    def norms(self) -> dict[str, np.ndarray]:
        """The norms of the network that reads (x, 1), and the spectral product of that with biases."""
        rows = np.linalg.norm(self.weights[-1], axis=2).sum(axis=1)
        frobenius = [np.linalg.norm(w, axis=(1, 2)) for w in self.weights]
        spectral = [np.linalg.norm(w, ord=2, axis=(1, 2)) for w in self.weights]
        path = np.ones((POOL, 3, 1))
        for w in self.weights:
            path = np.abs(w) @ path
        ratios = sum(
            (np.linalg.norm(w, axis=2).sum(axis=1) / s) ** (2 / 3) for w, s in zip(self.weights, spectral, strict=True)
        )
        return {
            "frobenius": np.prod(frobenius, axis=0),
            "group": np.prod(frobenius[:-1], axis=0) * rows,
            "path": path.sum(axis=(1, 2)),
            "complexity": np.prod(spectral, axis=0) * ratios**1.5,
            "spectral": np.linalg.norm(self.weights[0][:, :, :2], ord=2, axis=(1, 2)) * np.prod(spectral[1:], axis=0),
        }

    @cached_property
    def certified_slope(self) -> np.ndarray:
        """A proved Lipschitz constant of every difference of two scores."""
        return self.norms["spectral"] * (1 if self.classes == 1 else np.sqrt(2))

    def attacked(self, radius: np.ndarray, chosen: np.ndarray) -> np.ndarray:
        """draws x points x labels: whether a grid point (or the point itself) within the radius gets another label."""
        labels = self.on_grid[chosen]  # draws x grid
        own = self.at_points.argmax(axis=2)[chosen]
        found = np.empty((len(chosen), POINTS, self.labels), bool)
        for k in range(self.labels):
            wrong = np.where(labels == k, np.inf, 0.0)
            nearest = np.min(self.distances[None] + wrong[:, None], axis=2)
            found[..., k] = (nearest <= np.reshape(radius, (-1, 1))) | (own != k)
        return found

    def radius(self, point: int, chosen: np.ndarray) -> np.ndarray:
        """Distance from a point to the nearest grid point with another label."""
        own = self.at_points[:, point].argmax(axis=1)[chosen]
        return np.where(self.on_grid[chosen] == own[:, None], np.inf, self.distances[point]).min(axis=1)


class Draws:
    """Samples, the network chosen on `train`, margins read off it."""

    def __init__(self, seed: int, draws: int, classes: int, sizes: dict[str, int]) -> None:
        rng = np.random.default_rng(seed)
        self.pool, self.sizes, self.draws = Pool(rng, classes), sizes, draws
        labels = self.pool.labels
        law = rng.dirichlet(np.full(labels, 60.0), size=POINTS) / POINTS
        self.law = law
        self.counts = {
            s: rng.multinomial(n, law.ravel(), size=draws).reshape(draws, POINTS, labels) for s, n in sizes.items()
        }
        fits = np.einsum("dpk,npk->dn", self.counts["train"], self.ramp(0.02))
        self.chosen = {"fixed": np.zeros(draws, int), "trained": fits.argmin(axis=1)}
        own = np.einsum("dpk,dpk->d", self.counts["train"], np.maximum(self.pool.at_points[self.chosen["trained"]], 0))
        self.gammas = {"ramp": np.full(draws, 0.02), "ramp_of_train": own / sizes["train"]}
        # the radius up to which four in five of the points that it classifies right are certified
        held = self.counts["heldout"] > 0
        certified = (
            self.pool.at_points[self.chosen["trained"]] / self.pool.certified_slope[self.chosen["trained"], None, None]
        )
        shown = np.where(held & (certified > 0), certified, np.nan)
        self.radii = {"epsilon": np.full(draws, 0.01), "epsilon_of_heldout": np.nanquantile(shown, 0.2, axis=(1, 2))}

    def ramp(self, gamma: float) -> np.ndarray:
        return np.clip(1 - self.pool.at_points / gamma, 0, 1)

    def losses(self, predictor: str, loss: str) -> np.ndarray:
        """draws x points x labels."""
        margins = self.pool.at_points[self.chosen[predictor]]
        if loss == "zero_one":
            return (margins <= 0).astype(float)
        return np.clip(1 - margins / self.gammas[loss][:, None, None], 0, 1)

    def risk(self, predictor: str, loss: str) -> np.ndarray:
        return (self.losses(predictor, loss) * self.law).sum(axis=(1, 2))

    def empirical(self, predictor: str, loss: str, sample: str) -> np.ndarray:
        return (self.losses(predictor, loss) * self.counts[sample]).sum(axis=(1, 2)) / self.sizes[sample]

    def uncertified(self, predictor: str, perturbation: str, sample: str) -> np.ndarray:
        chosen = self.chosen[predictor]
        needed = self.radii[perturbation] * self.pool.certified_slope[chosen]
        fails = self.pool.at_points[chosen] <= needed[:, None, None]
        return (fails * self.counts[sample]).sum(axis=(1, 2)) / self.sizes[sample]

    def adversarial(self, predictor: str, perturbation: str) -> Between:
        found = self.pool.attacked(self.radii[perturbation], self.chosen[predictor])
        return Between((found * self.law).sum(axis=(1, 2)))

    def squares(self, sample: str) -> np.ndarray:
        """Sums over the sample of the squared inputs (x, 1): draws x 3."""
        x = np.hstack([self.pool.points, np.ones((POINTS, 1))])
        return self.counts[sample].sum(axis=2) @ x**2

    def halves(self, sample: str) -> np.ndarray:
        """Greatest sum over the sample of squares of the positive part of one input: draws."""
        x = np.hstack([self.pool.points, -self.pool.points, np.ones((POINTS, 1))])
        return (self.counts[sample].sum(axis=2) @ np.maximum(x, 0) ** 2).max(axis=1)

    def apart(self, a: np.ndarray, b: np.ndarray, sample: str) -> np.ndarray:
        """Lower bound on the empirical Rademacher complexity of a class with two members (values at points and labels)."""
        return np.sqrt(((a - b) ** 2 * self.counts[sample]).sum(axis=(1, 2)) / 2) / 2 / self.sizes[sample]
