from itertools import product

import pytest

from algebraic.relu.deep_question import (
    all_patterns,
    copies_of,
    deep_question_of,
    first_patterns,
    num_patterns,
    pattern_at,
    read_pattern,
)
from algebraic.shell import UNLIMITED, WrongInput
from tests.algebraic.relu.planted import outputs_of, planted

QUESTION = deep_question_of([[1], [-2]], [3, 4], [1, 2, 1, 1])


def test_patterns_are_all_that_the_first_layer_can_have():
    found = list(all_patterns(QUESTION, UNLIMITED))
    assert len(found) == num_patterns(QUESTION, len(first_patterns(QUESTION, UNLIMITED))) == 12
    assert {unit for pattern in found for unit in pattern[0]} == {"10", "01"}
    assert sum(map(copies_of, found)) == 2**2 * 4
    assert set(found) == {(tuple(sorted(first)), (one,)) for first in product(("10", "01"), repeat=2)
                          for one in ("11", "10", "01", "00")}  # fmt: skip


def test_an_input_0_without_a_bias_has_none():
    assert not list(all_patterns(deep_question_of([[1], [0]], [3, 4], [1, 2, 1, 1]), UNLIMITED))
    assert list(all_patterns(deep_question_of([[1], [0]], [3, 4], [1, 1, 1, 1], 0, True), UNLIMITED))


def test_text_and_lists():
    assert read_pattern("10,01/11", QUESTION) == read_pattern([["10", [0, 1] and "01"], ["11"]], QUESTION)
    for bad in ("10/11", "10,01", "10,02/11", "1,0/1", 7, [1, 2], None):
        with pytest.raises(WrongInput) as caught:
            read_pattern(bad, QUESTION)
        assert caught.value.kind == "bad_pattern"


def test_the_pattern_of_weights():
    inputs, targets, weights, pattern = planted([2, 2, 2, 1], 4, "1/3", True, 1)
    question = deep_question_of(inputs, targets, [2, 2, 2, 1], "1/3", True)
    assert pattern_at(question, weights) == pattern
    assert [list(row) for row in question.targets] == outputs_of(question, weights)
    with pytest.raises(WrongInput, match="takes in 0 from sample 1"):
        pattern_at(QUESTION, [0, 1, 1, 1, 1])
    with pytest.raises(WrongInput, match="there are 1 weights"):
        pattern_at(QUESTION, [0])


@pytest.mark.parametrize(
    ("widths", "leak", "kind"),
    [([1, 1], 0, "bad_widths"), ("1,1,1", 0, "bad_widths"), ([1] * 12, 0, "bad_widths"), ([1, 1, 1, 1], 2, "bad_leak")],
)
def test_what_is_no_question(widths, leak, kind):
    with pytest.raises(WrongInput) as caught:
        deep_question_of([[1]], [1], widths, leak)
    assert caught.value.kind == kind


def test_too_many_patterns():
    with pytest.raises(WrongInput, match="without a pattern"):
        all_patterns(deep_question_of([[1], [2], [3]], [1, 2, 3], [1, 3, 3, 1], 0, True), UNLIMITED)
