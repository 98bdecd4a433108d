from fractions import Fraction

import numpy as np
import pytest

from algebraic.relu.question import question_of
from algebraic.relu.unit import unit_of, whole_column
from algebraic.shell import UNLIMITED


def unit(inputs, *options, targets=None):
    question = question_of(inputs, targets or [0] * len(inputs), 1, *options)
    return question, unit_of(question, UNLIMITED)


@pytest.mark.parametrize("leak", [0, "1/4"])
def test_a_ray_has_the_outputs_of_the_unit(leak):
    question, found = unit([[1, 2], [-3, 1], [2, -2]], leak)
    for ray in found.rays:
        inner = [tuple(map(Fraction, ray.direction))]
        computed = question.outputs([(Fraction(ray.sign),)], inner)
        assert tuple(value for row in computed for value in row) == ray.outputs


def test_the_unit_is_linear_on_a_piece():
    question, found = unit([[1, 2, 0], [-3, 1, 1], [2, -2, 5]], "1/3")
    stream = np.random.default_rng(0)
    for piece in found.pieces:
        rays = [ray for k, ray in enumerate(found.rays) if piece.rays >> k & 1]
        assert {ray.sign for ray in rays} == {piece.sign}
        shares = [int(c) for c in stream.integers(1, 9, len(rays))]
        u = [tuple(Fraction(sum(c * ray.direction[i] for c, ray in zip(shares, rays, strict=True))) for i in range(3))]
        parts = [sum(c * ray.outputs[i] for c, ray in zip(shares, rays, strict=True)) for i in range(3)]
        assert question.outputs([(Fraction(piece.sign),)], u) == [(part,) for part in parts]
        signals = [sum(a * b for a, b in zip(x, u[0], strict=True)) for x in question.inputs]
        assert piece.pattern == "".join(str(int(s > 0)) for s in signals)
        assert all(signals)  # an inner point


def test_the_other_sign_is_reached_through_zero_only():
    _, found = unit([[1, 2], [-3, 1]])
    for place, piece in enumerate(found.pieces):
        flips = [(other, common) for other, common in piece.moves if found.pieces[other].sign != piece.sign]
        assert [common for _, common in flips] == [0]
        assert (place, 0) in found.pieces[flips[0][0]].moves


def test_special_data():
    assert len(unit([[0, 0]])[1].pieces) == 2  # nothing that a unit computes
    assert len(unit([[1, 2], [2, 4]])[1].pieces) == 4  # one line
    assert len(unit([[1, 2], [-1, -2], [0, 0]])[1].pieces) == 4
    patterns = {piece.pattern for piece in unit([[1, 2], [-1, -2], [0, 0]])[1].pieces}
    assert patterns == {"100", "010"}


def test_dimensions_of_weights():
    assert [(u.dead_dimension, u.live_dimension) for u in (unit([[1, 2], [2, 4]])[1], unit([[1, 2], [0, 4]])[1])] == [
        (2, 2),
        (2, 1),
    ]
    several = unit([[1], [2]], targets=[[1, 2, 3], [1, 2, 3]])[1]
    assert (several.dead_dimension, several.live_dimension, several.span(several.pieces[0].rays)) == (3, 1, 3)


def test_several_outputs_have_two_pieces():
    question, found = unit([[1], [-2]], "1/2", targets=[[0, 0], [0, 0]])
    assert len(found.pieces) == 2
    for ray in found.rays:
        outer = [tuple(map(Fraction, ray.direction))]
        computed = question.outputs(outer, [(Fraction(ray.sign),)])
        assert tuple(value for row in computed for value in row) == ray.outputs


def test_whole_column():
    assert whole_column((Fraction(0), Fraction(0))) == ((0, 0), 1)
    numbers, factor = whole_column((Fraction(4, 3), Fraction(-2)))
    assert [factor * n for n in numbers] == [Fraction(4, 3), -2]
    assert factor > 0
