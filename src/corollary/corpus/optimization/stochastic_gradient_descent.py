"""Stochastic gradients and stochastic gradient descent."""

from corollary.logic import Property, Quantity


class ExpectedSmoothness(Quantity, says="the expected smoothness of {gradients} for {objective}", tex=r"\mathcal{{L}}"):
    """The least ℒ with E ‖g(x, ξ) − g(x_*, ξ)‖² ≤ 2 ℒ (f(x) − min f) for all x and every minimiser x_*, if there is one."""

    gradients: str
    objective: str


class NoiseAtOptimum(
    Quantity, says="the mean squared norm of {gradients} at a minimiser of {objective}", tex=r"\sigma_\xi^2"
):
    """σ_*² = E ‖g(x_*, ξ)‖², squared; for mini-batches it is smaller than that of the components."""

    gradients: str
    objective: str


class StochasticGradientDescent(
    Property,
    says="{method} is stochastic gradient descent on {objective} with constant step {step}, run for {iterations} "
    "iterations (both numbers fixed in advance), each with a fresh independent draw of {gradients}, which are unbiased",
):
    """x_{k+1} = x_k − step g(x_k, ξ_k), k < iterations, ξ_k independent of all before."""

    method: str
    gradients: str
    objective: str
    step: float
    iterations: int


class DecreasingStepDescent(
    Property,
    says="{method} is stochastic gradient descent on {objective} with the steps {scale} / (k + {offset}), run for "
    "{iterations} iterations (all three numbers fixed in advance), each with a fresh independent draw of {gradients}, "
    "which are unbiased",
):
    """x_{k+1} = x_k − scale / (k + offset) g(x_k, ξ_k), k < iterations, ξ_k independent of all before."""

    method: str
    gradients: str
    objective: str
    scale: float
    offset: float
    iterations: int


class AverageSuboptimality(
    Quantity,
    says="the value of {objective} at the average of the points where the steps of {method} begin, minus its minimum",
    tex=r"f(\bar x) - f_\star",
):
    """f((x_0 + … + x_{N−1}) / N) − min f."""

    method: str
    objective: str
