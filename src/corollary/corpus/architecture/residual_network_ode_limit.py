"""Residual networks as Euler's method."""

from typing import TYPE_CHECKING

from corollary.logic import AtMost, Attempt, Property, Quantity, ablation, require, theorem, trial
from corollary.logic.arithmetic import exp

if TYPE_CHECKING:
    import numpy as np


class FieldLipschitz(
    Quantity, says="the Lipschitz constant in the state of the vector field {field}, at all times", tex="K"
):
    """K on the whole space, uniformly in time."""

    field: str


class SolutionCurvature(
    Quantity, says="the greatest norm on [0, 1] of the second derivative of {solution}, a solution of {field}", tex="M"
):
    """sup ‖ẍ‖."""

    solution: str
    field: str


class ScaledResidualNetwork(
    Property,
    says="{network} has {blocks} residual blocks with factor 1/{blocks}, and starts where {solution} does",
    suppose={"blocks": 50},
):
    """x_l = x_{l−1} + g_l(x_{l−1}) / L."""

    network: str
    solution: str
    blocks: int


class BlockError(
    Quantity,
    says="the greatest distance of a block of {network} from {field} at the time of the block",
    tex=r"\varepsilon",
):
    """sup over l and z of ‖g_l(z) − f(z, (l − 1)/L)‖."""

    network: str
    field: str


class TrajectoryError(
    Quantity,
    says="the greatest distance of the states of {network} from {solution}",
    tex=r"\max_l \lVert x_l - x(l/L) \rVert",
):
    """Over all blocks."""

    network: str
    solution: str


@theorem
def residual_network_ode_limit(
    field: AtMost[FieldLipschitz],
    solution: AtMost[SolutionCurvature],
    network: ScaledResidualNetwork,
    blocks: AtMost[BlockError],
) -> AtMost[TrajectoryError]:
    """Local errors, summed."""
    require(field.value > 0, "K > 0")
    require(solution.value >= 0, "M >= 0")
    require(network.blocks >= 1, "at least one block")
    require(blocks.value >= 0, "the block error is not negative")
    k = field.value
    return (exp(k) - 1) / k * (solution.value / (2 * network.blocks) + blocks.value)


def _growth(
    rng: "np.random.Generator",
    draws: int,
    k: float = 1.0,
    m: float = 1.0,
    scale: float = 1.0,
    own: float = 1.0,
    factor: float = 1.0,
) -> Attempt:
    """f(x) = κ x from a start s, κ in [0.05, 1], L blocks that add ε s: s times the closed forms for 1; wrong claims by factors."""
    import numpy as np

    rate, depth = rng.uniform(0.05, 1, size=draws), rng.integers(1, 40, size=draws)
    error, start = rng.choice([0.0, -0.05, -0.2], size=draws), 10 ** rng.uniform(-1, 4, size=draws)
    state, worst = np.ones(draws), np.zeros(draws)
    for step in range(1, 40):
        state = np.where(step <= depth, state + scale * (rate * state + error) / depth, state)
        worst = np.maximum(worst, np.where(step <= depth, np.abs(state - np.exp(rate * step / depth)), 0.0))
    given = (
        AtMost[FieldLipschitz](k * rate),
        AtMost[SolutionCurvature](start * m * rate**2 * np.exp(rate)),
        ScaledResidualNetwork(blocks=depth),
        AtMost[BlockError](start * own * np.abs(error)),
    )
    return Attempt(start * worst, factor * residual_network_ode_limit(*given).value)


@trial(residual_network_ode_limit)
def exponential_growth(rng: "np.random.Generator", draws: int) -> Attempt:
    """Nearly attained for small rates."""
    return _growth(rng, draws)


@trial(residual_network_ode_limit)
def rotating_tanh(rng: "np.random.Generator", draws: int) -> Attempt:
    """f(x, t) = tanh(W(t) x) with a fine Euler reference; ‖ẍ‖ bounded through ‖W‖ and ‖W'‖."""
    import numpy as np

    draws, fine, depth = min(draws, 50), 4096, 16
    first, second = rng.normal(size=(2, draws, 3, 3)) / 2
    start = rng.normal(size=(draws, 3))

    def field(x: "np.ndarray", t: float) -> "np.ndarray":
        return np.asarray(np.tanh(np.einsum("nij,nj->ni", np.cos(t) * first + np.sin(t) * second, x)))

    x, reference = start, [start]
    for step in range(fine):
        half = x + field(x, step / fine) / (2 * fine)
        x = x + field(half, (step + 0.5) / fine) / fine
        reference.append(x)
    norms = np.linalg.norm(first, ord=2, axis=(1, 2)) + np.linalg.norm(second, ord=2, axis=(1, 2))
    sizes = np.linalg.norm(np.array(reference), axis=2).max(axis=0)
    z, worst = start, np.zeros(draws)
    for step in range(depth):
        z = z + field(z, step / depth) / depth
        worst = np.maximum(worst, np.linalg.norm(z - reference[(step + 1) * fine // depth], axis=1))
    given = AtMost[FieldLipschitz](norms), AtMost[SolutionCurvature](norms * (sizes + np.sqrt(3)))
    network = ScaledResidualNetwork(blocks=depth)
    return Attempt(worst, residual_network_ode_limit(*given, network, AtMost[BlockError](0.0)).value)


@ablation(residual_network_ode_limit, breaks="field")
def constant_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """A fifth of K."""
    return _growth(rng, draws, k=0.2)


@ablation(residual_network_ode_limit, breaks="solution")
def curvature_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """Half of M."""
    return _growth(rng, draws, m=0.5)


@ablation(residual_network_ode_limit, breaks="network")
def wrong_scale(rng: "np.random.Generator", draws: int) -> Attempt:
    """Steps 1.5/L."""
    return _growth(rng, draws, scale=1.5)


@ablation(residual_network_ode_limit, breaks="blocks")
def error_ignored(rng: "np.random.Generator", draws: int) -> Attempt:
    """ε = 0 claimed."""
    return _growth(rng, draws, own=0.0)


@ablation(residual_network_ode_limit, breaks="constant")
def half(rng: "np.random.Generator", draws: int) -> Attempt:
    """Half of the bound."""
    return _growth(rng, draws, factor=0.5)


@trial("residual-network-ode-limit")
def alternating_blocks(rng: "np.random.Generator", draws: int) -> Attempt:
    """Blocks ± L^(−1/2) that average to 0 do not lead to the identity."""
    import numpy as np

    depth = 2 * np.arange(50, 50 + draws)
    product = ((1 - depth**-0.5) * (1 + depth**-0.5)) ** (depth / 2)
    return Attempt(np.abs(product - np.exp(-0.5)), 0.01)
