"""The registry: what it takes in, in which order, and how it answers a wrong id."""

# mypy: ignore-errors

from types import ModuleType

import pytest

from algebraic.shell import WrongInput
from verify import catalogue
from verify.catalogue import find_claim, registry
from verify.declare import claim
from verify.evidence import Finding


def test_the_order_is_that_of_the_papers_and_their_numbers():
    places = [
        (("T2", "T3", "NMH", "C18").index(paper), int(number)) for paper, number in (n.split("-") for n in registry())
    ]
    assert places == sorted(places)


def test_an_id_that_there_is_not():
    assert find_claim("t3-14") is find_claim("T3-14")
    with pytest.raises(WrongInput, match="did you mean T3-14"):
        find_claim("T3-14x")
    with pytest.raises(WrongInput) as refusal:
        find_claim("banana")
    assert refusal.value.hint == "see python -m verify list"


def test_an_id_that_is_declared_twice(monkeypatch):
    """The second module declares what the first has."""

    @claim("T3-14", "again", source="T3", quantifier="for all", field="real", draw=lambda stream, settings: {})
    def again(instance):
        """the same"""
        return Finding(True, "exact")

    module = ModuleType("verify.checks.again")
    module.again = again
    load = catalogue.importlib.import_module
    changed = "verify.checks.c18.losses"
    monkeypatch.setattr(catalogue.importlib, "import_module", lambda name: module if name == changed else load(name))
    monkeypatch.setattr(catalogue, "registry", catalogue.registry.__wrapped__)
    with pytest.raises(ValueError, match="T3-14 is registered twice"):
        catalogue.registry()
