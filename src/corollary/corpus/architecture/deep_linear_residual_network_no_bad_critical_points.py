"""Deep linear residual networks near the identity."""

from typing import TYPE_CHECKING

from corollary.logic import AtLeast, Attempt, Property, Quantity, ablation, require, theorem, trial
from corollary.logic.arithmetic import power

if TYPE_CHECKING:
    import numpy as np


class LinearBlocksNearIdentity(
    Property,
    says="{network} is the product of {blocks} square matrices, each within {radius} of the identity in operator norm",
    suppose={"blocks": 10, "radius": 0.1},
):
    """(I + A_L) … (I + A_1), ‖A_l‖ ≤ radius."""

    network: str
    blocks: int
    radius: float


class LeastSecondMoment(
    Quantity,
    says="the least eigenvalue of the second-moment matrix of the inputs under {law}",
    tex=r"\lambda_{{\min}}(\Sigma)",
):
    """λ_min(E x xᵀ): not of the sample."""

    law: str


class LinearExcess(
    Quantity,
    says="half the mean squared error of {network} under {law}, minus the least of any linear map",
    tex=r"F(A) - F_\star",
):
    """Excess over linear maps, with the factor 1/2."""

    network: str
    law: str


class BlockGradient(
    Quantity,
    says="the squared norm of the gradient of half the mean squared error under {law} in all blocks of {network}",
    tex=r"\lVert \nabla F(A) \rVert^2",
):
    """Σ_l ‖∇_{A_l} F‖_F²."""

    network: str
    law: str


@theorem
def deep_linear_residual_network_no_bad_critical_points(
    blocks: LinearBlocksNearIdentity, inputs: AtLeast[LeastSecondMoment], excess: AtLeast[LinearExcess]
) -> AtLeast[BlockGradient]:
    """The other blocks are invertible."""
    require(blocks.blocks >= 1, "at least one block")
    require(blocks.radius >= 0, "radius >= 0")
    require(blocks.radius < 1, "radius < 1")
    require(inputs.value >= 0, "the eigenvalue is not negative")
    require(excess.value >= 0, "the excess is not negative")
    return 2 * blocks.blocks * power(1 - blocks.radius, 2 * (blocks.blocks - 1)) * inputs.value * excess.value


def _gradients(
    rng: "np.random.Generator",
    draws: int,
    d: int,
    claim: float = 1.0,
    lam: float = 1.0,
    factor: float = 1.0,
    more: float = 1.0,
) -> Attempt:
    """Five blocks −τ I plus noise for d > 1 (for d = 1: −τ), τ = 0.3, white R; wrong claims by factors."""
    import numpy as np

    blocks, tau = 5, 0.3
    a = rng.normal(size=(draws, blocks, d, d))
    a = tau * a / np.linalg.norm(a, ord=2, axis=(2, 3), keepdims=True)
    a[: draws // 2] = -tau * np.eye(d)
    root = rng.normal(size=(draws, d, d))
    sigma = root @ root.swapaxes(1, 2) + 0.1 * np.eye(d)
    least = np.linalg.eigvalsh(sigma)[:, 0]
    layers = np.eye(d) + a
    before, after = [np.broadcast_to(np.eye(d), (draws, d, d))], [np.broadcast_to(np.eye(d), (draws, d, d))]
    for j in range(blocks):
        before.append(layers[:, j] @ before[-1])
        after.append(after[-1] @ layers[:, blocks - 1 - j])
    gap = before[-1] - rng.normal(size=(draws, d, d))
    gradient = [after[blocks - 1 - j].swapaxes(1, 2) @ gap @ sigma @ before[j].swapaxes(1, 2) for j in range(blocks)]
    squared = sum((g**2).sum(axis=(1, 2)) for g in gradient)
    excess = np.einsum("nij,njk,nik->n", gap, sigma, gap) / 2
    given = (
        LinearBlocksNearIdentity(blocks=blocks, radius=claim * tau),
        AtLeast[LeastSecondMoment](lam * least),
        AtLeast[LinearExcess](more * excess),
    )
    bound = factor * deep_linear_residual_network_no_bad_critical_points(*given).value
    return Attempt(squared, bound, sense="at_least")


@trial(deep_linear_residual_network_no_bad_critical_points)
def random_blocks(rng: "np.random.Generator", draws: int) -> Attempt:
    """Dimension 3."""
    return _gradients(rng, draws, 3)


@trial(deep_linear_residual_network_no_bad_critical_points)
def scalar_blocks(rng: "np.random.Generator", draws: int) -> Attempt:
    """Dimension 1, where −τ in every block gives equality."""
    return _gradients(rng, draws, 1)


@ablation(deep_linear_residual_network_no_bad_critical_points, breaks="blocks")
def radius_understated(rng: "np.random.Generator", draws: int) -> Attempt:
    """0.27 claimed for 0.3."""
    return _gradients(rng, draws, 1, claim=0.9)


@ablation(deep_linear_residual_network_no_bad_critical_points, breaks="inputs")
def eigenvalue_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """By a tenth."""
    return _gradients(rng, draws, 1, lam=1.1)


@ablation(deep_linear_residual_network_no_bad_critical_points, breaks="excess")
def excess_overstated(rng: "np.random.Generator", draws: int) -> Attempt:
    """By a tenth."""
    return _gradients(rng, draws, 1, more=1.1)


@ablation(deep_linear_residual_network_no_bad_critical_points, breaks="constant")
def a_tenth_more(rng: "np.random.Generator", draws: int) -> Attempt:
    """1.1 times the bound."""
    return _gradients(rng, draws, 1, factor=1.1)
