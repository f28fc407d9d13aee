"""Property bases against brute force: truth tables, naive chaining, and proofs replayed and thinned by deletion."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corollary.errors import CorollaryError, InputError
from corollary.logic.properties import Contradiction, Implication, Object, PropertyBase, load

Known = dict[str, bool]


def literal_value(literal: str) -> tuple[str, bool]:
    return (literal[1:], False) if literal.startswith("-") else (literal, True)


def clause_of(implication: Implication) -> list[tuple[str, bool]]:
    """The disjunction that the implication says, written without any code of the package."""
    negated = [literal_value(premise) for premise in implication.premises]
    return list(dict.fromkeys([(id, not value) for id, value in negated] + [literal_value(implication.conclusion)]))


def fired(implication: Implication, known: Known) -> tuple[str, bool] | None:
    """What the implication concludes in any direction; None if nothing, or if it is satisfied."""
    clause = clause_of(implication)
    if any(known.get(id) is value for id, value in clause):
        return None
    unknown = [(id, value) for id, value in clause if id not in known]
    if not unknown:
        raise AssertionError("a clause all of whose literals are false")
    return unknown[0] if len(unknown) == 1 else None


def naive_closure(implications: Iterable[Implication], asserted: Mapping[str, bool]) -> Known | None:
    """Chaining until nothing changes; None for a contradiction."""
    known, implications = dict(asserted), list(implications)
    while True:
        before = len(known)
        for implication in implications:
            try:
                new = fired(implication, known)
            except AssertionError:
                return None
            if new is not None:
                known[new[0]] = new[1]
        if len(known) == before:
            return known


def models(properties: Iterable[str], implications: Iterable[Implication], asserted: Mapping[str, bool]) -> list[Known]:
    """All assignments of truth values that satisfy everything."""
    names, clauses = list(properties), [clause_of(implication) for implication in implications]
    assignments = (dict(zip(names, values, strict=True)) for values in product([True, False], repeat=len(names)))
    return [
        a
        for a in assignments
        if all(a[id] is value for id, value in asserted.items())
        and all(any(a[id] is value for id, value in clause) for clause in clauses)
    ]


def check_proof(proof: Iterable[str], base: PropertyBase, asserted: Known, target: tuple[str, bool]) -> None:
    """Each step fires from what is asserted or before it, the last gives the target, and none can be left out."""
    by_id = {implication.id: implication for implication in base.implications}
    steps, known = [by_id[id] for id in proof], dict(asserted)
    if known.get(target[0]) is (not target[1]):
        del known[target[0]]  # the other proof of a contradiction may use it, this one does not
    new: tuple[str, bool] | None = None
    for step in steps:
        new = fired(step, known)
        assert new is not None
        known[new[0]] = new[1]
    assert new == target
    start = {id: value for id, value in asserted.items() if id != target[0]}
    for left_out in range(len(steps)):
        rest = naive_closure(steps[:left_out] + steps[left_out + 1 :], start)
        assert rest is None or rest.get(target[0]) is not target[1]


@st.composite
def bases(draw: st.DrawFn) -> tuple[PropertyBase, Known]:
    ids = [f"P{i}" for i in range(draw(st.integers(1, 6)))]
    literal = st.builds(lambda id, sign: sign + id, st.sampled_from(ids), st.sampled_from(["", "-"]))
    rules = draw(st.lists(st.tuples(st.lists(literal, max_size=3), literal), max_size=10))
    implications = [Implication(f"T{i}", tuple(premises), then) for i, (premises, then) in enumerate(rules)]
    asserted = draw(st.dictionaries(st.sampled_from(ids), st.booleans(), max_size=3))
    return PropertyBase({id: id.lower() for id in ids}, implications, [Object("S", "s", asserted)]), asserted


@given(bases())
@settings(max_examples=600, deadline=None)
def test_completion_is_the_naive_closure_sound_and_with_irredundant_proofs(drawn: tuple[PropertyBase, Known]) -> None:
    base, asserted = drawn
    expected = naive_closure(base.implications, asserted)
    if expected is None:
        with pytest.raises(Contradiction) as raised:
            base.complete()
        found = raised.value
        assert found.object == "S"
        assert models(base.properties, base.implications, asserted) == []
        for proof, value in zip(found.proofs, (True, False), strict=True):
            if proof:
                check_proof(proof, base, asserted, (found.property, value))
            else:
                assert asserted[found.property] is value
        return
    traits = base.complete()["S"]
    assert {id: trait.value for id, trait in traits.items()} == expected
    for model in models(base.properties, base.implications, asserted):
        assert all(model[id] is trait.value for id, trait in traits.items())
    for id, trait in traits.items():
        assert trait.asserted is (id in asserted)
        if trait.asserted:
            assert trait.proof == []
        else:
            check_proof(trait.proof, base, asserted, (id, trait.value))


def a_base(rules: Mapping[str, tuple[list[str], str]], asserted: Known, properties: str = "pqrst") -> PropertyBase:
    implications = [Implication(id, tuple(premises), then) for id, (premises, then) in rules.items()]
    return PropertyBase({id: f"name {id}" for id in properties}, implications, [Object("x", "the x", asserted)])


def test_every_direction_of_contraposition() -> None:
    rules = {"T": (["p", "-q"], "r")}
    assert a_base(rules, {"p": True, "q": False}).complete()["x"]["r"].value is True
    assert a_base(rules, {"p": True, "r": False}).complete()["x"]["q"].value is True
    last = a_base(rules, {"q": False, "r": False}).complete()["x"]["p"]
    assert (last.value, last.asserted, last.proof) == (False, False, ["T"])
    assert set(a_base(rules, {"p": True}).complete()["x"]) == {"p"}


def test_a_proof_is_a_chain_and_omits_what_is_not_needed() -> None:
    rules = {"late": (["q", "r"], "s"), "first": (["p"], "q"), "idle": (["p"], "t"), "second": (["q"], "r")}
    assert a_base(rules, {"p": True}).complete()["x"]["s"].proof == ["first", "second", "late"]


def test_an_implication_without_premises_holds_of_everything() -> None:
    traits = a_base({"always": ([], "p"), "then": (["p"], "-q")}, {}).complete()["x"]
    assert (traits["p"].value, traits["p"].proof, traits["q"].value, traits["q"].proof) == (
        True,
        ["always"],
        False,
        ["always", "then"],
    )


def test_cycles_and_tautologies_do_no_harm() -> None:
    rules = {"1": (["p"], "q"), "2": (["q"], "p"), "3": (["p"], "p"), "4": (["p", "-p"], "r"), "5": (["s", "s"], "t")}
    traits = a_base(rules, {"q": True, "s": True}).complete()["x"]
    assert {id: trait.proof for id, trait in traits.items()} == {"q": [], "s": [], "p": ["2"], "t": ["5"]}


def test_a_property_that_implies_its_own_failure_fails() -> None:
    trait = a_base({"1": (["p"], "-p")}, {}).complete()["x"]["p"]
    assert (trait.value, trait.proof) == (False, ["1"])


@pytest.mark.parametrize(
    ("rules", "asserted", "property", "proofs"),
    [
        ({"1": (["p"], "q"), "2": (["p"], "-q")}, {"p": True}, "q", (["1"], ["2"])),
        ({"1": (["p"], "q"), "2": (["q"], "r")}, {"p": True, "r": False}, None, None),
        ({"1": ([], "p"), "2": ([], "-p")}, {}, "p", (["1"], ["2"])),
        ({"1": ([], "p")}, {"p": False}, "p", (["1"], [])),
        ({"1": ([], "-p")}, {"p": True}, "p", ([], ["1"])),
    ],
)
def test_a_contradiction_carries_both_proofs(
    rules: Mapping[str, tuple[list[str], str]],
    asserted: Known,
    property: str | None,
    proofs: tuple[list[str], list[str]] | None,
) -> None:
    with pytest.raises(Contradiction) as raised:
        a_base(rules, asserted).complete()
    error = raised.value
    assert isinstance(error, CorollaryError)
    assert error.object == "x" and error.property in str(error)
    if property is not None:
        assert (error.property, error.proofs) == (property, proofs)
    else:  # the two sides meet at q or at r, with the same implications between them
        assert sorted(error.proofs[0] + error.proofs[1]) == ["1", "2"]


ZOO = PropertyBase(
    {"p": "convex", "q": "weakly (very) smooth", "r": "Finite", "s": "finite"},
    [Implication("1", ("p",), "q")],
    [
        Object("a", "A", {"p": True}),
        Object("b", "B", {"q": False}),
        Object("c", "C", {"r": True, "p": False}),
        Object("d", "D", {}),
    ],
)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("p", ["a"]),
        ("convex & \"weakly (very) smooth\" | 'r'", ["a", "c"]),
        ("~p", ["b", "c"]),
        ("-p & ~~r", ["c"]),
        ("~(p | r)", []),
        ("~(p & q)", ["b", "c"]),
        ("p | ~p", ["a", "b", "c"]),
        ("r | p & ~p", ["c"]),
        ("(r | p) & ~p", ["c"]),
        ("CONVEX", ["a"]),
    ],
)
def test_search_finds_the_objects_known_to_satisfy_a_formula(formula: str, expected: list[str]) -> None:
    assert ZOO.search(formula) == expected


@pytest.mark.parametrize(
    "formula",
    [
        "",
        "  ",
        "p &",
        "p q",
        "(p",
        "p)",
        "| p",
        "p ~ q",
        '"p',
        "nothing",
        "FINITE",
        "()",
        "~",
        "(" * 5000,
        "~" * 5000 + "p",
    ],
)
def test_a_formula_that_cannot_be_read_is_an_input_error(formula: str) -> None:
    with pytest.raises(InputError):
        ZOO.search(formula)


def test_an_unknown_property_names_the_nearest() -> None:
    with pytest.raises(InputError, match="convex"):
        ZOO.search("convx")


GOOD = {
    "properties": {"P1": "one", "P16": "sixteen"},
    "implications": [{"id": "T1", "if": ["P1"], "then": "-P16"}],
    "spaces": [{"id": "S1", "name": "a space", "asserted": {"P16": True}}],
}


def written(tmp_path: Path, data: object) -> Path:
    path = tmp_path / "base.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return path


def test_load_and_complete(tmp_path: Path) -> None:
    import corollary as co

    traits = co.properties.load(str(written(tmp_path, GOOD))).complete()["S1"]
    assert traits["P16"].value is True and traits["P16"].asserted is True and traits["P16"].proof == []
    assert traits["P1"].value is False and traits["P1"].asserted is False and traits["P1"].proof == ["T1"]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"properties": ["P1"]}, "properties"),
        ({"properties": {"P1": 1, "P16": "x"}}, "P1"),
        ({"properties": {"P1": "one", "P16": "x", "-P": "minus"}}, "-P"),
        ({"properties": {"": "one"}}, "id"),
        ({"implications": {}}, "implications"),
        ({"implications": None}, "implications"),
        ({"implications": [["T1"]]}, "number 1"),
        ({"implications": ["T1"]}, "number 1"),
        ({"implications": [{"id": "T1", "then": "P1"}]}, "number 1"),
        ({"implications": [{"id": 1, "if": [], "then": "P1"}]}, "id"),
        ({"implications": [{"id": "T1", "if": "P1", "then": "P16"}]}, "T1"),
        ({"implications": [{"id": "T1", "if": [1], "then": "P16"}]}, "T1"),
        ({"implications": [{"id": "T1", "if": ["P1"], "then": ["P16"]}]}, "T1"),
        ({"implications": [{"id": "T1", "if": ["P2"], "then": "P16"}]}, "P2"),
        ({"implications": [{"id": "T1", "if": ["P1"], "then": "--P16"}]}, "--P16"),
        ({"implications": GOOD["implications"] * 2}, "T1"),  # type: ignore[operator]
        ({"spaces": {"S1": {}}}, "spaces"),
        ({"spaces": [{"id": "S1", "name": "x"}]}, "number 1"),
        ({"spaces": [7]}, "number 1"),
        ({"spaces": [{"id": "S1", "name": "x", "asserted": ["P1"]}]}, "S1"),
        ({"spaces": [{"id": "S1", "name": "x", "asserted": {"P1": 1}}]}, "P1"),
        ({"spaces": [{"id": "S1", "name": "x", "asserted": {"P2": True}}]}, "P2"),
        ({"spaces": [{"id": "S1", "name": 3, "asserted": {}}]}, "S1"),
        ({"spaces": GOOD["spaces"] * 2}, "S1"),  # type: ignore[operator]
    ],
)
def test_a_malformed_base_is_named_in_one_sentence(tmp_path: Path, change: dict[str, object], word: str) -> None:
    with pytest.raises(InputError) as raised:
        load(written(tmp_path, {**GOOD, **change})).complete()
    assert word in str(raised.value) and "\n" not in str(raised.value)


@pytest.mark.parametrize(
    "text", ["", "[1, 2", '"x"', "[]", '{"properties": {"P": "a", "P": "b"}}', "[" * 100_000, "\x00"]
)
def test_a_file_that_is_no_base_is_an_input_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError):
        load(written(tmp_path, text))


def test_a_file_that_is_missing_a_folder_or_not_text_is_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00{")
    for path in (tmp_path / "missing.json", tmp_path, tmp_path / "bytes.json"):
        with pytest.raises(InputError):
            load(path)


def test_a_hundred_thousand_implications_close_in_linear_time(tmp_path: Path) -> None:
    size = 100_000
    properties = {f"P{i}": f"property {i}" for i in range(size + 1)}
    implications = [{"id": f"T{i}", "if": [f"P{i}"], "then": f"P{i + 1}"} for i in range(size)]
    space = {"id": "S", "name": "s", "asserted": {"P0": True}}
    path = written(tmp_path, {"properties": properties, "implications": implications, "spaces": [space]})
    start = time.perf_counter()
    traits = load(path).complete()["S"]
    assert time.perf_counter() - start < 10  # about 1 s; a quadratic method needs minutes
    assert len(traits) == size + 1
    assert traits[f"P{size}"].proof == [f"T{i}" for i in range(size)]
