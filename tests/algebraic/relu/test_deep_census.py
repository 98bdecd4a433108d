from fractions import Fraction

import pytest

from algebraic.relu.deep_census import explore_region, free_weights_of, posed, random_slices
from algebraic.relu.deep_question import deep_question_of, read_pattern
from algebraic.relu.deep_region import Region
from algebraic.shell import UNLIMITED
from tests.algebraic.relu.planted import planted


def explored(widths, samples, leak, bias, seed, *, at=True):
    inputs, targets, weights, pattern = planted(widths, samples, leak, bias, seed)
    question = deep_question_of(inputs, targets, widths, leak, bias)
    return weights, Region(question, pattern), explore_region(question, pattern, 0, UNLIMITED, weights if at else None)


@pytest.mark.parametrize("seed", [5, 6])
def test_planted_weights_are_found_as_the_only_ones(seed):
    weights, region, found = explored([2, 2, 1, 1], 4, "1/4", False, seed, at=False)
    assert (found["status"], found["count"], found["degree"], found["dimension"]) == ("exact", 1, 1, 3)
    assert found["dimension_at_most"] == 3
    values = dict(zip(region.question.names, map(Fraction, found["points"][0]["weights"]), strict=True))
    assert [values[name] for name in region.free] == free_weights_of(region, weights)


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "degree"), [(33, 2), (31, 3)])
def test_several_solutions_of_which_some_are_inside(seed, degree):
    weights, region, found = explored([2, 2, 2, 1], 6, "1/4", False, seed, at=False)
    assert (found["status"], found["degree"], found["census"]["count"]) == ("exact", degree, degree)
    assert found["count"] + found["outside"] == found["census"]["real_count"]
    own = [float(v) for v in free_weights_of(region, weights)]
    values = [dict(zip(region.question.names, map(float, p["weights"]), strict=True)) for p in found["points"]]
    assert any([each[name] for name in region.free] == pytest.approx(own) for each in values)


@pytest.mark.parametrize(("bias", "leak"), [(False, "1/4"), (True, 0)])
def test_a_set_of_positive_dimension_has_no_number(bias, leak):
    _, region, found = explored([1, 2, 1, 1], 2, leak, bias, 0)
    assert (found["status"], found["count"]) == ("positive_dimensional", None)
    assert found["dimension"] == found["dimension_at_most"] == region.question.num_hidden + len(found["slices"])


def test_slices_go_through_a_point():
    weights, region, _ = explored([1, 2, 1, 1], 2, "1/4", False, 0)
    free = free_weights_of(region, weights)
    for row in random_slices(region, 5, 1, free):
        assert row[0] + sum(c * v for c, v in zip(row[1:], free, strict=True)) == 0
    assert random_slices(region, 5, 1) != random_slices(region, 5, 2)


def test_a_sample_that_is_there_twice():
    inputs, targets, _, pattern = planted([2, 2, 1, 1], 4, "1/4", False, 5)
    twice = tuple(tuple(unit + unit[2] + unit[0] for unit in layer) for layer in pattern)
    question = deep_question_of(
        [*inputs, inputs[2], inputs[0]], [*targets, targets[2], targets[0]], [2, 2, 1, 1], "1/4"
    )
    found = explore_region(question, twice, 0, UNLIMITED)
    assert (found["status"], found["count"]) == ("exact", 1)


def test_reasons_for_no_zero():
    question = deep_question_of([[1], [2]], [3, 5], [1, 2, 1, 1])
    for pattern, word in (("00,00/11", "takes in 0"), ("11,11/00", "dead"), ("11,11/11", "is not")):
        asked = posed(Region(question, read_pattern(pattern, question)), [])
        assert word in asked.because, pattern
    inconsistent = deep_question_of([[1, 2], [3, -1], [-2, 5], [1, 1]], [3, -4, 5, 2], [2, 2, 1], "1/4")
    asked = posed(Region(inconsistent, read_pattern("0000,0010", inconsistent)), [])
    assert "1 is in their ideal" in asked.because
