"""A running server, and a browser that looks at it."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """The address of a server with data folders of its own."""
    import os

    port = free_port()
    home = tmp_path_factory.mktemp("home")
    process = subprocess.Popen(
        [sys.executable, "-m", "corollary", "serve", "--no-browser", "--port", str(port)],
        env={**os.environ, "XDG_DATA_HOME": str(home)}, stdout=subprocess.PIPE,
    )  # fmt: skip
    told = process.stdout.readline().decode()
    assert f"127.0.0.1:{port}" in told
    url = f"http://127.0.0.1:{port}"
    for _ in range(200):
        try:
            urllib.request.urlopen(url + "/why/", timeout=10).close()
            break
        except OSError:
            time.sleep(0.1)
    yield url
    process.terminate()
    process.wait(10)


@pytest.fixture(scope="session")
def browser():
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    sync = pytest.importorskip("playwright.sync_api")
    with sync.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser):
    """A page of its own context; the test fails on any error in its console."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    said = []
    opened.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.said = said
    yield opened
    context.close()
    assert said == []
