import flint
import numpy as np
import pytest

from verify.instruments.linear_network import (
    DATA_LETTERS,
    LINEAR_LETTERS,
    data_and_weights,
    linear_hessian,
    linear_loss,
    linear_slopes,
    network_size,
    weight_matrices,
    weight_vector,
)
from verify.instruments.lines import exact_array, losses_along, output_jacobian, outputs_along, split_by_layer
from verify.instruments.matrices import random_matrix

SIZES = [(1, 1, 1, 1), (2, 3, 1, 2), (3, 1, 2, 2), (2, 2, 2, 3)]  # d, N, d', n


def drawn(d, width, outputs, n):
    stream = np.random.default_rng([d, width, outputs, n])
    return {
        "X": random_matrix(stream, d, n, bound=3),
        "Y": random_matrix(stream, outputs, n, bound=3),
        "W1": random_matrix(stream, width, d, bound=3),
        "W2": random_matrix(stream, outputs, width, bound=3),
    }


@pytest.mark.parametrize("sizes", SIZES)
def test_slopes_are_the_matrix_formulas(sizes):
    """∂L/∂W1 = W2ᵀ E Xᵀ and ∂L/∂W2 = E Xᵀ W1ᵀ with E = W2 W1 X − Y."""
    x, y, w1, w2 = data_and_weights(drawn(*sizes))
    error = w2 * w1 * x - y
    first, second = linear_slopes(x, y, w1, w2)
    assert first == w2.transpose() * error * x.transpose()
    assert second == error * x.transpose() * w1.transpose()


@pytest.mark.parametrize("sizes", SIZES)
def test_the_hessian_by_expansion_along_lines(sizes):
    """vᵀ∇²L v is twice the second coefficient of L(w + tv), which the module of lines finds with other arithmetic."""
    instance = drawn(*sizes)
    x, y, w1, w2 = data_and_weights(instance)
    whole = linear_hessian(x, y, w1, w2)
    assert whole == whole.transpose()
    layers = [exact_array(instance["W1"]), exact_array(instance["W2"])]
    for seed in range(3):
        stream = np.random.default_rng(seed)
        moves = [exact_array(random_matrix(stream, *layer.shape, bound=2)) for layer in layers]
        outputs = outputs_along(layers, [move[None] for move in moves], exact_array(instance["X"]), [0, 1], 2)
        wanted = 2 * losses_along(outputs, exact_array(instance["Y"]))[0, 2]
        v = flint.fmpq_mat([[int(entry)] for move in moves for entry in move.ravel()])
        form = (v.transpose() * whole * v)[0, 0]
        assert (form.p, form.q) == (wanted.numerator, wanted.denominator)


def test_at_zero_error_the_hessian_is_that_of_gauss_and_newton():
    """∇²L = JᵀJ where W2 W1 X = Y; the weights of a layer are in the order of rows there, of columns in J."""
    instance = drawn(2, 2, 2, 3)
    x, _, w1, w2 = data_and_weights(instance)
    layers = [exact_array(instance["W1"]), exact_array(instance["W2"])]
    slopes = output_jacobian(layers, exact_array(instance["X"]), [0, 1])
    by_rows = [part.reshape(len(slopes), -1) for part in split_by_layer(slopes, [layer.shape for layer in layers])]
    wanted = np.concatenate(by_rows, axis=1)
    assert linear_hessian(x, w2 * w1 * x, w1, w2) == flint.fmpq_mat((wanted.T @ wanted).tolist())


def test_the_loss_has_its_factor():
    x, y, w1, w2 = (flint.fmpq_mat([[v]]) for v in (2, 1, 3, 5))
    assert linear_loss(x, y, w1, w2) == flint.fmpq(29**2, 2)


def test_weights_as_a_vector_and_back():
    _, _, w1, w2 = data_and_weights(drawn(2, 3, 2, 1))
    w = weight_vector(w1, w2)
    assert w[: w1.ncols()] == w1.tolist()[0]
    assert weight_matrices(w, w1, w2) == (w1, w2)


def test_the_size_is_that_of_data_and_weights_alone():
    instance = drawn(1, 1, 1, 1)
    assert network_size(instance) == network_size({**instance, "batches": [[0]]}) == len(str(instance))
    assert network_size({**instance, "W1": [["-100/7"]]}) > network_size(instance)


def test_letters():
    assert LINEAR_LETTERS.items() > DATA_LETTERS.items()
    assert set(LINEAR_LETTERS) - set(DATA_LETTERS) == {"E", "A", "w"}
