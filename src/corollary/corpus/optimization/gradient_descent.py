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


class BestSquaredGradientToLast(
    Quantity,
    says="the least squared gradient norm of {objective} at the points of {method}, the last one included",
    tex=r"\min_{{k \le N}} g_k",
):
    """min over k ≤ N of ‖∇f(x_k)‖²."""

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


class InitialSquaredDistance(
    Quantity,
    says="the squared distance from where {method} starts to the nearest minimiser of {objective}",
    tex="R^2",
):
    """‖x_0 − x_*‖²; that there is a minimiser is part of it."""

    method: str
    objective: str


class LastSquaredDistance(
    Quantity,
    says="the squared distance from where {method} ends to the nearest minimiser of {objective}",
    tex=r"\lVert x_N - x_\star \rVert^2",
):
    """‖x_N − x_*‖², of the last point; that there is a minimiser is part of it."""

    method: str
    objective: str
