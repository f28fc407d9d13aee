"""Bias, variance and noise of a learning algorithm, for squared loss."""

from corollary.logic import Quantity


class SquaredBias(
    Quantity,
    says="the squared bias of {predictor}, trained on {sample}, under {law}",
    tex=r"\mathbb E \lVert b(X) \rVert^2",
):
    """Mean squared distance between the mean predictor and the conditional mean of the label."""

    predictor: str
    sample: str
    law: str


class PredictionVariance(
    Quantity, says="the variance of {predictor}, trained on {sample}, under {law}", tex=r"\mathbb E V(X)"
):
    """Mean squared distance between the predictor and its mean over the training set and the seed."""

    predictor: str
    sample: str
    law: str


class Noise(Quantity, says="the noise of the labels under {law}", tex=r"\mathbb E \sigma^2(X)"):
    """Mean squared distance between the label and its conditional mean."""

    law: str
