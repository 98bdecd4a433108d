"""The cases of the table of critical functions: each is a network, none is there twice; a row says what was found."""

import json

import pytest

from algebraic.census import FunctionCase, case_network, cases_of_table, function_row
from algebraic.shell import UNLIMITED
from algebraic.shell.errors import WrongInput


def test_every_case_is_a_network_and_none_is_there_twice():
    cases = cases_of_table()
    assert len({json.dumps(case) for case in cases}) == len(cases) >= 60
    for case in cases:
        network = case_network(case)
        assert network.has_products == (case["kind"] == "attention")
        assert case["kind"] == "attention" or network.output_dim == (
            case["sizes"][-1] if case["kind"] == "dense" else 1
        )
    assert {case["kind"] for case in cases} == {"dense", "convolution", "attention"}


def test_a_row_by_two_seeds_and_a_theorem():
    case = FunctionCase(kind="dense", sizes=[2, 1, 2], activation="z", bias=False, metric="generic")
    row = function_row(case, seed=0, budget=UNLIMITED)
    assert (row["complex_count"], row["again"], row["theorem"]) == (6, 6, 6)
    assert (row["complex_count_status"], row["again_status"], row["proved"]) == ("exact", "exact", True)
    assert (row["dimension"], row["ambient_dimension"], row["zero_function"]) == (3, 4, 1)


def test_a_kind_that_there_is_not():
    with pytest.raises(WrongInput, match="'recurrent'"):
        case_network(FunctionCase(kind="recurrent", sizes=[2], activation="z", bias=False, metric="generic"))
