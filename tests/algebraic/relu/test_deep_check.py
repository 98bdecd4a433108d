import json

import pytest

from algebraic.check import check
from algebraic.relu import relu_regions
from algebraic.shell import WrongInput
from tests.algebraic.relu.mutate import changed, changed_once, places
from tests.algebraic.relu.planted import planted

FREE = ("reasons", "options", "seed", "versions")


def at_planted(widths, samples, leak, bias, seed):
    inputs, targets, weights, _ = planted(widths, samples, leak, bias, seed)
    return relu_regions(inputs, targets, widths, leak, hidden_bias=bias, at=weights)


MADE = {
    "all patterns": lambda: relu_regions([[1], [2]], [3, 6], [1, 1, 1, 1], "1/4"),
    "one solution": lambda: at_planted([2, 2, 1, 1], 4, "1/4", False, 5),
    "a census": lambda: at_planted([2, 2, 2, 1], 6, "1/4", False, 33),
    "a slice": lambda: at_planted([1, 2, 1, 1], 2, "1/4", False, 0),
    "biases": lambda: at_planted([1, 1, 1, 1], 3, "1/4", True, 1),
}


def document_of(name):
    return json.loads(MADE[name]().to_json())


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow if "census" in name else ()) for name in MADE]
)
def test_what_is_written_is_verified_and_a_change_is_found(name):
    document = document_of(name)
    assert check(document).verified, check(document)
    region = document["regions"][0]
    for change in ({"count": 7}, {"status": "lower_bound"}, {"outside": 5}, {"copies": 9}, {"points": []},
                   {"dimension": 1}, {"dimension_at_most": 1}, {"degree": 5}, {"undecided": 1}):  # fmt: skip
        again = {**document, "regions": [{**region, **change}, *document["regions"][1:]]}
        if again != document:
            assert not check(again).verified, change
    for change in (
        {"count": 7},
        {"dimension": 9},
        {"num_patterns": 3},
        {"undecided": 2},
        {"regions": []},
    ):
        assert not check({**document, **change}).verified, change


def test_a_point_that_was_moved_is_found():
    document = document_of("one solution")
    document["regions"][0]["points"][0]["weights"][0] += "0"
    assert any("points is not what follows" in problem for problem in check(document).problems)


@pytest.mark.slow
def test_a_box_that_was_moved_is_found():
    census = document_of("a census")
    box = census["regions"][0]["census"]["solutions"][0]["box"]
    box[0][0] = "7" + box[0][0].lstrip("-7")
    assert any("its census" in problem for problem in check(census).problems)


def test_a_pattern_that_is_left_out_is_found():
    document = document_of("all patterns")
    del document["regions"][1]
    document["count"] -= 1
    assert any("is missing" in problem for problem in check(document).problems)
    twice = document_of("all patterns")
    twice["regions"].append(twice["regions"][0])
    assert any("twice" in problem for problem in check(twice).problems)


@pytest.mark.slow
@pytest.mark.parametrize("name", MADE)
def test_one_change_anywhere_is_found(name):
    """Every number, word and list, but descriptions of the run and what a document of equations leaves, too."""
    document = document_of(name)
    tried = 0
    for path in places(document):
        if not path or path[0] in FREE or path[:2] == ("data", "source") or "census" in path[:-1] or "slices" in path:
            continue
        for again in changed_once(document, path) if "points" in path else changed(document, path):
            if again == document:
                continue
            tried += 1
            try:
                verified = check(again).verified
            except WrongInput:
                verified = False
            assert not verified or again["data"] != document["data"] or path == ("leak",), path
    assert tried > 40
