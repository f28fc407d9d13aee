"""How soon a page of the reader is drawn, formulas included, in Chromium.

    python benchmarks/reader_paint.py [--rounds 7] [--address URL ...] [--page PATH ...]

Starts `corollary serve` in a process of its own, unless addresses are given; with several, their pages are asked for in turn,
so that versions can be compared on a machine that does other work. Cold is the first page in a window that nothing was read in, open for
some seconds; warm the same page once more. Drawn is the first contentful paint, or the arrival of the last font if that is later: until then formulas
are blank. All count from the start of the navigation; a bare page (a line of text without style) tells what the browser takes. Processor time is that of all of Chromium's processes for the cold page until it is idle:
it depends less on what else the machine does. Prints a Markdown table of medians.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import time
from typing import Any

PAGES = (
    "/", "/area/learning/", "/statement/vc-dimension/", "/statement/hoeffding-inequality/",
    "/statement/spectral-complexity-bound/", "/statement/random-reshuffling-lower-bounds-general/", "/zoo/", "/names/",
)  # fmt: skip
BARE = "data:text/html,<!doctype html><title>Bare</title><p>A line of text."
PAINT = "(performance.getEntriesByName('first-contentful-paint')[0] || {}).startTime"
SHIFT = """new Promise((done) => {
    let sum = 0;
    new PerformanceObserver((list) => { for (const one of list.getEntries()) sum += one.value; }).observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => done(sum), 30);
})"""
DRAWN = """Math.max(performance.getEntriesByName('first-contentful-paint')[0].startTime,
    ...performance.getEntriesByType('resource').filter((one) => one.name.endsWith('.woff2')).map((one) => one.responseEnd))"""
SETTLED = 2500  # milliseconds: in the first seconds of a window Chromium loads hundreds of files of its own interface
SIZE = "[document.getElementsByTagName('*').length, performance.getEntriesByType('resource').length]"


def processor(session: Any) -> float:
    """Seconds of processor time that Chromium has used so far."""
    return float(sum(one["cpuTime"] for one in session.send("SystemInfo.getProcessInfo")["processInfo"]))


def painted(page: Any) -> float:
    """Milliseconds to the first contentful paint, which may come after the load event."""
    for _ in range(100):
        found = page.evaluate(PAINT)
        if found is not None:
            return float(found)
        page.wait_for_timeout(20)
    raise SystemExit("a page was never painted")


def visit(browser: Any, session: Any, address: str) -> dict[str, float]:
    """One cold and one warm visit."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.wait_for_timeout(SETTLED)
    before = processor(session)
    page.goto(address, wait_until="load")
    cold = painted(page)
    page.wait_for_timeout(400)
    used = processor(session) - before
    elements, requests = page.evaluate(SIZE)
    drawn = page.evaluate(DRAWN)
    shift = page.evaluate(SHIFT)
    page.goto(address, wait_until="load")
    warm = painted(page)
    context.close()
    return {
        "cold": cold, "drawn": drawn, "warm": warm, "processor": 1000 * used, "elements": elements, "requests": requests, "shift": shift,
    }  # fmt: skip


def measure(addresses: list[str], paths: list[str], rounds: int) -> dict[tuple[str, str], list[dict[str, float]]]:
    """The visits of every page at every address; the first round warms up and does not count."""
    from playwright.sync_api import sync_playwright

    chromium = next(
        found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))
    )
    seen: dict[tuple[str, str], list[dict[str, float]]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        session = browser.new_browser_cdp_session()
        for round in range(rounds + 1):
            for path in ("bare", *paths):
                for address in addresses:
                    found = visit(browser, session, BARE if path == "bare" else address + path)
                    if round:
                        seen.setdefault((path, address), []).append(found)
        browser.close()
    return seen


def main() -> None:
    """Prints a Markdown table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--address", action="append", default=[])
    parser.add_argument("--page", action="append", default=[])
    parser.add_argument("--warm", type=float, default=10, help="seconds that the server has to typeset its pages first")
    arguments = parser.parse_args()
    server = None
    if not arguments.address:
        command = [sys.executable, "-m", "corollary", "serve", "--no-browser", "--port", "0", "--json"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert server.stdout is not None
        arguments.address = [json.loads(server.stdout.readline())["address"]]
        time.sleep(arguments.warm)
    try:
        addresses = [address.rstrip("/") for address in arguments.address]
        seen = measure(addresses, arguments.page or list(PAGES), arguments.rounds)
    finally:
        if server is not None:
            server.terminate()
            server.wait(20)
    print("| page | version | cold, ms | drawn, ms | warm, ms | processor, ms | elements | requests | layout shift |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for (path, address), visits in seen.items():
        cells = [
            f"{statistics.median(one[name] for one in visits):.{2 if name == 'shift' else 0}f}" for name in visits[0]
        ]
        print(f"| {path} | {addresses.index(address) + 1} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
