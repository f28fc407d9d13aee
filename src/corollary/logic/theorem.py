"""Theorems as functions: parameters are hypotheses, the return type is the conclusion.

    @theorem
    def finite_class_uniform_convergence(
        sample: Iid,
        loss: AtMost[LossRange],
        hypotheses: AtMost[LogCardinality],
        before: ChosenBefore,
        fixed: Annotated[ChosenBefore, role(hypotheses="loss")],
        confidence: Confidence,
    ) -> AtMost[ForAll[Deviation, "hypotheses"]]:
        return loss.value * sqrt((log(2) + hypotheses.value - log(confidence.delta)) / (2 * sample.n))

Premises are joined on equal role names; `Annotated[Iid, role(sample="heldout")]` renames the role `sample` to `heldout`.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from numbers import Real
from typing import Annotated, Any, get_args, get_origin

from corollary.errors import CorollaryError, InputError
from corollary.logic.arithmetic import OutOfRange
from corollary.logic.facts import Bound, Equals, Fact, Property, bound_type
from corollary.logic.vocabulary import ROLES

Watch = Callable[["Theorem", Mapping[str, Any]], None]
Instead = tuple["Theorem", Callable[..., Any]]
_watch: "ContextVar[Watch | None]" = ContextVar("watch", default=None)
_instead: "ContextVar[Instead | None]" = ContextVar("instead", default=None)
# Roles that name something random: a high-probability conclusion holds over those among its rule's variables.
RANDOM = ("sample", "heldout", "seed", "sampling", "noise", "initialisation")


class TheoremError(CorollaryError):
    """A rule is written wrongly; raised where it is defined."""


@dataclass(frozen=True)
class Confidence:
    """A probability `delta` in (0, 1) that a theorem may fail with. Each use is one event."""

    delta: Any

    def __post_init__(self) -> None:
        if isinstance(self.delta, (int, float)):
            check_delta(self.delta)


def check_delta(delta: Any) -> None:
    """Raises InputError unless delta is a number strictly between 0 and 1."""
    if not (isinstance(delta, Real) and 0 < float(delta) < 1):
        raise InputError(f"delta must be a number strictly between 0 and 1, not {delta!r}.")


@contextmanager
def watched(watch: "Watch") -> Iterator[None]:
    """Within it `watch(theorem, premises)` is called at each conclusion drawn."""
    token = _watch.set(watch)
    try:
        yield
    finally:
        _watch.reset(token)


@contextmanager
def replaced(rule: "Theorem", body: Callable[..., Any]) -> Iterator[None]:
    """Within it the body of one rule is another function of the same hypotheses: how a theorem is made wrong on purpose."""
    token = _instead.set((rule, body))
    try:
        yield
    finally:
        _instead.reset(token)


@dataclass(frozen=True)
class Renaming:
    """Which variable of the rule each role of a premise is."""

    names: Mapping[str, str]


@dataclass(frozen=True)
class SharedEvent:
    """The variables that an event of a theorem depends on; whatever else its conclusion mentions holds on that one event."""

    variables: tuple[str, ...]


def event(*variables: str) -> SharedEvent:
    """`Annotated[Confidence, event("sample", "law")]`: one event for the sample, however many conclusions are drawn on it.

    For theorems that hold "for all predictors and all margins at once": applying one twice costs delta once.
    """
    return SharedEvent(variables)


def role(**names: str) -> Renaming:
    """`role(sample="heldout")`: the fact's role `sample` is the rule's variable `heldout`."""
    return Renaming(names)


@dataclass(frozen=True)
class Premise:
    """A hypothesis of a theorem: its name, the type of fact, and the rule's variable for each role."""

    name: str
    type: type[Fact]
    variables: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Theorem:
    """A typed rule. Call it with facts to get its conclusion; `id` is the statement it belongs to.

    `confidences` maps each `Confidence` parameter to the variables that its event depends on, None for every application anew.
    """

    function: Callable[..., Any] = field(repr=False)
    premises: tuple[Premise, ...]
    confidences: Mapping[str, tuple[str, ...] | None]
    conclusion: Premise
    parameters: tuple[str, ...]
    name: str

    @property
    def id(self) -> str:
        """Identity of the statement that this rule belongs to."""
        return self.name.replace("_", "-")

    def __str__(self) -> str:
        """The signature, as in "markov_inequality(mean: AtMost[Mean]) -> AtMost[Tail]"."""
        types = {premise.name: premise.type.__name__ for premise in self.premises}
        shown = ", ".join(f"{name}: {types.get(name, 'Confidence')}" for name in self.parameters)
        return f"{self.name}({shown}) -> {self.conclusion.type.__name__}"

    @property
    def variables(self) -> tuple[str, ...]:
        """Every variable of the rule, in order of appearance."""
        return tuple(dict.fromkeys(v for premise in self.premises for v in premise.variables))

    @property
    def random_variables(self) -> tuple[str, ...]:
        """The variables over whose randomness the confidence is spent."""
        return tuple(v for v in self.variables if v in RANDOM)

    def __call__(self, *positional: Any, **named: Any) -> Any:
        """The conclusion of the theorem for these facts.

        Raises:
            OutOfRange: the hypotheses on ranges do not hold.
            InputError: a fact is missing, superfluous, of the wrong type, or about other objects than the rest.
        """
        given = dict(zip(self.parameters, positional, strict=False)) | named
        missing = [name for name in self.parameters if name not in given]
        if missing:
            raise InputError(f"{self.id} needs {', '.join(missing)}.")
        if len(positional) + len(named) > len(self.parameters):
            raise InputError(f"{self.id} takes {', '.join(self.parameters)}, each once and nothing else.")
        for name in self.confidences:
            if not isinstance(given[name], Confidence):
                raise InputError(f"{self.id}: {name} must be a Confidence, not {type(given[name]).__name__}.")
        binding: dict[str, str] = {}
        for premise in self.premises:
            fact = given[premise.name]
            if not accepts(premise.type, type(fact)):
                raise InputError(
                    f"{self.id}: {premise.name} must be {premise.type.__name__}, not {type(fact).__name__}."
                )
            for variable, object_ in zip(premise.variables, fact.roles.values(), strict=True):
                if binding.setdefault(variable, object_) != object_:
                    raise InputError(
                        f"{self.id}: {variable} is {binding[variable]} in one fact and {object_} in {fact!r}."
                    )
        return self.conclude(given, binding)

    def run(self, given: Mapping[str, Any]) -> tuple[Any, list[Any]]:
        """What the body returns, and the range conditions on arrays that it stated.

        Raises:
            OutOfRange: a range condition on a number fails.
        """
        masks: list[Any] = []
        token = _masks.set(masks)
        try:
            instead = _instead.get()
            body = instead[1] if instead is not None and instead[0] is self else self.function
            return body(**given), masks
        finally:
            _masks.reset(token)

    def conclude(self, given: Mapping[str, Any], binding: Mapping[str, str]) -> Any:
        """The conclusion for facts that are already matched. Used by the engine and by `__call__`.

        Raises:
            OutOfRange: the hypotheses on ranges do not hold (for arrays: of a property, on some entry; a bound becomes nan there).
        """
        result, masks = self.run(given)
        if (watch := _watch.get()) is not None:
            watch(self, given)
        roles = dict(zip(self.conclusion.type.role_names, (binding[v] for v in self.conclusion.variables), strict=True))
        values = {"value": result} if issubclass(self.conclusion.type, Bound) else getattr(result, "values", {})
        for mask in masks:
            if not values and not mask.all():
                raise OutOfRange("outside the range of the theorem for some entries, and a property has no entries")
            values = {name: _where(mask, value) for name, value in values.items()}
        return self.conclusion.type._make(roles, values)

    def formula(self) -> Any:
        """The value of the conclusion as a SymPy expression in the values of the premises."""
        from corollary.logic.symbols import symbolic_premises

        return getattr(self(**symbolic_premises(self)), "value", None)


_accepted: dict[type[Fact], tuple[type[Fact], ...]] = {}


def accepted(wanted: type[Fact]) -> tuple[type[Fact], ...]:
    """The types of fact that a premise of one type takes: that type, and for an inequality the equality."""
    if wanted not in _accepted:
        unequal = issubclass(wanted, Bound) and wanted.form is not Equals
        _accepted[wanted] = (wanted, bound_type(Equals, wanted.quantity)) if unequal else (wanted,)  # type: ignore[attr-defined]
    return _accepted[wanted]


def accepts(wanted: type[Fact], found: type) -> bool:
    """Whether a premise of one type takes a fact of another."""
    return found in accepted(wanted)


def read_premise(name: str, annotation: Any) -> Premise:
    """A premise from a parameter's annotation."""
    renaming: Mapping[str, str] = {}
    if get_origin(annotation) is Annotated:
        annotation, *extras = get_args(annotation)
        renaming = next((extra.names for extra in extras if isinstance(extra, Renaming)), {})
    if not (isinstance(annotation, type) and issubclass(annotation, Fact)):
        raise TheoremError(
            f"{name}: {annotation!r} is no type of fact (AtMost[Q], AtLeast[Q], Equals[Q], a Property or Not[P])."
        )
    unknown = set(renaming) - set(annotation.role_names)
    if unknown:
        raise TheoremError(f"{name}: {annotation.__name__} has no role {', '.join(sorted(unknown))}.")
    ROLES.update(renaming.values())
    return Premise(name, annotation, tuple(renaming.get(r, r) for r in annotation.role_names))


def theorem(function: Callable[..., Any]) -> Theorem:
    """Make a rule of a function whose parameters are hypotheses and whose return annotation is the conclusion.

    Raises:
        TheoremError: a parameter is no fact, or the conclusion speaks of an object that no hypothesis mentions.
    """
    signature = inspect.signature(function)
    premises: list[Premise] = []
    confidences: dict[str, tuple[str, ...] | None] = {}
    for name, parameter in signature.parameters.items():
        if parameter.annotation is Confidence:
            confidences[name] = None
        elif get_origin(parameter.annotation) is Annotated and get_args(parameter.annotation)[0] is Confidence:
            confidences[name] = next(
                (e.variables for e in get_args(parameter.annotation) if isinstance(e, SharedEvent)), None
            )
        else:
            premises.append(read_premise(name, parameter.annotation))
    conclusion = read_premise("return", signature.return_annotation)
    known = {variable for premise in premises for variable in premise.variables}
    unbound = [variable for variable in conclusion.variables if variable not in known]
    loose = [v for shared in confidences.values() for v in shared or () if v not in known]
    if loose:
        raise TheoremError(
            f"{function.__name__}: the event depends on {', '.join(loose)}, of which no hypothesis speaks."
        )
    if unbound:
        raise TheoremError(
            f"{function.__name__}: the conclusion speaks of {', '.join(unbound)}, of which no hypothesis speaks."
        )
    return Theorem(function, tuple(premises), confidences, conclusion, tuple(signature.parameters), function.__name__)


# -- range conditions --------------------------------------------------------------------------------------------------

_masks: ContextVar[list[Any] | None] = ContextVar("masks", default=None)


def require(condition: Any, words: str = "") -> None:
    """State a range condition of a theorem. Where it fails the theorem does not apply.

    `condition` is a bool, a comparison of balls (true only if certain), an array (entries outside become nan) or a SymPy relation.

    Raises:
        OutOfRange: the condition is false, or not certain.
    """
    if getattr(condition, "ndim", 0):
        masks = _masks.get()
        if masks is None:
            raise TheoremError("require on an array needs a theorem around it.")
        masks.append(condition)
        return
    if type(condition).__module__.startswith("sympy"):
        if str(condition) == "False":
            raise OutOfRange(words or "outside the range of the theorem")
        return
    if not bool(condition):
        raise OutOfRange(words or "outside the range of the theorem")


def _where(mask: Any, value: Any) -> Any:
    if type(mask).__module__.startswith("jax"):
        import jax.numpy as jnp

        return jnp.where(mask, value, jnp.nan)
    import numpy as np

    return np.where(mask, value, np.nan)


def is_property(kind: type[Fact]) -> bool:
    """Whether the type is a property that holds or fails, without numbers."""
    return issubclass(kind, Property) and not kind.value_names
