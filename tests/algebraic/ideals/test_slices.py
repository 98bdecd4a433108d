"""Slices keep the rank, and no more weights are free than the functions have dimensions."""

from fractions import Fraction

import flint
import numpy as np
import pytest

from algebraic.ideals import choose_gauge, draw_numbers
from algebraic.networks import Network, PrimeField, jacobian
from algebraic.ranks import generic_rank
from algebraic.shell import TooLarge

from .test_function_problem import problem_of


@pytest.mark.parametrize("kind", ["fixed", "random"])
@pytest.mark.parametrize(("widths", "activation"), [([3, 2, 3], "z"), ([2, 2, 1], "z**3"), ([2, 1, 2], "z**2")])
def test_a_slice_keeps_the_rank(widths, activation, kind):
    """As many free weights as the functions have dimensions, and the derivative on the slice is of that rank."""
    problem = problem_of(widths, activation, kind=kind)
    net, gauge = problem.question.network, problem.question.gauge
    rank = generic_rank(net).rank
    assert len(gauge.free) == rank
    prime = 1_000_003
    field, stream = PrimeField(prime), np.random.default_rng(0)
    free = stream.integers(0, prime, rank).tolist()
    weights = field.array(gauge.weights([Fraction(v) for v in free]))
    whole = jacobian(net, field, weights, stream.integers(0, prime, (rank + 1, net.input_dim)))
    basis = np.zeros((net.num_params, rank), dtype=object)
    basis[gauge.free, range(rank)] = 1
    for k, form in gauge.forms.items():
        basis[k, : len(form) - 1] = [field.constant(v) for v in form[1:]]
    product = (whole.astype(object) @ basis) % prime
    assert flint.nmod_mat(product.tolist(), prime).rank() == rank


def test_too_many_dimensions():
    net = Network.dense([8, 1, 8], "z", hidden_bias=False, output_bias=False)
    with pytest.raises(TooLarge, match="fill 61 dimensions"):
        choose_gauge(net, 61, "fixed", 0)


def test_numbers_are_of_the_size_1_and_their_sign_is_as_asked():
    numbers = draw_numbers(np.random.default_rng(0), 200)
    assert {value > 0 for value in numbers} == {True, False}
    assert all(Fraction(1, 2) <= abs(value) < 2 for value in numbers)
    assert min(draw_numbers(np.random.default_rng(0), 200, positive=True)) > 0
