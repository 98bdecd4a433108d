"""A document that says which weights have the same function: proved again, and with one thing changed."""

import json

import pytest

from algebraic import Network, dimension_of
from algebraic.check import check_any

NET = Network.dense([2, 2, 1], "z**3", hidden_bias=False, output_bias=False)


@pytest.fixture(scope="module")
def document():
    return json.loads(dimension_of(NET, [[1, 2]], [3], identifiable=True).to_json())


def test_it_is_proved_again(document):
    found = check_any(document)
    assert (found.exit_code(), found.problems) == (0, [])
    assert "identifiable" not in " ".join(found.not_reproved)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fibre_dimension", 1),
        ("fibre_dimension_proved", False),
        ("symmetry_dimension", 1),
        ("permutations_and_signs", 4),
        ("slice_points", 4),
        ("slice_status", "undecided"),
        ("orbit_points", 1),
        ("orbits", 2),
        ("identifiable", False),
        ("statement", "the weights are unique"),
        ("evidence", {"kind": "none", "proved": False, "statement": ""}),
    ],
)
def test_one_thing_changed(document, name, value):
    changed = {**document, "identifiable": {**document["identifiable"], name: value}}
    found = check_any(changed)
    assert found.exit_code() == 1
    assert any("identifiable" in problem for problem in found.problems)


def test_asked_for_and_missing(document):
    assert check_any({**document, "identifiable": None}).exit_code() != 0
