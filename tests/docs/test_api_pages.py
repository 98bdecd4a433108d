"""The pages of the API: the examples that use a name stand below it."""

# mypy: ignore-errors

import importlib.util
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def pages():
    spec = importlib.util.spec_from_file_location("api_pages", DOCS / "api_pages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_an_example_uses_has_a_place_in_the_api(pages):
    """So that no link below a name is lost; a name that is imported from elsewhere would be."""
    documented = {
        (home, name)
        for package in pages.PACKAGES
        for home, names in (
            *((room, names) for room, modules in pages.rooms(package).items() for names in modules.values()),
            *((f"{package}.{module}", names) for module, names in pages.core(package).items()),
        )
        for name in names
    }
    used = pages.examples()
    assert set(used) <= documented
    assert {page for each in used.values() for page in each} > {"census", "from_python", "valley"}


def test_a_name_of_a_package_is_found_where_it_is_defined(pages, tmp_path, monkeypatch):
    assert pages._defined("algebraic", "solve") == ("algebraic.census", "solve")
    assert pages._defined("algebraic.ranks", "data_rank") == ("algebraic.ranks", "data_rank")
    written = tmp_path / "docs" / "examples"
    written.mkdir(parents=True)
    (written / "one.py").write_text("import numpy\nfrom verify.run import Draws\nnumpy.sum(numpy.eye(2))\n")
    monkeypatch.setattr(pages, "ROOT", tmp_path)
    assert pages.examples() == {("verify.run", "Draws"): {"one": None}}


def test_below_a_name(pages):
    text = "\n".join(
        pages._section(
            "algebraic.census",
            "algebraic.census",
            ["solve", "strata"],
            {("algebraic.census", "solve"): {"census": None}},
        )
    )
    assert text.count("in use: ") == 1
    assert "`solve` in use: {doc}`/examples/census`." in text
