"""Learning coefficients at points of small networks, and what they say beside the rank of the Hessian."""

from fractions import Fraction

import pytest

from algebraic.shell import TooLarge, WrongInput
from verify.catalogue import find_claim
from verify.checks.t3.local_quadratic import second_derivatives
from verify.checks.t3.zero_sets import local_form
from verify.instruments import coefficient_at, computed
from verify.run import Draws


def at(*weights, activation=(0, 1), x=((1,),)):
    return coefficient_at({"X": [list(row) for row in x], "weights": list(weights), "activation": list(activation)})


@pytest.mark.parametrize(
    ("weights", "activation", "value", "multiplicity", "rank"),
    [
        (([[0]], [[0]]), (0, 1), "1/2", 2, 0),  # v w
        (([[1]], [[0]]), (0, 1), "1/2", 1, 1),  # near a regular point of v w = 0
        (([[0]], [[0]]), (0, 0, 0, 1), "1/6", 1, 0),  # v w³
        (([[0]], [[1]]), (0, 0, 1), "1/4", 1, 0),  # w², a smooth zero set
        (([[0, 0]],), (0, 1), "1/2", 1, 1),  # a w1 + b w2, no hidden layer
    ],
)
def test_by_hand(weights, activation, value, multiplicity, rank):
    x = ((1,), (2,)) if len(weights) == 1 else ((1,),)
    found = at(*weights, activation=activation, x=x)
    assert (found.lower, found.upper, found.multiplicity) == (Fraction(value), Fraction(value), multiplicity)
    assert found.quadratic(rank) is (2 * Fraction(value) == rank)
    assert found.contradicts(rank + 5)
    assert not found.contradicts(rank)


def test_beside_the_zeros_near_the_point():
    """λ is half of the rank where the zeros are proved to be a manifold of its codimension, and only there."""
    claim, kinds = find_claim("T3-02"), set()
    for seed in (1, 2):
        for k in range(0, 20, 2):
            instance = Draws(claim, seed).instance(k, 20)
            form, found = local_form(instance), coefficient_at(instance)
            assert form.rank == second_derivatives(instance).rank()
            if form.manifold is not None and found.quadratic(form.rank) is not None:
                assert found.quadratic(form.rank) == form.manifold
                kinds.add(form.manifold)
            assert not found.contradicts(form.rank)
    assert kinds == {True, False}


def test_what_is_not_computed_says_why():
    rectified = coefficient_at({"X": [[1]], "weights": [[[1]], [[1]]], "activation": "relu"})
    assert (rectified.lower, rectified.quadratic(1), rectified.contradicts(99)) == (None, None, False)
    assert "no polynomial" in rectified.because
    large = computed(lambda: raised(TooLarge("many terms")))
    assert "many terms" in large.because
    assert computed(lambda: raised(WrongInput("no zero"))).told() == {
        "lambda": None, "multiplicity": None, "because": "no zero",
    }  # fmt: skip


def raised(problem):
    raise problem


def test_inputs_of_zero_change_nothing():
    found = at([[1]], [[1]], x=((0, 0),))
    assert (found.lower, found.quadratic(0)) == (0, True)
    assert at([[1]], [[1]], activation=(1, 1), x=((0,),)).lower == Fraction(1, 2)  # v (w·0 + 1)
