import json

import pytest

from algebraic import Network, dimension_of
from algebraic.check import check_any


@pytest.fixture(scope="module")
def unproved():
    """A rank with a defect that no symmetry explains."""
    net = Network.dense([5, 7, 1], "z**3", hidden_bias=False, output_bias=False)
    inputs = [[(7 * i * i + 3 * j * j * i + 5 * j + i) % 101 for j in range(1, 6)] for i in range(1, 37)]
    return json.loads(dimension_of(net, inputs, list(range(36))).to_json())


def test_an_answer_that_rests_on_random_points_is_not_decided(unproved):
    assert (unproved["data_rank"], unproved["proved"]) == (34, False)
    found = check_any(unproved)
    assert (found.exit_code(), found.problems) == (4, [])
    assert any(name.startswith("upper bounds") for name in found.not_reproved)
    bound = {"kind": "symmetries", "statement": "8 fields", "proved": True, "error_probability": None}
    forged = {**unproved, "proved": True, "certificate": {**unproved["certificate"], "upper_bound": bound}}
    assert check_any(forged).exit_code() == 1


def test_an_engines_word_must_not_contradict_itself():
    net = Network.dense([1, 1, 1], "z**2", hidden_bias=False, output_bias=False)
    document = json.loads(dimension_of(net, [[1]], [3], groebner=True, degree=True).to_json())
    assert check_any(document).exit_code() == 0
    for name, key, value in (
        ("groebner", "dimension", 0),
        ("groebner", "agrees", None),
        ("groebner", "primes", [7, 7]),
        ("degree", "degree", 9),
        ("degree", "statement", "degree 9"),
        ("degree", "counts", [3]),
    ):
        assert check_any({**document, name: {**document[name], key: value}}).exit_code() == 1, (name, key)
