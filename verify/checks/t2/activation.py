"""ReLU by polynomials, within any accuracy on a bounded range (T2 §1, §3, A.1), with proved sup errors."""

from __future__ import annotations

from fractions import Fraction
from typing import TypedDict

import numpy as np

from algebraic.networks import KINDS, ReluApproximant, relu_approximant, relu_error_at, relu_for_accuracy

from ...claims import Search, Settings
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...vary import entries_moved

BERNSTEIN = 0.14008474951193457  # half of Bernstein's constant
SCALED = {"uniform": 0.1401, "chebyshev": 0.3184, "legendre": 0.3184}  # degree · error / R is below
GRID = 64


class Wanted(TypedDict):
    """The polynomial that is wanted: its kind, the ReLU's range [−radius, radius], the accuracy.

    Attributes:
        bounded: whether the range is meant; otherwise it is the whole line.
    """

    kind: str
    radius: str
    accuracy: str
    bounded: bool


def draw(stream: np.random.Generator, settings: Settings) -> Wanted:
    """A kind, a range and an accuracy for which the degree is at most about ``max_degree``."""
    kind = KINDS[int(stream.integers(len(KINDS)))]
    radius = Fraction(int(stream.integers(1, 40)), int(stream.integers(1, 5)))
    degree = 1 + settings.scale * (settings.options["max_degree"] - 1) * stream.random()
    accuracy = Fraction(round(1000 * SCALED[kind] / degree * (1 + stream.random())) + 1, 1000) * radius
    bounded = settings.drop != "bounded"
    return {"kind": kind, "radius": str(radius), "accuracy": str(accuracy), "bounded": bounded}


def _read(instance: Wanted) -> tuple[str, Fraction, Fraction]:
    return instance["kind"], Fraction(instance["radius"]), Fraction(instance["accuracy"])


def _measured(found: ReluApproximant) -> dict[str, float]:
    return {
        "degree": found.degree,
        "proved_error": float(found.error),
        "degree_times_error_over_radius": found.degree * float(found.error / found.radius),
        "limit_for_the_best": BERNSTEIN,
    }


def _worst(found: ReluApproximant) -> tuple[Fraction, Fraction]:
    """The largest error at rational points of the range, and where."""
    points = [found.radius * Fraction(k, GRID) for k in range(-GRID, GRID + 1)] + list(found.alternation)
    return max((abs(relu_error_at(found.activation, x)), x) for x in points)


def _unbounded(kind: str, radius: Fraction, accuracy: Fraction) -> Finding:
    found = relu_for_accuracy(accuracy, radius, kind)
    point = found.radius
    while max(abs(relu_error_at(found.activation, x)) for x in (-point, point)) <= accuracy:
        point *= 2
    reason = (
        f"on the whole line this polynomial is off by more than {accuracy} at ±{point}, and so is every other "
        "somewhere: it would have to be bounded on the left, hence constant, and ReLU is not bounded on the right"
    )
    return Finding(False, "exact", _measured(found), reason)


@hypothesis
def bounded(instance: Wanted) -> str | None:
    """the arguments of the ReLUs stay in a bounded range (footnote 1)"""
    return None if instance["bounded"] else "the range is the whole line"


def room(instance: Wanted) -> float:
    """What is left of the accuracy, relative to it: 0 where the degree must grow."""
    kind, radius, accuracy = _read(instance)
    return float(1 - relu_for_accuracy(accuracy, radius, kind).error / accuracy)


def another(stream: np.random.Generator, instance: Wanted, size: float) -> Wanted | None:
    """Another range and accuracy, of one fortieth of the range to twice the range."""
    moved: Wanted = entries_moved("radius", "accuracy")(stream, instance, size)
    radius, accuracy = Fraction(moved["radius"]), Fraction(moved["accuracy"])
    return moved if radius > 0 and Fraction(1, 40) < accuracy / radius < 2 else None


@claim(
    "T2-02",
    "Polynomials approximate ReLU within any accuracy on a bounded range",
    source="T2 §1 (first result), §3 (third paragraph), A.1 (assumption 2 and footnote 1)",
    quantifier="for all",
    field="real",
    letters={"ε": "accuracy", "P": "activation", "ℓ(ε)": "degree"},
    draw=draw,
    hypotheses=(bounded,),
    settings={"max_degree": 40},
    search=Search(margin=room, vary=another, evaluations=100),
    note="The footnote asks for a bounded range of the arguments; without it no polynomial is within any ε. The "
    "degree is inversely proportional to the accuracy: ℓ(ε)·ε/R → 0.1400847… for the best polynomials "
    "(half of Bernstein's constant), 1/π for the Chebyshev expansion, about the same for Legendre's.",
)
def approximation(instance: Wanted) -> Finding:
    """for every ε > 0 and every bounded range [−R, R] there is a polynomial P with sup |P − ReLU| ≤ ε, also as a
    Legendre expansion, and its degree ℓ(ε) follows from ε"""
    # Build the approximant, prove its error, look at exact points; for the best one, prove ℓ(ε) from below.
    kind, radius, accuracy = _read(instance)
    if not instance["bounded"]:
        return _unbounded(kind, radius, accuracy)
    found = relu_for_accuracy(accuracy, radius, kind)
    measured = _measured(found)
    worst, place = _worst(found)
    measured["largest_error_at_exact_points"] = float(worst)
    if worst > found.error or found.error > accuracy:
        return Finding(False, "certified", measured, f"at x = {place} the error {worst} exceeds the claimed bound")
    if kind == "uniform" and found.degree > 1:
        below = relu_approximant(found.degree - 1, radius)
        measured["no_polynomial_of_degree_below"] = float(below.lower_bound or 0)
        if below.lower_bound is None or below.lower_bound <= accuracy:
            return Finding(None, "certified", measured, "the least degree was not separated from the one below")
    return Finding(True, "certified", measured, certificate=found.as_dict())


@approximation.false(because="alternates")
def degree(instance: Wanted) -> Finding:
    """two degrees fewer are enough"""
    _, radius, accuracy = _read(instance)
    found = relu_for_accuracy(accuracy, radius)
    below = relu_approximant(max(1, found.degree - 2), radius)
    bound = below.lower_bound or Fraction(0)
    measured = {"degree": below.degree, "lower_bound": float(bound), "accuracy": float(accuracy)}
    if bound <= accuracy:
        return Finding(True, "certified", measured)
    reason = f"the error alternates at {len(below.alternation)} points, so every polynomial of this degree is worse"
    return Finding(False, "exact", measured, reason)


@approximation.broken(because="exceeds the claimed bound")
def sampling(instance: Wanted) -> Finding:
    """the sup over five points"""
    kind, radius, accuracy = _read(instance)
    found = relu_for_accuracy(accuracy, radius, kind)
    claimed = max(abs(relu_error_at(found.activation, radius * Fraction(2 * k + 1, 10))) for k in range(5))
    worst, place = _worst(found)
    measured = {"claimed": float(claimed), "largest_error_at_exact_points": float(worst)}
    if worst <= claimed:
        return Finding(True, "certified", measured)
    return Finding(False, "exact", measured, f"at x = {place} the error {worst} exceeds the claimed bound")
