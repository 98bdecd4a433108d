"""The version is the one of the project file."""

import tomllib
from pathlib import Path

from algebraic import __version__


def test_the_version_is_that_of_the_project():
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text())
    assert __version__ == project["project"]["version"]
