"""Global minima of a linear network whose hidden layer restricts the rank: Eckart and Young, exactly (T3 §6.2.2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, TypedDict

import flint

from ...instruments import (
    PlainMatrix,
    column_vector,
    identity,
    inertia,
    kernel_basis,
    least_loss,
    linear_hessian,
    linear_loss,
    matrix,
    num_real_roots,
    plain_matrix,
    pseudo_inverse,
    stack_columns,
    stack_rows,
    weight_matrices,
)


class Fit(TypedDict):
    """X (d, n), Y (d', n), and N."""

    X: PlainMatrix
    Y: PlainMatrix
    width: int


class Level(NamedTuple):
    """Equal squares of singular values: how many, how many are larger, and the value where it is rational."""

    multiplicity: int
    above: int
    value: flint.fmpq | None
    positive: bool


def _levels(square: flint.fmpq_mat) -> list[Level]:
    """The eigenvalues of a positive semidefinite matrix, from the largest on: by factors, and Sturm's theorem."""
    factors = square.charpoly().factor()[1]
    whole = flint.fmpq_poly([1])
    for factor, _ in factors:
        whole *= factor
    top = 1 + sum((square[i, i] for i in range(square.nrows())), flint.fmpq(0))
    parts, isolated = [(flint.fmpq(-1), top)], []
    while parts:
        low, high = parts.pop()
        count = num_real_roots(whole, low, high)
        if count == 1:
            isolated.append((low, high))
        elif count:
            middle = (low + high) / 2
            parts += [(low, middle), (middle, high)]
    found = []
    for low, high in isolated:
        above = sum(many * num_real_roots(factor, high, top) for factor, many in factors)
        factor, many = next(pair for pair in factors if num_real_roots(pair[0], low, high))
        value = -factor[0] / factor[1] if factor.degree() == 1 else None
        found.append(Level(many, above, value, value != 0))  # 0 is rational, and no eigenvalue is negative
    return sorted(found, key=lambda level: level.above)


def _projected(instance: Fit) -> tuple[flint.fmpq_mat, flint.fmpq_mat, flint.fmpq_mat, flint.fmpq_mat]:
    """X, Y, B = YX⁺ and BXXᵀBᵀ, whose eigenvalues are σ_k²."""
    x, y = matrix(instance["X"]), matrix(instance["Y"])
    best = y * pseudo_inverse(x)
    return x, y, best, best * x * x.transpose() * best.transpose()


def split_level(levels: Sequence[Level], width: int) -> Level | None:
    """The level of σ_N² if it is that of σ_{N+1}², too, and not zero."""
    return next((s for s in levels if s.positive and s.above < width < s.above + s.multiplicity), None)


def rational_minimisers(instance: Fit, levels: Sequence[Level]) -> list[tuple[flint.fmpq_mat, flint.fmpq_mat]]:
    """One global minimum (W1, W2), and one of another network if there is one; none where a σ_k² is irrational."""
    x, _, best, square = _projected(instance)
    width, size = instance["width"], square.nrows()
    split, columns, swapped = split_level(levels, width), [], []
    for level in levels:
        if level.value is None:
            return []
        space = kernel_basis(square - identity(size) * level.value)
        columns += space
        swapped += space[::-1] if level == split else space
    found = [_factors(chosen[:width], best, width) for chosen in ([columns] if split is None else [columns, swapped])]
    null = kernel_basis(x.transpose())
    if null and split is None:
        w1, w2 = found[0]
        extra = column_vector([1] + [0] * (width - 1)) * null[0].transpose()
        found.append((w1 + extra, w2))
    return found


def _factors(columns: list[flint.fmpq_mat], best: flint.fmpq_mat, width: int) -> tuple[flint.fmpq_mat, flint.fmpq_mat]:
    """W1, W2 with W2W1 = PB, P the projector on the columns; units that are left over read nothing."""
    z = stack_columns(*columns)
    w1 = (z.transpose() * z).inv() * z.transpose() * best
    spare = width - len(columns)
    if spare:
        z = stack_columns(z, flint.fmpq_mat(z.nrows(), spare, [1] * (z.nrows() * spare)))
        w1 = stack_rows(w1, flint.fmpq_mat(spare, best.ncols()))
    return w1, z


def _moves_the_network(x: flint.fmpq_mat, y: flint.fmpq_mat, w1: flint.fmpq_mat, w2: flint.fmpq_mat) -> bool:
    """Whether W2ΔW1 + ΔW2W1 ≠ 0 for some move in the kernel of ∇²L."""
    moves = (weight_matrices(v.entries(), w1, w2) for v in kernel_basis(linear_hessian(x, y, w1, w2)))
    return any(any((w2 * a + b * w1).entries()) for a, b in moves)


class Case(NamedTuple):
    """An instance, with the levels of its singular values."""

    x: flint.fmpq_mat
    y: flint.fmpq_mat
    square: flint.fmpq_mat
    width: int
    levels: list[Level]

    def overdetermined(self) -> bool:
        """Whether rank X = d."""
        return self.x.rank() == self.x.nrows()

    def reached(self) -> bool:
        """Whether N is at least rank YXᵀ: the best linear map is a network."""
        return self.width >= self.square.rank()


def case_of(instance: Fit) -> Case:
    x, y, _, square = _projected(instance)
    return Case(x, y, square, instance["width"], _levels(square))


def _gap(case: Case) -> bool:
    """Whether a number between σ_N² and σ_{N+1}² was found, by inertia: it says how many eigenvalues lie above."""
    low, high = flint.fmpq(0), 1 + sum((case.square[i, i] for i in range(case.square.nrows())), flint.fmpq(0))
    for _ in range(200):
        middle = (low + high) / 2
        positive, zero, _ = inertia(case.square - identity(case.square.nrows()) * middle)
        if positive == case.width and not zero:
            return True
        low, high = (middle, high) if positive + zero > case.width else (low, middle)
    return False


def shown(case: Case, points: list[tuple[flint.fmpq_mat, flint.fmpq_mat]]) -> tuple[bool | None, str, dict[str, str]]:
    """Whether the network is unique; ``None`` if it was not shown; why, and what was measured.

    Where minima are rational, by these: is the Hessian zero along a move that changes the network, and have two
    networks the least loss of Eckart and Young? Elsewhere by the singular values alone.
    """
    x, y, _, width, levels = case
    split = split_level(levels, width)
    if not points:
        if split is not None:
            return False, f"σ_{width} = σ_{width + 1} > 0, a root of multiplicity {split.multiplicity}", {}
        if not case.overdetermined():
            return False, "rank X < d", {}
        unique = case.reached() or _gap(case)
        return unique or None, "" if unique else "no number between σ_N² and σ_{N+1}² was found", {}
    tail = [level.value for level in levels for _ in range(level.multiplicity)][width:]
    least = least_loss(x, y) + sum((v for v in tail if v is not None), flint.fmpq(0)) / 2
    networks = [w2 * w1 for w1, w2 in points]
    measured = {"least_loss": str(least), "networks": " and ".join(str(plain_matrix(a)) for a in networks)}
    reached = all(linear_loss(x, y, w1, w2) == least for w1, w2 in points)
    several = networks[0] != networks[-1]
    if not reached or several != _moves_the_network(x, y, *points[0]):
        return None, "the Hessian at a minimum and the networks of least loss contradict each other", measured
    return not several, f"W2W1 = {measured['networks']} have the least loss {least}" if several else "", measured
