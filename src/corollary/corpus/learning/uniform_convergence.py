"""The uniform convergence property and its sample complexity."""

from corollary.logic import Property, Quantity


class UniformConvergence(Property, says="{hypotheses} with {loss} has the uniform convergence property"):
    """A sample size that serves every law exists for every accuracy and confidence."""

    hypotheses: str
    loss: str


class UniformConvergenceComplexity(
    Quantity,
    says="the sample size from which the deviation of {hypotheses} with {loss} meets {target} under every law",
    tex=r"m^{{UC}}({hypotheses}, {target})",
):
    """The least m that serves every law and every n ≥ m."""

    hypotheses: str
    loss: str
    target: str
