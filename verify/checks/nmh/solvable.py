"""What follows from full-rank features at once: Ψ(U)V = Y is solvable (NMH Theorem 3.4.1, and the random features)."""

from __future__ import annotations

from functools import partial

import flint
import numpy as np

from ...declare import claim, exact
from ...evidence import Finding
from ...instruments import (
    ACTIVATION_DEGREES,
    SkipParameters,
    entrywise,
    features_in_balls,
    features_in_floats,
    formal_values,
    hidden_values,
    random_parameters,
    rank_bound,
)
from .features import HYPOTHESES, LETTERS, Sampled, draw, equal_at_zero, num_samples


def _targets(instance: Sampled, one_hot: bool) -> tuple[list[int], list[list[int]]]:
    stream = np.random.default_rng([instance["seed"], 1])
    labels = [int(v) for v in stream.integers(0, 3, len(instance["inputs"]))]
    if one_hot:
        return labels, [[int(k == y) for k in range(3)] for y in labels]
    return labels, [[int(v) for v in row] for row in stream.integers(-9, 10, (len(labels), 2))]


def solve(instance: Sampled, *, one_hot: bool, box: bool) -> Finding:
    """V with Ψ(U)V = Y in balls, for U at random, or for all U of a box around it at once."""
    net, inputs = instance["net"], instance["inputs"]
    labels, targets = _targets(instance, one_hot)
    bound, why = rank_bound(net, inputs)
    if bound < len(inputs):
        if not one_hot:
            return Finding(False, "exact", {"bound": bound}, f"Ψ(U)V = Y is unsolvable for some Y and every U: {why}")
        return _unsolvable(instance, targets, why)
    parameters, bits = random_parameters(net, instance["seed"]), 128
    while bits <= 4096:
        with flint.ctx.workprec(bits):
            chosen = _box(parameters, bits // 2) if box else parameters
            psi = features_in_balls(net, inputs, chosen, columns=len(inputs))
            try:
                outputs = psi * psi.solve(flint.arb_mat(targets))
            except (ZeroDivisionError, ValueError):
                bits *= 2
                continue
            rows = outputs.tolist()
            width = max(float(g.rad()) for row in rows for g in row)
            right = not one_hot or all(
                row[y] > g for row, y in zip(rows, labels, strict=True) for k, g in enumerate(row) if k != y
            )
            if right and outputs.contains(flint.arb_mat(targets)):
                measured = {"bits": bits, "largest_radius_of_G": width, "num_samples": len(inputs)}
                return Finding(True, "certified", measured)
        bits *= 2
    return Finding(None, "certified", {"bits": bits // 2}, "the ball solver met a pivot that may be 0")


def _unsolvable(instance: Sampled, targets: list[list[int]], why: str) -> Finding:
    """Whether this very Y is out of reach, where the rank of Ψ(U) is below N for every U."""
    net, inputs = instance["net"], instance["inputs"]
    names = [tuple(row) for row in formal_values(net, inputs)]
    seen: dict[tuple[int, ...], list[int]] = {}
    for row, wanted in zip(names, targets, strict=True):
        if seen.setdefault(row, wanted) != wanted:
            return Finding(False, "exact", {}, "two samples have equal features for every U and different labels")
    grade = "certified"
    if all(each["activation"] in ACTIVATION_DEGREES for each in net["layers"]) and net["num_inputs"] == 1:
        degree = sum(ACTIVATION_DEGREES[each["activation"]] for each in net["layers"])  # one layer
        powers = [[x[0] ** k for k in range(degree + 1)] for x in inputs]
        joined = flint.fmpz_mat([p + y for p, y in zip(powers, targets, strict=True)])
        out, grade = len(net["layers"]) == 1 and joined.rank() > flint.fmpz_mat(powers).rank(), "exact"
    else:
        rows = list({row: i for i, row in enumerate(names)}.values())  # one for each kind, their targets agree
        hidden = [unit - net["num_inputs"] for unit in net["skips"]]
        columns = list({tuple(row[k] for row in names): k for k in hidden}.values())
        size = len(columns)
        with flint.ctx.workprec(512):
            psi = hidden_values(net, inputs, random_parameters(net, instance["seed"]))
            if size >= len(rows):
                square = flint.arb_mat([[psi[i][k] for k in columns[: len(rows)]] for i in rows])
                if not square.det().contains(0):
                    return Finding(True, grade, {"different_samples": len(rows)})
                return Finding(None, grade, {}, why)
            dets = [
                flint.arb_mat([[psi[i][k] for k in columns] + [targets[i][c]] for i in rows[: size + 1]]).det()
                for c in range(len(targets[0]))
            ]
        out = any(not det.contains(0) for det in dets)
    if out:
        return Finding(False, grade, {}, f"this Y is out of reach: {why}")
    return Finding(None, grade, {}, f"{why}, and this Y may still be in reach")


def _box(parameters: SkipParameters, radius: int) -> SkipParameters:
    """All parameters within 2^−radius of these (before the division by the denominator)."""
    around = flint.arb(0, flint.arb(2) ** -radius)
    return entrywise(lambda v: v + around, parameters)


theorem = partial(
    claim,
    field="real",
    letters=LETTERS,
    draw=draw,
    hypotheses=HYPOTHESES,
    rests_on=("NMH-02",),
    size=num_samples,
    num_instances=16,
)


@theorem(
    "NMH-04",
    "Uncountably many solutions with zero training error",
    source="NMH §3, Theorem 3.4.1 and its proof",
    quantifier="generic",
    settings={"num_samples": 40, "kind": ""},
    note="Decided for a whole box of U at once, every parameter an interval: so the solutions are uncountable.",
)
def theorem_3_4_1(instance: Sampled) -> Finding:
    """For almost all U and every Y, Ψ(U)V = Y is solvable; so there are uncountably many solutions"""
    return solve(instance, one_hot=False, box=True)


@theorem_3_4_1.false(because="rank below N")
def half(instance: Sampled) -> Finding:
    """⌈N/2⌉ skips are enough"""
    columns, count = -(-len(instance["inputs"]) // 2), len(instance["inputs"])
    return exact(columns == count, f"{columns} columns have a rank below N", columns=columns)


@theorem(
    "NMH-10",
    "Random features and a linear solve reach zero training error",
    source="NMH §3, after Theorem 3.4",
    quantifier="with probability",
    settings={"num_samples": 60, "kind": ""},
    note="Every sample is certified to be classified as its label says. “Random” is read as: with a density.",
)
def random_features(instance: Sampled) -> Finding:
    """For random U (with a density) and one-hot Y, V from Ψ(U)V = Y has zero training error almost surely"""
    return solve(instance, one_hot=True, box=False)


@random_features.false(because="their labels differ")
def every(instance: Sampled) -> Finding:
    """for every U"""
    found = equal_at_zero(instance)  # equal rows, so equal outputs for different labels
    labels, _ = _targets(instance, True)
    if found.holds or len(set(labels)) < 2:
        return Finding(True, "exact")
    return Finding(False, "exact", found.measured, "at U = 0 all samples have the same output and their labels differ")


@theorem_3_4_1.broken(because="residual")
@random_features.broken(because="residual")
def floats(instance: Sampled) -> Finding:
    """the residual of a float64 fit"""
    net, inputs = instance["net"], instance["inputs"]
    psi = features_in_floats(net, inputs, random_parameters(net, instance["seed"]))
    targets = np.array(_targets(instance, True)[1], dtype=float)
    residual = float(np.abs(psi @ np.linalg.lstsq(psi, targets, rcond=None)[0] - targets).max())
    holds = residual < 1e-13
    return Finding(holds, "numerical", {"residual": residual}, "" if holds else "float64 leaves a residual")
