"""Weight decay and hyperbolic minima (T3 §4.2)."""

from __future__ import annotations

from itertools import combinations
from typing import NotRequired, TypedDict

import flint
import numpy as np

from ...claims import Settings
from ...declare import claim, hypothesis
from ...evidence import Finding
from ...instruments import (
    PlainMatrix,
    column_vector,
    grow,
    identity,
    inertia,
    linear_hessian,
    linear_loss,
    linear_slopes,
    matrix,
    random_matrix,
    rational,
    stack_columns,
    weight_vector,
)


class Decayed(TypedDict):
    """γ, data, and the weights of a minimum of L_γ unless ``width`` is 0: no hidden layer."""

    width: int
    gamma: str
    X: PlainMatrix
    Y: PlainMatrix
    W1: NotRequired[PlainMatrix]
    W2: NotRequired[PlainMatrix]


def draw(stream: np.random.Generator, settings: Settings) -> Decayed:
    """A linear network with one sample and one output at a global minimum of L + γ‖W‖², or a model with no hidden
    layer (``width`` 0). The targets are chosen so that the minimum is rational; γ from 0.1 down to 10^−6."""
    gamma = "0" if settings.drop == "decay" else str(flint.fmpq(1, 10 ** int(stream.integers(1, 7))))
    width, d = int(stream.integers(0, 2 + round(2 * settings.scale))), grow(settings.scale, 1, 3, stream)
    if width == 0:
        n = int(stream.integers(1, d + 1)) if settings.drop is None or d == 1 else d - 1
        x = random_matrix(stream, d, n, bound=3)
        if settings.drop:
            x[0] = [0] * n
        return {"width": 0, "gamma": gamma, "X": x, "Y": random_matrix(stream, 1, n, bound=3)}
    side = ([1], [3, 4], [1, 2, 2])[d - 1]
    q = (1, 5, 3)[d - 1]  # the length of this side
    u = [1 + int(v) for v in stream.integers(0, 2, width)]
    squared = sum(v * v for v in u)
    x = [[v] for v in side]
    if stream.random() < 0.2 and settings.drop is None:  # γ so large that the origin is the minimum
        y = rational(gamma) / q
        zero = [[0] * d for _ in u]
        return {"width": width, "gamma": gamma, "X": x, "Y": [[str(y)]], "W1": zero, "W2": [[0] * width]}
    y = q**3 * squared + 2 * rational(gamma) / q
    return {
        "width": width,
        "gamma": gamma,
        "X": x,
        "Y": [[str(y)]],
        "W1": [[a * b for b in side] for a in u],
        "W2": [[q * a for a in u]],
    }


def _regularised(instance: Decayed) -> tuple[str, flint.fmpq_mat, list[flint.fmpq_mat]]:
    """Why the point is not proved to be a global minimum of L_γ, its Hessian, tangents of rotations of hidden units."""
    x, y, gamma = matrix(instance["X"]), matrix(instance["Y"]), rational(instance["gamma"])
    if not instance["width"]:  # convex: L_γ(w) = ½‖wX − Y‖² + γ‖w‖²
        return "", x * x.transpose() + identity(x.nrows()) * 2 * gamma, []
    w1, w2 = matrix(instance["W1"]), matrix(instance["W2"])
    rise, weights = linear_slopes(x, y, w1, w2), weight_vector(w1, w2)
    still = all(a + 2 * gamma * b == 0 for a, b in zip(weight_vector(*rise), weights, strict=True))
    q2 = (x.transpose() * x)[0, 0]
    q = flint.fmpq(flint.fmpz(q2.p).isqrt(), flint.fmpz(q2.q).isqrt())
    bound = max(y[0, 0] - 2 * gamma / q, flint.fmpq(0))  # L_γ ≥ ½(s − y)² + 2γ|s|/‖x‖, s = W2W1x, least here
    least = (bound - y[0, 0]) ** 2 / 2 + 2 * gamma * bound / q
    here = linear_loss(x, y, w1, w2) + gamma * sum((v * v for v in weights), flint.fmpq(0))
    why = "" if still and q * q == q2 and here == least else "the point is not the global minimum"
    tangents = []
    for i, j in combinations(range(w1.nrows()), 2):
        turn = flint.fmpq_mat(w1.nrows(), w1.nrows())
        turn[i, j], turn[j, i] = 1, -1
        tangents.append(column_vector(weight_vector(turn * w1, -1 * w2 * turn)))
    whole = linear_hessian(x, y, w1, w2)
    return why, whole + identity(whole.nrows()) * 2 * gamma, tangents


def zero_eigenvalues(instance: Decayed, *, claimed: str) -> Finding:
    """Whether the Hessian of L_γ has the zero eigenvalues that are claimed: none, those of the orbit, or all pairs."""
    why, whole, tangents = _regularised(instance)
    positive, zero, negative = inertia(whole)
    orbit = stack_columns(*tangents).rank()
    measured = {"gamma": instance["gamma"], "inertia": [positive, zero, negative], "dimension_of_orbit": orbit}
    if why:
        return Finding(None, "exact", measured, why)
    if negative or any(any((whole * t).entries()) for t in tangents):
        return Finding(False, "exact", measured, "a rotation is no null direction, or the point no minimum")
    if claimed == "hyperbolic" and zero:
        why = f"the Hessian of L + γ‖W‖² with γ = {instance['gamma']} has {zero} zero eigenvalues at a global minimum"
        return Finding(False, "exact", measured, why)
    if claimed == "orbit" and zero != orbit:
        return Finding(False, "exact", measured, f"{zero} zero eigenvalues, an orbit of dimension {orbit}")
    if claimed == "pairs" and zero != instance["width"] * (instance["width"] - 1) // 2:
        return Finding(False, "exact", measured, f"{zero} zero eigenvalues, not one for each pair of hidden units")
    return Finding(True, "exact", measured)


@hypothesis
def decay(instance: Decayed) -> str | None:
    """γ > 0"""
    return None if rational(instance["gamma"]) > 0 else f"γ = {instance['gamma']}"


@claim(
    "T3-08",
    "Weight decay makes every stable point hyperbolic",
    source="T3 §4.2",
    quantifier="for all",
    field="real",
    letters={"L": "½‖W2 W1 x − y‖², or ½‖wX − Y‖² without a hidden layer", "γ": "gamma", "N": "width"},
    hypotheses=(decay,),
    draw=draw,
    num_instances=40,
    note="L and ‖W‖² are both invariant under (W1, W2) → (QW1, W2Qᵀ), so that for N ≥ 2 the minima of L_γ are "
    "spheres for every γ below ‖x‖y/2: for x = y₀ = 1 however small γ is. L itself is not convex, and H has the "
    "eigenvalue −2γ at the shifted minimum. The minima are proved global by L_γ ≥ ½(s − y)² + 2γ|s|/‖x‖, s = "
    "W2W1x. Networks without such a symmetry are not decided here.",
)
def hyperbolic(instance: Decayed) -> Finding:
    """with L_γ = L + γ‖W‖² and any small γ > 0 the stable points are all hyperbolic: the eigenvalues of the negative
    Hessian of L_γ are all negative
    """
    return zero_eigenvalues(instance, claimed="hyperbolic")


@hyperbolic.corrected
def orbit(instance: Decayed) -> Finding:
    """the Hessian of L_γ is H + 2γI: a stable point is hyperbolic if and only if −2γ is no eigenvalue of H there, as
    for every γ > 0 if L is convex (no hidden layer). At the global minima of L_γ of a linear network with one sample
    and one output, the zero eigenvalues are exactly those along the orbit of rotations of the hidden units, (GW1, −W2G)
    with Gᵀ = −G: N − 1 of them off the origin
    """
    return zero_eigenvalues(instance, claimed="orbit")


@hyperbolic.false(because="each pair")
def pairs(instance: Decayed) -> Finding:
    """a zero eigenvalue for each pair of hidden units"""
    return zero_eigenvalues(instance, claimed="pairs")


@hyperbolic.broken(because="negative eigenvalues")
def half(instance: Decayed) -> Finding:
    """γI in place of 2γI"""
    _, whole, _ = _regularised(instance)
    gamma = rational(instance["gamma"])
    below = inertia(whole - identity(whole.nrows()) * gamma)[2]
    return Finding(not below, "exact", {}, f"{below} negative eigenvalues at a minimum" if below else "")
