"""Whether the theorem of Hartman and Grobman applies to the gradient flow of the cross-entropy (T3 §4.2)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import flint
import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim
from ...evidence import Finding
from ...instruments import inner_product, kernel_basis, matrix, plain_vector
from .cross_entropy import small_cases
from .logistic import Classified, alternative, draw_classified, signed_rows


class Flowing(Classified):
    """Data, and weights at which identities are tried: layer by layer, the readout last."""

    weights: list[int]


def num_weights(instance: Classified) -> int:
    """K: d without a hidden layer; h + 1 in a tower; two ReLU units; d units z²."""
    dim = len(instance["x"][0])
    return {"linear": dim, "tower": instance["depth"] + 1, "relu": 4, "squares": dim * dim + dim}[instance["kind"]]


def draw(stream: np.random.Generator, settings: Settings) -> Flowing:
    """Data of any kind, separable or not; weights of which none is 0."""
    instance = draw_classified(stream, settings.scale)
    weights = [int(v) for v in stream.choice([-3, -2, -1, 1, 2, 3], num_weights(instance))]
    return {**instance, "weights": weights}


def output_at(instance: Flowing, weights: list[Any], x: list[int]) -> Any:
    """f(x), over any ring."""
    kind = instance["kind"]
    if kind == "linear":
        return sum((w * v for w, v in zip(weights, x, strict=True)), weights[0] * 0)
    if kind == "tower":
        value = weights[0] * 0 + x[0]
        for w in weights[:-1]:
            value = (w * value) * (w * value)
        return weights[-1] * value
    if kind == "relu":  # the slopes are not 0, so that a small change of them keeps the units on or off
        signs = [int(w * x[0] > 0) for w in instance["weights"][:2]]
        return sum((v * w * x[0] * s for w, v, s in zip(weights, weights[2:], signs, strict=False)), weights[0] * 0)
    dim = len(x)
    total = weights[0] * 0
    for j in range(dim):
        inner = sum((w * v for w, v in zip(weights[j * dim :], x, strict=False)), weights[0] * 0)
        total += weights[dim * dim + j] * inner * inner
    return total


def slopes(instance: Flowing, direction: list[Fraction]) -> list[Fraction]:
    """The derivatives of all outputs along a direction at the weights, by power series."""
    moved = [
        flint.fmpq_series([w, flint.fmpq(d.numerator, d.denominator)], 1, 2)
        for w, d in zip(instance["weights"], direction, strict=True)
    ]
    found = [output_at(instance, moved, x)[1] for x in instance["x"]]
    return [Fraction(int(v.p), int(v.q)) for v in found]


def conserved(instance: Flowing) -> list[Fraction] | None:
    """The gradient of a first integral Q at the weights, ``None`` where none is known: n·w for n orthogonal to the
    points; w_1²/e_1 − v² in a tower, with e_1 = 2^h; w_1² − v_1² of a ReLU unit; |w_1|²/2 − v_1² of a unit z²."""
    w, kind, dim = [Fraction(v) for v in instance["weights"]], instance["kind"], len(instance["x"][0])
    gradient = [Fraction(0)] * len(w)
    if kind == "linear":
        null = kernel_basis(matrix(instance["x"]))
        return [Fraction(int(v.p), int(v.q)) for v in null[0].entries()] if null else None
    if kind == "tower":
        gradient[0], gradient[-1] = w[0] / 2 ** (instance["depth"] - 1), -2 * w[-1]
    elif kind == "relu":
        gradient[0], gradient[2] = 2 * w[0], -2 * w[2]
    else:
        gradient[:dim], gradient[dim * dim] = w[:dim], -2 * w[dim * dim]
    return gradient


def _readout(instance: Flowing) -> list[Fraction]:
    """The weights of the last layer, zeros for the others."""
    w, dim = instance["weights"], len(instance["x"][0])
    last = {"linear": dim, "tower": 1, "relu": 2, "squares": dim}[instance["kind"]]
    return [Fraction(v) if k >= len(w) - last else Fraction(0) for k, v in enumerate(w)]


def applies(instance: Flowing, *, claimed: str) -> Finding:
    """Whether there is a hyperbolic equilibrium at a global minimum where it is claimed.

    At one ∇_u L = 0, so that its Hessian is Jᵀ∇²_uL J, J = ∂u/∂W, of rank at most that of the features; without a
    hidden layer J = I, and the rank is that of the points.

    Args:
        claimed: ``always``; ``overlap``: where L has a minimum at finite weights; ``spanning``: where the points span
            as well; ``flat``: there, or without a minimum; ``right``: there without a hidden layer.
    """
    rows = signed_rows(instance)
    found, size = alternative(rows), num_weights(instance)
    rank = matrix(rows).rank()
    hyperbolic = found.has_minimum and instance["kind"] == "linear" and rank == size
    spanning = found.has_minimum and rank == len(rows[0])
    measured = {"minimum_at_finite_weights": found.has_minimum, "rank_of_features": rank, "weights": size}
    if not found.proves(rows):
        return Finding(False, "exact", measured, "the multipliers and the direction prove nothing")
    outputs = [output_at(instance, [flint.fmpq(w) for w in instance["weights"]], x) for x in instance["x"]]
    if slopes(instance, _readout(instance)) != [Fraction(int(v.p), int(v.q)) for v in outputs]:
        return Finding(False, "exact", measured, "⟨v, ∂f/∂v⟩ is not f")
    gradient = conserved(instance)
    if gradient is not None and any(slopes(instance, gradient)):
        return Finding(False, "exact", measured, "Q is no first integral")
    expected = {
        "always": True,
        "overlap": found.has_minimum,
        "spanning": spanning,
        "flat": instance["kind"] == "linear" and rank == size,
        "right": found.has_minimum and instance["kind"] == "linear" and rank == len(instance["x"][0]),
    }[claimed]
    if expected == hyperbolic:
        return Finding(True, "exact", measured)
    if not expected:
        return Finding(False, "exact", measured, "a hyperbolic equilibrium where none was expected")
    if not found.has_minimum:
        falls = plain_vector(found.direction)
        why = f"L falls for ever along u = {falls}: no global minimum, hence no equilibrium there to linearise at"
    else:
        why = f"the Hessian at every global minimum has rank at most {rank}, there are {size} weights"
    return Finding(False, "exact", measured, why)


def approaching(instance: Flowing) -> Finding:
    """Whether there is no first integral, as there is none near a hyperbolic minimum: all solutions tend to it, so
    that a continuous function that is constant along each has the same value on all."""
    gradient = conserved(instance)
    if gradient is None:
        return Finding(None, "exact", {}, "without a hidden layer, and the points span: no first integral is known")
    weights = [Fraction(v) for v in instance["weights"]]
    if any(slopes(instance, gradient)):
        return Finding(None, "exact", {}, "Q is no first integral")
    measured = {"gradient_of_Q": plain_vector(gradient), "Q": str(inner_product(gradient, weights))}
    if not any(gradient):
        return Finding(None, "exact", measured, "Q is critical here")
    return Finding(False, "exact", measured, "Q is constant on each solution, and differs between neighbours")


def _size(instance: Flowing) -> float:
    """Small; first of all a network with a hidden layer, and separable data."""
    separable = alternative(signed_rows(instance)).reaches_zero
    return len(str(instance)) + 10**4 * (not separable) + 10**3 * (instance["kind"] == "linear")


@claim(
    "T3-44",
    "Cross-entropy is similar to the hyperbolic situation, where Hartman–Grobman applies",
    source="T3 §4.2, after the Hartman–Grobman theorem; §4, before Proposition 2",
    quantifier="for all",
    field="real",
    letters={
        "L": "Σ log(1 + exp(−y_i f(x_i))), the cross-entropy of two classes y = ±1",
        "W*": "the global minimum",
        "H": "∇²L(W*)",
        "γ": "of the weight decay L + γ‖W‖²",
    },
    draw=draw,
    size=_size,
    num_instances=60,
    rests_on=("T3-04",),
    reading="of what the authors use it for: the theorem applies, with no center manifold",
    witness=Witness(
        "f = v(wx)², x = y = 1: ∂L/∂v = −w²/(1 + e^(vw²)) is not 0 where x is classified, vw² > 0, so that there is no "
        "equilibrium to linearise at; and v² − w²/2 is constant on each solution.",
        {"kind": "tower", "depth": 1, "x": [[1]], "y": [1], "weights": [1, 1]},
    ),
    note="The theorem is about an equilibrium W* at which no eigenvalue is 0. On data that some weights classify "
    "the cross-entropy has none near its infimum (T3-04): with margins m_i > 0 and a linear readout v, −⟨v, "
    "∇_vL⟩ = Σ m_i/(1 + e^(m_i)) > 0. Smallest witness: f = w x, x = y = 1, where ẇ = 1/(1 + e^w) vanishes "
    "nowhere. Going to infinity does not help: with s = e^(−w) the point s = 0 is an equilibrium of ṡ = −s²/(1 "
    "+ s), whose linear part is 0. Where the classes overlap there is an equilibrium, and the theorem applies "
    "without a hidden layer if the points span; with one, H is degenerate as for the square loss. Read as a "
    "likeness only, the sentence fails by first integrals Q: for f = v w x the quantity w² − v² is constant on "
    "every solution, and for x = (1, 0) the weight of the second input; near a hyperbolic minimum all "
    "solutions tend to one point, and a continuous Q is constant. With weight decay the same quantity is lost, "
    "d/dt (w² − v²) = −4γ (w² − v²). One weight, or points that span without a hidden layer, are not decided "
    "in that reading.",
)
def theorem_applies(instance: Flowing) -> Finding:
    """for the cross-entropy the situation is similar to the hyperbolic, regularised one: the Hartman–Grobman theorem
    applies directly (near the global minimum), and there is no need to consider a center manifold
    """
    return applies(instance, claimed="always")


@theorem_applies.reading("unused")
def likeness(instance: Flowing) -> Finding:
    """of a likeness: as near a hyperbolic minimum, what solutions differ in at first is lost"""
    return approaching(instance)


def _case(kind: str, x: list[list[int]], y: list[int], weights: list[int], depth: int = 1) -> Flowing:
    return {"kind": kind, "depth": depth, "x": x, "y": y, "weights": weights}


def flowing_cases() -> Iterator[Flowing]:
    """The small data sets of T3-04, at weights 1, −2, 3, …"""
    for case in small_cases():
        yield {**case, "weights": [(k + 1) * (-1) ** k for k in range(num_weights(case))]}


@theorem_applies.corrected_at(
    _case("linear", [[0]], [1], [1]),
    _case("linear", [[1]], [1], [2]),
    _case("linear", [[1000], [1]], [1, -1], [1]),
    _case("linear", [[1], [0]], [1, -1], [-3]),
    _case("linear", [[1, 1], [2, 2]], [1, -1], [1, 2]),
    _case("linear", [[1, 0], [0, 1], [-1, -1]], [1, 1, 1], [1, 1]),
    _case("linear", [[1, 0], [1, 0], [0, 1]], [1, -1, 1], [1, 1]),
    _case("tower", [[1], [1]], [1, -1], [1, 2, 3], 2),
    _case("relu", [[1], [-2], [1], [-1]], [1, 1, -1, -1], [1, -1, 2, 2]),
    _case("squares", [[1, 0], [0, 1], [1, 1], [1, 1]], [1, 1, 1, -1], [1, 2, 3, -1, 1, -1]),
    search=Search(cases=flowing_cases),
)
def exactly_when(instance: Flowing) -> Finding:
    """Let f = w·x, w_{h+1} (w_h … (w_1 x)² …)², Σ v_j max(w_j x, 0) (two units) or Σ v_j (w_j·x)² (as many units as
    inputs), and L = Σ log(1 + exp(−y_i f(x_i))). The flow Ẇ = −∇L has an equilibrium at a global minimum with no zero
    eigenvalue if and only if f = w·x, Σ α_i y_i x_i = 0 for some α with all α_i > 0, and the points span all of space.
    With a hidden layer (or points that do not span) there is a first integral: w_1²/2^h − w_{h+1}², w_1² − v_1²,
    |w_1|²/2 − v_1² (or n·w with n orthogonal to all points)
    """
    return applies(instance, claimed="right")


@exactly_when.false(because="falls for ever")
def spanning_alone(instance: Flowing) -> Finding:
    """if and only if f = w·x and the points span"""
    return applies(instance, claimed="flat")


@exactly_when.false(because="rank at most")
def overlapping(instance: Flowing) -> Finding:
    """if and only if L has a minimum at finite weights"""
    return applies(instance, claimed="overlap")


@theorem_applies.false(because="rank at most")
def hidden_layers_too(instance: Flowing) -> Finding:
    """if and only if L has a minimum at finite weights and the features span, with hidden layers, too"""
    return applies(instance, claimed="spanning")
