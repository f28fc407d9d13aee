"""Everything here ends within seconds, and leaves the files as they were."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.bad_input.files import LIMIT, listing, make_files
from tests.cli_run import Outcome, run


@pytest.fixture(autouse=True)
def within_time() -> Iterator[None]:
    def late(*_: object) -> None:
        raise TimeoutError(f"took more than {LIMIT} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(LIMIT)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def corollary(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    return lambda *arguments: run(monkeypatch, capsys, *arguments)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bad") / "files"
    folder.mkdir()
    make_files(folder)
    return folder


@pytest.fixture
def files(made: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The files, in the current folder; whatever is done, none is changed and none is added."""
    monkeypatch.chdir(made)
    before = listing(made)
    yield made
    assert listing(made) == before
