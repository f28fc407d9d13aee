"""The local server: the pages of the site, the JSON beside them, and the API of the engine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from corollary.reader.guard import Guard
from corollary.reader.kept import Kept, Store
from corollary.reader.site import ALWAYS, LIVE, Site

if TYPE_CHECKING:
    from fastapi import FastAPI, Request, Response

    from corollary.text.corpus import Corpus

POLICY = (
    "default-src 'self'; script-src 'self' 'inline-speculation-rules'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)  # KaTeX places the parts of a formula by style attributes; rules on what to load ahead run nothing
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

FAULTS: dict[int | str, dict[str, Any]] = {
    status: {"description": says, "content": {"application/json": {"schema": {"type": "object", "required": ["detail"]}}}}
    for status, says in (
        (400, "One sentence that says what is wrong"), (404, "There is none"), (411, "The length is missing"),
        (413, "Too large"), (429, "Try again later"),
    )
}  # fmt: skip


def application(corpus: Corpus, hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]", "testserver")) -> FastAPI:
    """The server of a corpus.

    Args:
        hosts: names under which it answers; others are refused, so that no foreign page reaches it by a name of its own.
    """
    from fastapi import FastAPI
    from fastapi.middleware.gzip import GZipMiddleware
    from fastapi.responses import JSONResponse
    from starlette.middleware.trustedhost import TrustedHostMiddleware

    from corollary import __version__
    from corollary.errors import CorollaryError, tidy
    from corollary.reader import live

    site = Site(corpus, live=True)
    store = Store(site)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        store.make_ahead()
        yield
        store.stop()
        app.state.jobs.stop()

    app = FastAPI(
        title="Corollary", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None,
        openapi_url="/api/openapi.json", responses=FAULTS, description="Statements, their graph, search, paths, and derivations.",
    )  # fmt: skip

    @app.exception_handler(CorollaryError)
    async def refuse(request: Request, why: Exception) -> Response:
        """Bad input is one sentence."""
        return JSONResponse({"detail": tidy(str(why))}, 400)

    app.add_middleware(GZipMiddleware, minimum_size=2000, compresslevel=5)
    app.add_middleware(Guard, headers=HEADERS)
    app.add_middleware(Kept, store=store, headers=HEADERS)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))
    live.add(app, site)
    _add_interface(app, site)
    _add_pages(app, site)
    return app


def _add_interface(app: FastAPI, site: Site) -> None:
    """The page that lists what programs can ask."""
    from fastapi.responses import HTMLResponse

    @app.get("/interface/", include_in_schema=False)
    def interface() -> HTMLResponse:
        return HTMLResponse(site.interface(app.openapi()))


def _add_pages(app: FastAPI, site: Site) -> None:
    """What `Kept` does not have: an id alone, a page without its slash, and paths that lead nowhere."""
    from fastapi.responses import JSONResponse, RedirectResponse
    from starlette.exceptions import HTTPException
    from starlette.routing import Match, Route

    @app.exception_handler(404)
    async def elsewhere(request: Request, why: HTTPException) -> Response:
        """A page for a person, data for a program."""
        path = request.url.path.removeprefix("/")
        if path.startswith("api/"):
            return JSONResponse({"detail": why.detail}, 404)
        found = site.corpus.find(path.removeprefix("statement/").removesuffix("/"))
        if found is not None and (path.startswith("statement/") or "/" not in path):
            return RedirectResponse(f"/statement/{found.id}/")
        if path in (*ALWAYS, *LIVE):
            return RedirectResponse(f"/{path}/")
        return _absent(site)

    @app.exception_handler(405)
    async def method(request: Request, why: HTTPException) -> Response:
        """Every method that the path has."""
        there = {
            name
            for route in app.routes
            if isinstance(route, Route) and route.matches(request.scope)[0] != Match.NONE
            for name in route.methods or ()
        }
        return JSONResponse({"detail": why.detail}, 405, {"Allow": ", ".join(sorted(there))})


def _absent(site: Site) -> Response:
    from fastapi.responses import HTMLResponse

    return HTMLResponse(site.absent(), 404)
