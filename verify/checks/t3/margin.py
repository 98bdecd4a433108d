"""Minimum norm against maximum margin of linear classifiers (T3 §3.2), over the rationals."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import flint
import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim, exact, hypothesis
from ...evidence import Finding
from ...instruments import (
    column_vector,
    exact_rows,
    grow,
    inner_product,
    matrix,
    plain_vector,
    pseudo_inverse,
    separate,
)
from ...vary import all_matrices, entries_moved
from .flatness import Labelled


def draw(stream: np.random.Generator, settings: Settings) -> Labelled:
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
    x = matrix(instance["x"])
    return x * x.transpose()


def _minimum_norm(instance: Labelled) -> list[Fraction]:
    """X⁺ y."""
    found = pseudo_inverse(matrix(instance["x"])) * column_vector(instance["y"])
    return [Fraction(int(v.p), int(v.q)) for v in found.entries()]


def same_direction(instance: Labelled, *, any_sign: bool = False) -> Finding:
    """Compare the direction of the minimum-norm least-squares solution with that of the maximum margin."""
    rows = [[y * v for v in x] for x, y in zip(exact_rows(instance["x"]), instance["y"], strict=True)]
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
def independent(instance: Labelled) -> str | None:
    """the points are linearly independent, so that the square loss reaches 0"""
    rank = _gram(instance).rank()
    return None if rank == len(instance["x"]) else f"{len(instance['x'])} points of rank {rank}"


@claim(
    "T3-37",
    "The minimum-norm solution is the maximum-margin solution for separable data",
    source="T3 §3.2, last paragraph; also the opening of §3",
    quantifier="for all",
    field="real",
    letters={"w": "weights, without a bias", "x_i": "points x", "y_i": "labels y = ±1"},
    hypotheses=(independent,),
    draw=draw,
    rests_on=("T3-30",),
    num_instances=40,
    reading="of the pseudoinverse solution of the square loss, which §3.2 names",
    witness=Witness(
        "x₁ = (2, 2), y₁ = −1 and x₂ = (−2, −3), y₂ = 1: w⁺ = (−½, 0), while the margin is largest for "
        "(−¼, −¼), with y₁w·x₁ = 1 and y₂w·x₂ = 5/4.",
        {"x": [["2", "2"], ["-2", "-3"]], "y": [-1, 1]},
    ),
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


@minimum_norm_is_margin.reading("trivial")
def by_definition(instance: Labelled) -> Finding:
    """of the smallest norm among all w with y_i w·x_i ≥ 1, as in (24), which defines the maximum margin"""
    rows = [[y * v for v in x] for x, y in zip(exact_rows(instance["x"]), instance["y"], strict=True)]
    widest = separate(rows, [Fraction(0)] * len(rows))
    if widest is None:
        return Finding(None, "exact", {}, "no hyperplane was found")
    dual = sum(widest.multipliers, Fraction(0))
    return exact(dual == inner_product(widest.w, widest.w), "‖w‖² is not the sum of the multipliers")


BOUNDARIES: tuple[Labelled, ...] = (
    {"x": [["1/1000000"]], "y": [-1]},  # one point
    {"x": [["1", "0"], ["0", "1"]], "y": [1, -1]},  # orthogonal
    {"x": [["1", "0"], ["1", "1"]], "y": [1, 1]},  # a multiplier is 0
    {"x": [["1", "0"], ["999999/1000000", "1"]], "y": [1, 1]},  # just positive
    {"x": [["1", "0"], ["1000001/1000000", "1"]], "y": [1, 1]},  # just negative
    {"x": [["1", "0"], ["1", "1/1000000"]], "y": [1, -1]},  # nearly equal points of different labels
    {"x": [["1", "0"], ["1000000", "1"]], "y": [1, 1]},  # nearly collinear
    {"x": [["1", "0", "0"], ["1", "1", "0"], ["1", "1", "1"]], "y": [1, 1, 1]},  # two multipliers are 0
)


def distance(instance: Labelled) -> float:
    """How far the smallest y_i (K⁻¹y)_i is from 0, where agreement ends, relative to their sum."""
    products = [
        y * v for y, v in zip(instance["y"], _gram(instance).solve(column_vector(instance["y"])).entries(), strict=True)
    ]
    return abs(float(flint.arb(min(products) / sum((abs(v) for v in products), flint.fmpq(0)))))


def other_points(stream: np.random.Generator, instance: Labelled, size: float) -> Labelled | None:
    """Points near these, where they are linearly independent."""
    moved: Labelled = entries_moved("x")(stream, instance, size)
    return moved if independent.violated(moved) is None else None


def small_cases() -> Iterator[Labelled]:
    """Two points of the plane with components 0 and ±1, and all labels."""
    for x in all_matrices(2, 2):
        for y in product((-1, 1), repeat=2):
            yield {"x": [[str(v) for v in row] for row in x], "y": list(y)}


@minimum_norm_is_margin.corrected_at(
    *BOUNDARIES,
    search=Search(
        margin=distance,
        vary=other_points,
        evaluations=100,
        cases=lambda: (each for each in small_cases() if independent.violated(each) is None),
    ),
)
def support_vectors(instance: Labelled) -> Finding:
    """Let the points x_i be linearly independent, with labels y_i = ±1 and Gram matrix K. The solution w⁺ of least norm
    of w·x_i = y_i has the direction of maximum margin, among all w without a bias, if and only if y_i (K⁻¹y)_i ≥ 0 for
    all i
    """
    return agreement(instance)


@support_vectors.false(because="a multiplier is 0")
def positive(instance: Labelled) -> Finding:
    """if and only if y_i (K⁻¹y)_i > 0 for all i"""
    found, labels = same_direction(instance), column_vector(instance["y"])
    products = [y * v for y, v in zip(instance["y"], _gram(instance).solve(labels).entries(), strict=True)]
    strict = all(v > 0 for v in products)
    return exact(found.holds is strict, f"agreement is {found.holds}, and a multiplier is 0: {0 in products}")


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
