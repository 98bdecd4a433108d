"""The page for Python users names every public name of the packages, and none that there is not."""

import importlib
import re
from pathlib import Path

import pytest

from tests.house import stubs

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
PACKAGES = ("algebraic", "netsim", "verify")
OWN = "".join(
    (ROOT / "docs" / name).read_text(encoding="utf-8")
    for name in ("own-networks.md", "audit.md", "curvature.md", "learning-estimates.md")
)
CELLS = "\n".join(re.findall(r"```\{code-cell\} python\n(.*?)```", PAGE + OWN, re.S))
NAMES = {package: next(names for room, names in stubs(ROOT, package) if room == package) for package in PACKAGES}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_name_is_used_in_an_example(package):
    assert [name for name in NAMES[package] if f"{package}.{name}" not in CELLS] == []


def test_every_name_on_the_page_exists():
    rooms = {room for package in PACKAGES for room, _ in stubs(ROOT, package)}
    for package, name in re.findall(r"\b(algebraic|netsim|verify)\.(\w+)", PAGE.replace("zerolocus verify", "")):
        assert name in NAMES[package] or f"{package}.{name}" in rooms, f"{package}.{name}"


@pytest.mark.torch
def test_what_it_says_of_results_is_there():
    """Every ``.name`` in the text between the cells is an attribute of something that the page speaks of."""
    text = re.sub(r"```.*?```", "", PAGE, flags=re.S)
    from algebraic.documents import Findings

    shown = [getattr(importlib.import_module(package), name) for package in PACKAGES for name in NAMES[package]]
    known = {name for each in (*shown, Findings) for name in (*dir(each), *getattr(each, "__annotations__", ()))}
    known |= set(vars(importlib.import_module("algebraic").ZerolocusError("")))
    known |= {"convert"}  # of numpy's Chebyshev
    for name in re.findall(r"`\.(\w+)(?:\(.*?\))?`", text):
        assert name in known or name in ("problems", "png", "svg", "pdf"), name
