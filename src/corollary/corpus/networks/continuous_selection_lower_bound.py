"""Functions with the parameters of their negatives."""

from typing import TYPE_CHECKING

from corollary.corpus.networks.approximation_lower_bound_vc import bumps, grid, is_lipschitz
from corollary.logic import AtLeast, Attempt, Property, Quantity, ablation, require, theorem, trial
from corollary.logic.arithmetic import exact, power

if TYPE_CHECKING:
    import numpy as np


class ContinuousSelection(
    Property,
    says="{method} approximates each function on the unit cube of dimension {inputs} with Lipschitz constant {lipschitz} "
    "for the maximum norm by a bounded function, given by {parameters} real parameters that depend continuously, "
    "for the uniform distance, on the target",
):
    method: str
    inputs: int
    lipschitz: float
    parameters: int


class WorstUniformError(
    Quantity, says="the supremum over the targets of {method} of its uniform error", tex=r"\varepsilon({method})"
):
    method: str


@theorem
def continuous_selection_lower_bound(selection: ContinuousSelection) -> AtLeast[WorstUniformError]:
    """A function and its negative with the same parameters."""
    require(selection.inputs >= 1, "d >= 1")
    require(selection.parameters >= 1, "n >= 1")
    require(selection.lipschitz >= 0, "a Lipschitz constant is not negative")
    return selection.lipschitz / (2 * power(selection.parameters, exact(1) / selection.inputs))


@trial(continuous_selection_lower_bound)
def linear_selections(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random linear selections: a function with the parameters of its negative, from the kernel."""
    import numpy as np

    truth, given = [], []
    for _ in range(min(draws, 100)):
        d, n = [(1, 1), (1, 3), (1, 7), (2, 1), (2, 4), (2, 7), (3, 1), (3, 5)][int(rng.integers(8))]
        intervals, constant = int(n ** (1 / d) + 1e-9), float(rng.uniform(0.5, 2))
        selection = rng.normal(size=(n, (intervals + 1) ** d))
        c = np.linalg.svd(selection)[2][-1]
        c *= constant / (2 * intervals) / np.abs(c).max()
        size = np.abs(bumps(grid(d, intervals), d, intervals, 2.0 * intervals) @ c).max()
        equal = np.abs(selection @ c).max() < 1e-9 and is_lipschitz(rng, c[None], d, intervals, constant)
        truth.append(size if equal else 0.0)
        given.append((d, constant, n))
    columns = np.array(given, float).T
    fact = ContinuousSelection(inputs=columns[0], lipschitz=columns[1], parameters=columns[2])
    return Attempt(np.array(truth), continuous_selection_lower_bound(fact).value, sense="at_least")


def _one_number(rng: "np.random.Generator", draws: int, continuous: bool) -> Attempt:
    """One parameter of functions c_0 beta_0 + c_1 beta_1: the worst error over a fine net of the sphere."""
    import numpy as np

    angle = np.linspace(0, 2 * np.pi, 4001)
    c = np.stack([np.cos(angle), np.sin(angle)])
    c *= 0.5 / np.abs(c).max(axis=0)
    truth = []
    for _ in range(min(draws, 50)):
        weight, phase = rng.normal(size=(2, 6, 2)), rng.uniform(0, 2 * np.pi, size=6)
        smooth = np.sin(weight[0] @ c + phase[:, None]).sum(axis=0)
        value = smooth if continuous else angle  # the angle is not continuous on the circle
        order = np.argsort(value)
        cells = np.array_split(order, 400)  # the best g for all targets whose parameter falls into one cell
        spread = [(c[:, cell].max(axis=1) - c[:, cell].min(axis=1)).max() / 2 for cell in cells]
        truth.append(max(spread))
    fact = ContinuousSelection(inputs=1, lipschitz=1.0, parameters=1)
    bound = float(continuous_selection_lower_bound(fact).value)
    return Attempt(np.array(truth), 0.98 * bound, sense="at_least")


@trial(continuous_selection_lower_bound)
def one_continuous_number(rng: "np.random.Generator", draws: int) -> Attempt:
    """Random smooth functions of the target as the one parameter: targets far apart share it, up to the net."""
    return _one_number(rng, draws, True)


@ablation(continuous_selection_lower_bound, breaks="selection")
def the_angle(rng: "np.random.Generator", draws: int) -> Attempt:
    """A parameter with one jump names every function of a circle."""
    return _one_number(rng, draws, False)
