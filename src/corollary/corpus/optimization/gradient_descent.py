"""Gradient descent with a constant step."""

from corollary.logic import Property, Quantity


class GradientDescent(
    Property,
    says="{method} is gradient descent on {objective} with constant step {step}, run for {iterations} iterations",
):
    """x_{k+1} = x_k − step ∇f(x_k), exact gradients, k < iterations."""

    method: str
    objective: str
    step: float
    iterations: int


class InitialSuboptimality(
    Quantity, says="the value of {objective} where {method} starts, minus its infimum", tex=r"\Delta"
):
    """f(x_0) − inf f."""

    method: str
    objective: str


class BestSquaredGradient(
    Quantity,
    says="the least squared gradient norm of {objective} at the points that {method} leaves",
    tex=r"\min_k g_k",
):
    """min over k < N of ‖∇f(x_k)‖²."""

    method: str
    objective: str


class LastSquaredGradient(
    Quantity,
    says="the squared gradient norm of {objective} at the point where the last step of {method} begins",
    tex="g",
):
    """‖∇f(x_{N−1})‖²."""

    method: str
    objective: str


class LastDecrease(
    Quantity, says="the decrease of {objective} in the last step of {method}", tex=r"f(x) - f(x^+)", least=None
):
    """f(x_{N−1}) − f(x_N)."""

    method: str
    objective: str
