"""Learning algorithms and what they return."""

from corollary.logic import Property


class Output(Property, says="{predictor} is what the deterministic algorithm {algorithm} returns on {sample}"):
    """ĥ = A_n(S)."""

    predictor: str
    algorithm: str
    sample: str
