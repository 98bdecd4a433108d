import copy
import json

import pytest

from algebraic import Network, ladder
from algebraic.check import check_any

NETWORK = Network.dense([2, 1, 1], "z**2+z", hidden_bias=False, output_bias=False)
INPUTS = [[1, 2], [3, -1], [-2, 5], [7, 3]]


@pytest.fixture(scope="module")
def empty():
    """Four samples for three parameters: no solution, proved by cofactors or a combination."""
    return json.loads(ladder(NETWORK, INPUTS, [1, 2, 3, -4]).to_json())


@pytest.fixture(scope="module")
def square():
    return json.loads(ladder(NETWORK, INPUTS[:3], [1, 2, 3]).to_json())


def test_a_ladder_is_climbed_again(empty, square):
    found = check_any(empty)
    assert (found.exit_code(), found.problems) == (0, [])
    found = check_any(square)  # its number is that of an engine
    assert (found.exit_code(), found.problems) == (4, [])


def test_one_number_changed(square):
    numbers = [key for key, value in square.items() if type(value) is int and key != "seed"]
    assert len(numbers) > 12
    for key in numbers:
        assert check_any({**square, key: square[key] + 1}).exit_code() == 1, key
    for key in ("statement", "counts", "primes", "engine"):
        evidence = {k: v for k, v in square["complex_count_evidence"].items() if k != key}
        assert check_any({**square, "complex_count_evidence": evidence}).exit_code() == 1, key


@pytest.mark.parametrize("status", ["exact", "lower_bound", "empty", "infinite", "undecided"])
def test_no_other_status_is_believed(square, status):
    assert check_any({**square, "complex_count_status": status}).exit_code() == 1


def test_the_rest_is_bound_too(square):
    for path, value in (
        (("data", "targets", 0, 0), "9"),
        (("generic_rank_evidence", "certificate", "rows"), [0, 0, 1]),
        (("data_rank_evidence", "upper_bound", "kind"), "symmetries"),
        (("best_partition",), [["w1_1_1"]]),
        (("widths",), [2, 2, 1]),
        (("activation",), "z**2"),
        (("paper_notes",), []),
        (("real_counts", "max"), 77),
        (("network_data", "graph", "num_params"), 4),
    ):
        changed = place = copy.deepcopy(square)
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value
        if path[0] != "data":
            assert check_any(changed).exit_code() == 1, path
    older = {key: value for key, value in square.items() if key not in ("schema", "network_data")}
    assert check_any(older).exit_code() == 4


def test_the_partition_must_give_the_number(square):
    names = [name for group in square["best_partition"] for name in group]
    assert len(square["best_partition"]) > 1
    found = check_any({**square, "best_partition": [names]})  # one group: Bézout's bound, which is larger
    assert found.exit_code() == 1
    assert any("best_multihomogeneous_bezout" in problem for problem in found.problems)
    assert check_any({**square, "best_partition": [[f"no_{name}" for name in names]]}).exit_code() == 1
    assert check_any({**square, "best_partition": square["best_partition"][::-1]}).exit_code() == 4
