from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from verify.instruments.lines import (
    RELU,
    exact_array,
    exact_arrays,
    integer_null_space,
    integer_rank,
    losses_along,
    output_jacobian,
    outputs_along,
    preactivations,
    split_by_layer,
    unit_directions,
)
from verify.instruments.matrices import random_matrix

WIDTHS = [(1, 1, 1), (2, 3, 2), (2, 2, 2, 1), (3, 1, 2)]
ACTIVATIONS = [[0, 1], [0, 0, 1], [1, 2, -1, 1]]


def drawn(widths, seed=0):
    """Weights, a direction in weight space, and inputs of three samples."""
    stream = np.random.default_rng([*widths, seed])
    weights, moves = (
        exact_arrays([random_matrix(stream, b, a, bound=2) for a, b in pairwise(widths)]) for _ in range(2)
    )
    return weights, moves, exact_array(random_matrix(stream, widths[0], 3, bound=2))


def plain_outputs(weights, inputs, activation):
    """One number after the other."""

    def activated(z):
        return max(z, 0) if activation == RELU else sum(c * z**k for k, c in enumerate(activation))

    columns = []
    for sample in inputs.T:
        signal = list(sample)
        for k, weight in enumerate(weights):
            signal = [sum(w * v for w, v in zip(row, signal, strict=True)) for row in weight]
            signal = [activated(z) for z in signal] if k + 1 < len(weights) else signal
        columns.append(signal)
    return np.array(columns, dtype=object).T


@pytest.mark.parametrize("activation", [*ACTIVATIONS, RELU])
@pytest.mark.parametrize("widths", WIDTHS)
def test_the_last_preactivations_are_the_outputs(widths, activation):
    weights, _, inputs = drawn(widths)
    found = preactivations(weights, inputs, activation)
    assert [len(h) for h in found] == list(widths[1:])
    assert (found[-1] == plain_outputs(weights, inputs, activation)).all()


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("widths", WIDTHS)
def test_the_expansion_is_the_polynomial(widths, activation):
    """With enough coefficients the sum over t^k is the network at w + t v, for every t."""
    weights, moves, inputs = drawn(widths)
    degree = 1
    for _ in widths[2:]:
        degree = (len(activation) - 1) * degree + 1
    found = outputs_along(weights, [move[None] for move in moves], inputs, activation, degree)[0]
    for t in (1, -2, Fraction(1, 3)):
        moved = [w + t * v for w, v in zip(weights, moves, strict=True)]
        wanted = plain_outputs(moved, inputs, activation)
        assert (sum(c * t**k for k, c in enumerate(found)) == wanted).all()


@pytest.mark.parametrize("widths", WIDTHS)
def test_relu_by_the_side_it_leaves_to(widths):
    """For a small step the network is the polynomial that was found, also from a unit at its kink."""
    weights, moves, inputs = drawn(widths)
    weights[0][0] = 0
    order = len(weights)
    found = outputs_along(weights, [move[None] for move in moves], inputs, RELU, order)[0]
    t = Fraction(1, 10**6)
    wanted = plain_outputs([w + t * v for w, v in zip(weights, moves, strict=True)], inputs, RELU)
    assert (sum(c * t**k for k, c in enumerate(found)) == wanted).all()


def test_losses_are_half_the_squares():
    """(3 + t)² − 1 at x = 1: the loss is ½(8 + 6t + t²)² = 32 + 48t + 26t² + …"""
    one = np.array([[[1]]], dtype=object)
    still = np.array([[[0]]], dtype=object)
    outputs = outputs_along(exact_arrays([[[3]], [[1]]]), [one, still], exact_array([[1]]), [0, 0, 1], 2)
    assert losses_along(outputs, exact_array([[1]])).tolist() == [[32, 48, 26]]


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_jacobian_of_one_hidden_layer_in_closed_form(activation):
    """Columns vec(W1): (W2 ∘ σ̇(W1 x)ᵀ) ⊗ xᵀ in the order of vec; columns vec(W2): σ(W1 x)ᵀ ⊗ I."""
    (w1, w2), _, inputs = drawn((2, 3, 2))
    blocks = []
    for x in inputs.T:
        z = w1 @ x
        slope = sum(k * c * z ** max(k - 1, 0) for k, c in enumerate(activation))
        value = sum(c * z**k for k, c in enumerate(activation))
        first, second = np.kron(x[None], w2 * slope[None]), np.kron(value[None], np.eye(2, dtype=int).astype(object))
        blocks.append(np.concatenate([first, second], axis=1))
    found = output_jacobian([w1, w2], inputs, activation)
    assert (found == np.concatenate(blocks)).all()


def test_directions_are_split_column_after_column():
    parts = split_by_layer(np.arange(10)[None], [(2, 3), (1, 4)])
    assert parts[0].tolist() == [[[0, 2, 4], [1, 3, 5]]]
    assert parts[1].tolist() == [[[6, 7, 8, 9]]]
    units = unit_directions([(2, 3), (1, 4)])
    assert [part.shape for part in units] == [(10, 2, 3), (10, 1, 4)]
    assert sum(int(part.sum()) for part in units) == 10
    assert units[0][1].tolist() == [[0, 0, 0], [1, 0, 0]]


@pytest.mark.parametrize("seed", range(4))
def test_null_space_and_rank(seed):
    values = exact_array(random_matrix(np.random.default_rng(seed), 3, 4, bound=1))
    values[2] = values[0] - 2 * values[1]
    basis = integer_null_space(values)
    assert not (values @ basis.T).any()
    assert len(basis) == integer_rank(basis) == 4 - integer_rank(values) >= 2


def test_a_full_rank_has_no_null_space():
    assert integer_null_space(exact_array([[1, 0], [0, 2]])).shape == (0, 2)


def test_arrays_hold_integers_where_they_can():
    found = exact_array([["4/2", "1/3"]])
    assert found.tolist() == [[2, Fraction(1, 3)]]
    assert [type(v) for v in found[0]] == [int, Fraction]
