"""Stochastic-gradient runs against plain loops, exact means and themselves in other company."""

import numpy as np
import pytest

from corollary.corpus.optimization.finite_sum import ComponentNoise, FiniteSum
from corollary.corpus.optimization.gradient_descent import InitialSquaredDistance
from corollary.corpus.optimization.random_reshuffling import FreshOrders, Shuffled
from corollary.corpus.optimization.reshuffling_exact_quadratic import EqualCurvature, reshuffling_exact_quadratic
from corollary.descent import runs as module
from corollary.descent.components import Components, least_squares, logistic, parabolas
from corollary.descent.orders import WAYS, indices, portion
from corollary.descent.runs import run
from corollary.errors import InputError
from corollary.logic import AtMost


def _problem(kind: str, n: int = 30, d: int = 4) -> Components:
    rng = np.random.default_rng(1)
    rows, y = rng.normal(size=(n, d)), rng.normal(size=n)
    if kind == "parabolas":
        return parabolas(rows)
    return least_squares(rows, y, 0.3) if kind == "squares" else logistic(rows, np.sign(y), 0.3)


KINDS = "squares", "logistic", "parabolas"


def _squared(x):
    return (x**2).sum(axis=1)


@pytest.mark.parametrize("kind", KINDS)
def test_the_gradient_is_the_slope_of_the_value(kind):
    components, x = _problem(kind), np.random.default_rng(2).normal(size=4)
    slope = np.mean([components.gradient(i, x) for i in range(30)], axis=0)
    small = 1e-6 * np.eye(4)
    assert np.allclose((components.value(x + small) - components.value(x - small)) / 2e-6, slope, atol=1e-8)


@pytest.mark.parametrize("n", [1, 7, 30, 256, 257, 5000])
@pytest.mark.parametrize("way", WAYS)
def test_indices_are_what_their_way_says(way, n):
    source = indices(way, n, 3, range(5), 8)
    one, two = next(source).copy(), next(source)
    assert one.shape == (portion(way, n), 8) and one.dtype == np.uint16 and (one[:, 5:] == 0).all()
    assert one.max() < n
    if way == "with replacement":
        assert (one != two).any() or n == 1
        return
    epochs = np.concatenate([one, two])[:, :5].reshape(-1, n, 5)
    assert (np.sort(epochs, axis=1) == np.arange(n)[:, None]).all()
    assert n == 1 or (epochs[0, :, 0] != epochs[0, :, 1]).any()
    if way == "shuffle once":
        assert (epochs == epochs[0]).all()
    elif n > 7:
        assert (epochs[0] != epochs[1]).any(axis=0).all()


def test_all_orders_and_all_indices_are_as_frequent():
    from scipy.stats import chisquare

    source = indices("random reshuffling", 4, 0, range(64), 64)
    orders = np.concatenate([next(source).reshape(-1, 4, 64).swapaxes(1, 2).reshape(-1, 4) for _ in range(2)])
    counts = np.unique(orders @ [64, 16, 4, 1], return_counts=True)[1]
    assert len(counts) == 24 and chisquare(counts).pvalue > 1e-3
    drawn = next(indices("with replacement", 6, 0, range(64), 64))
    assert chisquare(np.bincount(drawn.ravel())).pvalue > 1e-3


def test_equal_keys_are_drawn_again():
    """Of 200 keys of 24 bits two are equal in one permutation of 800: NumPy's own takes their place, and is one."""

    class Tied:
        """A generator whose first keys are all equal."""

        bit_generator = property(lambda self: self)

        def random_raw(self, count):
            return np.zeros(count, np.uint64)

        def permutation(self, n):
            return np.arange(n)[::-1]

    from corollary.descent.orders import _permuted

    assert (_permuted([Tied()], 9, 2).reshape(2, 9) == np.arange(9)[::-1]).all()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_plain_loop_comes_to_the_same_points(kind, way):
    """Checkpoints at the start, within and at the ends of the portions of 4080 indices; the step decreases."""
    components, marks, count = _problem(kind), (0, 1, 700, 4080, 4081, 9000), 3
    found = run(components, way, lambda t: 0.3 / (1 + t / 50), marks, count, seed=5, start=np.ones(4))
    source = indices(way, 30, 5, range(count), 64)
    orders = np.concatenate([next(source) for _ in range(3)])
    for number in range(count):
        x, passed = np.ones(4), []
        for t in range(9001):
            if t in marks:
                passed.append(x)
            x = x - 0.3 / (1 + t / 50) * components.gradient(int(orders[t, number]), x)
        assert np.allclose(found.values[:, number], passed, rtol=1e-12, atol=1e-13)
        assert (found.last[number] == found.values[-1, number]).all()


@pytest.mark.parametrize("way", WAYS)
def test_the_exact_mean_of_parabolas(way):
    n, step, epochs = 40, 0.05, 3
    centres = np.random.default_rng(4).normal(size=(n, 2))
    centres -= centres.mean(axis=0)
    start = np.array([0.5, -1.0])
    found = run(
        parabolas(centres), way, step, [n, n * epochs], 20_000, seed=11, start=start, measure=_squared
    )  # fmt: skip
    noise, rho = (centres**2).sum(axis=1).mean(), 1 - step

    def reshuffled(count: int, first: float) -> float:
        return reshuffling_exact_quadratic(
            FiniteSum(n=n), EqualCurvature(curvature=1.0), AtMost[ComponentNoise](noise),
            AtMost[InitialSquaredDistance](first), Shuffled(step=step, epochs=count), FreshOrders(),
        ).value  # fmt: skip

    for at, count in enumerate((1, epochs)):
        left = rho ** (2 * n * count)
        exact = {
            "with replacement": left * start @ start + noise * step / (2 - step) * (1 - left),
            "random reshuffling": reshuffled(count, start @ start),
            "shuffle once": left * start @ start + reshuffled(1, 0.0) * ((1 - rho ** (n * count)) / (1 - rho**n)) ** 2,
        }
        for other, mean in exact.items():
            apart = abs(found.mean()[at] - mean) / found.standard_error()[at]
            same = abs(mean / exact[way] - 1) < 1e-9  # within one epoch the shuffled ways are one
            assert apart < 5 if same else apart > 20, (other, count)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", WAYS)
def test_a_run_is_the_same_bit_for_bit_in_any_company(kind, way):
    components = _problem(kind, d=3)
    full = run(components, way, 0.1, [50, 5000], 150, seed=2, threads=2)
    again = run(components, way, 0.1, [50, 5000], 150, seed=2, threads=1)
    assert (full.values == again.values).all()
    for some in (range(1), range(7, 90), range(149, 150), range(100, 3, -9)):
        part = run(components, way, 0.1, [50, 5000], some, seed=2)
        assert (part.values == full.values[:, list(some)]).all()
        assert (part.last == full.last[list(some)]).all()
    fewer = run(components, way, 0.1, [50], 150, seed=2)
    assert (fewer.values[0] == full.values[0]).all()
    other = run(components, way, 0.1, [50, 5000], 150, seed=3)
    assert (other.values != full.values).any(axis=(0, 2)).all()


def test_the_exponential_is_right_to_two_units_in_the_last_place():
    import jax
    import mpmath

    from corollary.descent.loop import exponential

    rng = np.random.default_rng(0)
    x = np.concatenate([rng.uniform(-700, 700, 3000), rng.normal(size=2000), [0.0, -0.0, 1e-300, 700, -700]])
    with jax.enable_x64(True):
        found = np.asarray(jax.jit(exponential)(x))
        edges = np.asarray(exponential(np.array([np.inf, -np.inf, np.nan, 1e9, 701.0])))
    with mpmath.workdps(40):
        true = [mpmath.exp(mpmath.mpf(value)) for value in x.tolist()]
        off = [abs(mpmath.mpf(one) / other - 1) for one, other in zip(found.tolist(), true, strict=True)]
    assert max(off) < 2.0**-51 and found[5000] == 1
    assert edges[0] == edges[3] == edges[4] > 1e304 and 0 < edges[1] < 1e-303 and np.isnan(edges[2])


def test_every_run_has_a_start_of_its_own_where_given():
    starts = np.random.default_rng(0).normal(size=(70, 4))
    found = run(_problem("squares"), WAYS[0], 0.1, [0, 10], 70, seed=0, start=starts)
    assert (found.values[0] == starts).all()
    alone = run(_problem("squares"), WAYS[0], 0.1, 10, range(66, 67), seed=0, start=starts[66])
    assert (alone.values[0, 0] == found.values[1, 66]).all()


def test_what_is_measured_has_the_shape_it_is_given():
    components = _problem("logistic")
    value = run(components, WAYS[1], 0.1, [0, 30], 70, seed=0, measure=components.value)
    assert value.values.shape == (2, 70) and value.mean().shape == (2,)
    assert np.allclose(value.values[0], np.log(2)) and (value.mean()[1] < np.log(2))
    assert value.standard_error()[0] < 1e-15 and np.isclose(
        value.standard_error()[1], np.std(value.values[1], ddof=1) / 70**0.5
    )
    both = run(components, WAYS[1], 0.1, 30, 2, seed=0, measure=lambda x: np.stack([_squared(x), x[:, 0]], axis=1))
    assert both.values.shape == (1, 2, 2)
    assert np.isnan(run(components, WAYS[1], 0.1, 30, 1, seed=0).standard_error()).all()


def test_a_loop_is_compiled_once_for_a_shape(monkeypatch):
    from corollary.descent.loop import _compiled

    run(_problem("squares", d=6), WAYS[0], 0.1, 10, 2, seed=0)
    before = _compiled.cache_info().misses
    run(_problem("squares", d=6), WAYS[1], 0.2, [5, 9000], 100, seed=1)
    assert _compiled.cache_info().misses == before


def test_float64_is_left_off_for_others():
    import jax
    import jax.numpy as jnp

    run(_problem("squares"), WAYS[0], 0.1, 10, 2, seed=0)
    assert not jax.config.jax_enable_x64 and jnp.ones(1).dtype == jnp.float32


def test_progress_rises_to_the_end_and_can_end_the_runs(monkeypatch):
    monkeypatch.setattr(module, "TICK", 0.01)
    told: list[float] = []
    run(_problem("squares"), WAYS[1], 0.1, 200_000, 130, seed=0, measure=_squared, progress=told.append)
    assert told == sorted(told) and told[-1] == 1 and len(told) > 1 and min(told) >= 0

    def stop(share: float) -> None:
        raise KeyboardInterrupt

    from time import perf_counter

    start = perf_counter()
    with pytest.raises(KeyboardInterrupt):
        run(_problem("squares"), WAYS[1], 0.1, 10**9, 1000, seed=0, measure=_squared, progress=stop)
    assert perf_counter() - start < 20


def test_an_error_in_what_is_measured_ends_the_runs():
    with pytest.raises(ZeroDivisionError):
        run(_problem("squares"), WAYS[0], 0.1, [1, 10**9], 300, seed=0, measure=lambda x: np.array(1 / (len(x) // 999)))


def test_divergence_is_no_error():
    found = run(_problem("squares"), WAYS[0], 1e3, 5000, 2, seed=0, measure=_squared)
    assert not np.isfinite(found.values).any()


def test_an_overflow_of_the_exponential_is_none_of_the_answer():
    rows = np.array([[1e4], [-1e4]])
    found = run(logistic(rows, [1, -1]), WAYS[1], 1.0, 2, 2, seed=0)
    assert (found.last == 5e3).all()


@pytest.mark.parametrize(
    "change, words",
    [
        ({"way": "sorted"}, "no way of drawing 'sorted'"),
        ({"step": 0.0}, "not positive"),
        ({"step": float("nan")}, "not positive"),
        ({"step": lambda t: t[:5]}, "give one for each"),
        ({"checkpoints": [3, 3]}, "not increasing"),
        ({"checkpoints": []}, "not increasing"),
        ({"checkpoints": -1}, "not increasing"),
        ({"runs": 0}, "at least one run"),
        ({"seed": -1}, "no negative number"),
        ({"start": np.zeros(3)}, r"shape \(3,\)"),
        ({"threads": 0}, "threads"),
    ],
)
def test_bad_arguments_are_one_sentence(change, words):
    given = {"way": WAYS[0], "step": 0.1, "checkpoints": 3, "runs": 2, "seed": 0} | change
    with pytest.raises(InputError, match=words):
        run(_problem("squares"), **given)


@pytest.mark.parametrize(
    "make, words",
    [
        (lambda: least_squares(np.ones((3, 2)), np.ones(2)), r"\(3, 2\) and \(2,\)"),
        (lambda: least_squares(np.ones((0, 2)), np.ones(0)), "at least 1"),
        (lambda: logistic(np.ones((2, 2)), [0, 1]), "−1 and 1"),
        (lambda: parabolas([[np.nan]]), "not finite"),
        (lambda: parabolas(3.0), "shapes"),
    ],
)
def test_bad_components_are_one_sentence(make, words):
    with pytest.raises(InputError, match=words):
        make()
