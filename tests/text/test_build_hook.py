"""The hook that puts KaTeX into the package: what it unpacks, and that nothing it meets fails a build."""

from __future__ import annotations

import importlib.util
import io
import tarfile
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

pytest.importorskip("hatchling")
WANTED = ("package/LICENSE", "package/dist/katex.min.js", "package/dist/katex.min.css", "package/dist/fonts/A.woff2")


@pytest.fixture
def hook() -> ModuleType:
    path = Path(__file__).parents[2] / "hatch_build.py"
    spec = importlib.util.spec_from_file_location("hatch_build", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def archive(names: tuple[str, ...]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = len(name)
            tar.addfile(member, io.BytesIO(name.encode()))
    return out.getvalue()


def test_only_what_is_wanted_is_unpacked(hook: ModuleType, tmp_path: Path) -> None:
    target = tmp_path / "_katex"
    target.mkdir()
    (target / "old").write_text("old")
    hook.unpack(
        archive((*WANTED, "package/dist/fonts/A.ttf", "package/dist/fonts/../../../evil.woff2", "/etc/x")), target
    )
    found = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    names = ("LICENSE", "VERSION", "katex.min.js", "katex.min.css", "fonts/A.woff2", "fonts/evil.woff2")
    assert found == {f"_katex/{name}" for name in names}


def test_an_archive_that_lacks_a_file_is_refused(hook: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="lacks"):
        hook.unpack(archive(WANTED[1:]), tmp_path / "_katex")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [OSError("no network"), ValueError("another digest"), tarfile.ReadError("broken")])
def test_a_build_without_network_goes_on_with_a_warning(hook: ModuleType, tmp_path: Path, error: Exception) -> None:
    def fail() -> bytes:
        raise error

    hook.fetch = fail
    said: list[str] = []
    built = SimpleNamespace(root=str(tmp_path), app=SimpleNamespace(display_warning=said.append))
    hook.KatexHook.initialize(built, "standard", {})
    assert len(said) == 1
    assert str(error) in said[0]


def test_assets_that_are_there_are_not_fetched_again(hook: ModuleType, tmp_path: Path) -> None:
    target = tmp_path / "src" / "corollary" / "_katex"
    target.parent.mkdir(parents=True)
    hook.fetch = lambda: archive(WANTED)
    built = SimpleNamespace(root=str(tmp_path), app=SimpleNamespace(display_warning=pytest.fail))
    hook.KatexHook.initialize(built, "standard", {})
    hook.fetch = pytest.fail
    hook.KatexHook.initialize(built, "editable", {})
    assert (target / "VERSION").read_text().strip() == hook.VERSION
