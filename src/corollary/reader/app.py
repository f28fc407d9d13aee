"""The local server: the pages of the site, the JSON beside them, and the API of the engine."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from corollary.reader import assets, data
from corollary.reader.site import NoSuchPage, Site

if TYPE_CHECKING:
    from fastapi import FastAPI, Request, Response

    from corollary.text.corpus import Corpus

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)  # KaTeX places the parts of a formula by style attributes
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
LARGEST = 64 * 1024  # bytes of a request that is no upload
LONG = "public, max-age=86400"


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

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        site.bodies.make_ahead()
        yield
        site.bodies.stop()
        app.state.jobs.stop()

    app = FastAPI(
        title="Corollary", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None,
        openapi_url="/api/openapi.json", description="Statements, their graph, search, paths, and derivations.",
    )  # fmt: skip

    @app.middleware("http")
    async def guard(request: Request, answer: Callable[[Request], Awaitable[Response]]) -> Response:
        """Headers on every answer; requests that are too large are refused before they are read."""
        length = request.headers.get("content-length", "0")
        most = live.LARGEST_UPLOAD if request.url.path == "/api/explain" else LARGEST
        if not length.isdecimal() or int(length) > most:
            made: Response = JSONResponse({"detail": f"The request is larger than {most} bytes."}, 413)
        elif request.method in ("POST", "PUT") and "content-length" not in request.headers:
            made = JSONResponse({"detail": "The request must say its length."}, 411)
        else:
            made = await answer(request)
        for name, value in HEADERS.items():
            made.headers.setdefault(name, value)
        return made

    @app.exception_handler(CorollaryError)
    async def refuse(request: Request, why: Exception) -> Response:
        """Bad input is one sentence."""
        return JSONResponse({"detail": tidy(str(why))}, 400)

    app.add_middleware(GZipMiddleware, minimum_size=2000, compresslevel=5)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))
    live.add(app, site)
    _add_pages(app, site)
    return app


def _add_pages(app: FastAPI, site: Site) -> None:
    from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

    made: dict[str, Any] = {}

    def kept(name: str, make: Callable[[], Any]) -> JSONResponse:
        if name not in made:
            made[name] = make()
        return JSONResponse(made[name])

    corpus = site.corpus

    @app.get("/data/{name}.json", include_in_schema=False)
    def beside(name: str) -> Response:
        makers: dict[str, Callable[[Corpus], Any]] = {"search": data.search, "graph": data.graph, "order": data.order}
        if name not in makers:
            return _absent(site)
        return kept(name, lambda: makers[name](corpus))

    @app.get("/data/statement/{id}.json", include_in_schema=False)
    def record(id: str) -> Response:
        return JSONResponse(data.statement(corpus, id)) if id in corpus.entries else _absent(site)

    @app.get("/{path:path}", include_in_schema=False)
    def page(path: str) -> Response:
        asset = assets.find(path)
        if asset is not None:
            content, kind = asset
            return Response(
                content, media_type=kind, headers={"Cache-Control": LONG if "fonts/" in path else "no-cache"}
            )
        if path and not path.endswith(("/", ".html")):
            found = corpus.find(path.removeprefix("statement/"))
            if found is not None and (path.startswith("statement/") or "/" not in path):
                return RedirectResponse(f"/statement/{found.id}/")
            if any(
                path + "/" == one
                for one in ("why", "names", "sources", "evidence", "map", "paths", "zoo", "derive", "model")
            ):
                return RedirectResponse(f"/{path}/")
        try:
            return HTMLResponse(site.page(path))
        except NoSuchPage:
            return _absent(site)


def _absent(site: Site) -> Response:
    from fastapi.responses import HTMLResponse

    return HTMLResponse(site.absent(), 404)
