"""All solutions of a linear regression without hidden layers, and the one of minimum norm (T3 §6.2.1, (7), (8))."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

import flint
import numpy as np

from ...claims import Search, Settings
from ...declare import claim
from ...evidence import Finding
from ...instruments import (
    DATA_LETTERS,
    PlainMatrix,
    column_vector,
    grow,
    half_square,
    kernel_basis,
    matrix,
    plain_matrix,
    pseudo_inverse,
    random_matrix,
    stack_columns,
)
from ...vary import all_matrices


class Fit(TypedDict):
    """X (d, n), Y (d', n), and coefficients (d', d): those of the first vectors of a basis are used."""

    X: PlainMatrix
    Y: PlainMatrix
    B: PlainMatrix


def draw(stream: np.random.Generator, settings: Settings) -> Fit:
    """X of every shape and rank, zero too, in units from 1/1000 to 1000; targets in reach, out of reach, or zero."""
    d, n, outputs = (grow(settings.scale, 1, high, stream) for high in (4, 5, 3))
    n = d if stream.random() < 0.25 else n
    x = matrix(random_matrix(stream, d, n, bound=4))
    if stream.random() < 0.4:  # of a lower rank
        rank = int(stream.integers(0, min(d, n)))
        left, right = random_matrix(stream, d, max(1, rank), bound=2), random_matrix(stream, max(1, rank), n, bound=2)
        x = matrix(left) * matrix(right) * (1 if rank else 0)
    y = matrix(random_matrix(stream, outputs, n, bound=5))
    chance = stream.random()
    if chance < 0.2:
        y = matrix(random_matrix(stream, outputs, d, bound=2)) * x
    elif chance < 0.3:
        y = y * 0
    unit = flint.fmpq(*((1, 1), (1, 1), (1000, 1), (1, 1000), (2, 3))[int(stream.integers(5))])
    return {"X": plain_matrix(x * unit), "Y": plain_matrix(y), "B": random_matrix(stream, outputs, d, bound=3)}


def small_fits() -> Iterator[Fit]:
    """X of two inputs and one or two samples with entries −1, 0, 1, one output, and all targets 0, 1."""
    for n in (1, 2):
        for x in all_matrices(2, n):
            for y in all_matrices(1, n, (0, 1)):
                yield {"X": x, "Y": y, "B": [[1, -2]]}


def _error(x: flint.fmpq_mat, y: flint.fmpq_mat, a: flint.fmpq_mat, *moves: tuple[int, int]) -> flint.fmpq:
    """‖Y − AX‖² with some entries of A, counted by rows, moved by 1 or −1."""
    entries = a.entries()
    for index, by in moves:
        entries[index] += by
    return 2 * half_square(y - flint.fmpq_mat(a.nrows(), a.ncols(), entries) * x)


def _slope(x: flint.fmpq_mat, y: flint.fmpq_mat, a: flint.fmpq_mat) -> list[flint.fmpq]:
    """The gradient of (7), by central differences: exact, as (7) is of degree 2."""
    return [(_error(x, y, a, (k, 1)) - _error(x, y, a, (k, -1))) / 2 for k in range(a.nrows() * a.ncols())]


def _equation(x: flint.fmpq_mat, y: flint.fmpq_mat) -> flint.fmpq_mat:
    """The matrix of the linear equation that the gradient of (7) sets to zero: one column for each entry of A."""
    outputs, d = y.nrows(), x.nrows()
    zero = flint.fmpq_mat(outputs, d)
    constant, columns = _slope(x, y, zero), []
    for k in range(outputs * d):
        one = flint.fmpq_mat(outputs, d, [int(k == j) for j in range(outputs * d)])
        columns.append(column_vector(p - q for p, q in zip(_slope(x, y, one), constant, strict=True)))
    return stack_columns(*columns)


def _penrose(x: flint.fmpq_mat, inverse: flint.fmpq_mat) -> bool:
    """Penrose's four equations, which X⁺ alone fulfils."""
    left, right = x * inverse, inverse * x
    fourfold = left == left.transpose() and right == right.transpose()
    return fourfold and left * x == x and right * inverse == inverse


def solutions(
    instance: Fit, smallest: flint.fmpq_mat, free: list[flint.fmpq_mat], *, degenerate: str = "if"
) -> Finding:
    """Whether the solutions of (7) are exactly A + M, the rows of M in the span of ``free``, and A has the least norm.

    Args:
        smallest: A.
        free: columns of length d.
        degenerate: the equation is so where d > n: ``if``, or also ``only if``.
    """
    x, y, b = (matrix(instance[key]) for key in ("X", "Y", "B"))
    d, n, outputs = x.nrows(), x.ncols(), y.nrows()
    equation = _equation(x, y)
    dimension = equation.ncols() - equation.rank()
    moved = flint.fmpq_mat(outputs, d)
    for k, z in enumerate(free):
        moved += column_vector(b[i, k] for i in range(outputs)) * z.transpose()
    norms = [2 * half_square(each) for each in (smallest, moved, smallest + moved)]
    measured = {"d": d, "n": n, "rank_X": x.rank(), "dimension": dimension, "square_norms": [str(v) for v in norms]}
    for a in (smallest, smallest + moved):
        if any(_slope(x, y, a)):
            return Finding(False, "exact", measured, f"A = {plain_matrix(a)} does not solve (7): the gradient is not 0")
    if len(free) * outputs != dimension:
        return Finding(False, "exact", measured, f"the solutions have dimension {dimension}, not {len(free) * outputs}")
    if any(any((smallest * z).entries()) for z in free) or norms[2] != norms[0] + norms[1]:
        return Finding(False, "exact", measured, "a solution has a smaller norm: A is not orthogonal to all M")
    if d > n and not dimension:
        return Finding(False, "exact", measured, "d > n, and the equation is not degenerate")
    if degenerate == "only if" and d <= n and dimension:
        return Finding(False, "exact", measured, f"the equation is degenerate although d = {d} is not above n = {n}")
    return Finding(True, "exact", measured)


def _pseudo(instance: Fit) -> tuple[flint.fmpq_mat, flint.fmpq_mat, flint.fmpq_mat]:
    """X, X⁺ and YX⁺."""
    x = matrix(instance["X"])
    inverse = pseudo_inverse(x)
    return x, inverse, matrix(instance["Y"]) * inverse


@claim(
    "T3-51",
    "All solutions of a linear regression, and the one of minimum norm",
    source="T3 §6.2.1, eqs. (7) and (8)",
    quantifier="for all",
    field="real",
    letters=DATA_LETTERS | {"A": "d' × d weights, without a hidden layer", "M": "d' × d", "B": "coefficients of M"},
    draw=draw,
    num_instances=60,
    search=Search(cases=small_fits),
    note="“In the left null space of X” is said of a matrix: of each of its rows, MX = 0; columns of M have length d' "
    "and do not fit. The norm is that of (7), Frobenius'. Proof: (7) is convex, and its gradient is zero where (A − "
    "YX⁺)XXᵀ = 0, since X⁺XXᵀ = Xᵀ; then N = A − YX⁺ has NX(NX)ᵀ = 0, so NX = 0. X⁺ = X⁺X⁺ᵀXᵀ, so that YX⁺Mᵀ = "
    "YX⁺X⁺ᵀ(MX)ᵀ = 0 and ‖YX⁺ + M‖² = ‖YX⁺‖² + ‖M‖². The set has dimension d'(d − rank X). No hypothesis on the rank, "
    "on n or on Y is used: “degenerate when d > n” is right, and the equation is degenerate for rank X < d ≤ n, too.",
)
def general_solution(instance: Fit) -> Finding:
    """the equation that minimising ‖Y − AX‖² over A yields is degenerate when d > n; its general solution is A = YX⁺
    + M with any M in the left null space of X, that is, MX = 0, and the solution of minimum norm is A = YX⁺
    """
    x, inverse, smallest = _pseudo(instance)
    if not _penrose(x, inverse):
        return Finding(False, "exact", {}, "X⁺ does not fulfil Penrose's equations")
    return solutions(instance, smallest, kernel_basis(x.transpose()))


@general_solution.false(because="have dimension")
def unique(instance: Fit) -> Finding:
    """YX⁺ is the only solution"""
    return solutions(instance, _pseudo(instance)[2], [])


@general_solution.false(because="does not solve (7)")
def rows_in_null(instance: Fit) -> Finding:
    """M with its rows in the null space of X, for as many samples as inputs"""
    x, _, smallest = _pseudo(instance)
    if x.nrows() != x.ncols():
        return Finding(None, "exact", {}, "the rows of M have length d, the null space lies in another space")
    return solutions(instance, smallest, kernel_basis(x))


@general_solution.false(because="although d =")
def only_if(instance: Fit) -> Finding:
    """the equation is degenerate only when d > n"""
    x, _, smallest = _pseudo(instance)
    return solutions(instance, smallest, kernel_basis(x.transpose()), degenerate="only if")


@general_solution.false(because="smaller norm")
def any_solution(instance: Fit) -> Finding:
    """every solution has minimum norm"""
    x, _, smallest = _pseudo(instance)
    free = kernel_basis(x.transpose())
    moved = sum((column_vector([1] * smallest.nrows()) * z.transpose() for z in free), smallest)
    return solutions(instance, moved, free)


@general_solution.broken(because="does not solve (7)")
def transposed(instance: Fit) -> Finding:
    """Xᵀ in place of X⁺"""
    x = matrix(instance["X"])
    return solutions(instance, matrix(instance["Y"]) * x.transpose(), kernel_basis(x.transpose()))
