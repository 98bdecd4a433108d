"""The Hessian of the cross-entropy far out, where gradient descent goes on separable data (T3 §4, Proposition 2)."""

from __future__ import annotations

from fractions import Fraction

import flint
import numpy as np

from ...claims import Settings
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import inner_product, kernel_basis, matrix, plain_vector
from .logistic import Classified, alternative, draw_classified, signed_rows
from .no_equilibrium import Flowing, num_weights, output_at

SCALES = (1, 4, 16, 64)  # s, of the weights su


def draw(stream: np.random.Generator, settings: Settings) -> Flowing:
    """Separable data, of which some do not span; not separable ones if that is dropped. No weight is 0."""
    while True:
        instance = draw_classified(stream, settings.scale, separable=settings.drop is None)
        spans = matrix(instance["x"]).rank() == len(instance["x"][0])
        if settings.drop is None and spans and len(instance["x"][0]) > 1 and stream.random() < 0.5:
            continue
        if settings.drop is None or not alternative(signed_rows(instance)).reaches_zero:
            weights = [int(v) for v in stream.choice([-3, -2, -1, 1, 2, 3], num_weights(instance))]
            return {**instance, "weights": weights}


def _curvature(margin: flint.arb) -> flint.arb:
    """The second derivative of log(1 + e^(−m))."""
    return 1 / (2 + 2 * margin.cosh())


def unchanged(instance: Flowing) -> list[Fraction] | None:
    """A direction in which no output changes at all: n in the first layer, n orthogonal to every point."""
    null = kernel_basis(matrix(instance["x"]))
    if not null:
        return None
    n = [Fraction(int(v.p), int(v.q)) for v in null[0].entries()]
    direction = n + [Fraction(0)] * (len(instance["weights"]) - len(n))
    moved = [
        flint.fmpq_poly([w, flint.fmpq(d.numerator, d.denominator)])
        for w, d in zip(instance["weights"], direction, strict=True)
    ]
    return direction if all(output_at(instance, moved, x).degree() <= 0 for x in instance["x"]) else None


def far_out(instance: Flowing, *, claimed: str) -> Finding:
    """What is so of the Hessian at su, s growing, without a hidden layer; of directions that change nothing, with them.

    Args:
        claimed: ``not quite``: no direction is degenerate, and some stay quadratic; ``nothing vanishes``: the first of
            these; ``something stays``: the second; ``right``: the corrected statement.
    """
    rows = signed_rows(instance)
    found, direction = alternative(rows), unchanged(instance)
    rank, size = matrix(instance["x"]).rank(), len(instance["x"][0])
    measured = {"kind": instance["kind"], "rank_of_points": rank, "inputs": size}
    if claimed in ("not quite", "nothing vanishes") and direction is not None:
        why = f"L does not change at all along {plain_vector(direction)}: degenerate, and not almost"
        return Finding(False, "exact", measured, why)
    if rank < size and direction is None:
        return Finding(False, "exact", measured, "the points do not span, and no direction is without effect")
    if claimed == "not quite" or (claimed != "nothing vanishes" and instance["kind"] != "linear"):
        return Finding(None if claimed == "not quite" else True, "exact", measured, "“almost”, in a limit")
    if instance["kind"] != "linear":
        return Finding(True, "exact", measured)
    margins = [inner_product(row, found.direction) for row in rows]
    if min(margins) <= 0:
        return Finding(None, "exact", measured, "no weights classify every point")
    total = sum((inner_product(row, row) for row in rows), Fraction(0))
    course = []
    for s in SCALES:
        squares = [_ball(inner_product(row, row)) for row in rows]
        course.append(sum((_curvature(_ball(s * m)) * q for m, q in zip(margins, squares, strict=True)), flint.arb(0)))
    bound = [2 * _ball(total) * (-_ball(s * min(margins))).exp() for s in SCALES]
    measured["trace_of_H"] = [trace.str(5, radius=False) for trace in course]
    if not all(trace < limit for trace, limit in zip(course, bound, strict=True)):
        return Finding(False, "certified", measured, "the trace of H is not below 2 Σ|x|² exp(−s m)")
    if claimed == "something stays":
        return Finding(False, "certified", measured, "every eigenvalue is below 2 Σ|x|² exp(−s m), and tends to 0")
    return Finding(True, "certified", measured)


def _ball(value: Fraction) -> flint.arb:
    return flint.arb(flint.fmpq(value.numerator, value.denominator))


@hypothesis
def separable(instance: Classified) -> str | None:
    """some weights classify every point"""
    return None if alternative(signed_rows(instance)).reaches_zero else "no weights classify every point"


@claim(
    "T3-45",
    "Cross-entropy is locally quadratic in some directions and almost degenerate in the others",
    source="T3 §4, Proposition 2",
    quantifier="limit",
    field="real",
    letters={
        "L": "Σ log(1 + exp(−y_i f(x_i))), the cross-entropy of two classes y = ±1",
        "W*": "the limit for ‖W‖ → ∞, along weights su of the same direction",
        "H": "∇²L at su",
    },
    hypotheses=(separable,),
    draw=draw,
    num_instances=40,
    open=True,
    rests_on=("T3-04",),
    reading="of a conjecture, as it is printed",
    note="“We conjecture that the following proposition holds”, and it speaks of a limit at infinity and of what is "
    "“almost but not quite” so: no number of instances decides that, and it stays open. Read without the "
    "hedge, as the Discussion uses it (“Proposition 2 proves the conjecture in (10)”), it fails where the "
    "points do not span the inputs, as with fewer of them than inputs: for n orthogonal to all points, moving "
    "a row of the first layer along n changes no output, so that these directions are degenerate exactly, for "
    "every network, loss and activation. Smallest witness: f = w·x, x = (1, 0). Nor does a direction stay "
    "quadratic: without a hidden layer H at su is Σ xxᵀ/(2 + 2 cosh(s m_i)), m_i = y_i u·x_i, and all its "
    "eigenvalues are below 2 Σ|x|² exp(−s min m). What may be right is a statement about the ratios of "
    "eigenvalues, of which the paper says nothing. Separability is needed: without it there are minima at "
    "finite weights, as quadratic as any (T3-04).",
)
def proposition_2(instance: Flowing) -> Finding:
    """if W*, the limit for ‖W*‖ → ∞ of the gradient dynamics of a deep network with the cross-entropy on separable
    data, is a zero minimiser, then L is locally quadratic in some directions, and almost but not quite degenerate in
    the others (conjectured)
    """
    return far_out(instance, claimed="not quite")


@proposition_2.reading("unhedged")
def as_a_proposition(instance: Flowing) -> Finding:
    """of a proposition, which the Discussion says proves another conjecture"""
    return far_out(instance, claimed="not quite")


def _case(kind: str, x: list[list[int]], y: list[int], weights: list[int]) -> Flowing:
    return {"kind": kind, "depth": 1, "x": x, "y": y, "weights": weights}


@proposition_2.corrected_at(
    _case("linear", [[1]], [1], [1]),
    _case("linear", [[1, 0]], [-1], [1, 2]),
    _case("linear", [[1000, 0], [0, 1000]], [1, -1], [1, 1]),
    _case("linear", [[1, 2], [2, 4], [1, 2]], [1, 1, 1], [1, 1]),
    _case("linear", [[3, 1], [-1, -3]], [1, -1], [2, -1]),
    _case("squares", [[1, 0]], [1], [1, 2, 3, -1, 1, 1]),
    _case("squares", [[1, 1], [2, 1]], [1, -1], [1, 2, 3, -1, 1, 1]),
)
def all_of_it_vanishes(instance: Flowing) -> Finding:
    """Let n be orthogonal to all points. L does not change when a row of the first layer is moved along n, whatever the
    network is. Without a hidden layer, f = w·x, let u classify all points, m_i = y_i u·x_i > 0. At su, s > 0, the
    Hessian of L is Σ x_i x_iᵀ/(2 + 2 cosh(s m_i)): zero on the vectors n and on no others, and smaller than
    2 Σ|x_i|² exp(−s min m), so that all of it tends to 0 for s → ∞
    """
    return far_out(instance, claimed="right")


@all_of_it_vanishes.false(because="does not change at all")
def nothing_is_degenerate(instance: Flowing) -> Finding:
    """no direction is degenerate"""
    return far_out(instance, claimed="nothing vanishes")


@all_of_it_vanishes.false(because="tends to 0")
def something_stays(instance: Flowing) -> Finding:
    """in some directions the Hessian stays away from 0"""
    return far_out(instance, claimed="something stays")


@proposition_2.false(because="does not change at all")
def not_degenerate(instance: Flowing) -> Finding:
    """no direction is degenerate"""
    return far_out(instance, claimed="nothing vanishes")
