"""Steps of proofs that a machine checks: `@step(rule, 3, mutant={...})` beside the rule.

    @step(bernstein_inequality, 1, mutant={"two": Fraction(21, 10)})
    def remainder(two: Constant = 2) -> Verdict:
        r\"\"\"$e^u - u - 1 \\le \\frac{u^2}{2 (1 - u/3)}$, on $[0, 2.9]$.\"\"\"
        return inequality(lambda u: exp(u) - u - 1, lambda u: u**2 / (two * (1 - u / 3)), {"u": (0, Fraction(29, 10))})

The docstring quotes what is checked, and from where it is checked if that is not all of it; the parameters are
constants of the claim, and with the values of `mutant` the claim is false, and must be refuted.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from time import perf_counter

from corollary.errors import CorollaryError
from corollary.logic.checking.verdict import Verdict
from corollary.logic.theorem import Theorem

Constant = int | Fraction


@dataclass(frozen=True)
class Step:
    """A registered check of step `number` of the proof of the statement `id`."""

    id: str
    number: int
    name: str
    function: Callable[..., Verdict] = field(repr=False)
    mutant: Mapping[str, Constant]

    @property
    def claim(self) -> str:
        """What is checked, in the words of the page."""
        return " ".join((self.function.__doc__ or "").split())

    def run(self) -> Verdict:
        """Check the claim."""
        return self._timed({})

    def run_mutant(self) -> Verdict:
        """Check the false claim; it must be refuted."""
        return self._timed(self.mutant)

    __call__ = run

    def as_it_must(self) -> bool:
        """Whether the claim is proved and its mutant refuted."""
        return self.run().proved and self.run_mutant().outcome == "refuted"

    def _timed(self, constants: Mapping[str, Constant]) -> Verdict:
        start = perf_counter()
        verdict = self.function(**constants)
        return replace(verdict, seconds=perf_counter() - start)


STEPS: dict[tuple[str, str], Step] = {}


def step(of: Theorem | str, number: int, *, mutant: Mapping[str, Constant]) -> Callable[[Callable[..., Verdict]], Step]:
    """Register the check of a step of a proof, of a rule's statement or of one given by id.

    Raises:
        CorollaryError: the mutant changes nothing.
    """
    id_ = of.id if isinstance(of, Theorem) else of

    def decorate(function: Callable[..., Verdict]) -> Step:
        if not mutant:
            raise CorollaryError(f"{id_}, step {number}: the check {function.__name__} needs a mutant that is false.")
        entry = Step(id_, number, function.__name__, function, dict(mutant))
        STEPS[id_, entry.name] = entry
        return entry

    return decorate
