"""What needs a running engine: evaluation of a rule, derivations, paths, what the reader knows, reports on models."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from corollary.errors import InputError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from corollary.reader.site import Site

MOST_KNOWN = 5000  # ids that a reader may mark


# A report is one file with its style within and no script.
REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox"


def add(app: "FastAPI", site: "Site") -> None:
    """The API under /api."""
    from fastapi import Body, Form, HTTPException, Query, UploadFile
    from fastapi.responses import HTMLResponse
    from pydantic import BaseModel, Field

    from corollary.reader.jobs import Jobs

    corpus, jobs = site.corpus, Jobs()
    app.state.jobs = jobs
    Words = Annotated[str, Query(min_length=1, max_length=200)]

    @app.get("/api/statements", tags=["text"], summary="Every statement, without its text")
    def statements() -> list[dict[str, Any]]:
        return corpus.list()

    @app.get("/api/statements/{id}", tags=["text"], summary="A statement with its text")
    def statement(id: str) -> dict[str, Any]:
        if corpus.find(id) is None:
            raise HTTPException(404, f"There is no statement {id!r}.")
        return dict(corpus.record(id))

    @app.get("/api/search", tags=["text"], summary="Statements by words, symbols or authors, best first")
    def search(q: Words, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> list[dict[str, Any]]:
        from dataclasses import asdict

        return [asdict(hit) for hit in corpus.search(q, limit)]

    @app.get("/api/graph", tags=["text"], summary="Which statement needs which")
    def graph() -> dict[str, Any]:
        from corollary.reader import data

        return data.graph(corpus)

    @app.get("/api/path", tags=["text"], summary="What to read, in order, for a goal")
    def path(goal: Words, know: Annotated[list[str] | None, Query(max_length=2000)] = None) -> list[str]:
        return list(corpus.path(know or [], goal))

    class Question(BaseModel):
        """A goal and what is given, as on the command line."""

        goal: str = Field(min_length=1, max_length=300, examples=["Risk"])
        given: list[Annotated[str, Field(max_length=300)]] = Field(default=[], max_length=60, examples=[["Iid(n=500)"]])
        delta: float = Field(default=0.05, gt=0, lt=1)

    @app.post(
        "/api/derive",
        tags=["engine"],
        summary="Everything that follows for a goal from what is given",
    )
    def derive(question: Question) -> dict[str, Any]:
        from corollary.reader import engine

        return engine.derive(question.goal, question.given, question.delta)

    @app.get("/api/vocabulary", tags=["engine"], summary="Every quantity and property that a fact can speak of")
    def vocabulary() -> list[dict[str, Any]]:
        from corollary.reader import engine

        return engine.vocabulary()

    @app.get("/api/zoo", tags=["text"], summary="Objects known to satisfy a formula over properties")
    def zoo(formula: Words) -> list[str]:
        from corollary import zoo as animals

        return animals.load().search(formula)

    @app.get(
        "/api/rules/{id}",
        tags=["engine"],
        summary="The numbers of a rule, with values at which it applies",
    )
    def rule(id: str) -> dict[str, Any]:
        from corollary.reader import engine

        made = engine.form(id) if corpus.find(id) is not None else None
        if made is None:
            raise HTTPException(404, f"{id!r} has no rule that can be evaluated.")
        fields = [
            {**one, "symbol": site.bodies.formula(one["symbol"]) if one["symbol"] else ""} for one in made["fields"]
        ]
        return {**made, "fields": fields, "formula": site.bodies.formula(made["tex"], True) if made["tex"] else ""}

    class Values(BaseModel):
        """Numbers for the hypotheses of a rule."""

        id: str = Field(max_length=200)
        values: dict[str, float] = Field(default={}, max_length=60)
        vary: str | None = Field(default=None, max_length=100, description="The number to draw a curve in.")

    @app.post("/api/evaluate", tags=["engine"], summary="The number that a rule concludes")
    def evaluate(values: Values) -> dict[str, Any]:
        from corollary.reader import engine

        if corpus.find(values.id) is None:
            raise InputError(f"There is no statement {values.id!r}.")
        return engine.evaluate(corpus.entry(values.id).id, values.values, values.vary)

    @app.get("/api/known", tags=["reader"], summary="What the reader has marked as known")
    def known() -> list[str]:
        try:
            return [id for id in json.loads(_known().read_text(encoding="utf-8")) if id in corpus.entries]
        except (OSError, ValueError):
            return []

    @app.put("/api/known", tags=["reader"], summary="Keep what the reader knows; ids that do not exist are left out")
    def keep(ids: Annotated[list[Annotated[str, Field(max_length=200)]], Body(max_length=MOST_KNOWN)]) -> list[str]:
        found = [id for id in dict.fromkeys(ids) if id in corpus.entries]
        place = _known()
        place.parent.mkdir(parents=True, exist_ok=True)
        new = place.with_suffix(".part")
        new.write_text(json.dumps(found, indent=1), encoding="utf-8")
        new.replace(place)
        return found

    @app.post(
        "/api/explain",
        tags=["model"],
        status_code=202,
        summary="Start a report on a model and its data",
    )
    async def explain(
        model: UploadFile,
        train: UploadFile | None = None,
        test: UploadFile | None = None,
        delta: Annotated[float, Form(gt=0, lt=1)] = 0.05,
    ) -> dict[str, Any]:
        return (await jobs.start(model, train, test, delta)).as_dict()

    @app.get("/api/explain/{id}", tags=["model"], summary="How far a report is")
    def job(id: str) -> dict[str, Any]:
        return jobs.find(id).as_dict()

    @app.get("/api/explain/{id}/report.html", tags=["model"], summary="A report that is done")
    def report(id: str) -> HTMLResponse:
        return HTMLResponse(jobs.find(id).report(), headers={"Content-Security-Policy": REPORT_POLICY})


def _known() -> Path:
    """The file that keeps what the reader knows."""
    from platformdirs import user_data_path

    return user_data_path("corollary", appauthor=False) / "known.json"
