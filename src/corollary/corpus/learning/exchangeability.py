"""Exchangeable scores."""

from corollary.logic import Property


class ExchangeableScores(Property, says="the {n} scores of {calibration} and the score of the next point, for {score}, are exchangeable"):
    """S_1, …, S_n (calibration) and S_{n+1} (the next point) are n + 1 exchangeable real random variables."""

    score: str
    calibration: str
    n: int
