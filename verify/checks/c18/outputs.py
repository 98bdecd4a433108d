"""With ℓ outputs the set M has codimension ℓd (C18 Remark 4.2)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NotRequired

import flint
import numpy as np

from algebraic.ranks import data_rank
from algebraic.shell import rationals

from ...claims import Settings
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import (
    SMOOTH_RECTIFIERS,
    CooperNet,
    CooperSamples,
    cooper_network,
    exact_jacobian,
    grow,
    independent_outputs,
    matrix,
    memorize,
    outputs_at,
    random_matrix,
)
from .construction import draw_points
from .manifold import units_and_samples

LETTERS = {"n": "num_params", "d": "num_samples", "ℓ": "widths[-1], outputs", "y_i": "labels[i]"}


class ManyOutputs(CooperSamples):
    """A network, its inputs and labels, one row for each sample.

    A polynomial network has planted weights, a rectified one a direction that tells its inputs apart.
    """

    labels: list[list[Any]]
    weights: NotRequired[list[int]]
    direction: NotRequired[Sequence[int | str]]


def draw(stream: np.random.Generator, settings: Settings) -> ManyOutputs:
    """Polynomial networks, among them such with fewer hidden units than outputs, and rectified smooth ones."""
    drop, scale = settings.drop, settings.scale
    while True:
        num_outputs = grow(scale, 1, 4, stream) if drop is None else grow(scale, 2, 4, stream)
        if drop is None and stream.random() < 0.3:
            return _rectified(stream, scale, num_outputs)
        widths = [grow(scale, 1, 6, stream), grow(scale, 1, 4, stream), num_outputs]
        if drop == "generic":
            widths[:2] = [grow(scale, num_outputs + 1, num_outputs + 5, stream), 1]
        net: CooperNet = {
            "widths": widths,
            "activation": str(stream.choice(["z**2", "z**3+z", "z**3"])),
            "hidden_bias": bool(stream.random() < 0.5),
            "output_bias": bool(stream.random() < 0.5) and drop != "generic",
        }
        n = cooper_network(net).num_params
        most = (n - 1) // num_outputs
        low = 2 if drop == "generic" else n // num_outputs + 1 if drop == "overparameterized" else 1
        if drop != "overparameterized" and most < low:
            continue
        count = low + int(stream.integers(0, 2)) if drop == "overparameterized" else grow(scale, low, most, stream)
        inputs = random_matrix(stream, count, widths[0], bound=4 + 2 * count)
        weights = [int(v) for v in stream.choice([-3, -2, -1, 1, 2, 3], n)]
        labels: list[list[Any]] = random_matrix(stream, count, num_outputs, bound=99)
        if drop == "generic":
            labels = outputs_at(cooper_network(net), weights, inputs)
        instance: ManyOutputs = {**net, "inputs": inputs, "weights": weights, "labels": labels}
        distinct = len({tuple(row) for row in inputs}) == count
        if distinct and (generic.violated(instance) is None) == (drop != "generic"):
            return instance


def _rectified(stream: np.random.Generator, scale: float, num_outputs: int) -> ManyOutputs:
    points = draw_points(stream, grow(scale, 1, 12, stream), grow(scale, 1, 4, stream))
    count = len(points["inputs"])
    labels = random_matrix(stream, count, num_outputs)
    return {
        "inputs": points["inputs"],
        "labels": labels,
        "direction": points["direction"],
        "widths": [len(points["inputs"][0]), count + grow(scale, 0, 2, stream), num_outputs],
        "activation": str(stream.choice(list(SMOOTH_RECTIFIERS))),
    }


def _sizes(instance: ManyOutputs) -> tuple[int, int]:
    """n and ℓd."""
    p, h, outputs = instance["widths"]
    rectified = instance["activation"] in SMOOTH_RECTIFIERS
    n = h * (p + 1) + outputs * (h + 1) if rectified else cooper_network(instance).num_params
    return n, outputs * len(instance["inputs"])


@hypothesis
def overparameterized(instance: ManyOutputs) -> str | None:
    """n > ℓd"""
    n, equations = _sizes(instance)
    return None if n > equations else f"n = {n}, ℓd = {equations}"


@hypothesis
def generic(instance: ManyOutputs) -> str | None:
    """generic labels"""
    # they are not if the network puts them out at planted weights, where the rank is the generic one and below ℓd
    if instance["activation"] in SMOOTH_RECTIFIERS:
        return None
    network = cooper_network(instance)
    found = outputs_at(network, instance["weights"], instance["inputs"])
    if found != [[str(v) for v in row] for row in instance["labels"]]:
        return None
    rank = exact_jacobian(network, instance["weights"], instance["inputs"]).rank()
    equations = _sizes(instance)[1]
    if rank == data_rank(network, rationals(instance["inputs"])).rank < equations:
        return f"the labels are outputs of the network, whose rank is {rank}, ℓd = {equations}"
    return None


def has_codimension(instance: ManyOutputs, *, claimed: str = "ℓd", drop_row: int = 0) -> Finding:
    """Rank ℓd: M has codimension ℓd where it is met. A lower generic rank: M is empty for generic labels.

    Args:
        claimed: ℓd, d, or that M is not empty. drop_row: as many of the last equations are left out.
    """
    if instance["activation"] in SMOOTH_RECTIFIERS:
        return at_the_point_built(instance, claimed)
    network, (n, equations), inputs = cooper_network(instance), _sizes(instance), instance["inputs"]
    slopes = exact_jacobian(network, instance["weights"], inputs)
    if drop_row:
        slopes = flint.fmpq_mat(slopes.tolist()[:-drop_row]) if equations > drop_row else flint.fmpq_mat(1, n)
    rank = slopes.rank()
    sizes = {"num_params": n, "equations": equations, "rank_at_planted_weights": rank}
    wrong = f"the codimension is ℓd = {equations}, not d" if claimed == "d" and instance["widths"][-1] > 1 else ""
    if drop_row and rank == equations - drop_row:
        return Finding(False, "exact", sizes, f"the rank is {rank}, not ℓd = {equations}")
    if rank == equations:
        return Finding(not wrong, "exact", sizes if wrong else sizes | {"codimension": equations}, wrong)
    found = data_rank(network, rationals(inputs))
    proved, because = found.upper_bound.proved, found.upper_bound.statement
    if found.rank == equations:
        measured = {**sizes, "generic_rank": found.rank, "because": because}
        return Finding(not wrong, "exact", measured if wrong else {**measured, "codimension": equations}, wrong)
    hidden, outputs = instance["widths"][1:]
    proved = proved or independent_outputs(network, inputs) == found.rank
    if not instance["output_bias"] and found.rank == hidden * (outputs + len(inputs) - hidden):
        proved, because = True, f"matrices of rank ≤ {hidden} have no more dimensions"
    if generic.violated(instance):
        reason = f"M is not empty, and its codimension at the planted weights is {rank}, not ℓd = {equations}"
        measured = {**sizes, "generic_rank": found.rank, "because": because}
        return Finding(False, "exact" if proved else "statistical", measured, reason)
    label_rank = _label_rank(instance)
    if label_rank > hidden:  # f = V σ(…) + c has rank ≤ h, once c is taken off
        proved, because = True, f"the labels have rank {label_rank}, {hidden} hidden units give no more"
    grade = "exact" if proved else "statistical"
    measured = {**sizes, "generic_rank": found.rank, "because": because}
    if claimed == "not empty":
        return Finding(False, grade, measured, f"the generic rank is {found.rank} < ℓd = {equations}: M is empty")
    return Finding(True, grade, {**measured, "M": "empty for generic labels"})


def _label_rank(instance: ManyOutputs) -> int:
    rows = [list(row) for row in matrix(instance["labels"]).tolist()]
    if instance["output_bias"]:
        rows = [[a - b for a, b in zip(row, rows[0], strict=True)] for row in rows]
    return int(flint.fmpq_mat(rows).rank())


def at_the_point_built(instance: ManyOutputs, claimed: str) -> Finding:
    """Theorem 4.1 with ℓ outputs: one set of features A serves all outputs, and ∂f/∂M_2 has rank ℓ·rank A = ℓd."""
    _, h, outputs = instance["widths"]
    n, equations = _sizes(instance)
    errors, rank = [], 0
    for k in range(outputs):
        labels = [row[k] for row in instance["labels"]]
        built = memorize(instance["inputs"], labels, instance["direction"], [h], instance["activation"])
        if built is None:
            return Finding(None, "certified", {}, "the points cannot be told apart within the largest precision")
        fits, error = built.worst_error(instance["inputs"], labels)
        if error == float("inf"):
            return Finding(None, "certified", {}, f"the sign of a unit cannot be told with {built.bits} bits")
        errors.append(error if fits else 1.0)
        rank += len(built.features) if built.is_triangular else 0
    measured = {"num_params": n, "equations": equations, "rank_at_the_point_built": rank, "largest_error": max(errors)}
    if rank != equations or max(errors) > 1e-6:
        return Finding(False, "certified", measured, "the network built does not fit, or has a lower rank")
    if claimed == "d" and outputs > 1:
        return Finding(False, "certified", measured, f"the codimension is ℓd = {equations}, not d")
    return Finding(True, "certified", measured | {"codimension": rank})


@claim(
    "C18-08",
    "With ℓ outputs the codimension is ℓd",
    source="C18 Remark 4.2",
    quantifier="generic",
    field="real",
    letters=LETTERS,
    draw=draw,
    hypotheses=(overparameterized, generic),
    rests_on=("C18-01", "C18-05", "C18-07"),
    size=units_and_samples,
    num_instances=40,
    note="Holds by Sard's theorem, with M possibly empty as in Theorem 2.1; that is common with ℓ > 1 outputs "
    "also for n > ℓd: widths (5,1,3), z², no biases, d = 2: n = 8, 6 equations of generic rank 4. Labels that "
    "are outputs of such a network are not generic: M is then not empty and has codimension 4. n > ℓd turns out "
    "unnecessary (otherwise M is generically empty or finite). ℓ copies of the network are not needed: h ≥ d "
    "units serve all ℓ outputs.",
)
def remark_4_2(instance: ManyOutputs) -> Finding:
    """With labels in R^ℓ, generically in the data M is empty or a smooth submanifold of codimension
    ℓd; for wide enough networks with a rectified smooth σ it is not empty
    """
    return has_codimension(instance)


@remark_4_2.false(because="not d")
def codimension_d(instance: ManyOutputs) -> Finding:
    """the codimension is d"""
    return has_codimension(instance, claimed="d")


@remark_4_2.false(because="M is empty")
def not_empty(instance: ManyOutputs) -> Finding:
    """for n > ℓd M is not empty for generic labels"""
    return has_codimension(instance, claimed="not empty")


@remark_4_2.broken(because="the rank is")
def row(instance: ManyOutputs) -> Finding:
    """one equation is left out"""
    return has_codimension(instance, drop_row=1)
