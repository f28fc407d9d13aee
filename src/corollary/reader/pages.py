"""What the zoo page shows: objects, properties, and the words for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corollary import zoo as animals

if TYPE_CHECKING:
    from corollary.reader.site import Site

PLURAL = {
    "loss": "Losses", "activation": "Activations", "class": "Hypothesis classes", "algorithm": "Learning algorithms",
    "method": "Methods of optimisation",
}  # fmt: skip
EXAMPLES = (
    "convex & ~calibrated", "loss & smooth & ~Lipschitz", "universal & ~bounded", '"agnostic PAC learnable" & ~"uniform convergence"',
    "deterministic & ~stable", "accelerated | monotone",
)  # fmt: skip


def zoo(site: Site) -> dict[str, Any]:
    """What the template of the zoo uses."""
    from markupsafe import Markup

    known = animals.load()
    traits = [trait for id in known.animals for trait in known.traits(id).values()]
    return {
        "zoo": known,
        "plural": PLURAL,
        "examples": EXAMPLES,
        "asserted": sum(not trait.steps for trait in traits),
        "derived": sum(bool(trait.steps) for trait in traits),
        "formula": lambda tex: Markup(site.bodies.formula(tex, True)),
        "title": lambda id: site.corpus.entry(id).title,
    }


def calls(described: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """What the server answers, by tag: method, path, summary and the names of what it takes."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path, methods in described["paths"].items():
        for method, one in methods.items():
            takes = [name["name"] for name in one.get("parameters", ()) if name["in"] == "query"]
            for content in one.get("requestBody", {}).get("content", {}).values():
                named = content["schema"].get("$ref", "").rpartition("/")[2]
                takes += described["components"]["schemas"].get(named, {}).get("properties", {})
            row = {"method": method.upper(), "path": path, "summary": one["summary"], "takes": takes}
            found.setdefault(one.get("tags", ["other"])[0], []).append(row)
    return found


def zoo_data() -> dict[str, Any]:
    """What the search in the browser reads: names of properties, and for each object whether it has them, where known."""
    known = animals.load()
    return {
        "properties": {id: one.name for id, one in known.properties.items()} | {kind: kind for kind in known.kinds},
        "objects": [
            {
                "id": id,
                "name": one.name,
                "kind": one.kind,
                "traits": {name: trait.value for name, trait in known.traits(id).items()},
            }
            for id, one in known.animals.items()
        ],
    }
