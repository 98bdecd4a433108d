"""Indices with planted eigenvalues, and losses by hand."""

import flint
import numpy as np
from hypothesis import given, strategies as st

from algebraic.census.morse import losses, morse_index, negative_pivots
from algebraic.data.exact_data import check_data
from algebraic.ideals.problems import make_problem
from algebraic.networks.network import Network
from algebraic.shell.exact import rationals


@given(st.lists(st.integers(-5, 5).filter(bool), min_size=1, max_size=5), st.integers(0, 10**6))
def test_negative_pivots_are_the_planted_signs(signs, seed):
    """Tᵀ D T has the inertia of D (Sylvester)."""
    size = len(signs)
    change = flint.fmpq_mat(size, size, np.random.default_rng(seed).integers(-9, 10, size * size).tolist())
    if change.rank() < size:
        return
    diagonal = flint.fmpq_mat([[signs[i] if i == j else 0 for j in range(size)] for i in range(size)])
    found = negative_pivots(flint.arb_mat(change.transpose() * diagonal * change))
    assert found is None or found == sum(s < 0 for s in signs)


def test_an_index_with_a_vanishing_first_pivot():
    class Saddle:
        num_unknowns = 2

        def evaluate(self, w):
            return None, flint.acb_mat([[0, 1], [1, 0]])

    assert negative_pivots(flint.arb_mat([[0, 1], [1, 0]])) is None
    assert morse_index(Saddle(), [["0", "0", "0"]] * 2) == 1


def test_losses_are_the_formula():
    net = Network.dense([1, 1], output_bias=False)
    loss, objective = losses(net, rationals([[2]]), rationals([[3]]), rationals([5]), [["4", "0", "1e-20"]])
    assert loss.contains(flint.fmpq(25, 2))  # ½ (8 − 3)²
    assert objective.contains(flint.fmpq(25, 2) + 40)  # + ½ · 5 · 16
    assert loss.rad() < 1e-15


def test_units_of_the_weights_do_not_matter():
    """The saddle of a product of two weights, whose units are 10^34 apart: the diagonal of its Hessian vanishes."""
    net = Network.dense([1, 1, 1], "z/10**9", hidden_bias=False, output_bias=False)
    inputs, targets = [[917424 * 10**6], [-816422 * 10**6]], [-50166 * 2**20, 431198 * 2**20]
    problem = make_problem(net, 2, check_data(inputs, targets, net), system="critical")
    assert morse_index(problem.exact, [["0", "0", "1e-20"], ["0", "0", "1e4"]]) == 1
