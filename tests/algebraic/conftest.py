"""Engines that are shell scripts, for tests of what is asked and of what is believed."""

import stat

import pytest

from algebraic.engines.locate import HIDE_ALL


@pytest.fixture
def script(tmp_path, monkeypatch):
    """Make an executable shell script, to stand for an engine even where the real ones are hidden."""
    monkeypatch.delenv(HIDE_ALL, raising=False)

    def make(body, name="engine"):
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    return make
