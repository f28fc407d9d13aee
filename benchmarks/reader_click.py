"""How soon the next page of the reader is drawn after a click, formulas included, in Chromium.

    python benchmarks/reader_click.py [--pages 12] [--rounds 3] [--from ID ...] [--address URL]

Turns pages along the reading order by clicking "Next", from each statement given: once with the pointer resting on the link for half a
second before (the browser has made the page ahead by then), once pressing as soon as it is there, on a page just opened. From letting
go of the button to the first contentful paint of the page it leads to. Chromium is driven through its own protocol: tools that attach to the page
itself switch off what it makes ahead. Needs the extra `test`. Prints a Markdown table of medians and the slowest.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

REST = {"rested on the link": 0.5, "pressed at once": 0.0}  # seconds between pointing and pressing
PRESS = 0.08  # seconds from pressing to letting go
NOTE_CLICK = "document.addEventListener('click', (event) => localStorage.setItem('clicked', performance.timeOrigin + event.timeStamp), true)"
PLACE = "(() => { const box = document.querySelector('a[rel=next]').getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; })()"
SEEN = """[document.prerendering, document.visibilityState, location.pathname, document.getElementsByTagName('*').length,
    performance.timeOrigin + (performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN) - localStorage.getItem('clicked'),
    performance.getEntriesByType('navigation')[0].activationStart > 0]"""


class Browser:
    """A Chromium of its own, and the session of the page that is shown."""

    def __init__(self, folder: str) -> None:
        name = next(
            found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))
        )
        self.port_file = Path(folder, "DevToolsActivePort")
        self.process = subprocess.Popen(
            [name, "--headless=new", "--no-sandbox", "--remote-debugging-port=0", f"--user-data-dir={folder}", "--window-size=1280,900", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.count = 0
        self.waiting: dict[int, asyncio.Future[Any]] = {}
        self.pages: list[str] = []  # sessions, newest last: pages made ahead have one too

    async def open(self) -> None:
        """Connect, and follow the pages of the one tab."""
        from tornado.websocket import websocket_connect

        for _ in range(200):
            if self.port_file.is_file() and len(lines := self.port_file.read_text().split()) == 2:
                break
            await asyncio.sleep(0.1)
        self.socket = await websocket_connect(f"ws://127.0.0.1:{lines[0]}{lines[1]}")
        self.reading = asyncio.create_task(self._read())
        tabs = (await self.send("Target.getTargets", filter=[{"type": "tab"}]))["targetInfos"]
        tab = (await self.send("Target.attachToTarget", targetId=tabs[0]["targetId"], flatten=True))["sessionId"]
        await self.send("Target.setAutoAttach", tab, autoAttach=True, waitForDebuggerOnStart=False, flatten=True)
        await asyncio.sleep(2.5)  # in its first seconds a window loads the browser's own interface

    async def _read(self) -> None:
        while (text := await self.socket.read_message()) is not None:
            said = json.loads(text)
            if said.get("id") in self.waiting:
                self.waiting.pop(said["id"]).set_result(said)
            elif said.get("method") == "Target.attachedToTarget" and said["params"]["targetInfo"]["type"] == "page":
                self.pages.append(said["params"]["sessionId"])
            elif said.get("method") == "Target.detachedFromTarget" and said["params"]["sessionId"] in self.pages:
                self.pages.remove(said["params"]["sessionId"])

    async def send(self, method: str, session: str = "", **given: Any) -> Any:
        """The result of a command; raises RuntimeError if it is refused, TimeoutError if it is not answered."""
        self.count += 1
        future = self.waiting[self.count] = asyncio.get_running_loop().create_future()
        message = {"id": self.count, "method": method, "params": given, **({"sessionId": session} if session else {})}
        await self.socket.write_message(json.dumps(message))
        said = await asyncio.wait_for(future, 20)
        if "error" in said:
            raise RuntimeError(f"{method}: {said['error']['message']}")
        return said["result"]

    async def evaluate(self, expression: str, session: str) -> Any:
        """The value of an expression in a page."""
        made = await self.send("Runtime.evaluate", session, expression=expression, returnByValue=True)
        return made["result"].get("value")

    async def shown(self) -> tuple[str, list[Any]]:
        """The session of the page that is looked at, and what there is to know of it."""
        for session in reversed(self.pages):
            try:
                found = await asyncio.wait_for(self.evaluate(SEEN, session), 1)
            except (RuntimeError, TimeoutError):
                continue  # it is going away
            if found and not found[0] and found[1] == "visible":
                return session, found
        return "", [None] * 6


async def turn(browser: Browser, rest: float) -> list[Any]:
    """Click "Next"; what there is to know of the page it leads to."""
    session, before = await browser.shown()
    await browser.evaluate(NOTE_CLICK, session)
    x, y = await browser.evaluate(PLACE, session)
    await browser.send("Input.dispatchMouseEvent", session, type="mouseMoved", x=x, y=y)
    await asyncio.sleep(rest)
    for kind in ("mousePressed", "mouseReleased"):
        if kind == "mouseReleased":
            await asyncio.sleep(PRESS)
        asking = browser.send(
            "Input.dispatchMouseEvent", session, type=kind, x=x, y=y, button="left", buttons=1, clickCount=1
        )
        asyncio.ensure_future(asking).add_done_callback(
            lambda done: done.exception()
        )  # the page may be gone before it answers
    for _ in range(100):
        await asyncio.sleep(0.1)
        _, after = await browser.shown()
        if after[2] != before[2] and after[4] is not None:
            return after
    raise SystemExit("a page was never painted")


async def measure(address: str, starts: list[str], pages: int, rounds: int) -> dict[str, list[list[Any]]]:
    """The pages turned to, by how they were."""
    seen: dict[str, list[list[Any]]] = {name: [] for name in REST}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = Browser(folder)
        try:
            await browser.open()
            for round in range(rounds + 1):
                for start in starts:
                    for name, rest in REST.items():
                        await browser.send("Page.navigate", browser.pages[-1], url=f"{address}/statement/{start}/")
                        await asyncio.sleep(0.6)
                        for _ in range(pages):
                            found = await turn(browser, rest)
                            if round:
                                seen[name].append(found)
                            await asyncio.sleep(0.5)
        finally:
            browser.process.terminate()
            browser.process.wait(20)
    return seen


def main() -> None:
    """Prints a Markdown table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--from", dest="starts", action="append", default=[])
    parser.add_argument("--address", default="")
    parser.add_argument("--warm", type=float, default=20, help="seconds that the server has to typeset its pages first")
    arguments = parser.parse_args()
    server = None
    address = arguments.address.rstrip("/")
    if not address:
        command = [sys.executable, "-m", "corollary", "serve", "--no-browser", "--port", "0", "--json"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert server.stdout is not None
        address = json.loads(server.stdout.readline())["address"].rstrip("/")
        time.sleep(arguments.warm)
    try:
        starts = arguments.starts or ["hoeffding-inequality", "random-reshuffling-few-epochs"]
        seen = asyncio.run(measure(address, starts, arguments.pages, arguments.rounds))
    finally:
        if server is not None:
            server.terminate()
            server.wait(20)
    print(
        "| the reader | pages | of them made ahead | median elements | median, ms | nine in ten within, ms | slowest, ms |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, found in seen.items():
        times = sorted(one[4] for one in found)
        ahead, elements = sum(one[5] for one in found), statistics.median(one[3] for one in found)
        print(
            f"| {name} | {len(found)} | {ahead} | {elements:.0f} | {statistics.median(times):.0f} | {times[int(0.9 * len(times))]:.0f} | {times[-1]:.0f} |"
        )


if __name__ == "__main__":
    main()
