"""Suboptimal local minima that are not strict, of the networks of NMH (§1)."""

from __future__ import annotations

from math import gcd

import flint

from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import (
    BOUNDED_ACTIVATIONS,
    SkipNet,
    certified_rank,
    cross_entropy,
    random_parameters,
    rational,
    skip_layer,
)
from .plateaus import (
    BITS,
    MOST_WEIGHTS,
    Plateau,
    along,
    draw,
    moments,
    output_weights,
    positive_definite,
    sigma,
    why_not,
)


def exists(instance: Plateau, *, more: str = "") -> Finding:
    """Whether the point is a local minimum that is neither strict nor optimal.

    ``more``: what is claimed of it besides, ``strict`` or ``optimal``.
    """
    if instance["activation"] == "linear":
        slope, _ = moments(instance)
        told = "linear units: f is affine in x, and Φ convex in it, so that a critical point is a global minimum"
        return Finding(False, "exact", {}, told if not any(slope.entries()) else "linear units: no critical point")
    why, dim, units = why_not(instance), len(instance["inputs"][0]), len(instance["biases"])
    with flint.ctx.workprec(BITS):
        v = output_weights(instance)
        level = along(instance, v, [flint.arb(0)] * (units * dim + units), 1)[0]
        measured = {"N": len(instance["inputs"]), "M": units, "loss": level.str(8)}
        if why.startswith("v_k") and units * dim <= MOST_WEIGHTS:  # the theorem does not say
            found = positive_definite(instance, v)
            reason = "" if found else "a direction of negative curvature: no local minimum"
            return Finding(found, "certified", measured, reason or why)
        if why:
            return Finding(False if "gradient" in why else None, "exact", measured, why)
        if units * dim <= MOST_WEIGHTS and not positive_definite(instance, v):
            return Finding(False, "certified", measured, "the Hessian is not seen to be positive across Z")
        step = [flint.arb(0)] * (units * dim + units)
        if units > 1:  # along Z
            for k, sign in ((0, 1), (1, -1)):
                b = flint.arb_series([rational(instance["biases"][k])], 1)
                step[units * dim + k] = sign / sigma(instance["activation"], b)[0]
        flat = along(instance, v, step)
    if not all(flat[k].contains(0) for k in (1, 2)):
        return Finding(False, "certified", measured, "Φ changes along Z")
    if more == "strict" and units > 1:
        return Finding(False, "exact", measured, "not strict: Φ stays the same where v moves along Z")
    if units < len(instance["inputs"]) or len({tuple(x) for x in instance["inputs"]}) < len(instance["inputs"]):
        return Finding(True, "exact", {**measured, "infimum": "not looked at"})
    full, rank = infimum_is_zero(instance)
    if not full:
        return Finding(None, "certified", measured, "Ψ(U) was not seen to be regular for a random U")
    if more == "optimal":
        return Finding(False, "certified", measured, f"Φ is {level.str(5)} here, and its infimum is 0")
    return Finding(True, "certified", {**measured, **rank})


def infimum_is_zero(instance: Plateau) -> tuple[bool, dict[str, float]]:
    """Whether Ψ(U) has rank N for a random U, so that ΨV = sY is solvable for all s."""
    dim = len(instance["inputs"][0])
    layer = skip_layer(instance["activation"], [list(range(dim))] * len(instance["biases"]))
    skips = list(range(dim, dim + len(instance["biases"])))
    net: SkipNet = {"num_inputs": dim, "layers": [layer], "skips": skips}
    scale = gcd(*(v for row in instance["inputs"] for v in row))
    inputs = [[16 * v // scale for v in row] for row in instance["inputs"]]  # so are the weights, times the inverse
    return certified_rank(net, inputs, random_parameters(net, instance["seed"]))


@hypothesis
def activation(instance: Plateau) -> str | None:
    """softplus, or bounded with limit 0 at −∞, analytic and strictly increasing (3.1.1–2)"""
    name = instance["activation"]
    return None if name in (*BOUNDED_ACTIVATIONS, "softplus") else f"the units are {name}"


@hypothesis
def patches(instance: Plateau) -> str | None:
    """the samples are distinct (3.1.3, fully connected)"""
    count = len(instance["inputs"]) - len({tuple(x) for x in instance["inputs"]})
    return f"{count} samples are repeated" if count else None


@hypothesis
def width(instance: Plateau) -> str | None:
    """M ≥ N"""
    m, n = len(instance["biases"]), len(instance["inputs"])
    return None if m >= n else f"M = {m}, N = {n}"


@claim(
    "NMH-17",
    "Non-strict local minima can still exist",
    source="NMH §1, “Our contributions”",
    quantifier="exists",
    field="real",
    letters={"N": "samples", "M": "units", "σ": "activation", "b": "biases", "ℓ": "log(n₊/n₋)"},
    draw=draw,
    hypotheses=(activation, patches, width),
    rests_on=("NMH-02", "NMH-05", "NMH-07"),
    size=lambda instance: len(instance["inputs"]) + len(instance["biases"]) + len(str(instance)) / 1000,
    num_instances=24,
    reading="of suboptimal local minima, under Assumption 3.1, with M ≥ N and two classes",
    note="They do, and not only for weights that are shared (NMH-06). A small witness: three samples x = −1, 0, 1, "
    "the middle one of the other class, three sigmoids with weights and biases of their own, w_k = 0, b_k = 1, and "
    "v_k = log(2)/(3σ(1)) for the class of the outer two, 0 for the other. Φ is log 3 − (2/3) log 2 = 0.6365 there, "
    "the entropy of the labels, and on the whole surface w = 0, Σ v_k σ(b_k) = log 2 near it; the second derivative "
    "is positive across it, and the infimum is 0. The theorem, with its proof, is in verify/checks/nmh/plateaus.py; "
    "it holds for every M ≥ 1, so that no width helps. What it assumes is decided in rational numbers, and in small "
    "cases the Hessian by power series in balls. Theorem 3.4.2 allows it: v moves at equal loss to where some v_k "
    "σ″(b_k) R is negative, and Φ falls from there. “This implies no strict local minima” is true for a simpler "
    "reason (NMH-07). M ≥ N and distinct samples are not needed for the minima to exist, but without them the infimum "
    "need not be 0. With linear units there are none of this kind.",
)
def can_exist(instance: Plateau) -> Finding:
    """The loss can have local minima that are not strict, and whose loss is above its infimum"""
    return exists(instance)


@can_exist.reading("trivial", draw=draw, hypotheses=(activation, patches, width), num_instances=4)
def one_class(instance: Plateau) -> Finding:
    """of any local minima, for one class: Φ = 0 everywhere"""
    outputs = [[flint.arb(len(instance["inputs"]))]]
    zero = cross_entropy(outputs, [0]) == 0
    return Finding(bool(zero), "exact", {"m": 1}, "" if zero else "Φ is not 0")


@can_exist.false(because="not strict")
def strict(instance: Plateau) -> Finding:
    """these minima are strict"""
    return exists(instance, more="strict")


@can_exist.false(because="its infimum is 0")
def optimal(instance: Plateau) -> Finding:
    """local minima are optimal"""
    return exists(instance, more="optimal")


@can_exist.false(because="negative curvature")
def any_bend(instance: Plateau) -> Finding:
    """such a point is a local minimum whatever the signs of v_k σ″(b_k) are"""
    return exists({**instance, "biases": [str(-rational(b)) for b in instance["biases"]]})


@can_exist.false(because="leads at equal loss to")
def trapped(instance: Plateau) -> Finding:
    """a path on which Φ does not increase stays near such a minimum"""
    if len(instance["shares"]) < 2:
        return Finding(True, "exact")
    first, second, *rest = (rational(v) for v in instance["shares"])
    found = exists({**instance, "shares": [str(v) for v in (first + 9, second - 9, *rest)]})
    if found.holds is not False or "negative curvature" not in found.reason:
        return Finding(True, "exact")
    return Finding(False, "certified", found.measured, f"v leads at equal loss to a point with {found.reason}")


@can_exist.false(because="the gradient is not 0")
def any_data(instance: Plateau) -> Finding:
    """such a point is critical for all data"""
    (first, *others), *rows = instance["inputs"]
    return exists({**instance, "inputs": [[first + 1, *others], *rows]})


@can_exist.broken(because="negative curvature")
def other_labels(instance: Plateau) -> Finding:
    """the second derivatives with the labels of the other class"""
    v, swapped = output_weights(instance), {**instance, "labels": [1 - y for y in instance["labels"]]}
    small = len(v) * len(instance["inputs"][0]) <= MOST_WEIGHTS
    with flint.ctx.workprec(BITS):
        good = positive_definite(swapped, v) if small else True  # type: ignore[arg-type]
    return Finding(good is not False, "certified", {}, "" if good is not False else "negative curvature")
