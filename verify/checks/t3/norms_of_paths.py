"""Paths of gradient descent on linear models: where norms are bounded, and where they are not (T3 §6.2.1, end)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TypedDict

import flint

from ...evidence import Finding
from ...instruments import (
    PlainMatrix,
    Separator,
    exact_rows,
    half_square,
    identity,
    inertia,
    matrix,
    null_projector,
    pseudo_inverse,
    rational,
    separate,
    stack_columns,
)

STEPS = 4  # of each path, in rational numbers
MOST = 600  # steps of a path in balls


class Path(TypedDict):
    """GD on L = ‖Xw − y‖²/(2n), or on the logistic loss with labels y = ±1, from w_0 = start with a constant step.

    Attributes:
        kind: ``known``: y = Xw* for inputs and labels alike, ``coins``: labels are fair coins, or ``logistic``.
        support: a new input is one of these rows, each as likely as the others.
        truth: w*, as a column.
        bound: M, which the norm is to exceed, for the logistic loss.
    """

    kind: str
    X: PlainMatrix
    y: PlainMatrix
    start: PlainMatrix
    step: str
    support: PlainMatrix
    truth: PlainMatrix
    bound: int


def parts(instance: Path) -> tuple[flint.fmpq_mat, flint.fmpq_mat, flint.fmpq_mat]:
    return matrix(instance["X"]), matrix(instance["y"]), matrix(instance["start"])


def _paths(instance: Path) -> dict[str, list[flint.fmpq_mat]]:
    """Some steps of GD, and of SGD with one sample after the other, for the square loss."""
    (x, y, start), step = parts(instance), rational(instance["step"])
    found = {}
    for name in ("GD", "SGD"):
        path = [start]
        for t in range(STEPS):
            one = [t % x.nrows()] if name == "SGD" else range(x.nrows())
            inputs, labels = (flint.fmpq_mat([m.tolist()[i] for i in one]) for m in (x, y))
            path.append(path[-1] - inputs.transpose() * (inputs * path[-1] - labels) * step / len(one))
        found[name] = path
    return found


def unbounded(instance: Path) -> bool:
    """Whether GD meets an eigenvalue of ηXXᵀ/n above 2: on the Krylov space of Xw_0 − y."""
    (x, y, start), step = parts(instance), rational(instance["step"])
    gram, rest = x * x.transpose() / x.nrows() * step, x * start - y
    if instance["kind"] == "logistic" or not any(rest.entries()):
        return False
    basis, v = rest, gram * rest
    while (wider := stack_columns(basis, v)).rank() > basis.ncols():
        basis, v = wider, gram * v
    return inertia(basis.transpose() * (identity(x.nrows()) * 2 - gram) * basis)[2] > 0


def off_the_formula(instance: Path, *, start: int = 1, inverse: bool = True) -> str:
    """The first w of a path that is not w⁺ + Pw_0 + H⁺∇L(w); empty if all are.

    Args:
        start: a factor to Pw_0.
        inverse: take H⁺, and not H.
    """
    x, y, _ = parts(instance)
    hessian = x.transpose() * x / x.nrows()
    fixed, turn = limit_of_gd(instance, start), pseudo_inverse(hessian) if inverse else hessian
    for name, path in _paths(instance).items():
        for t, w in enumerate(path):
            if w != fixed + turn * x.transpose() * (x * w - y) / x.nrows():
                return f"{name} step {t}: w is not w⁺ + Pw_0 + H⁺∇L(w)"
    return ""


def limit_of_gd(instance: Path, start: int = 1) -> flint.fmpq_mat:
    """w⁺ + Pw_0."""
    x, y, begin = parts(instance)
    return pseudo_inverse(x) * y + null_projector(x) * begin * start


def _separator(instance: Path) -> tuple[list[list[Fraction]], Separator | None]:
    """The rows y_i x_i, and u with u·y_i x_i ≥ 1 for all of them."""
    labels = [row[0] for row in exact_rows(instance["y"])]
    rows = [[label * v for v in row] for label, row in zip(labels, exact_rows(instance["X"]), strict=True)]
    return rows, separate(rows, [Fraction(0)] * len(rows))


def _dot(a: Sequence[Fraction | flint.arb], b: Sequence[Fraction | flint.arb]) -> flint.arb:
    return sum((_ball(p) * _ball(q) for p, q in zip(a, b, strict=True)), flint.arb(0))


def _ball(value: Fraction | flint.arb) -> flint.arb:
    return flint.arb(flint.fmpq(value.numerator, value.denominator)) if isinstance(value, Fraction) else value


def diverges(instance: Path, *, sooner: int = 1) -> Finding:
    """‖w_t‖ > M for some t ≤ 1 + (‖u‖M − u·w_0)(1 + e^{AM})/η, A = max ‖x_i‖: in balls as far as that is not too long.

    Args:
        sooner: the bound of t is divided by this.
    """
    rows, found = _separator(instance)
    if found is None or rational(instance["step"]) <= 0:
        return Finding(None, "exact", {}, "the data are not separable through the origin, or the step is not positive")
    bound = instance["bound"]
    room = max(sum(abs(v) for v in row) for row in rows) * bound  # above AM, so that 3^room is above e^{AM}
    if room > 10_000:
        return Finding(None, "certified", {}, f"e^{{AM}} is too large: AM may be {float(room):.3g}")
    with flint.ctx.workprec(120 + 2 * int(room)):
        w = [_ball(row[0]) for row in exact_rows(instance["start"])]
        step, height, length = flint.arb(rational(instance["step"])), _dot(found.w, w), _dot(found.w, found.w).sqrt()
        longest = flint.arb(max(_dot(row, row).sqrt().upper() for row in rows))
        wait = ((length * bound - height) * (1 + (longest * bound).exp()) / step).upper().floor().unique_fmpz()
        last = (1 + max(0, int(wait or 0))) // sooner
        norm = longest.str(4, radius=False)
        measured = {"T": last, "M": bound, "gradients_at_most": norm, "u": [str(v) for v in found.w]}
        for t in range(min(last, MOST) + 1):
            if _dot(w, w) > bound * bound:
                what = f"the gradients have norms of at most {norm}, and at step {t} ‖w_t‖ > {bound}"
                return Finding(False, "certified", measured | {"t": t}, f"{what}, and so on for every bound")
            pull = [1 / (1 + _dot(row, w).exp()) / len(rows) for row in rows]
            sums = [_dot(pull, column) for column in zip(*rows, strict=True)]
            w = [v + step * a for v, a in zip(w, sums, strict=True)]
            if not _dot(found.w, w) > height:
                return Finding(None, "certified", measured, "u·w_t was not seen to rise: more bits are needed")
            height = _dot(found.w, w)
    if last > MOST:
        what = f"u·w_t rises, and ‖w_t‖ > {bound} for some t ≤ {last}"
        return Finding(False, "certified", measured, what)
    return Finding(None, "certified", measured, f"‖w_t‖ ≤ {bound} up to step {last}")


def errors(instance: Path) -> tuple[flint.fmpq, flint.fmpq]:
    """The squared error of the limit of GD on the samples, and that which is expected: by going through all rows of the
    support, and for coins through both labels."""
    x, y, _ = parts(instance)
    w, rows, truth = limit_of_gd(instance), matrix(instance["support"]), matrix(instance["truth"])
    training = 2 * half_square(x * w - y) / x.nrows()
    outputs = (rows * w).entries()
    if instance["kind"] == "coins":
        squares = [(label - f) ** 2 for f in outputs for label in (1, -1)]
    else:
        squares = [(label - f) ** 2 for f, label in zip(outputs, (rows * truth).entries(), strict=True)]
    return training, sum(squares, flint.fmpq(0)) / len(squares)
