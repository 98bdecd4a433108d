from fractions import Fraction

import flint
import numpy as np
import pytest

from verify.instruments.matrices import (
    column_vector,
    columns_of,
    exact_rows,
    grow,
    half_square,
    identity,
    inertia,
    kernel_basis,
    kronecker,
    least_loss,
    least_squares,
    matrix,
    matrix_trace,
    null_projector,
    plain_matrix,
    pseudo_inverse,
    random_batches,
    random_matrix,
    rational,
    rows_within,
    stack_columns,
    stack_rows,
)

SHAPES = [(1, 1), (2, 3), (3, 2), (3, 3), (4, 2)]
Q = flint.fmpq


def drawn(rows, columns, seed=0):
    """Integers with a dependent row now and then, so that every rank occurs."""
    stream = np.random.default_rng([rows, columns, seed])
    values = random_matrix(stream, rows, columns, bound=2)
    if seed % 2:
        values[-1] = [2 * v for v in values[0]] if rows > 1 else [0] * columns
    return matrix(values)


@pytest.mark.parametrize(
    ("value", "found"), [(3, Q(3)), ("-3/6", Q(-1, 2)), (Fraction(2, 7), Q(2, 7)), ("0.25", Q(1, 4))]
)
def test_numbers_are_read_exactly(value, found):
    assert rational(value) == found


def test_numbers_that_are_none():
    with pytest.raises(ZeroDivisionError):
        rational("1/0")
    with pytest.raises(ValueError, match="Invalid literal"):
        rational("one")


def test_plain_data_and_back():
    values = [["1/2", "-3"], ["0", "7/5"]]
    assert plain_matrix(matrix(values)) == values
    assert exact_rows(values) == [[Fraction(1, 2), Fraction(-3)], [Fraction(0), Fraction(7, 5)]]
    assert matrix(exact_rows(values)) == matrix(values)


def test_random_matrices_reach_both_bounds_and_no_further():
    values = random_matrix(np.random.default_rng(0), 40, 10, bound=2)
    assert (len(values), len(values[0])) == (40, 10)
    assert {v for row in values for v in row} == {-2, -1, 0, 1, 2}
    assert all(type(v) is int for row in values for v in row)


def test_batches_have_every_size_and_no_sample_twice():
    batches = random_batches(np.random.default_rng(0), 4, 200)
    assert len(batches) == 200
    assert {len(batch) for batch in batches} == {1, 2, 3, 4}
    assert all(batch == sorted(set(batch)) for batch in batches)
    assert {i for batch in batches for i in batch} == {0, 1, 2, 3}


def test_sizes_grow_with_the_scale():
    stream = np.random.default_rng(0)
    reached = {scale: {grow(scale, 2, 6, stream) for _ in range(200)} for scale in (0, 0.5, 1)}
    assert reached == {0: {2}, 0.5: {2, 3, 4}, 1: {2, 3, 4, 5, 6}}


def test_blocks():
    a, b = matrix([[1, 2], [3, 4]]), matrix([[5, 6]])
    assert stack_rows(a, b) == matrix([[1, 2], [3, 4], [5, 6]])
    assert stack_columns(a, b.transpose()) == matrix([[1, 2, 5], [3, 4, 6]])
    assert columns_of(a, [1, 1]) == matrix([[2, 2], [4, 4]])
    assert column_vector([1, 2]) == matrix([[1], [2]])


@pytest.mark.parametrize("shape", SHAPES)
def test_kronecker_products_multiply_vectors(shape):
    """(A ⊗ B)(v ⊗ w) = Av ⊗ Bw, for vectors with entries of all sizes."""
    a, b = drawn(*shape), drawn(*reversed(shape))
    v, w = column_vector(range(1, a.ncols() + 1)), column_vector([(-3) ** k for k in range(b.ncols())])
    assert kronecker(a, b) * kronecker(v, w) == kronecker(a * v, b * w)


def test_the_order_of_a_kronecker_product():
    assert kronecker(matrix([[1, 2]]), matrix([[1], [3]])) == matrix([[1, 2], [3, 6]])
    assert kronecker(matrix([[1, 2]]), matrix([[1, 3]])) == matrix([[1, 3, 2, 6]])


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("shape", SHAPES)
def test_the_pseudo_inverse_meets_the_conditions_of_penrose(shape, seed):
    m = drawn(*shape, seed)
    found = pseudo_inverse(m)
    assert m * found * m == m
    assert found * m * found == found
    assert (m * found).transpose() == m * found
    assert (found * m).transpose() == found * m


def test_the_pseudo_inverse_of_zero():
    assert pseudo_inverse(flint.fmpq_mat(2, 3)) == flint.fmpq_mat(3, 2)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("shape", SHAPES)
def test_kernel_and_projector_agree(shape, seed):
    """The kernel by elimination, the projector by the pseudo-inverse."""
    m = drawn(*shape, seed)
    basis, projector = kernel_basis(m), null_projector(m)
    assert len(basis) == m.ncols() - m.rank() == matrix_trace(projector)
    assert all(projector * v == v and not any((m * v).entries()) for v in basis)
    assert projector * projector == projector
    if basis:
        assert stack_columns(*basis).rank() == len(basis)


def test_rows_in_a_span():
    span = matrix([[1, 0, 1], [0, 1, 1]])
    assert rows_within(matrix([["2/3", 1, "5/3"]]), span)
    assert not rows_within(matrix([[1, 1, 1]]), span)
    assert not rows_within(matrix([[1, 0, 1], [0, 0, 1]]), span)


@pytest.mark.parametrize("seed", range(4))
def test_inertia_is_kept_by_congruence(seed):
    """Sylvester: for invertible S, SᵀDS has the signs of the diagonal D."""
    stream = np.random.default_rng(seed)
    signs = [int(v) for v in stream.integers(-1, 2, 4)]
    diagonal = flint.fmpq_mat([[signs[i] * (i + 1) if i == j else 0 for j in range(4)] for i in range(4)])
    shear = identity(4) + flint.fmpq_mat([[int(stream.integers(-2, 3)) * (i < j) for j in range(4)] for i in range(4)])
    found = inertia(shear.transpose() * diagonal * shear)
    assert found == (signs.count(1), signs.count(0), signs.count(-1))


@pytest.mark.parametrize("seed", range(4))
def test_least_squares_by_the_normal_equations(seed):
    """(AX − Y)Xᵀ = 0 decides the minimum, rows of A in Col(X) the norm; every other A has a greater loss."""
    x, y = drawn(3, 4, seed), drawn(2, 4, 7)
    best = least_squares(x, y)
    assert not any(((best * x - y) * x.transpose()).entries())
    assert rows_within(best, x.transpose())
    assert half_square(best * x - y) == least_loss(x, y)
    for i in range(3):
        moved = best + flint.fmpq_mat([[int(i == j) for j in range(3)]] * 2)
        gain = half_square(moved * x - y) - least_loss(x, y)
        assert gain == half_square((moved - best) * x) >= 0
