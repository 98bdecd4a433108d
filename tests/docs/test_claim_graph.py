"""The graph has every claim that rests on another, right of it; a circle is named."""

# mypy: ignore-errors

import re

import pytest

from verify.catalogue import registry
from verify.ledger import read_ledger

from .test_explorer import load


@pytest.fixture(scope="module")
def drawing():
    return load("claim_graph")


def test_each_claim_stands_right_of_all_that_it_rests_on(drawing):
    claims = registry()
    text = drawing.graph(claims, read_ledger())
    pattern = r'href="claims/([\w-]+)\.html".*?<rect x="(\d+)" y="(\d+)"'
    places = {name: (int(x), int(y)) for name, x, y in re.findall(pattern, text)}
    joined = {name for claim in claims.values() if claim.rests_on for name in (claim.id, *claim.rests_on)}
    assert set(places) == joined
    for claim in claims.values():
        for below in claim.rests_on:
            assert places[below][0] < places[claim.id][0]
    for paper in drawing.WORDS:
        mine = [place for name, place in places.items() if name.startswith(f"{paper}-")]
        assert len(set(mine)) == len(mine), "two claims at one place"
        assert max(x for x, _ in mine) + drawing.WIDE < 390


def test_what_follows_by_another_is_not_drawn_twice(drawing):
    assert drawing.nearest({"a": (), "b": ("a",), "c": ("a", "b")}) == {"a": [], "b": ["a"], "c": ["b"]}
    assert drawing.groups({"a": (), "b": ("a",), "c": ("b",), "d": (), "e": (), "f": ("e",)}) == [
        ["a", "b", "c"],
        ["e", "f"],
    ]


def test_a_circle_is_named(drawing):
    with pytest.raises(SystemExit, match="b rests on itself, by b and a"):
        drawing.depth("b", {"a": ("b",), "b": ("a",)})
