"""M as a submanifold without “generically” (C18 §1, §3, §5): lines in M that span too much, or no singular point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import flint
import numpy as np

from algebraic.networks import Network

from ...claims import Search, Settings, Witness
from ...declare import claim
from ...evidence import Finding
from ...instruments import (
    BUCHBERGER_LIMITS,
    CooperNet,
    cooper_network,
    exact_jacobian,
    grow,
    outputs_at,
    random_matrix,
    singular_points,
)
from .construction import distinct
from .manifold import LETTERS, SMALL, Labelled, overparameterized, units_and_samples, whole_fibre
from .small_cases import data_sets

DEGREES = {"z": 1, "z**2": 2, "z**2+z": 2, "z**3+z": 3}
KINDS = ("distinct", "equal", "zero")


def draw(stream: np.random.Generator, settings: Settings) -> Labelled:
    """Small networks with labels that differ, networks of any size with labels that are equal, or 0 without biases."""
    scale, drop = settings.scale, settings.drop
    kind = "distinct" if drop else str(stream.choice(KINDS, p=[0.5, 0.3, 0.2]))
    if kind == "equal":
        widths = [grow(scale, 1, 4, stream), grow(scale, 1, 5, stream), 1]
    else:
        widths = list(SMALL[grow(scale, 0, len(SMALL) - 1, stream)])
    net: CooperNet = {"widths": widths, "activation": str(stream.choice(list(DEGREES)))}
    if kind != "zero" and len(widths) == 3:
        net["output_bias"] = kind == "equal" or (sum(widths) == 3 and bool(stream.random() < 0.5))
        net["hidden_bias"] = bool(stream.random() < 0.5) and (kind == "equal" or not net["output_bias"])
    n = cooper_network(net).num_params
    most = n - 1 if kind == "equal" else min(2 if "3" not in net["activation"] else 1, n - 1)
    d = max(1, grow(scale, 1, most, stream))
    if drop == "overparameterized":
        d = min(n + int(stream.integers(0, 2)), 4)
    inputs: list[list[int]] = []
    while len(inputs) < d:
        row = random_matrix(stream, 1, widths[0], bound=5 + d)[0]
        if row not in inputs and any(row):
            inputs.append(row)
    if drop == "distinct":
        inputs = [inputs[0], inputs[0], *inputs[1:]][: min(n - 1, 2)]
        weights = [int(v) for v in stream.integers(1, 4, n)]
        labels = [row[0] for row in outputs_at(cooper_network(net), weights, inputs)]
        return {**net, "inputs": inputs, "labels": labels, "weights": weights}
    if kind == "distinct":
        labels = [str(v) for v in stream.permutation(np.arange(1, 10))[: len(inputs)]]
    else:
        labels = [str(stream.integers(-9, 10)) if kind == "equal" else "0"] * len(inputs)
    return {**net, "inputs": inputs, "labels": labels}


def constant_point(instance: Labelled) -> list[Fraction] | None:
    """Weights 0 and hidden biases 0: in M where all labels are equal, and 0 if there is no output bias."""
    labels = {Fraction(y) for y in instance["labels"]}
    if len(labels) > 1 or (labels != {Fraction(0)} and not instance.get("output_bias")):
        return None
    point = [Fraction(0)] * cooper_network(instance).num_params
    if instance.get("output_bias"):
        point[-1] = labels.pop()
    return point


def lines(instance: Labelled, point: Sequence[Fraction], *, looked_at: bool = True) -> list[list[Fraction]]:
    """Directions of lines through a point that lie in M: those of one parameter, the output bias making up for it.

    ``looked_at``: whether the line is followed, at as many points as the degree of the outputs needs; else it is one
    parameter alone.
    """
    network, labels = cooper_network(instance), [Fraction(y) for y in instance["labels"]]
    slopes = exact_jacobian(network, [str(v) for v in point], instance["inputs"])
    found = []
    for k in range(network.num_params):
        direction = [Fraction(int(j == k)) for j in range(network.num_params)]
        if instance.get("output_bias") and looked_at:
            if k == network.num_params - 1:
                continue
            direction[-1] = -Fraction(str(slopes[0, k]))
        steps = range(1, degree(instance) + 2)
        if not looked_at or all(_outputs(network, point, direction, t, instance) == labels for t in steps):
            found.append(direction)
    return found


def _outputs(
    network: Network, point: Sequence[Fraction], direction: Sequence[Fraction], t: int, instance: Labelled
) -> list[Fraction]:
    there = [str(a + t * b) for a, b in zip(point, direction, strict=True)]
    return [Fraction(row[0]) for row in outputs_at(network, there, instance["inputs"])]


def degree(instance: Labelled) -> int:
    """A bound on the degree of the outputs in the weights: D ↦ ℓ(D + 1) for each layer, and one more."""
    found = 0
    for _ in instance["widths"][1:-1]:
        found = DEGREES[instance["activation"]] * (found + 1)
    return found + 1


def too_many_lines(instance: Labelled, *, looked_at: bool = True) -> Finding | None:
    """A refutation by lines in M through one point whose directions span more than n − d dimensions."""
    point = constant_point(instance)
    if point is None:
        return None
    found = lines(instance, point, looked_at=looked_at)
    network, d = cooper_network(instance), len(instance["inputs"])
    n = network.num_params
    slopes = exact_jacobian(network, [str(v) for v in point], instance["inputs"])
    matrix = flint.fmpq_mat([[flint.fmpq(v.numerator, v.denominator) for v in row] for row in found])
    span = matrix.rank() if found else 0
    measured = {"n": n, "d": d, "point": [str(v) for v in point], "span_of_lines": span}
    if found and any((slopes * matrix.transpose()).entries()):
        return Finding(False, "exact", measured, "a line leaves M: a gradient is not 0 along it")
    if span <= n - d:
        return None
    reason = f"the lines in M through one of its points span {span} dimensions, and n − d = {n - d}"
    return Finding(False, "exact", measured, f"M is no submanifold of dimension n − d: {reason}")


def submanifold(instance: Labelled) -> Finding:
    """Whether M is empty or a submanifold of dimension n − d, for these very labels."""
    refuted = too_many_lines(instance)
    if refuted is not None:
        return refuted
    pairs = dict(zip(map(tuple, instance["inputs"]), instance["labels"], strict=True))
    if "weights" in instance and len(pairs) < len(instance["inputs"]):
        once: Labelled = {**instance, "inputs": [list(x) for x in pairs], "labels": list(pairs.values())}
        return _repeated(once, len(instance["inputs"]))
    found = singular_points(instance, [Fraction(y) for y in instance["labels"]])
    measured = {"singular_points": found, "n": cooper_network(instance).num_params, "d": len(instance["inputs"])}
    if found == "none":
        return Finding(True, "exact", measured)
    why = f"singular points, {found} (Buchberger within {BUCHBERGER_LIMITS}), and M may be a submanifold all the same"
    return Finding(None, "exact", measured, why)


def _repeated(once: Labelled, d: int) -> Finding:
    """Samples that were repeated, each left in once, with weights in M: its dimension, if it has no singular point."""
    if singular_points(once, [Fraction(y) for y in once["labels"]]) != "none":
        return Finding(None, "exact", {}, "repeated samples, and a singular point")
    n, rank = cooper_network(once).num_params, len(once["inputs"])
    return Finding(False, "exact", {"n": n, "d": d}, f"M has the dimension {n - rank}, and n − d = {n - d}")


def draw_small(stream: np.random.Generator, settings: Settings) -> Labelled:
    """Labels that are equal or not, for networks all of whose M can be looked at."""
    found = draw(stream, replace(settings, drop="none"))
    if stream.random() < 0.5:
        found["labels"] = ["0"] * len(found["labels"])
    return {**found, "scope": "whole"}


def draw_edges(stream: np.random.Generator, settings: Settings) -> Labelled:
    """One sample, two, n − 1, n, n + 1; labels equal two times in three; equal inputs, inputs times 1000."""
    found = draw(stream, replace(settings, drop="none"))
    wide: CooperNet = {"widths": [grow(settings.scale, 1, 3, stream), grow(settings.scale, 1, 3, stream), 1],
                       "activation": found["activation"], "output_bias": True,
                       "hidden_bias": bool(stream.random() < 0.5)}  # fmt: skip
    chance = stream.random()
    if chance < 0.17:
        return found
    if chance < 0.33:
        net: CooperNet = {"widths": [1, 1, 1], "activation": found["activation"], "output_bias": True}
        first, second = (int(v) for v in stream.permutation(9)[:2])
        return {**net, "inputs": [[1 + first], [1 + second]], "labels": [str(first), str(second - first)]}
    n = cooper_network(wide).num_params
    d = (1, 2, n - 1, n, n + 1)[int(stream.integers(5))]
    size = int(stream.choice([1, 1000]))
    inputs = [[size * v for v in row] for row in random_matrix(stream, d, wide["widths"][0], bound=3)]
    return {**wide, "inputs": inputs, "labels": [str(stream.integers(-2, 3))] * d}


@claim(
    "C18-11",
    "If nonempty, M is an n − d dimensional submanifold, without “generically”",
    source="C18 §1, paragraph on Section 2, and third contribution; §3, first sentence; §5, last but one paragraph",
    quantifier="for all",
    field="real",
    letters=LETTERS,
    draw=draw,
    hypotheses=(distinct, overparameterized),
    rests_on=("C18-01", "C18-12"),
    size=lambda instance: units_and_samples(instance) + DEGREES[instance["activation"]] / 100,
    num_instances=40,
    reading="of every data set, with smooth f_i: “we show that if nonempty, M is an n − d dimensional submanifold”",
    witness=Witness(
        "f = vwx, x = 1, y = 0 (n = 2, d = 1): M is the cross {vw = 0}.",
        {"widths": [1, 1, 1], "activation": "z", "inputs": [[1]], "labels": ["0"]},
    ),
    note="§5 says “in most settings, we are guaranteed that M is an n − d dimensional possibly empty submanifold”, "
    "and its settings are those of Theorem 2.1, where a smooth activation is used: the hedge is about them and not "
    "about the data, so that it is read like §1. Smallest case: f = v w x and the label 0, M = {v w = 0}, n = 2, d = "
    "1. No architecture helps: for one hidden layer with an output bias c and any smooth σ, two or more points with "
    "one label y, M contains {v = 0, c = y} and {W = 0, c = y − Σ v_j σ(b_j)}, which meet in v = W = 0 and whose "
    "tangents span n − 1 > n − d dimensions. This also refutes the third contribution (rectified smooth σ, “nonempty "
    "smooth n − d dimensional submanifold”). With “generically”, as in Theorem 2.1, “usually”, as in the abstract, or "
    "“often”, as in §1, it holds, and §5's “guaranteed” does not go with these. Distinct inputs are needed: of two "
    "equal ones with one label one equation says nothing. n > d is not: M is then generically empty or finite.",
)
def of_every_data_set(instance: Labelled) -> Finding:
    """If it is not empty, M = L⁻¹(0) is a submanifold of dimension n − d of R^n"""
    return submanifold(instance)


@of_every_data_set.reading("borrowed", draw=draw_small, hypotheses=(distinct, overparameterized), num_instances=16)
def generically(instance: Labelled) -> Finding:
    """usually, as in the abstract: after an arbitrarily small change to the labels, as in Theorem 2.1"""
    return whole_fibre(instance)


@of_every_data_set.corrected_on(draw_edges, 30, Search(cases=data_sets))
def for_almost_all_labels(instance: Labelled) -> Finding:
    """Let f(x_i; w) be smooth in w ∈ R^n, i = 1, …, d. For almost all labels y the set M of the w with f(x_i; w) = y_i
    for all i is empty or a smooth submanifold of dimension n − d, and it is one for given labels if the gradients of
    the f(x_i; ·) are independent at each of its points. For one hidden layer, an output bias, d ≥ 2 and equal labels M
    is not empty, and no submanifold of dimension n − d, whatever the activation
    """
    d, refuted = len(instance["inputs"]), too_many_lines(instance)
    equal = len(set(instance["labels"])) == 1 and instance.get("output_bias") and len(instance["widths"]) == 3
    if equal and d >= 2:
        return Finding(refuted is not None, "exact", refuted.measured if refuted else {}, "" if refuted else "no lines")
    if equal or cooper_network(instance).num_params > 4 or d > 2:
        return Finding(True, "exact", {"looked at": "lines"})
    regular = singular_points(instance, [Fraction(y) for y in instance["labels"]]) == "none"
    if regular and refuted is not None:
        return Finding(False, "exact", refuted.measured, "independent gradients everywhere, and yet " + refuted.reason)
    return whole_fibre(instance)


@for_almost_all_labels.false(
    because="whatever σ is",
    printed="C18 §1, third contribution: with a rectified smooth σ “the locus of global minima … is a nonempty smooth "
    "n − d dimensional submanifold”, without “generically”",
    instead="That is so for almost all labels, and not for equal ones.",
)
def rectified_smooth(instance: Labelled) -> Finding:
    """for a rectified smooth σ and one wide hidden layer M is a submanifold of dimension n − d for all labels"""
    n, d = cooper_network(instance).num_params, len(instance["inputs"])
    if len(set(instance["labels"])) > 1 or not instance.get("output_bias") or len(instance["widths"]) > 3 or d < 2:
        return Finding(True, "exact")
    told = "M holds {v = 0, c = y} and {W = 0, b = 0, c = y} (σ(0) = 0), whatever σ is: their directions span"
    return Finding(False, "exact", {}, f"{told} {n - 1} dimensions, and n − d = {n - d}")


@for_almost_all_labels.false(because="n − d lines")
def one_point(instance: Labelled) -> Finding:
    """the last sentence, for d ≥ 1"""
    if len(set(instance["labels"])) > 1 or not instance.get("output_bias") or too_many_lines(instance) is not None:
        return Finding(True, "exact")
    return Finding(False, "exact", {}, "with one point there are n − d lines only, and M is a graph")


@for_almost_all_labels.false(because="no singular point")
def any_labels(instance: Labelled) -> Finding:
    """the last sentence, for all labels"""
    labels = [Fraction(y) for y in instance["labels"]]
    if len(set(labels)) == 1 or cooper_network(instance).num_params > 4 or singular_points(instance, labels) != "none":
        return Finding(True, "exact")
    return Finding(False, "exact", {}, "M has no singular point, also no complex one")


@of_every_data_set.false(because="M is no submanifold")
def one_label(instance: Labelled) -> Finding:
    """M is a submanifold of dimension n − d where all labels are equal"""
    return submanifold(instance) if len(set(instance["labels"])) == 1 else Finding(True, "exact")


@of_every_data_set.broken(because="a line leaves M")
def not_followed(instance: Labelled) -> Finding:
    """every parameter alone is taken for a line in M"""
    found = too_many_lines(instance, looked_at=False) if instance.get("output_bias") else None
    return found or Finding(True, "exact")
