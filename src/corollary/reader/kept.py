"""What does not change while the server runs, kept ready to send: pages, data files and assets, compressed once."""

from __future__ import annotations

import asyncio
import gzip
import json
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corollary.reader import assets, data
from corollary.reader.site import NoSuchPage

if TYPE_CHECKING:
    from corollary.reader.site import Site

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LEVEL = 6  # of compression, done once
SMALL = 1000  # bytes; what is smaller is sent as it is
PACKED = (".woff2", ".png")  # compressed already
HEAD_START = 1.0  # second that the first page has for itself before others are made ahead
PAUSE = 0.002  # seconds between pages made ahead, so that what is asked for comes first
FOREVER = b"public, max-age=31536000, immutable"  # what is asked for by an address that names its content
MOST = 256 * 2**20  # bytes kept; what comes after is made anew each time


@dataclass(frozen=True, slots=True)
class Answer:
    """A body with its type, as it is or compressed; `mark` changes with it."""

    body: bytes
    packed: bool
    kind: bytes
    cache: bytes
    mark: bytes

    def plain(self) -> bytes:
        """The body as it is."""
        return gzip.decompress(self.body) if self.packed else self.body


def answer(site: Site, path: str) -> Answer | None:
    """What stands at a path without its leading slash; None if the site has nothing there."""
    made = _content(site, path)
    if made is None:
        return None
    content, kind = made
    packed = len(content) >= SMALL and not path.endswith(PACKED)
    body = gzip.compress(content, LEVEL, mtime=0) if packed else content
    cache = b"public, max-age=86400" if "fonts/" in path else b"no-cache"
    return Answer(body, packed, kind.encode(), cache, f'"{assets.digest(content)}"'.encode())


def _content(site: Site, path: str) -> tuple[bytes, str] | None:
    asset = assets.find(path)
    if asset is not None:
        return asset
    if path.startswith("data/") and path.endswith(".json"):
        name = path.removeprefix("data/").removesuffix(".json")
        id = name.removeprefix("statement/")
        made: Any = None
        if name in data.MAKERS:
            made = data.MAKERS[name](site.corpus)
        elif id != name and id in site.corpus.entries:
            made = data.statement(site.corpus, id)
        return None if made is None else (_json(made), "application/json")
    if path and not path.endswith(("/", ".html")):
        return None
    try:
        return site.page(path).encode(), "text/html; charset=utf-8"
    except NoSuchPage:
        return None


def _json(made: Any) -> bytes:
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


class Store:
    """The answers of a site, made when first asked for; a thread makes them ahead."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.made: dict[str, Answer] = {}
        self.size = 0
        self._stopped = threading.Event()

    def make(self, path: str) -> Answer | None:
        """The answer at a path, kept if there is room."""
        found = self.made.get(path) or answer(self.site, path)
        if found is not None and path not in self.made and self.size + len(found.body) < MOST:
            self.made[path] = found
            self.size += len(found.body)
        return found

    def make_ahead(self) -> None:
        """Typeset every statement and make every page, in a thread that dies with the process."""

        def work() -> None:
            if self._stopped.wait(HEAD_START):
                return
            self.site.bodies.make_ahead().join()
            for path in (*(f"data/{name}.json" for name in data.MAKERS), *self.site.paths()):
                if self._stopped.wait(PAUSE):
                    return
                self.make(path)

        threading.Thread(target=work, daemon=True, name="pages").start()

    def stop(self) -> None:
        """Let the thread end after what it is at."""
        self.site.bodies.stop()
        self._stopped.set()


class Kept:
    """Answers GET and HEAD for what the site holds; everything else goes on to the application within."""

    def __init__(self, app: App, store: Store, headers: dict[str, str]) -> None:
        self.app, self.store = app, store
        self.headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        self.making: dict[str, asyncio.Task[Answer | None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on."""
        path = scope.get("path", "").removeprefix("/")
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or path.startswith("api/"):
            await self.app(scope, receive, send)
            return
        found = self.store.made.get(path) or await self._make(path)
        if found is None:
            await self.app(scope, receive, send)
            return
        await self._send(found, scope, send)

    async def _make(self, path: str) -> Answer | None:
        """Make it once, however many ask at the same time."""
        if path not in self.making:
            self.making[path] = asyncio.create_task(asyncio.to_thread(self.store.make, path))
        try:
            return await asyncio.shield(self.making[path])
        finally:
            self.making.pop(path, None)

    async def _send(self, found: Answer, scope: Scope, send: Send) -> None:
        asked = dict(scope["headers"])
        named = "/assets/" in scope["path"] and scope.get("query_string") == b"v=" + found.mark.strip(b'"')
        headers = [
            (b"content-type", found.kind), (b"cache-control", FOREVER if named else found.cache), (b"etag", found.mark),
            (b"vary", b"accept-encoding"), *self.headers,
        ]  # fmt: skip
        if asked.get(b"if-none-match") == found.mark:
            await send({"type": "http.response.start", "status": 304, "headers": headers[1:]})
            await send({"type": "http.response.body", "body": b""})
            return
        packed = found.packed and b"gzip" in asked.get(b"accept-encoding", b"")
        body = found.body if packed else found.plain()
        if packed:
            headers.append((b"content-encoding", b"gzip"))
        headers.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
