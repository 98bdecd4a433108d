import copy

import pytest

from algebraic.relu import relu_zero_set
from algebraic.relu.check_points import local_dimension, point_faults
from algebraic.relu.plain import plain
from algebraic.relu.question import question_of
from algebraic.relu.unit import unit_of
from algebraic.shell import UNLIMITED

DATA = [[1], [2]], [3, -5], 2, 0, True
QUESTION = question_of(*DATA)
UNIT = unit_of(QUESTION, UNLIMITED)
POINT = plain(relu_zero_set(*DATA[:4], hidden_bias=True).as_dict()["points"][0])


def test_a_point_that_is_right():
    assert point_faults(POINT, QUESTION, UNIT) == []


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("output_weights", [["2"], ["-1"]], "do not fit the data"),
        ("output_weights", [["2"]], "do not fit the network"),
        ("output_weights", [["2/2"], ["-1"]], "lowest terms"),
        ("signs", [1, 1], "products"),
        ("products", [["0", "0"], ["5", "-4"]], "products"),
        ("cell", [99, 1], "its cell is none"),
        ("cell", POINT["cell"][::-1], "does not lie in its cell"),
    ],
)
def test_what_is_false(key, value, words):
    said = copy.deepcopy(POINT)
    said[key] = value
    assert any(words in fault for fault in point_faults(said, QUESTION, UNIT))


def test_the_dimension_on_a_kink_is_less():
    """f = y: two units, inputs (x, 1). With a sample on the kink of a unit, its u has one dimension less."""
    usual = local_dimension(POINT, QUESTION, UNIT)
    assert usual == 4  # two samples, and each unit is used for one of them: 6 − 2
    on_kink = {"signs": [1, -1], "products": [["-3", "6"], ["5", "-5"]]}  # 3 at 1 and 0 at 2; 0 at 1 and −5 at 2
    assert local_dimension(on_kink, QUESTION, UNIT) == 2 + 2 - 2 + 0
    assert local_dimension({"signs": [0, 0], "products": [["0", "0"]] * 2}, QUESTION, UNIT) == 4
