from fractions import Fraction

import pytest

from algebraic.relu.points import coordinates, point_at, point_of, products_at
from algebraic.relu.question import question_of
from algebraic.relu.unit import unit_of
from algebraic.shell import UNLIMITED


def fractions(rows):
    return [tuple(map(Fraction, row)) for row in rows]


def test_the_products_of_its_weights_are_those_of_the_point():
    question = question_of([[1, 2, 3], [0, 1, 1], [2, 4, 6]], [1, 2, 2], 2)
    point = point_at(question, [1, -1], fractions([[3, 4], [5, 6]]))
    again = products_at(question, point.output_weights, point.hidden_weights)
    assert (again.signs, again.products) == ((1, -1), ((3, 4), (5, 6)))
    assert point.hidden_weights[0][2] == 0  # the third column follows from the others on these data


@pytest.mark.parametrize(("a", "w"), [(2, (1, 0, 5)), ("-1/3", (0, 2, -1)), (0, (1, 1, 1))])
def test_a_unit_computes_from_its_products_what_it_computes_from_its_weights(a, w):
    question = question_of([[1, 2, 3], [0, 1, 1], [2, 4, 6]], [1, 2, 2], 1, "1/4")
    given = fractions([[a]]), fractions([w])
    point = products_at(question, *given)
    again = point_at(question, point.signs, point.products)
    assert question.outputs(*given) == question.outputs(again.output_weights, again.hidden_weights)
    assert len(coordinates(question, given[1])[0]) == 2


def test_several_outputs():
    question = question_of([[1, 2], [-2, -4]], [[1, 2], [3, 4]], 2, "1/4")
    given = fractions([[1, 2], [3, 4]]), fractions([[1, 1], [0, -3]])
    point = products_at(question, *given)
    assert point.signs == (1, -1)
    again = point_at(question, point.signs, point.products)
    assert question.outputs(*given) == question.outputs(again.output_weights, again.hidden_weights)


def test_units_share_a_ray():
    question = question_of([[1], [2]], [3, 6], 3)
    unit = unit_of(question, UNLIMITED)
    (ray,) = (k for k, ray in enumerate(unit.rays) if ray.sign == 1 and ray.direction == (1,))
    (piece,) = (k for k, p in enumerate(unit.pieces) if p.rays == 1 << ray)
    point = point_of(question, unit, (piece, piece, piece + 1), (piece, piece), {ray: Fraction(3)})
    assert point.products == ((Fraction(3, 2),), (Fraction(3, 2),), (0,))
    assert point.signs == (1, 1, 0)
    assert question.outputs(point.output_weights, point.hidden_weights) == [(3,), (6,)]
