"""Theorem C.3 of NMH: the landscape for any convex loss that is bounded below."""

from __future__ import annotations

from collections.abc import Iterator

import flint
import numpy as np

from ...claims import Search, Settings
from ...declare import claim
from ...evidence import Finding
from ...instruments import cross_entropy, features_in_balls, formal_values
from .extrema import BITS, draw, features_and_outputs
from .features import LETTERS, num_samples, width
from .points import Start, one_hot, start
from .small_points import beside, decline, small_starts
from .strict_minimum import strict_minimum
from .valley import classes

PRECISIONS = (256, 1024, 4096)
LARGEST_SCALE = 2**20
LOSSES = ("cross-entropy", "square", "hinge")


class WithLoss(Start):
    """A point, and one of :data:`LOSSES`."""

    loss: str


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


def small_losses() -> Iterator[WithLoss]:
    """The small points with each of the losses."""
    for point in small_starts():
        for loss in LOSSES:
            yield {**point, "loss": loss}


def target_of(instance: WithLoss, here: flint.arb) -> flint.arb_mat:
    """Outputs with loss 0, or, of cross-entropy, with a small part of the loss ``here``."""
    hot, scale = one_hot(instance), 1
    if instance["loss"] == "cross-entropy":
        scale = 40
        while not cross_entropy((hot * scale).tolist(), instance["labels"]) < here / 8 and scale < LARGEST_SCALE:
            scale *= 2
    return hot * scale


def descent(instance: WithLoss) -> Finding:
    """Convex descent to p* where Ψ has full rank, a flat line where it has not, no maximum."""
    psi, v, _ = features_and_outputs(instance)
    here = value((psi * v).tolist(), instance)
    measured = {"loss": instance["loss"], "value": here.str(8), "start": instance["start"]}
    first = features_in_balls(instance["net"], instance["inputs"], start(instance), columns=psi.nrows())
    if first.det().contains(0):
        if not has_kernel(instance):
            return Finding(None, "certified", measured, "the ball of det Ψ contains 0")
        measured["why_not_strict"] = "rank Ψ < M: V moves along the kernel at constant loss"
    else:
        target = target_of(instance, here)
        if not (first * first.solve(target)).overlaps(target):
            return Finding(False, "certified", measured, "ΨV* is not the target")
        least = value(target.tolist(), instance)  # det Ψ ≠ 0: the target is attained, however wide the ball of V* is
        measured["least"] = least.str(5)
        begin, level = psi * v, here
        for k in (20, 10, 4, 2, 1) if here > 0 else ():  # ever longer steps to V*, if the loss is not yet p* = 0
            x = flint.arb(2) ** -k
            there = value((begin * (1 - x) + target * x).tolist(), instance)
            if there >= level or there > (1 - x) * here + x * least:
                return Finding(False, "certified", measured, "no convex descent towards V*")
            if not there < level:
                return Finding(None, "certified", measured, "two losses overlap")
            level = there
        if least > flint.arb(2) ** -40:
            return Finding(False, "certified", measured, "V* does not reach p* = 0")
        if not least < flint.arb(2) ** -40 or (here.contains(0) and here != 0):
            return Finding(None, "certified", measured, "a loss is not enclosed well")
    if instance["loss"] != "hinge":
        squares = sum((p * p for row in psi.tolist() for p in row), flint.arb(0))
        if not squares > 0:
            return Finding(False if squares == 0 else None, "certified", measured, "the Hessian in V vanishes")
    return Finding(True, "certified", measured)


def has_kernel(instance: Start) -> bool:
    """Whether rank Ψ < M for certain, M ≥ N: equal rows or columns, or several constant columns, which are parallel."""
    net = instance["net"]
    rows = formal_values(net, instance["inputs"], start(instance))
    chosen = [tuple(row[unit - net["num_inputs"]] for unit in net["skips"]) for row in rows]
    columns = set(zip(*chosen, strict=True))
    parallel = max(0, sum(len(set(column)) == 1 for column in columns) - 1)
    return len(set(chosen)) < len(chosen) or len(columns) - parallel < len(net["skips"])


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
    search=Search(decline, beside, 120, small_losses, 100),
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
    for bits in PRECISIONS:
        with flint.ctx.workprec(bits):
            found = descent(instance)
        if found.holds is not None:
            break
    return found


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
        psi, v, _ = features_and_outputs(instance)
        begin, end = psi * v, one_hot(instance)
        middle, a, b = (value(g.tolist(), instance) for g in ((begin + end) * flint.arb(0.5), begin, end))
    below = middle < (a + b) / 2
    return Finding(not below, "certified", {}, "the loss is below its chord: convex" if below else "")
