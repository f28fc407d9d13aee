"""The hook that builds the front-end into the package: what it puts there, when, and that nothing it meets fails a build."""

from __future__ import annotations

import importlib.util
import subprocess
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

pytest.importorskip("hatchling")


@pytest.fixture
def hook() -> ModuleType:
    path = Path(__file__).parents[2] / "hatch_build.py"
    spec = importlib.util.spec_from_file_location("hatch_build", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "frontend" / "node_modules").mkdir(parents=True)
    (tmp_path / "frontend" / "package.json").write_text("{}")
    (tmp_path / "frontend" / "node_modules" / "left.js").write_text("left over")
    (tmp_path / "src" / "corollary").mkdir(parents=True)
    return tmp_path


def building(hook: ModuleType, project: Path, said: list[str]) -> None:
    this = SimpleNamespace(root=str(project), app=SimpleNamespace(display_warning=said.append))
    hook.FrontendHook.initialize(this, "standard", {})


def stand_in(hook: ModuleType, ran: list[list[str]]) -> None:
    """Commands that write what the bundler would."""

    def run(command: list[str], folder: Path) -> None:
        assert not (folder / "node_modules").exists() or len(ran) % 2 == 1
        ran.append(command)
        if "build.mjs" in command:
            for place in command[2:]:
                Path(place).mkdir(parents=True)
                Path(place, "made").write_text("made")

    hook.run = run


def test_it_is_built_once_and_again_when_a_source_changes(hook: ModuleType, project: Path) -> None:
    ran: list[list[str]] = []
    said: list[str] = []
    stand_in(hook, ran)
    old = project / "src" / "corollary" / "_web"
    old.mkdir()
    (old / "old").write_text("old")
    building(hook, project, said)
    assert "ci" in ran[0] and "--ignore-scripts" in ran[0] and len(ran) == 2
    for folder in ("_web", "_katex"):
        assert {path.name for path in (project / "src" / "corollary" / folder).iterdir()} == {"made", hook.MARK}
    building(hook, project, said)
    assert len(ran) == 2
    (project / "frontend" / "node_modules" / "left.js").write_text("other")
    building(hook, project, said)
    assert len(ran) == 2
    (project / "frontend" / "package.json").write_text('{"name": "other"}')
    building(hook, project, said)
    assert len(ran) == 4 and said == []


@pytest.mark.parametrize("error", [OSError("no network"), subprocess.TimeoutExpired("npm", 1)])
def test_a_build_without_network_goes_on_with_a_warning(hook: ModuleType, project: Path, error: Exception) -> None:
    def fail(command: list[str], folder: Path) -> None:
        raise error

    hook.run = fail
    said: list[str] = []
    building(hook, project, said)
    assert len(said) == 1 and str(error) in said[0]
    assert not (project / "src" / "corollary" / "_web").exists()


def test_without_sources_nothing_is_done(hook: ModuleType, project: Path) -> None:
    (project / "frontend" / "package.json").unlink()
    hook.run = pytest.fail
    said: list[str] = []
    building(hook, project, said)
    assert said == []


def test_a_command_that_fails_is_named(hook: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="ended with code"):
        hook.run([hook.node(), "no-such-script.mjs"], tmp_path)
