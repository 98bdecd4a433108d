from fractions import Fraction

import numpy as np
import pytest

from algebraic import Network, check_rank_certificate, data_rank, generic_rank
from algebraic.modular.by_flint import modular_rank
from algebraic.ranks.function_space import coefficient_map_rank
from algebraic.shell.budget import Budget
from algebraic.shell.errors import OutOfBudget, TooLarge
from algebraic.shell.exact import rationals
from tests.networks import SQUARES


def without_bias(widths, degree):
    return Network.dense(widths, f"z**{degree}", hidden_bias=False, output_bias=False)


# Dimension of the neurovariety: Kileel–Trager–Bruna 2019, Dao–Rodriguez arXiv 2605.09609, Alexander–Hirschowitz.
# It is the rank of the coefficient map, and so the generic rank for many samples.
PUBLISHED = [
    ((5, 7, 1), 3, 34, "random_points"),
    ((3, 5, 1), 4, 14, "random_points"),
    ((5, 5, 3, 1), 2, 32, "symmetries"),
    ((2, 2, 3, 3), 2, 11, "random_points"),
    ((3, 2, 1), 2, 5, "symmetries"),
    ((2, 3, 3, 2, 1), 2, 9, "function_space"),
    ((2, 2, 3, 1), 3, 6, "random_points"),
    ((2, 2, 2, 2, 1), 2, 7, "symmetries"),
    ((2, 3, 1), 2, 3, "symmetries"),
    ((5, 1, 3), 2, 7, "symmetries"),
]


@pytest.mark.parametrize(("widths", "degree", "dimension", "proof"), PUBLISHED)
def test_published_dimensions(widths, degree, dimension, proof):
    network = without_bias(widths, degree)
    result = generic_rank(network)
    assert result.rank == dimension
    assert result.upper_bound.kind == proof
    assert result.upper_bound.proved == (proof != "random_points")
    assert check_rank_certificate(network, result.certificate)
    assert coefficient_map_rank(network) == dimension


@pytest.mark.parametrize("row", SQUARES, ids=lambda r: r.name)
def test_full_rank_is_a_proof(row):
    result = generic_rank(row.network)
    assert result.rank == row.num_params
    assert result.upper_bound.kind == "parameters"


@pytest.mark.parametrize(
    ("widths", "activation", "biases", "reached"),
    [
        ((3, 1, 1), "z**3+z", (True, True), True),
        ((1, 1, 1, 1), "z**3+z", (True, True), True),
        ((2, 1, 1, 1), "z**3+z", (True, True), True),
        ((2, 2, 1), "z**3+z", (True, True), True),
        ((3, 2, 1), "z**3+z", (True, True), True),
        ((2, 2, 1, 1), "z**3+z", (True, True), True),
        ((2, 2, 2, 1), "z**3+z", (True, True), True),
        ((1, 2, 1), "z**3+z", (True, True), False),
        ((2, 1, 1), "z**2+z", (True, True), False),
        ((2, 1, 1), "z**2+z", (True, False), True),
        ((2, 1, 1), "z**2+z", (False, True), True),
        ((3, 2, 1), "z**2+z", (True, False), False),
        ((2, 1, 1), "z**3", (True, True), False),
    ],
)
def test_which_networks_reach_full_rank(widths, activation, biases, reached):
    network = Network.dense(widths, activation, hidden_bias=biases[0], output_bias=biases[1])
    assert (generic_rank(network).rank == network.num_params) == reached


def test_rank_of_few_samples_with_several_outputs():
    network = without_bias((5, 1, 3), 2)
    two = data_rank(network, rationals([[1, 2, 3, 4, 5], [7, 1, 8, 2, 9]]))
    assert (two.rank, generic_rank(network).rank) == (4, 7)
    assert not two.upper_bound.proved


def test_inputs_may_have_denominators_and_be_special():
    network = Network.dense([2, 1, 1], "z**3+z")
    assert data_rank(network, rationals([["1/3", "2/7"], ["1/2", "0.1"]])).rank == 2
    # all inputs on one line through the origin: the two first-layer weights act as one
    network = Network.dense([2, 1, 1], "z**3+z", hidden_bias=False, output_bias=False)
    assert data_rank(network, rationals([[1, 2], [2, 4], [3, 6]])).rank == 2


def test_an_unlucky_first_point_is_caught(monkeypatch):
    import algebraic.ranks.rank as module

    network = without_bias((5, 7, 1), 3)
    real, calls = module._random_weights, []

    def unlucky(network, prime, seed, index):
        weights, stream = real(network, prime, seed, index)
        calls.append(index)
        return (weights * 0 if index == 0 else weights), stream

    monkeypatch.setattr(module, "_random_weights", unlucky)
    assert module.generic_rank(network).rank == 34
    assert 1 in calls


def test_size_and_time_limits():
    with pytest.raises(TooLarge):
        generic_rank(Network.dense([100, 100, 1]))
    with pytest.raises(OutOfBudget):
        modular_rank(np.ones((3000, 3000), dtype=np.int64), 101, Budget(0.5))
    assert modular_rank(np.zeros((0, 5), dtype=np.int64), 101) == 0


def test_rational_inputs_give_the_rank_over_q():
    network = Network.dense([2, 1, 1], "z**2/2+z", output_bias=False)
    inputs = rationals([[Fraction(k, 3), k * k] for k in range(1, 6)])
    weights = [Fraction(2), Fraction(-1, 2), Fraction(3), Fraction(5)]
    import sympy

    symbols = sympy.symbols("a b c v")
    rows = []
    for x1, x2 in inputs:
        z = symbols[0] * sympy.Rational(x1) + symbols[1] * sympy.Rational(x2) + symbols[2]
        f = symbols[3] * (z**2 / 2 + z)
        rows.append([f.diff(s).subs(dict(zip(symbols, map(sympy.Rational, weights), strict=True))) for s in symbols])
    assert sympy.Matrix(rows).rank() == data_rank(network, inputs).rank == 4
