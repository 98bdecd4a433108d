"""Trivial and nontrivial degeneracy of a one-hidden-layer linear network (T3 §6.2.2)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import flint
import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import (
    LINEAR_LETTERS,
    OneHiddenLayer,
    PlainMatrix,
    data_and_weights,
    grow,
    kernel_basis,
    least_squares,
    linear_hessian,
    matrix,
    network_size,
    null_projector,
    plain_matrix,
    random_matrix,
    stack_columns,
    weight_matrices,
)
from ...vary import all_matrices


class Minimiser(OneHiddenLayer):
    """A network, and further inputs that complete the rank; their targets are those of the network."""

    more: PlainMatrix


Move = tuple[flint.fmpq_mat, flint.fmpq_mat]  # ΔW1, ΔW2


def draw(stream: np.random.Generator, settings: Settings) -> Minimiser:
    """A minimiser in the over- or underdetermined case: weights first, then targets W2W1X + R with RXᵀ = 0."""
    d, width, outputs = (grow(settings.scale, 1, 3, stream) for _ in range(3))
    over = d == 1 or stream.random() < 0.5
    n = d + int(stream.integers(0, 3)) if over else int(stream.integers(1, d))
    while True:
        x = random_matrix(stream, d, n, bound=4)
        if matrix(x).rank() == min(d, n):
            break
    while True:
        more = random_matrix(stream, d, max(1, d - n), bound=4)
        if matrix([a + b for a, b in zip(x, more, strict=True)]).rank() == d:
            break
    instance: Minimiser = {
        "X": x,
        "Y": random_matrix(stream, outputs, n, bound=4),
        "W1": random_matrix(stream, width, d, bound=2),
        "W2": random_matrix(stream, outputs, width, bound=2),
        "more": more,
    }
    if settings.drop == "solution":
        return instance
    inputs, targets, w1, w2 = data_and_weights(instance)
    instance["Y"] = plain_matrix(w2 * w1 * inputs + targets * null_projector(inputs))
    return instance


def _null_moves(x: flint.fmpq_mat, y: flint.fmpq_mat, w1: flint.fmpq_mat, w2: flint.fmpq_mat) -> list[Move]:
    """A basis of the degenerate space, the kernel of the Hessian, as pairs ΔW1, ΔW2."""
    return [weight_matrices(v.entries(), w1, w2) for v in kernel_basis(linear_hessian(x, y, w1, w2))]


def _first_order_change(w1: flint.fmpq_mat, w2: flint.fmpq_mat, move: Move) -> flint.fmpq_mat:
    return w2 * move[0] + move[1] * w1


def _same_for_some_step(first: flint.fmpq_mat, second: flint.fmpq_mat) -> bool:
    """Whether ε·first + ε²·second = 0 for some ε > 0."""
    pairs = list(zip(first.entries(), second.entries(), strict=True))
    steps = {-a / b for a, b in pairs if b}
    if not steps:
        return not any(a for a, _ in pairs)
    step = steps.pop()
    return not steps and step > 0 and not any(a + step * b for a, b in pairs)


def _with_more(instance: Minimiser) -> tuple[flint.fmpq_mat, flint.fmpq_mat]:
    """X and Y with the further inputs."""
    x, y, w1, w2 = data_and_weights(instance)
    more = matrix(instance["more"])
    return stack_columns(x, more), stack_columns(y, w2 * w1 * more)


def _straight(instance: Minimiser, x: flint.fmpq_mat, y: flint.fmpq_mat) -> str:
    """Why a degenerate direction is not trivial in the printed sense; empty if all that were tried are."""
    _, _, w1, w2 = data_and_weights(instance)
    basis = _null_moves(x, y, w1, w2)
    moves = basis + [(a[0] + b[0], a[1] + b[1]) for k, a in enumerate(basis) for b in basis[:k]]
    for move in moves:
        first, second = _first_order_change(w1, w2, move), move[1] * move[0]
        if not _same_for_some_step(first, second):
            what = f"ΔW1 = {plain_matrix(move[0])}, ΔW2 = {plain_matrix(move[1])}"
            if any(first.entries()):
                return f"{what}: the network changes to first order in ε"
            return f"{what}: the network changes by ε²ΔW2ΔW1 ≠ 0 for every ε > 0"
    return ""


def _is_overdetermined(instance: Minimiser) -> bool:
    return matrix(instance["X"]).rank() == len(instance["X"])


def _ranks(instance: Minimiser) -> dict[str, int | str]:
    x, _, w1, w2 = data_and_weights(instance)
    regime = "overdetermined" if _is_overdetermined(instance) else "underdetermined"
    return {"regime": regime, "rank_X": x.rank(), "d": x.nrows(), "rank_W1": w1.rank(), "rank_W2": w2.rank()}


@hypothesis
def solution(instance: Minimiser) -> str | None:
    """w is a global minimum over A = W2W1: EXᵀ = 0"""
    x, y, w1, w2 = data_and_weights(instance)
    slope = (w2 * w1 * x - y) * x.transpose()
    return f"EXᵀ = {plain_matrix(slope)}" if any(slope.entries()) else None


def _count_trivial(instance: Minimiser) -> int:
    """dim {(A, B) : W2 A + B W1 = 0}, in closed form."""
    _, _, w1, w2 = data_and_weights(instance)
    r1, r2 = w1.rank(), w2.rank()
    weights = w1.nrows() * (w1.ncols() + w2.nrows())
    return weights - (r2 * w1.ncols() + w2.nrows() * r1 - r1 * r2)


def to_first_order(instance: Minimiser, *, never: bool = False, off: int = 0) -> Finding:
    """Whether the degeneracy is trivial to first order where it is said to be, and of the dimension that is known.

    Args:
        never: claim that no direction changes the network in the underdetermined case either.
        off: is added to the dimension of the trivial directions.
    """
    x, y, w1, w2 = data_and_weights(instance)
    measured = _ranks(instance)
    trivial = _count_trivial(instance) + off
    now = _null_moves(x, y, w1, w2)
    changing = sum(any(_first_order_change(w1, w2, move).entries()) for move in now)
    measured |= {"degenerate": len(now), "trivial": trivial, "basis_vectors_that_change_the_network": changing}
    complete = _is_overdetermined(instance)
    expected = not complete and (w2.rank() > 0 or (w1 * x).rank() < w1.rank())
    if changing and (complete or never):
        return Finding(False, "exact", measured, "a degenerate direction changes the network to first order")
    if bool(changing) != expected:
        return Finding(False, "exact", measured, "nontrivial degeneracy is not where it is expected")
    if trivial < 1:
        return Finding(False, "exact", measured, "no degeneracy is trivial")
    if complete and len(now) != trivial:
        return Finding(False, "exact", measured, f"the dimension of the trivial degeneracy is {len(now)}")
    if complete and w2 * w1 != least_squares(x, y):
        return Finding(False, "exact", measured, "the network is not YXᵀ(XXᵀ)⁻¹")
    enough, targets = _with_more(instance)
    if enough.rank() < enough.nrows():
        return Finding(True, "exact", measured | {"not of this class": "the further inputs do not complete the rank"})
    later = _null_moves(enough, targets, w1, w2)
    left = sum(any(_first_order_change(w1, w2, move).entries()) for move in later)
    if left or len(later) != trivial:
        return Finding(False, "exact", measured, f"with more data {left} nontrivial directions are left")
    return Finding(True, "exact", measured)


@claim(
    "T3-17",
    "Trivial and nontrivial degeneracy",
    source="T3 §6.2.2, “Trivial and nontrivial degeneracy”",
    quantifier="for all",
    field="real",
    letters=LINEAR_LETTERS | {"degenerate space": "kernel of ∇²L(w)", "ε": "lost in our copy of the text"},
    hypotheses=(solution,),
    draw=draw,
    rests_on=("T3-15",),
    size=network_size,
    num_instances=40,
    witness=Witness(
        "f_w = w₂w₁x at (1, 1), x = y = 1: Δw = (1, −1) is degenerate, and f_{w + εΔw} = (1 − ε²)x ≠ f_w for ε > 0.",
        {"X": [[1]], "Y": [["1"]], "W1": [[1]], "W2": [[1]], "more": [[0]]},
    ),
    note="The set {W2W1 = A} is curved, so that a straight step along a tangent direction leaves it at second "
    "order: for f = w2·w1·x at (1, 1) the degenerate direction is (1, −1), and (1 + ε)(1 − ε) ≠ 1. This holds for "
    "every multiple of Δw, so that it does not matter where the definition, damaged in our copy, had its ε. What "
    "the paper wants, one network for all solutions, is right, and is part of the corrected statement. Instances "
    "are minima over A, reached by any width.",
)
def degeneracies(instance: Minimiser) -> Finding:
    """at a solution (a global minimum over A = W2W1): overdetermined (rank X = d), every degeneracy is trivial, that
    is, f_w = f_{w+εΔw} for some ε > 0, for Δw in the degenerate space; underdetermined, both kinds may occur, and more
    data would avoid the nontrivial kind
    """
    x, y, _, _ = data_and_weights(instance)
    why = _straight(instance, *((x, y) if _is_overdetermined(instance) else _with_more(instance)))
    return Finding(not why, "exact", _ranks(instance), f"rank X = d; {why}" if why else "")


BOUNDARIES: tuple[Minimiser, ...] = (
    {"X": [[1]], "Y": [[1]], "W1": [[1]], "W2": [[1]], "more": [[1]]},
    {"X": [[1], [0]], "Y": [[0]], "W1": [[0, 0]], "W2": [[0]], "more": [[0], [1]]},  # W2 = 0
    {"X": [[0], [0]], "Y": [[3]], "W1": [[1, 2]], "W2": [[1]], "more": [[1, 0], [0, 1]]},  # no inputs
    {"X": [[1, 1], [2, 2]], "Y": [[2, 0]], "W1": [[1, 0]], "W2": [[1]], "more": [[0], [1]]},  # equal samples
    {"X": [["1/1000000", 0], [0, 10**6]], "Y": [["1/1000000", 10**6], ["1/1000000", 2 * 10**6]],
     "W1": [[1, 1], [0, 1]], "W2": [[1, 0], [1, 1]], "more": [[1], [0]]},
    {"X": [[1, 0], [0, 1]], "Y": [[1, 0], [0, 0]], "W1": [[1, 0]], "W2": [[1], [0]], "more": [[1], [1]]},  # N = 1
)  # fmt: skip


def small_minimisers() -> Iterator[Minimiser]:
    """Two inputs, one or two samples, units and outputs: all X of 0 and 1, W1 and W2 of 0 and ±1, residuals all 1."""
    for n, width, outputs in ((1, 1, 1), (2, 1, 1), (1, 2, 1), (2, 1, 2)):
        weights = product(all_matrices(width, 2), all_matrices(outputs, width))
        for x, (w1, w2) in product(all_matrices(2, n, (0, 1)), weights):
            inputs = matrix(x)
            targets = matrix(w2) * matrix(w1) * inputs + matrix([[1] * n] * outputs) * null_projector(inputs)
            yield {"X": x, "Y": plain_matrix(targets), "W1": w1, "W2": w2, "more": [[1, 0], [0, 1]]}


@degeneracies.corrected_at(*BOUNDARIES, search=Search(cases=small_minimisers, most_cases=150))
def first_order(instance: Minimiser) -> Finding:
    """Let A = W2W1 be a minimiser of ½‖AX − Y‖². It is the only one if rank X = d. Call a vector of the kernel of ∇²L
    trivial if it does not change A to first order, W2ΔW1 + ΔW2W1 = 0: for rank X = d every one is; for rank X < d and
    W2 ≠ 0 trivial and nontrivial ones occur; with data of the network that complete the rank no nontrivial one is left
    """
    return to_first_order(instance)


@first_order.false(because="nontrivial degeneracy is not")
def also_for_zero(instance: Minimiser) -> Finding:
    """for rank X < d nontrivial directions occur, whatever W2 is"""
    found = to_first_order(instance)
    if found.measured["regime"] == "overdetermined" or found.measured["basis_vectors_that_change_the_network"]:
        return found
    return Finding(False, "exact", found.measured, "nontrivial degeneracy is not found for these weights")


@degeneracies.false(because="changes")
def never(instance: Minimiser) -> Finding:
    """every degeneracy is trivial in the underdetermined case, too"""
    return to_first_order(instance, never=True)


@degeneracies.broken(because="dimension of the trivial")
def off(instance: Minimiser) -> Finding:
    """one trivial direction more"""
    return to_first_order(instance, off=1)
