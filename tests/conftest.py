"""Profiles of hypothesis, the part of the slow tests that a run takes, and a count of what was skipped as missing."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import settings

from algebraic.engines.compiler import find_compiler
from algebraic.engines.locate import ENGINES, HIDE_ALL, find_engine

settings.register_profile("default", deadline=None, max_examples=25, derandomize=True)
settings.register_profile("ci", parent=settings.get_profile("default"))
settings.register_profile("search", deadline=None, max_examples=500, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

# What can be missing, by marker: whether it is there, and how to get it.
OPTIONAL = {name: (lambda name=name: find_engine(name) is not None, "run `make engines`") for name in ENGINES}
OPTIONAL["torch"] = (lambda: find_spec("torch") is not None, "run `make torch`")
OPTIONAL["dask"] = (lambda: find_spec("distributed") is not None, "run `make torch`")
OPTIONAL["compiler"] = (lambda: find_compiler() is not None, "install a C compiler")

# A run of folders takes one part of the slow tests, the next commit another: `.ci/run` sets the number.
PARTS = 8
ALL = "all"
ASKED = os.environ.get("ZEROLOCUS_PART")
PART = ALL if ASKED == ALL else int(ASKED or 0) % PARTS


def pytest_configure(config):
    config.addinivalue_line("markers", f"slow: takes seconds; one of {PARTS} such runs, unless its file is named")
    for name in OPTIONAL:
        config.addinivalue_line("markers", f"{name}: needs the optional {name}; skipped, and counted, without it")
    config.option.doctest_ignore_import_errors |= not OPTIONAL["torch"][0]()  # modules that import it have none to run


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """A test module that needs torch, and cannot be imported without it, is skipped; so is whatever imports it."""
    known = set(sys.modules)
    report = yield
    if report.outcome == "failed" and "No module named 'torch'" in str(report.longrepr):
        report.outcome, report.longrepr = "skipped", (str(collector.path), 0, "Skipped: torch is not installed")
    if report.outcome == "skipped":  # what was imported half would be there for the next one
        for name in set(sys.modules) - known:
            if name.startswith("tests."):
                del sys.modules[name]
    return report


def pytest_collection_modifyitems(config, items):
    missing = [name for name, (is_there, _) in OPTIONAL.items() if not is_there()]
    for item in items:
        for name in missing:
            if item.get_closest_marker(name) or (name == "torch" and name in _docstring(item)):
                item.add_marker(pytest.mark.skip(reason=f"{name} is not installed"))
    if _takes_a_part(config):
        elsewhere = [item for item in items if item.get_closest_marker("slow") and _part(item) != PART]
        config.hook.pytest_deselected(items=elsewhere)
        left_out = set(elsewhere)
        items[:] = [item for item in items if item not in left_out]


def _docstring(item):
    """That of a doctest, which has torch in it if it needs it."""
    return (item.dtest.docstring or "") if isinstance(item, pytest.DoctestItem) else ""


def _part(item):
    return crc32(item.nodeid.encode()) % PARTS


def _takes_a_part(config):
    named = any(Path(argument.partition("::")[0]).is_file() for argument in config.args)
    return PART != ALL and (ASKED is not None or not named)


def pytest_terminal_summary(terminalreporter, config):
    if _takes_a_part(config):
        terminalreporter.write_line(f"of the tests marked slow, part {PART} of {PARTS}: `make test-all` runs every one")
    skipped = terminalreporter.stats.get("skipped", [])
    for name, (_, remedy) in OPTIONAL.items():
        count = sum(f"{name} is not installed" in str(report.longrepr) for report in skipped)
        if count:
            terminalreporter.write_line(f"{count} tests skipped because {name} is not installed: {remedy}")


@pytest.fixture
def no_engines(monkeypatch):
    """Hide every optional engine."""
    monkeypatch.setenv(HIDE_ALL, "1")
