"""Results of tests are kept apart from the user's."""

import pytest


@pytest.fixture(autouse=True)
def lab(tmp_path, monkeypatch):
    monkeypatch.setenv("COROLLARY_LAB", str(tmp_path / "lab"))
    return tmp_path / "lab"
