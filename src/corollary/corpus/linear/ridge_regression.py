"""Ridge regression."""

from corollary.logic import Property


class Ridge(
    Property,
    says="{predictor} is the ridge estimator on {sample} with penalty {penalty} against the mean squared error, "
    "the penalty being fixed before the labels",
):
    """argmin of (1/n)‖y − Xθ‖² + penalty ‖θ‖²; a penalty chosen with the labels is another method."""

    predictor: str
    sample: str
    penalty: float
