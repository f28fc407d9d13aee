"""Headers on every answer; requests that are too large or too slow, or do not say how large they are, are refused."""

from __future__ import annotations

import asyncio
import json

from corollary.reader.kept import App, Message, Receive, Scope, Send

LARGEST, SECONDS = 64 * 1024, 10.0  # bytes of a request that is no upload, and the time in which it must arrive
LARGEST_UPLOAD, SECONDS_UPLOAD = 512 * 1024 * 1024, 300.0  # the same of a model with its data
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
        upload = scope["path"] == UPLOADS
        most, seconds = (LARGEST_UPLOAD, SECONDS_UPLOAD) if upload else (LARGEST, SECONDS)
        if not length.isdigit() or int(length) > most:
            await _refuse(add, 413, f"The request is larger than {most} bytes.")
        elif scope["method"] in ("POST", "PUT") and b"content-length" not in given:
            await _refuse(add, 411, "The request must say its length.")
        else:
            await self._timely(scope, receive, add, seconds)

    async def _timely(self, scope: Scope, receive: Receive, send: Send, seconds: float) -> None:
        """Hand on; a body that has not arrived in time ends the request with 408, whatever the application makes of it."""
        loop = asyncio.get_running_loop()
        end, whole, late = loop.time() + seconds, False, False

        async def read() -> Message:
            nonlocal whole, late
            if whole:
                return await receive()  # waits for the end of the connection
            try:
                message = await asyncio.wait_for(receive(), end - loop.time())
            except TimeoutError:
                late = True
                await _refuse(send, 408, f"The request did not arrive within {seconds:g} seconds.")
                return {"type": "http.disconnect"}
            whole = not message.get("more_body", False)
            return message

        async def say(message: Message) -> None:
            if not late:
                await send(message)

        try:
            await self.app(scope, read, say)
        except Exception:
            if not late:
                raise


async def _refuse(send: Send, status: int, why: str) -> None:
    body = json.dumps({"detail": why}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
