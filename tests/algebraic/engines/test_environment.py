"""Versions: what is installed, what an engine says of itself, and what says nothing."""

import sys
from importlib.metadata import version

import pytest

from algebraic.engines.environment import LIBRARIES, engine_version, package_version, versions
from algebraic.engines.locate import ENGINES, variable


def test_versions_are_those_of_the_running_program(no_engines):
    found = versions()
    assert set(found) == {"zerolocus", "python", *LIBRARIES}
    assert found["python"] == ".".join(map(str, sys.version_info[:3]))
    assert found["numpy"] == sys.modules["numpy"].__version__
    assert found["zerolocus"] == version("zerolocus")


def test_what_is_not_installed_is_said():
    assert package_version("no-such-distribution") == "not installed"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("echo 'msolve library, version 0.7.5'", "0.7.5"),
        ("echo 'no number'", "unknown"),
        ("echo 1.2.3; exit 1", "unknown"),
        ("sleep 60", "unknown"),
    ],
)
def test_an_engine_says_its_version_or_nothing(script, body, expected):
    assert engine_version("msolve", script(body)) == expected


def test_engines_that_are_found_are_listed(script, monkeypatch):
    for name in ENGINES:
        monkeypatch.setenv(variable(name), str(script("echo version 9.9", f"fake-{name}")))
    assert {name: versions()[name] for name in ENGINES} == dict.fromkeys(ENGINES, "9.9")
