"""The reader's server under many readers at once.

    python benchmarks/reader_load.py [--readers 200] [--seconds 60] [--think 1.0]

Starts `corollary serve` in a process of its own. Each reader keeps one connection and, until the time is over, asks for a page
(a statement, a knowl, a chapter, a data file, a search; at random), reads the whole answer, and thinks for a while whose mean is
--think seconds; with --think 0 it asks again at once, which measures throughput. Prints a Markdown table: requests, errors (any
answer but 200, any broken connection), and the time from the first byte sent to the last byte read.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from urllib.parse import quote, urlsplit

WORDS = ("hoeffding", "rademacher", "gradient descent", "vc dimension", "convolution", "ridge", "margin", "entropy")
Seen = list[tuple[float, bool]]


def journeys(ids: list[str], rng: random.Random) -> Callable[[], str]:
    """The next address that a reader asks for: mostly statements and knowls."""
    others = (
        "/",
        "/why/",
        "/names/",
        "/zoo/",
        "/evidence/",
        "/area/learning/",
        "/data/search.json",
        "/data/graph.json",
    )

    def next_one() -> str:
        dice = rng.random()
        if dice < 0.5:
            return f"/statement/{rng.choice(ids)}/"
        if dice < 0.85:
            return f"/knowl/{rng.choice(ids)}.html"
        if dice < 0.95:
            return rng.choice(others)
        return f"/api/search?q={quote(rng.choice(WORDS))}"

    return next_one


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, path: str) -> bool:
    """One request on an open connection; whether the answer was 200."""
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\n\r\n".encode())
    await writer.drain()
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    length = next(int(line.split(":")[1]) for line in head.lower().split("\r\n") if line.startswith("content-length:"))
    await reader.readexactly(length)
    return head.startswith("HTTP/1.1 200")


async def read(address: tuple[str, int], next_one: Callable[[], str], end: float, think: float, seen: Seen) -> None:
    """One reader, until the end."""
    rng = random.Random(next_one())
    await asyncio.sleep(rng.random() * think)
    host = f"{address[0]}:{address[1]}"
    reader, writer = await asyncio.open_connection(*address)
    while time.perf_counter() < end:
        start = time.perf_counter()
        try:
            good = await ask(reader, writer, host, next_one())
        except (OSError, asyncio.IncompleteReadError):
            good = False
            reader, writer = await asyncio.open_connection(*address)
        seen.append((time.perf_counter() - start, good))
        if think:
            await asyncio.sleep(rng.expovariate(1 / think))
    writer.close()


async def load(address: tuple[str, int], ids: list[str], readers: int, seconds: float, think: float) -> Seen:
    """All readers at once."""
    seen: Seen = []
    end = time.perf_counter() + seconds
    await asyncio.gather(*(read(address, journeys(ids, random.Random(at)), end, think, seen) for at in range(readers)))
    return seen


def main() -> None:
    """Prints a Markdown table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--warm", type=float, default=10, help="seconds that the server has to typeset its pages first")
    parser.add_argument("--think", type=float, default=1.0, help="mean seconds between an answer and the next question")
    arguments = parser.parse_args()

    from corollary import text

    ids = list(text.load().entries)
    server = subprocess.Popen(
        [sys.executable, "-m", "corollary", "serve", "--no-browser", "--port", "0", "--json"], stdout=subprocess.PIPE
    )
    try:
        assert server.stdout is not None
        place = urlsplit(json.loads(server.stdout.readline())["address"])
        address = (str(place.hostname), int(place.port or 0))
        time.sleep(arguments.warm)
        seen = asyncio.run(load(address, ids, arguments.readers, arguments.seconds, arguments.think))
    finally:
        server.terminate()
        server.wait(20)
    times = sorted(1000 * seconds for seconds, _ in seen)
    wrong = sum(not good for _, good in seen)

    def at(share: float) -> str:
        return f"{times[min(len(times) - 1, int(share * len(times)))]:.1f}"

    print(
        "| readers | think, s | seconds | requests | a second | errors | median, ms | 95 %, ms | 99 %, ms | longest, ms |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    rate = len(seen) / arguments.seconds
    print(
        f"| {arguments.readers} | {arguments.think:g} | {arguments.seconds:g} | {len(seen)} | {rate:.0f} | {wrong} "
        f"| {at(0.5)} | {at(0.95)} | {at(0.99)} | {times[-1]:.1f} |"
    )


if __name__ == "__main__":
    main()
