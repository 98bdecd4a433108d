"""Rational matrices: from plain data and back, kernels, inverses, signs of eigenvalues. Everything is exact."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise

import flint
import numpy as np

PlainMatrix = Sequence[Sequence[int | str]]  # integers, and other rationals as strings


def random_matrix(stream: np.random.Generator, rows: int, columns: int, *, bound: int = 9) -> list[list[int]]:
    """Integers uniform in ±bound, as plain data."""
    return [[int(v) for v in row] for row in stream.integers(-bound, bound + 1, (rows, columns))]


def random_batches(stream: np.random.Generator, num_samples: int, count: int) -> list[list[int]]:
    """Mini-batches of any size from 1 on, without repetition."""
    sizes = (int(stream.integers(1, num_samples + 1)) for _ in range(count))
    return [sorted(int(i) for i in stream.choice(num_samples, size, replace=False)) for size in sizes]


def grow(scale: float, low: int, high: int, stream: np.random.Generator) -> int:
    """A size between ``low`` and a limit that grows with ``scale`` from ``low`` to ``high``."""
    top = low + round(scale * (high - low))
    return int(stream.integers(low, top + 1))


def rational(value: int | str | Fraction) -> flint.fmpq:
    """A number, or text p/q, as an exact rational.

    >>> rational("-3/6")
    -1/2
    """
    value = Fraction(value)
    return flint.fmpq(value.numerator, value.denominator)


def exact_rows(values: Sequence[Sequence[int | str | Fraction]]) -> list[list[Fraction]]:
    """Plain data to rows of fractions."""
    return [[Fraction(v) for v in row] for row in values]


def matrix(values: Sequence[Sequence[int | str | Fraction]]) -> flint.fmpq_mat:
    """Plain data, or fractions, to an exact matrix."""
    return flint.fmpq_mat([[rational(value) for value in row] for row in values])


def plain_matrix(values: flint.fmpq_mat) -> list[list[str]]:
    """An exact matrix to plain data."""
    return [[str(value) for value in row] for row in values.tolist()]


def column_vector(values: Iterable[flint.fmpq | int]) -> flint.fmpq_mat:
    """Numbers under each other."""
    return flint.fmpq_mat([[v] for v in values])


def identity(size: int) -> flint.fmpq_mat:
    """I."""
    return flint.fmpq_mat([[int(i == j) for j in range(size)] for i in range(size)])


def stack_rows(*blocks: flint.fmpq_mat) -> flint.fmpq_mat:
    """Blocks under each other."""
    return flint.fmpq_mat([row for block in blocks for row in block.tolist()])


def stack_columns(*blocks: flint.fmpq_mat) -> flint.fmpq_mat:
    """Blocks beside each other."""
    return stack_rows(*(block.transpose() for block in blocks)).transpose()


def columns_of(values: flint.fmpq_mat, chosen: Sequence[int]) -> flint.fmpq_mat:
    """Some columns, such as a mini-batch."""
    return flint.fmpq_mat([[row[j] for j in chosen] for row in values.tolist()])


def kronecker(a: flint.fmpq_mat, b: flint.fmpq_mat) -> flint.fmpq_mat:
    """A ⊗ B."""
    return flint.fmpq_mat([[u * v for u in row for v in other] for row in a.tolist() for other in b.tolist()])


def matrix_trace(values: flint.fmpq_mat) -> flint.fmpq:
    """The sum of the diagonal."""
    return sum((values[i, i] for i in range(values.nrows())), flint.fmpq(0))


def half_square(values: flint.fmpq_mat) -> flint.fmpq:
    """½‖M‖²."""
    return sum((v * v for v in values.entries()), flint.fmpq(0)) / 2


def rows_within(rows: flint.fmpq_mat, span: flint.fmpq_mat) -> bool:
    """Whether every row lies in the row space of ``span``, by exact ranks."""
    return stack_rows(span, rows).rank() == span.rank()


def kernel_basis(values: flint.fmpq_mat) -> list[flint.fmpq_mat]:
    """A basis of {v : M v = 0}, as columns.

    >>> kernel_basis(flint.fmpq_mat([[1, 2]]))[0].tolist() == [[-2], [1]]
    True
    """
    reduced, pivots = _echelon(values)
    columns = values.ncols()
    basis = []
    for free in (j for j in range(columns) if j not in pivots):
        v = flint.fmpq_mat(columns, 1)
        v[free, 0] = 1
        for i, j in enumerate(pivots):
            v[j, 0] = -reduced[i, free]
        basis.append(v)
    return basis


def pseudo_inverse(values: flint.fmpq_mat) -> flint.fmpq_mat:
    """M⁺ from a full-rank factorisation M = F G: Gᵀ (G Gᵀ)⁻¹ (Fᵀ F)⁻¹ Fᵀ."""
    reduced, pivots = _echelon(values)
    if not pivots:
        return flint.fmpq_mat(values.ncols(), values.nrows())
    right = flint.fmpq_mat(reduced.tolist()[: len(pivots)])
    left = columns_of(values, pivots)
    turned = right.transpose() * (right * right.transpose()).inv()
    return turned * (left.transpose() * left).inv() * left.transpose()


def _echelon(values: flint.fmpq_mat) -> tuple[flint.fmpq_mat, list[int]]:
    """The reduced echelon form and the columns of its pivots."""
    reduced, rank = values.rref()
    return reduced, [next(j for j in range(values.ncols()) if reduced[i, j]) for i in range(rank)]


def null_projector(values: flint.fmpq_mat) -> flint.fmpq_mat:
    """I − M⁺M, the orthogonal projector on Null(M)."""
    return identity(values.ncols()) - pseudo_inverse(values) * values


def inertia(symmetric: flint.fmpq_mat) -> tuple[int, int, int]:
    """How many eigenvalues are positive, zero and negative: Descartes' rule is exact for real-rooted polynomials.

    >>> inertia(flint.fmpq_mat([[0, 1, 0], [1, 0, 0], [0, 0, 0]]))
    (1, 1, 1)
    """
    coefficients = list(symmetric.charpoly().coeffs())
    zero = next(k for k, c in enumerate(coefficients) if c)
    signs = [c > 0 for c in coefficients if c]
    positive = sum(a != b for a, b in pairwise(signs))
    return positive, zero, symmetric.nrows() - zero - positive


def least_squares(x: flint.fmpq_mat, y: flint.fmpq_mat) -> flint.fmpq_mat:
    """The minimum-norm minimiser Y X⁺ of ‖A X − Y‖, from the pseudo-inverse of X itself."""
    return y * pseudo_inverse(x)


def least_loss(x: flint.fmpq_mat, y: flint.fmpq_mat) -> flint.fmpq:
    """½‖Y(I − X⁺X)‖², the least value of ½‖AX − Y‖² over all A, by projecting the targets."""
    return half_square(y * null_projector(x))
