"""Finite laws, Gaussian laws and prefix-free codes; relative entropy, total variation and code lengths by summation or quadrature."""

from typing import Any

import numpy as np
from scipy.integrate import quad
from scipy.stats import norm

from corollary.corpus.foundations.donsker_varadhan import LogExponentialMoment, PosteriorMean
from corollary.corpus.foundations.entropy import Entropy
from corollary.corpus.foundations.gaussian_kl import GaussianLaws
from corollary.corpus.foundations.kl_divergence import KLDivergence
from corollary.corpus.foundations.kraft_inequality import ExpectedLength, PrefixFree
from corollary.corpus.foundations.total_variation_distance import TotalVariation
from tests.soundness.world import World

FINITE = {
    "uniform": np.full(4, 0.25),
    "dyadic": np.array([0.5, 0.25, 0.125, 0.125]),
    "skew": np.array([0.9, 0.06, 0.03, 0.01]),
}
GAUSSIAN = {"standard": (0.0, 1.0), "narrow": (0.5, 0.4), "far": (3.0, 2.0)}  # mean, standard deviation
WORDS = {
    "dyadic code": ("0", "10", "110", "111"),
    "plain code": ("00", "01", "10", "11"),
    "long code": ("0", "10", "110", "1110"),
}
VARIABLES = {"rank": np.array([0.0, 1.0, 2.0, 3.0]), "tilted": np.array([-1.0, 4.0, 0.5, 0.0])}
IMPORTANT = [-30.0, 30.0]


def world(seed: int, draws: int) -> World:
    def pair(posterior: str, prior: str) -> str | None:
        if posterior in FINITE and prior in FINITE:
            return "finite"
        return "gaussian" if posterior in GAUSSIAN and prior in GAUSSIAN else None

    def integral(function: Any, *names: str) -> float:
        centres = sorted(GAUSSIAN[n][0] for n in names)
        return quad(function, *IMPORTANT, points=centres, limit=400, epsabs=1e-12, epsrel=1e-12)[0]

    def divergence(posterior: str, prior: str) -> Any:
        kind = pair(posterior, prior)
        if kind == "finite":
            p, q = FINITE[posterior], FINITE[prior]
            return float(p @ np.log(p / q))
        if kind == "gaussian":
            p, q = norm(*GAUSSIAN[posterior]), norm(*GAUSSIAN[prior])
            return integral(lambda t: p.pdf(t) * (p.logpdf(t) - q.logpdf(t)), posterior, prior)
        return None

    def variation(posterior: str, prior: str) -> Any:
        kind = pair(posterior, prior)
        if kind == "finite":
            return float(np.abs(FINITE[posterior] - FINITE[prior]).sum() / 2)
        if kind == "gaussian":
            p, q = norm(*GAUSSIAN[posterior]), norm(*GAUSSIAN[prior])
            grid = np.linspace(*IMPORTANT, 600_001)
            return float(np.abs(p.pdf(grid) - q.pdf(grid)).sum() * (grid[1] - grid[0]) / 2)
        return None

    def laws(posterior: str, prior: str) -> Any:
        if pair(posterior, prior) != "gaussian":
            return None
        (m, s), (a, t) = GAUSSIAN[posterior], GAUSSIAN[prior]
        ratio = (s / t) ** 2
        return {"dimension": 1, "trace": ratio, "distance": ((m - a) / t) ** 2, "log_ratio": -np.log(ratio)}

    truths: dict[Any, Any] = {
        KLDivergence: divergence,
        TotalVariation: variation,
        LogExponentialMoment: lambda variable, prior: (
            float(np.log(FINITE[prior] @ np.exp(VARIABLES[variable]))) if prior in FINITE else None
        ),
        PosteriorMean: lambda variable, posterior: (
            float(FINITE[posterior] @ VARIABLES[variable]) if posterior in FINITE else None
        ),
        Entropy: lambda law: float(-FINITE[law] @ np.log(FINITE[law])),
        ExpectedLength: lambda code, law: float(FINITE[law] @ [len(word) for word in WORDS[code]]),
    }
    properties: dict[Any, Any] = {GaussianLaws: laws, PrefixFree: lambda code: True}
    objects = {
        "posterior": (*FINITE, *GAUSSIAN), "prior": (*FINITE, *GAUSSIAN), "variable": tuple(VARIABLES), "law": tuple(FINITE),
        "code": tuple(WORDS),
    }  # fmt: skip
    return World("information", 1, objects, truths, properties)
