"""The minima of the cross-entropy, at finite weights and at infinity (T3 §4)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations_with_replacement, product

import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim
from ...evidence import Finding
from ...instruments import plain_vector
from .logistic import Classified, alternative, draw_classified, signed_rows


def draw(stream: np.random.Generator, settings: Settings) -> Classified:
    """A network of one of the four kinds, and points with labels."""
    return draw_classified(stream, settings.scale)


def draw_separable(stream: np.random.Generator, settings: Settings) -> Classified:
    """The same; some weights classify every point."""
    return draw_classified(stream, settings.scale, separable=True)


def _size(instance: Classified) -> float:
    """Small; first of all a nonlinear network with points that differ, none of which is 0, and both labels."""
    different = len({tuple(row) for row in instance["x"]}) == len(instance["x"]) and all(map(any, instance["x"]))
    plain = different and len(set(instance["y"])) == 2
    return len(str(instance)) + 10**4 * (not plain) + 10**3 * (instance["kind"] == "linear")


def minimum(instance: Classified, *, claimed: str, any_sign: bool = False) -> Finding:
    """Whether L has a minimum at finite weights and the infimum 0 where that is claimed.

    Args:
        claimed: ``none``: no minimum, and the infimum is 0; ``zero``: that the infimum is 0; ``not separable``: a
            minimum wherever the infimum is not 0; ``alternatives``: as the multipliers say.
        any_sign: a broken search for multipliers.
    """
    rows = signed_rows(instance)
    found = alternative(rows, any_sign=any_sign)
    measured = {
        "minimum_at_finite_weights": found.has_minimum,
        "infimum_0": found.reaches_zero,
        "multipliers": plain_vector(found.multipliers),
        "direction": plain_vector(found.direction),
    }
    if not found.proves(rows):
        return Finding(False, "exact", measured, "the multipliers and the direction prove nothing")
    if claimed in ("none", "zero") and not found.reaches_zero:
        where = "global minimum at finite weights" if found.has_minimum else "no minimum, but does not tend to 0"
        dependence = f"Σ α_i y_i φ(x_i) = 0 for α = {plain_vector(found.multipliers)}"
        reason = f"L has a {where}: x = {instance['x']}, y = {instance['y']}, {dependence}".replace("a no", "no")
        return Finding(False, "exact", measured, reason)
    if claimed == "not separable" and not found.reaches_zero and not found.has_minimum:
        return Finding(False, "exact", measured, "L falls for ever without tending to 0: no minimum, not separable")
    return Finding(True, "exact", measured)


@claim(
    "T3-04",
    "Cross-entropy has no global minimum at finite weights",
    source="T3 §4, after eq. (5)",
    quantifier="for all",
    field="real",
    letters={
        "L": "Σ log(1 + exp(−y_i f(x_i))), the cross-entropy of two classes y = ±1",
        "W": "all weights; u those of f = u·φ(x)",
        "W*": "the global minimum",
    },
    draw=draw,
    size=_size,
    num_instances=60,
    reading="of every classification task, as it is printed",
    witness=Witness(
        "f = v·max(0, wx), x = 3 with the label −1 and x = 1 with +1: with u = v·max(0, w) the loss is "
        "log(1 + e^(3u)) + log(1 + e^(−u)), strictly convex, and tends to ∞ on both sides.",
        {"kind": "relu", "depth": 1, "x": [[3], [1]], "y": [-1, 1]},
    ),
    note="Printed: “for the cross entropy risk function trained in a classification task there is no global minimum "
    "for finite W”; “separable” comes with the next sentence, for Proposition 2. Smallest witness, a deep "
    "nonlinear network: f = v (w x)², x = 1 with the label +1 and x = 2 with −1. Its outputs are u and 4u, u = "
    "v w², and L = log(1 + e^(−u)) + log(1 + e^(4u)) is strictly convex in u and tends to infinity on both "
    "sides: the minimum is at the only zero of L′, a number u < 0, hence at w = 1, v = u. Equal points with "
    "two labels do the same to every network: then L ≥ 2 log 2 for the two, with equality where f = 0. Between "
    "the cases, as for x = 1 with +1, x = 0 with −1, there is no minimum, and L tends to log 2, not to 0. "
    "Proofs stand in the module: Stiemke's and Gordan's alternatives, each instance with multipliers or a "
    "direction that prove on which side it is. On separable data the sentence holds for every network with a "
    "linear readout: L > 0, and L → 0 as the readout grows. It needs that readout: with z − z² after the last "
    "layer and one sample x = y = 1 the output is at most 1/4, and L is least at w = 1/2.",
)
def no_finite_minimum(instance: Classified) -> Finding:
    """for the cross-entropy of a classification task there is no global minimum at finite W: it is at infinity, and the
    valley slopes down towards zero there
    """
    return minimum(instance, claimed="none")


@no_finite_minimum.reading("borrowed", draw=draw_separable, num_instances=30)
def separable(instance: Classified) -> Finding:
    """of separable data, which the next sentence is about, and networks with a linear readout"""
    return minimum(instance, claimed="none")


BOUNDARY: tuple[Classified, ...] = (
    {"kind": "linear", "depth": 1, "x": [[0]], "y": [1]},
    {"kind": "linear", "depth": 1, "x": [[5]], "y": [-1]},
    {"kind": "linear", "depth": 1, "x": [[1], [0]], "y": [1, -1]},
    {"kind": "linear", "depth": 1, "x": [[1000], [1]], "y": [1, -1]},
    {"kind": "linear", "depth": 1, "x": [[1, 1], [1, 1], [2, 2]], "y": [1, -1, 1]},
    {"kind": "linear", "depth": 1, "x": [[1, 0], [-1, 0], [0, 1]], "y": [1, 1, 1]},
    {"kind": "linear", "depth": 1, "x": [[1, 0], [0, 1], [-1, -1]], "y": [1, 1, 1]},
    {"kind": "tower", "depth": 3, "x": [[1], [2], [-1]], "y": [1, -1, 1]},
    {"kind": "relu", "depth": 1, "x": [[1], [-1], [-2]], "y": [1, 1, -1]},
    {"kind": "squares", "depth": 1, "x": [[1, 0], [0, 1], [1, 1]], "y": [1, 1, -1]},
    {"kind": "squares", "depth": 1, "x": [[1, 1], [-1, -1]], "y": [1, -1]},
)


def small_cases() -> Iterator[Classified]:
    """All sets of up to three points with coordinates −1, 0, 1 and labels, for each kind of network."""
    places = {"linear": list(product((-1, 0, 1), repeat=2)), "squares": list(product((-1, 0, 1), repeat=2))}
    for kind in ("linear", "tower", "relu", "squares"):
        marked = list(product(places.get(kind, [(k,) for k in (-2, -1, 0, 1, 2)]), (1, -1)))
        for count in (1, 2, 3):
            for chosen in combinations_with_replacement(marked, count):
                yield {"kind": kind, "depth": 1, "x": [list(x) for x, _ in chosen], "y": [y for _, y in chosen]}


@no_finite_minimum.corrected_at(*BOUNDARY, search=Search(cases=small_cases))
def alternatives(instance: Classified) -> Finding:
    """Let f(x_i) = u·φ(x_i), where u takes all values in R^p as the weights W do, a_i = y_i φ(x_i), and
    L = Σ log(1 + exp(−y_i f(x_i))). L has a global minimum at finite W if and only if Σ α_i a_i = 0 with all α_i > 0;
    otherwise some u has a_i·u ≥ 0 for all i and > 0 for one. The infimum of L is 0 if and only if some u has a_i·u >
    0 for all i; it is not attained
    """
    return minimum(instance, claimed="alternatives")


@alternatives.false(because="not separable")
def two_cases(instance: Classified) -> Finding:
    """L has a global minimum at finite W wherever no u has a_i·u > 0 for all i"""
    return minimum(instance, claimed="not separable")


@alternatives.false(because="does not tend to 0")
def falls_to_zero(instance: Classified) -> Finding:
    """the infimum of L is 0 wherever it has no global minimum at finite W"""
    found = minimum(instance, claimed="alternatives")
    return found if found.measured["minimum_at_finite_weights"] else minimum(instance, claimed="zero")


@no_finite_minimum.broken(because="prove nothing")
def signs_(instance: Classified) -> Finding:
    """multipliers of any sign"""
    return minimum(instance, claimed="alternatives", any_sign=True)
