"""Headers on every answer; requests that are too large, or do not say how large they are, are refused before they are read."""

from __future__ import annotations

import json

from corollary.reader.kept import App, Message, Receive, Scope, Send

LARGEST = 64 * 1024  # bytes of a request that is no upload
LARGEST_UPLOAD = 512 * 1024 * 1024  # bytes of a model with its data
UPLOADS = "/api/explain"


class Guard:
    """Stands before the application."""

    def __init__(self, app: App, headers: dict[str, str]) -> None:
        self.app = app
        self.headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or hand on and add the headers that the answer does not set itself."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(one for one in self.headers if one[0] not in there)]
            await send(message)

        given = dict(scope["headers"])
        length = given.get(b"content-length", b"0")
        most = LARGEST_UPLOAD if scope["path"] == UPLOADS else LARGEST
        if not length.isdigit() or int(length) > most:
            await _refuse(add, 413, f"The request is larger than {most} bytes.")
        elif scope["method"] in ("POST", "PUT") and b"content-length" not in given:
            await _refuse(add, 411, "The request must say its length.")
        else:
            await self.app(scope, receive, add)


async def _refuse(send: Send, status: int, why: str) -> None:
    body = json.dumps({"detail": why}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
