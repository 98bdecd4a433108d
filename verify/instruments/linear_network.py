"""Linear networks W2 W1 X over the rationals: loss, derivatives by differences, kernels, pseudo-inverse, inertia.

The derivatives use no matrix calculus: ½‖W2 W1 X − Y‖² has degree at most 2 in each single weight, so that central
differences with step 1 give its first and second derivatives exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import flint

from ..evidence import Instance
from .matrices import matrix

Vector = list[flint.fmpq]
LETTERS = {
    "d": "input_dim",
    "N": "hidden_width",
    "d'": "output_dim",
    "n": "num_samples",
    "X": "inputs, one column for each sample",
    "Y": "targets, one column for each sample",
    "E": "W2 W1 X − Y",
    "A": "W2 W1",
    "w": "rows of W1, then rows of W2: vec(W1ᵀ), vec(W2ᵀ)",
}


def parts(instance: Instance) -> tuple[flint.fmpq_mat, flint.fmpq_mat, flint.fmpq_mat, flint.fmpq_mat]:
    """X, Y, W1, W2 of an instance."""
    x, y, w1, w2 = (matrix(instance[key]) for key in ("X", "Y", "W1", "W2"))
    return x, y, w1, w2


def half_square(values: flint.fmpq_mat) -> flint.fmpq:
    """½‖M‖²."""
    return sum((v * v for v in values.entries()), flint.fmpq(0)) / 2


def loss(x: flint.fmpq_mat, y: flint.fmpq_mat, w1: flint.fmpq_mat, w2: flint.fmpq_mat) -> flint.fmpq:
    """½‖W2 W1 X − Y‖²."""
    return half_square(w2 * w1 * x - y)


def flat(w1: flint.fmpq_mat, w2: flint.fmpq_mat) -> Vector:
    """w = vec(W1ᵀ, W2ᵀ): the rows of W1, then the rows of W2."""
    return [*w1.entries(), *w2.entries()]


def unflat(w: Sequence[Any], w1: flint.fmpq_mat, w2: flint.fmpq_mat) -> tuple[flint.fmpq_mat, flint.fmpq_mat]:
    """The two matrices of w, in the shapes of the given ones."""
    first = w1.nrows() * w1.ncols()
    return (
        flint.fmpq_mat(w1.nrows(), w1.ncols(), list(w[:first])),
        flint.fmpq_mat(w2.nrows(), w2.ncols(), list(w[first:])),
    )


def slopes(
    x: flint.fmpq_mat, y: flint.fmpq_mat, w1: flint.fmpq_mat, w2: flint.fmpq_mat
) -> tuple[flint.fmpq_mat, flint.fmpq_mat]:
    """∂L/∂W1 and ∂L/∂W2, by central differences."""
    w = flat(w1, w2)
    return unflat([(_at(x, y, w1, w2, w, (i, 1)) - _at(x, y, w1, w2, w, (i, -1))) / 2 for i in range(len(w))], w1, w2)


def hessian(x: flint.fmpq_mat, y: flint.fmpq_mat, w1: flint.fmpq_mat, w2: flint.fmpq_mat) -> flint.fmpq_mat:
    """∇²L(w), by second differences."""
    w = flat(w1, w2)
    here, size = _at(x, y, w1, w2, w), len(w)
    found = flint.fmpq_mat(size, size)
    up = [_at(x, y, w1, w2, w, (i, 1)) for i in range(size)]
    down = [_at(x, y, w1, w2, w, (i, -1)) for i in range(size)]
    for i in range(size):
        found[i, i] = up[i] - 2 * here + down[i]
        for j in range(i):
            corners = [_at(x, y, w1, w2, w, (i, a), (j, b)) * a * b for a in (1, -1) for b in (1, -1)]
            found[i, j] = found[j, i] = sum(corners, flint.fmpq(0)) / 4
    return found


def _at(
    x: flint.fmpq_mat,
    y: flint.fmpq_mat,
    w1: flint.fmpq_mat,
    w2: flint.fmpq_mat,
    w: Vector,
    *moves: tuple[int, int],
) -> flint.fmpq:
    moved = list(w)
    for index, by in moves:
        moved[index] += by
    return loss(x, y, *unflat(moved, w1, w2))


def kernel(values: flint.fmpq_mat) -> list[flint.fmpq_mat]:
    """A basis of {v : M v = 0}, as columns.

    >>> kernel(flint.fmpq_mat([[1, 2]]))[0].tolist() == [[-2], [1]]
    True
    """
    reduced, rank = values.rref()
    columns = values.ncols()
    pivots = [next(j for j in range(columns) if reduced[i, j]) for i in range(rank)]
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
    reduced, rank = values.rref()
    rows, columns = values.nrows(), values.ncols()
    if not rank:
        return flint.fmpq_mat(columns, rows)
    pivots = [next(j for j in range(columns) if reduced[i, j]) for i in range(rank)]
    right = flint.fmpq_mat([[reduced[i, j] for j in range(columns)] for i in range(rank)])
    left = flint.fmpq_mat([[values[i, j] for j in pivots] for i in range(rows)])
    turned = right.transpose() * (right * right.transpose()).inv()
    return turned * (left.transpose() * left).inv() * left.transpose()


def stack(*blocks: flint.fmpq_mat) -> flint.fmpq_mat:
    """Blocks under each other."""
    return flint.fmpq_mat([row for block in blocks for row in block.tolist()])


def rows_within(rows: flint.fmpq_mat, span: flint.fmpq_mat) -> bool:
    """Whether every row lies in the row space of ``span``, by exact ranks."""
    return stack(span, rows).rank() == span.rank()


def columns_of(values: flint.fmpq_mat, chosen: Sequence[int]) -> flint.fmpq_mat:
    """Some columns, such as a mini-batch."""
    return flint.fmpq_mat([[row[j] for j in chosen] for row in values.tolist()])


def kronecker(a: flint.fmpq_mat, b: flint.fmpq_mat) -> flint.fmpq_mat:
    """A ⊗ B."""
    return flint.fmpq_mat([[u * v for u in row for v in other] for row in a.tolist() for other in b.tolist()])


def identity(size: int) -> flint.fmpq_mat:
    """I."""
    return flint.fmpq_mat([[int(i == j) for j in range(size)] for i in range(size)])


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


def beyond(x: flint.fmpq_mat) -> flint.fmpq_mat:
    """The projector I − XX⁺ on Null(Xᵀ)."""
    return identity(x.nrows()) - x * pseudo_inverse(x)


def least_loss(x: flint.fmpq_mat, y: flint.fmpq_mat) -> flint.fmpq:
    """½‖Y(I − X⁺X)‖², the least value of ½‖AX − Y‖² over all A, by projecting the targets."""
    return half_square(y - y * pseudo_inverse(x) * x)
