"""Facts: frozen sentences about named objects.

A fact is a bound on a quantity (`AtMost[Q]`, `AtLeast[Q]`, `Equals[Q]`) or a property that holds (`P`) or fails (`Not[P]`).
Its roles name objects; a role that is not given names itself, so `Iid(n=100)` speaks of the sample "sample" from the law "law".
"""

from collections.abc import Mapping
from fractions import Fraction
from inspect import get_annotations
from typing import Any, ClassVar, Generic, Self, TypeVar

from corollary.errors import InputError
from corollary.logic.arithmetic.kinds import Kind, known_kind
from corollary.logic.vocabulary import ROLES, Quantity

Q = TypeVar("Q")
P = TypeVar("P")


class Fact:
    """What all facts share. `kind` is the type a rule asks for, `roles` maps each role to an object's name."""

    role_names: ClassVar[tuple[str, ...]] = ()
    value_names: ClassVar[tuple[str, ...]] = ()
    roles: Mapping[str, str]

    def __init__(self, roles: Mapping[str, str], values: Mapping[str, Any]) -> None:
        unknown = set(roles) - set(self.role_names)
        if unknown:
            raise InputError(
                f"{type(self).__name__} has no role or value {', '.join(sorted(unknown))}; "
                f"it has {', '.join(self.role_names + self.value_names) or 'none'}."
            )
        self.__dict__["roles"] = {role: str(roles.get(role, role)) for role in self.role_names}
        self.__dict__.update(values)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError("a fact never changes; make a new one with .with_values(...)")

    @property
    def key(self) -> tuple[type, tuple[str, ...]]:
        """What the fact is about: its type and its objects, without its numbers."""
        return type(self), tuple(self.roles.values())

    @property
    def values(self) -> dict[str, Any]:
        """The numbers of the fact, by name."""
        return {name: getattr(self, name) for name in self.value_names}

    def with_values(self, **values: Any) -> Self:
        """The same sentence with other numbers."""
        return self._make(self.roles, {**self.values, **values})

    def about(self, **roles: str) -> Self:
        """The same fact about other objects."""
        return self._make({**self.roles, **roles}, self.values)

    @classmethod
    def _make(cls, roles: Mapping[str, str], values: Mapping[str, Any]) -> Self:
        fact = cls.__new__(cls)
        Fact.__init__(fact, roles, values)
        return fact

    @classmethod
    def sentence(cls, roles: Mapping[str, str], values: Mapping[str, str]) -> str:
        """The fact as one sentence without a full stop; numbers already typeset."""
        raise NotImplementedError

    def __str__(self) -> str:
        return self.sentence(self.roles, {name: _plain(value) for name, value in self.values.items()})

    def __repr__(self) -> str:
        inside = [f"{r}={o!r}" for r, o in self.roles.items() if r != o] + [
            f"{n}={v!r}" for n, v in self.values.items()
        ]
        return f"{type(self).__name__}({', '.join(inside)})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fact) and self.key == other.key and self.values == other.values

    def __hash__(self) -> int:
        return hash(self.key)


NUMBERS = (int, float, "int", "float")
LARGEST = 10**18  # of the counts that facts speak of


def check_number(value: Any, what: str, whole: bool = False) -> None:
    """Raises InputError unless `value` is a number other than nan (with `whole`, a count), an array of numbers, a ball or a symbol."""
    found = None if isinstance(value, bool) else known_kind(type(value))
    if found is None or getattr(getattr(value, "dtype", None), "kind", "f") in "USOcmM":
        raise InputError(f"{what} must be a number, not {value!r}.")
    if found in (Kind.EXACT, Kind.FLOAT) and (value != value or (whole and not _is_count(value))):
        raise InputError(f"{what} must be a {'whole number from 0 to 10^18' if whole else 'number'}, not {value}.")


def _is_count(value: Any) -> bool:
    return bool(0 <= value <= LARGEST and value == int(value))


def spoken(object_: str) -> str:
    """An object as a sentence names it: one that has no name but its role gets an article."""
    return f"the {object_}" if object_ in ROLES else object_


def _spoken(roles: Mapping[str, str]) -> dict[str, str]:
    return {role: spoken(object_) for role, object_ in roles.items()}


def _plain(value: Any) -> str:
    return f"{float(value):.6g}" if isinstance(value, (float, Fraction)) else str(value)


# -- bounds ------------------------------------------------------------------------------------------------------------


class Bound(Fact, Generic[Q]):
    """A bound on a quantity. `value` is a number, an array or a ball."""

    quantity: ClassVar[type[Quantity]]
    form: ClassVar[Any]
    words: ClassVar[str]
    value: Any
    value_names = ("value",)

    def __class_getitem__(cls, quantity: Any) -> Any:
        return bound_type(cls, quantity) if isinstance(quantity, type) and issubclass(quantity, Quantity) else cls

    def __init__(self, value: Any, **roles: str) -> None:
        if not hasattr(type(self), "quantity"):
            raise InputError(f"{type(self).__name__} needs a quantity, as in {type(self).__name__}[Risk](0.1).")
        check_number(value, f"the value of {type(self).__name__}")
        super().__init__(roles, {"value": value})

    @classmethod
    def sentence(cls, roles: Mapping[str, str], values: Mapping[str, str]) -> str:
        unit = f" {cls.quantity.unit}" if cls.quantity.unit else ""
        return f"{cls.quantity.says.format(**_spoken(roles))} {cls.words} {values['value']}{unit}"


class AtMost(Bound[Q]):
    """`AtMost[Q]`: quantity Q is at most `value`."""

    words = "is at most"


class AtLeast(Bound[Q]):
    """`AtLeast[Q]`: quantity Q is at least `value`."""

    words = "is at least"


class Equals(Bound[Q]):
    """`Equals[Q]`: quantity Q is exactly `value`; it gives both inequalities."""

    words = "equals"


_bounds: dict[tuple[type, type[Quantity]], Any] = {}


def bound_type(form: Any, quantity: type[Quantity]) -> Any:
    """`AtMost[Q]` and its like, as one class for each form and quantity."""
    if (form, quantity) not in _bounds:
        name = f"{form.__name__}[{quantity.__name__}]"
        _bounds[form, quantity] = type(
            name, (form,), {"quantity": quantity, "role_names": quantity.roles, "form": form}
        )
    return _bounds[form, quantity]


# -- properties --------------------------------------------------------------------------------------------------------


class Property(Fact):
    """A definition without a bound: it holds or fails. Annotations `str` are roles; others are values that go with it.

    Class keywords: `says`, a sentence with roles and values in braces; `fails`, the sentence that it does not hold;
    `suppose`, values to suppose when the engine tells what a missing property would buy; `one_valued=False` if the same objects
    may have the property with several values (a bound among them, say): otherwise two such facts contradict each other.
    """

    says: ClassVar[str] = ""
    fails: ClassVar[str] = ""
    suppose: ClassVar[Mapping[str, Any]] = {}
    holds: ClassVar[bool] = True
    one_valued: ClassVar[bool] = True
    numbers: ClassVar[Mapping[str, bool]] = {}  # the values that are numbers; whether each is a whole number

    def __init_subclass__(
        cls,
        *,
        says: str = "",
        fails: str = "",
        suppose: Mapping[str, Any] | None = None,
        one_valued: bool = True,
        negation: bool = False,
        **rest: Any,
    ) -> None:
        super().__init_subclass__(**rest)
        if negation:
            return
        if not says:
            raise TypeError(f"{cls.__name__}: say what the property says, as in says='{{objective}} is convex'")
        annotations = get_annotations(cls)
        cls.role_names = tuple(name for name, kind in annotations.items() if kind in (str, "str"))
        ROLES.update(cls.role_names)
        cls.value_names = tuple(name for name in annotations if name not in cls.role_names)
        cls.numbers = {name: kind in (int, "int") for name, kind in annotations.items() if kind in NUMBERS}
        cls.says, cls.fails, cls.suppose = says, fails or f"it is not so that {says}", suppose or {}
        cls.one_valued = one_valued
        says.format(**{name: name for name in cls.role_names + cls.value_names})

    def __init__(self, *positional: Any, **named: Any) -> None:
        names = self.role_names if len(positional) <= len(self.role_names) else self.role_names + self.value_names
        if len(positional) > len(names):
            raise InputError(
                f"{type(self).__name__} has {', '.join(names) or 'no roles'}, not {len(positional)} of them."
            )
        given = {**dict(zip(names, positional, strict=False)), **named}
        missing = [name for name in self.value_names if name not in given]
        if missing:
            raise InputError(
                f"{type(self).__name__} needs {', '.join(missing)}, as in {type(self).__name__}({missing[0]}=…)."
            )
        values = {name: given.pop(name) for name in self.value_names}
        for name, whole in self.numbers.items():
            check_number(values[name], f"{name} of {type(self).__name__}", whole)
        super().__init__(given, values)

    @classmethod
    def sentence(cls, roles: Mapping[str, str], values: Mapping[str, str]) -> str:
        return cls.says.format(**_spoken(roles), **values)


class Is(Generic[P]):
    """`Is[P]` is P itself, written where the eye wants a verb."""

    def __class_getitem__(cls, property_: type[Property]) -> type[Property]:
        return property_


class Not(Generic[P]):
    """`Not[P]`: property P fails."""

    def __class_getitem__(cls, property_: type[Property]) -> type[Property]:
        return negation(property_)


_negations: dict[type[Property], type[Property]] = {}


def negation(property_: type[Property]) -> type[Property]:
    """`Not[P]` as one class for each property; the negation of a negation is the property.

    Raises:
        InputError: the property goes with numbers: without them nothing definite fails.
    """
    if property_.value_names:
        raise InputError(f"{property_.__name__} goes with numbers; only a property without any can be negated.")
    if not property_.holds:
        return property_.of  # type: ignore[attr-defined,no-any-return]
    if property_ not in _negations:
        body = {"holds": False, "of": property_, "role_names": property_.role_names, "says": property_.fails}
        _negations[property_] = type(f"Not[{property_.__name__}]", (Property,), body, negation=True)
    return _negations[property_]


# -- the two properties every area needs -------------------------------------------------------------------------------


class ChosenBefore(
    Property, says="{hypotheses} is independent of {sample}, together with all else fixed before it was seen"
):
    """What is named in the first role is independent of the sample, together with all else of which this is said."""

    hypotheses: str
    sample: str


class Member(Property, says="{predictor} belongs to {hypotheses}"):
    """The predictor belongs to the class, also when it was chosen on the data."""

    predictor: str
    hypotheses: str
