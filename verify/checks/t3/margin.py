"""Flatness, robustness, margin and minimum norm of linear classifiers (T3 §3.2, §6.3), over the rationals."""

from __future__ import annotations

from fractions import Fraction
from typing import TypedDict

import flint
import numpy as np

from ...claims import Settings
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import (
    PlainMatrix,
    Separator,
    column_vector,
    exact_points,
    grow,
    inner_product,
    matrix,
    not_unit_norm,
    plain_vector,
    rational_sqrt,
    separate,
    unit_vector,
)


class Labelled(TypedDict):
    """Points x with labels y = ±1."""

    x: PlainMatrix
    y: list[int]


def draw_separable(stream: np.random.Generator, settings: Settings) -> Labelled:
    """Rational unit vectors on the two sides of a hyperplane; without the norm 1, rational multiples of them."""
    while True:
        dim, count = grow(settings.scale, 1, 3, stream), 2 + grow(settings.scale, 0, 4, stream)
        scale = Fraction(1)
        drawn = []
        for _ in range(count):
            if settings.drop == "unit_norm":
                scale = Fraction(int(stream.integers(1, 9)), 4)
            drawn.append([scale * v for v in unit_vector(stream, dim)])
        if dim == 1 and count == 2 and settings.drop is None:
            drawn = [[Fraction(1)], [Fraction(-1)]]
        w, b = [Fraction(int(v)) for v in stream.integers(-3, 4, dim)], Fraction(int(stream.integers(-3, 4)), 4)
        if settings.drop == "both_classes":
            b = Fraction(100)
        values = [inner_product(w, x) + b for x in drawn]
        labels = [1 if value > 0 else -1 for value in values]
        if all(values) and (len(set(labels)) == 1) == (settings.drop == "both_classes"):
            return {"x": [plain_vector(x) for x in drawn], "y": labels}


def _robust(instance: Labelled, *, weights: bool, any_sign: bool = False) -> Separator | None:
    """The classifier that stands the largest perturbations: of the weights (22), or of the points (remark 2, (24)).

    By duality of the norm, (22) is y_i (w·x_i + b) ≥ ρ‖w‖‖x_i‖; with ρ‖w‖ = 1 it becomes min ‖w‖.
    """
    rows, offsets = [], []
    for x, y in zip(exact_points(instance["x"]), instance["y"], strict=True):
        norm = rational_sqrt(inner_product(x, x)) if weights else Fraction(1)
        if not norm:
            return None
        rows.append([y * v / norm for v in x])
        offsets.append(y / norm)
    return separate(rows, offsets, any_sign=any_sign)


def flattest_is_widest(instance: Labelled, *, power: int = 1, any_sign: bool = False) -> Finding:
    """The largest ρ of (22) and its classifier, against those of (24)."""
    flat, margin = _robust(instance, weights=True), _robust(instance, weights=False, any_sign=any_sign)
    if flat is None or margin is None:
        return Finding(None, "exact", {}, "not separable, or a point whose norm is 0 or irrational")
    square, wide = inner_product(flat.w, flat.w), inner_product(margin.w, margin.w)
    measured = {
        "flat": plain_vector([*flat.w, flat.b]),
        "maximum_margin": plain_vector([*margin.w, margin.b]),
        "flatness_squared": str(1 / square) if square else "unbounded",
        "margin_squared": str(1 / wide) if wide else "unbounded",
    }
    if not square or not wide:
        return Finding(False, "exact", measured, "w = 0 meets every constraint: ρ‖w‖ = 1 cannot be enforced")
    rests = []
    for x, y in zip(exact_points(instance["x"]), instance["y"], strict=True):
        norm = rational_sqrt(inner_product(x, x)) or Fraction(1)
        moved = [v - y * u / norm for v, u in zip(flat.w, x, strict=True)]  # the paper's δw with ρ‖w‖ = 1
        rests.append(y * (inner_product(moved, x) + flat.b))
    if min(rests) != 0:
        return Finding(False, "exact", measured, f"after the printed δw the smallest y(w·x + b) is {min(rests)}, not 0")
    if square != wide**power:
        return Finding(False, "exact", measured, f"the largest ρ² is {1 / square}, the margin² {1 / wide**power}")
    if power == 1 and (flat.w, flat.b) != (margin.w, margin.b):
        return Finding(False, "exact", measured, "the flattest classifier is not that of maximum margin")
    return Finding(True, "exact", measured)


def draw_interpolated(stream: np.random.Generator, settings: Settings) -> Labelled:
    """At most as many points as dimensions, linearly independent; otherwise too many of them, separable or not."""
    while True:
        dim = grow(settings.scale, 1, 5, stream)
        count = grow(settings.scale, 1, dim, stream) if settings.drop is None else dim + 1
        labels = [int(v) for v in stream.choice([-1, 1], count)]
        values = stream.integers(-3, 4, (count, dim))
        if stream.integers(2):  # points near one line through the origin, some of them far out
            values = (values + stream.integers(1, 4, (count, 1)) * 4) * np.array(labels)[:, None]
        instance: Labelled = {"x": [plain_vector([Fraction(int(v)) for v in row]) for row in values], "y": labels}
        if (independent.violated(instance) is None) == (settings.drop is None):
            return instance


def _gram(instance: Labelled) -> flint.fmpq_mat:
    found = exact_points(instance["x"])
    return matrix([[inner_product(x, z) for z in found] for x in found])


def _minimum_norm(instance: Labelled) -> list[Fraction]:
    """X⁺ y: the least-squares solution in the span of the points, which is the shortest."""
    basis: list[list[Fraction]] = []
    for x in exact_points(instance["x"]):
        if matrix([*basis, x]).rank() > len(basis):
            basis.append(x)
    if not basis:
        return [Fraction(0)] * len(instance["x"][0])
    mixed = matrix([[inner_product(x, v) for v in basis] for x in exact_points(instance["x"])])
    labels = column_vector(instance["y"])
    solution = (mixed.transpose() * mixed).solve(mixed.transpose() * labels)
    factors = [Fraction(int(v.p), int(v.q)) for v in solution.entries()]
    return [inner_product(factors, column) for column in zip(*basis, strict=True)]


def same_direction(instance: Labelled, *, any_sign: bool = False) -> Finding:
    """Compare the direction of the minimum-norm least-squares solution with that of the maximum margin."""
    rows = [[y * v for v in x] for x, y in zip(exact_points(instance["x"]), instance["y"], strict=True)]
    shortest, widest = _minimum_norm(instance), separate(rows, [Fraction(0)] * len(rows), any_sign=any_sign)
    if widest is None:
        return Finding(False, "exact", {"minimum_norm": plain_vector(shortest)}, "no hyperplane separates the points")
    factor = inner_product(shortest, widest.w) / inner_product(widest.w, widest.w)
    same = factor > 0 and all(v == factor * u for v, u in zip(shortest, widest.w, strict=True))
    measured = {
        "minimum_norm": plain_vector(shortest),
        "maximum_margin": plain_vector(widest.w),
        "minimum_norm_squared": str(inner_product(shortest, shortest)),
        "margin_squared": str(1 / inner_product(widest.w, widest.w)),
        "support_vectors": sum(v > 0 for v in widest.multipliers),
    }
    reason = "" if same else "the minimum-norm solution has another direction than that of maximum margin"
    return Finding(same, "exact", measured, reason)


def agreement(instance: Labelled, *, any_sign: bool = False) -> Finding:
    """The two agree exactly if no y_i (K⁻¹ y)_i is negative, K the Gram matrix."""
    found = same_direction(instance, any_sign=any_sign)
    labels = column_vector(instance["y"])
    products = [y * v for y, v in zip(instance["y"], _gram(instance).solve(labels).entries(), strict=True)]
    expected = all(v >= 0 for v in products)
    measured = {**found.measured, "y_i (K^-1 y)_i": [str(v) for v in products]}
    if found.holds is expected:
        return Finding(True, "exact", measured)
    return Finding(False, "exact", measured, f"agreement is {found.holds}, the multipliers say {expected}")


@hypothesis
def unit_norm(instance: Labelled) -> str | None:
    """‖x_i‖₂ = 1 (printed: ≈ 1)"""
    return not_unit_norm(instance["x"])


@hypothesis
def both_classes(instance: Labelled) -> str | None:
    """both labels occur"""
    return "only one label occurs" if len(set(instance["y"])) == 1 else None


@hypothesis
def independent(instance: Labelled) -> str | None:
    """the points are linearly independent, so that the square loss reaches 0"""
    rank = _gram(instance).rank()
    return None if rank == len(instance["x"]) else f"{len(instance['x'])} points of rank {rank}"


@claim(
    "T3-30",
    "Maximum flatness, robustness and margin are equivalent for separable linear classification",
    source="T3 §6.3.1, eqs. (21)–(24), Lemma 6, remark 2",
    quantifier="for all",
    field="real",
    letters={"x_i": "points x", "y_i": "labels y = ±1", "w, b": "the hyperplane", "ρ": "flatness, margin"},
    hypotheses=(unit_norm, both_classes),
    draw=draw_separable,
    num_instances=30,
    note="“Flatness” is the largest ρ of (22), as the text before the lemma has it; that SGD maximises it is "
    "Conjecture 1 and is not decided here. The text assumes ‖x_i‖₂ ≈ 1, taken as = 1. The lemma does not repeat "
    "the assumption and needs it: for other norms the largest ρ is that of the constraints "
    "y_i(w·x_i + b) ≥ ρ‖w‖‖x_i‖, and the flattest classifier is in general not that of maximum margin (drop "
    "unit_norm). For a single class w = 0 is allowed and ρ‖w‖₂ = 1 cannot be enforced.",
)
def lemma_6(instance: Labelled) -> Finding:
    """For separable data with ‖x_i‖₂ = 1, (22), y_i((w + δw)·x_i + b) ≥ 0 for all ‖δw‖₂ ≤ ρ‖w‖₂, is (23), y_i(w·x_i +
    b) ≥ ρ‖w‖₂; the largest ρ is the margin, reached by the classifier of (24), min ‖w‖₂ subject to y_i(w·x_i + b) ≥ 1,
    which also stands the largest perturbations of the points
    """
    return flattest_is_widest(instance)


@lemma_6.false(because="the margin²")
def power(instance: Labelled) -> Finding:
    """the largest ρ is 1/‖w‖² with w from (24)"""
    return flattest_is_widest(instance, power=2)


@lemma_6.broken(because="the largest ρ² is")
def signs(instance: Labelled) -> Finding:
    """a solver of (24) that does not look at the signs of the multipliers"""
    return flattest_is_widest(instance, any_sign=True)


@claim(
    "T3-37",
    "The minimum-norm solution is the maximum-margin solution for separable data",
    source="T3 §3.2, last paragraph; also the opening of §3",
    quantifier="for all",
    field="real",
    letters={"w": "weights, without a bias", "x_i": "points x", "y_i": "labels y = ±1"},
    hypotheses=(independent,),
    draw=draw_interpolated,
    rests_on=("T3-30",),
    num_instances=40,
    note="§3.2 speaks of linear models with the square loss and names the pseudoinverse as the minimum-norm "
    "solution; on that reading the sentence fails for two points in the plane. It holds if “minimum-norm solution” "
    "means the smallest norm among all w with y_i w·x_i ≥ 1, which is (24) and the definition of the maximum "
    "margin. Without independent points w⁺ need not even separate separable data.",
)
def minimum_norm_is_margin(instance: Labelled) -> Finding:
    """For linear models w·x on linearly independent (hence separable) points with labels ±1 the minimum-norm solution
    of the square loss, w⁺ = X⁺y, is the solution of maximum margin up to a positive factor
    """
    return same_direction(instance)


@minimum_norm_is_margin.corrected
def support_vectors(instance: Labelled) -> Finding:
    """w⁺ has maximum margin exactly if y_i (K⁻¹y)_i ≥ 0 for all i, K the Gram matrix (every point on the margin); the
    maximum-margin solution is that of smallest norm subject to y_i w·x_i ≥ 1, not = 1
    """
    return agreement(instance)


@minimum_norm_is_margin.false(because="they agree")
def orthogonal(instance: Labelled) -> Finding:
    """w⁺ has maximum margin only if the points are orthogonal"""
    found, gram = same_direction(instance), _gram(instance)
    orthogonal = all(gram[i, j] == 0 for i in range(gram.nrows()) for j in range(i))
    if not found.holds or orthogonal:
        return Finding(True, "exact", found.measured)
    return Finding(False, "exact", found.measured, "they agree although two points are not orthogonal")


@minimum_norm_is_margin.broken(because="agreement is True")
def signs_(instance: Labelled) -> Finding:
    """a maximum-margin solver that does not look at the signs of the multipliers"""
    return agreement(instance, any_sign=True)
