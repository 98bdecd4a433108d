"""Least squares with changed targets, solved again (T3 §6.3.2): what the change does to the function, exactly."""

from __future__ import annotations

from typing import NamedTuple, TypedDict

import flint

from ...instruments import (
    PlainMatrix,
    column_vector,
    half_square,
    kernel_basis,
    least_loss,
    least_squares,
    matrix,
    pseudo_inverse,
    rational,
)


class Problem(TypedDict):
    """Least squares ½‖wX − y‖²: samples as the columns of X, one row of targets."""

    X: PlainMatrix
    y: PlainMatrix


def problem(x: PlainMatrix, y: PlainMatrix) -> Problem:
    """The plain data of one."""
    return {"X": x, "y": y}


class Measured(NamedTuple):
    """Of one problem at x₀.

    Attributes:
        hessian: H = XXᵀ.
        moved: by how much f(x₀) changes with each target, x₀ᵀH⁺X.
        kappa: x₀ᵀH⁺x₀.
        determined: whether x₀ is in the range of H.
    """

    hessian: flint.fmpq_mat
    moved: list[flint.fmpq]
    kappa: flint.fmpq
    determined: bool


def measure(problem: Problem, point: list[str]) -> Measured:
    """From the pseudo-inverse; `retrained` looks at what this means."""
    x, place = matrix(problem["X"]), column_vector(rational(v) for v in point)
    hessian = x * x.transpose()
    inverse = pseudo_inverse(hessian)
    moved = place.transpose() * inverse * x
    kappa = (place.transpose() * inverse * place)[0, 0]
    return Measured(hessian, list(moved.entries()), kappa, hessian * inverse * place == place)


def retrained(problem: Problem, point: list[str], change: list[flint.fmpq]) -> flint.fmpq:
    """By how much f(x₀) changes when the targets change and the problem is solved again."""
    x, y = matrix(problem["X"]), matrix(problem["y"])
    place = column_vector(rational(v) for v in point)
    again = least_squares(x, y + column_vector(change).transpose())
    return ((again - least_squares(x, y)) * place)[0, 0]


def by_one_example(problem: Problem, point: list[str]) -> flint.fmpq:
    """The largest change of f(x₀) when one target changes by 1, each problem solved again."""
    n = matrix(problem["y"]).ncols()
    units = [[flint.fmpq(int(i == j)) for j in range(n)] for i in range(n)]
    return max(abs(retrained(problem, point, unit)) for unit in units)


def some_steps(size: int) -> list[flint.fmpq_mat]:
    """Some changes of the weights, as rows."""
    units = [[int(i == j) for j in range(size)] for i in range(size)]
    return [matrix([row]) for row in (*units, [1] * size, [(-2) ** k for k in range(size)])]


def at_one_problem(problem: Problem, point: list[str], kappa: flint.fmpq) -> str:
    """What of (a) fails for one problem, if that is its κ: `half_the_rise` and `retrained` are literal."""
    x, y, place = matrix(problem["X"]), matrix(problem["y"]), column_vector(rational(v) for v in point)
    best = least_squares(x, y)
    if half_square(best * x - y) != least_loss(x, y):
        return "the minimum is none"
    free = [k for k in kernel_basis(x.transpose()) if (k.transpose() * place)[0, 0]]
    if free:
        still = half_square((best + free[0].transpose() * 10**6) * x - y) == least_loss(x, y)
        return "" if still else "the loss is not constant along the null space"
    step = place.transpose() * pseudo_inverse(x * x.transpose())
    rise = half_square((best + step) * x - y) - least_loss(x, y)  # f(x₀) moves by √(2·rise·κ), and by no more:
    if (step * place)[0, 0] ** 2 != 2 * rise * kappa:
        return f"along H⁺x₀ f(x₀) changes by {(step * place)[0, 0]}, the loss by {rise}"
    for other in some_steps(x.nrows()):
        if (other * place)[0, 0] ** 2 > kappa * 2 * (half_square((best + other) * x - y) - least_loss(x, y)):
            return "f(x₀) changes by more within the region"
    change = list((step * x).entries())
    square = sum((c * c for c in change), flint.fmpq(0))
    if retrained(problem, point, change) ** 2 != kappa * square:
        return f"the change of f(x₀) by the targets is not √κ times theirs, with κ = {kappa}"
    n = y.ncols()
    units = [[flint.fmpq(int(i == j)) for j in range(n)] for i in range(n)]
    if any(retrained(problem, point, unit) ** 2 > kappa for unit in units):
        return "one target changes f(x₀) by more"
    return ""
