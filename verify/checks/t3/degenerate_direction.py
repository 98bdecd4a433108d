"""A degenerate direction of the one-hidden-layer linear network, and whether training follows it (T3 §6.2.2)."""

from __future__ import annotations

from typing import Any

import flint
import numpy as np

from ...claims import Claim, Hypothesis, Settings, Variant
from ...evidence import Finding, Instance
from ...instruments import LETTERS, columns_of, grow, hessian, inertia, kernel, kronecker, matrix, parts, slopes, stack
from .linear_hessian import fill


def draw_wide(stream: np.random.Generator, settings: Settings) -> Instance:
    """More hidden units than outputs; at most as many when that hypothesis is dropped."""
    d, few, n = (grow(settings.scale, 1, 3, stream) for _ in range(3))
    many = few + (0 if settings.drop == "wide" else 1) + int(stream.integers(0, 2))
    outputs, width = (many, few) if settings.drop == "wide" else (few, many)
    return fill(stream, d, width, outputs, n)


def _directions(w2: flint.fmpq_mat, d: int) -> list[tuple[flint.fmpq_mat, flint.fmpq_mat, flint.fmpq_mat]]:
    """(v, w1, w2) with v = (w1 ⊗ w2, 0), w1 over a basis of Null(W2) and w2 over the unit vectors."""
    found = []
    for first in kernel(w2):
        for j in range(d):
            second = flint.fmpq_mat([[int(i == j)] for i in range(d)])
            zeros = flint.fmpq_mat(w2.nrows() * w2.ncols(), 1)
            found.append((stack(kronecker(first, second), zeros), first, second))
    return found


def _degenerate(instance: Instance) -> tuple[str, dict[str, Any], flint.fmpq_mat]:
    x, _, w1, w2 = parts(instance)
    square, whole = w2.transpose() * w2, hessian(*parts(instance))
    block = kronecker(square, x * x.transpose())
    curved = [v for v, _, _ in _directions(w2, w1.ncols()) if any((v.transpose() * whole * v).entries())]
    measured = {
        "weights": whole.nrows(),
        "rank_first_block": block.rank(),
        "size_first_block": block.nrows(),
        "rank_hessian": whole.rank(),
        "inertia": inertia(whole),
        "directions": (w2.ncols() - w2.rank()) * w1.ncols(),
    }
    if square.rank() == square.nrows():
        return "W2ᵀW2 is non-singular", measured, whole
    if block.rank() == block.nrows():
        return "the first block is non-singular", measured, whole
    return ("wᵀ∇²L w ≠ 0 for a direction" if curved else ""), measured, whole


def decide_16(instance: Instance) -> Finding:
    """As printed: the first block and then ∇²L(w) have a zero eigenvalue, at any w."""
    why, measured, whole = _degenerate(instance)
    if not why and measured["rank_hessian"] == whole.nrows():
        why = f"∇²L is non-singular, of rank {whole.nrows()}, although wᵀ∇²L w = 0: it is indefinite"
    return Finding(not why, "exact", measured, why)


def decide_16_corrected(instance: Instance) -> Finding:
    """The direction is in the kernel exactly where E Xᵀ w2 = 0; otherwise the Hessian has a negative eigenvalue."""
    why, measured, whole = _degenerate(instance)
    if why:
        return Finding(False, "exact", measured, why)
    x, y, w1, w2 = parts(instance)
    slope = (w2 * w1 * x - y) * x.transpose()
    measured["rank_EXt"] = slope.rank()
    seen = _directions(w2, w1.ncols()) + [
        (stack(kronecker(first, second), flint.fmpq_mat(w2.nrows() * w2.ncols(), 1)), first, second)
        for first in kernel(w2)
        for second in kernel(slope)
    ]
    for v, _, second in seen:
        if any((whole * v).entries()) != any((slope * second).entries()):
            return Finding(False, "exact", measured, "∇²L v = 0 and E Xᵀ w2 = 0 do not go together")
    singular, negative = measured["rank_hessian"] < whole.nrows(), measured["inertia"][2] > 0
    if slope.rank() < w1.ncols() and not singular:
        return Finding(False, "exact", measured, "rank EXᵀ < d, and ∇²L is non-singular")
    if slope.rank() and not negative:
        return Finding(False, "exact", measured, "EXᵀ ≠ 0, and ∇²L has no negative eigenvalue")
    return Finding(True, "exact", measured)


def decide_16_regular(instance: Instance) -> Finding:
    """A planted falsehood: the first block has rank N·d."""
    _, measured, _ = _degenerate(instance)
    short = measured["size_first_block"] - measured["rank_first_block"]
    return Finding(not short, "exact", measured, f"the first block lacks {short} in rank" if short else "")


def decide_16_broken(instance: Instance) -> Finding:
    """A broken check: the direction w2 ⊗ w1, in the wrong order."""
    x, y, w1, w2 = parts(instance)
    whole = hessian(x, y, w1, w2)
    for _, first, second in _directions(w2, w1.ncols()):
        v = stack(kronecker(second, first), flint.fmpq_mat(w2.nrows() * w2.ncols(), 1))
        if any((v.transpose() * whole * v).entries()):
            return Finding(False, "exact", {}, "wᵀ∇²L w ≠ 0 for a direction")
    return Finding(True, "exact")


# T3-39


def _steps(instance: Instance, against: str) -> Finding:
    x, y, w1, w2 = parts(instance)
    everything = list(range(x.ncols()))
    step = matrix([[instance["step"]]])[0, 0]
    for name, batches in {"GD": [everything] * 3, "SGD": instance["batches"]}.items():
        first, second = w1, w2
        for t, batch in enumerate(batches):
            rise = slopes(columns_of(x, batch), columns_of(y, batch), first, second)
            moved = second - rise[1] * step
            seen = {"now": second, "start": w2, "next": moved}[against]
            for v in kernel(seen):
                if any((v.transpose() * rise[0]).entries()):
                    what = "W2 has moved: " if against != "now" else ""
                    return Finding(False, "exact", {}, f"{what}{name} step {t + 1} adds to W1 along Null(W2)")
            first, second = first - rise[0] * step, moved
    return Finding(True, "exact", {"steps": 6, "null_space": w2.ncols() - w2.rank()})


def decide_39(instance: Instance) -> Finding:
    """vᵀ ∂L/∂W1 = 0 for v ∈ Null(W2), at each of three steps of GD and of SGD, gradients by differences."""
    return _steps(instance, "now")


def decide_39_start(instance: Instance) -> Finding:
    """A planted falsehood: the component along the null space of the first W2 never changes."""
    return _steps(instance, "start")


def decide_39_broken(instance: Instance) -> Finding:
    """A broken check: the null space of W2 after the step."""
    return _steps(instance, "next")


def _narrow(instance: Instance) -> str | None:
    outputs, width = len(instance["W2"]), len(instance["W1"])
    return None if outputs < width else f"d' = {outputs}, N = {width}"


WIDE = Hypothesis("wide", "d' < N", _narrow)


def _size(instance: Instance) -> float:
    return len(str({key: instance[key] for key in ("X", "Y", "W1", "W2")}))


CLAIMS = (
    Claim(
        id="T3-16",
        title="More hidden units than outputs: zero eigenvalues",
        source="T3 §6.2.2, “Degeneracy of the dynamics”",
        statement="if d' < N, W2ᵀW2 ⊗ XXᵀ has a zero eigenvalue, and in turn ∇²L(w) has one, at any w; for "
        "w = (w1 ⊗ w2, 0) with w1 in Null(W2), wᵀ∇²L w = 0",
        quantifier="for all",
        field="real",
        letters=LETTERS,
        hypotheses=(WIDE,),
        draw=draw_wide,
        decide=decide_16,
        corrected=Variant(
            "kernel",
            "W2ᵀW2 ⊗ XXᵀ is singular and wᵀ∇²L w = 0; v = (w1 ⊗ w2, 0) is in the kernel of ∇²L if and only if "
            "EXᵀw2 = 0. So ∇²L has a zero eigenvalue if rank EXᵀ < d (if E = 0, or d' < d, or n < d); if EXᵀ ≠ 0 it "
            "has a negative eigenvalue, and if rank EXᵀ = d it can be non-singular",
            decide_16_corrected,
        ),
        planted=(
            Variant("regular", "the first block is non-singular", decide_16_regular, "lacks"),
            Variant("order", "broken: w2 ⊗ w1 in place of w1 ⊗ w2", decide_16_broken, "for a direction"),
        ),
        rests_on=("T3-15",),
        size=_size,
        num_instances=60,
        note="A vector with wᵀHw = 0 need not be in the kernel of an indefinite H. The paper restricts neither w nor "
        "the sizes here; the conclusion is right at zero error, at d' < d, and at n < d.",
    ),
    Claim(
        id="T3-39",
        title="Gradient descent adds nothing along the degenerate direction",
        source="T3 §6.2.2, “Degeneracy of the dynamics”, last sentence",
        statement="every step of GD and SGD adds to W1 a matrix with columns in Col(W2ᵀ), orthogonal to Null(W2)",
        quantifier="for all",
        field="real",
        letters=LETTERS,
        hypotheses=(WIDE,),
        draw=draw_wide,
        decide=decide_39,
        planted=(
            Variant("start", "so the part of W1 along Null(W2(0)) never changes", decide_39_start, "W2 has moved"),
            Variant("next", "broken: the null space of W2 after the step", decide_39_broken, "W2 has moved"),
        ),
        rests_on=("T3-13",),
        num_instances=30,
        note="It holds for each step, with W2 as it is at that step. Nothing is conserved along a path: W2 moves, and "
        "with it Null(W2) (the planted variant). d' < N is needed only for a null space to be there at all W2.",
    ),
)
