"""Where data are looked for."""

import pytest


@pytest.fixture
def nowhere_else(tmp_path, monkeypatch):
    """No data of this machine: an empty working folder, an empty cache, no variable."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("ZEROLOCUS_DATA", raising=False)
