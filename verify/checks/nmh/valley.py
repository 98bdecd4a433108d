"""Paths down from any point: Theorem 3.4.2 of NMH with its t*, and the non-increasing path of the abstract."""

from __future__ import annotations

from collections.abc import Callable

import flint
import numpy as np

from ...claims import Search, Settings
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import (
    SkipParameters,
    cross_entropy,
    equal_patches,
    features_in_balls,
    grow,
    log2_of,
    random_parameters,
)
from .features import KINDS, LETTERS, Sampled, build, num_samples, width
from .points import BITS, Labelled, Point, Start, here, moved, one_hot
from .small_points import beside, longest_step, small_starts

STARTS = ("random", "zero", "equal rows")


def draw(stream: np.random.Generator, settings: Settings) -> Start:
    """A network, labels, and a start: random, all zero, or with first-layer weights 0 (equal rows of Ψ)."""
    drop = settings.drop
    count = grow(settings.scale, 3 if drop else 1, 8, stream)
    kind = KINDS[int(stream.integers(len(KINDS)))] if drop is None else "dense"
    net, inputs = build(stream, kind, count, ("sigmoid", "arctan", "softplus")[int(stream.integers(3))])
    net["skips"] = net["skips"][: count - (drop == "width")]
    if drop == "patches":
        inputs[1] = list(inputs[0])
    classes = 1 if drop == "classes" else int(stream.integers(2, 5))
    labels = [int(v) for v in stream.integers(0, classes, count)]
    if drop == "patches":
        labels[:2] = [0, 1]
    return {
        "net": net,
        "inputs": inputs,
        "labels": labels,
        "num_classes": classes,
        "start": STARTS[int(stream.integers(len(STARTS)))] if drop is None else "random",
        "V": stream.integers(-128, 129, (len(net["skips"]), classes)).tolist(),
        "seed": int(stream.integers(2**31)),
    }


def below(
    outputs: Callable[[flint.arb], flint.arb_mat], labels: list[int], level: flint.arb, depth: int = 26
) -> bool | None:
    """Whether Φ(outputs(λ)) < level for all λ in [0, 1], by bisection in balls; ``None`` where that stays open."""
    cells, open_cells = [(0, 0)], 0
    while cells and open_cells < 100:
        k, level_of = cells.pop()
        half = flint.arb(1) / 2 ** (level_of + 1)
        middle = (2 * k + 1) * half
        if cross_entropy(outputs(flint.arb(middle.mid(), half)).tolist(), labels) < level:
            continue
        if cross_entropy(outputs(middle).tolist(), labels) > level:
            return False
        if level_of == depth:
            open_cells += 1
            continue
        cells += [(2 * k, level_of + 1), (2 * k + 1, level_of + 1)]
    return None if open_cells else True


def segment(
    instance: Labelled, point: Point, *, halved: bool = True, reverse: bool = False, above: str = "1.125"
) -> Finding:
    """U moved a little to full rank, then V(λ): all of it below α in balls, the loss at V* equal to ε/2.

    Args:
        point: U and V at the start. above: α in terms of the loss there.
        halved: t* is made for ε/2; else for ε. reverse: the segment is continued beyond V, away from V*.
    """
    net, inputs, labels = instance["net"], instance["inputs"], instance["labels"]
    if instance["num_classes"] < 2:
        return Finding(False, "exact", {}, "m = 1: t* is the logarithm of 0, and Φ is 0 everywhere")
    if len(net["skips"]) < len(inputs):
        return _no_target(instance, point[0])
    same = {tuple(x): y for x, y in zip(inputs, labels, strict=True)}
    if any(same[tuple(x)] != y for x, y in zip(inputs, labels, strict=True)):
        return Finding(False, "exact", {}, "equal samples with different labels keep N Φ ≥ 2 log 2: the valley is bad")
    with flint.ctx.workprec(BITS):
        begun, v = point
        other = random_parameters(net, instance["seed"] + 1)
        loss = cross_entropy((features_in_balls(net, inputs, begun) * v).tolist(), labels)
        alpha = loss.upper() * flint.arb(above)
        epsilon = alpha / 4
        shift = 0
        for shift in (1, 4, 8, 16, 32, 64):  # a full-rank U so near that the segment to it stays below α
            step = flint.arb(2) ** -shift
            along = moved(begun, other, step * flint.arb(0.5, 0.5))
            there = moved(begun, other, step)
            psi = features_in_balls(net, inputs, there, columns=len(inputs))  # V* uses N skips
            if cross_entropy(
                (features_in_balls(net, inputs, along) * v).tolist(), labels
            ) < alpha and not psi.det().contains(0):
                break
        else:
            return Finding(None, "certified", {"bits": BITS}, "no step to a full-rank U was certified below α")
        top = (epsilon / 2).expm1() if halved else epsilon.expm1()
        t = (flint.arb(instance["num_classes"] - 1) / top).log()
        target = t * one_hot(instance)
        reached = cross_entropy((psi * psi.solve(target)).tolist(), labels)
        measured = {
            "loss": loss.str(8),
            "alpha": alpha.str(8),
            "t*": t.str(8),
            "loss_at_V*": reached.str(8),
            "log2_step_in_U": -shift,
            "log2_abs_det": round(log2_of(abs(psi.det())), 1),
        }
        if not reached.overlaps(epsilon / 2):
            return Finding(False, "certified", measured, "the loss at V* is not ε/2")
        begin = features_in_balls(net, inputs, there) * v

        def outputs(x: flint.arb) -> flint.arb_mat:
            return (1 + x) * begin - x * target if reverse else x * begin + (1 - x) * target

        stays = below(outputs, labels, alpha)
        if not stays:
            reason = "the loss on the segment is not below α"
            return Finding(stays, "certified", measured, reason if stays is False else f"{reason} for certain")
    return Finding(True, "certified", measured)


def _no_target(instance: Labelled, here: SkipParameters) -> Finding:
    """M < N: whether Ψ(U)V = t Y has no solution for this U and every t ≠ 0."""
    size = len(instance["net"]["skips"])
    with flint.ctx.workprec(BITS):
        psi = features_in_balls(instance["net"], instance["inputs"], here).tolist()
        hot = one_hot(instance).tolist()
        dets = [
            flint.arb_mat([psi[i] + [hot[i][c]] for i in range(size + 1)]).det() for c in range(instance["num_classes"])
        ]
    if any(not det.contains(0) for det in dets):
        return Finding(False, "certified", {}, "M < N: there is no V* with Ψ(U)V* = t* Y")
    return Finding(None, "certified", {}, "M < N, and V* may exist for this Y")


@hypothesis
def patches(instance: Sampled) -> str | None:
    """different samples have different patches (3.1.3)"""
    return equal_patches(instance["net"], instance["inputs"])


@hypothesis
def classes(instance: Labelled) -> str | None:
    """m ≥ 2 (“multi-class”)"""
    return "m = 1" if instance["num_classes"] < 2 else None


HYPOTHESES = (width, patches, classes)


@claim(
    "NMH-05",
    "No bad local valley: the segment V(λ) stays in the sublevel set",
    source="NMH §3, Theorem 3.4.2 and its proof",
    quantifier="for all",
    field="real",
    letters=LETTERS | {"α": "level", "m": "num_classes", "Y": "one-hot targets"},
    draw=draw,
    hypotheses=HYPOTHESES,
    rests_on=("NMH-02",),
    size=num_samples,
    search=Search(longest_step, beside, 120, small_starts, 30),
    num_instances=16,
    note="The segments, in U and in V, are certified by enclosing the loss on intervals that cover them, beside "
    "the convexity in V that the proof uses. t* is damaged in our copy (line 235): it is what Φ(U, V*) = "
    "ε/2 requires. m ≥ 2 is implicit. Here α = 9/8 Φ(U, V) and ε = α/4. A path below every α > Φ is less "
    "than the non-increasing path of the abstract: NMH-06.",
)
def theorem_3_4_2(instance: Start) -> Finding:
    """For Φ(U, V) < α and 0 < ε < α: near U there is a full-rank U' with Φ(U', V) < α; with
    Ψ(U')V* = t* Y, t* = log((m − 1)/(e^{ε/2} − 1)), Φ(U', V*) = ε/2 and Φ(U', λV + (1 − λ)V*) < α on [0, 1].
    """
    return segment(instance, here(instance))


@theorem_3_4_2.false(because="is not ε/2")
def whole(instance: Start) -> Finding:
    """t* = log((m − 1)/(e^ε − 1)) gives ε/2"""
    return segment(instance, here(instance), halved=False)


@theorem_3_4_2.broken(because="not below α")
def reverse(instance: Start) -> Finding:
    """the segment away from V*"""
    return segment(instance, here(instance), reverse=True)
