"""What may be said of a number of functions: each way to it, and what is missing for it."""

import pytest

from algebraic.census import Functions, formula_route, ranks_evidence, status_of_functions
from algebraic.ideals import FibreSize
from algebraic.networks import Network
from algebraic.ranks import data_rank, generic_rank

POINTS = {"kind": "groebner", "proved": False, "statement": ""}


@pytest.mark.parametrize(
    ("status", "labels", "size", "formula", "expected"),
    [
        ("exact_mod_p", [0, 1], 1, None, ("exact_mod_p", False)),
        ("lower_bound", [0, 1], 1, None, ("lower_bound", True)),  # two seeds that agree are no proof
        ("lower_bound", [0, 1], 1, 2, ("exact", True)),
        ("lower_bound", [0, 1], 1, 3, ("lower_bound", True)),
        ("exact_mod_p", [0, 1], 1, 1, ("lower_bound", True)),  # more than a theorem allows: something is wrong
        ("exact_mod_p", [0, 0], 2, None, ("exact_mod_p", False)),
        ("exact", [0, 0], 2, None, ("exact_mod_p", False)),  # that two balls meet proves nothing
        ("exact_mod_p", [0, 0, 1], 2, None, ("lower_bound", True)),
        ("exact_mod_p", [0, 0], None, None, ("lower_bound", True)),
        ("exact_mod_p", [0, None], 1, None, ("lower_bound", True)),
    ],
)
def test_what_may_be_said(status, labels, size, formula, expected):
    functions = Functions([label is not None for label in labels], labels)
    routes = [] if formula is None else [formula_route((formula, "a theorem"), functions.count)]
    found, evidence = status_of_functions(status, POINTS, functions, FibreSize(size, "", POINTS), routes, True)
    assert (found, evidence["proved"]) == expected


def test_without_a_slice_that_meets_all_nothing_is_complete():
    functions, fibre = Functions([True, True], [0, 1]), FibreSize(1, "", POINTS)
    for meets_all, expected in ((True, "exact_mod_p"), (False, "lower_bound")):
        found, evidence = status_of_functions("exact", POINTS, functions, fibre, [], meets_all)
        assert found == expected
        assert evidence["proved"] != meets_all  # a certified number is proved as a lower bound


def test_the_ranks_say_what_dimension_is_left():
    net = Network.dense([2, 1, 2], "z", hidden_bias=False, output_bias=False)
    found = ranks_evidence(generic_rank(net), data_rank(net, [[1, 2]]))
    assert found["proved"]
    assert found["statement"].endswith("form sets of dimension 1")
