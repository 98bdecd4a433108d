"""One version stands wherever a version stands, and what belongs to others is named with its licence."""

import json
import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest
import yaml

from algebraic.doctor.diagnosis import EXPORTS
from algebraic.engines import ENGINES
from netsim.data.downloads import SOURCES

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
LICENCES = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")


def latest(log):
    """Version and date of the first section of a changelog that is released."""
    return re.search(r"^## \[(\d\S*)\] - (\S+)$", log, re.MULTILINE).groups()


def test_citation_and_changelog_are_of_this_version():
    log = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert latest(log) == (PROJECT["version"], str(CITATION["date-released"]))
    assert CITATION["version"] == PROJECT["version"]
    assert CITATION["license"] == PROJECT["license"]
    later = log.replace("## [", "## [9.9.9] - 2030-01-01\n\n## [", 1)
    assert latest(later) == ("9.9.9", "2030-01-01")
    assert latest("## [Unreleased]\n\n" + log[log.index("## [") :]) == latest(log)


def test_versions_of_software_are_those_of_the_record_of_the_claims():
    recorded = json.loads((ROOT / "docs/results/claims.json").read_text(encoding="utf-8"))["versions"]
    cited = {each["title"]: each["version"] for each in CITATION["references"] if each["type"] == "software"}
    assert set(ENGINES) < set(cited)
    assert cited == {name: recorded[name] for name in cited}


def rows(page):
    """First and last cell of each row of the tables of a page."""
    return {cells[1].strip(): cells[-2].strip() for line in page.splitlines() if (cells := line.split("|"))[1:]}


@pytest.mark.parametrize("name", ["digits", "patches", *SOURCES, *ENGINES, *EXPORTS])
def test_what_belongs_to_others_has_its_licence(name):
    assert re.search(r"\b(CC BY|GPL)|no licence", rows(LICENCES)[name])
    assert name not in rows(LICENCES.replace(f"| {name} |", "| another |"))


@pytest.mark.parametrize("name", ENGINES)
def test_the_licence_of_an_engine_is_what_its_package_says(name):
    try:
        said = metadata(f"passagemath-{name}")["License-Expression"]
    except PackageNotFoundError:
        pytest.skip(f"passagemath-{name} is not installed")
    assert rows(LICENCES)[name] == said
    cited = {each["title"]: each.get("license") for each in CITATION["references"]}
    assert cited[name] == said


def test_the_licences_are_in_the_metadata_of_the_package():
    assert PROJECT["license-files"] == ["LICENSE", "docs/licences.md"]
