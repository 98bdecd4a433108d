"""Weight decay and hyperbolic minima (T3 §4.2)."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import inf, sqrt

import flint
import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim, hypothesis
from ...evidence import Finding, Instance
from ...instruments import (
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
from ...spectra import enclosed_spectrum
from ...vary import entries_moved
from .decayed import Decayed, across, critical_number
from .squares import Squares, circle_of_minima, derivatives, draw_squares, turning


def draw(stream: np.random.Generator, settings: Settings) -> Decayed | Squares:
    """A network of squares, or a linear one with one sample and one output, at a minimum of L + γ‖W‖², or a model with
    no hidden layer (``width`` 0). The targets are chosen so that the minimum is rational; γ from 0.1 down to 10^−6."""
    gamma = "0" if settings.drop == "decay" else str(flint.fmpq(1, 10 ** int(stream.integers(1, 7))))
    if settings.drop is None and stream.random() < 0.25:
        return draw_squares(stream, gamma)
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
    sign = -1 if stream.random() < 0.25 else 1
    chance = stream.random() if settings.drop is None else 1.0
    if chance < 0.3:  # γ so large that the origin is the minimum, or just so large: 2γ = ‖x‖|y|
        y = rational(gamma) / q * (2 if chance < 0.15 else 1) * sign
        zero = [[0] * d for _ in u]
        return {"width": width, "gamma": gamma, "X": x, "Y": [[str(y)]], "W1": zero, "W2": [[0] * width]}
    y = q**3 * squared + 2 * rational(gamma) / q
    return {
        "width": width,
        "gamma": gamma,
        "X": x,
        "Y": [[str(sign * y)]],
        "W1": [[a * b for b in side] for a in u],
        "W2": [[sign * q * a for a in u]],
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
    size = abs(y[0, 0])
    bound = max(size - 2 * gamma / q, flint.fmpq(0)) if q else flint.fmpq(0)
    least = (bound - size) ** 2 / 2 + (2 * gamma * bound / q if bound else 0)
    # L_γ ≥ ½(s − y)² + 2γ|s|/‖x‖, s = W2W1x, least where |s| is the bound
    here = linear_loss(x, y, w1, w2) + gamma * sum((v * v for v in weights), flint.fmpq(0))
    why = "" if still and q * q == q2 and here == least else "the point is not the global minimum"
    tangents = []
    for i, j in combinations(range(w1.nrows()), 2):
        turn = flint.fmpq_mat(w1.nrows(), w1.nrows())
        turn[i, j], turn[j, i] = 1, -1
        tangents.append(column_vector(weight_vector(turn * w1, -1 * w2 * turn)))
    whole = linear_hessian(x, y, w1, w2)
    return why, whole + identity(whole.nrows()) * 2 * gamma, tangents


def zero_eigenvalues(instance: Decayed | Squares, *, claimed: str) -> Finding:
    """Whether the Hessian of L_γ has the zero eigenvalues that are claimed: none, a number, those of the orbit, …"""
    if "points" in instance:
        gradient, whole = derivatives(instance)
        tangents, wanted = [column_vector(turning(instance))], 1
        why = "the point is not critical" if any(gradient) else ""
    else:
        why, whole, tangents = _regularised(instance)
        wanted = _counted(instance)
    positive, zero, negative = inertia(whole)
    orbit = stack_columns(*tangents).rank()
    measured: Instance = {"gamma": instance["gamma"], "inertia": [positive, zero, negative]}
    spectrum = enclosed_spectrum(whole)
    measured |= {"dimension_of_orbit": orbit, "spectrum": spectrum.told()}
    if not spectrum.agrees(positive, negative):
        return Finding(False, "exact", measured, "the enclosed eigenvalues are not those of the inertia")
    if why:
        return Finding(None, "exact", measured, why)
    if negative or any(any((whole * t).entries()) for t in tangents):
        return Finding(False, "exact", measured, "a rotation is no null direction, or the point no minimum")
    if claimed == "hyperbolic" and zero:
        why = f"the Hessian of L + γ‖W‖² with γ = {instance['gamma']} has {zero} zero eigenvalues at a minimum"
        return Finding(False, "exact", measured, f"{why}, {orbit} of them along an orbit of minima")
    if claimed == "counted" and "points" in instance and not orbit:
        return Finding(None, "exact", measured, "all weights are 0: not the point of the note")
    if claimed == "counted" and zero != wanted:
        return Finding(False, "exact", measured, f"{zero} zero eigenvalues, not {wanted}")
    if claimed == "counted" and "width" in instance:
        return _across(instance, positive, measured)
    if claimed == "orbit" and zero != orbit:
        return Finding(False, "exact", measured, f"{zero} zero eigenvalues, an orbit of dimension {orbit}")
    if claimed == "pairs" and "width" in instance and zero != instance["width"] * (instance["width"] - 1) // 2:
        return Finding(False, "exact", measured, f"{zero} zero eigenvalues, not one for each pair of hidden units")
    return Finding(True, "exact", measured)


def _across(instance: Decayed, positive: int, measured: Instance) -> Finding:
    """Whether L_γ less its minimum is quadratic across the minima, but for 2γ = ‖x‖|y|, where 2λ is larger by N/2."""
    found = across(instance)
    if found is None:
        return Finding(True, "exact", measured)
    measured = measured | {"learning_coefficient": found.told()}
    if found.lower is None or found.lower != found.upper:
        return Finding(None, "exact", measured, found.because)
    more = 2 * found.lower - positive
    wanted = Fraction(instance["width"], 2) if critical_number(instance) == 0 else 0
    why = (
        "" if more == wanted else f"2λ is {2 * found.lower}, and {positive} eigenvalues are positive: not {wanted} more"
    )
    return Finding(not why, "exact", measured, why)


def _counted(instance: Decayed) -> int:
    """How many zero eigenvalues the corrected statement says that there are."""
    width, gamma = instance["width"], rational(instance["gamma"])
    if not width:
        x = matrix(instance["X"])
        return 0 if gamma else x.nrows() - x.rank()
    critical = critical_number(instance)
    return width - 1 if critical > 0 else 0 if critical < 0 else width


@hypothesis
def decay(instance: Decayed | Squares) -> str | None:
    """γ > 0"""
    return None if rational(instance["gamma"]) > 0 else f"γ = {instance['gamma']}"


@claim(
    "T3-08",
    "Weight decay makes every stable point hyperbolic",
    source="T3 §4.2",
    quantifier="for all",
    field="real",
    letters={"L": "½ Σ (f − y)² over the samples", "γ": "gamma", "N": "width, the hidden units", "f": "the network"},
    hypotheses=(decay,),
    draw=draw,
    size=lambda instance: (
        len(str(instance)) + 10**6 * ("points" not in instance)
    ),  # the section is about nonlinear ones
    num_instances=40,
    witness=Witness(
        "f = v₁(w₁·x)² + v₂(w₂·x)², γ = 1/10, y = 41/20 at x = (1, 0), (0, 1), (3/5, 4/5), (4/5, −3/5); v₁ = v₂ = 1, "
        "w₁ = (1, 1), w₂ = (1, −1): ∇L_γ = 0, and the Hessian of L_γ in (w₁, w₂, v) has five positive eigenvalues and "
        "the kernel spanned by (−1, 1, 1, 1, 0, 0). That turns w₁ and w₂ by one angle, which changes neither f nor "
        "‖W‖: a circle of stable points, none of them hyperbolic.",
        {**circle_of_minima("1/10", further=0)},
    ),
    note="The same for every γ > 0 with y = 2 + γ/2, and with the weighted square of f as a further layer: the four "
    "points of the unit circle have Σxxᵀ = 2I, and the Hessian is positive across the circle of minima. Linear "
    "networks are invariant under (W1, W2) → (QW1, W2Qᵀ): for N ≥ 2 their minima are spheres for every γ below "
    "‖x‖|y|/2. The minima are proved global by L_γ ≥ ½(s − y)² + 2γ|s|/‖x‖, s = W2W1x. What always helps is a "
    "centre off the origin: for almost every W₀ all critical points of L + γ‖W − W₀‖² are hyperbolic, since W₀ = "
    "W + ∇L(W)/(2γ) there and almost every W₀ is a regular value (Sard). Networks without such a symmetry are not "
    "decided here.",
)
def hyperbolic(instance: Decayed | Squares) -> Finding:
    """with L_γ = L + γ‖W‖² and γ small and positive the stable points are all hyperbolic: the eigenvalues of the
    negative Hessian of L_γ are all negative
    """
    return zero_eigenvalues(instance, claimed="hyperbolic")


def _origin(width: int, gamma: str, x: list[int], y: str) -> Decayed:
    """The origin, where it is the global minimum: 2γ ≥ ‖x‖|y|."""
    return {
        "width": width,
        "gamma": gamma,
        "X": [[v] for v in x],
        "Y": [[y]],
        "W1": [[0] * len(x)] * width,
        "W2": [[0] * width],
    }


BOUNDARIES: tuple[Decayed, ...] = (
    _origin(1, "1/2", [1], "1"),  # 2γ = ‖x‖|y|: one hidden unit has a zero eigenvalue, too
    _origin(3, "5/2", [3, 4], "-1"),
    _origin(3, "2500001/1000000", [3, 4], "-1"),  # just beyond
    _origin(2, "1/1000000", [10**6], "0"),  # no target
    {"width": 1, "gamma": "1/8", "X": [[1]], "Y": [["5/4"]], "W1": [[1]], "W2": [[1]]},  # N = 1: hyperbolic
    {"width": 2, "gamma": "1/2000000", "X": [[1]], "Y": [["1000001/1000000"]], "W1": [[1], [0]], "W2": [[1, 0]]},
    {"width": 2, "gamma": "1/2", "X": [[1]], "Y": [["1000001/1000000"]],
     "W1": [["1/1000"], [0]], "W2": [["1/1000", 0]]},  # 2γ just below ‖x‖|y|
    {"width": 0, "gamma": "1/1000000", "X": [[0], [0]], "Y": [[1]]},  # no data
    {"width": 0, "gamma": "1000000", "X": [[1, 1], [1, 1]], "Y": [[1, -1]]},
)  # fmt: skip


def distance(instance: Decayed | Squares) -> float:
    """Of 2γ from ‖x‖|y|, where the number of zero eigenvalues changes, relative to γ."""
    if "points" in instance or not instance["width"]:
        return inf
    x, y, gamma = matrix(instance["X"]), matrix(instance["Y"]), rational(instance["gamma"])
    length = sqrt(float((x.transpose() * x)[0, 0])) * abs(float(y[0, 0]))
    return abs(2 * float(gamma) - length) / float(gamma)


def another(stream: np.random.Generator, instance: Decayed | Squares, size: float) -> Decayed | None:
    """At the origin, another γ and y for which it is the global minimum."""
    if "points" in instance or not instance["width"] or any(matrix(instance["W1"]).entries()):
        return None
    moved: Decayed = entries_moved("gamma", "Y")(stream, instance, size)
    x, y, gamma = matrix(moved["X"]), matrix(moved["Y"]), rational(moved["gamma"])
    return moved if gamma > 0 and 4 * gamma**2 >= (x.transpose() * x)[0, 0] * y[0, 0] ** 2 else None


@hyperbolic.corrected_at(*BOUNDARIES, search=Search(distance, another))
def counted(instance: Decayed | Squares) -> Finding:
    """For γ > 0 the Hessian of L_γ = L + γ‖W‖² at a point is that of L plus 2γI, so that a minimum is hyperbolic if and
    only if −2γ is no eigenvalue of the latter: always without a hidden layer. For a linear network with N hidden units,
    one sample x ≠ 0 and one output, L = ½(W2W1x − y)², the Hessian at every global minimum of L_γ has exactly N − 1
    zero eigenvalues if 2γ < ‖x‖|y|, N if 2γ = ‖x‖|y|, and none if 2γ > ‖x‖|y|; for the two networks of squares of the
    note it has exactly one. Across these minima L_γ is quadratic in suitable coordinates if 2γ < ‖x‖|y|: twice the
    learning coefficient of L_γ less its minimum is the number of positive eigenvalues; if 2γ = ‖x‖|y| it is N/2 more
    """
    return zero_eigenvalues(instance, claimed="counted")


@counted.false(because="at 2γ = ‖x‖|y|")
def none_at_the_boundary(instance: Decayed | Squares) -> Finding:
    """there are none at 2γ = ‖x‖|y| either"""
    if "points" in instance or not instance["width"]:
        return Finding(True, "exact", {"not of this class": "no linear network with a hidden layer"})
    x, y = matrix(instance["X"]), matrix(instance["Y"])
    if (x.transpose() * x)[0, 0] * y[0, 0] ** 2 != 4 * rational(instance["gamma"]) ** 2:
        return zero_eigenvalues(instance, claimed="counted")
    zero = inertia(_regularised(instance)[1])[1]
    return Finding(not zero, "exact", {}, f"{zero} zero eigenvalues at 2γ = ‖x‖|y|" if zero else "")


@counted.false(because="more than the positive eigenvalues")
def quadratic_across(instance: Decayed | Squares) -> Finding:
    """across the minima L_γ is quadratic at 2γ = ‖x‖|y|, too"""
    found = None if "points" in instance else across(instance)
    positive = 0 if "points" in instance else inertia(_regularised(instance)[1])[0]
    if found is None or found.quadratic(positive) is not False:
        return Finding(True, "exact", {"not of this class": "or quadratic"})
    return Finding(
        False, "exact", {}, f"2λ is {2 * (found.lower or 0)}, more than the positive eigenvalues, {positive}"
    )


@hyperbolic.false(because="an orbit of dimension 0")
def orbit(instance: Decayed | Squares) -> Finding:
    """at the global minima of a linear network the zero eigenvalues are exactly those along the orbit of rotations of
    the hidden units, whatever γ > 0 is
    """
    return zero_eigenvalues(instance, claimed="orbit")


@hyperbolic.false(because="each pair")
def pairs(instance: Decayed | Squares) -> Finding:
    """a zero eigenvalue for each pair of hidden units"""
    return zero_eigenvalues(instance, claimed="pairs")


@hyperbolic.broken(because="negative eigenvalues")
def half(instance: Decayed | Squares) -> Finding:
    """γI in place of 2γI"""
    whole = derivatives(instance)[1] if "points" in instance else _regularised(instance)[1]
    gamma = rational(instance["gamma"])
    below = inertia(whole - identity(whole.nrows()) * gamma)[2]
    return Finding(not below, "exact", {}, f"{below} negative eigenvalues at a minimum" if below else "")
