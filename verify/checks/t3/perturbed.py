"""A perturbed global minimum, and gradient descent from there: what comes back, exactly (T3 §4.1)."""

from __future__ import annotations

from functools import partial
from math import exp, inf, sqrt
from typing import TypedDict, final

import flint
import numpy as np

from ...claims import Search, Settings, Witness
from ...declare import claim, exact, hypothesis
from ...evidence import Finding
from ...instruments import PlainMatrix, grow, identity, inertia, matrix, null_projector, random_matrix, rational
from ...trained import OneCheck, checks_of, decide, draw as draw_check

STEPS = 4  # of gradient descent, in rational numbers


@final
class Product(TypedDict):
    """f = w1 w2 with the target 1, from (1 + a, 1 − a), which is (1, 1) moved along the flat direction."""

    a: str
    step: str


@final
class Linear(TypedDict):
    """½‖Xw − y‖², y = X w*, one row of X for each sample; from w* + δ. The step is a part of 2 over a bound of XᵀX."""

    X: PlainMatrix
    minimum: PlainMatrix
    perturbation: PlainMatrix
    part: str


def draw(stream: np.random.Generator, settings: Settings) -> Product | Linear:
    """A linear model, or two weights; perturbations from 1/2 to 10^−4 and steps up to the largest that is allowed."""
    small = settings.drop == "step"
    if not small and stream.random() < 0.4:
        a = flint.fmpq(1, int((2, 10, 1000, 10_000)[int(stream.integers(4))])) * (1 if stream.random() < 0.5 else -1)
        return {"a": str(a), "step": str(flint.fmpq(1, int((8, 16, 1000)[int(stream.integers(3))])))}
    d, n = grow(settings.scale, 1, 5, stream), 1 if small else grow(settings.scale, 1, 4, stream)
    x = random_matrix(stream, n, d, bound=3)
    if not any(any(row) for row in x):
        x[0][0] = 1
    return {
        "X": x,
        "minimum": random_matrix(stream, d, 1, bound=3),
        "perturbation": random_matrix(stream, d, 1, bound=3),
        "part": "1" if small else str(flint.fmpq(int(stream.integers(1, 8)), 8)),
    }


def largest_step(x: flint.fmpq_mat) -> flint.fmpq:
    """2/λ for a bound λ ≥ λ_max of XᵀX: the largest column sum; λ_max itself where XᵀX has rank 1. Any for X = 0."""
    h = x.transpose() * x
    if not any(h.entries()):
        return flint.fmpq(1)
    if h.rank() == 1:
        return 2 / sum((h[k, k] for k in range(h.nrows())), flint.fmpq(0))
    return 2 / max(sum((abs(h[i, j]) for i in range(h.nrows())), flint.fmpq(0)) for j in range(h.ncols()))


def product(instance: Product, *, allowed: str = "nothing") -> Finding:
    """Whether what gradient descent changes in w1 − w2 and w1 + w2 is what is allowed.

    Let s = w1 + w2, d = w1 − w2, e = w1 w2 − 1 = (s² − d²)/4 − 1. A step gives s(1 − ηe), d(1 + ηe). With −1 < e < 0,
    0 < η ≤ 1/8 and s² + d² ≤ 12 the next e is e(1 − η(s² + d²)/2 + η²e(1 + e)), a part of e between 0 and 1 − 2η; so
    e → 0 from below, |d| falls strictly, s grows strictly, and both have limits: d ≠ 2a and s ≠ 2 after the training.
    Σ |e| ≤ a²/(2η), so that d loses at most |a|³ and s gains at most 2(exp(a²/2) − 1) ≤ 2a².
    """
    a, step = rational(instance["a"]), rational(instance["step"])
    s, d = flint.fmpq(2), 2 * a
    course = []
    for _ in range(STEPS):
        e = (s * s - d * d) / 4 - 1
        if not (-1 < e < 0 and 0 < step <= flint.fmpq(1, 8) and s * s + d * d <= 12):
            return Finding(None, "exact", {"e": str(e)}, "the steps or the perturbation are too large for the proof")
        new = s * (1 - step * e), d * (1 + step * e)
        following = (new[0] ** 2 - new[1] ** 2) / 4 - 1
        if not (0 < following / e < 1 - 2 * step or following == 0) or abs(new[1]) >= abs(d) or new[0] <= s:
            return Finding(False, "exact", {}, "a step is not as in the proof")
        s, d = new
        course.append(float(flint.arb(d)))
    measured = {"a": instance["a"], "step": instance["step"], "w1_minus_w2": course}
    if allowed == "second order" and abs(d - 2 * a) <= abs(a) ** 3 and s - 2 <= 2 * a * a:
        return Finding(True, "exact", measured)
    return Finding(
        False,
        "exact",
        measured,
        f"w1 − w2 is {2 * a} after the perturbation and closer to 0 after training, and w1 + w2 does not return to 2",
    )


def linear(instance: Linear, *, restores: str = "the rest", closed: bool = False) -> Finding:
    """Whether the null-space part stays in every step, and the rest is contracted to 0."""
    x = matrix(instance["X"])
    h, step = x.transpose() * x, largest_step(x) * rational(instance["part"])
    null, delta = null_projector(x), matrix(instance["perturbation"])
    kept, course = null * delta, [delta]
    for _ in range(STEPS):
        course.append(course[-1] - h * course[-1] * step)
    measured = {"rank": x.rank(), "dimension": x.ncols(), "part_of_the_largest_step": instance["part"]}
    if restores == "everything" and any(kept.entries()):
        return Finding(False, "exact", measured, "the null-space part of the perturbation is not taken back")
    if any(null * each != kept for each in course):
        return Finding(False, "exact", measured, "the null-space part changes")
    if any((x * (course[0] - kept)).entries()) and not _contracts(
        h, step
    ):  # the eigenvalues of I − ηH on the row space
        return Finding(False, "exact", measured, "the part outside of the null space does not tend to 0")
    return Finding(True, "exact", measured)


def _contracts(h: flint.fmpq_mat, step: flint.fmpq) -> bool:
    """Whether 0 < η λ < 2 for all non-zero eigenvalues λ of H: 2I − ηH has positive eigenvalues alone."""
    return step > 0 and inertia(identity(h.nrows()) * 2 - h * step)[0] == h.nrows()


@hypothesis
def step(instance: Product | Linear) -> str | None:
    """the step is so small that gradient descent converges: η < 2/λ_max"""
    if "a" in instance:
        return None
    x = matrix(instance["X"])
    eta = largest_step(x) * rational(instance["part"])
    return None if _contracts(x.transpose() * x, eta) else f"η = {eta} is not below 2/λ_max"


@claim(
    "T3-06",
    "Perturbed and trained on: the training error returns to zero, the degenerate directions do not",
    source="T3 §4.1, first and second bullet, Fig. 3",
    quantifier="for all",
    field="real",
    letters={"d_e": "rank of the Hessian", "δ": "perturbation", "η": "step"},
    draw=draw,
    hypotheses=(step,),
    reading="of networks, as “exact for square loss” says",
    size=lambda instance: len(str(instance)) + 1000 * ("a" not in instance),
    num_instances=40,
    witness=Witness(
        "f = w₁w₂, target 1, from (1, 1) to (3/2, 1/2) along the degenerate direction (1, −1): gradient "
        "descent takes back part of w₁ − w₂ = 1, and ends with w₁ + w₂ > 2.",
        {"a": "1/2", "step": "1/8"},
    ),
    note="The text says: exact for the square loss, and it speaks of deep networks. The smallest one, f = w1 w2, "
    "decides it: the degenerate direction at (1, 1) is (1, −1), and training after a perturbation along it "
    "changes it. The proof is in verify/checks/t3/perturbed.py. For a loss that is a quadratic form, as of a "
    "linear model, the bullets are exact. What E10 and E11 of netsim measure is a tendency, on few seeds.",
)
def bullets(instance: Product | Linear) -> Finding:
    """with the square loss, after a small perturbation of a minimum, gradient descent brings the training error back to
    zero; it restores the weights along the non-degenerate directions, and does not change those along the degenerate
    ones
    """
    return product(instance) if "a" in instance else linear(instance)


def draw_linear(stream: np.random.Generator, settings: Settings) -> Product | Linear:
    """Linear models alone."""
    while True:
        instance = draw(stream, settings)
        if "X" in instance:
            return instance


@bullets.reading("borrowed", draw=draw_linear, hypotheses=(step,), num_instances=30)
def of_linear_models(instance: Product | Linear) -> Finding:
    """of linear models, whose loss is a quadratic form"""
    return linear(instance) if "X" in instance else product(instance)


@bullets.reading("borrowed", draw=partial(draw_check, "T3-06"), num_instances=len(checks_of("T3-06")), open=True)
def observed(instance: OneCheck) -> Finding:
    """of what E10 and E11 measure, with the losses and the noise of Figs. 3 and 4, which the sentence does not name"""
    return decide(instance)


BOUNDARIES: tuple[Product | Linear, ...] = (
    {"a": "1/2", "step": "1/8"},  # the largest that are allowed
    {"a": "-1/2", "step": "1/8"},
    {"a": "1/1000000", "step": "1/1000000"},
    {"X": [[3]], "minimum": [[2]], "perturbation": [[1]], "part": "999999/1000000"},  # just below 2/λ_max
    {"X": [[3, 4]], "minimum": [[0], [0]], "perturbation": [[4], [-3]], "part": "1/2"},  # along the null space alone
    {"X": [[3, 4]], "minimum": [[1], [1]], "perturbation": [[3], [4]], "part": "1/2"},  # across it alone
    {"X": [[0, 0]], "minimum": [[1], [1]], "perturbation": [[5], [-7]], "part": "1/2"},  # no data
    {"X": [[1, 2], [1, 2], [2, 4]], "minimum": [[1], [0]], "perturbation": [[1], [1]], "part": "1/2"},  # collinear
    {"X": [[10**6, 0], [0, "1/1000000"]], "minimum": [[1], [1]], "perturbation": [[1], [1]], "part": "1/2"},
)


def room(instance: Product | Linear) -> float:
    """How much is left of each bound of the corrected statement, in units of a² or |a|³, the least, in floats."""
    if "X" in instance or abs(rational(instance["a"])) < flint.fmpq(1, 1000):  # |a|³ is lost in floats
        return inf
    a, step = abs(float(rational(instance["a"]))), float(rational(instance["step"]))
    s, d, e = 2.0, 2 * a, -a * a
    if step < 1 / 256:  # the gradient flow: (w1 + w2)(w1 − w2) stays
        s = sqrt(2 + 2 * sqrt(1 + 4 * a * a))
        d = 4 * a / s
    else:
        for _ in range(round(16 / step)):
            s, d = s * (1 - step * e), d * (1 + step * e)
            e = (s * s - d * d) / 4 - 1
    return min((d - 2 * a + a**3) / a**3, (2 * a - d) / a**3, (s - 2) / a**2, (2 + 2 * a * a - s) / a**2)


def other_start(stream: np.random.Generator, instance: Product | Linear, size: float) -> Product | None:
    """Another perturbation from 1/1000 to 1/2, and another step up to 1/8."""
    if "X" in instance:
        return None
    moved = [abs(float(rational(v))) * exp(size * float(stream.normal())) for v in (instance["a"], instance["step"])]
    a, step = max(min(moved[0], 0.5), 1e-3), min(moved[1], 0.125)
    return {"a": str(flint.fmpq(round(a * 2**20), 2**20)), "step": str(flint.fmpq(round(step * 2**20) or 1, 2**20))}


@bullets.corrected_at(*BOUNDARIES, search=Search(margin=room, vary=other_start))
def first_order(instance: Product | Linear) -> Finding:
    """For L = ½‖Xw − y‖² with Xw* = y, and 0 < η < 2/λ_max(XᵀX), gradient descent from w* + δ converges to w* + Pδ, P
    the projector on the null space of X: it takes back all of δ but its part there, and does not change that. For f =
    w1 w2, the target 1, 0 < |a| ≤ 1/2 and 0 < η ≤ 1/8, gradient descent from (1 + a, 1 − a) converges to zero error,
    and in the limit 2|a| − |a|³ ≤ |w1 − w2| < 2|a| and 2 < w1 + w2 ≤ 2 + 2a²
    """
    return product(instance, allowed="second order") if "a" in instance else linear(instance)


@first_order.false(because="half of |a|³")
def half(instance: Product | Linear) -> Finding:
    """w1 − w2 loses at most half of |a|³"""
    if "X" in instance:
        return Finding(None, "exact", {}, "decided on f = w1 w2")
    a, step = rational(instance["a"]), rational(instance["step"])
    s, d = flint.fmpq(2), 2 * a
    for _ in range(STEPS):  # |d| falls in every step, so that the limit is smaller still
        e = (s * s - d * d) / 4 - 1
        s, d = s * (1 - step * e), d * (1 + step * e)
    lost = abs(2 * a) - abs(d)
    return exact(2 * lost <= abs(a) ** 3, "w1 − w2 has lost more than half of |a|³", lost=float(flint.arb(lost)))


@bullets.false(because="is not taken back")
def restored(instance: Product | Linear) -> Finding:
    """gradient descent takes back the whole perturbation, in the degenerate directions, too"""
    if "a" in instance:
        return Finding(None, "exact", {}, "decided on linear models")
    return linear(instance, restores="everything")


@bullets.false(because="does not tend to 0")
def largest(instance: Product | Linear) -> Finding:
    """for a linear model gradient descent converges with the step 2/λ_max, too"""
    if "a" in instance or matrix(instance["X"]).rank() != 1:
        return Finding(None, "exact", {}, "decided where λ_max is rational: rank 1")
    return linear({**instance, "part": "1"})


@bullets.broken(because="the null-space part changes")
def projector(instance: Product | Linear) -> Finding:
    """the projector on the row space in the place of that on the null space"""
    if "a" in instance:
        return Finding(None, "exact", {}, "decided on linear models")
    x = matrix(instance["X"])
    delta = matrix(instance["perturbation"])
    row = identity(x.ncols()) - null_projector(x)
    after = delta - x.transpose() * (x * delta) * largest_step(x) * rational(instance["part"])
    return exact(row * after == row * delta, "the null-space part changes")
