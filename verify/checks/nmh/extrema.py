"""No strict suboptimal minimum, no maximum, and the Hessian in V (NMH Theorems 3.4.3, 3.4.4 and C.3)."""

from __future__ import annotations

from dataclasses import replace

import flint
import numpy as np

from ...claims import Settings, Witness
from ...declare import claim
from ...evidence import Finding
from ...instruments import cross_entropy, features_in_balls, formal_values, skip_layer
from . import valley
from .features import LETTERS, num_samples, width
from .second_derivatives import curvature, hessian
from .strict_minimum import strict_minimum
from .valley import Start, classes, one_hot, output_weights, start

BITS = 256
LOSSES = ("cross-entropy", "square", "hinge")


class WithLoss(Start):
    """A point, and one of :data:`LOSSES`."""

    loss: str


def draw(stream: np.random.Generator, settings: Settings) -> Start:
    """As in NMH-05, with two or three classes and up to five samples."""
    return valley.draw(stream, replace(settings, scale=settings.scale * 0.6))


def _point(instance: Start) -> tuple[flint.arb_mat, flint.arb_mat, list[int]]:
    return (
        features_in_balls(instance["net"], instance["inputs"], start(instance)),
        output_weights(instance),
        instance["labels"],
    )


def extrema(instance: Start, factor: flint.fmpq) -> Finding:
    """The formula times a factor against the power series; then no maximum, and no strict minimum."""
    with flint.ctx.workprec(BITS):
        psi, v, labels = _point(instance)
        size, worst = psi.ncols(), 0
        for column in range(instance["num_classes"]):
            formula = hessian(psi, v, column) * flint.arb(factor)
            for a in range(size):
                for b in range(a, size):
                    along = [int(k in (a, b)) for k in range(size)]
                    wanted = curvature(psi, v, labels, column, along)
                    found = formula[a, a] if a == b else formula[a, a] + formula[b, b] + 2 * formula[a, b]
                    worst += not wanted.overlaps(found)
        trace = sum((hessian(psi, v, 0)[a, a] for a in range(size)), flint.arb(0)) / len(labels)
        shift = flint.arb_mat([[a + 1] * instance["num_classes"] for a in range(size)])
        shifted = cross_entropy((psi * (v + shift)).tolist(), labels)
        flat = shifted.overlaps(cross_entropy((psi * v).tolist(), labels))
        measured = {"N": len(labels), "M": size, "entries_that_differ": worst, "trace_of_Hessian": trace.str(6)}
    if worst:
        reason = f"the printed Hessian in V differs from the second derivative: it is N = {len(labels)} times it"
        return Finding(False, "certified", measured, reason if factor == 1 else "the Hessian differs by a factor")
    if not trace > 0:
        return Finding(False, "certified", measured, "the Hessian in V vanishes: Φ is constant in V")
    if not flat:
        return Finding(False, "certified", measured, "Φ changes when all columns of V move alike")
    return Finding(True, "certified", measured)


@claim(
    "NMH-07",
    "No suboptimal strict minimum, no maximum, and the Hessian in V",
    source="NMH §3, Theorem 3.4.3 and 3.4.4, with the formula in the proof of 3.4.4 (p. 6)",
    quantifier="for all",
    field="real",
    letters=LETTERS | {"p": "softmax of the outputs", "m": "num_classes"},
    draw=draw,
    misprint=True,
    hypotheses=(classes,),
    size=num_samples,
    num_instances=16,
    witness=Witness(
        "N = M = m = 2, two sigmoids with U = 0, so that Ψ_ik = 1/2, and V = 0, so that p_ij = 1/2: the formula gives "
        "2 · (1/4) (1/4 1/4; 1/4 1/4) = (1/8 1/8; 1/8 1/8), and the Hessian in V_:1 is half of it, (1/16 1/16; 1/16 "
        "1/16).",
        {
            "net": {"num_inputs": 1, "layers": [skip_layer("sigmoid", [[0], [0]])], "skips": [1, 2]},
            "inputs": [[0], [64]],
            "labels": [0, 1],
            "num_classes": 2,
            "start": "zero",
            "V": [[0, 0], [0, 0]],
            "seed": 0,
        },
    ),
    note="The formula lacks the 1/N of (2). Our copy is damaged there (lines 263–264), but it has neither the 1 "
    "nor the N of a factor 1/N, which it has in (2) (lines 115–117). Only the factor is wrong; the proof is "
    "not affected. 3.4.3 is true for a simpler reason than the one given, at every point and without "
    "Assumption 3.1 or M ≥ N: Φ(U, V + c1ᵀ) = Φ(U, V) for all c, so that cross-entropy has no strict local "
    "minimum at all. 3.4.4 needs m ≥ 2 and Ψ ≠ 0 only.",
)
def theorem_3_4(instance: Start) -> Finding:
    """Φ of (2) has no suboptimal strict local minimum and no local maximum, and its Hessian in the column
    V_:j is Σ_i p_ij (1 − p_ij) Ψ_i:ᵀΨ_i:, p_ij = e^{G_ij} / Σ_k e^{G_ik}
    """
    return extrema(instance, flint.fmpq(1))


def draw_corner(stream: np.random.Generator, settings: Settings) -> Start:
    """One sample; outputs far from 0, all alike, or of one class; last m = 1, which is not of this class."""
    case, own = round(settings.scale * 4), replace(settings, scale=0.0 if settings.scale < 0.5 else 0.3)
    instance = draw(stream, own)
    if case in (1, 4):
        instance["V"] = [[10**4 * (k + 1) * (case == 1) for k in range(len(row))] for row in instance["V"]]
    if case == 2:
        instance["labels"] = [0] * len(instance["labels"])
    if case == 3:
        instance |= {"num_classes": 1, "V": [row[:1] for row in instance["V"]], "labels": [0] * len(instance["labels"])}
    return instance


@theorem_3_4.corrected_on(draw_corner, 5)
def mean(instance: Start) -> Finding:
    """For m ≥ 2 and Ψ ≠ 0, Φ of (2) has no strict local minimum and no local maximum, and its Hessian in the column
    V_:j is (1/N) Σ_i p_ij (1 − p_ij) Ψ_i:ᵀΨ_i:, p_ij = e^{G_ij} / Σ_k e^{G_ik}
    """
    if instance["num_classes"] < 2:
        return Finding(True, "exact", {"not of this class": "m = 1"})
    return extrema(instance, flint.fmpq(1, len(instance["labels"])))


@mean.false(because="vanishes")
def one_class(instance: Start) -> Finding:
    """for m = 1, too"""
    return extrema(instance, flint.fmpq(1, len(instance["labels"])))


@theorem_3_4.false(because="flat")
def strict(instance: Start) -> Finding:
    """Φ is strictly convex in V"""
    with flint.ctx.workprec(BITS):
        psi, v, labels = _point(instance)
        changed = v + flint.arb_mat([[1] * instance["num_classes"] for _ in range(psi.ncols())])
        same = cross_entropy((psi * v).tolist(), labels).overlaps(cross_entropy((psi * changed).tolist(), labels))
    return Finding(not same, "certified", {}, "Φ(U, V + 1 1ᵀ) = Φ(U, V): flat" if same else "")


@theorem_3_4.broken(because="differs by a factor")
def sign(instance: Start) -> Finding:
    """the Hessian with the wrong sign"""
    return extrema(instance, flint.fmpq(-1, len(instance["labels"])))


def draw_losses(stream: np.random.Generator, settings: Settings) -> WithLoss:
    """The same points, with one of the three losses."""
    chosen = {"width": "square", "classes": "cross-entropy"}.get(settings.drop or "", LOSSES[int(stream.integers(3))])
    return {**draw(stream, settings), "loss": chosen}


def value(outputs: list[list[flint.arb]], instance: WithLoss) -> flint.arb:
    """φ(G) for the loss of the instance (Appendix C, 1–3)."""
    labels = instance["labels"]
    if instance["loss"] == "cross-entropy":
        return cross_entropy(outputs, labels)
    if instance["loss"] == "square":
        hot = one_hot(instance).tolist()
        return (
            sum(
                ((g - y) * (g - y) for a, b in zip(outputs, hot, strict=True) for g, y in zip(a, b, strict=True)),
                flint.arb(0),
            )
            / 2
        )
    total = flint.arb(0)
    for row, y in zip(outputs, labels, strict=True):
        worst = flint.arb(0)
        for k, g in enumerate(row):
            worst = worst if k == y else worst.max(1 - (row[y] - g))
        total += worst
    return total / len(labels)


@claim(
    "NMH-08",
    "The same for convex losses bounded below",
    source="NMH Appendix C, Theorem C.3",
    quantifier="for all",
    field="real",
    letters=LETTERS | {"φ": "loss as a function of the outputs", "p*": "its infimum"},
    draw=draw_losses,
    hypotheses=(classes, width),
    rests_on=("NMH-02", "NMH-05"),
    size=num_samples,
    num_instances=24,
    note="No suboptimal strict local minimum needs M ≥ N only, not Assumption 3.1: where rank Ψ < M, V moves along "
    "the kernel; where rank Ψ = M, Ψ is invertible and a minimum in V is one of φ. “Thus it attains a finite "
    "infimum” (p. 15) means that the infimum is finite: cross-entropy does not attain it.",
)
def theorem_c_3(instance: WithLoss) -> Finding:
    """For cross-entropy, square loss and multi-class hinge loss: solutions with φ → p* = 0 for full-rank
    Ψ(U), no bad valley, no suboptimal strict local minimum; for the first two no local maximum
    """
    # at a point: convex descent to p* where Ψ has full rank, a flat line where it has not, no maximum
    if len(instance["net"]["skips"]) < len(instance["inputs"]):
        return strict_minimum(instance)
    if instance["num_classes"] < 2 and instance["loss"] == "cross-entropy":
        return Finding(False, "exact", {}, "m = 1: Φ is 0 everywhere, so that every point is a local maximum")
    with flint.ctx.workprec(BITS):
        psi, v, _ = _point(instance)
        chosen = [tuple(row) for row in formal_values(instance["net"], instance["inputs"], start(instance))]
        here = value((psi * v).tolist(), instance)
        measured = {"loss": instance["loss"], "value": here.str(8), "start": instance["start"]}
        if len(set(chosen)) < len(instance["inputs"]):
            measured["why_not_strict"] = "rank Ψ < N ≤ M: V moves along the kernel at constant loss"
        else:
            first = features_in_balls(instance["net"], instance["inputs"], start(instance), columns=psi.nrows())
            if first.det().contains(0):
                return Finding(None, "certified", measured, "the ball of det Ψ contains 0")
            target = one_hot(instance) * (40 if instance["loss"] == "cross-entropy" else 1)
            least = value((first * first.solve(target)).tolist(), instance)
            measured["least"] = least.str(5)
            begin, level = psi * v, here
            for k in (20, 10, 4, 2, 1) if here > 0 else ():  # ever longer steps to V*, if the loss is not yet p* = 0
                x = flint.arb(2) ** -k
                there = value((begin * (1 - x) + target * x).tolist(), instance)
                if there >= level or there > (1 - x) * here + x * least:
                    return Finding(False, "certified", measured, "no convex descent towards V*")
                if not there < level:
                    return Finding(None, "certified", measured, f"two losses overlap at {BITS} bits")
                level = there
            if least > flint.arb(2) ** -40:
                return Finding(False, "certified", measured, "V* does not reach p* = 0")
            if not least < flint.arb(2) ** -40 or (here.contains(0) and here != 0):
                return Finding(None, "certified", measured, f"a loss is not enclosed well at {BITS} bits")
        if instance["loss"] != "hinge":
            squares = sum((p * p for row in psi.tolist() for p in row), flint.arb(0))
            if not squares > 0:
                return Finding(False, "certified", measured, "the Hessian in V vanishes")
    return Finding(True, "certified", measured)


@theorem_c_3.false(because="a local maximum")
def hinge(instance: WithLoss) -> Finding:
    """no local maximum for the hinge loss either"""
    with flint.ctx.workprec(BITS):
        around = flint.arb(0, flint.arb(0.25))  # G = 2Y has loss 0 in a neighbourhood
        box = [[2 * y + around for y in row] for row in one_hot(instance).tolist()]
        zero = value(box, {**instance, "loss": "hinge"})
    flat = zero == 0
    return Finding(not flat, "certified", {}, "the hinge loss is constant near G = 2Y: a local maximum" if flat else "")


@theorem_c_3.false(
    because="has still less",
    printed="NMH App. C, p. 15, after Assumption C.1: φ “attains a finite infimum”; the same in the proof of C.3.2",
    instead="the infimum is finite, and G* with p* ≤ φ(G*) ≤ ε, which the proof needs, is there by its definition",
)
def attained(instance: WithLoss) -> Finding:
    """cross-entropy attains its infimum p* = 0"""
    hot, labels = one_hot(instance), instance["labels"]
    least, less = (cross_entropy((hot * scale).tolist(), labels) for scale in (20, 40))
    told = f"φ(20 Y) = {least.str(5)} > 0, and 40 Y has still less, {less.str(5)} > 0" if least > less > 0 else ""
    return Finding(not told, "certified", {}, told)


@theorem_c_3.broken(because="below its chord")
def concave(instance: WithLoss) -> Finding:
    """the chord on the wrong side"""
    with flint.ctx.workprec(BITS):
        psi, v, _ = _point(instance)
        begin, end = psi * v, one_hot(instance)
        middle, a, b = (value(g.tolist(), instance) for g in ((begin + end) * flint.arb(0.5), begin, end))
    below = middle < (a + b) / 2
    return Finding(not below, "certified", {}, "the loss is below its chord: convex" if below else "")
