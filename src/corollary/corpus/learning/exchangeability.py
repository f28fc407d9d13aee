"""Exchangeable points and scores."""

from corollary.logic import Property


class ExchangeableScores(
    Property, says="the {n} scores of {calibration} and the score of the next point, for {score}, are exchangeable"
):
    """S_1, …, S_n (calibration) and S_{n+1} (the next point) are n + 1 exchangeable real random variables."""

    score: str
    calibration: str
    n: int


class ExchangeablePoints(
    Property, says="given {score}, the {n} points of {calibration} and the next point are exchangeable"
):
    """Exchangeable given s; so are independent points with one law, if s was made without any of them."""

    score: str
    calibration: str
    n: int
