"""Deep linear networks with weights."""

from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest

from algebraic.networks import Network
from algebraic.shell import WrongInput
from algebraic.thresholds.germs import at_origin
from algebraic.thresholds.of_networks import _for_all_inputs
from algebraic.thresholds.of_products import at_matrices, input_rank, linear_widths, matrices_of


def network(widths, activation="z"):
    return Network.dense(widths, activation, hidden_bias=False, output_bias=False)


def drawn(draw, widths):
    """Weights with entries 0, 1, −1, mostly 0: all kinds of ranks."""
    return [[[draw.choice((0, 0, 0, 1, -1)) for _ in range(a)] for _ in range(b)] for a, b in pairwise(widths)]


def test_the_general_way_agrees_where_it_decides():
    """The same equations as polynomials, by elimination and Newton polyhedra."""
    draw, exact = Random(4), 0
    for _ in range(40):
        widths = [draw.randint(1, 2) for _ in range(draw.randint(2, 4))]
        weights = drawn(draw, widths)
        flat = [Fraction(value) for matrix in weights for row in matrix for value in row]
        expected, found = at_matrices(widths, weights), at_origin(_for_all_inputs(network(widths), flat))
        assert found.lower <= expected.value <= found.upper
        if found.value is not None:
            exact += 1
            assert found.value == expected.value
            assert found.multiplicity in (None, expected.multiplicity)
    assert exact > 20


def test_bases_do_not_matter():
    weights = [[[1, 0, 0], [0, 0, 0]], [[0, 1], [0, 0]], [[0, 0], [0, 0], [0, 0]]]
    moved = [[[1, 2, 3], [2, 4, 6]], [[-2, 1], [-4, 2]], [[0, 0], [0, 0], [0, 0]]]
    one, other = at_matrices([3, 2, 2, 3], weights), at_matrices([3, 2, 2, 3], moved)
    assert (one.value, one.multiplicity) == (other.value, other.multiplicity)


def test_only_the_span_of_the_inputs_counts():
    weights = [[[1, -1, 0], [0, 0, 0]], [[0, 0]]]
    found = at_matrices([3, 2, 1], weights, inputs=[[1, 1, 0], [2, 2, 0]])
    same = at_matrices([1, 2, 1], [[[0], [0]], [[0, 0]]])
    assert (found.value, found.multiplicity) == (same.value, same.multiplicity)
    assert input_rank([[1, 1, 0], [2, 2, 0]], 3) == 1
    assert at_matrices([3, 2, 1], weights, inputs=[[1, 0, 0]], targets=[[0]]).value is not None


@pytest.mark.parametrize(
    ("options", "kind"),
    [
        ({"inputs": [[1, 0, 0]], "targets": [[1]]}, "no_zero"),
        ({"targets": [[1]]}, "usage"),
        ({"inputs": [[0, 0, 0]]}, "bad_data"),
        ({"inputs": [[1, 0]]}, "bad_shape"),
    ],
)
def test_errors(options, kind):
    with pytest.raises(WrongInput) as problem:
        at_matrices([3, 2, 1], [[[1, -1, 0], [0, 0, 0]], [[0, 0]]], **options)
    assert problem.value.kind == kind


def test_which_networks_are_deep_linear():
    assert linear_widths(network([3, 2, 1], "2*z")) == [3, 2, 1]
    assert linear_widths(network([3, 2, 1], "z+1")) is None
    assert linear_widths(network([3, 2, 1], "z**2")) is None
    assert linear_widths(Network.dense([3, 2, 1], "z")) is None
    assert matrices_of(network([2, 1, 1], "2*z"), [1, 2, 3]) == [[[2, 4]], [[3]]]
