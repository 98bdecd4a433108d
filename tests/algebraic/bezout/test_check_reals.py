"""Real counts that contradict themselves, or the rest of the ladder."""

import copy
import json
from collections import Counter

import pytest

from algebraic import Network, ladder
from algebraic.bezout.check_reals import range_faults
from algebraic.census import Tally
from algebraic.check import check_any

NETWORK = Network.dense([2, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)


@pytest.fixture(scope="module")
def document():
    return json.loads(ladder(NETWORK, [[1, 2], [3, -1], [-2, 5]], [1, 2, 3]).to_json())


@pytest.mark.slow
def test_the_numbers_follow_from_the_histogram(document):
    said = document["real_counts"]
    assert len(said["histogram"]) > 1
    assert range_faults(said, 0) == []
    for path, change in (
        (("min",), 1), (("max",), 2), (("median",), 1), (("mean",), 0.01), (("data_sets",), 1), (("seed",), 1),
        (("confidence", "level"), 0.01), (("confidence", "mean", 0), 0.01), (("confidence", "mean", 1), 1e-6),
        (("confidence", "median", 1), 2), (("complex_count",), 1),
    ):  # fmt: skip
        spoilt = place = copy.deepcopy(said)
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] += change
        assert range_faults(spoilt, 0), path
    assert range_faults({**said, "distribution": "another"}, 0)


@pytest.mark.parametrize(("histogram", "size"), [({"3": 1}, 1), ({"1": 9, "3": 1}, 10), ({"0": 3, "2": 8, "4": 2}, 13)])
def test_as_the_search_says_it(histogram, size):
    counted = Counter({int(value): times for value, times in histogram.items()})
    said = Tally(0, size, counted, 4 if "2" in histogram else 3, True, 1).summary().as_dict()
    if size > 1:
        assert range_faults(said, 0) == []


def test_a_real_count_off_by_one_is_not_believed(document):
    """Two real solutions more at one data set: parity holds, the second look does not."""
    said = copy.deepcopy(document["real_counts"])
    low, high = str(said["min"]), str(said["max"])
    values = sorted(int(v) for v, times in said["histogram"].items() for _ in range(times))
    values[values.index(int(low))] = int(high)
    mean = sum(values) / len(values)
    said["histogram"][low] -= 1
    said["histogram"][high] += 1
    said["mean"] = mean
    found = check_any({**document, "real_counts": said})
    assert found.exit_code() == 1
    assert all("real_counts" in problem for problem in found.problems)
    other = {**document["real_counts"], "histogram": {"2": document["real_counts"]["data_sets"]}}
    [problem, *_] = check_any({**document, "real_counts": other}).problems
    assert "come in pairs" in problem


@pytest.mark.slow
def test_it_is_said_that_the_same_code_looked(document):
    found = check_any(document)
    assert found.problems == []
    assert "real_counts" not in found.reproved
    assert "second routes: real_counts was computed again by the same code" in found.not_reproved
