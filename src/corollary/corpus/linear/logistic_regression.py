"""Logistic regression."""

from corollary.logic import Property, Quantity


class LogisticRisk(
    Property, says="{objective} is the mean logistic loss on {sample}, as a function of the weights of a linear score"
):
    """L(w) = (1/n) Σ log(1 + exp(−y_i⟨x_i, w⟩)): a mean, not a sum."""

    objective: str
    sample: str


class LogisticEstimator(Property, says="{predictor} has the weights of least mean logistic loss on {sample}"):
    """An exact minimiser of the logistic risk, without penalty."""

    predictor: str
    sample: str


class InputSecondMoment(
    Quantity,
    says="the greatest eigenvalue of the second moment matrix of the inputs in {sample}",
    tex=r"\lambda_\max(\hat\Sigma)",
):
    """λ_max(XᵀX/n), inputs not centred."""

    sample: str
