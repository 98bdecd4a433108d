"""Where gradient descent on a linear network ends, for convex losses of the outputs (T3 §6.2.2)."""

from __future__ import annotations

from fractions import Fraction
from typing import TypedDict

import flint

from ...evidence import Finding
from ...instruments import (
    PlainMatrix,
    column_vector,
    exact_rows,
    half_square,
    kernel_basis,
    matrix,
    null_projector,
    plain_matrix,
    pseudo_inverse,
    rational,
    separate,
)

# By the coefficients of ℓ(r), r = f − y; each is convex and vanishes at 0 alone. The bound is of ℓ'' for |r| ≤ ρ.
RESIDUAL_LOSSES = {"square": ["0", "0", "1/2"], "quartic": ["0"] * 4 + ["1/4"], "both": ["0", "0", "1/2", "0", "1/4"]}
HINGE = "squared hinge"  # ½ max(0, 1 − yf)²
STEPS = 3


class Start(TypedDict):
    """A loss, X with one row for each sample, targets (labels ±1 for the hinge) and w_0 as columns."""

    loss: str
    X: PlainMatrix
    y: PlainMatrix
    start: PlainMatrix


def parts(instance: Start) -> tuple[flint.fmpq_mat, flint.fmpq_mat, flint.fmpq_mat]:
    return matrix(instance["X"]), matrix(instance["y"]), matrix(instance["start"])


def slope_of(instance: Start, w: flint.fmpq_mat) -> flint.fmpq_mat:
    """∇L(w): the coefficient of s in L(w + s e_k), for each k."""
    x, y, _ = parts(instance)
    loss = flint.fmpq_poly([rational(c) for c in RESIDUAL_LOSSES[instance["loss"]]])
    rest = (x * w - y).entries()
    columns = x.transpose().tolist()
    lines = [[loss(flint.fmpq_poly([r, a])) for r, a in zip(rest, column, strict=True)] for column in columns]
    return column_vector(sum((p[1] for p in line), flint.fmpq(0)) for line in lines)


def _curvature(instance: Start, square: flint.fmpq) -> flint.fmpq:
    """A bound of the largest curvature of L where ‖w − w*‖² ≤ square, w* a solution: Σ‖x_i‖² max ℓ''."""
    loss, total = flint.fmpq_poly([rational(c) for c in RESIDUAL_LOSSES[instance["loss"]]]), flint.fmpq(0)
    for row in matrix(instance["X"]).tolist():
        length = sum((v * v for v in row), flint.fmpq(0))
        even = loss.derivative().derivative()  # in r², as ℓ is even
        total += length * sum((even[k] * (length * square) ** (k // 2) for k in range(0, 3, 2)), flint.fmpq(0))
    return total


def course(instance: Start) -> tuple[str, dict[str, str], flint.fmpq_mat]:
    """What fails of the proof of convergence to w⁺ + Pw_0 in the first steps; what was measured; and this limit."""
    x, y, start = parts(instance)
    projector = null_projector(x)
    limit = pseudo_inverse(x) * y + projector * start
    if any((x * limit - y).entries()):
        return "no W has zero error", {}, limit
    distance = 2 * half_square(start - limit)
    curvature = _curvature(instance, distance)
    step = 1 / curvature if curvature else flint.fmpq(1)
    w, before = start, distance
    for _ in range(STEPS):
        w = w - slope_of(instance, w) * step
        after = 2 * half_square(w - limit)
        if projector * w != projector * start or after > before or (before and after == before):
            return "the part in the null space changes, or the distance to the limit does not fall", {}, limit
        before = after
    measured = {
        "limit": str(plain_matrix(limit)),
        "square_norm": str(2 * half_square(limit)),
        "least_square_norm": str(2 * half_square(limit - projector * start)),
        "step": str(step),
        "loss_after_t_at_most": f"{distance / (2 * step)}/t",
    }
    return "", measured, limit


def selected(instance: Start, *, within: str = "", part: int = 1) -> Finding:
    """Whether gradient descent ends at the zero-error solution of least norm, or near it.

    Args:
        part: in the place of ``small``: this part of it.
        within: nothing; or ``small``: at most as far from it as the start is from the row space; ``nearest``: at the
            solution nearest to the start, which is of least norm if and only if the start is in the row space.
    """
    if instance["loss"] == HINGE:
        return _hinge_rises(instance) if within == "nearest" else _hinge(instance)
    x, y, start = parts(instance)
    why, measured, limit = course(instance)
    if why:
        return Finding(False if why.startswith("no W") else None, "exact", measured, why)
    least, null = pseudo_inverse(x) * y, null_projector(x) * start
    away = limit - least
    if within == "nearest":
        near = not any((away - null).entries()) and all(
            (z.transpose() * (limit - start))[0, 0] == 0 for z in kernel_basis(x)
        )
        same = (2 * half_square(limit) == 2 * half_square(least)) == (not any(null.entries()))
        return Finding(
            near and same, "exact", measured, "" if near and same else "another solution is nearer to the start"
        )
    if within == "small":
        close = half_square(away) * part * part <= half_square(null)
        return Finding(
            close, "exact", measured, "" if close else "the limit is farther from the solution of least norm"
        )
    what = f"the limit has the square norm {2 * half_square(limit)}"
    what += f", the zero-error solution of least norm {2 * half_square(least)}"
    exactly = not any(away.entries())
    return Finding(exactly, "exact", measured, "" if exactly else what)


def _hinge(instance: Start) -> Finding:
    """Whether gradient descent on the squared hinge loss from 0 ends at the zero-error solution of least norm.

    It does not, whatever the steps η_t > 0 are, if y_iu·x_i ≥ 0 for all i, not all of them zero, and u is orthogonal to
    that solution: u·w_t never falls, and rises in the first step.
    """
    labels = [row[0] for row in exact_rows(instance["y"])]
    rows = [[label * v for v in row] for label, row in zip(labels, exact_rows(instance["X"]), strict=True)]
    found = separate(rows, [Fraction(0)] * len(rows))
    if found is None or any(row[0] for row in exact_rows(instance["start"])):
        return Finding(None, "exact", {}, "the data are not separable through the origin, or the start is not 0")
    active = matrix([row for row, a in zip(rows, found.multipliers, strict=True) if a > 0])
    signed = [sign * v for v in kernel_basis(active) for sign in (1, -1)]
    for u in signed:
        rises = (matrix(rows) * u).entries()
        if min(rises) >= 0 and max(rises) > 0:
            direction = plain_matrix(u.transpose())[0]
            measured = {"least_norm": [str(v) for v in found.w], "u": direction}
            what = (
                f"from 0 u·w never falls and is positive after a step, u = ({', '.join(direction)}); at the zero-error "
            )
            return Finding(
                False, "exact", measured, what + f"solution of least norm, ({', '.join(map(str, found.w))}), it is 0"
            )
    return Finding(None, "exact", {}, "no u was found")


def _hinge_rises(instance: Start) -> Finding:
    """Whether u·w_t rises from 0 and does not fall in steps of gradient descent, where there is such a u."""
    found = _hinge(instance)
    if found.holds is not False:
        return found
    x, y, w = parts(instance)
    u, heights = matrix([found.measured["u"]]), [flint.fmpq(0)]
    for _ in range(STEPS):
        short = (1 - label * f for f, label in zip((x * w).entries(), y.entries(), strict=True))
        pull = (max(v, flint.fmpq(0)) * label for v, label in zip(short, y.entries(), strict=True))
        w = w + x.transpose() * column_vector(pull) / (1 + 2 * half_square(x))
        heights.append((u * w)[0, 0])
    rises = heights[1] > 0 and heights == sorted(heights)
    return Finding(rises, "exact", {"u·w_t": [str(v) for v in heights]}, "" if rises else "u·w_t falls")
