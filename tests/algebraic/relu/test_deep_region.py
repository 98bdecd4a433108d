import flint
import pytest

from algebraic.relu.deep_census import free_weights_of
from algebraic.relu.deep_question import deep_question_of, read_pattern
from algebraic.relu.deep_region import Region
from algebraic.shell import as_fmpq, as_fraction
from tests.algebraic.relu.planted import outputs_of, planted

SHAPES = [([1, 2, 1, 1], 3, "1/4", False), ([2, 2, 2, 1], 4, 0, True), ([2, 3, 2], 3, "1/2", False),
          ([1, 2, 2, 2, 1], 3, "1/5", True)]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", range(3))
def test_planted_weights_solve_the_equations_of_their_pattern(shape, seed):
    widths, samples, leak, bias = shape
    inputs, targets, weights, pattern = planted(widths, samples, leak, bias, seed)
    region = Region(deep_question_of(inputs, targets, widths, leak, bias), pattern)
    assert region.interior
    assert region.consistent
    free = free_weights_of(region, weights)
    passed = region.passed(dict(zip(region.free, map(as_fmpq, free), strict=True)))
    assert not any(passed.outputs)
    assert all(z > 0 for layer in passed.signals for unit in layer for z in unit)
    assert all(abs(unit[0]) == 1 for layer in passed.signals for unit in layer)
    scaled = [as_fraction(passed.weights[name]) for name in region.question.names]
    assert outputs_of(region.question, scaled) == [list(row) for row in region.question.targets]
    for polynomial in region.equations()[1]:
        assert polynomial.is_zero() or polynomial(*map(as_fmpq, free)) == 0


def test_patterns_without_an_interior():
    question = deep_question_of([[1], [2]], [3, 4], [1, 2, 1, 1])
    assert not Region(question, read_pattern("00,00/11", question)).interior
    assert Region(question, read_pattern("00,11/00", question)).interior
    assert not Region(question, read_pattern("00,11/00", question)).consistent
    biased = deep_question_of([[1], [2]], [3, 4], [1, 2, 1, 1], 0, True)
    assert Region(biased, read_pattern("00,00/11", biased)).interior


def test_a_planted_falsehood_is_seen():
    inputs, targets, weights, pattern = planted([1, 2, 1, 1], 3, "1/4", False, 0)
    targets[1][0] += 1
    region = Region(deep_question_of(inputs, targets, [1, 2, 1, 1], "1/4"), pattern)
    passed = region.passed(dict(zip(region.free, map(as_fmpq, free_weights_of(region, weights)), strict=True)))
    assert passed.outputs[0] == flint.fmpq(-1)
