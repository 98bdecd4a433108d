"""Which solution gradient descent on a linear network selects, for other losses than the square loss (T3 §6.2.2)."""

from __future__ import annotations

from collections.abc import Iterator

import flint
import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import (
    PlainMatrix,
    column_vector,
    grow,
    half_square,
    kernel_basis,
    matrix,
    null_projector,
    plain_matrix,
    pseudo_inverse,
    random_matrix,
    rational,
)
from ...vary import all_matrices
from .selected_solution import HINGE, RESIDUAL_LOSSES, Start, parts, selected, slope_of


def draw(stream: np.random.Generator, settings: Settings) -> Start:
    """X of any shape and rank; w_0 has a part in the null space of X that is zero, or has a norm of 1/10 at most."""
    drop = settings.drop
    d, n = grow(settings.scale, 2 if drop else 1, 4, stream), grow(settings.scale, 1, 3, stream)
    x = matrix(random_matrix(stream, n, d, bound=2))
    if drop or stream.random() < 0.3:
        rank = 1 if drop else int(stream.integers(0, min(d, n) + 1))
        left, right = random_matrix(stream, n, max(rank, 1), bound=1), random_matrix(stream, max(rank, 1), d, bound=2)
        x = matrix(left) * matrix(right) * (1 if rank else 0)
    y = x * matrix(random_matrix(stream, d, 1, bound=2))
    if drop == "zero_error":
        x, y = flint.fmpq_mat([*x.tolist(), [0] * d]), flint.fmpq_mat([*y.tolist(), [1]])
    null = null_projector(x) * matrix(random_matrix(stream, d, 1, bound=3))
    if drop == "small":
        null = kernel_basis(x)[0] * 3
    elif stream.random() < 0.3:
        null = null * 0
    else:
        while half_square(null) > flint.fmpq(1, 200):
            null = null / 10
    start = x.transpose() * matrix(random_matrix(stream, x.nrows(), 1, bound=1)) / int(stream.integers(1, 4)) + null
    name = list(RESIDUAL_LOSSES)[int(stream.integers(len(RESIDUAL_LOSSES)))]
    return {"loss": name, "X": plain_matrix(x), "y": plain_matrix(y), "start": plain_matrix(start)}


def draw_zero(stream: np.random.Generator, settings: Settings) -> Start:
    """The same with no part in the null space at all."""
    instance = draw(stream, settings)
    x = matrix(instance["X"])
    return {**instance, "start": plain_matrix(pseudo_inverse(x) * x * matrix(instance["start"]))}


def draw_any_loss(stream: np.random.Generator, settings: Settings) -> Start:
    """The same from 0; or the squared hinge: a sample that alone decides what the least norm is, and others beyond
    it.
    """
    if stream.random() < 0.5:
        instance = draw(stream, settings)
        return {**instance, "start": [[0]] * len(instance["start"])}
    n, p, side = grow(settings.scale, 1, 3, stream), int(stream.integers(1, 3)), int(stream.integers(1, 4))
    rows, labels = [[p, 0]], [[1]]
    for _ in range(n):
        label = 1 if stream.random() < 0.5 else -1
        rows.append([label * (p + int(stream.integers(3))), label * side])
        labels.append([label])
    return {"loss": HINGE, "X": rows, "y": labels, "start": [[0], [0]]}


@hypothesis
def small(instance: Start) -> str | None:
    """the part of w_0 in the null space of X is small: a norm of at most 1/10"""
    x, _, start = parts(instance)
    square = 2 * half_square(null_projector(x) * start)
    return f"its square norm is {square}" if square > flint.fmpq(1, 100) else None


@hypothesis
def zero_error(instance: Start) -> str | None:
    """some W has zero error"""
    x, y, _ = parts(instance)
    return None if instance["loss"] == HINGE or x * pseudo_inverse(x) * y == y else "Xw = y has no solution"


@claim(
    "T3-41",
    "For a broad range of losses gradient descent selects the minimum-norm solution",
    source="T3 §6.2.2, final remark",
    quantifier="for all",
    field="real",
    letters={"X": "inputs, one row for each sample", "w": "W of one output", "P": "projector on the null space of X"},
    hypotheses=(small, zero_error),
    draw=draw,
    size=lambda instance: len(str(instance)) + 1000 * (instance["loss"] != "square" or parts(instance)[1].rank() == 0),
    num_instances=40,
    reading="exactly, of starts whose part in the null space is small as printed, and of losses that vanish only at "
    "the targets",
    witness=Witness(
        "The square loss, x = (1, 0), y = 1, from (0, 1/10): the limit is (1, 1/10), and (1, 0) is of least norm.",
        {"loss": "square", "X": [[1, 0]], "y": [[1]], "start": [[0], ["1/10"]]},
    ),
    note="The update is in the span of the data for every differentiable loss, and the part of W in their null space "
    "never changes: this is right. (The printed ∇_W L(WᵀX) = Xᵀ∇_Z L has the wrong shape; it is X(∇_Z L)ᵀ.) “This "
    "means that …” does not follow. (1) A small part stays, and the limit w⁺ + Pw_0 is not of least norm: the square "
    "loss, x = (1, 0), y = 1, w_0 = (0, δ) ends in (1, δ), for every δ ≠ 0. (2) For a loss with more zeros than one, "
    "also w_0 = 0 is not enough, whatever the steps are: the squared hinge with x_1 = (1, 0), x_2 = (1, 1), labels 1, "
    "reaches some (1, b), b > 0, as w_2 never falls and rises in the first step; of least norm is (1, 0). (3) For the "
    "logistic loss no W has zero error. Proof of the corrected statement: L is convex, so that the steps do not lead "
    "away from any solution w*, and L(w_t) ≤ ‖w_0 − w*‖²/(2ηt); limits have zero error and lie in w_0 + the span of "
    "the data, where one solution is.",
)
def selects(instance: Start) -> Finding:
    """for a broad range of losses gradient descent, from a start whose part in the null space of the data is small,
    selects the minimum-norm one among all W with zero error
    """
    return selected(instance)


@selects.reading("borrowed", draw=draw_zero, hypotheses=(small, zero_error), num_instances=20)
def nothing_in_the_null_space(instance: Start) -> Finding:
    """of starts with no part in the null space, as in Theorem 2, and of losses that vanish only at the targets"""
    return selected(instance)


@selects.reading("unused")
def nearly(instance: Start) -> Finding:
    """nearly: a solution as near to the one of least norm as the part in the null space is small"""
    return selected(instance, within="small")


@selects.reading("unhedged", draw=draw_any_loss, num_instances=20)
def every_loss(instance: Start) -> Finding:
    """of every differentiable convex loss of WᵀX, also where it vanishes on more than the targets, from W = 0"""
    return selected(instance)


def small_fits() -> Iterator[Start]:
    """Two weights, one or two samples with entries −1, 0, 1, each loss, and a start that is no solution."""
    for n in (1, 2):
        for x in all_matrices(n, 2):
            targets = [[row[0] - row[1]] for row in x]
            for loss in RESIDUAL_LOSSES:
                yield _at(loss, x, targets, [["1/2"], ["1"]])


def _at(loss: str, x: PlainMatrix, y: PlainMatrix, start: PlainMatrix) -> Start:
    return {"loss": loss, "X": x, "y": y, "start": start}


@selects.corrected_at(
    _at("square", [[1, 0]], [[1]], [["0"], ["1/1000"]]),
    _at("quartic", [[1, 0]], [[1]], [["0"], ["0"]]),
    _at("quartic", [[1, 0]], [[1]], [["1"], ["1000"]]),  # a start that is a solution, far away
    _at("both", [[0, 0]], [[0]], [["3"], ["4"]]),  # X = 0: every w is a solution
    _at("square", [[1, 2], [2, 1]], [[3], [3]], [["5"], ["7"]]),  # one solution alone
    _at("both", [[1, 1], [1, 1], [2, 2]], [[1], [1], [2]], [["1"], ["-1"]]),  # equal and collinear samples
    _at("quartic", [["1000", "0", "1"]], [["1/1000"]], [["1"], ["2"], ["3"]]),
    _at("square", [[1, 0]], [[0]], [["0"], ["1"]]),  # the least norm is 0
    _at(HINGE, [[1, 0], [1, 1]], [[1], [1]], [[0], [0]]),
    _at(HINGE, [[1, 0], [-1, -1]], [[1], [-1]], [[0], [0]]),
    _at(HINGE, [[1, 0], [3, 1], [5, 1]], [[1], [1], [1]], [[0], [0]]),
    search=Search(cases=small_fits, most_cases=120),
)
def nearest_to_the_start(instance: Start) -> Finding:
    """Let L(w) = Σ ℓ(x_i·w − y_i) with ℓ(r) = r²/2, r⁴/4 or their sum, Xw = y solvable, and w_∞ = X⁺y + Pw_0, P the
    projector on Null(X). Gradient descent from w_0 with a constant step η > 0 up to the inverse of the largest
    curvature of L on the ball around w_∞ through w_0 converges to w_∞: the zero-error solution nearest to w_0, of least
    norm if and only if Pw_0 = 0. For the squared hinge loss with labels y_i it does not end at the zero-error solution
    w_min of least norm from w_0 = 0, for any steps η_t > 0, if u·w_min = 0 and y_iu·x_i ≥ 0 for all i, not always 0,
    for some u
    """
    return selected(instance, within="nearest")


@nearest_to_the_start.false(because="the limit has the square norm")
def from_small_starts(instance: Start) -> Finding:
    """from small starts the solution of least norm is selected"""
    return selected(instance)


@nearest_to_the_start.false(because="it is 0")
def hinge_from_zero(instance: Start) -> Finding:
    """for the squared hinge loss, too, from 0"""
    if instance["loss"] != HINGE:
        return Finding(None, "exact", {}, "another loss")
    return selected(instance)


@selects.false(because="farther")
def half_as_near(instance: Start) -> Finding:
    """the limit is half as far from the solution of least norm as the start from the row space"""
    return selected(instance, within="small", part=2)


@selects.broken(because="has the square norm")
def rows(instance: Start) -> Finding:
    """a solution plus a part in the null space of its own in the place of the start"""
    x, y, _ = parts(instance)
    null = null_projector(x) * column_vector([1] * x.ncols()) / 100
    return selected({**instance, "start": plain_matrix(pseudo_inverse(x) * y + null)})


@selects.false(
    because="is not defined",
    printed="T3 §6.2.2, final remark: ∇_W L(WᵀX) = Xᵀ∇_Z L(Z)",
    instead="∇_W L(WᵀX) = X(∇_Z L(Z))ᵀ, one column of X for each sample, Z = WᵀX: in the span of the data.",
)
def product_with_the_transpose(instance: Start) -> Finding:
    """the gradient with respect to W of L(WᵀX) is Xᵀ∇_Z L(Z)"""
    rows, y, start = parts(instance)  # a row for each sample: Xᵀ
    if rows.nrows() != rows.ncols():
        what = f"d = {rows.ncols()}, n = {rows.nrows()}: the product of Xᵀ with the n derivatives is not defined"
        return Finding(False, "exact", {}, what)
    loss = flint.fmpq_poly([rational(c) for c in RESIDUAL_LOSSES[instance["loss"]]])
    slopes = column_vector(loss.derivative()(r) for r in (rows * start - y).entries())
    equal = rows * slopes == slope_of(instance, start)
    return Finding(equal, "exact", {}, "" if equal else "the gradient is another one")
