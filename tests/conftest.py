"""Profiles of hypothesis, and a count of the tests that a missing engine skipped."""

import os

import pytest
from hypothesis import settings

from algebraic.engines.locate import ENGINES, HIDE_ALL, find_engine

settings.register_profile("default", deadline=None, max_examples=25, derandomize=True)
settings.register_profile("ci", parent=settings.get_profile("default"))
settings.register_profile("search", deadline=None, max_examples=500, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_configure(config):
    for name in ENGINES:
        config.addinivalue_line("markers", f"{name}: needs the engine {name}; skipped, and counted, without it")


def pytest_collection_modifyitems(config, items):
    missing = [name for name in ENGINES if find_engine(name) is None]
    for item in items:
        for name in missing:
            if item.get_closest_marker(name):
                item.add_marker(pytest.mark.skip(reason=f"{name} is not installed"))


def pytest_terminal_summary(terminalreporter):
    skipped = terminalreporter.stats.get("skipped", [])
    for name in ENGINES:
        count = sum(f"{name} is not installed" in str(report.longrepr) for report in skipped)
        if count:
            terminalreporter.write_line(f"{count} tests skipped because {name} is not installed: run `make engines`")


@pytest.fixture
def no_engines(monkeypatch):
    """Hide every optional engine."""
    monkeypatch.setenv(HIDE_ALL, "1")
