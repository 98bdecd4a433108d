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
    cut = valley_row({**CASE, "num_samples": 4, "inputs": 2, "num_hidden": 4}, most=0, seconds=0.2)
    assert cut["status"] in ("lower_bound", "upper_bound", "undecided")


def test_every_width_and_slope_of_every_data_set():
    cases = list(valley_cases(11))
    few = {(leak, units) for leak in ("0", "1/4") for units in (1, 2, 3)}
    kinds = {}
    for case in cases:
        kinds.setdefault(case["data_set"], (case["num_samples"], set()))[1].add((case["leak"], case["num_hidden"]))
    assert len(kinds) == 10 * 24 + 18  # the eleventh of each shape has four samples at most
    for number, (samples, widths) in kinds.items():
        more = {(leak, units) for leak in ("0", "1/4") for units in (4, samples + 1, 2 * samples)}
        assert widths == few | (more if number < 240 else set())
    assert {case["num_samples"] for case in valley_cases(1, 3)} == {2, 3}
    assert all(case in cases for case in valley_cases(2))


def test_wide_ones_by_the_theorem():
    row = valley_row({**CASE, "num_samples": 5, "inputs": 2, "num_hidden": 10}, most=2, seconds=60)
    assert (row["status"], row["components"], row["dimension"], row["least"]) == ("exact", 1, None, None)
