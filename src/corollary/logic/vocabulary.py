"""What a fact can speak of: quantities (definitions with a number) and how they are averaged or made uniform.

A quantity is a class; its annotations are its roles, the names of the objects it is about:

    class Risk(Quantity, says="the risk of {predictor} for {loss} under {law}", trivial=1.0):
        predictor: str
        loss: str
        law: str

See VOCABULARY in the design: facts that differ in any way are built from different quantities.
"""

from collections.abc import Callable
from inspect import get_annotations
from typing import Any, ClassVar, Generic, TypeVar

Q = TypeVar("Q")
Over = TypeVar("Over")

# ForAll[Q, "hypotheses"] speaks of every member of the class: the role of the member is replaced by that of the class.
MEMBER_OF = {"hypotheses": "predictor", "layers": "layer", "posteriors": "posterior", "candidates": "predictor"}

# Every role that some definition or rule names: an object called so has no other name, and sentences give it an article.
ROLES: set[str] = set()


class Quantity:
    """A number defined of some objects. Subclass it; never instantiate it.

    Class keywords:
        says: a noun phrase with the roles in braces, from which every fact about the quantity is printed.
        tex: its symbol in TeX, roles in braces allowed.
        trivial: the least upper bound that holds of every object; a bound at or above it is vacuous. None if there is none.
        trivial_when: a property (of some of the roles) without which `trivial` is not known to hold.
        least: the greatest lower bound that holds of every object (a lower bound at or below it is vacuous).
        unit: unit of the number ("nats", "bits"), empty if it has none.
        suppose: a value to suppose when the engine tells what a missing fact about the quantity would buy.
    """

    roles: ClassVar[tuple[str, ...]] = ()
    says: ClassVar[str] = ""
    tex: ClassVar[str] = ""
    unit: ClassVar[str] = ""
    trivial: ClassVar[float | None] = None
    trivial_when: ClassVar[Any] = None
    least: ClassVar[float | None] = None
    suppose: ClassVar[float | None] = None

    def __init_subclass__(
        cls,
        *,
        says: str = "",
        tex: str = "",
        unit: str = "",
        trivial: float | None = None,
        trivial_when: Any = None,
        least: float | None = 0.0,
        suppose: float | None = None,
        **rest: Any,
    ) -> None:
        super().__init_subclass__(**rest)
        if not says:
            raise TypeError(f"{cls.__name__}: say what the quantity is, as in says='the risk of {{predictor}}'")
        cls.roles = tuple(get_annotations(cls))
        ROLES.update(cls.roles)
        cls.says, cls.tex, cls.unit = says, tex, unit
        cls.trivial, cls.trivial_when, cls.least, cls.suppose = trivial, trivial_when, least, suppose
        says.format(**{role: role for role in cls.roles})


def _derived(name: str, roles: tuple[str, ...], base: type[Quantity], says: str, tex: str) -> type[Quantity]:
    return type(
        name,
        (Quantity,),  # not the base: an average of a risk is not a risk
        {"__annotations__": dict.fromkeys(roles, str), "__module__": base.__module__, "base": base},
        says=says,
        tex=tex,
        unit=base.unit,
        trivial=base.trivial,
        trivial_when=base.trivial_when,
        least=base.least,
    )


class ForAll(Generic[Q, Over]):
    """`ForAll[Q, "hypotheses"]`: the bound on Q holds for every member of the class at once, on one event."""

    def __class_getitem__(cls, arguments: tuple[type[Quantity], str]) -> type[Quantity]:
        return _kept(_for_all, *arguments)


class Expected(Generic[Q, Over]):
    """`Expected[Q, "sample"]`: Q averaged over the randomness named."""

    def __class_getitem__(cls, arguments: tuple[type[Quantity], str]) -> type[Quantity]:
        return _kept(_expected, *arguments)


_made: dict[tuple[Any, type[Quantity], str], type[Quantity]] = {}


def _kept(make: Callable[[type[Quantity], str], type[Quantity]], quantity: type[Quantity], over: str) -> type[Quantity]:
    """One class for each form, quantity and name."""
    if (make, quantity, over) not in _made:
        _made[make, quantity, over] = make(quantity, over)
    return _made[make, quantity, over]


def _for_all(quantity: type[Quantity], over: str) -> type[Quantity]:
    member = MEMBER_OF.get(over, over)
    if member not in quantity.roles:
        raise TypeError(f"ForAll[{quantity.__name__}, {over!r}]: {quantity.__name__} has no role {member!r}")
    named = over in MEMBER_OF
    roles = tuple(dict.fromkeys(over if r == member else r for r in quantity.roles if named or r != member))
    within = f"{{{over}}}" if named else "all"
    says = f"for every {member} in {within}, " if named else f"for every {member}, "
    says += quantity.says.replace(f"{{{member}}}", f"that {member}")
    cls = _derived(
        f"ForAll[{quantity.__name__}, {over}]", roles, quantity, says, quantity.tex.replace(f"{{{member}}}", member)
    )
    cls.over, cls.member = over, member  # type: ignore[attr-defined]
    return cls


def _expected(quantity: type[Quantity], over: str) -> type[Quantity]:
    roles = tuple(r for r in quantity.roles)
    says = f"the mean over {over} of {quantity.says}"
    return _derived(f"Expected[{quantity.__name__}, {over}]", roles, quantity, says, rf"\E[{quantity.tex}]")


def is_uniform(quantity: type[Quantity]) -> bool:
    """Whether the quantity is a `ForAll`."""
    return hasattr(quantity, "over") and hasattr(quantity, "member")
