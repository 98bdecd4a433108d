from fractions import Fraction
from itertools import pairwise, product

import pytest

from algebraic.relu import relu_zero_set
from algebraic.relu.known import Known
from algebraic.relu.paths import Node, cell_of, chain, numbers_in, path_along, step_fault, weights_of
from algebraic.relu.points import products_at
from algebraic.relu.question import question_of
from algebraic.relu.unit import unit_of
from algebraic.shell import UNLIMITED, Budget, OutOfBudget, WrongInput

SETS = {
    "connected": ([[1], [2]], [3, -5], 3, 0, True),
    "two components": ([[1], [2]], [3, -5], 2, 0, True),
    "leaky": ([[1], [2], [5]], [3, -5, 1], 3, "1/4", True),
    "several outputs": ([[1], [-2]], [[3, -5], [6, -10]], 3, "1/3", False),
    "a line": ([[1, 2], [2, 4]], [3, 6], 2, "1/3", False),
    "nothing": ([[0]], [0], 2, 0, False),
}


def points_of(given):
    """A point of each component, and its mirror in the order of the units, with other scales."""
    inputs, targets, units, leak, bias = given
    question, found = question_of(*given), []
    for kind in relu_zero_set(inputs, targets, units, leak, hidden_bias=bias).points:
        for way in (1, -1):
            outer, inner = (
                [tuple(map(Fraction, r)) for r in kind[key]][::way] for key in ("output_weights", "hidden_weights")
            )
            scales = [Fraction(2 * k + 1, 3) for k in range(units)]
            outer = [tuple(s * v for v in row) for s, row in zip(scales, outer, strict=True)]
            inner = [tuple(v / s for v in row) for s, row in zip(scales, inner, strict=True)]
            found.append(products_at(question, outer, inner))
    return question, found


def error_along(question, before, after, t):
    """The largest error on a step: exact on a line, in floats on a hyperbola."""
    outer, inner = [], []
    for a, w, b, v in zip(
        before.output_weights, before.hidden_weights, after.output_weights, after.hidden_weights, strict=True
    ):
        if after.step == "linear":
            outer.append(tuple(x + t * (y - x) for x, y in zip(a, b, strict=True)))
            inner.append(tuple(x + t * (y - x) for x, y in zip(w, v, strict=True)))
        else:
            ratio = next((y / x for x, y in zip(a, b, strict=True) if x), Fraction(1))
            scale = Fraction(float(ratio) ** float(t))
            outer.append(tuple(scale * x for x in a))
            inner.append(tuple(y / scale for y in w))
    outputs = [v for row in question.outputs(outer, inner) for v in row]
    return max(abs(f - y) for f, y in zip(outputs, question.target_vector(), strict=True))


@pytest.mark.parametrize("name", SETS)
def test_every_pair_is_joined_or_lies_in_two_components(name):
    question, points = points_of(SETS[name])
    unit = unit_of(question, UNLIMITED)
    known = Known(unit, question.target_vector())
    joined = 0
    for first, last in product(points, points):
        cells = chain(unit, cell_of(question, unit, first), cell_of(question, unit, last), known, UNLIMITED)
        if cells is None:
            continue
        joined += 1
        nodes = path_along(question, unit, cells, known, (first, last))
        assert (nodes[0].output_weights, nodes[0].hidden_weights) == (first.output_weights, first.hidden_weights)
        assert (nodes[-1].output_weights, nodes[-1].hidden_weights) == (last.output_weights, last.hidden_weights)
        for before, after in pairwise(nodes):
            assert step_fault(question, before, after) == ""
            for t in (Fraction(0), Fraction(1, 7), Fraction(2, 3), Fraction(1)):
                error = error_along(question, before, after, t)
                assert error == 0 if after.step == "linear" else error < 1e-9
    inputs, targets, units, leak, bias = SETS[name]
    if relu_zero_set(inputs, targets, units, leak, hidden_bias=bias).components == 1:
        assert joined == len(points) ** 2
    else:
        assert len(points) <= joined < len(points) ** 2


def test_a_step_that_leaves_the_set_is_found():
    question = question_of([[1], [-1]], [1, 0], 1)
    here, there = Node("start", ((1,),), ((1,),)), Node("linear", ((1,),), ((-1,),))
    assert "linear" in step_fault(question, here, there)
    assert "hyperbola" in step_fault(question, here, Node("rescale", ((2,),), ((2,),)))
    assert "hyperbola" in step_fault(question, here, Node("rescale", ((-1,),), ((-1,),)))
    assert step_fault(question, here, Node("rescale", ((2,),), ((Fraction(1, 2),),))) == ""


def test_all_weights_in_the_order_of_the_parameters():
    question = question_of([[1], [2]], [3, -5], 2, 0, True)
    point = weights_of(question, numbers_in([[[-3], [5]], [7, -4], [[1, -1]]]), "it")
    assert point.hidden_weights == ((-3, 7), (5, -4))
    assert point.output_weights == ((1,), (-1,))
    several = question_of([[1]], [[3, 4]], 2)
    assert weights_of(several, numbers_in([1, 0, 3, 9, 4, 9]), "it").output_weights == ((3, 4), (9, 9))


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ([1, 2], "bad_weights"),
        ([1, "x", 1, 1, 1, 1], "bad_weights"),
        ([1, 2, 3, 4, 5, 6], "no_zero"),
        (None, "bad_weights"),
    ],
)
def test_bad_weights(given, kind):
    question = question_of([[1], [2]], [3, -5], 2, 0, True)
    with pytest.raises(WrongInput) as caught:
        weights_of(question, numbers_in(given), "the first point")
    assert caught.value.kind == kind


def test_the_time_is_looked_at():
    question, points = points_of(SETS["leaky"])
    unit = unit_of(question, UNLIMITED)
    known = Known(unit, question.target_vector())
    with pytest.raises(OutOfBudget):
        chain(unit, cell_of(question, unit, points[0]), cell_of(question, unit, points[-1]), known, Budget(1e-9))
