"""Sampling with and without replacement on ridge regression: squared distance of the last point against the epochs."""

from typing import TYPE_CHECKING

from corollary.corpus.optimization.finite_sum import (
    ComponentNoise,
    ComponentSmoothness,
    ComponentStrongConvexity,
    FiniteSum,
)
from corollary.corpus.optimization.gradient_descent import InitialSquaredDistance
from corollary.corpus.optimization.random_reshuffling import FreshOrders, Shuffled
from corollary.corpus.optimization.random_reshuffling_strongly_convex_components import (
    random_reshuffling_strongly_convex_components,
)
from corollary.corpus.optimization.reshuffling_exact_quadratic import EqualCurvature, reshuffling_exact_quadratic
from corollary.corpus.optimization.sgd_strongly_convex_rate import sgd_strongly_convex_rate
from corollary.corpus.optimization.stochastic_gradient_descent import (
    ExpectedSmoothness,
    NoiseAtOptimum,
    StochasticGradientDescent,
)
from corollary.corpus.optimization.strongly_convex_function import StrongConvexity
from corollary.descent.components import Components, least_squares, logistic, parabolas
from corollary.descent.orders import WAYS, Way
from corollary.descent.runs import run
from corollary.logic import AtLeast, AtMost
from corollary.logic.experiment import (
    Comparison,
    Lab,
    Outcome,
    Panel,
    Series,
    curve,
    experiment,
    repeated,
    standard_errors,
)

if TYPE_CHECKING:
    import numpy as np

EPOCHS = (4, 8, 16, 32, 64, 128, 256)
N = 200


class Problem:
    """A finite sum of N components, where runs start, its minimiser, and the constants that the step is made of."""

    def __init__(
        self, components: Components, start: "np.ndarray", minimiser: "np.ndarray", curvature: float, smoothest: float
    ) -> None:
        self.components, self.start, self.minimiser = components, start, minimiser
        self.curvature, self.smoothest = curvature, smoothest

    def step(self, epochs: int) -> float:
        """The step of the question for this number of epochs."""
        import numpy as np

        return float(min(1 / (2 * self.smoothest), 2 * np.log(N * epochs) / (self.curvature * N * epochs)))

    def distances(self, way: Way, epochs: int, runs: int, seed: int) -> "np.ndarray":
        """Squared distances of the last points from the minimiser; shape (runs,)."""

        def squared(x: "np.ndarray") -> "np.ndarray":
            return ((x - self.minimiser) ** 2).sum(axis=1)

        found = run(
            self.components, way, self.step(epochs), N * epochs, runs, seed=seed, start=self.start, measure=squared
        )
        return found.values[0]


class Ridge(Problem):
    """f_i(x) = ½ (⟨a_i, x⟩ − y_i)² + ½ ‖x‖² on standardised data, from 0."""

    def __init__(self, rng: "np.random.Generator") -> None:
        import numpy as np
        from sklearn.datasets import load_diabetes

        x, y = load_diabetes(return_X_y=True)
        chosen = rng.permutation(len(y))[:N]
        a, y = x[chosen], y[chosen]
        a, y = (a - a.mean(axis=0)) / a.std(axis=0), (y - y.mean()) / y.std()
        self.rows = a
        hessian = a.T @ a / N + np.eye(a.shape[1])
        minimiser = np.linalg.solve(hessian, a.T @ y / N)
        self.slopes = a * (a @ minimiser - y)[:, None] + minimiser  # the gradients at the minimiser
        self.noise = float((self.slopes**2).sum(axis=1).mean())
        curvature, smoothest = float(np.linalg.eigvalsh(hessian)[0]), float((a**2).sum(axis=1).max() + 1)
        super().__init__(least_squares(a, y, 1.0), np.zeros(a.shape[1]), minimiser, curvature, smoothest)

    @property
    def condition(self) -> float:
        """L_max / μ."""
        return self.smoothest / self.curvature

    def expected_with_replacement(self, step: float, count: int) -> float:
        """E ‖x_count‖², exactly: x ↦ C x − step b_i, with E x = C̄ᵗ x₀ and the second moment as a linear recursion."""
        import numpy as np

        d = len(self.start)
        maps = np.zeros((N, d + 1, d + 1))
        maps[:, :d, :d] = (1 - step) * np.eye(d) - step * np.einsum("ni,nj->nij", self.rows, self.rows)
        maps[:, :d, d] = -step * self.slopes
        maps[:, d, d] = 1
        lifted = np.einsum("nij,nkl->ikjl", maps, maps, optimize=True).reshape((d + 1) ** 2, -1) / N
        first = np.append(self.start - self.minimiser, 1.0)
        moment = np.linalg.matrix_power(lifted, count) @ np.outer(first, first).ravel()
        return float(np.trace(moment.reshape(d + 1, d + 1)[:d, :d]))

    def bounds(self, epochs: int) -> "tuple[float, float]":
        """The bounds of the rules: with replacement, and shuffled."""
        step, start = self.step(epochs), float(((self.start - self.minimiser) ** 2).sum())
        replaced = sgd_strongly_convex_rate(
            AtLeast[StrongConvexity](self.curvature),
            AtMost[ExpectedSmoothness](self.smoothest),
            AtMost[NoiseAtOptimum](self.noise),
            AtMost[InitialSquaredDistance](start),
            StochasticGradientDescent(step=step, iterations=N * epochs),
        )
        shuffled = random_reshuffling_strongly_convex_components(
            FiniteSum(n=N),
            AtLeast[ComponentStrongConvexity](1.0),
            AtMost[ComponentSmoothness](self.smoothest),
            AtMost[ComponentNoise](self.noise),
            AtMost[InitialSquaredDistance](start),
            Shuffled(step=step, epochs=epochs),
        )
        return float(replaced.value), float(shuffled.value)


class Parabolas(Problem):
    """f_i(x) = ½ ‖x − b_i‖², b_i the standardised inputs of the patients, whose mean is 0: all curvatures are equal."""

    def __init__(self, centres: "np.ndarray") -> None:
        import numpy as np

        self.noise = float((centres**2).sum(axis=1).mean())
        super().__init__(parabolas(centres), centres[0], np.zeros(centres.shape[1]), 1.0, 1.0)

    def expected(self, epochs: int) -> "tuple[float, float, float]":
        """The exact means of the page: with replacement, random reshuffling, shuffle once."""
        step, start = self.step(epochs), float((self.start**2).sum())

        def reshuffled(count: int, first: float) -> float:
            return float(
                reshuffling_exact_quadratic(
                    FiniteSum(n=N),
                    EqualCurvature(curvature=1.0),
                    AtMost[ComponentNoise](self.noise),
                    AtMost[InitialSquaredDistance](first),
                    Shuffled(step=step, epochs=count),
                    FreshOrders(),
                ).value
            )

        rho = 1 - step
        left = rho ** (2 * N * epochs)
        once = reshuffled(1, 0.0) * ((1 - rho ** (N * epochs)) / (1 - rho**N)) ** 2
        return (
            left * start + self.noise * step / (2 - step) * (1 - left),
            reshuffled(epochs, start),
            left * start + once,
        )


def tumours(rng: "np.random.Generator") -> Problem:
    """f_i(x) = log(1 + exp(−y_i ⟨a_i, x⟩)) + ‖x‖²/20 on 200 standardised tumours: strongly convex, not quadratic; from 0."""
    import numpy as np
    from scipy.optimize import minimize
    from sklearn.datasets import load_breast_cancer

    x, y = load_breast_cancer(return_X_y=True)
    chosen = rng.permutation(len(y))[:N]
    a, labels = x[chosen, :10], 2.0 * y[chosen] - 1
    a = (a - a.mean(axis=0)) / a.std(axis=0)
    signed, start = a * labels[:, None], np.zeros(a.shape[1])

    def value(w: "np.ndarray") -> "tuple[float, np.ndarray]":
        inside = signed @ w
        return float(np.logaddexp(0, -inside).mean() + w @ w / 20), w / 10 - signed.T @ (1 / (1 + np.exp(inside))) / N

    minimiser = minimize(value, start, jac=True, tol=1e-14, options={"gtol": 1e-12}).x
    return Problem(logistic(a, labels, 0.1), start, minimiser, 0.1, float((a**2).sum(axis=1).max() / 4 + 0.1))


def _measure(problem: Problem, name: str, lab: Lab, part: int) -> tuple[Series, ...]:
    """The three ways of drawing on a problem."""
    import numpy as np

    runs, measured = lab.pick(400, 64), []
    for at, way in enumerate(WAYS):
        table = []
        for done, count in enumerate(EPOCHS):
            lab.say(f"{name}: {way}, {count} epochs", (part + (at + done / len(EPOCHS)) / len(WAYS)) / 3)
            seed = int(lab.rng(f"{name} {way} {count}").integers(2**31))
            table.append(problem.distances(way, count, runs, seed))
        measured.append(repeated(way, EPOCHS, np.array(table).T, group=way))
    return tuple(measured)


def _slope(one: Series, least: float, most: float) -> float:
    """Slope of log y in log(K / log(n K)) over K in [least, most]: steps that shrink like log(n K) / K show it."""
    import numpy as np

    x, y = np.asarray(one.x), np.asarray(one.y)
    inside = (x >= least) & (x <= most)
    return float(np.polyfit(np.log(x / np.log(N * x))[inside], np.log(y[inside]), 1)[0])


@experiment("question-why-sampling-without-replacement")
def reshuffling(lab: Lab) -> Outcome:
    """Three ways of drawing on two least-squares problems and a logistic one: distance to the minimiser against epochs."""
    import numpy as np

    ridge = Ridge(lab.rng("patients"))
    parabolas = Parabolas(ridge.rows)
    on_ridge = _measure(ridge, "ridge", lab, 0)
    on_parabolas = _measure(parabolas, "equal curvatures", lab, 1)
    on_tumours = _measure(tumours(lab.rng("tumours")), "logistic", lab, 2)
    epochs = [int(count) for count in on_ridge[0].x]
    exact = [ridge.expected_with_replacement(ridge.step(count), N * count) for count in epochs]
    bounds = np.array([ridge.bounds(count) for count in epochs])
    means = np.array([parabolas.expected(count) for count in epochs])
    label = "number of epochs K", "mean squared distance to the minimiser (standardised units)"
    panels = (
        Panel(
            f"Ridge regression, n = {N}, L_max/μ = {ridge.condition:.0f}",
            *label,
            (
                *on_ridge,
                curve("with replacement, exact mean", epochs, exact, group=WAYS[0]),
                curve("with replacement, proved bound", epochs, bounds[:, 0], group=WAYS[0], bound=True),
                curve("shuffled, proved bound", epochs, bounds[:, 1], group=WAYS[1], bound=True),
            ),
            x_log=True,
            y_log=True,
        ),
        Panel(
            f"Parabolas of equal curvature, n = {N}",
            *label,
            (
                *on_parabolas,
                *(curve(f"{way}, exact mean", epochs, means[:, at], group=way) for at, way in enumerate(WAYS)),
            ),
            x_log=True,
            y_log=True,
        ),
        Panel(f"Logistic loss, n = {N}, no theory of the size", *label, on_tumours, x_log=True, y_log=True),
    )
    apart = max(standard_errors(one, means[:, at]) for at, one in enumerate(on_parabolas))
    late = [_slope(one, ridge.condition, np.inf) for one in on_ridge]
    early = _slope(on_ridge[1], 0, ridge.condition / 2)
    se = "standard errors"
    return Outcome(
        panels,
        (
            Comparison("on the exact means of all three ways for equal curvatures", apart, 5, se, "agree"),
            Comparison("on the exact mean with replacement for ridge", standard_errors(on_ridge[0], exact), 5, se, "agree"),
            Comparison("on the slope −1 in K/log(nK) with replacement for K > L_max/μ", abs(late[0] + 1), 0.4, "in the slope", "agree"),
            Comparison("on the slope −2 of shuffle-once there", abs(late[2] + 2), 0.4, "in the slope", "agree"),
            Comparison("on the slope −2 of reshuffling for small K", abs(early + 2), 0.4, "in the slope", "part"),
            Comparison(
                "on the slope −2 of shuffle-once for the logistic loss and K from 8 to 64, where the step is the longest allowed at least up to 32",
                abs(_slope(on_tumours[2], 8, 64) + 2), 0.4, "in the slope", "part",
            ),
            Comparison(
                "on the size of the reshuffling bound at the last K",
                float(bounds[-1, 1] / on_ridge[1].y[-1]), 10, "times the measured distance", "part",
            ),
        ),
    )  # fmt: skip
