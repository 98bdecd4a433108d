"""No strict suboptimal minimum, no maximum, and the Hessian in V (NMH Theorems 3.4.3, 3.4.4 and C.3)."""

from __future__ import annotations

from dataclasses import replace

import flint
import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim
from ...evidence import Finding
from ...instruments import cross_entropy, features_in_balls, skip_layer
from . import valley
from .features import LETTERS, num_samples
from .points import Start, output_weights, start
from .second_derivatives import curvature, hessian
from .small_points import beside, share_of_curvature, small_starts
from .valley import classes

BITS = 256


def draw(stream: np.random.Generator, settings: Settings) -> Start:
    """As in NMH-05, with two or three classes and up to five samples."""
    return valley.draw(stream, replace(settings, scale=settings.scale * 0.6))


def features_and_outputs(instance: Start) -> tuple[flint.arb_mat, flint.arb_mat, list[int]]:
    """Ψ, V and the labels."""
    return (
        features_in_balls(instance["net"], instance["inputs"], start(instance)),
        output_weights(instance),
        instance["labels"],
    )


def extrema(instance: Start, factor: flint.fmpq) -> Finding:
    """The formula times a factor against the power series; then no maximum, and no strict minimum."""
    with flint.ctx.workprec(BITS):
        psi, v, labels = features_and_outputs(instance)
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
        reason = (
            "the Hessian in V vanishes: Φ is constant in V" if trace == 0 else "the trace is not certified to be > 0"
        )
        return Finding(False if trace == 0 else None, "certified", measured, reason)
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


@theorem_3_4.corrected_on(draw_corner, 5, Search(share_of_curvature, beside, 100, small_starts, 60))
def mean(instance: Start) -> Finding:
    """For m ≥ 2 and Ψ ≠ 0, Φ of (2) has no strict local minimum and no local maximum, and its Hessian in the column
    V_:j is (1/N) Σ_i p_ij (1 − p_ij) Ψ_i:ᵀΨ_i:, p_ij = e^{G_ij} / Σ_k e^{G_ik}
    """
    if instance["num_classes"] < 2:
        return Finding(True, "exact", {"not of this class": "m = 1"})
    with flint.ctx.workprec(BITS):
        if all(value == 0 for value in features_and_outputs(instance)[0].entries()):
            return Finding(True, "exact", {"not of this class": "Ψ = 0"})
    return extrema(instance, flint.fmpq(1, len(instance["labels"])))


@mean.false(because="vanishes")
def one_class(instance: Start) -> Finding:
    """for m = 1, too"""
    return extrema(instance, flint.fmpq(1, len(instance["labels"])))


@theorem_3_4.false(because="flat")
def strict(instance: Start) -> Finding:
    """Φ is strictly convex in V"""
    with flint.ctx.workprec(BITS):
        psi, v, labels = features_and_outputs(instance)
        changed = v + flint.arb_mat([[1] * instance["num_classes"] for _ in range(psi.ncols())])
        same = cross_entropy((psi * v).tolist(), labels).overlaps(cross_entropy((psi * changed).tolist(), labels))
    return Finding(not same, "certified", {}, "Φ(U, V + 1 1ᵀ) = Φ(U, V): flat" if same else "")


@theorem_3_4.broken(because="differs by a factor")
def sign(instance: Start) -> Finding:
    """the Hessian with the wrong sign"""
    return extrema(instance, flint.fmpq(-1, len(instance["labels"])))
