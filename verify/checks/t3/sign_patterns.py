"""Maximum margin for a nonlinear network: which margin is reached depends on the start (T3 abstract, §4.2)."""

from __future__ import annotations

from fractions import Fraction

import flint
import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import exact_rows, grow, inner_product, plain_vector
from .separate_units import SeparateUnits, draw_separate, local_maximum
from .sign_margins import TwoUnits, ball, largest_margin, loss, margin_at, margins, readout, slack, vary


def draw(stream: np.random.Generator, settings: Settings) -> TwoUnits:
    """Two classes in planes or lines that are orthogonal, and a start with signs of any kind; far out, so that the
    loss is small, or near the origin if that is dropped."""

    def side() -> tuple[list[list[int]], list[int]]:
        dim, count = 1 + int(stream.random() < 0.7), grow(settings.scale, 1, 3, stream)
        while True:
            points = [[int(v) for v in stream.integers(-4, 5, dim)] for _ in range(count)]
            w = [int(v) for v in stream.integers(-3, 4, dim)]
            if all(sum(a * b for a, b in zip(w, x, strict=True)) for x in points):
                return points, w

    (plus, w1), (minus, w2) = side(), side()
    size = Fraction(1, 1000) if settings.drop else Fraction(int(stream.integers(3, 60)))
    return {"plus": plus, "minus": minus, "w1": w1, "w2": w2, "v1": str(size), "v2": str(-size)}


def reached(instance: TwoUnits) -> Finding:
    """Whether the maximum margin can be the limit from this start.

    While L < log 2, every y_i f(x_i) is positive; with points of both labels v1 and v2 have opposite signs, and no
    w1·x_i (label +1) or w2·x_i (label −1) is 0. The gradient flow does not raise L, so that these signs stay.
    """
    plus, minus = exact_rows(instance["plus"]), exact_rows(instance["minus"])
    first, second = margins(plus, instance["w1"]), margins(minus, instance["w2"])
    here, there, best, other = first.here, second.here, first.largest, second.largest
    measured = {
        "squared_margins": plain_vector([here, there]),
        "largest_squared_margins": plain_vector([best, other]),
        "normalised_margin_at_most": largest_margin(here, there).str(6, radius=False),
        "maximum_margin": largest_margin(best, other).str(6, radius=False),
    }
    if not loss(instance) < flint.arb(2).log():
        return Finding(None, "certified", measured, "the loss is not below log 2: signs may change")
    if (here, there) != (best, other):
        why = f"the signs of this start never change, and allow {measured['normalised_margin_at_most']} at most"
        return Finding(False, "certified", measured, f"{why}; the maximum margin is {measured['maximum_margin']}")
    return Finding(True, "certified", measured)  # by the theorem of Lyu and Li: the note


def bounded(instance: TwoUnits, *, formula: str = "right", any_sign: bool = False) -> Finding:
    """Whether the bound is met by weights with the signs of the start, and exceeded by none that are tried."""
    plus, minus = exact_rows(instance["plus"]), exact_rows(instance["minus"])
    first = margins(plus, instance["w1"], any_sign=any_sign)
    second = margins(minus, instance["w2"], any_sign=any_sign)
    here, there, best, other = first.here, second.here, first.largest, second.largest
    measured = {"squared_margins": plain_vector([here, there]), "largest": plain_vector([best, other])}
    if not (first.proved and second.proved):
        return Finding(False, "exact", measured, "the multipliers prove no optimum")
    if formula == "one pattern" and (here, there) != (best, other):
        return Finding(False, "exact", measured, "another pattern of signs has a larger margin")
    if not (0 < here <= best and 0 < there <= other):
        return Finding(False, "exact", measured, "a margin is larger than the largest")
    bound = largest_margin(here, there)
    if formula == "product":
        bound = 2 / flint.arb(27).sqrt() * (ball(here) * ball(there)).sqrt()
    a, b = (ball(value) ** (flint.arb(2) / 3) for value in (here, there))
    shares = (b / (a + b)).sqrt(), (a / (a + b)).sqrt()  # the norms of the two units
    units = []
    for share, w in zip(shares, (first.w, second.w), strict=True):
        length = ball(inner_product(w, w)).sqrt()
        units.append(([ball(v) / length * share * (flint.arb(2) / 3).sqrt() for v in w], share / flint.arb(3).sqrt()))
    (w1, v1), (w2, v2) = units
    met = margin_at(plus, minus, w1, w2, v1, -v2)
    if not abs(met - bound) < bound * flint.arb(10) ** -9:
        reason = f"the bound {bound.str(6)} is not attained: {met.str(6)}"
        return Finding(None if met.overlaps(bound) else False, "certified", measured, reason)
    at1, at2 = ([flint.arb(v) for v in instance[key]] for key in ("w1", "w2"))
    for factor in (Fraction(1, 3), Fraction(1), Fraction(3)):
        v1, v2 = readout(instance, factor)
        if margin_at(plus, minus, at1, at2, v1, v2) > bound:
            return Finding(False, "certified", measured, "weights with these signs exceed the bound")
    return Finding(True, "certified", {**measured, "bound": bound.str(6, radius=False)})


@hypothesis
def near(instance: TwoUnits) -> str | None:
    """the start is near a global minimum: L < log 2, so that every point is classified (“close to a global minimum”)"""
    return None if loss(instance) < flint.arb(2).log() else f"L = {loss(instance).str(5, radius=False)}"


@claim(
    "T3-38",
    "The maximum margin carries over to deep nonlinear networks, from any start",
    source="T3 abstract; §4.2, summary",
    quantifier="for all",
    field="real",
    letters={
        "L": "Σ log(1 + exp(−y_i f(x_i))), y_i = ±1",
        "W": "all weights",
        "margin": "min_i y_i f(x_i)/‖W‖³, f being homogeneous of degree 3",
    },
    hypotheses=(near,),
    draw=draw,
    num_instances=40,
    reading="of the maximum over all weights, as the abstract and the summary of §4.2 have it",
    witness=Witness(
        "f = v₁(w₁·x)² + v₂(w₂·x)², (2, 1, 0) and (2, −1, 0) with +1, (0, 0, 1) with −1, from w₁ = (0, 1, 0), w₂ = "
        "(0, 0, 1), v₁ = −v₂ = 4: f(2, ±1, 0) > 0 as long as L < log 2, so that the signs of w₁·x stay, and min y f "
        "≤ ‖W‖³ 2/√27 · 2^(−3/2) = 0.136…; at w₁ = (1, 0, 0) and the like it is up to 0.233….",
        {"plus": [[2, 1], [2, -1]], "minus": [[1]], "w1": [0, 1], "w2": [1], "v1": "4", "v2": "-4"},
    ),
    note="The network is nonlinear, polynomial and fully connected, with one hidden layer, the data are separable "
    "by it, and the starts are as near to a global minimum as one likes. From starts near w1 = (c, 0, 0) the "
    "first unit is positive at both points of the witness, from starts near (0, c, 0) it is positive at one "
    "and negative at the other: two open sets of starts, whose limits have other directions and other margins, "
    "0.233… and 0.136…. The proof uses that a sign cannot change without a point being misclassified, and the "
    "program min |w|² with s_i w·x_i ≥ 1, solved with rational multipliers for every pattern of signs. It does "
    "not depend on the norm: divided by |v||W1|² the margins compare in the same way. Where the signs of the "
    "start are the best ones, and the classes are orthogonal, the direction does tend to the maximum margin: "
    "limit points are stationary (Lyu and Li, Gradient descent maximizes the margin of homogeneous neural "
    "networks, 2020), and the program is convex in (v, w) with the constraints ½ log v + log(s_i w·x_i) ≥ 0, "
    "so that there is one. Not even a local maximum is reached in general, as the Main result says: ReLU units "
    "of which each sees one point alone stay so, and two of them with one label would gain by sharing their "
    "points. For a linear model the sentence is T3-27. That L < log 2 at the start is no hypothesis of the "
    "paper but “close to a global minimum”; without it nothing was decided, and no counterexample looked for.",
)
def maximum_margin(instance: TwoUnits) -> Finding:
    """for deep nonlinear networks, too, minimisation of the logistic loss or the cross-entropy on separable data
    converges to the maximum-margin solution, independently of the initial conditions
    """
    return reached(instance)


@maximum_margin.reading("borrowed", draw=draw_separate, num_instances=20)
def a_local_maximum(instance: SeparateUnits) -> Finding:
    """of a local maximum of the margin, as in the last sentence of the Main result, “the (local) maximum margin”"""
    return local_maximum(instance)


def _case(plus: list[list[int]], minus: list[list[int]], w1: list[int], w2: list[int]) -> TwoUnits:
    return {"plus": plus, "minus": minus, "w1": w1, "w2": w2, "v1": "4", "v2": "-4"}


@maximum_margin.corrected_at(
    _case([[1]], [[1]], [1], [-1]),
    _case([[3], [-2], [3]], [[1], [1]], [1], [1]),
    _case([[2, 1], [2, -1]], [[1]], [1, 0], [1]),
    _case([[2, 1], [2, -1]], [[1]], [0, 1], [1]),
    _case([[2000, 1000], [2000, -1000]], [[1]], [0, 1], [1]),
    _case([[1, 0], [0, 1]], [[1, 1], [1, -1]], [1, 1], [1, 0]),
    _case([[1, 2], [2, 4], [-1, -2]], [[1], [1000]], [1, 1], [-1]),
    search=Search(slack, vary, evaluations=200),
)
def signs_stay(instance: TwoUnits) -> Finding:
    """Let f = v1 (w1·x)² + v2 (w2·x)², with points of both labels, and L = Σ log(1 + exp(−y_i f(x_i))). The gradient
    flow does not leave {L < log 2}; there v1 and v2 have opposite signs, and with v1 > 0 > v2 the signs of w1·x_i for
    the label +1, and of w2·x_i for −1, never change. Let ρ₊ and ρ₋ be the margins of these signs, the largest min
    |w·x_i| over unit vectors w with them. In every limit direction min y_i f(x_i)/‖W‖³ is at most (2/√27)(AB/(A +
    B))^(3/2), A = ρ₊^(4/3), B = ρ₋^(4/3). If the points of one label are orthogonal to those of the other, weights
    with these signs attain it, and where other signs have larger margins ρ₊ or ρ₋ the maximum margin of the network
    is larger, and no start with these signs leads to it
    """
    return bounded(instance)


@signs_stay.false(because="another pattern")
def one_pattern(instance: TwoUnits) -> Finding:
    """the signs do not matter: all have the same margins"""
    return bounded(instance, formula="one pattern")


@signs_stay.false(because="is not attained")
def product_of_margins(instance: TwoUnits) -> Finding:
    """the largest margin is (2/√27) ρ₊ρ₋"""
    return bounded(instance, formula="product")


@maximum_margin.broken(because="prove no optimum")
def any_multipliers(instance: TwoUnits) -> Finding:
    """a solver that does not look at the signs of the multipliers"""
    return bounded(instance, any_sign=True)
