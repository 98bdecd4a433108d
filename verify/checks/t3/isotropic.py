"""Minima that are flat in all directions, and what follows for flat valleys (T3 §4, after eq. (5))."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TypedDict, final

import flint
import numpy as np

from ...claims import Search, Settings
from ...declare import claim, exact, hypothesis
from ...evidence import Finding
from ...instruments import RELU, random_matrix, rational
from . import flat_minima
from .flat_minima import LETTERS, ZeroMinimiser, along_line, count_weights, grows_along_a_line, ones_at
from .stable_degenerate import small_networks


def draw(stream: np.random.Generator, settings: Settings) -> ZeroMinimiser:
    """A network at weights that are a zero minimiser or, by other targets, are not; constant losses have no inputs."""
    inherited = settings if settings.drop == "polynomial" else replace(settings, drop=None)
    instance = flat_minima.draw(stream, inherited)
    x, targets = ([list(row) for row in instance[key]] for key in ("X", "Y"))
    if settings.drop == "varies":
        x = [[0] * len(row) for row in x]
        targets = [list(row) for row in random_matrix(stream, len(targets), len(x[0]))]
    elif settings.drop is None:
        if not any(any(row) for row in x):
            x[0][0], targets = 1, [["0"] * len(row) for row in targets]
        if stream.random() < 0.3:
            targets[0][0] = str(rational(targets[0][0]) + 1)
    return {**instance, "X": x, "Y": targets}


def not_constant(instance: ZeroMinimiser, *, axes_only: bool = False, every: bool = False) -> Finding:
    """Whether L is no constant along a line through W*, and so in no neighbourhood; ``every``: along every line."""
    if instance["activation"] == RELU:
        return grows_along_a_line(instance)
    size = count_weights(instance)
    start = [v for layer in instance["weights"] for row in layer for v in row]
    tries = [ones_at(size, i) for i in range(size)]
    if not axes_only:
        tries += [[k + i - v for i, v in enumerate(start)] for k in (1, 2, 3)] + instance["directions"]
    for direction in tries:
        path = along_line(instance, direction)[0]
        if path.degree() > 0 and not every:
            order = next(k for k in range(1, path.degree() + 1) if path[k])
            return Finding(True, "exact", {"direction": [str(v) for v in direction], "order": order})
        if path.degree() <= 0 and every and any(direction):
            return Finding(False, "exact", {}, f"L stays constant along {[str(v) for v in direction]}")
    if every:
        return Finding(True, "exact")
    if not any(any(row) for row in instance["X"]):
        return Finding(False, "exact", {}, "L is constant: every point is an isotropically flat minimum")
    return Finding(False if axes_only else None, "exact", {}, "L is constant along every line that was tried")


def flat_to_second_order(instance: ZeroMinimiser) -> Finding:
    """Whether H ≠ 0; at a zero minimiser H is positive semidefinite, so that it is 0 where its diagonal is."""
    paths = [along_line(instance, ones_at(count_weights(instance), i))[0] for i in range(count_weights(instance))]
    if any(path[0] for path in paths) or any(path[1] for path in paths):
        return Finding(None, "exact", {}, "not a zero minimiser")
    reason = f"H = 0 at the zero minimiser {instance['weights']}, f having {len(instance['weights'])} layers"
    return exact(any(path[2] for path in paths), reason, trace=str(2 * sum((p[2] for p in paths), flint.fmpq(0))))


@final
class Valley(TypedDict):
    """f(s) = (w1 s1)² + (w2 s2)², one sample (1, s2) of the target β², and points (w1, w2) of its zero set."""

    beta: str
    s2: int
    points: list[list[str]]


def draw_valley(stream: np.random.Generator, settings: Settings) -> Valley:
    """Rational points of the ellipse w1² + (s2 w2)² = β²."""
    beta, s2 = flint.fmpq(int(stream.integers(1, 4)), int(stream.integers(1, 4))), int(stream.integers(2, 5))
    tangents = [flint.fmpq(0)] + [flint.fmpq(k, int(stream.integers(5, 8))) for k in (1, 2, 3, 4)]
    points = [[str(beta * (1 - q * q) / (1 + q * q)), str(beta * 2 * q / ((1 + q * q) * s2))] for q in sorted(tangents)]
    return {"beta": str(beta), "s2": s2, "points": points}


def says_nothing(instance: Valley) -> Finding:
    """Whether the trace of H at the zero minimisers leaves the error open on the points (1, 0) and (0, 1), where the
    truth is β² s1². H = 2JᵀJ, J = 2 (w1, w2 s2²)."""
    beta, s2 = rational(instance["beta"]), instance["s2"]
    course = []
    for plain in instance["points"]:
        a, b = (rational(v) for v in plain)
        if a * a + s2 * s2 * b * b != beta * beta:
            return Finding(None, "exact", {}, "a point is no zero minimiser")
        course.append((8 * (a * a + b * b * s2**4), (a * a - beta * beta) ** 2 + b**4))
    sharper = sorted(course)
    rising = all(p[0] < q[0] and p[1] < q[1] for p, q in pairwise(sharper))
    measured = {"trace_of_H": [str(p) for p, _ in sharper], "error": [str(q) for _, q in sharper]}
    return exact(not rising, "the flatter the minimum, the smaller the error on other points", **measured)


@hypothesis
def varies(instance: ZeroMinimiser) -> str | None:
    """L is not constant (the sentence before: “without being identically zero”)"""
    return None if any(any(row) for row in instance["X"]) else "no input: L does not depend on the weights"


@hypothesis
def polynomial(instance: ZeroMinimiser) -> str | None:
    """L is a polynomial"""
    return "ReLU" if instance["activation"] == RELU else None


@claim(
    "T3-54",
    "Isotropically flat minima do not exist if L is a polynomial",
    source="T3 §4, after eq. (5)",
    quantifier="for all",
    field="real",
    letters=LETTERS,
    hypotheses=(varies, polynomial),
    draw=draw,
    num_instances=40,
    search=Search(cases=small_networks),
    rests_on=("T3-03",),
    reading="of flatness in a whole neighbourhood, as in the sentence from which it is drawn",
    note="Proof: if L is constant in a neighbourhood of W*, the polynomial L − L(W*) vanishes on an open set, so it "
    "is zero. No property of a minimum is used, and its value may be positive. Both hypotheses are needed: "
    "without inputs (or with targets alone) L is constant, and ReLU networks have such minima where all units "
    "are off. “Furthermore the claim (18) that flat valleys are not directly important for generalization is "
    "then correct” does not follow: that no minimum is flat in all directions says nothing of valleys, which "
    "are flat in some, and which these networks have (T3-02). For f(s) = (w1 s1)² + (w2 s2)², two units z² of "
    "one input each, one sample s = (1, 2) and the target 1 = s1², the zero set is w1² + 4w2² = 1, tr H = 8 (1 "
    "+ 12w2²), and the error (w1² − 1)² + w2⁴ = 17 w2⁴ on (1, 0) and (0, 1) is a strictly increasing function "
    "of tr H, 0 at the flattest minima. In other polynomial models, as f = v w x, all minima are the same "
    "function: which is the case does not depend on what the first half of the sentence says.",
)
def nowhere_constant(instance: ZeroMinimiser) -> Finding:
    """if L is a polynomial (and not constant), it has no isotropically flat minimum, that is, none with a neighbourhood
    in which L is constant
    """
    return not_constant(instance)


@nowhere_constant.reading("unused", draw=draw_valley, num_instances=10)
def citation(instance: Valley) -> Finding:
    """of the whole sentence: since such minima do not exist, flat valleys are not directly important for
    generalization, which is to say that the flatness of a zero minimiser leaves the error on other points open
    """
    return says_nothing(instance)


@nowhere_constant.reading(
    "unused",
    draw=lambda stream, settings: flat_minima.draw(stream, replace(settings, drop=None)),
    num_instances=40,
)
def second_order(instance: ZeroMinimiser) -> Finding:
    """of flatness to second order: no zero minimiser of a polynomial L has H = 0"""
    return flat_to_second_order(instance)


@nowhere_constant.false(because="stays constant")
def no_flat_direction(instance: ZeroMinimiser) -> Finding:
    """there are no flat directions either"""
    return not_constant(instance, every=True)


@nowhere_constant.broken(because="constant along every")
def axes(instance: ZeroMinimiser) -> Finding:
    """only the coordinate axes are looked at"""
    return not_constant(instance, axes_only=True)
