import copy
import json

import pytest

from algebraic import relu_zero_set
from algebraic.check import check
from algebraic.documents import form_faults
from algebraic.shell import WrongInput
from tests.algebraic.relu.mutate import changed, places

FREE = ("reasons", "options", "seed", "versions")  # descriptions of the run, which prove nothing
MADE = {
    "two components": lambda: relu_zero_set([[1], [2]], [3, -5], 2, hidden_bias=True),
    "empty": lambda: relu_zero_set([[1], [2]], [3, -5], 1, hidden_bias=True),
    "a line": lambda: relu_zero_set([["1/2"], ["-1"]], [2, 3], 2, "1/4"),
    "a face": lambda: relu_zero_set([[1, 0], [0, 1]], [1, 0], 1),
    "several outputs": lambda: relu_zero_set([[1], [-2]], [[3, -5], [6, -10]], 2),
    "zero": lambda: relu_zero_set([[0]], [0], 1),
}


def document_of(name):
    return json.loads(MADE[name]().to_json())


@pytest.mark.parametrize("name", MADE)
def test_what_is_written_is_verified(name):
    assert check(document_of(name)).verified


@pytest.mark.parametrize("seed", range(3))
def test_larger_ones_are_verified(seed):
    inputs, targets = [[-7 + seed], [1], [4], [9]], [3, -2 - seed, 5, 1]
    found = relu_zero_set(inputs, targets, 3, "1/4", hidden_bias=True)
    assert check(found).verified
    assert not check({**found.as_dict(), "components": found.components + 1}).verified


@pytest.mark.slow
@pytest.mark.parametrize("name", MADE)
def test_one_change_anywhere_is_found(name):
    """Every number, word and list of the document, but the descriptions of the run, is changed in turn."""
    document = document_of(name)
    tried = accepted = 0
    for path in places(document):
        if not path or path[0] in FREE or path[:2] == ("data", "source"):
            continue
        for again in changed(document, path):
            if again == document:
                continue
            tried += 1
            try:
                verified = check(again).verified
            except WrongInput:  # no such document
                verified = False
            if verified:
                accepted += 1
                assert harmless(document, again), path
    assert tried > 60
    assert accepted < tried / 8


def harmless(document, again):
    """Another separator, combination or face that is right, too: the statements are the same, and still proved."""
    one, other = copy.deepcopy(document), copy.deepcopy(again)
    for name in ("combinations", "separators", "faces"):
        del one["certificate"][name], other["certificate"][name]
    if one == other:
        return True
    if one["data"] != other["data"] or one["leak"] != other["leak"]:
        return relu_again(again)
    return other["points"] != one["points"] and check(again).verified and points_fit(again)


def relu_again(again):
    """The same answer for other data, found anew."""
    data = again["data"]
    found = relu_zero_set(
        data["inputs"], data["targets"], again["widths"][1], again["leak"], hidden_bias=again["hidden_bias"]
    )
    return (found.components, found.dimension) == (again["components"], again["dimension"])


def points_fit(again):
    """A component may be shown by another of its points, in another order of the units."""
    return all(len(kind["cell"]) == again["widths"][1] for kind in again["points"])


def test_each_proof_is_needed():
    """Without any one of the separators of a set with two components nothing is proved."""
    document = document_of("two components")
    verified = []
    for k in range(len(document["certificate"]["separators"])):
        again = copy.deepcopy(document)
        del again["certificate"]["separators"][k]
        verified.append(check(again).verified)
    assert not any(verified)


@pytest.mark.slow
def test_bounds_are_verified_as_bounds():
    inputs = [[k, k * k, k**3] for k in range(1, 10)]
    found = relu_zero_set(inputs, [1] * 9, 4, hidden_bias=True)
    assert found.status == "undecided"
    assert check(found).exit_code() == 4
    found = relu_zero_set(inputs, [1] * 9, 9, hidden_bias=True)  # with one more it would be known to be connected
    assert found.status == "lower_bound"
    assert check(found).verified
    for changes in ({"components": 2}, {"status": "exact"}, {"dimension": 3}, {"num_nonempty_cells": 4}):
        assert not check({**found.as_dict(), **changes}).verified


def test_an_upper_bound_may_be_more_than_the_number():
    found = document_of("two components")
    assert check({**found, "status": "upper_bound"}).verified
    assert not check({**found, "status": "upper_bound", "components": 1}).verified


def test_the_time_of_a_check():
    assert check(MADE["two components"](), timeout=1e-6).exit_code() == 4


def test_an_older_form_is_none():
    document = document_of("a line")
    del document["schema"]
    assert form_faults(document, "relu") == ["the document has no schema"]


def test_more_units_than_the_rank():
    found = relu_zero_set([[1, 0, 2], [3, 1, 5], [-2, 1, 1]], [1, -2, 3], 12, "1/4", hidden_bias=True)
    assert (found.status, found.components, found.num_nonempty_cells, found.dimension) == ("exact", 1, None, None)
    assert check(found).verified
    document = found.as_dict()
    for change in (
        {"components": 2},
        {"status": "lower_bound", "components": 2},
        {"num_nonempty_cells": 5},
        {"points": []},
    ):
        assert not check({**document, **change}).verified
