from algebraic import relu_zero_set
from algebraic.data import load_data
from algebraic.networks import Network
from algebraic.relu.valley_row import valley_cases, valley_row

CASE = {"data_set": 7, "num_samples": 2, "inputs": 1, "num_hidden": 2, "leak": "1/4", "hidden_bias": True}


def test_a_row_is_that_of_its_data_set():
    row = valley_row(CASE, most=2, seconds=60)
    data = load_data("random", Network.dense([1, 2, 1]), 2, seed=7)
    found = relu_zero_set(data.inputs, data.targets, 2, "1/4", hidden_bias=True, minima=True)
    assert {name: row[name] for name in CASE} == CASE
    assert (row["status"], row["components"], row["dimension"]) == (found.status, found.components, found.dimension)
    assert row["bad_in_products"] + row["only_in_weights"] == len(found.minima["bad"])
    assert row["least"] == found.minima["least"]


def test_without_minima_and_without_time():
    row = valley_row(CASE, most=1, seconds=60)
    assert row["components"] == 1
    assert row["least"] is row["bad_in_products"] is row["only_in_weights"] is None
    cut = valley_row({**CASE, "num_samples": 4, "inputs": 2, "num_hidden": 5}, most=0, seconds=0.2)
    assert cut["status"] in ("lower_bound", "upper_bound", "undecided")


def test_every_width_and_slope_of_every_data_set():
    cases = list(valley_cases(3))
    assert {(case["leak"], case["num_hidden"]) for case in cases if case["data_set"] == 2} == {
        (leak, units) for leak in ("0", "1/4") for units in (1, 2, 3)
    }
    assert list(valley_cases(2)) == [case for case in cases if case["data_set"] < 2]
    assert max(case["num_hidden"] - case["num_samples"] for case in valley_cases(12)) == 1
