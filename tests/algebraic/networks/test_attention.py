"""Attention as a network: a literal version, finite differences, sizes that are refused."""

import numpy as np
import pytest

from algebraic.networks import (
    FloatingPoint,
    Rationals,
    degree_bound,
    forward,
    input_degree,
    jacobian,
    lightning_attention,
    output_degrees,
    polynomial_attention,
)
from algebraic.shell.errors import WrongInput
from tests.reference import slow

SIZES = [(1, 1, 1), (2, 2, 1), (3, 2, 2), (2, 3, 3)]


def numbers(network, seed):
    stream = np.random.default_rng(seed)
    return stream.integers(-9, 10, network.num_params), stream.integers(-9, 10, (2, network.input_dim))


@pytest.mark.parametrize("power", [1, 3])
@pytest.mark.parametrize(("tokens", "dim", "rows"), SIZES)
def test_the_formula_written_down(tokens, dim, rows, power):
    network = polynomial_attention(tokens, dim, rows, f"z**{power}")
    assert (network.num_params, network.output_dim) == (dim * dim + rows * dim, tokens * rows)
    weights, inputs = numbers(network, 5)
    ring = Rationals()
    found = forward(network, ring, ring.array(weights), ring.array(inputs)).output
    a = weights[: dim * dim].reshape(dim, dim).tolist()
    v = weights[dim * dim :].reshape(rows, dim).tolist()
    wanted = [slow.attention_value(a, v, x.reshape(tokens, dim).tolist(), power) for x in inputs]
    assert found.tolist() == wanted
    if power == 1:
        plain = lightning_attention(tokens, dim, rows)
        assert forward(plain, ring, ring.array(weights), ring.array(inputs)).output.tolist() == wanted


@pytest.mark.parametrize("shape", SIZES)
def test_slopes_are_differences(shape):
    network = polynomial_attention(*shape, "z**2-z")
    weights, inputs = numbers(network, 6)
    ring, step = FloatingPoint(np.float64), 1e-6
    w, x = weights / 9, inputs / 9
    slopes = jacobian(network, ring, w, x)
    for k in range(network.num_params):
        away = step * np.eye(network.num_params)[k]
        difference = (network(w + away, x) - network(w - away, x)).ravel() / (2 * step)
        assert np.allclose(slopes[:, k], difference, rtol=1e-6, atol=1e-7)


def test_a_token_more_or_another_order_of_tokens():
    """The outputs are those of the tokens, in whatever order they come; a zero token adds nothing."""
    network, larger = lightning_attention(2, 2, 1), lightning_attention(3, 2, 1)
    weights, inputs = numbers(network, 7)
    swapped = inputs[:, [2, 3, 0, 1]]
    assert (network(weights, swapped) == network(weights, inputs)[:, ::-1]).all()
    padded = np.concatenate([inputs, np.zeros((2, 2))], axis=1)
    assert (larger(weights, padded)[:, :2] == network(weights, inputs)).all()


def test_degrees():
    assert (degree_bound(lightning_attention(2, 3)), input_degree(lightning_attention(2, 3))) == (2, 3)
    network = polynomial_attention(2, 2, 1, "z**3+z")
    assert (degree_bound(network), input_degree(network)) == (4, 7)
    assert output_degrees(network).tolist() == [[4, 4]]


@pytest.mark.parametrize(
    ("sizes", "named"),
    [((0, 2), "tokens is 0"), ((2, 0), "dim is 0"), ((2, True), "dim is True"), ((2, 2, -1), "outputs is -1")],
)
def test_sizes_that_make_no_network(sizes, named):
    with pytest.raises(WrongInput, match=named):
        lightning_attention(*sizes)


@pytest.mark.parametrize("sizes", [(2000, 2000), (10**6, 1), (2, 5000), (5, 10**6)])
def test_sizes_that_are_too_large_are_refused_before_anything_is_built(sizes):
    with pytest.raises(WrongInput, match="limit"):
        lightning_attention(*sizes)
